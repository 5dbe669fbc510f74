"""Pages of the site: those that will be gone, and how many friends a publication starts at once."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from linesteps.checklist.finding import Finding, Level
from linesteps.checklist.kind import Check, registry
from linesteps.checklist.seen import Seen
from linesteps.checklist.words import number, short_day
from linesteps.conditions.filters import WHO
from linesteps.engine.intake import count_let_in


class Pages(Check):
    """What Wagtail does by itself later, and what a colleague does by publishing a page."""

    name = "pages"
    can_refuse = False

    def title(self) -> str:
        """What it is about."""
        return _("Pages of the site")

    def look(self, seen: Seen) -> list[Finding]:
        """Pages that expire, and friends who start together; nothing for a scenario without either."""
        found = [*_ends(seen), *_starts(seen)]
        pages = _pages(seen)
        if not found and pages:
            text = ngettext(
                "%(count)s page of the site fills messages.",
                "%(count)s pages of the site fill messages.",
                len(pages),
            )
            found = [Finding(level=Level.OK, text=text % {"count": len(pages)})]
        return found


def _pages(seen: Seen) -> dict[int, str]:
    """The pages that messages are filled from, each with a step that shows it."""
    if seen.compiled is None:
        return {}
    return {
        key: step_id
        for step_id, sources in seen.compiled.sources.items()
        for kind, key in sources
        if kind == "page"
    }


def _ends(seen: Seen) -> list[Finding]:
    steps = _pages(seen)
    if not steps:
        return []
    found = []
    for page in Page.objects.filter(pk__in=steps, expire_at__isnull=False).order_by("expire_at", "pk"):
        text = _("The page “%(title)s” will be unpublished on %(day)s. The scenario pauses then.") % {
            "title": page.title,
            "day": short_day(page.expire_at.astimezone(seen.account.zone).date()),
        }
        found.append(
            Finding(
                level=Level.WARNING,
                text=text,
                step_id=steps[page.pk],
                place=("steps",),
                page=reverse("wagtailadmin_pages:edit", args=[page.pk]),
                page_label=_("Open the page"),
            )
        )
    return found


def _starts(seen: Seen) -> list[Finding]:
    """How many a publication starts at once: of several start conditions, those that start the most."""
    triggers = seen.compiled.triggers if seen.compiled else ()
    published = [one.config for one in triggers if one.kind == "page_published"]
    if not published:
        return []
    scenario = seen.saved or seen.drawn
    asked = [(count_let_in(scenario, config[WHO]), config["at_most"]) for config in published]
    people = max(count for count, _most in asked)
    text = ngettext(
        "When the page is published, up to %(people)s friend starts at once.",
        "When the page is published, up to %(people)s friends start at once.",
        people,
    ) % {"people": number(people)}
    if too_low := [most for count, most in asked if count > most]:
        text += " " + _(
            "That is more than the %(most)s that you allow, so nobody would start. Raise the number."
        ) % {"most": number(min(too_low))}
    return [Finding(level=Level.WARNING, text=text, place=("triggers",))]


registry.register(Pages())

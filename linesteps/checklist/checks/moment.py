"""The moment: when the scenario goes live, if it is not now."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.models import Page

from linesteps.checklist.finding import Finding, Level
from linesteps.checklist.kind import Check, registry
from linesteps.checklist.seen import Seen
from linesteps.scenarios.page_wait import awaited_page, planned_time


class Moment(Check):
    """A planned time, or the page with which it goes live."""

    name = "moment"
    can_refuse = True

    def title(self) -> str:
        """What it is about."""
        return _("When it goes live")

    def look(self, seen: Seen) -> list[Finding]:
        """What was planned; nothing for a scenario that goes live at once."""
        pk = getattr(seen.drawn, "publish_with_id", None)
        page = Page.objects.filter(pk=pk).first() if pk else None
        planned = seen.drawn.go_live_at if getattr(seen.drawn, "go_live_at", None) else None
        is_to_come = planned is not None and planned > seen.moment
        if page is None:
            if not is_to_come:
                return []
            return [Finding(level=Level.INFO, text=_("On %(time)s.") % {"time": _time(planned)})]
        if is_to_come:
            text = _("Choose a time or a page, not both. The page can have a planned time of its own.")
            return [Finding(level=Level.ERROR, text=text, place=("publish_with",))]
        return [_with(page, awaited_page(seen.drawn) is not None)]


def when_words(seen: Seen) -> str:
    """The same in one sentence, for the dialog."""
    found = registry.get(Moment.name).look(seen)
    return found[0].text if found else _("At once, as soon as you publish.")


def _with(page: Page, is_awaited: bool) -> Finding:
    names = {"page": page.get_admin_display_title()}
    if not is_awaited:
        text = _("The page “%(page)s” is published already, so the scenario goes live at once.") % names
        return Finding(level=Level.WARNING, text=text, place=("publish_with",))
    if planned := planned_time(page):
        text = _("Together with the page “%(page)s”, which is planned for %(time)s.")
        said = text % {**names, "time": _time(planned)}
    else:
        said = _("As soon as the page “%(page)s” is published. Its time is not planned yet.") % names
    return Finding(
        level=Level.INFO,
        text=said,
        page=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        page_label=_("Open the page"),
    )


def _time(moment: datetime | None) -> str:
    return date_format(localtime(moment), "DATETIME_FORMAT") if moment else ""


registry.register(Moment())

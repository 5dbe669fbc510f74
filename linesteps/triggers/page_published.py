"""Starts for all friends, or some, when a page is published, such as a new event or a restocked product."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Page, get_page_models

from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.parts.chosen_page import (
    SECTION,
    called,
    chosen_page_problems,
    is_section,
    page_config,
    page_fields,
)
from linesteps.triggers.kind import TriggerKind, registry
from linesteps.visits.pages import is_at

_WHEN = (
    ("first", _("published for the first time")),
    ("every", _("published, changes of what is published included")),
)
_MOST = 1_000_000


def page_types() -> list[tuple[str, Any]]:
    """The kinds of pages that the site has, by what editors call them."""
    models = [model for model in get_page_models() if model is not Page and not model._meta.abstract]
    named = [(model._meta.label_lower, capfirst(str(model._meta.verbose_name))) for model in models]
    return sorted(named, key=lambda one: one[1])


class PagePublished(TriggerKind):
    """Once for one page. More friends than the editor allowed get nothing; the editor is told instead."""

    name = "page_published"
    activity_kind = "page_published"

    def block(self) -> blocks.Block:
        """Where, of which kind, which time, and for how many friends at most."""
        return blocks.StructBlock(
            [
                *page_fields(_("section of the site"), which=SECTION),
                (
                    "type",
                    blocks.ChoiceBlock(
                        choices=page_types,
                        required=False,
                        label=_("kind of page"),
                        help_text=_("Empty: any."),
                    ),
                ),
                ("when", blocks.ChoiceBlock(choices=_WHEN, default="first", label=_("which time"))),
                (
                    "at_most",
                    blocks.IntegerBlock(
                        label=_("friends at most"),
                        required=False,
                        help_text=_(
                            "All friends whom your conditions let in start at once, without conditions all friends "
                            "of the account. If that would be more than this, nobody starts, and the scenario "
                            "asks for your attention."
                        ),
                    ),
                ),
            ],
            icon="doc-full",
            label=_("Page of the site published"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No section, a kind of page that is gone, or no number of friends."""
        found = [one for one in chosen_page_problems(value) if one.is_error]
        if value.get("type") and value["type"] not in dict(page_types()):
            text = gettext("The site has no such kind of page any more. Choose another one.")
            found.append(Problem(message=text, path=("type",)))
        if value.get("when") not in dict(_WHEN):
            raise ValueError("No form makes this.")
        most = value.get("at_most")
        if not isinstance(most, int) or isinstance(most, bool) or not 1 <= most <= _MOST:
            text = gettext("Say for how many friends at most a page may start this (1 to %(max)s).")
            found.append(Problem(message=text % {"max": f"{_MOST:,}"}, path=("at_most",)))
        return found

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """Where, what, when, how many."""
        return {
            **page_config(value),
            "type": str(value.get("type") or ""),
            "is_every": value["when"] == "every",
            "at_most": int(value["at_most"]),
        }

    def matches(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        """By place, kind and time; the section's own page is none of the pages in it."""
        if config["is_section"] and data.get("page") == config["page"]:
            return False
        is_time = bool(config["is_every"] or data.get("is_first"))
        return is_time and config["type"] in {"", data.get("type")} and is_at(config, data)

    def summary(self, value: Mapping[str, Any]) -> str:
        """Where."""
        if is_section(value):
            return gettext("When a page in “%(title)s” is published") % {"title": called(value)}
        return gettext("When the page “%(title)s” is published") % {"title": called(value)}

    def beginning(self, value: Mapping[str, Any]) -> str:
        """The publication."""
        return gettext("the publication of the page")


registry.register(PagePublished())

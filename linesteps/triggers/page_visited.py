"""Starts when a friend opens a page of the site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.parts.chosen_page import (
    called,
    chosen_page_problems,
    consent_problems,
    is_section,
    page_config,
    page_fields,
)
from linesteps.triggers.kind import TriggerKind, registry
from linesteps.visits.pages import is_at


class PageVisited(TriggerKind):
    """Of friends who came by a link in a message and agreed that their visits may be known."""

    name = "page_visited"
    activity_kind = "page_visited"

    def block(self) -> blocks.Block:
        """The page or its section."""
        return blocks.StructBlock(
            page_fields(_("page")), icon="doc-empty-inverse", label=_("Page of the site opened")
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No page, or nobody is asked for consent."""
        return [*chosen_page_problems(value), *consent_problems(compiling)]

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The page."""
        return page_config(value)

    def matches(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        """By the page, or by what stood above it when it was opened."""
        return is_at(config, data)

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which page."""
        if is_section(value):
            return gettext("When a page in “%(title)s” is opened") % {"title": called(value)}
        return gettext("When the page “%(title)s” is opened") % {"title": called(value)}

    def beginning(self, value: Mapping[str, Any]) -> str:
        """The visit."""
        return gettext("the visit of the page")


registry.register(PageVisited())

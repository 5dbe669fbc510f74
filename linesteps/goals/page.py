"""A page of the site that the friend visits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.goals.kind import GoalKind, days_problems, goal_block, registry
from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.links import link_problems

#: The event by which the site tells of a visit.
VISITED = "page_visited"


class PageGoal(GoalKind):
    """By a tapped link that leads there, or by the site's event ``page_visited`` with its ``url``."""

    name = "page"
    activities = frozenset({"event", "link_clicked"})

    def block(self) -> blocks.Block:
        """The beginning of its address."""
        url = blocks.CharBlock(
            label=_("address"),
            required=False,
            max_length=500,
            help_text=_("Pages whose address begins with this, such as https://example.com/thanks/."),
        )
        return goal_block(("url", url), label=_("Page visited"), icon="doc-empty")

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No address."""
        found = days_problems(value)
        url = (value.get("url") or "").strip()
        if not url.startswith(("http://", "https://")):
            text = gettext("Write the address of the page; it begins with https://.")
            found.insert(0, Problem(message=text, path=("url",)))
        else:
            found = [*link_problems(url, ("url",)), *found]
        return found

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The address."""
        return {"url": value["url"].strip()}

    def matches(self, config: Mapping[str, Any], kind: str, data: Mapping[str, Any]) -> bool:
        """By the beginning of the address."""
        if kind == "event":
            told = (data.get("properties") or {}).get("url") if data.get("name") == VISITED else ""
        else:
            told = data.get("url")
        return isinstance(told, str) and told.startswith(config["url"])

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which page."""
        return gettext("a visit of %(url)s") % {"url": value.get("url") or "…"}


registry.register(PageGoal())

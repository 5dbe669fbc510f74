"""A tag that the friend is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.followers.names import TagNameBlock
from linesteps.goals.kind import GoalKind, days_problems, goal_block, registry
from linesteps.messages.kind import Compiling, Problem


class TagGoal(GoalKind):
    """By hand, by a scenario, by an import or by code: wherever the tag comes from."""

    name = "tag"
    activities = frozenset({"tag_added"})

    def block(self) -> blocks.Block:
        """The tag by its name."""
        return goal_block(("tag", TagNameBlock(label=_("tag"))), label=_("Tag added"), icon="tag")

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No tag named."""
        found = days_problems(value)
        if not (value.get("tag") or "").strip():
            found.insert(0, Problem(message=_("Say which tag is meant."), path=("tag",)))
        return found

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The tag."""
        return {"tag": value["tag"].strip()}

    def matches(self, config: Mapping[str, Any], kind: str, data: Mapping[str, Any]) -> bool:
        """By the tag's name."""
        return bool(data.get("tag") == config["tag"])

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which tag."""
        return gettext("the tag “%(tag)s”") % {"tag": value.get("tag") or "…"}


registry.register(TagGoal())

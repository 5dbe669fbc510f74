"""Whether the friend carries a tag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps import bulk
from linesteps.accounts.models import Account
from linesteps.conditions.kind import ConditionKind, Subject, registry
from linesteps.followers.models import FollowerTag
from linesteps.followers.names import TagNameBlock
from linesteps.followers.tags import called
from linesteps.graph import Context
from linesteps.messages.kind import Compiling, Problem


class TagCondition(ConditionKind):
    """Carries the tag, or does not."""

    name = "tag"
    wakes_on = frozenset({"tag_added", "tag_removed"})
    is_event = True

    def block(self) -> blocks.Block:
        """The tag by its name, and whether it must be there."""
        return blocks.StructBlock(
            [
                ("tag", TagNameBlock(label=_("tag"))),
                ("is_absent", blocks.BooleanBlock(label=_("does not have it"), required=False)),
            ],
            icon="tag",
            label=_("Tag"),
            label_format="{tag}",
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No tag named. One that does not exist yet is fine: nobody carries it."""
        if not (value.get("tag") or "").strip():
            return [Problem(message=_("Say which tag is meant."), path=("tag",))]
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The tag by name, so that it may be made later."""
        return {"tag": value["tag"].strip(), "is_absent": bool(value.get("is_absent"))}

    def load(self, config: Mapping[str, Any], subjects: Sequence[Subject]) -> Mapping[int, Any]:
        """Who carries it."""
        rows = FollowerTag.objects.filter(
            bulk.among("follower_id", [subject.follower_id for subject in subjects]),
            tag__in=called(config["tag"]),
        )
        return dict.fromkeys(rows.values_list("follower_id", flat=True), True)

    def holds(self, config: Mapping[str, Any], known: Any, ctx: Context) -> bool | None:
        """Always known: a missing row means no tag."""
        return bool(known) != config["is_absent"]

    def matching(self, config: Mapping[str, Any], account: Account, now: datetime) -> Q | None:
        """Who carries it, or everybody else."""
        rows = FollowerTag.objects.filter(follower_id=OuterRef("pk"), tag__name=config["tag"])
        return Q(~Exists(rows)) if config["is_absent"] else Q(Exists(rows))

    def summary(self, value: Mapping[str, Any]) -> str:
        """With or without the tag."""
        text = (
            gettext("without the tag “%(tag)s”")
            if value.get("is_absent")
            else gettext("with the tag “%(tag)s”")
        )
        return text % {"tag": value.get("tag") or "…"}

    def opposite(self, value: Mapping[str, Any]) -> str:
        """The tag stands beside it."""
        return gettext("with the tag") if value.get("is_absent") else gettext("without the tag")

    def until(self, value: Mapping[str, Any]) -> str:
        """The tag is put on."""
        return gettext("they get the tag “%(tag)s”") % {"tag": value.get("tag") or "…"}

    def told(self, value: Mapping[str, Any], answer: bool | None, steps: Mapping[str, str]) -> str:
        """Whether the tag is there."""
        has_tag = bool(answer) != bool(value.get("is_absent"))
        text = gettext("has the tag “%(tag)s”") if has_tag else gettext("does not have the tag “%(tag)s”")
        return text % {"tag": value.get("tag") or "…"}


registry.register(TagCondition())

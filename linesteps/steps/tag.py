"""Tag: put tags on the friend, and take tags off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.followers.names import TagNameBlock
from linesteps.graph import Context, Effect, Goto, Result
from linesteps.messages.kind import Compiling, Problem
from linesteps.steps.kind import StepKind, registry

_MOST = 20


class TagStep(StepKind):
    """Whoever has the tag already keeps it as it is, and nothing is set off."""

    name = "tag"
    looks_at_person = False

    def block(self) -> blocks.Block:
        """Names of tags to put on and to take off."""
        return blocks.StructBlock(
            [
                (
                    "add",
                    blocks.ListBlock(
                        TagNameBlock(label=_("tag")),
                        label=_("put on"),
                        default=[""],
                        max_num=_MOST,
                        help_text=_("Choose a tag or write a new name."),
                    ),
                ),
                (
                    "remove",
                    blocks.ListBlock(
                        TagNameBlock(label=_("tag")), label=_("take off"), default=[], max_num=_MOST
                    ),
                ),
            ],
            icon="tag",
            label=_("Put on or take off tags"),
            group=_("About the friend"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No tag at all, or one that is to be put on and taken off."""
        added, removed = _names(value, "add"), _names(value, "remove")
        if not added and not removed:
            return [Problem(message=_("Name at least one tag to put on or take off."), path=("add",))]
        both = next((name for name in added if name in removed), None)
        if both is not None:
            text = gettext(
                "The tag “%(tag)s” is put on and taken off at once. Remove it from one of the lists."
            )
            return [Problem(message=text % {"tag": both}, path=("remove",))]
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The names; the tags themselves are made when somebody gets the first."""
        return {"add": _names(value, "add"), "remove": _names(value, "remove")}

    def run(self, config: Mapping[str, Any], ctx: Context) -> Result:
        """Say which tags, and go on."""
        return Result(outcome=Goto(), effects=(Effect(kind="tag", data=config),))

    def summary(self, value: Mapping[str, Any]) -> str:
        """Such as 「タグ「VIP」を付ける」."""
        added, removed = _listed(_names(value, "add")), _listed(_names(value, "remove"))
        if added and removed:
            text = gettext("Put on the tag %(added)s, take off %(removed)s")
            return text % {"added": added, "removed": removed}
        if removed:
            return gettext("Take off the tag %(removed)s") % {"removed": removed}
        return gettext("Put on the tag %(added)s") % {"added": added or "…"}


def _names(value: Mapping[str, Any], field: str) -> list[str]:
    # A plain ListBlock holds {"type": "item", "value": …}; older data and programs may hold bare names.
    items = [item.get("value") if isinstance(item, Mapping) else item for item in value.get(field) or []]
    names = [(item or "").strip() for item in items]
    if any(len(name) > 60 for name in names):
        raise ValueError("No form takes a name of that length.")
    return list(dict.fromkeys(name for name in names if name))


def _listed(names: list[str]) -> str:
    return gettext(", ").join(gettext("“%(tag)s”") % {"tag": name} for name in names)


registry.register(TagStep())

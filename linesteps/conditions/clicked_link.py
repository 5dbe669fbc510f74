"""Whether the friend tapped a link or an answer button of an earlier step, in this run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps import bulk
from linesteps.conditions.kind import ConditionKind, Subject, registry
from linesteps.graph import Context
from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.parts.chosen_send import chosen_send_problems, which_send


def _taps(is_of_one_link: bool) -> models.QuerySet[Any]:
    # By name, since tracking stands above conditions in the house.
    taps = apps.get_model("linesteps", "Click").objects.filter(
        bulk.among("follower_id", bulk.slot("ids")),
        is_counted=True,
        link__scenario_id=bulk.slot("scenario"),
        link__step_id=bulk.slot("step"),
    )
    return taps.filter(link__position=bulk.slot("position")) if is_of_one_link else taps


_LAST_TAPS = bulk.Statement(_taps, "follower_id", bulk.last("at"))


class ClickedLinkCondition(ConditionKind):
    """Counts taps by people only: previews and crawlers are left out when the tap is recorded."""

    name = "clicked_link"
    wakes_on = frozenset({"link_clicked"})
    is_event = True
    is_of_run = True

    def block(self) -> blocks.Block:
        """The step, and which of its links."""
        return blocks.StructBlock(
            [
                which_send(),
                (
                    "link",
                    blocks.IntegerBlock(
                        label=_("which link"),
                        required=False,
                        help_text=_(
                            "1 is the first link or button of the message; a video watched to its end counts as one. "
                            "Empty: any of them."
                        ),
                    ),
                ),
                ("is_absent", blocks.BooleanBlock(label=_("did not tap"), required=False)),
            ],
            icon="link-external",
            label=_("Tapped a link"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No message chosen, or one that is gone."""
        none = _("Choose the message whose link is meant.")
        gone = _("The message whose link is meant was deleted.")
        if found := chosen_send_problems(value, compiling, none=none, gone=gone):
            return found
        if value.get("link") is not None and value["link"] < 1:
            return [Problem(message=_("Links are counted from 1."), path=("link",))]
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """Step and position within it."""
        position = value["link"] - 1 if value.get("link") else None
        return {
            "scenario_id": compiling.scenario_id,
            "step": value["step"],
            "position": position,
            "is_absent": bool(value.get("is_absent")),
        }

    def load(self, config: Mapping[str, Any], subjects: Sequence[Subject]) -> Mapping[int, Any]:
        """The time of the last counted tap."""
        return dict(
            _LAST_TAPS(
                config["position"] is not None,
                ids=[subject.follower_id for subject in subjects],
                scenario=config["scenario_id"],
                step=config["step"],
                position=config["position"],
            )
        )

    def holds(self, config: Mapping[str, Any], known: Any, ctx: Context) -> bool | None:
        """A tap counts since the run began: whoever starts again is asked again."""
        return (known is not None and known >= ctx.entered_at) != config["is_absent"]

    def summary(self, value: Mapping[str, Any]) -> str:
        """Who tapped, or who did not."""
        return gettext("did not tap the link") if value.get("is_absent") else gettext("tapped the link")

    def opposite(self, value: Mapping[str, Any]) -> str:
        """Without naming the link again, which stands beside it."""
        return gettext("tapped it") if value.get("is_absent") else gettext("did not tap it")

    def step_asked(self, value: Mapping[str, Any]) -> str:
        """The message with the link."""
        return str(value.get("step") or "")

    def split(self, value: Mapping[str, Any], step: str) -> str:
        """Those who tapped are told from those who did not, in whatever order."""
        if value.get("is_absent"):
            return gettext("did not tap / tapped the link in “%(step)s”") % {"step": step}
        return gettext("tapped / did not tap the link in “%(step)s”") % {"step": step}

    def as_soon_as(self, value: Mapping[str, Any]) -> str:
        """A tap is a moment; not to tap is none."""
        return "" if value.get("is_absent") else gettext("Continue as soon as the link is tapped")

    def until(self, value: Mapping[str, Any]) -> str:
        """The tap."""
        return gettext("they tap the link")

    def told(self, value: Mapping[str, Any], answer: bool | None, steps: Mapping[str, str]) -> str:
        """Whether it was tapped, with the message that it stands in."""
        has_tapped = bool(answer) != bool(value.get("is_absent"))
        where = {"step": steps.get(str(value.get("step") or ""), "")}
        if where["step"]:
            text = (
                gettext("has tapped the link in “%(step)s”")
                if has_tapped
                else gettext("has not tapped the link in “%(step)s”")
            )
            return text % where
        return gettext("has tapped the link") if has_tapped else gettext("has not tapped the link")


registry.register(ClickedLinkCondition())

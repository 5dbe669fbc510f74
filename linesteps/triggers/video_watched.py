"""Starts when a friend watches a video to its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.blocks.scenario_reference import ScenarioReferenceBlock, scenario_named, scenario_names
from linesteps.messages.kind import Compiling, Problem
from linesteps.triggers.kind import TriggerKind, registry


class VideoWatched(TriggerKind):
    """LINE tells of the end only, and only of videos that carry a mark, as those of scenarios do."""

    name = "video_watched"
    activity_kind = "video_watched"

    def block(self) -> blocks.Block:
        """Of which scenario."""
        scenario = ScenarioReferenceBlock(
            label=_("video of the scenario"), help_text=_("None chosen: any video that tells of its end.")
        )
        return blocks.StructBlock([("scenario", scenario)], icon="media", label=_("Video watched to its end"))

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """A scenario that is gone, another account's, or the very one that would start."""
        chosen = value.get("scenario")
        if not chosen:
            return []
        scenario = scenario_named(chosen, compiling.account.pk)
        if scenario is None:
            text = gettext("The account has no such scenario any more. Choose another one, or none.")
            return [Problem(message=text, path=("scenario",))]
        if scenario.pk == compiling.scenario_id:
            text = gettext("Nobody has a video of this scenario before it starts. Choose another one.")
            return [Problem(message=text, path=("scenario",))]
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The scenario; ``None`` for any video."""
        return {"scenario": int(value["scenario"]) if value.get("scenario") else None}

    def matches(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        """By the scenario that sent it."""
        return config["scenario"] in {None, data.get("of")}

    def summary(self, value: Mapping[str, Any]) -> str:
        """Whose video."""
        if not value.get("scenario"):
            return gettext("When a video is watched to its end")
        name = scenario_names().get(str(value["scenario"]), "…")
        return gettext("When a video of “%(name)s” is watched to its end") % {"name": name}


registry.register(VideoWatched())

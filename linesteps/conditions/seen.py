"""Whether there is a sign that the friend saw an earlier step's message. LINE itself tells of nobody who did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Case, CharField, F, Max, QuerySet, Value, When
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps import bulk
from linesteps.conditions.kind import ConditionKind, Subject, registry
from linesteps.followers.models import Activity
from linesteps.graph import Context
from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.parts.chosen_send import chosen_send_problems, which_send
from linesteps.messages.parts.signs import (
    ACTED,
    CHAT,
    COUNT,
    VIDEO,
    can_tell,
    is_possible,
    signs_at,
    why_impossible,
)

#: What stands in ``known`` beside the signs: when the message was sent.
_SENT = "sent"
_CHOICES = (
    ("any", _("any sign of this message")),
    ("acted", _("tapped something in it, or quoted it")),
    ("video", _("watched its video to the end")),
    ("image", _("a phone loaded its tracked image")),
    ("opened", _("any sign, or used the chat since (weaker)")),
)
#: What people do in the chat itself. A tap on an older message's link may come from elsewhere, and is weak anyway.
_IN_CHAT = (
    "message_received", "postback_received", "link_clicked", "video_watched", "date_chosen", "menu_tapped",
    "message_seen", "message_unsent",
)  # fmt: skip
_MAX_DAYS = 366
_WAKES = frozenset({"link_clicked", "message_seen", *_IN_CHAT})


class SeenCondition(ConditionKind):
    """Three-valued: a sign, no sign yet, or no telling, since nothing was sent or nothing could tell."""

    name = "seen"
    wakes_on = _WAKES
    is_event = True
    may_be_unknown = True

    def block(self) -> blocks.Block:
        """The step, the signs that count, and how old they may be."""
        return blocks.StructBlock(
            [
                which_send(),
                (
                    "sign",
                    blocks.ChoiceBlock(
                        choices=_CHOICES,
                        default="any",
                        label=_("what counts"),
                        help_text=_(
                            "LINE tells nobody who saw a message. A sign proves that somebody did; without one, "
                            "they may have seen it, too."
                        ),
                    ),
                ),
                (
                    "days",
                    blocks.IntegerBlock(
                        label=_("within the last days"),
                        required=False,
                        help_text=_("Empty: at any time since they started the scenario."),
                    ),
                ),
                ("is_absent", blocks.BooleanBlock(label=_("no sign yet"), required=False)),
            ],
            icon="view",
            label=_("Saw a message"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No message, one that is gone, or one that can never give such a sign."""
        step_id, sign, days = value.get("step") or "", value.get("sign") or "any", value.get("days")
        none, gone = _("Choose the message that is meant."), _("The message that is meant was deleted.")
        if found := chosen_send_problems(value, compiling, none=none, gone=gone):
            return found
        if sign not in COUNT:
            return [Problem(message=_("Say which signs count."), path=("sign",))]
        if days is not None and (not isinstance(days, int) or not 1 <= days <= _MAX_DAYS):
            text = gettext("Say in how many days: 1 to %(max)s.") % {"max": _MAX_DAYS}
            return [Problem(message=text, path=("days",))]
        signs = signs_at(step_id, compiling)
        if signs is not None and sign != "opened" and not is_possible(sign, signs):
            return [Problem(message=why_impossible(sign, signs, compiling), path=("sign",))]
        return []

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """Step and signs, and which of the step's links are videos."""
        sign = value.get("sign") or "any"
        signs = signs_at(value["step"], compiling)
        return {
            "scenario_id": compiling.scenario_id,
            "step": value["step"],
            "counts": list(COUNT[sign]),
            "videos": list(signs.videos) if signs else [],
            "can_tell": sign == "opened" or signs is None or is_possible(sign, signs),
            "days": value.get("days"),
            "is_absent": bool(value.get("is_absent")),
        }

    def load(self, config: Mapping[str, Any], subjects: Sequence[Subject]) -> Mapping[int, Any]:
        """The last time of each sign, and of the send, in one statement."""
        ids = [subject.follower_id for subject in subjects]
        place = (config["scenario_id"], config["step"])
        parts = [_sends(ids, place), _taps(ids, place, config["videos"]), _sightings(ids, place)]
        if CHAT in config["counts"]:
            parts.append(_activities(ids))
        found: dict[int, dict[str, datetime]] = {}
        for follower_id, sign, last in parts[0].union(*parts[1:], all=True):
            found.setdefault(follower_id, {})[sign] = last
        return found

    def holds(self, config: Mapping[str, Any], known: Any, ctx: Context) -> bool | None:
        """A sign counts since the run began; before the message is sent, there is nothing to see."""
        known = known or {}
        earliest = ctx.entered_at
        if config["days"]:
            earliest = max(earliest, ctx.now - timedelta(days=config["days"]))
        sent = known.get(_SENT)
        is_sent = sent is not None and sent >= ctx.entered_at
        for sign in config["counts"]:
            at = known.get(sign)
            # What they do in the chat says something only after the message has come.
            if at is not None and at >= earliest and (sign != CHAT or (is_sent and at > sent)):
                return not config["is_absent"]
        return config["is_absent"] if is_sent and config["can_tell"] else None

    def summary(self, value: Mapping[str, Any]) -> str:
        """Who gave a sign, or who has not yet; never who did not see it."""
        is_absent, days = bool(value.get("is_absent")), value.get("days")
        words = _SUMMARIES.get(value.get("sign") or "any", _SUMMARIES["any"])[is_absent]
        if isinstance(days, int):
            within = ngettext("in the last %(n)s day", "in the last %(n)s days", days) % {"n": days}
            return gettext("%(what)s (%(within)s)") % {"what": words, "within": within}
        return str(words)

    def opposite(self, value: Mapping[str, Any]) -> str:
        """The other side, which holds those of whom nothing can be told, too."""
        if value.get("is_absent"):
            return gettext("showed a sign, or no telling")
        return gettext("no sign yet, or no telling")

    def step_asked(self, value: Mapping[str, Any]) -> str:
        """The message."""
        return str(value.get("step") or "")

    def split(self, value: Mapping[str, Any], step: str) -> str:
        """Those with a sign are told from those without one so far."""
        if value.get("is_absent"):
            return gettext("no sign yet / a sign that they saw “%(step)s”") % {"step": step}
        return gettext("a sign that they saw “%(step)s” / no sign yet") % {"step": step}

    def as_soon_as(self, value: Mapping[str, Any]) -> str:
        """A sign is a moment; to give none is none."""
        return (
            "" if value.get("is_absent") else gettext("Continue as soon as there is a sign that they saw it")
        )

    def until(self, value: Mapping[str, Any]) -> str:
        """The sign."""
        return gettext("there is a sign that they saw it")

    def told(self, value: Mapping[str, Any], answer: bool | None, steps: Mapping[str, str]) -> str:
        """Whether there is a sign, with the message that it is of."""
        if answer is None:
            return gettext("it cannot be told yet whether they saw the message")
        has_sign = answer != bool(value.get("is_absent"))
        step = steps.get(str(value.get("step") or ""), "")
        if step:
            text = (
                gettext("there is a sign that they saw “%(step)s”")
                if has_sign
                else gettext("there is no sign yet that they saw “%(step)s”")
            )
            return text % {"step": step}
        return gettext("there is a sign that they saw it") if has_sign else gettext("there is no sign yet")

    def note(self, value: Mapping[str, Any], compiling: Compiling) -> str:
        """What the chosen message can let us know, and what it cannot."""
        signs = signs_at(str(value.get("step") or ""), compiling)
        return can_tell(signs, value.get("sign") or "any") if signs is not None else ""


_SUMMARIES: dict[str, tuple[Any, Any]] = {
    "any": (_("showed a sign of having seen it"), _("showed no sign yet of having seen it")),
    "acted": (_("tapped or quoted it"), _("did not tap or quote it yet")),
    "video": (_("watched the video to the end"), _("did not watch the video to the end yet")),
    "image": (_("loaded the tracked image"), _("did not load the tracked image yet")),
    "opened": (_("showed a sign, or used the chat since"), _("showed no sign and did not use the chat yet")),
}


def _rows(name: str) -> Any:
    # By name, since what it asks for stands above conditions in the house.
    return apps.get_model("linesteps", name)._default_manager.order_by()


def _last(rows: Any, sign: Any, at: str = "at") -> QuerySet[Any, Any]:
    found: QuerySet[Any, Any] = (
        rows.annotate(sign=sign)
        .values("follower_id", "sign")
        .annotate(last=Max(at))
        .values_list("follower_id", "sign", "last")
    )
    return found


def _named(sign: str) -> Value:
    return Value(sign, output_field=CharField())


#: A scenario's number and a step's id.
_Place = tuple[int, str]


def _sends(ids: Sequence[int], place: _Place) -> QuerySet[Any, Any]:
    visits = _rows("StepVisit").filter(
        bulk.among("follower_id", ids), dispatch__status="accepted", scenario_id=place[0], step_id=place[1]
    )
    return _last(visits, _named(_SENT), "dispatch__settled_at")


def _taps(ids: Sequence[int], place: _Place, videos: Sequence[int]) -> QuerySet[Any, Any]:
    clicks = _rows("Click").filter(
        bulk.among("follower_id", ids),
        is_counted=True,
        link__scenario_id=place[0],
        link__step_id=place[1],
    )
    is_video = Case(When(link__position__in=videos, then=_named(VIDEO)), default=_named(ACTED))
    return _last(clicks, is_video if videos else _named(ACTED))


def _sightings(ids: Sequence[int], place: _Place) -> QuerySet[Any, Any]:
    rows = _rows("Sighting").filter(bulk.among("follower_id", ids), scenario_id=place[0], step_id=place[1])
    return _last(rows, F("source"))


def _activities(ids: Sequence[int]) -> QuerySet[Any, Any]:
    acts = Activity.objects.order_by().filter(bulk.among("follower_id", ids), kind__in=_IN_CHAT)
    return _last(acts, _named(CHAT))


registry.register(SeenCondition())

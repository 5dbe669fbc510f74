"""Tell another system: a signed call with what is ticked, made after the step, which may wait for the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.blocks.recursion import StepsRefBlock
from linesteps.calls.answer import ANSWERED
from linesteps.calls.chooser import EndpointChooserBlock
from linesteps.calls.models import Endpoint
from linesteps.followers.names import AttributeBlock
from linesteps.graph import Context, Effect, Goto, Result, WaitFor, leave_by
from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.referred import referred
from linesteps.steps.kind import ELSE, Path, StepKind, registry

#: What can be ticked besides attributes; never LINE's own id of the friend.
FACTS = (
    ("display_name", _("Name")),
    ("language", _("Language")),
    ("os", _("Phone")),
    ("friend_since", _("Friend since")),
    ("tags", _("Tags")),
)
_MOST = 20
#: Minutes for which an answer can be waited for.
_MOST_MINUTES = 24 * 60
#: A place in an answer, such as ``customer.rank``.
_PLACE = re.compile(r"[^.\s]+(\.[^.\s]+)*")
#: What the engine says of the call (``engine/answers.py``).
_TAKEN, _NOT_TAKEN = "taken", "not_taken"
#: The path of those for whom the system answered; it is the name of the block, too.
ANSWER = "answered"


class CallWebhook(StepKind):
    """The call is written with the step and made after it; a system that does not answer is asked again."""

    name = "call_webhook"

    def block(self) -> blocks.Block:
        """Which system, and what it is told."""
        return blocks.StructBlock(
            [
                ("name", blocks.CharBlock(label=_("name"), required=False, max_length=80)),
                (
                    "endpoint",
                    EndpointChooserBlock(
                        label=_("system"),
                        required=False,
                        help_text=_("A manager enters systems in the menu “Other systems”."),
                    ),
                ),
                (
                    "facts",
                    blocks.MultipleChoiceBlock(
                        choices=FACTS,
                        required=False,
                        label=_("what it is told of the friend"),
                        help_text=_(
                            "This is given to a third party. Tick only what is needed. The friend's number on this "
                            "site is always told, LINE's own never."
                        ),
                    ),
                ),
                (
                    "attributes",
                    blocks.ListBlock(
                        AttributeBlock(label=_("attribute")), label=_("attributes"), default=[], max_num=_MOST
                    ),
                ),
                (
                    "keep",
                    blocks.ListBlock(_kept(), label=_("keep from the answer"), default=[], max_num=_MOST),
                ),
                (
                    "waits",
                    blocks.BooleanBlock(
                        label=_("wait for the answer"),
                        required=False,
                        help_text=_(
                            "The friend goes on once the system has answered, or when the time for it is up."
                        ),
                    ),
                ),
                ("minutes", blocks.IntegerBlock(label=_("at most (minutes)"), required=False, default=5)),
                (ANSWER, _path(_("When it answers"))),
                ("otherwise", _path(_("When it does not answer"))),
            ],
            icon="site",
            label=_("Tell another system"),
            label_format="{name}",
            group=_("About the friend"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No system, one that is gone or off, or attributes that the account does not have."""
        path = ("endpoint",)
        if not value.get("endpoint"):
            return [Problem(message=_("No system is chosen yet."), path=path)]
        endpoint = referred(Endpoint, value["endpoint"])
        if endpoint is None:
            return [Problem(message=_("The system was deleted. Choose another one."), path=path)]
        found = []
        if not endpoint.is_on:
            text = gettext("“%(name)s” is not in use now, so it is not told.") % {"name": endpoint.name}
            found.append(Problem(message=text, path=path, is_error=False))
        for fact in value.get("facts") or []:
            if fact not in dict(FACTS):
                raise ValueError("No form offers this.")
        for number, key in enumerate(_attributes(value)):
            if key not in compiling.facts:
                text = gettext("The account has no attribute “%(key)s”. Choose another one.") % {"key": key}
                found.append(Problem(message=text, path=("attributes", number)))
        return [*found, *_problems_of_kept(value, compiling), *_problems_of_wait(value)]

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """Keys only: values are looked up when somebody comes by."""
        compiled: dict[str, Any] = {
            "name": value.get("name") or "",
            "endpoint": int(value["endpoint"]),
            "facts": [fact for fact, _label in FACTS if fact in (value.get("facts") or [])],
            "attributes": list(dict.fromkeys(_attributes(value))),
        }
        # Left out where nothing is asked, so that what was published before stays the same.
        if kept := [[place, key] for place, key in _pairs(value) if place and key]:
            compiled["keep"] = kept
        if value.get("waits"):
            compiled["waits"] = value["minutes"] * 60
            compiled["paths"] = [{"port": path.port, "label": path.label} for path in self.paths(value)]
        return compiled

    def paths(self, value: Mapping[str, Any]) -> Iterator[Path]:
        """None for whoever only tells; else it answered, or it did not."""
        if not value.get("waits"):
            return
        for port, name, label in (
            (ANSWER, ANSWER, gettext("When it answers")),
            (ELSE, "otherwise", gettext("When it does not answer")),
        ):
            yield Path(port=port, label=label, place=(name, "steps"), steps=_steps(value, name))

    def wakes_on(self, config: Mapping[str, Any]) -> frozenset[str]:
        """The end of the call."""
        return frozenset({ANSWERED}) if config.get("waits") else frozenset()

    def run(self, config: Mapping[str, Any], ctx: Context) -> Result:
        """Say what to tell, and go on; or stay until the call has an end, asking only once."""
        effects = (Effect(kind="call_webhook", data=config),)
        seconds = config.get("waits")
        if not seconds:
            return Result(outcome=Goto(), effects=effects)
        if ctx.side == _TAKEN:
            return leave_by(ANSWER)
        is_asked = bool(ctx.side) or ctx.is_resumed
        # Whoever came here late, after a pause, has the whole time as well.
        until = (ctx.arrived_at if is_asked else ctx.now) + timedelta(seconds=seconds)
        if ctx.side == _NOT_TAKEN or (is_asked and ctx.now >= until):
            return leave_by(ELSE)
        waiting = WaitFor(until=until, activities=self.wakes_on(config))
        return Result(outcome=waiting, effects=() if is_asked else effects)

    def duration(self, value: Mapping[str, Any]) -> timedelta:
        """The time to wait."""
        minutes = value.get("minutes")
        return timedelta(minutes=minutes if value.get("waits") and isinstance(minutes, int) else 0)

    def summary(self, value: Mapping[str, Any]) -> str:
        """Which system, and how long it may think."""
        endpoint = referred(Endpoint, value["endpoint"]) if value.get("endpoint") else None
        said = {"name": endpoint.name if endpoint else "…"}
        minutes = value.get("minutes")
        if not value.get("waits") or not isinstance(minutes, int):
            return gettext("Tell “%(name)s”") % said
        text = ngettext(
            "Ask “%(name)s” and wait for the answer (%(n)s minute at most)",
            "Ask “%(name)s” and wait for the answer (%(n)s minutes at most)",
            minutes,
        )
        return text % {**said, "n": minutes}


def _path(label: Any) -> blocks.StructBlock:
    return blocks.StructBlock([("steps", StepsRefBlock(label=_("steps")))], label=label, required=False)


def _kept() -> blocks.StructBlock:
    return blocks.StructBlock(
        [
            (
                "place",
                blocks.CharBlock(
                    label=_("place in the answer"),
                    required=False,
                    max_length=200,
                    help_text=_("As your developers name it, such as customer.rank."),
                ),
            ),
            ("attribute", AttributeBlock(label=_("attribute"))),
        ],
        label=_("value"),
        label_format="{place} {attribute}",
    )


def _problems_of_kept(value: Mapping[str, Any], compiling: Compiling) -> Iterator[Problem]:
    for number, (place, key) in enumerate(_pairs(value)):
        path = ("keep", number)
        if not place and not key:
            continue
        if not _PLACE.fullmatch(place):
            text = gettext("Write the place in the answer, such as customer.rank.")
            yield Problem(message=text, path=(*path, "place"))
        if key not in compiling.facts:
            text = gettext("The account has no attribute “%(key)s”. Choose another one.") % {
                "key": key or "…"
            }
            yield Problem(message=text, path=(*path, "attribute"))


def _problems_of_wait(value: Mapping[str, Any]) -> Iterator[Problem]:
    minutes = value.get("minutes")
    if value.get("waits"):
        if not isinstance(minutes, int) or not 1 <= minutes <= _MOST_MINUTES:
            text = gettext("Say how long to wait: 1 to %(max)s minutes.") % {"max": _MOST_MINUTES}
            yield Problem(message=text, path=("minutes",))
    elif _steps(value, ANSWER) or _steps(value, "otherwise"):
        text = gettext("There are steps for its answer. Tick that it is waited for, or delete them.")
        yield Problem(message=text, path=("waits",))


def _steps(value: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    return (value.get(name) or {}).get("steps") or []


def _pairs(value: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is kept: place and key of the attribute."""
    items = [
        item.get("value", item) if item.get("type") == "item" else item for item in value.get("keep") or []
    ]
    return [(str(item.get("place") or "").strip(), str(item.get("attribute") or "")) for item in items]


def _attributes(value: Mapping[str, Any]) -> list[str]:
    items = [
        item.get("value") if isinstance(item, Mapping) else item for item in value.get("attributes") or []
    ]
    return [str(item) for item in items if item]


registry.register(CallWebhook())

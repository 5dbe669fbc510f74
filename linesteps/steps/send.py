"""Send one to five messages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from linesteps.graph import Context, Effect, Goto, Result
from linesteps.messages import stream as messages
from linesteps.messages.kind import Compiling, Problem, limit_problems, problems_of, unknown_kind
from linesteps.messages.kind import registry as message_kinds
from linesteps.messages.parts import sender
from linesteps.messages.parts.objects import objects_of
from linesteps.messages.parts.quick import quick_problems, quick_replies_block
from linesteps.messages.parts.view_image import without_image
from linesteps.personalise import LONGEST_NAME, Template
from linesteps.steps.kind import StepKind, registry

#: Fields that a stored send may lack.
_SELDOM = ("quick_replies", sender.NAME, sender.ICON)
_SENT = Result(outcome=Goto(), effects=(Effect(kind="send"),))


class SendBlock(blocks.StructBlock):
    """The form of a send; what most sends do without is stored only where it is used."""

    def get_prep_value(self, value: Any) -> dict[str, Any]:
        """As it is stored."""
        stored: dict[str, Any] = super().get_prep_value(value)
        return {name: part for name, part in stored.items() if part or name not in _SELDOM}


class Send(StepKind):
    """One send, which counts as one message for LINE's quota however many bubbles it has."""

    name = "send"
    looks_at_person = False

    def block(self) -> blocks.Block:
        """A name for editors, and the messages."""
        return SendBlock(
            [
                (
                    "name",
                    blocks.CharBlock(
                        label=_("name"),
                        required=False,
                        max_length=80,
                        help_text=_("For you; friends do not see it."),
                    ),
                ),
                ("messages", messages.messages_block()),
                ("quick_replies", quick_replies_block()),
                (
                    "expires_hours",
                    blocks.IntegerBlock(
                        label=_("not later than (hours)"),
                        required=False,
                        min_value=1,
                        max_value=24 * 90,
                        help_text=_(
                            "Not sent at all if it would come more than so many hours after its time, for example "
                            "after a pause. Leave empty if late is better than never."
                        ),
                    ),
                ),
                *sender.sender_fields(),
            ],
            form_layout=BlockGroup(
                [
                    "name",
                    "messages",
                    "quick_replies",
                    "expires_hours",
                    BlockGroup(
                        [sender.NAME, sender.ICON],
                        heading=_("Another sender"),
                        icon="user",
                        classname="collapsed",
                        label_format="{" + sender.NAME + "}",
                    ),
                ]
            ),
            icon="mail",
            label=_("Send"),
            label_format="{name}",
            group=_("Send"),
        )

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No message, those of each message, and what LINE would refuse."""
        parts = value.get("messages") or []
        if not parts:
            return [
                Problem(
                    message=_("There is no message yet. Add a text, an image or a coupon."),
                    path=("messages",),
                )
            ]
        found = []
        for number, part in enumerate(parts):
            if part["type"] not in message_kinds:
                found.append(unknown_kind(part["type"], ("messages", number)))
                continue
            kind = message_kinds.get(part["type"])
            for problem in problems_of(kind, part["value"], compiling):
                path = ("messages", number, *problem.path)
                found.append(Problem(message=problem.message, path=path, is_error=problem.is_error))
        found += quick_problems(value.get("quick_replies"), compiling)
        found += sender.sender_problems(value, compiling)
        if any(problem.is_error for problem in found):
            return found
        trial = replace(compiling, links=[], labels=[], coupons={}, sources=set())
        for number, problem in limit_problems(trial.longest(objects_of(value, trial))):
            found.append(Problem(message=problem.message, path=("messages", number)))
        return found

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """Message objects with tokens, and the links behind them by position."""
        objects = objects_of(value, compiling)
        compiled = {
            "name": value.get("name") or "",
            "messages": objects,
            "links": list(compiling.links),
            "labels": list(compiling.labels),
        }
        if compiling.coupons:
            compiled["coupons"] = [
                {"id": coupon_id, "is_vital": is_vital} for coupon_id, is_vital in compiling.coupons.items()
            ]
        if bounds := _bounds(objects, compiling):
            compiled["bounds"] = bounds
        if value.get("expires_hours"):
            compiled["expires_hours"] = int(value["expires_hours"])
        return compiled

    def run(self, config: Mapping[str, Any], ctx: Context) -> Result:
        """Send, and go on."""
        return _SENT

    def preview(self, config: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The messages, without what only tells that they were shown."""
        return without_image(config["messages"])

    def summary(self, value: Mapping[str, Any]) -> str:
        """Name or first message."""
        return gettext("Send “%(name)s”") % {"name": self.title(value)}

    def title(self, value: Mapping[str, Any]) -> str:
        """Name or first message, without the verb."""
        if value.get("name"):
            return str(value["name"])
        for part in value.get("messages") or []:
            if part["type"] in message_kinds:
                return message_kinds.get(part["type"]).summary(part["value"]) or "…"
        return "…"


def _bounds(objects: Sequence[Mapping[str, Any]], compiling: Compiling) -> dict[str, int]:
    """How long the values in these messages were taken to be, where that is not what every value may have."""
    names = Template(json.dumps(objects, ensure_ascii=False)).names
    return {name: most for name, most in compiling.bounds.items() if name in names and most != LONGEST_NAME}


registry.register(Send())

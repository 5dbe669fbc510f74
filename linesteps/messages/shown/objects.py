"""The messages of a send that is still being written, as one friend would see them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from linesteps import personalise
from linesteps.coupons.models import OwnCoupon
from linesteps.coupons.values import coupon_of, sample_values
from linesteps.messages.kind import Compiling, Problem, problems_of, registry, unknown_kind
from linesteps.messages.parts.quick import quick_problems, with_quick_replies
from linesteps.messages.parts.sender import sender_problems, with_sender
from linesteps.messages.referred import referred

#: The type of what stands where a message is not ready; no message object of LINE's.
TODO = "todo"


def shown_messages(
    parts: Sequence[Mapping[str, Any]],
    compiling: Compiling,
    values: Mapping[str, str],
    send: Mapping[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """Message objects by the same code that really sends, with destinations instead of counting links.

    A message that is not ready becomes ``{"type": "todo", "text"}`` with what is missing, in words.

    Args:
        parts: plain messages of one send.
        compiling: of its step.
        values: what stands for each token (``personalise.values_for``).
        send: the plain value of the send around them; its sender and its quick replies are left out while
            something about them is missing.
    """
    objects = [_object(part, compiling) for part in parts]
    if not objects:
        return [_todo(_("There is no message yet. Add a text, an image or a coupon."))]
    send = send or {}
    if not sender_problems(send, compiling):
        objects = with_sender(objects, send, compiling)
    if not quick_problems(send.get("quick_replies"), compiling):
        objects = with_quick_replies(objects, send.get("quick_replies"), compiling)
    return filled(objects, compiling, values)


def filled(
    objects: Sequence[Mapping[str, Any]], compiling: Compiling, values: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Compiled message objects for one friend, with an address for each link of the step."""
    addresses = {f"{personalise.LINK_PREFIX}{number}": url for number, url in enumerate(compiling.links)}
    template = personalise.Template(json.dumps(objects, ensure_ascii=False), compiling.bounds)
    samples = _samples(template.names)
    json_text = template.fill({**values, **addresses, **samples}, language=compiling.account.language)
    found: list[dict[str, Any]] = json.loads(json_text)
    return found


def _samples(names: Iterable[str]) -> dict[str, str]:
    """What stands for the parts of own coupons when nobody gets one."""
    found: dict[str, str] = {}
    for coupon_id in sorted({pk for name in names if (pk := coupon_of(name)) is not None}):
        coupon = referred(OwnCoupon, coupon_id)
        found |= sample_values(coupon) if coupon else {}
    return found


def _object(part: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
    if part.get("type") not in registry:
        return _todo(unknown_kind(str(part.get("type")), ()).message)
    kind = registry.get(part["type"])
    problems: list[Problem] = [one for one in problems_of(kind, part.get("value"), compiling) if one.is_error]
    if problems:
        return _todo(problems[0].message)
    return kind.compile(part["value"], compiling)


def _todo(text: Any) -> dict[str, Any]:
    return {"type": TODO, "text": str(text)}

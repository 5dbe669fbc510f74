"""By which signs somebody who saw a message can be told: what its links, videos and pictures let us know."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from linesteps.messages.kind import UNREADABLE, Compiling, Text
from linesteps.messages.parts.objects import objects_of
from linesteps.messages.parts.view_image import has_image

#: A video's tracking id of ours (``Compiling.answer_data``); its last part is the position of the link.
_OURS = re.compile(r"ls:\d+:[^:]+:(\d+)")

#: Signs: a tap or another act, a video watched to its end, the tracked image, a quote, use of the chat later on.
ACTED, VIDEO, IMAGE, QUOTE, CHAT = "acted", "video", "image", "quote", "chat"
#: By an editor's choice, the signs that count. A quote is an act, and no message can promise one.
COUNT: dict[str, tuple[str, ...]] = {
    "any": (ACTED, VIDEO, IMAGE, QUOTE),
    "acted": (ACTED, QUOTE),
    "video": (VIDEO,),
    "image": (IMAGE,),
    "opened": (ACTED, VIDEO, IMAGE, QUOTE, CHAT),
}


@dataclass(frozen=True, kw_only=True)
class Signs:
    """What one send can tell.

    Args:
        taps: positions of its links and answer buttons.
        videos: positions of its videos, as they count among the links.
        has_image: whether it carries the tracked image.
    """

    taps: tuple[int, ...] = ()
    videos: tuple[int, ...] = ()
    has_image: bool = False


def signs_of(objects: Sequence[Mapping[str, Any]], links: Sequence[str]) -> Signs:
    """The signs of compiled messages.

    Args:
        objects: of one send.
        links: ``Compiling.links`` after they were compiled.
    """
    videos = tuple(
        int(found[1]) for text in _tracking_ids(objects) if (found := _OURS.fullmatch(text)) is not None
    )
    taps = tuple(number for number in range(len(links)) if number not in videos)
    return Signs(taps=taps, videos=videos, has_image=has_image(objects))


def signs_at(step_id: str, compiling: Compiling) -> Signs | None:
    """The signs of a send of the scenario that is compiled; ``None`` while it cannot be read."""
    value = compiling.step_values.get(step_id)
    trial = replace(compiling, step_id=step_id, links=[], labels=[], coupons={}, sources=set())
    try:
        return signs_of(objects_of(value, trial), trial.links) if value else None
    except UNREADABLE:
        # The step's own problems say what to mend.
        return None


def can_tell(signs: Signs, sign: str = "any") -> str:
    """In words, what a message lets us know of who saw it.

    Args:
        signs: of the message.
        sign: which of them are asked for, a key of the condition's choice.
    """
    counts = COUNT.get(sign, COUNT["any"])
    known = []
    if signs.taps and ACTED in counts:
        text = ngettext(
            "a tap on its link or button", "a tap on one of its %(n)s links and buttons", len(signs.taps)
        )
        known.append(text % {"n": len(signs.taps)})
    if signs.videos and VIDEO in counts:
        known.append(gettext("its video, watched to the end"))
    if signs.has_image and IMAGE in counts:
        known.append(gettext("its tracked image, loaded by a phone"))
    if not known and CHAT in counts:
        return gettext(
            "This message has no link, no video and no tracked image: only what they do in the chat later can be "
            "a sign."
        )
    if CHAT in counts:
        known.append(gettext("anything that they do in the chat later"))
    text = gettext(
        "A sign is: %(signs)s. Who reads it and does nothing more cannot be told from who does not."
    )
    if IMAGE in counts and signs.has_image:
        text = gettext(
            "A sign is: %(signs)s. Who looked without any of these cannot be told from who did not."
        )
    return text % {"signs": gettext(", or ").join(known)} if known else ""


def is_possible(sign: str, signs: Signs) -> bool:
    """Whether a message can give one of the signs that are asked for by a name of ``COUNT``."""
    able = {ACTED: bool(signs.taps), VIDEO: bool(signs.videos), IMAGE: signs.has_image}
    return any(able.get(one, False) for one in COUNT[sign])


def why_impossible(sign: str, signs: Signs, compiling: Compiling) -> Text:
    """What to say of a message that cannot, with the cure."""
    if sign == "video":
        return _("This message has no video whose end is told. Choose another message, or what else counts.")
    if sign == "acted":
        return _("This message has no link or button to tap. Add one, or choose what else counts.")
    if sign == "image":
        if compiling.account.has_view_image:
            return _(
                "No message of this step can carry the tracked image: only cards and other Flex Messages can. "
                "Choose what else counts."
            )
        return _(
            "The tracked image is off for this LINE Official Account. It is switched on at the account, where its "
            "notice stands. Or choose what else counts."
        )
    return _(
        "This message has no link and no video: only what they do in the chat later can be a sign. Choose “any "
        "sign, or used the chat since”, or add a link."
    )


def _tracking_ids(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        if isinstance(value.get("trackingId"), str):
            yield value["trackingId"]
        for part in value.values():
            yield from _tracking_ids(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _tracking_ids(part)

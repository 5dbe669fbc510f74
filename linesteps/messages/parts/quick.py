"""Quick replies: a row of buttons under the last message of a send, until somebody taps or writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.blocks.link import LinkBlock
from linesteps.blocks.personal import LONGEST_STORED, PersonalCharBlock
from linesteps.messages.kind import Compiling, Problem
from linesteps.messages.parts.buttons import action, button_problems
from linesteps.messages.parts.dates import MODES, date_action, known_mode
from linesteps.messages.parts.words import at

Plain = Mapping[str, Any]

#: LINE's bound (reference, “Quick reply”, ``items``).
MOST = 13
#: LINE's names of what only a quick reply can do (reference, “Action objects”).
_ON_THE_PHONE = {"camera": "camera", "camera_roll": "cameraRoll", "location": "location"}


class QuickReplies(blocks.StreamBlock):
    """A stream of buttons."""

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> Any:
        """Empty where a form says nothing of it, such as one that was open when the site was updated."""
        if f"{prefix}-count" not in data:
            return self.empty_value()
        return super().value_from_datadict(data, files, prefix)


def quick_replies_block() -> QuickReplies:
    """The buttons in their order."""
    mode = blocks.ChoiceBlock(MODES, default="datetime", label=_("what is chosen"))
    answer = ("answer", _reply(_("Answer"), "pick", ""))
    date = ("date_time", _reply(_("Date and time"), "date", _("Choose a date"), ("mode", mode)))
    link, *on_the_phone = _everywhere()
    return _replies([answer, link, date, *on_the_phone])


def quick_replies_of_all_block() -> QuickReplies:
    """Those of a send that belongs to no scenario: nobody hears an answer, but words can start one."""
    words = ("words", _reply(_("Words that the friend sends"), "comment", ""))
    return _replies([words, *_everywhere()])


def _everywhere() -> list[tuple[str, blocks.Block]]:
    return [
        ("link", _reply(_("Link"), "link", "", ("url", LinkBlock(label=_("link"))))),
        ("camera", _reply(_("Camera"), "ls-camera", _("Take a photo"))),
        ("camera_roll", _reply(_("Camera roll"), "image", _("Choose a photo"))),
        ("location", _reply(_("Location"), "ls-pin", _("Send my location"))),
    ]


def _replies(kinds: list[tuple[str, blocks.Block]]) -> QuickReplies:
    return QuickReplies(
        kinds,
        label=_("quick replies"),
        required=False,
        max_num=MOST,
        help_text=_("Buttons below the last message. They go away when somebody taps one or writes."),
    )


def _reply(label: Any, icon: str, words: Any, *more: tuple[str, blocks.Block]) -> blocks.StructBlock:
    said = PersonalCharBlock(
        label=_("words on the button"), required=False, max_length=LONGEST_STORED, default=words
    )
    return blocks.StructBlock([("label", said), *more], label=label, icon=icon, label_format="{label}")


def quick_problems(value: Any, compiling: Compiling) -> list[Problem]:
    """Missing words and links, and more buttons than LINE takes.

    Args:
        value: the plain stream, or nothing.
    """
    parts, found = value or [], []
    if len(parts) > MOST:
        text = gettext("Up to %(max)s quick replies (now %(count)s). Remove some.")
        found.append(Problem(message=text % {"max": MOST, "count": len(parts)}, path=("quick_replies",)))
    for number, part in enumerate(parts):
        path, reply = ("quick_replies", number), part["value"]
        told = button_problems(reply, compiling, path)
        if part["type"] == "link" and not (reply.get("url") or ""):
            words = _("There is no link yet. Put one in, or use an answer.")
            told.append(Problem(message=words, path=(*path, "url")))
        if part["type"] == "date_time":
            known_mode(reply.get("mode"))
        if part["type"] not in {"answer", "words", "link", "date_time", *_ON_THE_PHONE}:
            raise ValueError("No form makes this.")
        found += at(gettext("Quick reply %(number)s") % {"number": number + 1}, told)
    return found


def with_quick_replies(
    objects: Sequence[dict[str, Any]], value: Any, compiling: Compiling
) -> list[dict[str, Any]]:
    """The message objects, the last one with the buttons; their links come after those of the messages."""
    items = [{"type": "action", "action": _action(part, compiling)} for part in value or []]
    if not items or not objects:
        return list(objects)
    return [*objects[:-1], {**objects[-1], "quickReply": {"items": items}}]


def _action(part: Plain, compiling: Compiling) -> dict[str, Any]:
    kind, reply = part["type"], part["value"]
    label = reply.get("label") or ""
    if kind in _ON_THE_PHONE:
        return {"type": _ON_THE_PHONE[kind], "label": label}
    if kind == "words":
        return {"type": "message", "label": label, "text": label}
    if kind == "date_time":
        return date_action(label, reply["mode"], compiling.answer_data(label))
    return action(reply, compiling)

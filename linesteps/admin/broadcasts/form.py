"""The form of a one-off send: half-finished drafts are saved; on the way to sending, problems stand at their place."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from linesteps.admin.builder.values import plain_value
from linesteps.admin.placing import place_errors
from linesteps.broadcasts.content import send_block, stored
from linesteps.broadcasts.course import problems_with
from linesteps.broadcasts.models import Broadcast
from linesteps.conditions.filters import who_block
from linesteps.fields import LockedBlockField

#: The button that goes on to the last question.
THEN_SEND = "then_send"
_BLOCKS = ("who", "content")


def _who_block() -> Any:
    block = who_block(label=_("Only friends for whom this holds"))
    block.set_name("who")
    return block


def _content_block() -> Any:
    block = send_block()
    block.set_name("content")
    return block


class BroadcastForm(WagtailAdminModelForm):
    """The blocks are the same as in a start condition and in a send step."""

    who = LockedBlockField(block=_who_block(), required=False, label=_("Conditions"))
    content = LockedBlockField(block=_content_block(), required=False, label=_("Messages"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        draft = self.instance
        self.initial["who"] = self._block("who").to_python(draft.who or {})
        self.initial["content"] = self._block("content").to_python(draft.sent_content)
        if draft.send_at and draft.account_id:
            # Shown, and read, by the account's clock, wherever the editor is.
            self.initial["send_at"] = draft.send_at.astimezone(draft.account.zone).replace(tzinfo=None)
        self.fields["send_at"].label = gettext("When (by the account's clock)")

    def _block(self, name: str) -> Any:
        field: Any = self.fields[name]
        return field.block

    def clean(self) -> Any:
        """Times become the account's; before sending, everything must be sound."""
        cleaned = super().clean()
        account = cleaned.get("account")
        if account is None or any(name not in cleaned for name in _BLOCKS):
            return cleaned
        values = {name: cleaned[name] for name in _BLOCKS}
        cleaned["who"] = plain_value(self._block("who"), values["who"])
        cleaned["content"] = stored(plain_value(self._block("content"), values["content"]))
        if at := cleaned.get("send_at"):
            cleaned["send_at"] = timezone.make_naive(at).replace(tzinfo=account.zone)
        segment = cleaned.get("segment")
        if segment is not None and segment.account_id != account.pk:
            self.add_error("segment", gettext("This segment belongs to another account. Choose another one."))
        elif THEN_SEND in self.data:
            self._place(self.draft(cleaned), values)
        return cleaned

    def draft(self, cleaned: Any) -> Broadcast:
        """An unsaved one as the fields say."""
        names = ("account", "name", "to", "segment", "who", "send_at", "pace", "pace_number")
        found: Any = Broadcast(**{name: cleaned[name] for name in names if name in cleaned})
        found.content = cleaned["content"]
        found.scenario_id = self.instance.scenario_id
        return found

    def _place(self, draft: Broadcast, values: Any) -> None:
        found = [one for one in problems_with(draft) if one.problem.is_error]
        shown = {name: _Shown(self._block(name), values[name]) for name in _BLOCKS}
        for name, error in place_errors(found, shown).items():
            self.add_error(name, error)
        for one in found:
            if one.place[0] not in _BLOCKS:
                self.add_error(str(one.place[0]), str(one.problem.message))


class _Shown(dict[str, Any]):
    """A struct value as ``place_errors`` wants it: with its block."""

    def __init__(self, block: Any, value: Any) -> None:
        super().__init__(value)
        self.stream_block = block

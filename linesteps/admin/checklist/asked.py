"""Reading what the dialog sends: the draft as it stands on the page, with the answers in the dialog."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from linesteps.admin.builder.describe import OF_DRAFT, Sketch
from linesteps.admin.simulator import asked
from linesteps.checklist.seen import Seen
from linesteps.scenarios.carry_over import Deleted, Inside
from linesteps.scenarios.models import Scenario

#: More ways than this nobody has tried.
_MOST_TRIED = 2000


@dataclass(kw_only=True)
class Draft(Sketch):
    """A sketch with what the form says beside the steps."""

    name: str
    inside: str
    deleted: str
    entries_per_day: Decimal | None
    go_live_at: datetime | None
    re_entry: str
    can_repeat: bool
    is_transactional: bool


def read(request: HttpRequest) -> Seen:
    """The draft that a request asks about.

    Raises:
        BadRequest: something in it cannot be understood.
    """
    question = asked.read(request)
    data, drawn = question.data, question.drawn
    draft = Draft(
        pk=drawn.pk,
        account=question.account,
        steps=drawn.steps,
        triggers=drawn.triggers,
        **{
            name: getattr(drawn, name, usual) for name, usual in OF_DRAFT.items() if name != "publish_with_id"
        },
        publish_with_id=getattr(_field("publish_with", data), "pk", None),
        name=str(data.get("name") or ""),
        inside=_one_of(Inside.values, data.get("inside"), Inside.MOVE),
        deleted=_one_of(Deleted.values, data.get("deleted"), ""),
        entries_per_day=_field("entries_per_day", data),
        go_live_at=_field("go_live_at", data),
        re_entry=question.rules.re_entry,
        can_repeat=question.rules.can_repeat,
        is_transactional=data.get("is_transactional") is True,
    )
    tried = data.get("tried")
    known = frozenset(map(str, tried[:_MOST_TRIED])) if isinstance(tried, list) else frozenset()
    return Seen(draft, tried=known)


def _one_of(values: list[str], said: Any, fallback: str) -> str:
    return said if isinstance(said, str) and said in values else fallback


def _field(name: str, data: dict[str, Any]) -> Any:
    """What a field of the form will make of the words in it; nothing of what it will refuse."""
    field = Scenario._meta.get_field(name).formfield()  # type: ignore[union-attr]
    try:
        return field.clean(str(data.get(name) or "")) if field is not None else None
    except ValidationError:
        return None

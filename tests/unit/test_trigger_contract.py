"""What every kind of start condition promises."""

from __future__ import annotations

from typing import Any

import pytest

from linesteps import triggers
from linesteps.triggers.kind import TriggerKind, registry
from linesteps.triggers.stream import triggers_block
from tests.contract import kinds

triggers_block()


def _item(**value: Any) -> dict[str, Any]:
    return {"type": "item", "value": value, "id": "1"}


FINISHED: dict[str, dict[str, Any]] = {
    "account_linked": {},
    "attribute_changed": {"attribute": "gender", "before": "", "after": "female"},
    "beacon": {"hardware": "d41d8cd98f", "when": "enter"},
    "by_hand": {},
    "coupon_received": {"coupon": 1},
    "coupon_used": {"coupon": 1},
    "document_downloaded": {"document": 1},
    "form_submitted": {"page": 1, "answers": [], "tag": "Form"},
    "date_attribute": {
        "attribute": "birthday", "every_year": True, "days": 3, "direction": "before", "at": "10:00:00"
    },
    "event": {"name": "purchase", "parts": [_item(name="amount", comparison="at_least", value="3000")]},
    "entered_segment": {"segment": str(kinds.SEGMENT)},
    "friend_added": {"when": "first", "routes": [1]},
    "keyword": {"words": "予約\nbooking", "match": "is"},
    "left_segment": {"segment": str(kinds.SEGMENT)},
    "link_clicked": {"url": "https://example.com/fish"},
    "membership": {"when": "joined", "plan": 3189},
    "menu_tapped": {"menu": 1, "text": "Book"},
    "page_published": {"page": 1, "which": "section", "type": "", "when": "first", "at_most": 5000},
    "page_visited": {"page": 1, "which": "section"},
    "message_received": {"kinds": ["image", "sticker"]},
    "only_for": {"conditions": [{"type": "tag", "value": {"tag": "VIP", "is_absent": False}}], "match": "all"},
    "postback": {"data": "action=reserve", "match": "begins"},
    "recurring": {"every": "month", "weekdays": [], "day": 1, "at": "10:00:00"},
    "tag_added": {"tag": "VIP"},
    "tag_removed": {"tag": "VIP"},
    "video_watched": {"scenario": str(kinds.OTHER_SCENARIO)},
}  # fmt: skip
#: Those that are complete as soon as they are added.
COMPLETE = {
    "account_linked", "beacon", "by_hand", "document_downloaded", "friend_added", "membership",
    "message_received", "recurring", "video_watched",
}  # fmt: skip
every_kind = pytest.mark.parametrize("kind", list(registry), ids=lambda kind: kind.name)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("known_account")]


def test_every_file_is_a_kind_and_every_kind_has_its_file() -> None:
    assert {kind.name for kind in registry} == kinds.modules_in(triggers) == set(FINISHED)


@every_kind
def test_kind_is_called_as_its_file(kind: TriggerKind) -> None:
    kinds.check_name(kind, "linesteps.triggers")


@every_kind
def test_form_keeps_what_is_stored_and_takes_unfinished_drafts(kind: TriggerKind) -> None:
    kinds.check_block(kind)


@every_kind
def test_untouched_trigger_cannot_be_published_unless_it_is_complete(kind: TriggerKind) -> None:
    found = kind.problems(kinds.default_of(kind), kinds.compiling())
    assert bool(found) == (kind.name not in COMPLETE)


@every_kind
def test_odd_values_are_refused_in_words_and_never_crash(kind: TriggerKind) -> None:
    kinds.check_problems(kind)


@every_kind
@pytest.mark.parametrize(
    "data",
    [
        {},
        {"text": None},
        {"url": None},
        {"tag": None},
        {"text": "\ud83d"},
        {"is_first": "x"},
        {"beacon": 5, "link": 5, "membership": []},
        {"name": "purchase", "properties": {"amount": [None, {"a": 1}, "NaN"]}},
        {"properties": []},
    ],
)
def test_matching_never_fails_on_odd_activities(kind: TriggerKind, data: dict[str, Any]) -> None:
    config = kinds.check_compiles(kind, FINISHED[kind.name])
    assert kind.matches(config, data) in {True, False}


@every_kind
def test_trigger_is_told_of_in_words_for_editors(kind: TriggerKind) -> None:
    kinds.check_summary(kind, FINISHED[kind.name])

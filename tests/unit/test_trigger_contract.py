"""What every kind of start condition promises."""

from __future__ import annotations

from typing import Any

import pytest

from linesteps import triggers
from linesteps.triggers.kind import TriggerKind, registry
from linesteps.triggers.stream import triggers_block
from tests.contract import kinds

triggers_block()
FINISHED: dict[str, dict[str, Any]] = {
    "by_hand": {},
    "coupon_used": {"coupon": 1},
    "friend_added": {"when": "first"},
    "keyword": {"words": "予約\nbooking", "match": "is"},
    "link_clicked": {"url": "https://example.com/fish"},
    "menu_tapped": {"menu": 1, "text": "Book"},
    "tag_added": {"tag": "VIP"},
}
#: Those that are complete as soon as they are added.
COMPLETE = {"by_hand", "friend_added"}
every_kind = pytest.mark.parametrize("kind", list(registry), ids=lambda kind: kind.name)
pytestmark = pytest.mark.django_db


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
    "data", [{}, {"text": None}, {"url": None}, {"tag": None}, {"text": "\ud83d"}, {"is_first": "x"}]
)
def test_matching_never_fails_on_odd_activities(kind: TriggerKind, data: dict[str, Any]) -> None:
    config = kinds.check_compiles(kind, FINISHED[kind.name])
    assert kind.matches(config, data) in {True, False}


@every_kind
def test_trigger_is_told_of_in_words_for_editors(kind: TriggerKind) -> None:
    kinds.check_summary(kind, FINISHED[kind.name])

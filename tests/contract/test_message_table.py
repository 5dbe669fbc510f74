"""The table in ``docs/reference/messages/index.md`` says what the kinds do."""

from __future__ import annotations

import copy
import gc
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from wagtail import blocks

from linesteps.accounts.models import Account
from linesteps.blocks.personal import PersonalCharBlock, PersonalTextBlock
from linesteps.messages.kind import Compiling, MessageKind, problems_of, registry
from tests.contract import kinds
from tests.contract.finished_messages import finished_messages

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.any_database_once,
    # Wagtail leaves the temporary files of new renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]
PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "messages" / "index.md"
TOKEN = "{{ account_name }}"
Place = tuple[str | int, ...]
every_kind = pytest.mark.parametrize("kind", list(registry), ids=lambda kind: kind.name)


def rows() -> dict[str, list[str]]:
    """The cells of the table by kind."""
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("| [")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    names = [re.fullmatch(r"\[(\w+)\]\(\1\.md\)", row[0]) for row in cells]
    return {str(name and name[1]): row for name, row in zip(names, cells, strict=True)}


@pytest.fixture
def finished() -> tuple[dict[str, dict[str, Any]], Account]:
    account = Account.objects.create(
        name="Shop", channel_id="1", channel_secret="s", channel_access_token="t"
    )
    return finished_messages(account), account


def compiled(kind: MessageKind, value: dict[str, Any], account: Account) -> tuple[str, Compiling] | None:
    """The message as JSON, and what was collected for it; ``None`` if it cannot be published."""
    compiling = kinds.compiling()
    compiling.account = account
    if any(problem.is_error for problem in problems_of(kind, value, compiling)):
        return None
    found = json.dumps(kind.compile(value, compiling), ensure_ascii=False)
    gc.collect()
    return found, compiling


def texts_in(value: Any, place: Place = ()) -> Iterator[Place]:
    """The places of all texts in a value."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        if isinstance(part, str) and key not in ("id", "type"):
            yield (*place, key)
        yield from texts_in(part, (*place, key))


def with_token(value: dict[str, Any], place: Place) -> dict[str, Any]:
    """The value with a placeholder in one text; in code, instead of one of its words."""
    whole: Any = copy.deepcopy(value)
    part = whole
    for key in place[:-1]:
        part = part[key]
    is_code = place[-1] == "code"
    part[place[-1]] = part["code"].replace("Mackerel of the day", TOKEN) if is_code else TOKEN
    return dict(whole)


def field(place: Place) -> str:
    """A place in the words of the table."""
    return ".".join(str(part) for part in place if isinstance(part, str) and part != "value")


def test_every_kind_stands_in_the_table_once_with_all_its_cells() -> None:
    assert set(rows()) == {kind.name for kind in registry}
    assert {len(row) for row in rows().values()} == {5}
    assert all(cell for row in rows().values() for cell in row)


@every_kind
def test_the_table_names_the_fields_that_take_placeholders(kind: MessageKind, finished: Any) -> None:
    values, account = finished
    filled = set()
    for place in texts_in(values[kind.name]):
        found = compiled(kind, with_token(values[kind.name], place), account)
        if found is not None and TOKEN in found[0]:
            filled.add(field(place))
    assert set(re.findall(r"`([\w.]+)`", rows()[kind.name][2])) == filled


@every_kind
def test_the_table_says_whether_taps_are_counted_and_prove_that_it_was_seen(
    kind: MessageKind, finished: Any
) -> None:
    values, account = finished
    found = compiled(kind, values[kind.name], account)
    assert found is not None
    _limits, _fields, taps, seen = rows()[kind.name][1:]
    is_counted = bool(found[1].links)
    assert (not taps.startswith("no")) is is_counted
    assert seen.startswith("by ") is is_counted
    assert is_counted or seen == "no"


def personal_fields(block: Any, place: Place = ()) -> Iterator[str]:
    """The fields with the menu of names and values."""
    if isinstance(block, PersonalCharBlock | PersonalTextBlock):
        yield field(place)
    for name, child in getattr(block, "child_blocks", {}).items():
        yield from personal_fields(child, (*place, name))
    if isinstance(block, blocks.ListBlock):
        yield from personal_fields(block.child_block, place)


@every_kind
def test_the_menu_stands_at_each_field_that_takes_placeholders(kind: MessageKind) -> None:
    documented = set(re.findall(r"`([\w.]+)`", rows()[kind.name][2]))
    # Code is for those who know it, and has braces of its own.
    assert set(personal_fields(kind.block())) == documented - {"code"}

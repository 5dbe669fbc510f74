"""What people write in spreadsheets, and what is kept of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from linesteps.followers.models import Attribute
from linesteps.followers.ready_made import PREFECTURES, READY_MADE
from linesteps.followers.spellings import understood


def attribute(type_: str, choices: Any = ()) -> Attribute:
    return Attribute(key="key", name="Key", type=type_, choices=list(choices))


@pytest.mark.parametrize(
    ("type_", "written", "kept"),
    [
        ("number", "1,200", "1200"),
        ("number", "１２００", "1200"),
        ("number", "¥1,200", "1200"),
        ("number", "1200円", "1200"),
        ("number", "-3.50", "-3.50"),
        ("date", "2026-12-31", "2026-12-31"),
        ("date", "2026/1/5", "2026-01-05"),
        ("date", "2026.1.5", "2026-01-05"),
        ("date", "2026年12月31日", "2026-12-31"),
        ("date", "２０２６／１２／３１", "2026-12-31"),
        ("date", "20261231", "2026-12-31"),
        ("date", "2026/12/31 0:00", "2026-12-31"),
        ("date", "令和8年12月31日", "2026-12-31"),
        ("date", "R8.12.31", "2026-12-31"),
        ("date", "平成元年1月8日", "1989-01-08"),
        ("date", "S63/4/1", "1988-04-01"),
        ("yes_no", "はい", "true"),
        ("yes_no", "○", "true"),
        ("yes_no", "TRUE", "true"),
        ("yes_no", "１", "true"),
        ("yes_no", "なし", "false"),
        ("yes_no", "×", "false"),
        ("yes_no", "No", "false"),
        ("text", " Tokyo ", "Tokyo"),
    ],
)
def test_usual_spellings_of_both_languages_are_read(type_: str, written: str, kept: str) -> None:
    assert understood(attribute(type_), written) == kept


@pytest.mark.parametrize(
    ("type_", "written", "code"),
    [
        ("number", "many", "number"),
        ("number", "NaN", "number"),
        ("number", "1e999", "number"),
        ("number", "", "number"),
        ("date", "31/12/2026", "date"),
        ("date", "12/31/2026", "date"),
        ("date", "2026-02-30", "date"),
        ("date", "soon", "date"),
        ("yes_no", "perhaps", "yes_no"),
        ("choice", "purple", "choice"),
        ("text", "x" * 501, "long"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(type_: str, written: str, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        understood(attribute(type_, ["red", "blue"]), written)
    assert caught.value.code == code
    assert caught.value.messages[0]


@pytest.mark.parametrize(
    ("choices", "written", "kept"),
    [
        (["東京都", "大阪府"], "東京", "東京都"),
        (["東京都", "大阪府"], "Tokyo", "東京都"),
        (["Tokyo", "Osaka"], "大阪府", "Osaka"),
        (["女性", "男性"], "F", "女性"),
        (["female", "male"], "女", "female"),
        (["Red", "Blue"], "ｒｅｄ", "Red"),
    ],
)
def test_choices_are_known_in_either_language(choices: list[str], written: str, kept: str) -> None:
    assert understood(attribute("choice", choices), written) == kept


def test_all_prefectures_are_there_and_none_is_another() -> None:
    assert len(PREFECTURES) == 47 == len({en for _ja, en in PREFECTURES})
    [prefecture] = [one for one in READY_MADE if one.key == "prefecture"]
    row = attribute("choice", [ja for ja, _en in prefecture.choices])
    for ja, en in PREFECTURES:
        assert understood(row, en) == understood(row, ja) == ja
    assert understood(row, "京都") == "京都府"

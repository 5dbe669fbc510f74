"""A place on the map."""

from __future__ import annotations

from typing import Any

import pytest

from linesteps.messages.kind import Compiling
from linesteps.messages.location import LocationMessage, coordinates_in

KIND = LocationMessage()
SHOP = {"title": "Fish shop", "address": "1-1 Tsukiji, Tokyo", "coordinates": "35.6654, 139.7707"}


def test_it_is_sent_as_two_numbers(compiling: Compiling) -> None:
    assert KIND.problems(SHOP, compiling) == []
    assert KIND.compile(SHOP, compiling) == {
        "type": "location",
        "title": "Fish shop",
        "address": "1-1 Tsukiji, Tokyo",
        "latitude": 35.6654,
        "longitude": 139.7707,
    }


@pytest.mark.parametrize(
    "text",
    [
        "35.6654, 139.7707",
        "35.6654,139.7707",
        "(35.6654, 139.7707)",
        "３５．６６５４，１３９．７７０７",
        " 35.6654 139.7707 ",
    ],
)
def test_numbers_are_read_as_maps_and_japanese_keyboards_write_them(text: str) -> None:
    assert coordinates_in(text) == (35.6654, 139.7707)


@pytest.mark.parametrize(
    "text", ["", "Tokyo", "35.6654", "91, 139", "35, 181", "35.6654, 139.7707, 5", "1,2"[:2]]
)
def test_what_is_no_place_on_earth_is_not_read(text: str) -> None:
    assert coordinates_in(text) is None


def test_places_south_and_west_are_negative() -> None:
    assert coordinates_in("-33.86, -70.5") == (-33.86, -70.5)


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 101}, "title"),
        ({"address": " "}, "address"),
        # LINE counts an emoji as two here.
        ({"address": "🐟" * 51}, "address"),
        ({"coordinates": "here"}, "coordinates"),
    ],
)
def test_what_line_would_refuse_is_told_at_its_field(
    value: dict[str, Any], path: str, compiling: Compiling
) -> None:
    [problem] = KIND.problems({**SHOP, **value}, compiling)
    assert problem.path == (path,)

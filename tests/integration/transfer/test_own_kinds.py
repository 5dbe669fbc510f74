"""Kinds of a site's own in scenario files: carried by their definition alone."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail import blocks

from linesteps.errors import FormatError
from linesteps.scenarios.transfer.shape import from_file, to_file

pytestmark = pytest.mark.django_db


class AnyNames:
    """Every step exists, and no reference is known."""

    def key_of(self, model: Any, pk: Any, place: str) -> str | None:
        return None

    def has_step(self, step_id: str, place: str) -> bool:
        return True

    def pk_of(self, model: Any, key: str, place: str) -> Any:
        raise FormatError(place, "unknown")

    def see_step(self, step_id: Any, place: str) -> str:
        return str(step_id)

    def refer_to(self, step_id: str, place: str) -> None:
        pass


OWN = blocks.StructBlock(
    [
        ("price", blocks.DecimalBlock(required=False)),
        ("factor", blocks.FloatBlock(required=False)),
        ("page", blocks.URLBlock(required=False)),
        ("mail", blocks.EmailBlock(required=False)),
        ("story", blocks.RichTextBlock(required=False)),
        ("moment", blocks.DateTimeBlock(required=False)),
        ("is_loud", blocks.BooleanBlock(required=False)),
        ("hint", blocks.StaticBlock()),
        ("target", blocks.PageChooserBlock(required=False)),
        ("rows", blocks.ListBlock(blocks.ListBlock(blocks.IntegerBlock()))),
        ("inner", blocks.StructBlock([("on", blocks.DateBlock(required=False))])),
    ]
)


def test_kind_of_a_sites_own_is_carried_by_its_definition_alone() -> None:
    value = {
        "price": "12.50",
        "factor": 0.5,
        "page": "https://example.com/",
        "mail": "a@example.com",
        "story": "<p>Hi</p>",
        "moment": "2027-01-01T10:00:00+09:00",
        "is_loud": True,
        "rows": [[1, 0], []],
        "inner": {"on": "2027-01-31"},
    }
    stored = from_file(OWN, value, "value", AnyNames(), "seed")
    native = OWN.to_python(stored)
    assert native["inner"]["on"].isoformat() == "2027-01-31"
    assert list(native["rows"][0]) == [1, 0]
    written = to_file(OWN, stored, "value", AnyNames())
    assert from_file(OWN, written, "value", AnyNames(), "seed") == stored
    assert written.keys() == value.keys()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("price", "much"),
        ("price", True),
        ("factor", "NaN"),
        ("factor", []),
        ("page", "no address"),
        ("mail", "nobody"),
        ("story", 3),
        ("moment", "noon"),
        ("is_loud", "yes"),
        ("hint", "text"),
        ("target", "home"),
        ("rows", [[""]]),
        ("inner", {"off": 1}),
    ],
)
def test_wrong_value_for_a_kind_of_a_sites_own_is_named(name: str, value: Any) -> None:
    with pytest.raises(FormatError) as caught:
        from_file(OWN, {name: value}, "value", AnyNames(), "seed")
    assert caught.value.place.startswith(f"value.{name}")

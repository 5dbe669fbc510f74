"""Stickers of LINE's list."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.utils.translation import override

from linesteps.messages.kind import Compiling
from linesteps.messages.parts.stickers import PACKAGES, package_of
from linesteps.messages.sticker import StickerMessage

KIND = StickerMessage()


@pytest.mark.parametrize(
    ("number", "package"), [("1988", "446"), ("52002734", "11537"), ("52114149", "11539")]
)
def test_the_package_is_found_by_the_number(number: str, package: str, compiling: Compiling) -> None:
    value = {"sticker": f" {number} ", "package": ""}
    assert KIND.problems(value, compiling) == []
    assert KIND.compile(value, compiling) == {"type": "sticker", "packageId": package, "stickerId": number}


def test_no_number_belongs_to_two_packages() -> None:
    bounds = sorted(PACKAGES.values())
    assert all(first <= last for first, last in bounds)
    assert all(before[1] < after[0] for before, after in pairwise(bounds))


@pytest.mark.parametrize(
    ("sticker", "package", "path"),
    [
        ("", "", "sticker"),
        ("smile", "", "sticker"),
        ("１９８８", "", "sticker"),
        ("1987", "", "sticker"),
        ("1988", "x", "package"),
        ("1988", "789", "package"),
    ],
)
def test_what_line_would_refuse_is_told_at_its_field(
    sticker: str, package: str, path: str, compiling: Compiling
) -> None:
    [problem] = KIND.problems({"sticker": sticker, "package": package}, compiling)
    assert (problem.path, problem.is_error) == ((path,), True)


def test_a_sticker_newer_than_our_list_is_only_warned_of(compiling: Compiling) -> None:
    value = {"sticker": "99000001", "package": "99000"}
    [problem] = KIND.problems(value, compiling)
    assert not problem.is_error
    assert KIND.compile(value, compiling)["packageId"] == "99000"
    assert package_of("99000001") == ""


def test_the_form_leads_to_lines_list_in_the_editors_language() -> None:
    field = KIND.block().child_blocks["sticker"].field
    with override("ja"):
        assert "/ja/docs/messaging-api/sticker-list/" in str(field.help_text)
    with override("en"):
        assert "/en/docs/messaging-api/sticker-list/" in str(field.help_text)

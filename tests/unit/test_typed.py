"""What a Japanese keyboard writes, read as numbers and codes."""

from __future__ import annotations

import pytest

from linesteps.typed import digits_of, phone_address, plain


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("03-1234-5678", "tel:0312345678"),
        ("０３ー１２３４−５６７８", "tel:0312345678"),
        (" (03) 1234 5678 ", "tel:0312345678"),
        ("+81 3-1234-5678", "tel:+81312345678"),
        ("0120.123.456", "tel:0120123456"),
        ("TEL:0120-123-456", "tel:0120123456"),
        ("tel:119", "tel:119"),
    ],
)
def test_a_phone_number_is_understood_as_people_write_it(typed: str, address: str) -> None:
    assert phone_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "", "tel:", "119", "2026", "1234567890123456", "https://example.com/0312345678", "03-1234-5678 (Tokyo)",
        "tel:0312345678?x=1", "tel:javascript:1", "12+34567890", "example.com", "tel:{{ display_name }}",
    ],
)  # fmt: skip
def test_anything_else_is_no_phone_number(typed: str) -> None:
    assert phone_address(typed) == ""


def test_wide_letters_and_long_dashes_become_plain() -> None:
    assert plain("　ＦＩＳＨ－１ー２ ") == "FISH-1-2"
    assert digits_of("０３（１２３４）５６７８") == "0312345678"

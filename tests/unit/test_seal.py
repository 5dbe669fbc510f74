"""Signed texts in addresses."""

from __future__ import annotations

import string

import pytest
from cryptography.fernet import Fernet
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from linesteps.seal import Seal

LINKS, PICTURES = Seal("links", ">QQ"), Seal("pictures", ">QQ")
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
NUMBER = st.integers(min_value=0, max_value=2**64 - 1)


@given(first=NUMBER, second=NUMBER)
def test_what_was_written_is_read(first: int, second: int) -> None:
    assert LINKS.read(LINKS.write(first, second)) == (first, second)


def test_a_text_for_one_purpose_is_worth_nothing_for_another() -> None:
    assert PICTURES.read(LINKS.write(1, 2)) is None


@pytest.mark.parametrize("place", range(43))
def test_a_text_with_one_other_letter_is_refused(place: int) -> None:
    text = LINKS.write(1, 2)
    assert len(text) == 43
    # All others: the last letter has two bits that count for nothing, and they may not be others either.
    for other in set(string.ascii_letters + string.digits + "-_") - {text[place]}:
        assert LINKS.read(text[:place] + other + text[place + 1 :]) is None


@given(text=st.text())
def test_no_text_from_elsewhere_fails(text: str) -> None:
    assert LINKS.read(text) is None


def test_texts_of_an_older_key_are_believed_until_it_is_gone() -> None:
    with override_settings(LINESTEPS_ENCRYPTION_KEYS=[OLD]):
        text = LINKS.write(1, 2)
    with override_settings(LINESTEPS_ENCRYPTION_KEYS=[NEW, OLD]):
        assert LINKS.read(text) == (1, 2)
        assert LINKS.write(1, 2) != text
    with override_settings(LINESTEPS_ENCRYPTION_KEYS=[NEW]):
        assert LINKS.read(text) is None

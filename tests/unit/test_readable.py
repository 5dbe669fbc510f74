"""What editors read of a text that has tokens in it."""

from __future__ import annotations

import pytest

from linesteps.messages.kind import registry
from linesteps.personalise import readable


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("{{ display_name|お客 }}様、ようこそ", "お客様、ようこそ"),
        ("Hi {{display_name}}!", "Hi …!"),
        ("{{ attribute.shop| }}", "…"),
        ("no token { here }", "no token { here }"),
    ],
)
def test_fallback_stands_where_a_token_is(written: str, read: str) -> None:
    assert readable(written) == read


@pytest.mark.parametrize(("kind", "field"), [("text", "text"), ("buttons", "title")])
def test_card_of_a_message_shows_no_braces(kind: str, field: str) -> None:
    assert registry.get(kind).summary({field: "{{ display_name|Friend }}, hello"}) == "Friend, hello"

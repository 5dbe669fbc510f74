"""A text that is too long is told in the words of the form, as it is sent and counted by LINE."""

from __future__ import annotations

import pytest
from django.utils import translation

from linesteps.messages.kind import Compiling, registry

pytestmark = pytest.mark.django_db


def told(text: str, compiling: Compiling) -> str:
    (problem,) = registry.get("text").problems({"text": text}, compiling)
    assert problem.path == ("text",)
    return str(problem.message)


def test_too_long_a_text_is_told_with_field_count_and_cure(compiling: Compiling) -> None:
    assert told("x" * 5001, compiling) == "“text” has 5,001 characters; 5,000 fit there. Shorten it."
    with translation.override("ja"):
        assert (
            told("あ" * 5001, compiling)
            == "「本文」が5,001文字あります。入るのは5,000文字までです。短くしてください。"
        )


def test_whoever_counts_emoji_hears_that_line_counts_them_twice(compiling: Compiling) -> None:
    assert registry.get("text").problems({"text": "😀" * 2500}, compiling) == []
    assert told("😀" * 2501, compiling).endswith(
        "5,000 fit there. Shorten it. LINE counts most emoji as two."
    )


def test_names_count_as_long_as_they_can_become(compiling: Compiling) -> None:
    said = told("{{ display_name|you }}" + "x" * 4990, compiling)
    assert said.startswith("With long names or values, “text” has 5,010 characters")


def test_braces_that_nobody_closed_are_told_and_keep_nothing_from_going(compiling: Compiling) -> None:
    (problem,) = registry.get("text").problems({"text": "Dear {{ display_name|you }, hello"}, compiling)
    assert "without “}}”" in str(problem.message) and not problem.is_error
    assert registry.get("text").problems({"text": "{{ display_name|you }}, hello"}, compiling) == []

"""LINE's own emoji in texts: whatever stands around them, LINE reads what the editor meant, and takes it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from linesteps.accounts.models import Account
from linesteps.line.limits import check_messages
from linesteps.messages.kind import Compiling, problems_of, registry
from linesteps.messages.parts.emoji import SETS
from linesteps.messages.shown.line import in_a_line
from linesteps.personalise import Fact, Template, readable
from tests.contract.referee.document import document

BEAR, SMILE = "5ac21a8c040ab15980c9b43f", "5ac1bfd5040ab15980c9b435"
FACTS = {"memo": Fact(type="text", longest=500)}


def written(product: str, number: str) -> str:
    return "{{ emoji." + product + "." + number + " }}"


def compiling() -> Compiling:
    return Compiling(account=Account(name="Shop", language="ja"), scenario_id=1, facts=FACTS)


def sent(text: str, **values: str) -> dict[str, Any]:
    """The message object as one friend gets it."""
    draft = compiling()
    body = json.dumps(registry.get("text").compile({"text": text}, draft), ensure_ascii=False)
    links = {f"link.{number}": url for number, url in enumerate(draft.links)}
    return json.loads(Template(body, draft.bounds).fill({**values, **links}))


def as_line_reads_it(message: dict[str, Any]) -> str:
    """A second reading of LINE's reference (“Text message (v2)”), with ⟨product/emoji⟩ for the pictures."""
    found, rest, named = [], message["text"], message["substitution"]
    while rest:
        if rest[:2] in ("{{", "}}"):
            found.append(rest[0])
            rest = rest[2:]
        elif rest[0] == "{":
            word, _end, rest = rest[1:].partition("}")
            found.append("⟨{productId}/{emojiId}⟩".format(**named[word]))
        else:
            assert rest[0] != "}"
            found.append(rest[0])
            rest = rest[1:]
    return "".join(found)


def told(text: str) -> list[str]:
    return [str(one.message) for one in problems_of(registry.get("text"), {"text": text}, compiling())]


def test_text_without_emoji_is_sent_as_it_always_was() -> None:
    assert sent("Only $5 {today}") == {"type": "text", "text": "Only $5 {today}"}


def test_emoji_stay_in_their_place_whatever_is_filled_in_before_them() -> None:
    text = f"{{{{ display_name:san|お客様 }}}}、おかえり{written(BEAR, '003')}{{!}}{written(SMILE, '001')}"
    short, long = sent(text, display_name="花"), sent(text, display_name="{花}" * 5)
    assert as_line_reads_it(short) == f"花さん、おかえり⟨{BEAR}/003⟩{{!}}⟨{SMILE}/001⟩"
    assert as_line_reads_it(long) == "{花}" * 5 + f"さん、おかえり⟨{BEAR}/003⟩{{!}}⟨{SMILE}/001⟩"
    assert [document().refused([one]) for one in (short, long)] == [[], []]


def test_address_beside_an_emoji_is_counted_and_ends_before_it() -> None:
    draft = compiling()
    text = f"https://example.com/fish{written(BEAR, '003')}"
    compiled = registry.get("text").compile({"text": text}, draft)
    assert draft.links == ["https://example.com/fish"]
    assert compiled["text"] == "{{ link.0 }}{e1}"


part = st.one_of(
    st.text(alphabet='ab {}$\n\\"いね😀', max_size=6),
    st.sampled_from(["{{ display_name }}", "{{ attribute.memo:san|な し }}", "{{ display_name|客 }}"]),
    st.builds(written, st.sampled_from(list(SETS)), st.sampled_from(["001", "140"])),
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(part, max_size=12), st.text(alphabet="{}a名😀 \\", max_size=24))
@example(["{", written(BEAR, "003"), "}"], "}{")
def test_line_reads_what_was_written_and_takes_it(parts: list[str], name: str) -> None:
    text = "".join(parts)
    if told(text) or "emoji." not in text:
        return
    message = sent(text, display_name=name, **{"attribute.memo": name})
    assert check_messages([message]) == []
    assert document().refused([message]) == []
    # The same text without emoji is filled by the old, plain way.
    marked = re.sub(r"\{\{ emoji\.(\w+)\.(\w+) \}\}", r"⟨\1/\2⟩", text)
    assert as_line_reads_it(message) == sent(marked, display_name=name, **{"attribute.memo": name})["text"]


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        (written(BEAR, "003") * 21, "LINE takes up to 20 of its emoji"),
        (written(BEAR, "150"), "There is no emoji 150 in this set; it has 149."),
        (written(BEAR, "000"), "There is no emoji 000"),
        (written("5ac2", "003"), "An emoji here has no complete number."),
        (written(BEAR, "3"), "An emoji here has no complete number."),
        (written("f" * 24, "003"), "We do not know the set of the emoji 003."),
        (written(BEAR, "003") + "あ" * 4980, "LINE counts each of its emoji as several letters"),
        (written(BEAR, "003") * 20, ""),
        (written(BEAR, "003") + "あ" * 4970, ""),
    ],
)
def test_editor_hears_of_emoji_that_line_refuses(text: str, beginning: str) -> None:
    found = told(text)
    assert [one.startswith(beginning) for one in found] == ([True] if beginning else [])


def test_emoji_where_line_shows_none_is_told_with_the_cure() -> None:
    value = {"text": f"Yes?{written(BEAR, '003')}", "left": {"label": "Yes"}, "right": {"label": "No"}}
    problems = problems_of(registry.get("confirm"), value, compiling())
    assert "LINE shows its own emoji in text messages only" in str(problems[0].message)
    assert problems[0].path == ("text",)


def test_lists_show_a_sign_and_no_braces() -> None:
    text = f"Hello {written(BEAR, '003')} {{you}}"
    assert readable(text) == "Hello ☺ {you}"
    assert registry.get("text").summary({"text": text}) == "Hello ☺ {you}"
    assert in_a_line(sent(text)) == "Hello  {you}"


def test_known_sets_have_numbers_of_three_digits() -> None:
    assert len(SETS) == 41
    assert all(re.fullmatch("[0-9a-f]{24}", one) and 1 <= count <= 999 for one, count in SETS.items())

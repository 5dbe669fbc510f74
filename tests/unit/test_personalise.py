"""Values in messages: how they are shown, what stands there instead, and how long they become."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesteps.accounts.models import Account
from linesteps.messages.kind import Compiling, problems_of, registry
from linesteps.personalise import FORMATS, Fact, Template, barest, cut, misfits, tokens, unknown_tokens
from linesteps.personalise.lengths import units

FACTS = {
    "birthday": Fact(type="date", longest=10),
    "points": Fact(type="number", longest=30),
    "memo": Fact(type="text", longest=500),
}


def filled(text: str, *, language: str = "ja", bounds: dict[str, int] | None = None, **values: str) -> str:
    named = {name if name == "display_name" else f"attribute.{name}": one for name, one in values.items()}
    return str(json.loads(Template(json.dumps(text), bounds).fill(named, language=language)))


@pytest.mark.parametrize(
    ("text", "value", "japanese", "english"),
    [
        ("{{ attribute.a:date|soon }}", "2026-03-05", "3月5日", "5 March"),
        (
            "{{ attribute.a:date_long|soon }}",
            "2026-12-24",
            "2026年12月24日(木)",
            "Thursday, 24 December 2026",
        ),
        ("{{ attribute.a:date|soon }}", "some day", "soon", "soon"),
        ("{{ attribute.a:number|0 }}", "1234567.50", "1,234,567.5", "1,234,567.5"),
        ("{{ attribute.a:number|0 }}", "-0.25", "-0.25", "-0.25"),
        ("{{ attribute.a:number|0 }}", "1E+999999", "0", "0"),
        ("{{ attribute.a:number|0 }}", "NaN", "0", "0"),
        ("{{ attribute.a:yen|- }}", "1980", "1,980円", "¥1,980"),
        ("{{ attribute.a:yen|- }}", "1980.5", "1,981円", "¥1,981"),
        ("{{ attribute.a:short|- }}", "x" * 30, "x" * 19 + "…", "x" * 19 + "…"),
        ("{{ attribute.a : sama | お客様 }}", "花子", "花子様", "花子様"),
        ("{{ attribute.a:nothing_known|x }}", "value", "x", "x"),
    ],
)
def test_value_is_shown_as_its_format_says(text: str, value: str, japanese: str, english: str) -> None:
    bounds = {"attribute.a": 500}
    assert filled(text, a=value, bounds=bounds) == japanese
    assert filled(text, a=value, bounds=bounds, language="en") == english


def test_honorific_stands_only_where_the_name_is_known() -> None:
    assert filled("{{ display_name:san|お客様 }}へ", display_name="花子") == "花子さんへ"
    assert filled("{{ display_name:san|お客様 }}へ", display_name="") == "お客様へ"
    assert filled("{{ display_name:san|お客様 }}へ", display_name="　") == "お客様へ"


def test_tokens_without_a_format_stay_as_they_were() -> None:
    assert filled("{{display_name}}, {{ attribute.a | you }}", display_name="Hana") == "Hana, you"
    (token,) = tokens("{{ display_name:san|お客 様 }}")
    assert (token.name, token.format, token.fallback) == ("display_name", "san", "お客 様")
    assert barest("{{ display_name:san|you }} of {{ account_name }}") == "you of {{ account_name }}"


def test_value_that_became_too_long_is_cut_and_never_sent_whole() -> None:
    assert filled("{{ display_name }}", display_name="名" * 200) == "名" * 19 + "…"
    assert filled("{{ attribute.a }}", a="名" * 200, bounds={"attribute.a": 50}) == "名" * 49 + "…"
    # An emoji has two units and is not torn.
    assert cut("😀" * 30, 20) == "😀" * 9 + "…"
    assert cut("😀" * 10, 20) == "😀" * 10


def test_format_that_fits_no_such_value_is_told_with_those_that_do() -> None:
    text = "{{ display_name:date }} {{ attribute.birthday:date|x }} {{ attribute.points:yenn }} {{ attribute.x:date }}"
    assert misfits(text, FACTS) == [
        ("{{ display_name:date }}", ["san", "sama"]),
        ("{{ attribute.points:yenn }}", ["number", "yen"]),
    ]
    assert misfits("{{ attribute.birthday: }}", FACTS) == [
        ("{{ attribute.birthday: }}", ["date", "date_long"])
    ]
    assert unknown_tokens(text, FACTS) == ["{{ attribute.x:date }}"]


def test_token_never_reaches_out_of_its_string() -> None:
    plain = {"title": "{{ display_name|", "text": "}} hello"}
    assert json.loads(Template(json.dumps(plain)).fill({"display_name": "Hana"})) == plain


TEXTS = st.text(st.sampled_from('{}|: \u3000"\\\n_.abdisplay_name名😀\x00'), max_size=60)
VALUES = st.one_of(
    st.text(max_size=40),
    st.decimals().map(str),
    st.dates().map(str),
    st.sampled_from(
        [
            "1E+999999999",
            "-1E-9",
            "9" * 400,
            "{{ display_name }}",
            '"},{"a":"',
            "\\",
            "999999999999999.9999999",
        ]
    ),
)


@given(
    before=TEXTS,
    after=TEXTS,
    name=st.sampled_from(["display_name", "attribute.memo"]),
    shown=st.sampled_from(["", *FORMATS]),
    fallback=st.text(max_size=60),
    value=VALUES,
    language=st.sampled_from(["ja", "en"]),
)
def test_no_value_breaks_the_json_or_is_longer_than_was_judged(
    before: str, after: str, name: str, shown: str, fallback: str, value: str, language: str
) -> None:
    colon = f":{shown}" if shown else ""
    plain = [before, f"{{{{ {name}{colon}|{fallback} }}}}", after]
    template = Template(json.dumps(plain, ensure_ascii=False), {"attribute.memo": 300})
    sent = json.loads(template.fill({name: value}, language=language))
    judged = json.loads(template.fill_longest(language=language))
    assert len(sent) == 3
    for one, most in zip(sent, judged, strict=True):
        assert units(one) <= units(most)


@pytest.mark.parametrize("piece", ["{{", "{{a|", "{{ a", "{{a:", "}}", "{", "{{a:b|"])
def test_hostile_text_takes_linear_time(piece: str) -> None:
    text = piece * (200_000 // len(piece)) + " " * 50_000
    start = time.process_time()
    unknown_tokens(text, FACTS)
    misfits(text, FACTS)
    Template(json.dumps(text)).fill({})
    assert time.process_time() - start < 2


def told(kind: str, value: dict[str, object]) -> str:
    account = Account(name="Fish", language="ja")
    compiling = Compiling(account=account, scenario_id=1, facts=FACTS)
    return " ".join(str(one.message) for one in problems_of(registry.get(kind), value, compiling))


def test_placeholder_counts_as_long_as_its_value_can_become() -> None:
    button = {"label": "Go", "url": ""}
    for title, problem in [
        ("{{ attribute.memo|- }}", "has 500 characters"),
        ("{{ attribute.memo:short|- }}", ""),
        ("{{ attribute.birthday:date_long|- }}", ""),
        ("{{ display_name:san }}" + "x" * 18, ""),
        ("{{ display_name:san }}" + "x" * 19, "has 41 characters"),
        # What stands there instead counts, too.
        ("{{ attribute.birthday|" + "x" * 41 + " }}", "has 41 characters"),
    ]:
        said = told("buttons", {"title": title, "text": "Hello", "buttons": [button]})
        assert problem in said
        assert bool(said) == bool(problem), (title, said)


def test_unknown_format_is_told_with_those_that_are_known() -> None:
    said = told("text", {"text": "{{ attribute.birthday:datum|soon }}"})
    assert "{{ attribute.birthday:datum|soon }}" in said
    assert "date, date_long" in said

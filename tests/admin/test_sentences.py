"""What the builder says of each step, word for word, in both languages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from linesteps.accounts.models import Account
from linesteps.admin.builder.describe import Sketch, describe
from linesteps.admin.builder.sentences import sentences
from linesteps.admin.builder.whole import whole
from linesteps.followers.models import Attribute
from linesteps.scenarios.compiler import problems
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.outline import outline
from linesteps.scenarios.plain import plain
from linesteps.testing.build import branch, clicked, condition, path, send, trigger, wait

pytestmark = pytest.mark.django_db

FIRST, LAST = "11111111-1111-4111-8111-111111111111", "21111111-1111-4111-8111-111111111111"


def said(account: Account, language: str, *steps: dict[str, Any]) -> str:
    """The sentence of the last step."""
    with translation.override(language):
        return sentences(list(steps), account)[LAST]


@pytest.mark.parametrize(
    ("language", "name", "words"),
    [
        ("ja", "初回クーポン", "すぐに「初回クーポン」を送る"),
        ("en", "First coupon", "Send “First coupon” right away"),
    ],
)
def test_first_message_is_sent_right_away(account: Account, language: str, name: str, words: str) -> None:
    assert said(account, language, send("Hi", name=name, id=LAST)) == words


@pytest.mark.parametrize(
    ("language", "days", "at", "name", "words"),
    [
        ("ja", 3, "19:00", "お客様の声", "3日後の19:00に「お客様の声」を送る"),
        ("en", 3, "19:00", "Customer voices", "3 days later at 19:00, send “Customer voices”"),
        ("ja", 1, "22:00", "お知らせ", "1日後の22:00(静かな時間のため翌9:00)に「お知らせ」を送る"),
        (
            "en", 1, "22:00", "News",
            "1 day later at 22:00 (moved to 9:00 next day: quiet hours), send “News”",
        ),
    ],
)  # fmt: skip
def test_later_message_tells_its_day_and_its_quiet_hours(
    account: Account, language: str, days: int, at: str, name: str, words: str
) -> None:
    steps = send("Hi", id=FIRST), wait(days=days, at=at), send("Hi", name=name, id=LAST)
    assert said(account, language, *steps) == words


@pytest.mark.parametrize(
    ("language", "name", "check", "soon"),
    [
        (
            "ja", "お客様の声",
            "3日後の19:00に確認:「お客様の声」のリンクを押した人/押していない人",
            "リンクを押したらすぐ進む(最長7日待つ)",
        ),
        (
            "en", "Customer voices",
            "Check 3 days later at 19:00: tapped / did not tap the link in “Customer voices”",
            "Continue as soon as the link is tapped (wait up to 7 days)",
        ),
    ],
)  # fmt: skip
def test_branch_tells_what_it_asks_and_when(
    account: Account, language: str, name: str, check: str, soon: str
) -> None:
    first = send("https://example.com/", name=name, id=FIRST)
    fork = path([clicked(FIRST)], [])
    assert said(account, language, first, wait(days=3, at="19:00"), branch(fork, id=LAST)) == check
    assert said(account, language, first, branch(fork, wait_hours=7 * 24, id=LAST)) == soon


@pytest.mark.parametrize(
    ("language", "name", "choices", "words"),
    [
        ("ja", "性別", ("女性", "男性"), "性別で分ける:女性/男性/わからない人"),
        ("en", "gender", ("female", "male"), "Split by gender: female / male / unknown"),
    ],
)
def test_branch_by_an_attribute_tells_its_values(
    account: Account, language: str, name: str, choices: tuple[str, ...], words: str
) -> None:
    Attribute.objects.create(account=account, key="gender", name=name, type="choice", choices=list(choices))
    paths = [
        path([condition("attribute", attribute="gender", comparison="is", value=one)], [], label=one)
        for one in choices
    ]
    assert said(account, language, branch(*paths, id=LAST)) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", "友だち追加から14日間で最大5通。"),
        ("en", "Up to 5 messages over 14 days after adding as friend."),
    ],
)
def test_whole_scenario_is_one_sentence(account: Account, language: str, words: str) -> None:
    with translation.override(language):
        assert whole(Scenario(account=account), [trigger()], 14, 5).startswith(words)


def asks(number: int) -> Scenario:
    """A scenario with so many conditions on attributes."""
    value = {"attribute": "birthday", "comparison": "is", "value": "2026-12-24"}
    steps = [
        branch(path([condition("attribute", **value)], []), id=f"{one:08d}-1111-4111-8111-111111111111")
        for one in range(number)
    ]
    return Scenario(name="Long", account=Account.objects.get(), steps=json.dumps(steps), triggers="[]")


@pytest.mark.parametrize(
    "tell", [outline, lambda one: [str(found.problem.message) for found in problems(one)]]
)
def test_names_of_attributes_are_asked_for_once_in_a_hundred_conditions(
    account: Account, django_assert_max_num_queries: Any, tell: Any
) -> None:
    Attribute.objects.create(account=account, key="birthday", name="誕生日", type="date")
    one, hundred = asks(1), asks(100)
    with CaptureQueriesContext(connection) as few:
        tell(one)
    with django_assert_max_num_queries(len(few)):
        told = tell(hundred)
    if tell is outline:
        assert sum("誕生日" in line.text for line in told) >= 100


def test_names_of_attributes_in_the_pictures_cards_are_asked_for_once(
    account: Account, django_assert_max_num_queries: Any
) -> None:
    Attribute.objects.create(account=account, key="birthday", name="誕生日", type="date")

    def cards(scenario: Scenario) -> dict[str, Any]:
        steps = plain(scenario.steps)
        return dict(describe(Sketch.of(account, 1, steps, []), steps, [])["cards"])

    with CaptureQueriesContext(connection) as few:
        cards(asks(1))
    with django_assert_max_num_queries(len(few)):
        found = cards(asks(100))
    assert sum("誕生日" in str(card) for card in found.values()) == 100


def test_name_that_was_changed_is_read_at_the_next_request(account: Account) -> None:
    birthday = Attribute.objects.create(account=account, key="birthday", name="誕生日", type="date")
    assert "誕生日" in str(outline(asks(1)))
    birthday.name = "記念日"
    birthday.save()
    assert "記念日" in str(outline(asks(1)))

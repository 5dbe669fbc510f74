"""What friends get, and what starts it: nothing missing, nothing pushy, nobody without a path."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from linesteps.accounts.models import Account
from linesteps.followers.models import Attribute, FollowerAttribute
from linesteps.testing.build import branch, buttons, condition, path, send, tagged, wait
from tests.admin.builders import make_friend
from tests.integration.checklist.judged import levels
from tests.integration.checklist.looking import START, draw, find, told

pytestmark = pytest.mark.django_db


def test_start_condition_is_missing(account: Account) -> None:
    (found,) = find("start", draw(account, send("Hi"), triggers=[]))
    assert (found.level, found.place) == ("error", ("triggers",))
    assert "no start condition" in found.text


def test_start_condition_is_told(account: Account) -> None:
    assert told("start", draw(account, send("Hi"))) == [("ok", "When added as a friend")]


def test_empty_message_is_named_by_number_and_name(account: Account) -> None:
    scenario = draw(account, send("Hi"), wait(days=1), send(name="Voices", id="voices"))
    (found,) = find("content", scenario)
    assert found.level == "error"
    assert found.text == "“3. Voices” has no content. Add text or an image."
    assert (found.step_id, found.path) == ("voices", ("messages",))
    with override("ja"):
        text = "「3. Voices」の本文がまだありません。文章か画像を入れてください。"
        assert told("content", scenario)[0][1] == text


def test_empty_message_without_a_name_is_named_by_its_kind(account: Account) -> None:
    assert told("content", draw(account, send())) == [
        ("error", "“1. Send” has no content. Add text or an image.")
    ]


def test_problem_leads_to_its_very_field(account: Account) -> None:
    (found,) = find("content", draw(account, send("", id="a")))
    assert (found.step_id, found.path) == ("a", ("messages", 0, "text"))


def test_branch_without_condition_is_told_in_the_golden_words(account: Account) -> None:
    scenario = draw(account, branch())
    assert told("content", scenario) == [
        ("error", "This branch has no condition. Choose one or delete the branch.")
    ]
    with override("ja"):
        text = "この分岐には条件がありません。条件を選ぶか、分岐を削除してください。"
        assert told("content", scenario)[0][1] == text


def test_five_buttons_are_told_in_the_golden_words(account: Account) -> None:
    many = buttons("Choose", *[(f"B{number}", "") for number in range(5)])
    scenario = draw(account, send(many))
    assert ("error", "Up to 4 buttons (now 5). Remove one or split the card.") in told("content", scenario)
    with override("ja"):
        text = "ボタンは4個までです(いま5個)。1個減らすかカードを分けてください。"
        assert ("error", text) in told("content", scenario)


def test_sound_content_is_counted(account: Account) -> None:
    assert told("content", draw(account, send("A"), send("B"))) == [("ok", "2 messages, nothing to mend.")]


def test_three_pushy_messages_in_a_row_are_a_warning(account: Account) -> None:
    texts = ["今すぐどうぞ", "本日限りです", "ＡＣＴ　ＮＯＷ で残りわずか"]
    steps = [step for text in texts for step in (wait(days=1), send(text, id=text))]
    scenario = draw(account, *steps)
    (found,) = find("pushy", scenario)
    assert (found.level, found.step_id) == ("warning", texts[2])
    with override("ja"):
        assert told("pushy", scenario)[0][1] == (
            "急がせる言葉が3通続いています(「今すぐ」「本日限り」「残りわずか」…)。ブロックされやすくなります。"
        )


def test_calm_message_between_breaks_the_row(account: Account) -> None:
    steps = [send("Hurry up"), send("Last chance"), send("How it is made"), send("Today only")]
    assert levels("pushy", draw(account, *steps)) == ["ok"]


def test_row_is_looked_for_along_each_path(account: Account) -> None:
    hurried = branch(path([tagged("vip")], [send("Hurry up")]), otherwise=[send("Good morning")])
    assert levels("pushy", draw(account, send("Act now"), hurried, send("Last chance"))) == ["warning"]
    calm = branch(path([tagged("vip")], [send("Hello")]), otherwise=[send("Good morning")])
    assert levels("pushy", draw(account, send("Act now"), calm, send("Last chance"))) == ["ok"]


def test_pushy_words_on_buttons_count(account: Account) -> None:
    steps = [send(buttons("Look", ("今すぐ見る", "https://example.com/"))) for _number in range(3)]
    assert levels("pushy", draw(account, *steps)) == ["warning"]


@pytest.fixture
def gender(account: Account) -> Attribute:
    """An attribute that one of three friends has."""
    attribute = Attribute.objects.create(account=account, key="gender", name="Gender")
    friends = [make_friend(account, name) for name in ("A", "B", "C")]
    FollowerAttribute.objects.create(
        follower=friends[0], attribute=attribute, value="female", source="hand", set_at=START
    )
    return attribute


def by_gender(*otherwise: Any) -> Any:
    asked = condition("attribute", attribute="gender", comparison="is", value="female")
    return branch(path([asked], [send("Ladies")]), otherwise=list(otherwise), id="split")


def test_empty_path_of_those_who_are_not_known_is_a_warning_with_their_share(
    account: Account, gender: Attribute
) -> None:
    (found,) = find("unknown_path", draw(account, by_gender()))
    assert (found.level, found.step_id) == ("warning", "split")
    assert "67%" in found.text and "Everyone else" in found.text


def test_path_with_steps_for_them_is_fine(account: Account, gender: Attribute) -> None:
    assert levels("unknown_path", draw(account, by_gender(send("All")))) == ["ok"]


def test_branch_that_always_has_an_answer_says_nothing(account: Account) -> None:
    assert find("unknown_path", draw(account, branch(path([tagged("vip")], [send("Hi")])))) == []


def test_golden_words_of_a_path_of_their_own() -> None:
    from linesteps.checklist.checks.unknown_path import UNKNOWN, _words

    assert _words(UNKNOWN, 62) == "The “Unknown” path is empty; 62% of friends go there."
    with override("ja"):
        assert _words(UNKNOWN, 62) == "「わからない人」の道が空です。いまの友だちの62%がここを通ります。"

"""Each check that looks at the drawing and the database: what it says, how gravely, and where it leads."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.utils.translation import override

from linesteps.accounts.models import Account
from linesteps.checklist.kind import registry
from linesteps.checklist.look import glance, look
from linesteps.checklist.seen import Seen
from linesteps.followers.models import Attribute, FollowerAttribute
from linesteps.messages.models import Coupon
from linesteps.simulator.models import SimulationCase
from linesteps.testing.build import branch, buttons, condition, message, path, send, tagged, trigger, wait
from tests.admin.builders import make_friend
from tests.integration.checklist.looking import START, draw, find, publish, told

pytestmark = pytest.mark.django_db


def levels(check: str, scenario: Any, **seen: Any) -> list[str]:
    return [level for level, _text in told(check, scenario, **seen)]


def coupon(account: Account, ends: datetime, **fields: Any) -> Coupon:
    values = {"title": "10% off", "valid_from": START - timedelta(days=1), "line_coupon_id": "c-1", **fields}
    return Coupon.objects.create(account=account, valid_until=ends, **values)


# -- start, content --


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


# -- coupons --


def test_coupon_that_ends_before_its_earliest_send_is_an_error(account: Account) -> None:
    row = coupon(account, datetime.fromisoformat("2026-11-30T18:00+09:00"))
    steps = [wait(days=13, at="19:00"), send(message("coupon", coupon=row.pk), id="last")]
    scenario = draw(account, *steps)
    (found,) = find("coupons", scenario)
    assert (found.level, found.step_id) == ("error", "last")
    assert found.text == "The coupon ends (30 Nov) before its earliest send (5 Dec)."
    assert found.page == f"/admin/linesteps/coupons/edit/{row.pk}/"
    with override("ja"):
        text = "クーポンの期限(11/30)が、送る予定(早くて12/5)より前です。"
        assert told("coupons", scenario)[0][1] == text


def test_quiet_hours_count_for_the_earliest_send_of_a_coupon(account: Account) -> None:
    row = coupon(account, datetime.fromisoformat("2026-11-24T08:00+09:00"))
    scenario = draw(account, wait(days=1, at="22:00"), send(message("coupon", coupon=row.pk)))
    assert levels("coupons", scenario) == ["error"]


def test_planned_publication_counts_for_the_earliest_send_of_a_coupon(account: Account) -> None:
    row = coupon(account, START + timedelta(days=5))
    scenario = draw(account, send(message("coupon", coupon=row.pk)))
    assert levels("coupons", scenario) == ["ok", "info"]
    scenario.go_live_at = START + timedelta(days=6)
    assert levels("coupons", scenario) == ["error"]


def test_coupon_that_is_not_valid_yet_is_a_warning(account: Account) -> None:
    row = coupon(account, START + timedelta(days=90), valid_from=START + timedelta(days=30))
    (found,) = find("coupons", draw(account, send(message("coupon", coupon=row.pk))))
    assert (found.level, found.text) == (
        "warning",
        "The coupon is valid from 22 Dec on only, and goes out earlier (22 Nov).",
    )


def test_coupon_that_is_missing_or_not_registered_is_an_error(account: Account) -> None:
    row = coupon(account, START + timedelta(days=90), line_coupon_id="")
    scenario = draw(account, send(message("coupon", coupon=None)), send(message("coupon", coupon=row.pk)))
    missing, unknown = find("coupons", scenario)
    assert (missing.level, missing.page) == ("error", "")
    assert "No coupon is chosen" in missing.text
    assert (unknown.level, unknown.page) == ("error", f"/admin/linesteps/coupons/edit/{row.pk}/")
    assert levels("content", scenario) == ["ok"]


def test_closed_coupon_is_an_error(account: Account) -> None:
    row = coupon(account, START + timedelta(days=90), closed_at=START)
    assert levels("coupons", draw(account, send(message("coupon", coupon=row.pk)))) == ["error"]


def test_scenario_without_coupons_says_nothing_of_them(account: Account) -> None:
    assert find("coupons", draw(account, send("Hi"))) == []


# -- dates --


def test_date_that_is_over_is_a_warning_at_its_wait(account: Account) -> None:
    scenario = draw(account, wait(until="2026-11-01", id="past"), send("Hi"))
    (found,) = find("dates", scenario)
    assert (found.level, found.step_id) == ("warning", "past")
    assert "1 Nov is over" in found.text


def test_date_to_come_is_fine_and_no_date_says_nothing(account: Account) -> None:
    assert levels("dates", draw(account, wait(until="2026-12-24"), send("Hi"))) == ["ok"]
    assert find("dates", draw(account, wait(days=1), send("Hi"))) == []


def test_date_before_the_planned_publication_is_over_by_then(account: Account) -> None:
    scenario = draw(account, wait(until="2026-12-01"), send("Hi"))
    scenario.go_live_at = START + timedelta(days=20)
    assert levels("dates", scenario) == ["warning"]


# -- greeting --


def test_greeting_is_a_reminder_until_somebody_has_looked(account: Account) -> None:
    scenario = draw(account, send("Hi"))
    (found,) = find("greeting", scenario)
    assert (found.level, found.act) == ("warning", "greeting")
    user = get_user_model().objects.create_user("sato", first_name="佐藤")
    Account.objects.filter(pk=account.pk).update(greeting_off_at=START, greeting_off_by=user)
    scenario.account.refresh_from_db()
    (found,) = find("greeting", scenario)
    assert (found.level, found.act) == ("ok", "greeting")
    assert found.text == "It is off (said by 佐藤 on 11/22/2026)."


def test_greeting_matters_only_where_people_enter_by_becoming_friends(account: Account) -> None:
    assert find("greeting", draw(account, send("Hi"), triggers=[trigger("by_hand")])) == []


# -- quiet hours --


def test_message_that_is_always_moved_is_named(account: Account) -> None:
    scenario = draw(account, wait(days=1, at="22:00"), send("Hi", name="Night", id="night"))
    (found,) = find("quiet", scenario)
    assert (found.level, found.step_id) == ("info", "night")
    assert found.text == "“Night” would go out at 22:00. Quiet hours: it is sent at 9:00."


def test_message_that_may_be_moved_is_told_in_general(account: Account) -> None:
    assert told("quiet", draw(account, wait(hours=6), send("Hi"))) == [
        ("info", "What falls into the quiet hours (21:00–9:00) is sent at 9:00.")
    ]


def test_greeting_of_a_new_friend_is_not_moved(account: Account) -> None:
    assert levels("quiet", draw(account, send("Hi"), wait(days=1, at="19:00"), send("Yo"))) == ["ok"]


def test_account_without_quiet_hours_says_nothing_of_them(account: Account) -> None:
    account.quiet_from = account.quiet_until = None
    account.save()
    assert find("quiet", draw(account, wait(days=1, at="22:00"), send("Hi"))) == []


# -- tone --


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


# -- unknown path --


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


# -- trials --


def kept(scenario: Any, name: str = "Everyone", expected: Any = None, script: Any = None) -> SimulationCase:
    right = [[0, "a", ["Hi"]], [0, "o", ["Else"]]]
    return SimulationCase.objects.create(
        scenario=scenario,
        name=name,
        persona={},
        start=START,
        script=script or [],
        expected=right if expected is None else expected,
    )


@pytest.fixture
def forked(account: Account) -> Any:
    fork = branch(path([tagged("vip")], [send("VIP", id="v")]), otherwise=[send("Else", id="o")], id="fork")
    return draw(account, send("Hi", id="a"), fork)


def test_paths_that_nobody_tried_are_a_warning(forked: Any) -> None:
    assert told("trials", forked) == [
        ("warning", "None of the 2 paths was tried yet. Use “Try it” before people walk them.")
    ]


def test_kept_trial_that_comes_out_as_before_counts_its_paths(forked: Any) -> None:
    kept(forked)
    assert told("trials", forked) == [("ok", "1 of 2 paths tried.")]


def test_paths_that_were_tried_in_the_drawer_count_as_well(forked: Any) -> None:
    tried = frozenset({"fork path1", "a next"})
    assert told("trials", forked, tried=tried) == [("ok", "1 of 2 paths tried.")]


def test_kept_trial_that_comes_out_differently_is_an_error_at_its_step(forked: Any) -> None:
    kept(forked, expected=[[0, "a", ["Hello"]], [0, "o", ["Else"]]])
    (found,) = find("trials", forked)
    assert (found.level, found.step_id) == ("error", "a")
    assert "The check “Everyone” comes out differently." in found.text


def test_trials_are_not_played_twice_within_a_moment(forked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from linesteps.checklist.checks import trials

    kept(forked)
    played = []
    real = trials.run_cases
    monkeypatch.setattr(trials, "run_cases", lambda *args: played.append(1) or real(*args))
    assert told("trials", forked) == told("trials", forked)
    assert len(played) == 1
    forked.steps = [send("Changed", id="a")]
    told("trials", forked)
    assert len(played) == 2


def test_first_glance_plays_no_trial(forked: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(forked)
    monkeypatch.setattr("linesteps.checklist.checks.trials.run_cases", lambda *_args: pytest.fail("played"))
    (found,) = registry.get("trials").glance(Seen(forked))
    assert (found.level, found.text) == ("waiting", "Playing 1 kept check …")


# -- people --


def test_people_inside_are_counted_with_what_becomes_of_them(account: Account) -> None:
    from linesteps.engine.enrol import enrol

    scenario = publish(draw(account, send("Hi"), wait(days=3, id="w"), send("Bye")))
    assert find("people", scenario) == []
    enrol(scenario, make_friend(account), cause="by_hand")
    assert told("people", scenario) == [("ok", "1 person moves to the new version, at the same step.")]
    scenario.inside = "end"
    assert told("people", scenario) == [("warning", "It ends for 1 person.")]


def test_people_at_a_deleted_step_need_an_answer_and_the_rest_is_looked_at_all_the_same(
    account: Account,
) -> None:
    from linesteps.engine.advance import advance
    from linesteps.engine.enrol import enrol

    scenario = publish(draw(account, send("Hi"), wait(days=3, id="w"), send("Bye")))
    enrol(scenario, make_friend(account), cause="by_hand")
    advance()
    drawn: Any = scenario
    drawn.steps = [send("Hi"), send("Bye")]
    (found,) = find("people", drawn)
    assert (found.level, found.place) == ("error", ("deleted",))
    assert levels("frequency", drawn) == ["warning"]
    drawn.deleted = "next"
    assert levels("people", drawn) == ["ok"]


# -- all --


def test_whole_list_asks_a_bounded_number_of_questions(
    account: Account, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        publish(
            draw(account, send("A"), name=f"S{number}", triggers=[trigger("tag_added", tag=f"t{number}")])
        )
    steps = [step for number in range(20) for step in (send(f"{number}"), wait(days=2))]
    scenario = draw(account, *steps)
    with django_assert_max_num_queries(25):
        glance(Seen(scenario))


def test_every_check_has_a_title_and_words_in_japanese(account: Account) -> None:
    scenario = draw(account, send("Hi https://example.com/"))
    with override("ja"):
        rows = look(Seen(scenario))
        assert len(registry) == 16
        for check in registry:
            assert check.title() and not check.title().isascii()
        for row in rows:
            assert all(not finding.text.isascii() for finding in row.findings), row

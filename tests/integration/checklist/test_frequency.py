"""Frequency: the four seed scenarios pass alone, two of them together do not; golden words, links and cures."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from linesteps.accounts.models import Account
from linesteps.messages.models import Coupon
from linesteps.models import Scenario
from linesteps.scenarios.transfer import import_scenarios
from linesteps.testing.build import send, trigger, wait
from tests.integration.checklist.looking import draw, find, publish, told
from tests.ready_made import template, with_own_links

pytestmark = pytest.mark.django_db

SEEDS = ("sc1", "sc2", "sc3", "sc4", "sc5")


def seed(key: str, account: Account, language: str = "ja") -> Scenario:
    """One of the ready-made scenarios, with coupons that LINE knows."""
    (scenario,) = import_scenarios(with_own_links(template(key, language).data), account=account)
    for coupon in Coupon.objects.filter(account=account, line_coupon_id=""):
        coupon.line_coupon_id = f"coupon-{coupon.pk}"
        coupon.save()
    return scenario


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("key", SEEDS)
def test_each_seed_scenario_passes_alone(account: Account, key: str, language: str) -> None:
    assert [level for level, _text in told("frequency", seed(key, account, language))] == ["ok"]


def test_seafood_scenarios_warn_when_they_overlap(account: Account) -> None:
    other = publish(seed("sc4", account))
    drawn = seed("sc3", account)
    (found,) = find("frequency", drawn)
    assert found.level == "warning"
    assert found.text == (f"Together with “{other.name}” up to 6 in a week. Choose which goes first.")
    assert found.page == f"/admin/linesteps/scenarios/edit/{other.pk}/"
    with override("ja"):
        assert told("frequency", drawn) == [
            (
                "warning",
                f"「{other.name}」と重なると、最大1週間に6通になります。優先するシナリオを選んでください。",
            )
        ]


def test_seafood_scenarios_warn_the_other_way_round_too(account: Account) -> None:
    publish(seed("sc3", account))
    assert [level for level, _text in told("frequency", seed("sc4", account))] == ["warning"]


@pytest.mark.parametrize("state", [Scenario.State.PAUSED, Scenario.State.ENDED])
def test_scenario_that_does_not_send_is_no_neighbour(account: Account, state: str) -> None:
    other = publish(seed("sc4", account))
    Scenario.objects.filter(pk=other.pk).update(state=state)
    assert told("frequency", seed("sc3", account))[0][0] == "ok"


def test_scenario_whose_messages_a_friend_needs_is_no_neighbour(account: Account) -> None:
    other = publish(seed("sc4", account))
    Scenario.objects.filter(pk=other.pk).update(is_transactional=True)
    assert told("frequency", seed("sc3", account))[0][0] == "ok"


def test_messages_that_a_friend_needs_are_warned_of_neither_alone_nor_beside_others(account: Account) -> None:
    publish(seed("sc4", account))
    needed = seed("sc3", account)
    needed.is_transactional = True
    needed.save_revision()
    assert told("frequency", needed) == [("ok", "Messages that a friend needs count as none.")]
    many = draw(account, send("A"), send("B"), send("C"), is_transactional=True)
    assert [level for level, _text in told("frequency", many)] == ["ok"]


def test_scenario_of_another_account_is_no_neighbour(account: Account) -> None:
    from tests.admin.builders import make_account

    publish(seed("sc4", make_account()))
    assert told("frequency", seed("sc3", account))[0][0] == "ok"


def test_scenario_is_not_its_own_neighbour(account: Account) -> None:
    scenario = publish(seed("sc3", account))
    assert told("frequency", scenario)[0][0] == "ok"


def test_too_much_in_a_week_names_the_change_that_cures_it(account: Account) -> None:
    steps = [send("A"), wait(days=3, id="three"), send("B"), wait(days=1), send("C")]
    steps += [wait(days=1), send("D"), wait(days=1), send("E")]
    scenario = draw(account, *steps)
    Account.objects.filter(pk=account.pk).update(warn_per_day=2, warn_per_week=4)
    scenario.account.refresh_from_db()
    (found,) = find("frequency", scenario)
    assert found.text == (
        "Some friends get 5 messages in 7 days (guide: 4). Changing “3 days” to “4 days” makes it 4."
    )
    assert found.step_id == "three"
    with override("ja"):
        assert told("frequency", scenario)[0][1] == (
            "7日間に5通届く人がいます(目安は4通まで)。「3日後」を「4日後」にすると4通です。"
        )


def test_limits_are_those_of_the_account(account: Account) -> None:
    scenario = draw(account, send("A"), wait(hours=2), send("B"))
    assert told("frequency", scenario) == [("warning", "Some friends get 2 messages in 24 hours (guide: 1).")]
    scenario.account.warn_per_day = 2
    assert told("frequency", scenario) == [("ok", "At most 2 messages in 7 days per person.")]


def test_month_is_watched_too(account: Account) -> None:
    steps = [step for number in range(9) for step in (wait(days=3), send(f"{number}"))]
    found = told("frequency", draw(account, *steps))
    assert found[0][1].startswith("Some friends get 9 messages in 30 days (guide: 8).")


def test_two_scenarios_of_one_start_do_not_meet_when_their_days_differ(account: Account) -> None:
    publish(draw(account, send("A"), name="Hello"))
    assert told("frequency", draw(account, wait(days=10), send("B")))[0][0] == "ok"
    assert told("frequency", draw(account, send("B")))[0][1] == (
        "Together with “Hello” up to 2 in a day. Choose which goes first."
    )


def test_many_small_scenarios_are_too_much_together(account: Account) -> None:
    account.warn_per_day = 5
    account.save()
    for number in range(3):
        tag = trigger("tag_added", tag=f"tag {number}")
        publish(draw(account, send("A"), name=f"Tag {number}", triggers=[tag]))
    assert told("frequency", draw(account, send("Z"))) == [
        ("warning", "Together with all other scenarios up to 4 in a week. Choose which goes first.")
    ]


def test_of_many_neighbours_the_fullest_are_named_and_the_others_counted(account: Account) -> None:
    for number in range(5):
        steps = [step for _more in range(1 + number % 3) for step in (send("A"), wait(minutes=5))]
        tag = trigger("tag_added", tag=f"tag {number}")
        publish(draw(account, *steps, name=f"Tag {number}", triggers=[tag]))
    drawn = draw(account, send("Z"))
    found = [text for _level, text in told("frequency", drawn)]
    assert found[0] == "Together with “Tag 2” up to 4 in a week. Choose which goes first."
    assert [one for one in found if "“" in one] == found[:3]
    assert found[3:] == ["It is too much together with 2 more scenarios, too."]
    with override("ja"):
        assert told("frequency", drawn)[3][1] == "ほかにも2件のシナリオが、重なると多くなりすぎます。"


def test_number_of_queries_does_not_grow_with_the_neighbours(
    account: Account, django_assert_num_queries: Any
) -> None:
    drawn = draw(account, send("Z"))
    counts = []
    for number in range(3):
        publish(
            draw(account, send("A"), name=f"Tag {number}", triggers=[trigger("tag_added", tag=f"t{number}")])
        )
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            find("frequency", Scenario.objects.get(pk=drawn.pk))
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts

"""What the forecast rests on: people who started, how they parted, the other scenarios and the plan."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.checklist.forecast.outlook import Basis, outlook, plan_of
from linesteps.checklist.seen import Seen
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.followers.models import Follower
from linesteps.outbox.month import reserve
from linesteps.scenarios.models import Scenario, ScenarioVersion
from linesteps.testing.build import branch, path, send, tagged, trigger, wait
from tests.admin.builders import make_friend
from tests.integration.checklist.looking import START, draw, find, publish, told

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def look(scenario: Any) -> Any:
    found = outlook(Seen(scenario))
    assert found is not None
    return found


def ran_for(scenario: Scenario, days: float) -> None:
    ScenarioVersion.objects.filter(scenario=scenario).update(published_at=START - days * DAY)


def starts(scenario: Scenario, count: int, *, days_ago: float = 3) -> list[Enrolment]:
    friends = [make_friend(scenario.account, f"F{number}") for number in range(count)]
    return Enrolment.objects.bulk_create(
        Enrolment(
            scenario=scenario,
            version=scenario.current_version,
            follower=friend,
            arrived_at=START - days_ago * DAY,
            entered_at=START - days_ago * DAY,
            status="completed",
            cause="friend_added",
        )
        for friend in friends
    )


def parted(scenario: Scenario, runs: list[Enrolment], step_id: str, ports: dict[str, int]) -> None:
    names = [port for port, people in ports.items() for _person in range(people)]
    StepVisit.objects.bulk_create(
        StepVisit(
            enrolment=run,
            version_id=run.version_id,
            follower_id=run.follower_id,
            scenario=scenario,
            seq=1,
            step_id=step_id,
            kind="branch",
            port=port,
            arrived_at=START - DAY,
            left_at=START - DAY,
        )
        for run, port in zip(runs, names, strict=False)
    )


def fork(**values: Any) -> Any:
    return branch(path([tagged("vip")], [send("VIP", id="vip")]), otherwise=[send("All", id="all")], **values)


# -- entries --


def test_mean_of_the_last_28_days_counts(account: Account) -> None:
    scenario = publish(draw(account, send("Hi")))
    ran_for(scenario, 60)
    starts(scenario, 14)
    starts(scenario, 5, days_ago=29)
    found = look(scenario)
    assert (found.basis, found.entries_per_day) == (Basis.PAST, 0.5)


def test_scenario_that_is_young_is_divided_by_its_own_days(account: Account) -> None:
    scenario = publish(draw(account, send("Hi")))
    ran_for(scenario, 7)
    starts(scenario, 14)
    assert look(scenario).entries_per_day == 2


def test_typed_number_goes_before_the_mean(account: Account) -> None:
    scenario = publish(draw(account, send("Hi")))
    ran_for(scenario, 60)
    starts(scenario, 14)
    scenario.entries_per_day = Decimal("12.5")
    found = look(scenario)
    assert (found.basis, found.entries_per_day) == (Basis.TYPED, 12.5)


def test_new_scenario_for_new_friends_goes_by_new_friends(account: Account) -> None:
    for number in range(7):
        make_friend(account, f"F{number}", last_followed_at=START - 2 * DAY)
    make_friend(account, "Old", last_followed_at=START - 40 * DAY)
    make_friend(account, "Gone", last_followed_at=START - DAY, status=Follower.Status.BLOCKED)
    found = look(draw(account, send("Hi")))
    assert (found.basis, found.entries_per_day) == (Basis.FRIENDS, 0.25)


def test_nothing_is_known_of_a_new_scenario_with_another_start(account: Account) -> None:
    scenario = draw(account, send("Hi"), triggers=[trigger("tag_added", tag="vip")])
    assert look(scenario).basis == Basis.UNKNOWN
    account.quota_limit, account.quota_used, account.quota_at = 5000, 0, START
    account.save()
    (found,) = find("quota", Scenario.objects.get(pk=scenario.pk))
    assert (found.level, found.place) == ("info", ("entries_per_day",))


# -- what counts --


def sources_of(scenario: Any) -> list[list[tuple[str, float]]]:
    return [
        [(one.step_id, round(one.share, 3)) for one in source.arrivals]
        for source in look(scenario).forecast.sources
    ]


def test_answer_to_a_new_friend_is_free_and_the_rest_counts(account: Account) -> None:
    scenario = draw(account, send("Hi", id="a"), send("And", id="b"), wait(days=3), send("Yo", id="c"))
    assert sources_of(scenario) == [[("b", 1), ("c", 1)]]


def test_first_message_after_a_tapped_link_counts(account: Account) -> None:
    tapped = [trigger("link_clicked", url="https://example.com/")]
    assert sources_of(draw(account, send("Hi", id="a"), triggers=tapped)) == [[("a", 1)]]


def test_first_message_counts_when_one_of_the_starts_gives_no_answer(account: Account) -> None:
    both = [trigger(), trigger("by_hand")]
    assert sources_of(draw(account, send("Hi", id="a"), triggers=both)) == [[("a", 1)]]


def test_first_message_after_a_wait_counts(account: Account) -> None:
    assert sources_of(draw(account, wait(days=1), send("Hi", id="a"))) == [[("a", 1)]]


def test_people_part_as_they_did_lately(account: Account) -> None:
    scenario = publish(draw(account, wait(days=1), fork(id="fork")))
    ran_for(scenario, 60)
    parted(scenario, starts(scenario, 40), "fork", {"path1": 10, "else": 30})
    assert sorted(sources_of(scenario)[0]) == [("all", 0.75), ("vip", 0.25)]


def test_few_people_tell_nothing(account: Account) -> None:
    scenario = publish(draw(account, wait(days=1), fork(id="fork")))
    ran_for(scenario, 60)
    parted(scenario, starts(scenario, 19), "fork", {"path1": 1, "else": 18})
    assert sorted(sources_of(scenario)[0]) == [("all", 1), ("vip", 1)]


def test_people_of_a_way_that_is_gone_tell_nothing(account: Account) -> None:
    scenario = publish(draw(account, wait(days=1), fork(id="fork")))
    ran_for(scenario, 60)
    parted(scenario, starts(scenario, 40), "fork", {"path7": 10, "else": 30})
    assert sorted(sources_of(scenario)[0]) == [("all", 1), ("vip", 1)]


def test_other_scenarios_are_stacked_by_their_own_numbers(account: Account) -> None:
    other = publish(draw(account, wait(days=1), send("B", id="b"), name="Other", entries_per_day=Decimal(10)))
    ran_for(other, 60)
    paused = publish(draw(account, send("C"), name="Paused", entries_per_day=Decimal(10)))
    Scenario.objects.filter(pk=paused.pk).update(state=Scenario.State.PAUSED)
    scenario = draw(account, wait(days=1), send("A"), entries_per_day=Decimal(2))
    found = look(scenario).forecast
    assert [source.name for source in found.sources] == ["Welcome", "Other"]
    december = found.months[1]
    assert [round(part) for part in december.parts] == [62, 310]


def test_scenario_that_closes_sends_only_to_those_inside(account: Account) -> None:
    other = publish(draw(account, wait(days=5), send("B"), entries_per_day=Decimal(10)))
    ran_for(other, 60)
    Scenario.objects.filter(pk=other.pk).update(state=Scenario.State.CLOSING)
    found = look(draw(account, send("A"))).forecast
    assert [round(month.parts[1]) for month in found.months] == [50, 0, 0]


# -- the plan --


def test_plan_is_what_line_said_this_month(account: Account) -> None:
    account.quota_limit, account.quota_used, account.quota_at = 5000, 1200, START - DAY
    assert plan_of(account, START) == (5000, 1200, True)


def test_last_months_count_is_over_but_its_limit_is_not(account: Account) -> None:
    account.quota_limit, account.quota_used, account.quota_at = 5000, 1200, START - 30 * DAY
    assert plan_of(account, START) == (5000, 0, True)


def test_account_without_a_limit_has_none(account: Account) -> None:
    account.quota_limit, account.quota_used, account.quota_at = None, 1200, START
    assert plan_of(account, START) == (None, 1200, True)


def test_plan_of_the_form_stands_in_while_line_cannot_be_asked(account: Account) -> None:
    assert plan_of(account, START) == (None, 0, False)
    account.plan_size = Account.Plan.LIGHT
    assert plan_of(account, START) == (5000, 0, True)


def test_own_count_is_the_one_that_holds_messages_back(account: Account) -> None:
    account.quota_limit, account.quota_used, account.quota_at = 5000, 1200, START
    account.quota_own = 40
    reserve(account, 100, START)
    # LINE has not counted yet what was sent since it was asked.
    assert plan_of(account, START) == (5000, 1260, True)
    assert plan_of(account, START + 40 * DAY) == (5000, 0, True)


def test_own_budget_counts_where_it_ends_before_the_plan(account: Account) -> None:
    account.budget_per_month = 300
    reserve(account, 100, START)
    assert plan_of(account, START) == (300, 100, True)
    account.quota_limit, account.quota_used, account.quota_at = 5000, 4900, START
    account.quota_own = 100
    assert plan_of(account, START) == (5000, 4900, True)
    account.budget_per_month = 150
    assert plan_of(account, START) == (150, 100, True)


# -- the sentence --


def test_day_on_which_the_cap_is_reached_is_told_in_the_golden_words(account: Account) -> None:
    account.quota_limit, account.quota_used, account.quota_at = 5000, 4000, START
    account.save()
    scenario = draw(account, wait(days=1), send("Hi"), entries_per_day=Decimal(200))
    (found,) = find("quota", scenario)
    assert (found.level, found.place) == ("warning", ("entries_per_day",))
    assert found.text == "Around 28 Nov you reach 5,000. Later messages wait until the 1st."
    with override("ja"):
        text = "11/28ごろ今月の上限(5,000通)に達します。以降の配信は翌月1日まで止まります。"
        assert told("quota", scenario)[0][1] == text


def test_cap_of_next_month_is_not_called_this_months(account: Account) -> None:
    account.quota_limit, account.quota_used, account.quota_at = 5000, 0, START
    account.save()
    scenario = draw(account, wait(days=1), send("Hi"), entries_per_day=Decimal(280))
    assert told("quota", scenario)[0][1].startswith("Around 18 Dec you reach that month's 5,000.")


def test_enough_messages_are_fine(account: Account) -> None:
    account.quota_limit, account.quota_used, account.quota_at = 5000, 0, START
    account.save()
    scenario = draw(account, wait(days=1), send("Hi"), entries_per_day=Decimal(10))
    assert told("quota", scenario) == [("ok", "About 310 a month, of 5,000.")]


def test_unknown_plan_leads_to_the_account(account: Account) -> None:
    (found,) = find("quota", draw(account, send("Hi")))
    assert found.level == "info" and found.page == f"/admin/linesteps/accounts/edit/{account.pk}/"


def test_number_of_queries_does_not_grow_with_scenarios_and_branches(account: Account) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def forks() -> list[Any]:
        return [branch(path([tagged("vip")], [send("VIP")]), otherwise=[send("All")]) for _each in range(2)]

    scenario = draw(account, *forks(), send("Z"))
    counts = []
    for number in range(3):
        publish(draw(account, *forks(), name=f"Other {number}"))
        with CaptureQueriesContext(connection) as queries:
            look(Scenario.objects.select_related("account").get(pk=scenario.pk))
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts


def test_clock_of_the_demo_is_the_forecasts_clock(account: Account, virtual: clock.VirtualClock) -> None:
    virtual.move_by(days=60)
    assert look(draw(account, send("Hi"))).forecast.months[0].first.month == 1

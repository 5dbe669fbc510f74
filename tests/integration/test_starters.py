"""The ready-made scenarios: what they send on which day, and that they can be used as they come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from linesteps.blocks.recursion import walk_plain
from linesteps.models import Account, Coupon, Scenario
from linesteps.scenarios.compiler import compile_scenario, problems
from linesteps.scenarios.plain import plain
from linesteps.scenarios.starters import Starter, all_starters
from linesteps.scenarios.transfer import import_scenarios
from linesteps.steps.wait import over_at

pytestmark = pytest.mark.django_db

LANGUAGES = ("ja", "en")
STARTERS = [
    pytest.param(starter, id=f"{language}-{starter.key}")
    for language in LANGUAGES
    for starter in all_starters(language)
]
#: Half past one in the afternoon in Tokyo.
ENTERED = datetime(2027, 1, 10, 4, 30, tzinfo=UTC)
#: Calendar days after the start, from the examples, for everybody who takes the first path.
DAYS = {
    "sc1": [0, 7, 30],
    "sc2": [0, 7, 14, 21],
    "sc3": [0, 3, 7, 10, 14],
    "sc4": [3, 5, 7],
    "sc5": [0, 3, 10],
}
PUSHY = (
    "今すぐ",
    "本日限り",
    "お早めに",
    "急いで",
    "見逃し",
    "!!",
    "hurry",
    "now!",
    "last chance",
    "don't miss",
)


@pytest.fixture
def account() -> Account:
    return Account.objects.create(
        name="浜の店", channel_id="1234567890", channel_secret="s", channel_access_token="t"
    )


def imported(starter: Starter, account: Account) -> Scenario:
    (scenario,) = import_scenarios(starter.data, account=account)
    Coupon.objects.filter(account=account).update(line_coupon_id="01ABCDEF")
    return scenario


def send_days(scenario: Scenario, port: str) -> Iterator[tuple[int, str]]:
    """Day and clock time in Tokyo of each send, for somebody who takes ``port`` at branches."""
    graph = compile_scenario(scenario).graph
    now, step_id = ENTERED, graph.entry
    zone = scenario.account.zone
    while step_id is not None:
        node = graph.nodes[step_id]
        if node.kind == "wait":
            now = over_at(node.config, now, "Asia/Tokyo")
        elif node.kind == "send":
            day = now.astimezone(zone).date() - ENTERED.astimezone(zone).date()
            yield day // timedelta(days=1), f"{now.astimezone(zone):%H:%M}"
        step_id = node.ports["next"] if "next" in node.ports else node.ports[port]


def structure(value: Any) -> Any:
    """Everything but words."""
    if isinstance(value, dict):
        words = {"title", "text", "label", "name", "summary", "description", "usage_condition"}
        return {key: structure(part) for key, part in value.items() if key not in words}
    return [structure(part) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize("starter", STARTERS)
def test_starter_compiles_without_a_problem_once_its_coupons_are_registered(
    starter: Starter, account: Account
) -> None:
    scenario = imported(starter, account)
    assert problems(scenario) == []
    assert not scenario.live


@pytest.mark.parametrize("starter", STARTERS)
def test_starter_sends_on_the_days_of_the_examples(starter: Starter, account: Account) -> None:
    scenario = imported(starter, account)
    for port in ("path1", "else"):
        sends = list(send_days(scenario, port))
        assert [day for day, _at in sends] == DAYS[starter.key]
        assert {at for day, at in sends if day} == {"11:00" if starter.key == "sc1" else "19:00"}


@pytest.mark.parametrize("starter", STARTERS)
def test_starter_names_every_send_and_links_only_to_places_that_the_editor_changes(
    starter: Starter, account: Account
) -> None:
    scenario = imported(starter, account)
    sends = [step for step in walk_plain(plain(scenario.steps)) if step["type"] == "send"]
    assert all(step["value"]["name"] for step in sends)
    links = compile_scenario(scenario).links
    assert all(
        url.startswith("https://example.com/") for found in links.values() for _n, url, _label in found
    )


@pytest.mark.parametrize("starter", STARTERS)
def test_starter_never_pushes(starter: Starter) -> None:
    text = str(starter.data).lower()
    assert [word for word in PUSHY if word in text] == []


@pytest.mark.parametrize("key", sorted(DAYS))
def test_both_languages_have_the_same_structure(key: str) -> None:
    japanese, english = ({one.key: one for one in all_starters(language)}[key] for language in LANGUAGES)
    assert structure(japanese.data) == structure(english.data)


def test_each_language_has_five_starters_with_title_and_summary() -> None:
    for language in LANGUAGES:
        starters = all_starters(language)
        assert [starter.key for starter in starters] == ["sc1", "sc2", "sc3", "sc4", "sc5"]
        assert all(starter.title and starter.summary for starter in starters)


def test_unknown_language_gets_english_and_a_regional_one_its_language() -> None:
    assert all_starters("fr") == all_starters("en") == all_starters("../starters/en")
    assert all_starters("ja-JP") == all_starters("ja")


def test_branch_of_sc5_asks_for_the_tap_on_the_first_message_and_both_paths_rejoin(account: Account) -> None:
    scenario = imported(all_starters("ja")[4], account)
    graph = compile_scenario(scenario).graph
    (branch,) = (node for node in graph.nodes.values() if node.kind == "branch")
    (condition,) = branch.config["paths"][0]["conditions"]
    assert condition["kind"] == "clicked_link"
    assert condition["config"]["step"] == graph.entry
    tapped, other = (graph.nodes[branch.ports[port]] for port in ("path1", "else"))
    assert tapped.ports["next"] == other.ports["next"]


def test_last_day_that_the_reminder_of_sc5_names_is_seven_days_after_the_first_message(
    account: Account,
) -> None:
    text = str(all_starters("ja")[4].data)
    assert "今日から7日後まで" in text
    assert "最終日は、今日から4日後" in text


def test_all_starters_live_side_by_side_in_one_account(account: Account) -> None:
    for starter in all_starters("ja"):
        import_scenarios(starter.data, account=account)
    assert Scenario.objects.count() == 5
    assert Coupon.objects.count() == 5


def test_starter_used_a_second_time_makes_a_copy_with_coupons_of_its_own(account: Account) -> None:
    data = all_starters("ja")[0].data
    import_scenarios(data, account=account, as_copies=True)
    import_scenarios(data, account=account, as_copies=True)
    assert set(Scenario.objects.values_list("import_key", flat=True)) == {"sc1", "sc1-2"}
    assert Coupon.objects.count() == 6

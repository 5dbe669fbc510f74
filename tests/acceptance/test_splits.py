"""A split that compares its paths: who wins, how sure that is, and who takes the winner from then on."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

import linesteps
from linesteps import clock
from linesteps.engine.models import StepVisit
from linesteps.goals.models import SplitDecision
from linesteps.scenarios.compiler import problems
from linesteps.scenarios.models import Scenario
from linesteps.splits.decide import decide_splits
from linesteps.stats.goals import goal_figures, sides
from linesteps.stats.proportions import chance_of_accident, chances_to_be_best
from linesteps.stats.scope import Scope
from linesteps.testing.build import buttons, send, split, trigger, wait
from linesteps.testing.shop import Shop
from tests.acceptance.test_goals import bought

LOOK = buttons("Look", ("Here", "https://example.com/a"))
RULES = {"compare": "taps", "people": 10, "days": 1, "is_automatic": True}
GO = trigger("keyword", words="go", match="is")


def drawn(**rules: Any) -> list[dict[str, Any]]:
    paths = ((50, [send(LOOK, "A")]), (50, [send(LOOK, "B")]))
    return [split(*paths, id="?", **{**RULES, **rules}), wait(days=9)]


def side_of(shop: Shop, friend: str) -> str:
    visits = StepVisit.objects.filter(follower__line_user_id=friend, kind="split")
    return str(visits.latest("pk").port)


def crowd(shop: Shop, count: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"path1": [], "path2": []}
    people = [shop.line.add_friend(shop.there, name=f"Friend {number}") for number in range(count)]
    shop.settle()
    for friend in people:
        found[side_of(shop, friend)].append(friend)
    return found


def test_winner_is_taken_by_itself_once_it_is_sure_and_those_who_were_here_keep_their_side(
    shop: Shop, admin_client: Client
) -> None:
    scenario = shop.publish(steps=drawn(), triggers=[trigger(), GO], can_repeat=True)
    people = crowd(shop, 50)
    assert min(map(len, people.values())) >= 10
    for friend in people["path2"]:
        shop.tap_link(friend)
    # Not so many days yet.
    assert decide_splits() == 0
    assert shop.virtual is not None
    shop.virtual.move_by(days=1, minutes=1)
    assert (decide_splits(), decide_splits()) == (1, 0)
    decision = SplitDecision.objects.get()
    assert (decision.port, decision.decided_by) == ("path2", None)
    assert [one["successes"] for one in decision.numbers] == [0, len(people["path2"])]
    assert {port for port, some in crowd(shop, 12).items() if some} == {"path2"}
    # Whoever starts again keeps the side of the first time.
    shop.pass_time(days=10)
    old = people["path1"][0]
    shop.say(old, "go")
    assert StepVisit.objects.filter(follower__line_user_id=old, kind="split").count() == 2
    assert side_of(shop, old) == "path1"
    url = reverse("linesteps_scenarios:results", args=[scenario.pk])
    page = admin_client.get(url).content.decode()
    undo = reverse("linesteps_scenarios:undo_winner", args=[scenario.pk, "?"])
    assert undo in page
    assert admin_client.get(undo).status_code == 200
    admin_client.post(undo)
    assert SplitDecision.objects.get().undone_at is not None
    # An editor's word counts: it does not decide by itself again.
    assert decide_splits() == 0
    assert all(crowd(shop, 20).values())
    actions = set(ModelLogEntry.objects.values_list("action", flat=True))
    assert {"linesteps.take_winner", "linesteps.undo_winner"} <= actions
    assert admin_client.get(reverse("linesteps_scenarios:history", args=[scenario.pk])).status_code == 200


def test_editor_takes_a_path_before_it_is_sure(shop: Shop, admin_client: Client) -> None:
    scenario = shop.publish(steps=drawn(is_automatic=False))
    # Enough that the lot sends somebody each way, whatever numbers the database gives.
    crowd(shop, 16)
    take = reverse("linesteps_scenarios:take_winner", args=[scenario.pk, "?", "path1"])
    assert (
        "path1"
        in admin_client.get(reverse("linesteps_scenarios:results", args=[scenario.pk])).content.decode()
    )
    assert admin_client.get(take).status_code == 200
    admin_client.post(take)
    assert SplitDecision.objects.get().decided_by is not None
    assert {port for port, some in crowd(shop, 8).items() if some} == {"path1"}
    # One that is taken already stays.
    admin_client.post(take.replace("path1", "path2"))
    assert SplitDecision.objects.get().port == "path1"
    assert admin_client.get(take.replace("path1", "path9")).status_code == 404


def test_paths_are_compared_by_goals_with_what_they_are_worth(shop: Shop, admin_client: Client) -> None:
    scenario = shop.publish(steps=drawn(compare="goal", is_automatic=False), goals=[bought()])
    people = crowd(shop, 30)
    for friend in people["path1"][:3]:
        linesteps.track(shop.follower(friend), "purchase", {"total": 100}, key="a")
        linesteps.track(shop.follower(friend), "purchase", {"total": 50}, key="b")
    shop.settle()
    found = sides(Scope(scenario_ids=(scenario.pk,)))
    one, two = found["?", "path1"], found["?", "path2"]
    assert (one.people, one.reached, one.value) == (len(people["path1"]), 3, 450)
    assert (two.people, two.reached, two.value) == (len(people["path2"]), 0, None)
    [figures] = goal_figures(Scope(scenario_ids=(scenario.pk,)))
    assert (figures.all.people, figures.all.successes, figures.all.value) == (3, 6, 450)
    page = admin_client.get(reverse("linesteps_scenarios:results", args=[scenario.pk])).content.decode()
    assert "450" in page and "purchase" in page


def test_held_out_friends_are_compared_in_a_plain_sentence(shop: Shop, admin_client: Client) -> None:
    scenario = shop.publish(steps=[send("One")], goals=[bought()], holdout_percent=50)
    people = [shop.line.add_friend(shop.there) for _number in range(100)]
    shop.settle()
    for friend in people:
        if shop.texts_to(friend):
            linesteps.track(shop.follower(friend), "purchase", {}, key="a")
    shop.settle()
    [figures] = goal_figures(Scope(scenario_ids=(scenario.pk,)))
    assert figures.held_out is not None
    assert figures.treated[0] == figures.treated[1] and figures.held_out[0] == 0
    assert sum(one[1] for one in (figures.treated, figures.held_out)) == 100
    page = admin_client.get(
        reverse("linesteps_scenarios:results", args=[scenario.pk]), headers={"accept-language": "en"}
    ).content.decode()
    assert "100.0 points more" in page


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ({"compare": ""}, "compare"),
        ({"people": 3}, "people"),
        ({"days": 0}, "days"),
        ({"days": None}, "days"),
    ],
)
def test_comparison_that_cannot_end_is_told_at_its_field(
    shop: Shop, rules: dict[str, Any], field: str
) -> None:
    [found] = problems(shop.draw(steps=drawn(**rules)))
    assert found.place[-1] == field


def test_split_without_comparison_asks_nothing_and_shows_no_winner(shop: Shop, admin_client: Client) -> None:
    scenario = shop.publish(steps=drawn(compare="", is_automatic=False))
    crowd(shop, 4)
    assert "compare" not in Scenario.objects.get().current_version.graph["nodes"]["?"]["config"]  # type: ignore[union-attr]
    page = admin_client.get(reverse("linesteps_scenarios:results", args=[scenario.pk])).content.decode()
    assert "take-winner" not in page
    assert clock.now()


def test_chances_are_what_other_ways_to_work_them_out_say() -> None:
    assert chances_to_be_best([(5, 10), (5, 10)]) == pytest.approx([0.5, 0.5])
    assert chances_to_be_best([(0, 10)]) == [1.0]
    assert chances_to_be_best([(0, 0), (0, 0), (0, 0)]) == pytest.approx([1 / 3] * 3)
    # With 1 of 1 against 0 of 1: the integral of 2x (2x - x²) from 0 to 1 is 5/6.
    assert chances_to_be_best([(1, 1), (0, 1)]) == pytest.approx([5 / 6, 1 / 6], abs=1e-4)
    # Great numbers neither overflow nor vanish.
    assert chances_to_be_best([(60_000, 100_000), (50_000, 100_000)])[0] > 0.999
    assert sum(chances_to_be_best([(3, 40), (9, 41), (5, 39), (0, 12)])) == pytest.approx(1)
    assert chance_of_accident((1, 10), (2, 10)) is None
    assert chance_of_accident((0, 0), (5, 10)) is None
    # Textbook: 200 of 1,000 against 260 of 1,000 gives z = 3.19.
    assert chance_of_accident((200, 1000), (260, 1000)) == pytest.approx(0.00143, abs=2e-4)

"""The ready-made scenarios: what they send on which day, and that they can be used as they come."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from linesteps.accounts.models import Account
from linesteps.blocks.recursion import walk_plain
from linesteps.graph import Graph
from linesteps.messages.models import Coupon
from linesteps.scenarios.compiler import compile_scenario, problems
from linesteps.scenarios.plain import plain
from linesteps.scenarios.templates import Template, all_templates
from linesteps.scenarios.templates.measure import measure
from linesteps.scenarios.templates.show import show_template
from linesteps.scenarios.templates.use import use_template
from linesteps.scenarios.templates.walks import longest, walks
from linesteps.scenarios.templates.words import GOALS, TRADES
from linesteps.steps.wait import over_at
from tests.integration.templates.ways import ENTERED
from tests.ready_made import LANGUAGES, OWN_SITE, made_ready, template

# Files are read and compiled; the acceptance tests run them on both databases.
pytestmark = [pytest.mark.django_db, pytest.mark.any_database_once]

TEMPLATES = [
    pytest.param(one, id=f"{language}-{one.key}") for language in LANGUAGES for one in all_templates(language)
]
#: Calendar days after the start, from the examples, for everybody who takes the first path.
DAYS = {
    "sc1": [0, 7, 30],
    "sc2": [0, 7, 14, 21],
    "sc3": [0, 3, 7, 10, 14],
    "sc4": [3, 5, 7],
    "sc5": [0, 3, 10],
}
#: At most so many sends within so much time (design, builder.md 2.12).
GUIDE = ((1, timedelta(hours=24)), (3, timedelta(days=7)), (8, timedelta(days=30)))
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


@dataclass(frozen=True)
class Sent:
    """One send on a way; behind a wait for a friend's own date nobody can say on which day."""

    at: datetime
    is_known: bool = True


def ways_of(graph: Graph) -> list[list[Sent]]:
    """When somebody gets something, for each way through the compiled scenario, in the order of the paths.

    A branch that waits for a sign is left at once by it, and so is a wait for something: the hardest case for
    the frequency. A date of the friend is taken to be far off.
    """
    return list(_ways_from(graph, graph.entry, ENTERED, ()))


def _ways_from(
    graph: Graph, step_id: str | None, now: datetime, sent: tuple[Sent, ...], is_known: bool = True
) -> Iterator[list[Sent]]:
    if step_id is None:
        yield list(sent)
        return
    node = graph.nodes[step_id]
    if node.kind == "wait":
        now = over_at(node.config, now, "Asia/Tokyo")
    elif node.kind == "send":
        sent = (*sent, Sent(now, is_known))
    if not node.ports:
        yield list(sent)
    for port, target in node.ports.items():
        later, is_sure = now, is_known
        if node.kind == "branch" and port == "else" and node.config["wait_hours"]:
            later = now + timedelta(hours=node.config["wait_hours"])
        elif node.kind == "wait_for" and port == "else":
            later = now + timedelta(seconds=node.config["seconds"])
        elif node.kind == "wait_date" and port == "reached":
            later, is_sure = now + timedelta(days=30), False
        yield from _ways_from(graph, target, later, sent, is_sure)


def days_of(sent: list[Sent], account: Account) -> list[int | None]:
    began = ENTERED.astimezone(account.zone).date()
    return [(one.at.astimezone(account.zone).date() - began).days if one.is_known else None for one in sent]


def structure(value: Any) -> Any:
    """Everything but words."""
    if isinstance(value, dict):
        words = {
            "title", "text", "label", "name", "summary", "description", "usage_condition", "note", "needs",
            "tag", "words", "remove",
        }  # fmt: skip
        return {key: structure(part) for key, part in value.items() if key not in words}
    return [structure(part) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize("one", TEMPLATES)
def test_template_compiles_without_a_problem_once_its_coupons_and_links_are_chosen(
    one: Template, account: Account
) -> None:
    scenario = made_ready(one, account)
    assert problems(scenario) == []
    assert not scenario.live


@pytest.mark.parametrize("one", TEMPLATES)
def test_template_cannot_be_published_with_links_of_the_example_or_unknown_coupons(
    one: Template, account: Account
) -> None:
    facts = measure(one)
    account.sees_visits = True
    account.save()
    found = [each for each in problems(use_template(one, account=account)) if each.place[-1] != "page"]
    assert len(found) == facts.links + len(json.dumps(one.data["scenarios"]).split('{"coupon":')) - 1


@pytest.mark.parametrize("one", TEMPLATES)
def test_template_sends_on_the_days_that_it_states(one: Template, account: Account) -> None:
    sent = max(ways_of(compile_scenario(made_ready(one, account)).graph), key=len)
    stated = list(one.sends_on)
    if not stated:
        assert any(not each.is_known for each in sent), (
            "Only who waits for a friend's own date may keep silent."
        )
        stated = days_of(sent, account)
    assert days_of(sent, account) == stated
    way = longest(walks(one.steps))
    assert [moment.day for moment in way.moments] == stated


@pytest.mark.parametrize("one", TEMPLATES)
def test_gallery_counts_the_days_of_every_way_as_the_engine_does(one: Template, account: Account) -> None:
    sent = [days_of(way, account) for way in ways_of(compile_scenario(made_ready(one, account)).graph)]
    assert [[moment.day for moment in way.moments] for way in walks(one.steps)] == sent


@pytest.mark.parametrize("one", TEMPLATES)
def test_template_keeps_the_guide_for_the_number_of_messages(one: Template, account: Account) -> None:
    for sent in ways_of(compile_scenario(made_ready(one, account)).graph):
        for most, within in GUIDE:
            times = [one.at for one in sent]
            for start in times:
                close = [at for at in times if start <= at < start + within]
                assert len(close) <= most, (within, close)


@pytest.mark.parametrize("one", TEMPLATES)
def test_template_says_what_it_is_for_and_names_every_send(one: Template, account: Account) -> None:
    assert one.title
    assert one.summary
    assert one.goal in GOALS
    assert one.trade in TRADES
    sends = [step for step in walk_plain(plain(made_ready(one, account).steps)) if step["type"] == "send"]
    assert all(step["value"]["name"] for step in sends)


@pytest.mark.parametrize("one", TEMPLATES)
def test_template_links_only_to_places_that_the_editor_must_change(one: Template, account: Account) -> None:
    links = compile_scenario(made_ready(one, account)).links
    assert all(not url or url.startswith(OWN_SITE) for found in links.values() for _n, url, _label in found)


@pytest.mark.parametrize("one", TEMPLATES)
def test_template_never_pushes(one: Template) -> None:
    text = str(one.data).lower()
    assert [word for word in PUSHY if word in text] == []


@pytest.mark.parametrize("one", TEMPLATES)
def test_template_is_shown_whole_and_leaves_nothing_behind(one: Template) -> None:
    said = show_template(one, account_name="浜の店")
    assert said.messages
    assert all(messages for messages in said.messages.values())
    assert all(part["type"] != "todo" for messages in said.messages.values() for part in messages)
    assert not Account.objects.exists()
    assert not Coupon.objects.exists()


@pytest.mark.parametrize("key", sorted(one.key for one in all_templates("ja")))
def test_both_languages_have_the_same_structure(key: str) -> None:
    japanese, english = (template(key, language) for language in LANGUAGES)
    assert structure(japanese.data) == structure(english.data)


def test_each_language_has_the_same_templates_for_every_goal_and_trade() -> None:
    japanese, english = ([one.key for one in all_templates(language)] for language in LANGUAGES)
    assert japanese == english
    assert len(japanese) >= 8
    assert {one.goal for one in all_templates("ja")} == set(GOALS)
    assert {one.trade for one in all_templates("ja")} == set(TRADES)


@pytest.mark.parametrize("key", DAYS)
def test_examples_keep_their_days_and_clock_times(key: str, account: Account) -> None:
    for way in ways_of(compile_scenario(made_ready(template(key), account)).graph):
        assert days_of(way, account) == DAYS[key]
        later = {f"{one.at.astimezone(account.zone):%H:%M}" for one in way if one.at > ENTERED}
        assert later == {"11:00" if key == "sc1" else "19:00"}


def test_unknown_language_gets_english_and_a_regional_one_its_language() -> None:
    assert all_templates("fr") == all_templates("en") == all_templates("../templates/en")
    assert all_templates("ja-JP") == all_templates("ja")


def test_branch_of_sc5_asks_for_the_tap_on_the_first_message_and_both_paths_rejoin(account: Account) -> None:
    graph = compile_scenario(made_ready(template("sc5"), account)).graph
    (fork,) = (node for node in graph.nodes.values() if node.kind == "branch")
    (condition,) = fork.config["paths"][0]["conditions"]
    assert condition["kind"] == "clicked_link"
    assert condition["config"]["step"] == graph.entry
    tapped, other = (graph.nodes[fork.ports[port]] for port in ("path1", "else"))
    assert tapped.ports["next"] == other.ports["next"]


def test_last_day_that_the_reminder_of_sc5_names_is_seven_days_after_the_first_message() -> None:
    text = str(template("sc5").data)
    assert "今日から7日後まで" in text
    assert "最終日は、今日から4日後" in text

"""The ready-made scenarios: what they send on which day, and that they can be used as they come."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from linesteps.accounts.models import Account
from linesteps.blocks.recursion import walk_plain
from linesteps.checks import check_templates
from linesteps.graph import Graph
from linesteps.messages.models import Coupon
from linesteps.scenarios.compiler import compile_scenario, problems
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.plain import plain
from linesteps.scenarios.templates import Template, all_templates
from linesteps.scenarios.templates.measure import measure
from linesteps.scenarios.templates.models import ScenarioTemplate
from linesteps.scenarios.templates.save import save_as_template
from linesteps.scenarios.templates.show import show_template
from linesteps.scenarios.templates.use import use_template
from linesteps.scenarios.templates.walks import longest, walks
from linesteps.scenarios.templates.words import GOALS, TRADES
from linesteps.scenarios.transfer import import_scenarios
from linesteps.steps.wait import over_at
from linesteps.testing.build import branch, end, path, send, tagged, wait
from tests.ready_made import LANGUAGES, OWN_SITE, made_ready, template, with_own_links

# Files are read and compiled; the acceptance tests run them on both databases.
pytestmark = [pytest.mark.django_db, pytest.mark.any_database_once]

TEMPLATES = [
    pytest.param(one, id=f"{language}-{one.key}") for language in LANGUAGES for one in all_templates(language)
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


@pytest.fixture
def account() -> Account:
    return Account.objects.create(
        name="浜の店", channel_id="1234567890", channel_secret="s", channel_access_token="t"
    )


def ways_of(graph: Graph) -> Iterator[list[datetime]]:
    """When somebody gets something, for each way through the compiled scenario.

    A branch that waits for a sign is left at once by it: the hardest case for the frequency.
    """
    forks = [node for node in graph.nodes.values() if node.kind == "branch"]
    for ports in itertools.product(*(node.ports for node in forks)):
        chosen = dict(zip((node.id for node in forks), ports, strict=True))
        now, step_id, sent = ENTERED, graph.entry, []
        while step_id is not None:
            node = graph.nodes[step_id]
            if node.kind == "wait":
                now = over_at(node.config, now, "Asia/Tokyo")
            elif node.kind == "send":
                sent.append(now)
            elif node.kind == "branch" and chosen[node.id] == "else" and node.config["wait_hours"]:
                now += timedelta(hours=node.config["wait_hours"])
            step_id = node.ports.get(chosen.get(node.id, "next"))
        yield sent


def days_of(sent: list[datetime], account: Account) -> list[int]:
    began = ENTERED.astimezone(account.zone).date()
    return [(at.astimezone(account.zone).date() - began).days for at in sent]


def drawn(scenario: Scenario) -> Any:
    """Its steps with their ids; those of their parts differ from import to import."""
    steps = plain(scenario.steps)
    return [step["id"] for step in walk_plain(steps)], without_ids(steps)


def without_ids(value: Any) -> Any:
    if isinstance(value, list):
        return [without_ids(part) for part in value]
    if isinstance(value, dict):
        return {key: without_ids(part) for key, part in value.items() if key != "id"}
    return value


def structure(value: Any) -> Any:
    """Everything but words."""
    if isinstance(value, dict):
        words = {
            "title", "text", "label", "name", "summary", "description", "usage_condition", "note", "needs",
            "tag", "words",
        }  # fmt: skip
        return {key: structure(part) for key, part in value.items() if key not in words}
    return [structure(part) for part in value] if isinstance(value, list) else value


# -- every file --


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
    found = problems(use_template(one, account=account))
    assert len(found) == facts.links + len(json.dumps(one.data["scenarios"]).split('{"coupon":')) - 1


@pytest.mark.parametrize("one", TEMPLATES)
def test_template_sends_on_the_days_that_it_states(one: Template, account: Account) -> None:
    sent = max(ways_of(compile_scenario(made_ready(one, account)).graph), key=len)
    assert days_of(sent, account) == list(one.sends_on)
    way = longest(walks(one.steps))
    assert [moment.day for moment in way.moments] == list(one.sends_on)


@pytest.mark.parametrize("one", TEMPLATES)
def test_gallery_counts_the_days_of_every_way_as_the_engine_does(one: Template, account: Account) -> None:
    sent = [days_of(way, account) for way in ways_of(compile_scenario(made_ready(one, account)).graph)]
    assert [[moment.day for moment in way.moments] for way in walks(one.steps)] == sent


@pytest.mark.parametrize("one", TEMPLATES)
def test_template_keeps_the_guide_for_the_number_of_messages(one: Template, account: Account) -> None:
    for sent in ways_of(compile_scenario(made_ready(one, account)).graph):
        for most, within in GUIDE:
            for start in sent:
                close = [at for at in sent if start <= at < start + within]
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


# -- the collection --


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
        later = {f"{at.astimezone(account.zone):%H:%M}" for at in way if at > ENTERED}
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


def test_all_templates_live_side_by_side_in_one_account(account: Account) -> None:
    for one in all_templates("ja"):
        import_scenarios(with_own_links(one.data), account=account)
    assert Scenario.objects.count() == len(all_templates("ja"))


def test_template_used_a_second_time_makes_a_copy_with_coupons_of_its_own(account: Account) -> None:
    use_template(template("sc1"), account=account)
    use_template(template("sc1"), account=account)
    assert set(Scenario.objects.values_list("import_key", flat=True)) == {"sc1", "sc1-2"}
    assert Coupon.objects.count() == 6


# -- the site's own folder --


def write(folder: Path, name: str, data: dict[str, Any], language: str = "ja") -> None:
    (folder / language).mkdir(parents=True, exist_ok=True)
    (folder / language / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")


def test_site_adds_a_template_by_a_file_and_replaces_one_of_ours(tmp_path: Path, settings: Any) -> None:
    settings.LINESTEPS_TEMPLATE_FOLDERS = [tmp_path]
    mine = {**template("sc1").data, "title": "町の花屋", "template": {"goal": "visit", "trade": "花屋"}}
    write(tmp_path, "flowers", mine)
    write(tmp_path, "rainy_day", {**template("rainy_day").data, "title": "うちの雨の日"})
    found = {one.key: one for one in all_templates("ja")}
    assert found["flowers"].title == "町の花屋"
    assert found["flowers"].trade_label == "花屋"
    assert found["rainy_day"].title == "うちの雨の日"
    # The folder has no English of its own, and nothing to fall back on.
    assert "flowers" not in {one.key for one in all_templates("en")}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"template": {"gaol": "visit"}}, "template.gaol"),
        ({"template": {"sends_on": ["0"]}}, "template.sends_on[0]"),
        ({"scenarios": []}, "scenarios"),
    ],
)
def test_bad_file_is_left_out_named_by_the_system_check_and_takes_nothing_else_away(
    change: dict[str, Any], place: str, tmp_path: Path, settings: Any
) -> None:
    settings.LINESTEPS_TEMPLATE_FOLDERS = [tmp_path]
    whole = len(all_templates("ja"))
    write(tmp_path, "broken", {**template("sc1").data, **change})
    assert len(all_templates("ja")) == whole
    (warning,) = check_templates()
    assert warning.id == "linesteps.W017"
    assert "broken.json" in warning.msg
    assert place in warning.msg


def test_folder_that_is_missing_is_named_by_the_system_check(tmp_path: Path, settings: Any) -> None:
    settings.LINESTEPS_TEMPLATE_FOLDERS = [tmp_path / "nowhere"]
    (warning,) = check_templates()
    assert "nowhere" in warning.msg
    settings.LINESTEPS_TEMPLATE_FOLDERS = []
    assert check_templates() == []


# -- templates of one's own --


def test_saved_template_makes_the_same_scenario_again_with_its_coupons_and_notes(account: Account) -> None:
    scenario = made_ready(template("salon_rebook"), account)
    before = drawn(scenario)
    saved = save_as_template(scenario, title="Mine", goal="repeat", trade="salon")
    made = use_template(saved.template, account=account)
    assert made.pk != scenario.pk
    assert drawn(made) == before
    assert any(step["value"].get("note") for step in walk_plain(plain(made.steps)))
    assert Coupon.objects.count() == 1
    assert problems(made) == []


def test_saved_template_keeps_what_it_was_when_the_scenario_changes_or_goes(account: Account) -> None:
    scenario = made_ready(template("sc1"), account)
    before = drawn(scenario)
    saved = save_as_template(scenario, title="Mine", goal="visit", trade="any")
    scenario.steps = []
    scenario.save_revision(clean=False)
    scenario.delete()
    assert drawn(use_template(saved.template, account=account)) == before


def test_saved_template_brings_draft_coupons_to_another_account(account: Account) -> None:
    saved = save_as_template(made_ready(template("sc1"), account), title="Mine", goal="visit", trade="any")
    other = Account.objects.create(
        name="谷の店", channel_id="2", channel_secret="s", channel_access_token="t"
    )
    made = use_template(saved.template, account=other)
    coupons = Coupon.objects.filter(account=other)
    assert coupons.count() == 3
    assert not any(coupon.is_registered for coupon in coupons)
    assert len(problems(made)) == 3


def test_saved_template_does_not_choose_a_coupon_that_is_over(account: Account) -> None:
    saved = save_as_template(made_ready(template("sc1"), account), title="Mine", goal="visit", trade="any")
    Coupon.objects.update(valid_until=ENTERED - timedelta(days=1000))
    use_template(saved.template, account=account)
    assert Coupon.objects.count() == 6


def test_saved_template_is_a_file_that_another_site_can_use(
    account: Account, tmp_path: Path, settings: Any
) -> None:
    scenario = made_ready(template("sc5"), account)
    saved = save_as_template(scenario, title="Mine", summary="Two.", goal="visit", trade="any")
    write(tmp_path, "mine", saved.as_file())
    settings.LINESTEPS_TEMPLATE_FOLDERS = [tmp_path]
    found = template("mine")
    assert (found.title, found.summary, found.goal, found.trade) == ("Mine", "Two.", "visit", "any")
    ScenarioTemplate.objects.all().delete()
    assert drawn(use_template(found, account=account)) == drawn(scenario)


# -- ways --


def test_ways_are_counted_for_each_choice_and_stop_where_they_end() -> None:
    steps = [
        send("a", id="a"),
        wait(days=2, at="19:00"),
        branch(
            path([tagged("x")], [send("b", id="b"), end()], label="X"), otherwise=[wait(hours=6)], id="fork"
        ),
        wait(days=1),
        send("c", id="c"),
    ]
    first, second = walks(steps)
    assert [(moment.step_id, moment.day, moment.at) for moment in first.moments] == [
        ("a", 0, ""),
        ("b", 2, "19:00"),
    ]
    assert first.choices == ("X",)
    assert [(moment.step_id, moment.day, moment.at) for moment in second.moments] == [
        ("a", 0, ""),
        ("c", 3, ""),
    ]


def test_day_is_unknown_after_a_wait_for_a_weekday_or_a_date() -> None:
    way = longest(walks([send("a"), wait(days=1, weekdays=["0"]), send("b")]))
    assert [moment.day for moment in way.moments] == [0, None]


def test_ways_are_not_counted_without_end() -> None:
    fork = branch(path([tagged("x")], [send("b")], label="X"))
    assert len(walks([fork] * 20)) == 12

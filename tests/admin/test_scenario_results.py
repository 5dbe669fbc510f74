"""The pages with what came of a scenario: picture, table, step, people, file; all with the same numbers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.admin.results.table import COLUMNS
from linesteps.admin.scenarios.listed import list_scenarios
from linesteps.admin.scenarios.listing import for_list
from linesteps.admin.spreadsheets import defused
from linesteps.engine.leave import leave
from linesteps.engine.models import Enrolment
from linesteps.engine.versions import forget_versions
from linesteps.followers.tags import add_tag
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import branch, buttons, clicked, path, send, tagged, wait
from linesteps.testing.fake_line import FakeLine
from linesteps.testing.shop import Shop
from tests.acceptance.conftest import START

FIRST, WAIT, FORK = "first", "wait", "fork"
LOOK = buttons("Look", ("Here", "https://example.com/"), ("Yes", ""))


@pytest.fixture
def shop(transactional_db: None) -> Iterator[Shop]:
    forget_versions()
    with clock.frozen(START) as virtual, FakeLine() as line:
        yield Shop(line, virtual)


def story() -> list[dict[str, Any]]:
    fork = branch(
        path([clicked(FIRST)], [send("Thanks", id="thanks")], label="Tapped"),
        otherwise=[send("Reminder", id="reminder")],
        id=FORK,
    )
    return [send(LOOK, id=FIRST, name="Coupon"), wait(days=1, id=WAIT), fork]


def lived(shop: Shop, people: int = 3) -> tuple[Scenario, list[str]]:
    """A scenario of which the first of some people tapped the link, and all came to its end."""
    scenario = shop.publish(steps=story(), name="Welcome")
    friends = [shop.add_friend(f"Friend {number}") for number in range(people)]
    shop.tap_link(friends[0])
    shop.pass_time(days=2)
    return scenario, friends


def address(name: str, scenario: Scenario, *more: str) -> str:
    return reverse(f"linesteps_scenarios:{name}", args=[scenario.pk, *more])


def reader(*codenames: str) -> Client:
    """Somebody who may do only this."""
    user = get_user_model().objects.create_user(f"reader{len(codenames)}", password="x")
    for codename in ("access_admin", *codenames):
        user.user_permissions.add(Permission.objects.get(codename=codename))
    client = Client()
    client.force_login(user)
    return client


def shown(context: Any) -> dict[str, dict[str, Any]]:
    """The counts of the table by step."""
    return {
        row.stop.step_id: {cell.name: cell.count for cell in row.cells}
        for row in [*context["rows"], *(row for row, _version in context["old_rows"])]
        if row.stop
    }


def test_picture_table_step_list_and_file_say_the_same(shop: Shop, admin: Client) -> None:
    scenario, _friends = lived(shop, 4)
    late = shop.add_friend("Late")
    shop.block(late)
    page = admin.get(address("results", scenario))
    table = shown(page.context)
    assert table[FIRST] == {
        "here": 0, "passed": 5, "left": 0, "delivered": 5, "seen": 1, "clicked": 1, "blocked": 1, "not_sent": 0,
    }  # fmt: skip
    assert table[WAIT] == {**dict.fromkeys(COLUMNS), "here": 0, "passed": 4, "left": 1}
    said = [(row.text, row.depth) for row in page.context["rows"]]
    assert said == [
        ("Send “Coupon”", 0),
        ("Wait 1 day", 0),
        ("Branch: Tapped / Everyone else", 0),
        ("Tapped", 1),
        ("Send “Thanks”", 2),
        ("Everyone else", 1),
        ("Send “Reminder”", 2),
    ]
    picture = page.context["picture"]
    # By these a card finds the words and the icon of its message.
    assert {"text", "buttons"} <= {one["name"] for one in picture["presets"] if one.get("message")}
    facts = {fact["label"]: fact["value"] for fact in picture["stops"][FIRST]["facts"]}
    assert facts == {"Delivered": "5", "Opened": "1+", "Clicked": "1", "Blocks": "1"}
    before = {step_id: stop["before"]["people"] for step_id, stop in picture["stops"].items()}
    assert before == {FIRST: 5, WAIT: 5, FORK: 4, "thanks": 1, "reminder": 3}
    assert [way["edge"]["people"] for way in picture["ways"][FORK]] == [1, 3]
    assert [way["end"]["people"] for way in picture["ways"][FORK]] == [1, 3]
    assert picture["end"]["people"] == 4
    step = admin.get(address("results_step", scenario, FIRST))
    assert [(bar.text, bar.share.of) for bar in step.context["funnel"]] == [
        ("5", 5), ("1+", 5), ("1", 5), ("0", 5), ("1", 5),
    ]  # fmt: skip
    for name, count in table[FIRST].items():
        if name == "seen" or not count:
            continue
        people = admin.get(address("results_people", scenario, FIRST, name))
        assert people.context["items"].paginator.count == count, name
    lines = list(csv.DictReader(io.StringIO(_csv(admin, scenario))))
    assert [line["Delivered"] for line in lines] == ["5", "", "", "1", "3"]
    assert [line["Path of the branch"] for line in lines] == ["", "", "", "Tapped", "Everyone else"]
    [listed] = list_scenarios(for_list(Scenario.objects.all()))
    sends = [stop for stop in table.values() if stop["delivered"] is not None]
    assert listed.figures.delivered == sum(stop["delivered"] for stop in sends) == 9
    assert listed.figures.clicked == sum(stop["clicked"] for stop in sends)
    assert listed.figures.blocked == sum(stop["blocked"] for stop in sends)
    assert listed.figures.entered == page.context["found"].entered
    again = admin.get(address("results", scenario))
    assert (shown(again.context), again.context["picture"]) == (table, picture)


def _csv(client: Client, scenario: Scenario, **query: str) -> str:
    answer = client.get(address("results", scenario), {"export": "csv", **query})
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert text.startswith("\ufeff"), "Excel garbles Japanese without it"
    return text.removeprefix("\ufeff")


def test_page_is_reached_from_list_and_editor(shop: Shop, admin: Client) -> None:
    scenario = shop.publish(steps=[send("Hello")])
    url = address("results", scenario)
    assert url in admin.get(address("edit", scenario)).content.decode()
    assert url in admin.get(reverse("linesteps_scenarios:list")).content.decode()
    drawn = shop.draw(steps=[send("Hello")], name="Sketch")
    assert "never published" in admin.get(address("results", drawn)).content.decode()


def test_period_leaves_out_what_was_before_and_after_it(shop: Shop, admin: Client) -> None:
    scenario = shop.publish(steps=[send("Hello", id=FIRST)])
    shop.add_friend()
    shop.pass_time(days=10)
    url = address("results", scenario)

    def entered(**query: str) -> int:
        return int(admin.get(url, query).context["found"].entered)

    assert [entered(days=days) for days in ("7", "30", "0", "nonsense")] == [0, 1, 1, 1]
    # START is 22 November; both days are included.
    assert entered(days="range", since="2026-11-22", until="2026-11-22") == 1
    assert entered(days="range", since="2026-11-23") == 0
    assert entered(days="range", until="2026-11-21") == 0
    assert entered(days="range", since="", until="") == 1
    wrong = admin.get(url, {"days": "range", "since": "2026-11-23", "until": "2026-11-22"})
    assert "The period ends before it begins. Swap the two days." in wrong.content.decode()
    assert wrong.context["choice"].days == "30"
    nonsense = admin.get(url, {"days": "range", "since": "yesterday"})
    assert "Enter a valid date." in nonsense.content.decode()
    kept = admin.get(url, {"days": "range", "since": "2026-11-22", "until": "2026-12-01"})
    assert "?days=range&since=2026-11-22&until=2026-12-01" in kept.context["links"].step(FIRST)


def test_versions_are_chosen_and_compared_with_their_difference(shop: Shop, admin: Client) -> None:
    scenario = shop.publish(steps=[send(LOOK, id=FIRST), send("Dropped", id="gone"), wait(days=1, id=WAIT)])
    early = [shop.add_friend(f"Early {number}") for number in range(4)]
    shop.tap_link(early[0])
    drawn: Any = scenario
    drawn.steps = [send(LOOK, "New words", id=FIRST), wait(days=1, id=WAIT)]
    shop.publish(scenario)
    late = [shop.add_friend(f"Late {number}") for number in range(2)]
    shop.tap_link(late[0])
    url = address("results", scenario)
    both = admin.get(url)
    assert shown(both.context)[FIRST]["delivered"] == 6
    [(row, words)] = both.context["old_rows"]
    assert (row.text, shown(both.context)["gone"]["delivered"]) == ("Send “Dropped”", 4)
    assert words == "Version 1 (Nov. 22, 2026)"
    assert admin.get(address("results_step", scenario, "gone")).status_code == 200
    old = admin.get(url, {"version": "1"})
    assert [row.stop.step_id for row in old.context["rows"]] == [FIRST, "gone", WAIT]
    assert shown(old.context)[FIRST]["delivered"] == 4
    compared = admin.get(url, {"compare": "1"})
    assert compared.context["choice"].version.number == 2
    cells = {cell.name: cell for cell in compared.context["rows"][0].cells}
    assert (cells["delivered"].text, cells["delivered"].other.text, cells["delivered"].change) == (
        "2",
        "4",
        "-2",
    )
    clicked_cell = cells["clicked"]
    assert (clicked_cell.share.text, clicked_cell.other.share.text, clicked_cell.change) == (
        "50%",
        "25%",
        "+25.0 pt",
    )
    assert clicked_cell.share.is_small and "n=2" in compared.content.decode()
    assert "v1: 25% n=4" in re.sub(r"\s+", " ", compared.content.decode())
    assert [total["other"] for total in compared.context["totals"]] == ["4", None, "0", "0"]
    with_itself = admin.get(url, {"version": "2", "compare": "2"})
    assert with_itself.context["choice"].other is None


def test_people_who_took_a_path_stay_with_it_when_paths_change_places(shop: Shop, admin: Client) -> None:
    vip, regular = path([tagged("vip")], [], label="VIP"), path([tagged("regular")], [], label="Regular")
    fork, end = branch(vip, regular, id=FORK), wait(days=9, id="end")
    scenario = shop.publish(steps=[wait(hours=1, id="short"), fork, end])
    people = [shop.follower(shop.add_friend(f"Friend {number}")) for number in range(3)]
    for friend in people[:2]:
        add_tag(friend, "vip", "hand")
    shop.pass_time(hours=2)
    only_regular = {**fork, "value": {**fork["value"], "paths": fork["value"]["paths"][1:]}}
    drawn: Any = scenario
    drawn.steps = [wait(hours=1, id="short"), only_regular, end]
    shop.publish(scenario)
    page = admin.get(address("results", scenario))
    ways = [(row.text, row.way.edge.people, row.note) for row in page.context["rows"] if row.way]
    # The first path of today is the second one of then; who took the one that is gone is told apart.
    assert ways == [("Regular", 0, ""), ("Everyone else", 1, ""), ("VIP", 2, "only in older versions")]
    passed = admin.get(address("results_people", scenario, FORK, "passed"))
    assert {person.more for person in passed.context["people"]} == {"VIP", "Everyone else"}


def test_largest_loss_is_named_once_enough_people_came(shop: Shop, admin: Client) -> None:
    scenario = shop.publish(steps=[send("Hello", id=FIRST), wait(days=1, id=WAIT)])
    friends = [shop.add_friend(f"Friend {number}") for number in range(19)]
    for friend in friends[:5]:
        leave(shop.run_of(friend), Enrolment.LeftReason.REMOVED)
    assert admin.get(address("results", scenario)).context["picture"]["stops"][WAIT]["drop"] == ""
    shop.add_friend("The twentieth")
    stops = admin.get(address("results", scenario)).context["picture"]["stops"]
    assert (stops[WAIT]["drop"], stops[FIRST]["drop"]) == ("25% leave here", "")


def test_step_says_why_not_sent_who_left_and_what_was_tapped(shop: Shop, admin: Client) -> None:
    scenario, friends = lived(shop)
    shop.tap_button(friends[1], "Yes")
    part = admin.get(address("results_step", scenario, FIRST), {"part": "1"})
    text = part.content.decode()
    assert "<html" not in text and "1. Coupon" in text
    assert [(link.label, link.people, link.first) for link in part.context["link_rows"]] == [
        ("Here", 1, 1),
        ("Yes", 1, 1),
    ]
    hours = dict(part.context["hours"])
    assert hours["10:00"][6] == (1, 4) and hours["10:00"][1] == (1, 4)
    page = admin.get(address("results_step", scenario, FORK))
    assert [(bar.label, bar.share.people) for bar in page.context["way_bars"]] == [
        ("Tapped", 1),
        ("Everyone else", 2),
    ]
    assert "<html" in page.content.decode()
    later = shop.publish(steps=[wait(hours=13, id=WAIT), send("Night", id=FIRST)], name="Night")
    owls = [shop.add_friend(f"Owl {number}") for number in range(2)]
    shop.pass_time(hours=14)
    waiting = admin.get(address("results_step", later, FIRST))
    [(words, _detail, count, is_open)] = waiting.context["not_sent"]
    assert (words, count, is_open) == ("Quiet hours: it is sent when they end.", "2", True)
    shop.block(owls[0])
    shop.pass_time(hours=12)
    [(words, _detail, count, is_open)] = admin.get(address("results_step", later, FIRST)).context["not_sent"]
    assert (words, count, is_open) == ("The friend has blocked the account.", "1", False)
    for unknown in (
        address("results_step", scenario, "no-such"),
        address("results_people", scenario, "no-such", "here"),
    ):
        assert admin.get(unknown).status_code == 404
    assert admin.get(address("results_people", scenario, FIRST, "seen")).status_code == 404


def test_people_are_found_by_name_page_by_page_with_what_comes_next(shop: Shop, admin: Client) -> None:
    scenario = shop.publish(steps=[send("Hello", id=FIRST), wait(days=1, at="19:00", id=WAIT)])
    friends = [shop.add_friend(f"Friend {number:02}") for number in range(53)]
    url = address("results_people", scenario, WAIT, "here")
    page = admin.get(url)
    assert (page.context["items"].paginator.count, len(page.context["people"])) == (53, 50)
    person = page.context["people"][0]
    assert (str(person.friend), person.at) == ("Friend 00", START)
    assert person.goes_on_at == START.replace(hour=19) + timedelta(days=1)
    assert person.url == reverse("linesteps_friends:inspect", args=[person.friend.pk])
    assert len(admin.get(url, {"p": "2"}).context["people"]) == 3
    found = admin.get(url, {"q": "d 07"})
    assert [str(person.friend) for person in found.context["people"]] == ["Friend 07"]
    assert "Nobody here is called “Taro”." in admin.get(url, {"q": "Taro"}).content.decode()
    run = shop.run_of(friends[3])
    Enrolment.objects.filter(pk=run.pk).update(
        status=Enrolment.Status.STUCK, due_at=None, trouble="Step x is not in version 9."
    )
    [stuck] = admin.get(address("results_people", scenario, WAIT, "stuck")).context["people"]
    assert stuck.more.startswith("The step where this person stood is gone.")
    assert "1 person cannot go on by itself." in admin.get(address("results", scenario)).content.decode()
    with CaptureQueriesContext(connection) as one_page:
        admin.get(url, {"q": "d 07"})
    with CaptureQueriesContext(connection) as many:
        admin.get(url)
    assert len(many) == len(one_page)


def test_who_may_not_see_friends_sees_only_the_numbers(shop: Shop) -> None:
    scenario = shop.publish(steps=[send("Hello", id=FIRST), wait(days=1, id=WAIT)])
    shop.add_friend("Hanako")
    assert reader().get(address("results", scenario)).status_code == 302
    some = reader("view_scenario")
    page = some.get(address("results", scenario))
    assert page.status_code == 200
    assert page.context["picture"]["stops"][WAIT]["here"] == {
        "text": "1 person waiting",
        "url": "",
        "stuck": "",
    }
    people = address("results_people", scenario, WAIT, "here")
    assert people not in page.content.decode()
    step = some.get(address("results_step", scenario, WAIT))
    assert step.status_code == 200 and people not in step.content.decode()
    assert some.get(people).status_code == 302
    both = reader("view_scenario", "view_follower")
    assert people in both.get(address("results", scenario)).content.decode()
    assert "Hanako" in both.get(people).content.decode()
    assert reader("view_follower", "change_follower", "add_follower").get(people).status_code == 302


def test_file_holds_texts_that_no_spreadsheet_runs(shop: Shop, admin: Client) -> None:
    scenario = shop.publish(
        steps=[
            wait(days=1, id=WAIT),
            branch(path([tagged("vip")], [send("Hello")], label="=cmd|' /C calc'!A1"), id=FORK),
        ]
    )
    [_wait, _fork, hello] = csv.DictReader(io.StringIO(_csv(admin, scenario)))
    assert hello["Path of the branch"] == "'=cmd|' /C calc'!A1"
    answer = admin.get(address("results", scenario), {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
    rows = list(sheet.iter_rows())  # type: ignore[union-attr]
    assert [cell.value for cell in rows[0]][:3] == ["No.", "Step", "Path of the branch"]
    assert (rows[3][2].value, rows[3][2].data_type) == ("=cmd|' /C calc'!A1", "s")
    for text in ("=1", "+1", "-1", "@a", "\ta", "\ra", "＝1", "＋1", "－1", "＠a"):
        assert defused(text) == f"'{text}"
    assert (defused("a=1"), defused(-5)) == ("a=1", -5)


def test_page_takes_the_same_number_of_queries_whatever_the_size(shop: Shop, admin: Client) -> None:
    counts = []
    for number in (2, 9):
        steps = [send(LOOK, id=f"step-{number}-{one}") for one in range(number)]
        scenario = shop.publish(steps=steps, name=f"With {number}")
        shop.add_friend()
        admin.get(address("results", scenario))
        with CaptureQueriesContext(connection) as queries:
            admin.get(address("results", scenario))
        counts.append(len(queries))
    assert counts[0] == counts[1], counts


def test_page_speaks_japanese(shop: Shop, admin: Client) -> None:
    scenario, _friends = lived(shop)
    page = admin.get(address("results", scenario), headers={"accept-language": "ja"})
    text = page.content.decode()
    for words in ("「Welcome」の成果", "表示する期間", "いまここ", "開封(少なくとも)", "1以上", "離脱"):
        assert words in text


def test_an_account_that_sends_nothing_is_told_where_messages_wait(shop: Shop, admin: Client) -> None:
    scenario, _friends = lived(shop, 1)
    told = "This month&#x27;s messages at LINE are used up."
    pages = [
        address("results", scenario),
        address("results_step", scenario, FIRST),
        address("results_people", scenario, FIRST, "pending"),
    ]
    assert not any(told in admin.get(page).content.decode() for page in pages)
    Account.objects.update(paused_at=clock.now(), paused_reason="quota")
    shop.add_friend("Late")
    assert all(told in admin.get(page).content.decode() for page in pages)
    # Whoever has their message waits for nothing.
    assert told not in admin.get(address("results_step", scenario, WAIT)).content.decode()

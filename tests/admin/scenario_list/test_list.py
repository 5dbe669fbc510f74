"""The list of scenarios: what it says of each, and at what cost."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.admin.scenarios.listed import share, summary_of
from linesteps.admin.scenarios.listing import for_list
from linesteps.admin.scenarios.operation import status_of
from linesteps.admin.scenarios.sparkline import sparkline
from linesteps.engine.models import StepVisit
from linesteps.outbox.models import Dispatch
from linesteps.scenarios.models import Scenario
from tests.admin.builders import branch, make_scenario, make_user, send, wait
from tests.admin.scenario_list.rows import queries_of, run_of

pytestmark = pytest.mark.django_db


def test_list_needs_as_many_queries_for_many_scenarios_as_for_one(admin: Client, account: Account) -> None:
    url = reverse("linesteps_scenarios:list")
    make_scenario(account, send("Hi"), publish=True)
    admin.get(url)
    few = queries_of(admin, url)
    for number in range(6):
        run_of(
            make_scenario(account, send("Hi"), wait(3), branch([send("A")]), name=f"S{number}", publish=True)
        )
    assert queries_of(admin, url) == few


def test_list_counts_people_inside_and_what_was_sent_in_30_days(account: Account) -> None:
    scenario = make_scenario(account, send("Hi"), publish=True)
    other = make_scenario(account, send("Hi"), name="Other", publish=True)
    now = clock.now()
    runs = [run_of(scenario), run_of(scenario), run_of(scenario, status="completed")]
    run_of(other)
    accepted = Dispatch.objects.create(
        account=account,
        endpoint="push",
        status="accepted",
        recipients=[],
        messages="[]",
        due_at=now,
        created_at=now,
    )
    waiting = Dispatch.objects.create(
        account=account,
        endpoint="push",
        status="new",
        recipients=[],
        messages="[]",
        due_at=now,
        created_at=now,
    )
    for seq, (dispatch, age) in enumerate([(accepted, 1), (accepted, 29), (accepted, 31), (waiting, 1)]):
        StepVisit.objects.create(
            enrolment=runs[0],
            version_id=runs[0].version_id,
            follower=runs[0].follower,
            scenario=scenario,
            seq=seq,
            step_id="s",
            kind="send",
            port="next",
            arrived_at=now,
            left_at=now - timedelta(days=age),
            dispatch=dispatch,
        )
    found = {row.name: (row.inside_count, row.sent_count) for row in for_list(Scenario.objects.all())}
    assert found == {"Welcome": (2, 2), "Other": (1, 0)}


def test_summary_is_one_sentence_about_the_newest_draft(account: Account) -> None:
    scenario = make_scenario(account, send("Hi"), publish=True)
    scenario.steps = [send("a"), wait(3), branch([send("b")], otherwise=[send("c")])]
    scenario.save_revision(clean=False)
    row = for_list(Scenario.objects.all()).get()
    assert summary_of(row) == "When added by hand: 3 sends, 1 branch"


def test_status_says_what_the_scenario_does_now(account: Account) -> None:
    def word() -> str:
        return str(status_of(for_list(Scenario.objects.all()).get()).word)

    scenario = make_scenario(account, send("Hi"))
    assert word() == "Draft"
    scenario.latest_revision.publish()
    assert word() == "Live"
    scenario.refresh_from_db()
    scenario.steps = [send("Changed")]
    scenario.save_revision(clean=False)
    assert word() == "Live, with changes not applied"
    Scenario.objects.update(state="closing")
    assert word() == "Closing"
    Scenario.objects.update(state="paused")
    assert word() == "Paused"
    Scenario.objects.update(state="ended")
    assert word() == "Ended"
    Scenario.objects.update(state="active")
    Account.objects.update(paused_at=clock.now())
    assert word() == "Needs attention"
    Account.objects.update(paused_at=None)
    Scenario.objects.get().unpublish()
    assert word() == "Not published"


@pytest.mark.parametrize("language", ["en", "ja"])
def test_empty_list_explains_and_offers_three_templates(
    admin: Client, account: Account, language: str
) -> None:
    answer = admin.get(reverse("linesteps_scenarios:list"), headers={"accept-language": language})
    html = answer.content.decode()
    assert {"en": "Begin with a template", "ja": "ひな形からはじめましょう"}[language] in html
    assert [card.template.key for card in answer.context["first_cards"]] == ["sc1", "sc2", "sc3"]
    for name in ("templates", "add"):
        assert reverse(f"linesteps_scenarios:{name}") in html
    assert "There is no LINE Official Account yet" not in html


def test_empty_list_of_a_filter_is_not_taken_for_a_site_without_scenarios(
    admin: Client, account: Account
) -> None:
    make_scenario(account, send("Hi"))
    html = admin.get(reverse("linesteps_scenarios:list") + "?status=paused").content.decode()
    assert "Begin with a template" not in html


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(0, 0, "–"), (3, 12, "3 of 12"), (5, 20, "25%"), (1, 1000, "0.1%"), (0, 50, "0%"), (50, 50, "100%")],
)
def test_share_of_few_people_is_said_in_people(part: int, whole: int, words: str) -> None:
    assert share(part, whole) == words


def test_sparkline_says_its_numbers_and_draws_a_bar_for_each_day() -> None:
    drawn = sparkline([0, 2, 4], title="0, 2, 4")
    assert drawn.count("<rect") == 3
    assert "<title>0, 2, 4</title>" in drawn
    assert drawn.count("ls-spark__none") == 1
    assert sparkline([], title="").count("<rect") == 0


def test_list_says_the_starts_of_each_day(admin: Client, account: Account) -> None:
    scenario = make_scenario(account, send("Hi"), publish=True)
    run_of(scenario, entered_at=clock.now())
    run_of(scenario, entered_at=clock.now() - timedelta(days=2))
    html = admin.get(reverse("linesteps_scenarios:list")).content.decode()
    assert "2 starts in 30 days. By day, oldest first: " in html
    assert "0, 1, 0, 1</title>" in html


def test_live_cells_are_told_by_one_short_answer(admin: Client, account: Account) -> None:
    scenario = make_scenario(account, send("Hi"), publish=True)
    run_of(scenario)
    url = reverse("linesteps_scenarios:live")
    (row,) = admin.get(f"{url}?id={scenario.pk}&id=999&id=x").json().values()
    assert row == {
        "status": "Live",
        "sentence": "Takes in new people and sends messages.",
        "tone": "live",
        "inside": "1",
        "sent": "0",
        "click_rate": "–",
        "block_rate": "–",
    }
    answer = admin.get(f"{url}?id={scenario.pk}", headers={"accept-language": "ja"}).json()
    assert answer[str(scenario.pk)]["status"] == "公開中"


def test_live_cells_need_as_many_queries_for_many_rows_as_for_one(admin: Client, account: Account) -> None:
    rows = [make_scenario(account, send("Hi"), name=f"S{number}", publish=True) for number in range(6)]
    url = reverse("linesteps_scenarios:live")
    admin.get(f"{url}?id={rows[0].pk}")
    few = queries_of(admin, f"{url}?id={rows[0].pk}")
    assert queries_of(admin, url + "?" + "&".join(f"id={row.pk}" for row in rows)) == few


def test_live_cells_are_for_those_who_may_see_the_list(account: Account) -> None:
    scenario = make_scenario(account, send("Hi"), publish=True)
    url = reverse("linesteps_scenarios:live") + f"?id={scenario.pk}"
    client = Client()
    client.force_login(make_user("change_coupon"))
    assert client.get(url).status_code in {302, 403}
    client.force_login(make_user("view_scenario"))
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_list_is_exported_with_its_figures(admin: Client, account: Account, kind: str) -> None:
    scenario = make_scenario(account, send("Hi"), publish=True)
    run_of(scenario)
    answer = admin.get(reverse("linesteps_scenarios:list") + f"?export={kind}")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    if kind == "xlsx":
        rows = [list(row) for row in load_workbook(BytesIO(content)).active.iter_rows(values_only=True)]
    else:
        rows = list(csv.reader(content.decode("utf-8-sig").splitlines()))
    assert rows[0][:5] == ["Name", "What it does", "LINE Official Account", "Status", "Inside now"]
    assert [str(cell) for cell in rows[1][:7]] == [
        "Welcome",
        "When added by hand: 1 send",
        "Shop",
        "Live",
        "1",
        "1",
        "0",
    ]

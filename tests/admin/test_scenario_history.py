"""The history of a scenario: what each draft changed, what was published, comparing and restoring."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linesteps.accounts.models import Account
from linesteps.admin.scenarios.text_diff import text_diff
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.plain import plain
from tests.admin.builders import make_scenario, make_user, send, wait

pytestmark = pytest.mark.django_db


def url_of(name: str, *arguments: Any) -> str:
    return reverse(f"linesteps_scenarios:{name}", args=arguments)


def redraw(
    scenario: Scenario, *steps: dict[str, Any], user: Any = None, publish: bool = False, **fields: Any
) -> Any:
    """A new draft, as the editor saves it."""
    drawn = Scenario.objects.get(pk=scenario.pk).get_latest_revision_as_object()
    drawn.steps = list(steps)
    for name, value in fields.items():
        setattr(drawn, name, value)
    revision = drawn.save_revision(user=user, changed=True, log_action=True, clean=False)
    if publish:
        revision.publish(user=user)
    return revision


def told(client: Client, scenario: Scenario, language: str = "en") -> list[str]:
    """The sentences of each row, newest first."""
    answer = client.get(url_of("history", scenario.pk), headers={"accept-language": language})
    rows = answer.context["object_list"]
    return [
        " | ".join(change.text for change in row.told.found) for row in rows if getattr(row, "told", None)
    ]


HELLO, VOICES = send("Hello", name="Hello", step_id="hello"), send("Voices", name="Voices", step_id="voices")
GAP = {**wait(3), "id": "gap"}


@pytest.fixture
def scenario(account: Account) -> Scenario:
    return make_scenario(account, HELLO, GAP, VOICES)


def test_every_draft_says_what_it_changed(admin: Client, scenario: Scenario) -> None:
    later = {**GAP, "value": {**GAP["value"], "at": "20:00:00"}}
    redraw(scenario, HELLO, later, VOICES)
    redraw(scenario, HELLO, later, VOICES, name="Renamed")
    assert told(admin, scenario)[:2] == [
        "Name: Welcome → Renamed",
        "“Voices”: Wait 3 days → Wait until 20:00, 3 days later",
    ]
    assert told(admin, scenario, "ja")[0] == "名前: Welcome → Renamed"


def test_long_list_of_changes_is_folded(admin: Client, scenario: Scenario) -> None:
    redraw(scenario, *(send(str(number), step_id=str(number)) for number in range(5)))
    html = admin.get(url_of("history", scenario.pk)).content.decode()
    assert "5 more changes" in html


def test_draft_that_autosave_wrote_again_and_again_is_one_row(
    admin: Client, admin_user: Any, scenario: Scenario
) -> None:
    revision = redraw(scenario, HELLO, user=admin_user)
    for text in ("One", "Two"):
        drawn = Scenario.objects.get(pk=scenario.pk).get_latest_revision_as_object()
        drawn.steps = [send(text, name="Hello", step_id="hello")]
        drawn.save_revision(
            user=admin_user, changed=True, log_action=True, clean=False, overwrite_revision=revision
        )
    found = told(admin, scenario)
    assert found == ["Deleted: Wait 3 days | Deleted: Send “Voices” | “Hello”: text Hello → Two"]


def test_rows_say_under_which_number_a_draft_was_published(admin: Client, account: Account) -> None:
    scenario = make_scenario(account, HELLO, publish=True)
    redraw(scenario, HELLO, VOICES, publish=True)
    html = admin.get(url_of("history", scenario.pk)).content.decode()
    assert "Version 2" in html
    assert "Published as version 2" in html
    html = admin.get(url_of("history", scenario.pk), headers={"accept-language": "ja"}).content.decode()
    assert "バージョン2として公開" in html


def test_history_needs_as_many_queries_for_many_drafts_as_for_few(
    admin: Client, admin_user: Any, scenario: Scenario
) -> None:
    redraw(scenario, HELLO, user=admin_user)
    redraw(scenario, HELLO, GAP, user=admin_user)
    url = url_of("history", scenario.pk)
    admin.get(url)
    with CaptureQueriesContext(connection) as few:
        admin.get(url)
    for number in range(8):
        redraw(scenario, send(str(number), step_id="hello"), user=admin_user, publish=number % 2 == 0)
    with CaptureQueriesContext(connection) as many:
        assert admin.get(url).status_code == 200
    assert len(many) == len(few)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_comparison_tells_the_changes_and_shows_the_words(
    admin: Client, scenario: Scenario, language: str
) -> None:
    before = scenario.latest_revision
    after = redraw(scenario, send("Hello <b>world</b>", name="Hello", step_id="hello"), GAP, VOICES)
    url = url_of("revisions_compare", scenario.pk, before.pk, after.pk)
    html = admin.get(url, headers={"accept-language": language}).content.decode()
    assert "<ins> &lt;b&gt;world&lt;/b&gt;</ins>" in html
    assert "<b>world" not in html
    assert {"en": "What was changed", "ja": "変えたところ"}[language] in html


def test_comparison_works_with_the_live_version_and_with_the_latest(admin: Client, account: Account) -> None:
    scenario = make_scenario(account, HELLO, publish=True)
    redraw(scenario, HELLO, VOICES)
    url = url_of("history", scenario.pk) + "revisions/compare/"
    for pair in ("live...latest", "earliest...live", f"{scenario.latest_revision.pk}...latest"):
        assert admin.get(f"{url}{pair}/").status_code == 200
    assert "Added: Send “Voices”" in admin.get(f"{url}live...latest/").content.decode()


def test_restoring_brings_the_draft_back_and_changes_nothing_live_until_published(
    admin: Client, account: Account
) -> None:
    scenario = make_scenario(account, HELLO, GAP, VOICES)
    first = scenario.latest_revision
    redraw(scenario, HELLO, publish=True)
    scenario.refresh_from_db()
    version = scenario.current_version
    url = url_of("revisions_revert", scenario.pk, first.pk)
    page = admin.get(url)
    assert "what runs changes only when you publish" in page.content.decode()
    drawn = page.context["form"].instance
    assert [step["id"] for step in plain(drawn.steps)] == ["hello", "gap", "voices"]
    data = {
        "name": drawn.name,
        "account": account.pk,
        "re_entry": "restart",
        "inside": "move",
        "triggers-count": "1",
        "triggers-0-type": "by_hand",
        "triggers-0-id": "t",
        "triggers-0-order": "0",
        "triggers-0-deleted": "",
        "steps-json": json.dumps(plain(drawn.steps)),
    }
    admin.post(url, data)
    scenario.refresh_from_db()
    assert scenario.current_version == version
    assert [step["id"] for step in plain(scenario.steps)] == ["hello"]
    latest = scenario.get_latest_revision_as_object()
    assert [step["id"] for step in plain(latest.steps)] == ["hello", "gap", "voices"]
    assert "Added: Wait 3 days" not in told(admin, scenario)[0]
    assert "Added: Send “Voices” (Wait 3 days)" in told(admin, scenario)[0]
    admin.post(url_of("edit", scenario.pk), {**data, "action-publish": "1"})
    scenario.refresh_from_db()
    assert scenario.current_version.number == 2


def test_whoever_may_only_look_cannot_restore(account: Account, scenario: Scenario) -> None:
    client = Client()
    client.force_login(make_user("delete_scenario"))
    revision = scenario.latest_revision.pk
    assert client.get(url_of("history", scenario.pk)).status_code == 200
    assert client.get(url_of("revisions_revert", scenario.pk, revision)).status_code in {302, 403}


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("クーポンのご案内", "クーポンのお知らせ", ["クーポンの", "-ご案内", "+お知らせ"]),
        ("Thank you very much", "Thank you so much", ["Thank you ", "-very", "+so", " much"]),
        ("", "new", ["+new"]),
        ("gone", "", ["-gone"]),
        ("same", "same", ["same"]),
        ("", "", []),
        ("今日は雨です", "今日は晴れです", ["今日は", "-雨", "+晴れ", "です"]),
    ],
)
def test_words_are_compared_by_words_and_in_japanese_by_characters(
    before: str, after: str, pieces: list[str]
) -> None:
    signs = {"same": "", "gone": "-", "new": "+"}
    assert [signs[piece.kind] + piece.text for piece in text_diff(before, after)] == pieces

"""The message library in the admin: written, published with its consequences in sight, and never lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linesteps.accounts.models import Account
from linesteps.library.models import LibraryMessage, PageMessage, WrittenMessage
from linesteps.scenarios.models import Scenario
from tests.admin.builders import make_account, make_friend, make_scenario, make_user, send, step, wait
from tests.admin.every_address import is_refused
from tests.library import card_of, from_pages, linked, make_home, make_page, written

pytestmark = pytest.mark.django_db


def url(name: str, *args: Any) -> str:
    return reverse(f"linesteps_library:{name}", args=args)


def form(text: str, **values: Any) -> dict[str, Any]:
    """What the browser posts for a message with one text."""
    return {
        "name": "Opening hours",
        "account": "",
        "folder": "",
        "message-count": "1",
        "message-0-deleted": "",
        "message-0-order": "0",
        "message-0-type": "text",
        "message-0-id": "",
        "message-0-value-text": text,
        **values,
    }


def using(account: Account, *parts: Any, **values: Any) -> Scenario:
    """A published scenario that sends these messages."""
    later = step("send", "later", name="", messages=list(parts), expires_hours=None)
    return make_scenario(account, send("Hi"), wait(1), later, publish=True, **values)


def texts_of(scenario: Scenario) -> list[str]:
    """What the running version sends at its last step."""
    scenario.refresh_from_db()
    config = scenario.current_version.graph["nodes"]["later"]["config"]
    return [one.get("text", one["type"]) for one in config["messages"]]


def test_message_is_written_saved_and_only_then_published(admin: Client, account: Account) -> None:
    response = admin.post(url("add"), form("Open from 9", then_publish="1"))
    row = WrittenMessage.objects.get()
    assert response.headers["Location"] == url("publish", row.pk)
    assert row.published is None
    page = admin.get(url("publish", row.pk)).content.decode()
    assert "No published scenario uses it yet." in page
    admin.post(url("publish", row.pk))
    row.refresh_from_db()
    assert row.sent() == {"type": "text", "value": {"text": "Open from 9"}}
    assert row.published_by is not None


def test_cards_from_pages_are_made_in_a_form_of_their_own(admin: Client, account: Account) -> None:
    home = make_home()
    admin.post(
        url("add_pages"),
        {
            "name": "News",
            "account": "",
            "folder": "",
            "page": home.pk,
            "shows": "newest",
            "most": 2,
            "shape": "square",
            "button": "",
        },
    )
    row = PageMessage.objects.get()
    assert (row.page_id, row.most) == (home.pk, 2)
    assert LibraryMessage.objects.get() == row


def test_publishing_names_the_scenarios_and_the_people_before_anything_changes(
    admin: Client, account: Account
) -> None:
    from linesteps.engine.enrol import enrol

    row = written("Open from 9")
    scenario = using(account, linked(row), name="Welcome tour")
    enrol(scenario, make_friend(account), cause="by_hand")
    admin.post(url("edit", row.pk), form("Open from 8"))
    assert texts_of(scenario) == ["Open from 9"]
    page = admin.get(url("publish", row.pk)).content.decode()
    assert "It changes in 1 scenario, with 1 person inside now." in page
    assert "Welcome tour" in page
    admin.post(url("publish", row.pk))
    assert texts_of(scenario) == ["Open from 8"]
    history = admin.get(reverse("linesteps_scenarios:history", args=[scenario.pk])).content.decode()
    assert "“Opening hours” changed" in history


def test_what_a_scenario_could_not_send_is_told_and_nothing_is_published(
    admin: Client, account: Account
) -> None:
    row = written("Open from 9")
    scenario = using(account, linked(row))
    admin.post(url("edit", row.pk), form("Hello {{ attribute.size }}"))
    page = admin.get(url("publish", row.pk)).content.decode()
    assert "is not a known placeholder" in page
    admin.post(url("publish", row.pk))
    assert texts_of(scenario) == ["Open from 9"]


def test_used_message_is_not_deleted_and_its_scenarios_are_named(admin: Client, account: Account) -> None:
    row, free = written("Open from 9"), written("Nobody's", name="Free")
    using(account, linked(row), name="Welcome tour")
    response = admin.post(url("delete", row.pk), follow=True)
    assert "Welcome tour" in response.content.decode()
    admin.post(url("delete", free.pk))
    assert list(LibraryMessage.objects.values_list("pk", flat=True)) == [row.pk]


def test_message_that_stands_in_a_draft_only_is_not_deleted_either(admin: Client, account: Account) -> None:
    row = written("Open from 9")
    part = step("send", "later", name="", messages=[linked(row)], expires_hours=None)
    make_scenario(account, part, name="Still a draft")
    page = admin.get(url("edit", row.pk)).content.decode()
    assert "Still a draft" in page
    assert "#block-later-section" in page
    admin.post(url("delete", row.pk))
    assert LibraryMessage.objects.exists()


def test_message_in_use_is_not_taken_away_from_another_account(admin: Client, account: Account) -> None:
    other = make_account(name="Other shop")
    row = written("Open from 9")
    using(account, linked(row), name="Welcome tour")
    response = admin.post(url("edit", row.pk), form("Open from 9", account=other.pk))
    assert "Scenarios of another account use it: Welcome tour" in response.content.decode()
    row.refresh_from_db()
    assert row.account is None


def test_list_is_found_by_words_kind_and_account(admin: Client, account: Account) -> None:
    other = make_account(name="Other shop")
    written("Open from 9", name="Hours", account=account)
    written("Closed", name="Holiday", account=other, folder="Winter")
    from_pages(make_home(), name="News", publish=False)

    def found(**query: Any) -> set[str]:
        rows = admin.get(url("index"), query).context["object_list"]
        return {row.name for row in rows}

    assert found() == {"Hours", "Holiday", "News"}
    assert found(q="hol") == found(q="winter") == {"Holiday"}
    assert found(kind="text") == {"Hours", "Holiday"}
    assert found(kind="pages") == {"News"}
    assert found(account=account.pk) == {"Hours", "News"}


def test_list_asks_no_more_for_more_messages(
    admin: Client, account: Account, django_assert_max_num_queries: Any
) -> None:
    for number in range(2):
        written(f"Number {number}", name=f"N{number}")
    admin.get(url("index"))
    with CaptureQueriesContext(connection) as few:
        admin.get(url("index"))
    for number in range(2, 14):
        written(f"Number {number}", name=f"N{number}")
    with django_assert_max_num_queries(len(few)):
        admin.get(url("index"))


def test_page_that_is_gone_is_told_in_the_list(admin: Client, account: Account) -> None:
    page = make_page(make_home(), "Mackerel")
    from_pages(page)
    page.unpublish()
    text = admin.get(url("index")).content.decode()
    assert "Needs attention" in text
    assert "The page “Mackerel” is not published." in text


def test_picture_follows_what_is_typed_and_saves_nothing(admin: Client, account: Account) -> None:
    answer = admin.post(url("picture", "written"), form("Open from 9", name=""))
    assert [one["text"] for one in answer.json()["messages"]] == ["Open from 9"]
    empty = admin.post(url("picture", "written"), {"message-count": "0"})
    assert empty.json()["messages"][0]["type"] == "todo"
    assert not LibraryMessage.objects.exists()


def test_only_those_who_may_publish_change_what_friends_get(account: Account) -> None:
    row = written("Open from 9", publish=False)
    client = Client()
    client.force_login(make_user("change_librarymessage", "view_librarymessage"))
    assert is_refused(client, "post", url("publish", row.pk))
    assert "then_publish" not in client.get(url("edit", row.pk)).content.decode()
    row.refresh_from_db()
    assert row.published is None


def test_chooser_offers_published_messages_only(admin: Client, account: Account) -> None:
    written("Open from 9", name="Hours")
    written("Open from 8", name="Unfinished", publish=False)
    page = admin.get(reverse("linesteps_message_chooser:choose")).content.decode()
    assert "Hours" in page
    assert "Unfinished" not in page
    results = reverse("linesteps_message_chooser:choose_results")
    assert "Hours" in admin.get(results, {"q": "hou"}).content.decode()
    assert "Hours" not in admin.get(results, {"q": "holiday"}).content.decode()


def test_builder_gets_a_copy_for_a_linked_message(admin: Client, account: Account) -> None:
    row = written("Open from 9")
    part = linked(row)
    value = {"name": "", "messages": [{"type": "text", "id": "a", "value": {"text": "Hi"}}, part]}
    body = json.dumps({"type": "send", "value": value, "part": part["id"]})
    answer = admin.post(reverse("linesteps_scenarios:step_copy"), body, content_type="application/json")
    first, second = answer.json()["value"]["messages"]
    assert first["value"] == {"text": "Hi"}
    assert second == {"type": "text", "id": part["id"], "value": {"text": "Open from 9"}}


def test_card_from_an_unpublished_page_is_told_at_its_step(account: Account) -> None:
    from linesteps.scenarios.compiler import problems

    page = make_page(make_home(), "Mackerel")
    scenario = using(account, card_of(page))
    page.unpublish()
    found = problems(scenario)
    assert [one.problem.step_id for one in found] == ["later"]
    assert "The page “Mackerel” is not published." in str(found[0].problem.message)

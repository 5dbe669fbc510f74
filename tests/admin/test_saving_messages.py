"""A message of a send is put into the library out of the builder: by whom, under which name, and what is kept."""

from __future__ import annotations

import gc
import json
import uuid
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.test import Client
from django.urls import reverse
from wagtail.blocks import StreamValue
from wagtail.models import ModelLogEntry

from linesteps.accounts.models import Account
from linesteps.blocks.unknown import LOST
from linesteps.followers.models import Attribute
from linesteps.library.models import LibraryMessage, WrittenMessage
from linesteps.library.one_message import one_message_block, plain_message
from linesteps.messages.kind import Compiling, registry
from linesteps.scenarios.compiler import problems
from linesteps.testing.build import message
from tests.admin.builders import make_account, make_scenario, make_user, send, step
from tests.contract.finished_messages import finished_messages
from tests.library import card_of, linked, make_home, make_page, written

pytestmark = pytest.mark.django_db

#: Who may edit scenarios and add messages of the library; linking asks for the last one, too.
WRITER = ("change_scenario", "add_librarymessage")
PUBLISHER = (*WRITER, "publish_librarymessage")


def client_with(*permissions: str) -> Client:
    client = Client()
    client.force_login(make_user(*permissions))
    return client


def asked(account: Account | None, *parts: Any, **values: Any) -> dict[str, Any]:
    """What the dialog posts for the last of some messages."""
    value = {"name": "", "messages": list(parts), "expires_hours": None}
    return {
        "account": str(account.pk) if account else "",
        "type": "send",
        "value": value,
        "part": parts[-1]["id"],
        "name": "Opening hours",
        "link": True,
        **values,
    }


def save(client: Client, data: Any) -> Any:
    body = json.dumps(data)
    return client.post(reverse("linesteps_scenarios:save_message"), body, content_type="application/json")


def is_turned_away(client: Client, data: Any) -> bool:
    """Wagtail turns a refusal into a way home."""
    return bool(save(client, data).headers.get("Location") == reverse("wagtailadmin_home"))


def test_linked_message_is_published_and_stands_in_place_of_the_words(account: Account) -> None:
    first, second = message("text", text="Hi"), message("text", text="Open from 9")
    answer = save(client_with(*PUBLISHER), asked(account, first, second)).json()
    row = WrittenMessage.objects.get()
    assert row.sent() == {"type": "text", "value": {"text": "Open from 9"}}
    assert (row.name, row.account, row.published_by is not None) == ("Opening hours", account, True)
    link = {"type": "library", "id": second["id"], "value": {"message": row.pk}}
    assert answer["value"]["messages"] == [first, link]
    assert "linked" in answer["said"]
    scenario = make_scenario(account, step("send", **answer["value"]))
    assert problems(scenario) == []
    logged = ModelLogEntry.objects.for_instance(row).values_list("action", flat=True)
    assert sorted(logged) == ["linesteps.publish_message", "wagtail.create"]


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_message_of_every_kind_stays_as_it_is_with_pictures_links_and_coupons(
    account: Account, settings: Any
) -> None:
    settings.LINESTEPS_PUBLIC_BASE_URL = "https://fish.example"
    client, block = client_with(*PUBLISHER), one_message_block()
    values = {kind: value for kind, value in finished_messages(account).items() if kind != "library"}
    assert set(values) == set(block.child_blocks) - {LOST}
    home = make_home()
    page = make_page(home, "Mackerel")
    parts = [*(message(kind, **value) for kind, value in values.items()), card_of(page)]
    for number, part in enumerate(parts):
        stored = plain_message(StreamValue(block, [part], is_lazy=True))
        answer = save(client, asked(account, part, name=f"Message {number}")).json()
        assert "said" in answer, (part["type"], answer)
        row = WrittenMessage.objects.get(name=f"Message {number}")
        assert row.sent() == json.loads(json.dumps(stored, cls=DjangoJSONEncoder)), part["type"]
        assert compiled(account, answer["value"]["messages"][0]) == compiled(account, part), part["type"]
    gc.collect()


def compiled(account: Account, part: Any) -> tuple[Any, list[str]]:
    """What LINE gets, and the links that are counted."""
    compiling = Compiling(account=account, scenario_id=1, step_id="s")
    return registry.get(part["type"]).compile(part["value"], compiling), compiling.links


def test_step_that_keeps_its_own_copy_stays_as_it_is(account: Account) -> None:
    part = message("text", text="Open from 9")
    data = asked(account, part, link=False)
    answer = save(client_with(*PUBLISHER), data).json()
    assert answer["value"] == data["value"]
    assert WrittenMessage.objects.get().sent() == {"type": "text", "value": {"text": "Open from 9"}}
    assert "own copy" in answer["said"]


def test_whoever_may_not_publish_saves_a_draft_and_links_nothing(account: Account) -> None:
    client = client_with(*WRITER)
    part = message("text", text="Open from 9")
    assert is_turned_away(client, asked(account, part))
    assert not LibraryMessage.objects.exists()
    answer = save(client, asked(account, part, link=False)).json()
    row = WrittenMessage.objects.get()
    assert row.published is None
    assert row.content() == {"type": "text", "value": {"text": "Open from 9"}}
    assert "as a draft" in answer["said"]


@pytest.mark.parametrize(
    "permissions", [("change_scenario", "change_librarymessage", "publish_librarymessage"), PUBLISHER[1:]]
)
def test_nobody_saves_without_the_right_to_add_messages_and_to_edit_scenarios(
    account: Account, permissions: tuple[str, ...]
) -> None:
    assert is_turned_away(client_with(*permissions), asked(account, message("text", text="Open")))
    assert not LibraryMessage.objects.exists()


def test_builder_offers_only_what_the_person_may_do(account: Account) -> None:
    url = reverse("linesteps_scenarios:edit", args=[make_scenario(account, send("Hi")).pk])

    def offered(*permissions: str) -> Any:
        page = client_with(*permissions).get(url).content.decode()
        start = page.partition('id="steps-builder-start"')[2].partition(">")[2].partition("</script>")[0]
        return json.loads(start)["saving"]

    assert offered("change_scenario") is None
    assert offered(*WRITER) == {"mayLink": False}
    assert offered(*PUBLISHER) == {"mayLink": True}


@pytest.mark.parametrize(
    ("part", "cure"),
    [
        (message("text", text=""), "text"),
        (message("text", text="Size {{ attribute.size }}"), "is not a known placeholder"),
        (message("text", text="長" * 5001), "has 5,001 characters; 5,000 fit there"),
        (message("image", image=None), "image"),
    ],
)
def test_message_with_problems_is_refused_with_the_cure_and_nothing_is_kept(
    account: Account, part: Any, cure: str
) -> None:
    for is_linked in (True, False):
        answer = save(client_with(*PUBLISHER), asked(account, part, link=is_linked))
        assert cure in " ".join(answer.json()["problems"])
    assert not LibraryMessage.objects.exists()
    assert not ModelLogEntry.objects.filter(content_type__model="writtenmessage").exists()


def test_message_may_use_what_its_own_account_has(account: Account) -> None:
    make_account(name="Other shop")
    Attribute.objects.create(account=account, key="size", name="Size")
    part = message("text", text="Size {{ attribute.size|M }}")
    assert "said" in save(client_with(*PUBLISHER), asked(account, part)).json()
    assert WrittenMessage.objects.get().account == account


def test_name_is_asked_for_and_not_given_twice(account: Account) -> None:
    client, part = client_with(*PUBLISHER), message("text", text="Open from 9")
    assert "Give it a name" in save(client, asked(account, part, name="  ")).json()["problems"][0]
    assert "120" in save(client, asked(account, part, name="長" * 121)).json()["problems"][0]
    written("Open from 8", name="Opening Hours")
    assert "already" in save(client, asked(account, part)).json()["problems"][0]
    other = make_account(name="Other shop")
    written("Theirs", name="Holidays", account=other)
    assert "said" in save(client, asked(account, part, name="Holidays")).json()


def test_account_is_chosen_first(account: Account) -> None:
    client, part = client_with(*PUBLISHER), message("text", text="Open from 9")
    for data in (
        asked(None, part),
        {**asked(None, part), "account": "999999"},
        {**asked(None, part), "account": {}},
    ):
        assert "Choose the LINE Official Account" in save(client, data).json()["problems"][0]
    assert not LibraryMessage.objects.exists()


def test_what_is_linked_already_is_not_saved_again(account: Account) -> None:
    row = written("Open from 9")
    assert save(client_with(*PUBLISHER), asked(account, linked(row), name="Another")).status_code == 400
    assert LibraryMessage.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"part": None},
        {"part": "not there"},
        {"type": "nothing"},
        {"type": ["send"]},
        {"value": {"messages": "x"}},
        {"value": {"messages": [7, None]}},
        {"value": []},
    ],
)
def test_nonsense_is_refused(account: Account, change: dict[str, Any]) -> None:
    answer = save(client_with(*PUBLISHER), {**asked(account, message("text", text="Open")), **change})
    assert answer.status_code == 400


@pytest.mark.parametrize("value", [None, 7, [], {"text": {}}, {"text": ["a"]}, {"text": "a\0"}])
def test_message_that_no_form_has_made_is_told_as_a_problem(account: Account, value: Any) -> None:
    part = {"type": "text", "id": str(uuid.uuid4()), "value": value}
    assert save(client_with(*PUBLISHER), asked(account, part)).json()["problems"]
    assert not LibraryMessage.objects.exists()

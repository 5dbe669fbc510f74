"""What a StreamField's blocks are is packed anew only when the fields in them offer something else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from wagtail.blocks.base import BlockWidget

from linesteps.admin.definitions import KeptBlockWidget
from linesteps.audiences.models import Segment
from linesteps.blocks.offers import noted_offers
from linesteps.conditions.stream import segment_conditions_block
from linesteps.library.one_message import one_message_block
from linesteps.models import Account, Attribute, EventName, Tag
from linesteps.scenarios.models import Scenario
from tests.admin.builders import make_account, make_scenario

pytestmark = [pytest.mark.django_db, pytest.mark.any_database_once]

STREAMS = ("triggers", "steps", "goals", "exit_rules")


def block_of(name: str) -> Any:
    if name == "segment":
        return segment_conditions_block()
    if name == "message":
        return one_message_block()
    return Scenario._meta.get_field(name).stream_block  # type: ignore[union-attr]


def packed(block: Any) -> str:
    """As a page gets it, but for the ids of cards and paths that are there from the beginning."""
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "id", BlockWidget(block).block_json)


def fill(account: Account) -> None:
    Attribute.objects.create(account=account, key="size", name="Size of shoes")
    Tag.objects.create(account=account, name="Very important")
    EventName.objects.create(account=account, name="cart_left", first_at=account.created_at)
    Segment.objects.create(account=account, name="Sleepers", conditions=[])
    make_scenario(account, name="Another scenario")


@pytest.mark.parametrize("name", [*STREAMS, "segment", "message"])
def test_blocks_ask_the_database_only_for_what_is_noted(name: str) -> None:
    """What is asked in another way would be shown as it was when the process first packed it."""
    with (
        noted_offers() as noted,
        CaptureQueriesContext(
            connection,
        ) as asked,
    ):
        before = packed(block_of(name))
    assert len(asked) <= len(noted)
    fill(make_account())
    with noted_offers():
        after = packed(block_of(name))
    assert (before == after) is (len(asked) == 0)


def test_form_packs_its_blocks_once_and_anew_when_there_is_something_else_to_choose(
    admin_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = make_account()
    fill(account)
    anew: list[Any] = []
    pack = BlockWidget._build_block_json

    def noting(widget: Any) -> None:
        anew.append(widget.block_def)
        pack(widget)

    monkeypatch.setattr(BlockWidget, "_build_block_json", noting)
    address = reverse("linesteps_scenarios:add")

    def opened() -> str:
        anew.clear()
        text: str = admin_client.get(address).content.decode()
        return text

    assert "Very important" in opened()
    opened()
    assert not anew
    for change, words in (
        (lambda: Tag.objects.create(account=account, name="New tag"), "New tag"),
        (lambda: Tag.objects.filter(name="New tag").update(folder="Drawer"), "Drawer / New tag"),
        (lambda: Attribute.objects.update(name="Size of hats"), "Size of hats"),
        (lambda: EventName.objects.update(name="cart_found"), "cart_found"),
        (lambda: Segment.objects.update(name="Early birds"), "Early birds"),
        (lambda: Scenario.objects.update(name="Renamed scenario"), "Renamed scenario"),
    ):
        assert words not in opened()
        change()
        assert words in opened()
        assert anew


def test_each_language_has_its_own_words() -> None:
    with translation.override("ja"):
        japanese = KeptBlockWidget(block_of("triggers")).block_json
    with translation.override("en"):
        english = KeptBlockWidget(block_of("triggers")).block_json
    assert japanese != english
    with translation.override("ja"):
        assert KeptBlockWidget(block_of("triggers")).block_json is japanese

"""What the menu of names and values offers."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from linesteps.accounts.models import Account
from linesteps.followers.attributes import facts_of
from linesteps.followers.models import Attribute
from linesteps.messages.kind import Compiling, problems_of, registry
from linesteps.personalise import FORMATS
from tests.admin.builders import make_account, make_user

pytestmark = pytest.mark.django_db

URL = reverse("linesteps_placeholders:names")


def names(client: Client, account: Account, language: str = "en") -> dict[str, Any]:
    answer = client.get(URL, {"account": account.pk}, headers={"accept-language": language})
    assert answer.status_code == 200
    return {one["name"]: one for one in answer.json()["names"]}


@pytest.fixture
def full(account: Account) -> Account:
    for key, type_ in (("memo", "text"), ("points", "number"), ("birthday", "date"), ("vip", "yes_no")):
        Attribute.objects.create(account=account, key=key, name=key.title(), type=type_)
    Attribute.objects.create(account=account, key="shop", name="Memo", type="choice", choices=["駅前"])
    return account


def test_names_and_attributes_of_the_account_are_offered_with_examples(admin: Client, full: Account) -> None:
    other = make_account()
    Attribute.objects.create(account=other, key="secret", name="Secret", type="text")
    found = names(admin, full)
    assert list(found)[:2] == ["display_name", "account_name"]
    assert "attribute.secret" not in found
    examples = {way["name"]: way["example"] for way in found["attribute.birthday"]["formats"]}
    assert examples == {"": "2026-12-24", "date": "12月24日", "date_long": "2026年12月24日(木)"}
    assert found["display_name"]["fallback"] == "お客様"
    assert found["account_name"]["isKnown"] and len(found["account_name"]["formats"]) == 1
    # Two attributes of one name are told apart by their keys.
    assert {found["attribute.memo"]["label"], found["attribute.shop"]["label"]} == {
        "Memo (memo)",
        "Memo (shop)",
    }


@pytest.mark.parametrize("language", ["en", "ja"])
def test_whatever_is_offered_can_be_published(admin: Client, full: Account, language: str) -> None:
    compiling = Compiling(account=full, scenario_id=1, facts=facts_of(full))
    offered = set()
    for one in names(admin, full, language).values():
        for way in one["formats"]:
            offered.add(way["name"])
            colon = f":{way['name']}" if way["name"] else ""
            text = {"text": f"x {{{{ {one['name']}{colon}|y }}}}"}
            assert problems_of(registry.get("text"), text, compiling) == [], way
            assert way["label"].isascii() == (
                language == "en" and "さん" not in way["label"] and "様" not in way["label"]
            )
    assert offered == {"", *FORMATS}


def test_whoever_may_not_see_scenarios_is_told_nothing(account: Account) -> None:
    client = Client()
    client.force_login(make_user("view_follower"))
    assert client.get(URL).status_code == 302
    assert Client().get(URL).status_code == 302

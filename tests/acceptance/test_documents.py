"""Links that lead to a document of the site: counted, followed, and never sent when they lead nowhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction

from linesteps.scenarios.compiler import ScenarioHasProblems, problems
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import buttons, message, send, wait
from linesteps.testing.shop import Shop
from linesteps.tracking.models import TrackedLink

SITE = "https://fish.example"


@pytest.fixture(autouse=True)
def public(shop: Shop, settings: Any, tmp_path: Any) -> None:
    settings.LINESTEPS_PUBLIC_BASE_URL = SITE
    settings.MEDIA_ROOT = str(tmp_path)
    # Tests with real commits flush the one that Wagtail's migrations make.
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")


def make_document(name: str = "menu.pdf") -> Document:
    return Document.objects.create(title="Menu", file=ContentFile(b"%PDF-1.4", name=name))


def link_to(document: Document) -> str:
    return SITE + document.url


def is_open(shop: Shop, link: str) -> bool:
    answer = shop.client.get(link.removeprefix(SITE))
    answer.close()
    return answer.status_code == 200


def publish(shop: Shop, *parts: Any) -> Scenario:
    """A welcome, and the parts the day after."""
    return shop.publish(steps=[send("Welcome"), wait(days=1), send(*parts, id="later"), wait(days=9)])


def said(shop: Shop, *parts: Any) -> list[str]:
    drawn = Scenario(account=shop.account, name="Draft", steps=[send(*parts)], triggers=[])
    return [str(one.problem.message) for one in problems(drawn) if "document" in str(one.problem.message)]


def test_document_behind_a_button_and_in_a_text_is_counted_like_any_link(shop: Shop) -> None:
    link = link_to(make_document())
    publish(shop, buttons("Hungry?", ("Menu", link)), f"Here: {link}")
    friend = shop.add_friend()
    shop.pass_time(days=2)
    assert shop.tap_link(friend) == link
    assert set(TrackedLink.objects.values_list("url", flat=True)) == {link}
    assert is_open(shop, link)


def test_replaced_file_is_linked_at_its_new_address(shop: Shop) -> None:
    document = make_document()
    old = link_to(document)
    publish(shop, buttons("Hungry?", ("Menu", old)))
    friend = shop.add_friend()
    document.file = ContentFile(b"%PDF-1.5", name="autumn menu.pdf")
    document.save()
    shop.pass_time(days=2)
    found = shop.tap_link(friend)
    assert found != old and found.endswith("autumn_menu.pdf")
    assert is_open(shop, found)
    # The stored link is the old one still; publishing it again finds the same document.
    assert said(shop, buttons("Hungry?", ("Menu", old))) == []


@pytest.mark.parametrize("goes_by", ["delete", "made private", "moved away"])
def test_scenario_pauses_before_it_sends_a_document_that_nobody_can_open(shop: Shop, goes_by: str) -> None:
    document = make_document()
    scenario = publish(shop, buttons("Hungry?", ("Menu", link_to(document))))
    friend = shop.add_friend()
    if goes_by == "delete":
        document.delete()
    elif goes_by == "made private":
        CollectionViewRestriction.objects.create(collection=document.collection, restriction_type="login")
    else:
        secret = Collection.get_first_root_node().add_child(name="Staff")
        CollectionViewRestriction.objects.create(collection=secret, restriction_type="login")
        document.collection = secret
        document.save()
    shop.pass_time(days=2)
    scenario.refresh_from_db()
    assert shop.texts_to(friend) == ["Welcome"]
    assert scenario.state == Scenario.State.PAUSED
    assert "document" in scenario.attention


@pytest.mark.parametrize(
    "part",
    [
        lambda link: buttons("Hungry?", ("Menu", link)),
        lambda link: message("text", text=f"Here: {link}"),
        lambda link: message(
            "announcement",
            title="News",
            text="Autumn",
            buttons=[{"label": "Menu", "url": link}],
        ),
    ],
    ids=["a button", "a text", "a design"],
)
def test_deleted_or_private_document_is_told_before_publishing(shop: Shop, part: Any) -> None:
    document = make_document()
    link = link_to(document)
    assert said(shop, part(link)) == []
    lock = CollectionViewRestriction.objects.create(collection=document.collection, restriction_type="login")
    assert ["private collection" in one for one in said(shop, part(link))] == [True]
    with pytest.raises(ScenarioHasProblems):
        publish(shop, part(link))
    lock.delete()
    document.delete()
    assert ["was deleted" in one for one in said(shop, part(link))] == [True]


def test_link_that_only_looks_like_a_document_is_left_alone(shop: Shop) -> None:
    elsewhere = "https://other.example/documents/999/menu.pdf"
    assert said(shop, f"{elsewhere} {SITE}/documents/ {SITE}/no/such/page/") == []


def test_file_that_the_web_server_serves_itself_is_guarded_too(shop: Shop, settings: Any) -> None:
    settings.WAGTAILDOCS_SERVE_METHOD = "direct"
    document = make_document()
    link = link_to(document)
    assert settings.MEDIA_URL in link
    scenario = publish(shop, buttons("Hungry?", ("Menu", link)))
    CollectionViewRestriction.objects.create(collection=document.collection, restriction_type="login")
    shop.settle()
    scenario.refresh_from_db()
    assert scenario.state == Scenario.State.PAUSED

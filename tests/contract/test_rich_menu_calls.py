"""Whatever we ask of LINE about rich menus, LINE's own document knows it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.cache import cache

from linesteps.line.limits.rich_menu import check_rich_menu
from linesteps.richmenus.models import RichMenu
from linesteps.richmenus.registration import send_to_line
from linesteps.richmenus.removal import remove_from_line
from linesteps.richmenus.request import menu_request
from linesteps.richmenus.standard import choose_standard
from linesteps.testing.build import step, wait
from linesteps.testing.fake_line import RequestSeen
from linesteps.testing.shop import Shop
from tests.contract.referee.document import Document, document
from tests.rich_menus import area, make_menu

pytestmark = [
    pytest.mark.any_database_once,
    # Wagtail leaves the temporary files of new renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    # Wagtail remembers renditions by the ids of images, which are given out anew.
    cache.clear()
    settings.MEDIA_ROOT = str(tmp_path)


def every_deed(shop: Shop) -> RichMenu:
    """A menu with an area for each thing that a tap may do."""
    other = make_menu(shop.account, name="Other")
    send_to_line(other)
    deeds = [
        area("link", url="https://example.com/", label="Shop"),
        area("answer", text="はい、予約します"),
        area("words", text="営業時間"),
        area("tab", tab=other.pk),
        area("phone", phone="03-1234-5678"),
    ]
    return make_menu(shop.account, *deeds)


def judged(known: Document, seen: RequestSeen) -> list[Any] | None:
    """What the document says of a call; ``None`` for one that it does not know."""
    for path, operations in known.paths.items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), seen.path) and seen.method.lower() in operations:
            content = operations[seen.method.lower()].get("requestBody", {}).get("content", {})
            if "application/json" not in content:
                return []
            return known.violations(json.loads(seen.body), content["application/json"]["schema"])
    return None


def test_every_call_of_a_menus_life_is_as_documented(shop: Shop) -> None:
    menu = every_deed(shop)
    send_to_line(menu)
    choose_standard(shop.account, menu)
    own = {"which": "own", "menu": menu.pk}
    shop.publish(
        steps=[step("rich_menu", own), wait(days=1), step("rich_menu", {"which": "standard", "menu": None})]
    )
    shop.add_friend()
    menu.bar_text = "New"
    menu.save()
    send_to_line(menu)
    shop.pass_time(days=1, minutes=1)
    choose_standard(shop.account, None)
    shop.settle()
    remove_from_line(menu)
    calls = [one for one in shop.line.requests if "richmenu" in one.path]
    assert {one.endpoint for one in calls} >= {
        "rich_menu_create",
        "rich_menu_upload",
        "rich_menu_alias_create",
        "rich_menu_alias_update",
        "rich_menu_set_standard",
        "rich_menu_link_many",
        "rich_menu_unlink_many",
        "rich_menu_delete",
        "rich_menu_alias_delete",
    }
    known = document()
    assert {(one.method, one.path): judged(known, one) for one in calls if judged(known, one) != []} == {}


def test_document_refuses_what_it_does_not_know(shop: Shop) -> None:
    request = menu_request(every_deed(shop))
    assert document().violations(request, "RichMenuRequest") == []
    request["areas"][0]["action"]["colour"] = "red"
    assert document().violations(request, "RichMenuRequest")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 301}, "name"),
        ({"chatBarText": "あ" * 15}, "chatBarText"),
        ({"selected": None}, "selected"),
        ({"size": {"width": 2501, "height": 843}}, "size.width"),
        ({"size": {"width": 2500, "height": 1800}}, "size"),
        ({"size": {"width": 799, "height": 300}}, "size.width"),
        ({"areas": [{}] * 21}, "areas"),
        ({"areas": [{"bounds": {"x": -1, "y": 0, "width": 1, "height": 1}}]}, "areas[0].bounds.x"),
        ({"areas": [{"action": {"type": "camera", "label": "x"}}]}, "areas[0].action.type"),
    ],
)
def test_limits_are_told_with_their_place(change: dict[str, Any], place: str) -> None:
    fine = {
        "size": {"width": 2500, "height": 843},
        "selected": True,
        "name": "x" * 300,
        "chatBarText": "あ" * 14,
        "areas": [],
    }
    assert check_rich_menu(fine) == []
    assert place in {one.property for one in check_rich_menu({**fine, **change})}

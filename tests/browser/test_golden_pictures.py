"""Every registered kind of message looks as it did: its picture is kept in ``tests/golden/messages``.

``LINESTEPS_RENEW_GOLDEN=1`` keeps new ones (CONTRIBUTING.md).
"""

from __future__ import annotations

import gc
import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from linesteps.accounts.models import Account
from linesteps.messages.kind import Compiling, registry
from linesteps.messages.models import Coupon
from linesteps.messages.shown.coupons import shown_coupons
from tests.browser.conftest import NewContext
from tests.browser.drawn_chat import draw_raw
from tests.browser.every_message import SITE, coupons, every_message
from tests.browser.golden import GOLDEN, RENEW, same_as_kept, use_pillows_font
from tests.browser.message_sheet import SCENES, scene
from tests.contract.finished_messages import finished_messages

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    # Wagtail leaves the temporary files of new renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]
SHOP = "https://fish.example"
#: Those that a program may send, besides what our forms make.
OTHERS = {re.sub(r"\W+", "_", caption.lower()): message for caption, message in every_message("en")}
KINDS = sorted(kind.name for kind in registry)


@pytest.fixture
def page(new_context: NewContext) -> Page:
    """As wide as a phone, in one time zone and look."""
    page = new_context(timezone_id="Asia/Tokyo", color_scheme="light").new_page()
    page.route(f"{SHOP}/**", answer)
    return page


def answer(route: Route) -> None:
    """A drawing of ours for each picture."""
    found = re.findall("|".join(SCENES), route.request.url.removeprefix(SHOP))
    route.fulfill(content_type="image/svg+xml", body=scene(found[0] if found else "fish"))


def pictures_are_there(page: Page) -> None:
    """All of them, or what stands in for them."""
    page.wait_for_function("[...document.images].every(picture => picture.complete)")


def check(page: Page, name: str, message: dict[str, Any], known: dict[str, Any]) -> None:
    """Draw the message, and compare it with its kept picture."""
    whole = json.dumps(message).replace(SITE, SHOP)
    chat = draw_raw(page, [whole], coupons=json.loads(json.dumps(known).replace(SITE, SHOP)))
    use_pillows_font(page)
    article = chat.locator("article")
    expect(article).to_have_count(1)
    pictures_are_there(page)
    # Quick replies stand below the message they belong to.
    drawn = chat.locator(".ls-talk__item") if message.get("quickReply") else article
    assert same_as_kept(drawn, name) == ""


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_looks_as_it_did(name: str, page: Page, settings: Any) -> None:
    settings.LINESTEPS_PUBLIC_BASE_URL = SHOP
    account = Account.objects.create(
        name="Shop", channel_id="1", channel_secret="s", channel_access_token="t"
    )
    value = finished_messages(account)[name]
    message = registry.get(name).compile(value, Compiling(account=account, scenario_id=1, step_id="here"))
    Coupon.objects.update(valid_until="2100-01-01T00:00:00Z")
    known = shown_coupons(account, [message])
    gc.collect()
    check(page, name, message, known)


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_everything_that_line_can_show_looks_as_it_did(name: str, page: Page) -> None:
    check(page, f"line_{name}", OTHERS[name], coupons("en"))


def test_every_kept_picture_is_of_something() -> None:
    kept = {path.stem for path in GOLDEN.glob("*.png")}
    assert kept == {*KINDS, *(f"line_{name}" for name in OTHERS)}, f"{RENEW}=1 makes them"


def test_a_message_that_is_drawn_otherwise_is_noticed(page: Page) -> None:
    words = {"type": "text", "text": "Hello"}
    chat = draw_raw(page, [json.dumps({**words, "text": "Hello " * 30})])
    use_pillows_font(page)
    assert "instead of" in same_as_kept(chat.locator("article"), "line_text")
    message = json.dumps(OTHERS["flex_a_product"]).replace(SITE, SHOP)
    # Only a colour, in one of the parts.
    chat = draw_raw(page, [message.replace("#B4382E", "#22262D")])
    use_pillows_font(page)
    pictures_are_there(page)
    assert "differ" in same_as_kept(chat.locator("article"), "line_flex_a_product")

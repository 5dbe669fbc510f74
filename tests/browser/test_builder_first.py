from __future__ import annotations
import pytest
from tests.admin.builders import branch, make_account, make_scenario, send, wait
from tests.browser.builder_page import BuilderPage, sign_in, stored
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

def test_first(page, live_server):
    page.on("console", lambda m: print("CONSOLE", m.text))
    page.on("response", lambda r: r.status >= 400 and print("HTTP", r.status, r.url))
    sign_in(page, live_server.url)
    page.set_viewport_size({"width": 1440, "height": 900})
    sc = make_scenario(make_account(), send("Hello", name="Welcome"), wait(3), branch([send("A")], [send("B"), wait(2), send("C")]))
    b = BuilderPage(page, live_server.url).open(sc)
    page.screenshot(path="/tmp/shots/first.png")
    b.cards.nth(2).click()
    page.wait_for_timeout(1500)
    page.screenshot(path="/tmp/shots/first-branch.png")
    b.add(-1, "Text")
    page.wait_for_timeout(800)
    page.screenshot(path="/tmp/shots/first-text.png")
    b.type("-text", "New words")
    page.wait_for_timeout(800)
    page.screenshot(path="/tmp/shots/first-text2.png")
    before = b.steps()
    b.save()
    assert b.steps() == before
    assert stored(sc) == before

from __future__ import annotations
import pytest
from tests.admin.builders import branch, make_account, make_scenario, send, wait
from tests.browser.builder_page import BuilderPage, sign_in, stored
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

def test_dbg(page, live_server):
    sign_in(page, live_server.url)
    page.set_viewport_size({"width": 1440, "height": 900})
    sc = make_scenario(make_account(), send("Hello", name="Welcome"), wait(3), branch([send("A")], [send("B"), wait(2), send("C")]))
    b = BuilderPage(page, live_server.url).open(sc)
    print(page.evaluate("""() => { let e = document.querySelector('.ls-builder'); const out = []; while (e && e.tagName !== 'BODY') { const c = getComputedStyle(e); out.push([e.tagName, e.id, e.className, c.maxWidth, c.display, Math.round(e.getBoundingClientRect().width), Math.round(e.getBoundingClientRect().height)].join(' | ')); e = e.parentElement; } return out.join('\\n') }"""))
    b.cards.nth(2).click()
    page.wait_for_timeout(1500)
    print(page.evaluate("document.querySelector('.ls-inspector__form').outerHTML.replace(/<svg.*?<\\/svg>/gs,'<svg/>').slice(0,7000)"))
    print(page.evaluate("document.querySelectorAll('*').length"))

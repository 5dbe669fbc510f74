from __future__ import annotations
from tests.browser.test_steps_field import *
def test_dbg(signed_in, live_server):
    scenario = make_scenario(make_account(), send("Hello"))
    page = signed_in
    page.on("console", lambda m: print("CONSOLE", m.text))
    page.on("pageerror", lambda m: print("ERR", m))
    r = page.goto(edit_url(live_server, scenario))
    page.wait_for_timeout(1500)
    print(r.status, page.title(), page.url)
    print(page.inner_text("body")[:1500])

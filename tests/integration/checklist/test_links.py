"""Links of a scenario: opened side by side, remembered for a while, and vouched for by people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.utils.translation import override
from wagtail.models import Site

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.checklist.look import ask, look
from linesteps.checklist.models import OpenedLink
from linesteps.checklist.opening import book
from linesteps.checklist.opening.book import vouch
from linesteps.checklist.seen import Seen
from linesteps.testing.build import branch, buttons, path, send, tagged
from tests.integration.checklist.looking import draw, find, told
from tests.library import make_home, make_page
from tests.unit.test_link_opening import Server

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    settings.LINESTEPS_OPEN_PRIVATE_LINKS = True
    server = Server({"/good": 200, "/also": (302, {"Location": "/good"}), "/shy": 403, "/busy": 429})
    yield server
    server.stop()


def ask_links(scenario: Any) -> None:
    from linesteps.checklist.kind import registry

    registry.get("links").ask(Seen(scenario), seconds=5)


def test_links_wait_until_they_are_opened(account: Account, server: Server) -> None:
    scenario = draw(account, send(f"See {server.url}/good and {server.url}/also"))
    assert told("links", scenario) == [("waiting", "Opening 2 links …")]
    assert server.asked == []
    ask_links(scenario)
    assert told("links", scenario) == [("ok", "2 links open.")]


def test_link_that_is_gone_is_an_error_in_the_golden_words(account: Account, server: Server) -> None:
    gone = f"{server.url}/gone"
    scenario = draw(account, send("Hi"), send(buttons("Look", ("Go", gone)), id="card"))
    ask_links(scenario)
    (found,) = find("links", scenario)
    assert (found.level, found.step_id, found.act) == ("error", "card", "")
    assert found.text == f"The link ({gone}) does not open (404). Check the URL."
    with override("ja"):
        text = f"リンク先({gone})が開けません(404)。URLを確認してください。"
        assert told("links", scenario)[0][1] == text


def test_link_to_the_page_with_which_the_scenario_goes_live_need_not_open_yet(
    account: Account, server: Server
) -> None:
    page = make_page(make_home(), "Winter menu")
    page.unpublish()
    Site.objects.update(hostname="127.0.0.1", port=int(server.url.rpartition(":")[2]))
    Site.clear_site_root_paths_cache()
    address = page.full_url
    assert address.startswith(server.url)
    scenario = draw(account, send(f"See {address}?from=line and {server.url}/good"))
    ask_links(scenario)
    assert [level for level, _text in told("links", scenario)] == ["error"]
    scenario.publish_with = page
    # Also while it is known that the page was not there a moment ago.
    assert told("links", scenario) == [
        ("ok", "1 link opens."),
        ("info", "The link to “Winter menu” opens when the page is published together with the scenario."),
    ]


def test_links_are_found_on_every_path_and_even_beside_an_error(account: Account, server: Server) -> None:
    fork = branch(path([tagged("vip")], [send(f"{server.url}/gone", id="inner")]), otherwise=[send("")])
    scenario = draw(account, fork)
    ask_links(scenario)
    assert [one.step_id for one in find("links", scenario)] == ["inner"]


def test_example_is_an_error_before_anybody_is_asked(account: Account) -> None:
    scenario = draw(account, send("https://example.com/shop/"))
    ask_links(scenario)
    text = "https://example.com/shop/ is an example. Put the address of your own page."
    assert told("links", scenario) == [("error", text)]


def test_answer_that_turns_programs_away_can_be_vouched_for(account: Account, server: Server) -> None:
    shy = f"{server.url}/shy"
    scenario = draw(account, send(shy))
    ask_links(scenario)
    (found,) = find("links", scenario)
    assert (found.level, found.act, found.about) == ("error", "vouch", shy)
    assert "if it opens on your phone, say so" in found.text
    user = get_user_model().objects.create_user("sato")
    assert vouch(shy, user)
    assert told("links", scenario) == [("ok", "1 link opens.")]
    row = OpenedLink.objects.get()
    assert row.vouched_by == user
    OpenedLink.objects.update(vouched_at=clock.real_now() - book.VOUCHED - timedelta(days=1))
    assert told("links", scenario)[0][0] == "error"


def test_page_that_is_gone_cannot_be_vouched_for(account: Account, server: Server) -> None:
    scenario = draw(account, send(f"{server.url}/gone"))
    ask_links(scenario)
    assert not vouch(f"{server.url}/gone", get_user_model().objects.create_user("sato"))
    OpenedLink.objects.update(vouched_at=clock.real_now())
    assert told("links", scenario)[0][0] == "error"


def test_asking_too_often_is_no_error(account: Account, server: Server) -> None:
    scenario = draw(account, send(f"{server.url}/busy"))
    ask_links(scenario)
    assert told("links", scenario)[0][0] == "warning"


@pytest.mark.parametrize("fault", ["timeout", "no_lookup"])
def test_link_without_an_answer_is_a_warning(account: Account, fault: str) -> None:
    url = "https://shop.jp/"
    scenario = draw(account, send(url))
    OpenedLink.objects.create(url=url, url_hash=book.hash_of(url), fault=fault, opened_at=clock.real_now())
    assert [level for level, _text in told("links", scenario)] == ["warning"]


@pytest.mark.parametrize("fault", ["unknown_host", "refused", "unsafe", "circle", "malformed", "private"])
def test_link_that_leads_nowhere_is_an_error_with_its_reason(account: Account, fault: str) -> None:
    url = "https://shop.jp/"
    scenario = draw(account, send(url))
    OpenedLink.objects.create(url=url, url_hash=book.hash_of(url), fault=fault, opened_at=clock.real_now())
    ((level, text),) = told("links", scenario)
    assert level == "error" and url in text


def test_good_answer_counts_for_ten_minutes_and_a_bad_one_is_asked_for_again_sooner(
    account: Account, server: Server
) -> None:
    scenario = draw(account, send(f"{server.url}/good {server.url}/gone"))
    ask_links(scenario)
    ask_links(scenario)
    assert len(server.asked) == 3
    OpenedLink.objects.update(opened_at=clock.real_now() - timedelta(seconds=30))
    ask_links(scenario)
    assert server.methods()[3:] == ["HEAD /gone", "GET /gone"]
    OpenedLink.objects.update(opened_at=clock.real_now() - book.FRESH)
    assert told("links", scenario) == [("waiting", "Opening 2 links …")]


def test_many_links_are_opened_side_by_side_and_late_ones_stay_open_questions(
    account: Account, settings: Any
) -> None:
    import time

    def slow(_handler: Any) -> None:
        time.sleep(3)

    settings.LINESTEPS_OPEN_PRIVATE_LINKS = True
    server = Server({f"/{number}": 200 for number in range(20)} | {"/slow": slow})
    try:
        urls = [f"{server.url}/{number}" for number in range(20)] + [f"{server.url}/slow"]
        began = time.monotonic()
        book.open_all(urls, seconds=2.0)
        # The slow one takes three seconds, and nobody waits for it.
        assert time.monotonic() - began < 3
        rows = book.known(urls)
        assert sum(row.status_code == 200 for row in rows.values()) == 20
        assert f"{server.url}/slow" not in rows or rows[f"{server.url}/slow"].fault == "timeout"
    finally:
        server.stop()


def test_nothing_is_asked_where_the_site_has_no_way_out(
    account: Account, server: Server, settings: Any
) -> None:
    settings.LINESTEPS_NETWORK_CHECKS = False
    scenario = draw(account, send(f"{server.url}/gone"))
    ask(Seen(scenario))
    assert server.asked == []
    rows = {row.check.name: row.findings for row in look(Seen(scenario))}
    assert [one.level for one in rows["links"]] == ["info"]
    assert [one.level for one in rows["connection"]] == ["info"]


def test_scenario_without_links_says_nothing_of_them(account: Account) -> None:
    scenario = draw(account, send(buttons("Choose", ("Yes", ""))))
    assert find("links", scenario) == []

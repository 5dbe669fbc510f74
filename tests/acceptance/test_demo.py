"""The demo's data: ninety people in the states that it promises, and a phone that shows the same."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from demo.content import content
from demo.data import SHOPS, make_demo, site_url
from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.emulator import snapshot
from linesteps.emulator.platform import Platform
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.engine.versions import forget_versions
from linesteps.followers.models import Follower, FollowerAttribute, FollowerTag
from linesteps.messages.links import EXAMPLE_SITE
from linesteps.messages.models import Coupon
from linesteps.outbox.models import Dispatch
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.templates import all_templates

# The demo runs on SQLite.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.any_database_once,
    # Wagtail leaves the temporary files of new renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]


@pytest.fixture(params=["ja", "en"])
def platform(request: pytest.FixtureRequest, transactional_db: None, tmp_path: Path) -> Iterator[Platform]:
    """What LINE knows after the demo was made in a language."""
    forget_versions()
    state = tmp_path / "emulator.json"
    make_demo(request.param, state)
    platform = Platform()
    assert snapshot.load(platform, state)
    yield platform
    forget_versions()


def runs(scenario: str, **values: Any) -> int:
    return Enrolment.objects.filter(scenario__import_key=scenario, **values).count()


def test_demo_has_ninety_people_in_all_states_and_a_phone_that_agrees(platform: Platform) -> None:
    there_are_ninety_friends_of_whom_fifteen_blocked_the_shop()
    people_stand_at_different_places_of_both_scenarios()
    five_scenarios_are_published_and_four_are_drafts()
    tags_and_attributes_tell_their_sources_and_phones_are_known_from_taps()
    phone_and_database_agree_on_friends_and_messages(platform)
    every_link_of_the_demo_leads_to_a_page_that_the_phone_may_show()
    nothing_is_overdue()


def there_are_ninety_friends_of_whom_fifteen_blocked_the_shop() -> None:
    assert Counter(Follower.objects.values_list("status", flat=True)) == {"friend": 75, "blocked": 15}
    assert not Follower.objects.filter(display_name="").exists()
    assert Follower.objects.filter(first_followed_at__lt=clock.now() - timedelta(days=30)).exists()


def people_stand_at_different_places_of_both_scenarios() -> None:
    assert runs("sc5", status="waiting") == 29
    assert runs("sc5", status="completed") == 35
    assert runs("sc5", status="left", left_reason="blocked") == 15
    assert runs("sc1", status="waiting") == 8
    assert runs("sc1", status="completed") == 3
    assert runs("sc1", status="left", left_reason="blocked") == 1
    assert not Enrolment.objects.filter(status="stuck").exists()
    ports = Counter(StepVisit.objects.filter(kind="branch").values_list("port", flat=True))
    assert ports["path1"] >= 5
    assert ports["else"] >= 5
    # At the first wait and at the second one, in both scenarios.
    for key in ("sc1", "sc5"):
        waiting = Enrolment.objects.filter(scenario__import_key=key, status="waiting")
        assert len(set(waiting.values_list("step_id", flat=True))) == 2


def five_scenarios_are_published_and_four_are_drafts() -> None:
    live = dict(Scenario.objects.values_list("import_key", "live"))
    published, drafts = ("sc1", "sc5", "own-coupon", "site", "route"), ("sc2", "sc3", "sc4", "regulars")
    assert live == {**dict.fromkeys(published, True), **dict.fromkeys(drafts, False)}
    of_sc1 = Coupon.objects.filter(account__slug="demo-restaurant")
    assert of_sc1.count() == 3
    assert not of_sc1.filter(line_coupon_id="").exists()


def tags_and_attributes_tell_their_sources_and_phones_are_known_from_taps() -> None:
    assert set(FollowerTag.objects.values_list("source", flat=True)) >= {"hand", "member", "import", "survey"}
    assert set(FollowerAttribute.objects.values_list("source", flat=True)) >= {"survey", "member", "import"}
    assert set(Follower.objects.exclude(os="").values_list("os", flat=True)) == {"ios", "android"}
    assert Follower.objects.filter(os="").exists()


def phone_and_database_agree_on_friends_and_messages(platform: Platform) -> None:
    assert Counter(Dispatch.objects.values_list("status", flat=True)).keys() == {"accepted"}
    for account in Account.objects.all():
        there = platform.accounts[account.channel_id]
        assert there.access_token == account.access_token()
        assert [there.channel_secret] == account.channel_secrets()
        assert there.webhook_url == f"{site_url()}/line/webhook/{account.slug}/"
        assert account.api_url == settings.LINESTEPS_API_BASE_URL
        people = platform.people[account.channel_id]
        known = dict(account.followers.values_list("line_user_id", "status"))
        assert {user_id: person.status.value for user_id, person in people.items()} == known
        accepted: Counter[str] = Counter()
        for dispatch in Dispatch.objects.filter(account=account):
            for _follower_id, line_user_id in dispatch.recipients:
                accepted[line_user_id] += len(json.loads(dispatch.messages))
        received = {
            user_id: sum(line.sender == "account" for line in platform.chat(there, user_id))
            for user_id in people
        }
        assert received == accepted
        assert {coupon.line_coupon_id for coupon in account.coupons.exclude(line_coupon_id="")} == set(
            platform.coupons[account.channel_id]
        )


def every_link_of_the_demo_leads_to_a_page_that_the_phone_may_show() -> None:
    client = Client()
    paths = {f"/{entry['path']}/" for entry in content("ja")["pages"]} | {"/"}
    used = {shop.published for shop in SHOPS} | {key for shop in SHOPS for key in shop.drafts}
    data = " ".join(json.dumps(one.data) for one in all_templates("ja") if one.key in used)
    wanted = set(re.findall(re.escape(EXAMPLE_SITE[:-1]) + r"(/[a-z0-9/-]*)", data))
    assert len(wanted) > 5
    assert wanted <= paths
    phone = f"http://127.0.0.1:{settings.EMULATOR_PORT}"
    for path in paths | {"/tasting/"}:
        answer = client.get(path)
        assert answer.status_code == 200
        assert "X-Frame-Options" not in answer.headers
        assert phone in answer.headers["Content-Security-Policy"]
    assert client.get("/admin/login/").headers["X-Frame-Options"] in {"DENY", "SAMEORIGIN"}


def nothing_is_overdue() -> None:
    assert all(due > clock.now() for due in Enrolment.objects.live().values_list("due_at", flat=True))


def test_both_languages_have_pages_at_the_same_paths_and_names_for_everybody() -> None:
    japanese, english = content("ja"), content("en")
    assert [page["path"] for page in japanese["pages"]] == [page["path"] for page in english["pages"]]
    for shop in ("seaside", "restaurant"):
        assert len(set(japanese["people"][shop])) == len(set(english["people"][shop]))

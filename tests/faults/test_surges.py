"""A surge of blocks or failures marks the scenario, pauses it if the account says so, and tells people once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.admin.notices import notices
from linesteps.broadcasts.models import Broadcast
from linesteps.doorbell import Beat
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.followers.models import Activity, Follower
from linesteps.line.client import Quota
from linesteps.outbox.models import Dispatch
from linesteps.outbox.quota import remember
from linesteps.outbox.reasons import Reason
from linesteps.safety.watch import look_at, tell_of_pauses, watch_safety
from linesteps.scenarios.models import Scenario
from tests.admin.builders import make_account, make_scenario, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Iterator[Account]:
    """One whose people are two."""
    yield make_account(notify_emails="shop@example.com\nowner@example.com")


def sent(
    scenario: Scenario, people: int, *, blocked: int = 0, status: str = "accepted", **ago: float
) -> None:
    """Messages some time ago, and blocks an hour after them."""
    at = clock.now() - timedelta(**(ago or {"hours": 3}))
    account = scenario.account
    dispatch = Dispatch.objects.create(
        account=account, endpoint="multicast", status=status, messages="[]", recipients=[], due_at=at,
        created_at=at, settled_at=at, first_tried_at=at, scenario=scenario,
    )  # fmt: skip
    start = Follower.objects.count()
    followers = Follower.objects.bulk_create(
        Follower(account=account, line_user_id=f"U{start + number}", status="friend")
        for number in range(people)
    )
    runs = Enrolment.objects.bulk_create(
        Enrolment(
            scenario=scenario, version=scenario.current_version, follower=one, status="completed", arrived_at=at,
            entered_at=at, cause="by_hand",
        )
        for one in followers
    )  # fmt: skip
    StepVisit.objects.bulk_create(
        StepVisit(
            enrolment=run, version_id=run.version_id, follower_id=run.follower_id, scenario=scenario, seq=1,
            step_id="a", kind="send", port="next", arrived_at=at, left_at=at, dispatch=dispatch,
        )
        for run in runs
    )  # fmt: skip
    Activity.objects.bulk_create(
        Activity(follower=one, kind="blocked", at=at + timedelta(hours=1), handled_at=at)
        for one in followers[:blocked]
    )


def watch() -> int:
    """As if the last look were long ago."""
    Beat.objects.filter(name="safety").update(beat_at=None)
    return watch_safety()


def test_surge_of_blocks_marks_the_scenario_and_one_mail_goes_to_each(
    account: Account, admin_client: Client
) -> None:
    scenario = make_scenario(account, send("Sale!"), publish=True)
    sent(scenario, 100, blocked=1, days=5)
    sent(scenario, 60, blocked=3)
    assert watch() == 1
    scenario.refresh_from_db()
    assert re.findall(r"\d+", scenario.attention.replace("24", "")) in (["3", "60", "5"], ["60", "3", "5"])
    assert scenario.state == Scenario.State.ACTIVE
    [one] = mail.outbox
    assert one.to == ["shop@example.com", "owner@example.com"]
    assert watch() == 0 and len(mail.outbox) == 1
    page = admin_client.get(f"/admin/linesteps/scenarios/edit/{scenario.pk}/").content.decode()
    assert scenario.attention in page and "I have looked at it" in page
    admin_client.post(f"/admin/linesteps/scenarios/look-at/{scenario.pk}/")
    scenario.refresh_from_db()
    assert scenario.attention_at is None
    # What was looked at does not alarm again; what happens later does.
    assert watch() == 0
    sent(scenario, 60, blocked=4, minutes=-1)
    with clock.frozen(clock.now() + timedelta(hours=2)):
        assert watch() == 1


@pytest.mark.parametrize(
    ("people", "blocked", "earlier", "why"),
    [
        (49, 10, 0, "too few people"),
        (100, 2, 0, "less than three percent"),
        (60, 3, 4, "less than twice the usual share"),
    ],
)
def test_what_is_usual_alarms_nobody(
    account: Account, people: int, blocked: int, earlier: int, why: str
) -> None:
    scenario = make_scenario(account, send("Hello"), publish=True)
    sent(scenario, 100, blocked=earlier, days=5)
    sent(scenario, people, blocked=blocked)
    assert watch() == 0, why
    assert mail.outbox == []


def test_account_may_pause_the_scenario_or_not_look_at_all(account: Account) -> None:
    scenario = make_scenario(account, send("Hello"), publish=True)
    other = make_scenario(account, send("Quiet"), publish=True)
    sent(scenario, 60, blocked=6)
    sent(other, 60)
    Account.objects.update(safety=Account.Safety.OFF)
    assert watch() == 0
    Account.objects.update(safety=Account.Safety.PAUSE)
    assert watch() == 1
    assert Scenario.objects.get(pk=scenario.pk).state == Scenario.State.PAUSED
    assert Scenario.objects.get(pk=other.pk).state == Scenario.State.ACTIVE
    assert "paused" in mail.outbox[0].body or "一時停止" in mail.outbox[0].body


@pytest.mark.parametrize("state", [Broadcast.State.SENDING, Broadcast.State.FINISHED])
def test_surge_after_a_one_off_send_leads_to_its_page_and_pauses_it_if_any_of_it_is_left(
    account: Account, admin_client: Client, state: str
) -> None:
    course = make_scenario(account, send("Sale!"), publish=True)
    Scenario.objects.filter(pk=course.pk).update(is_broadcast=True)
    one_off = Broadcast.objects.create(account=account, name="Sale", state=state, scenario=course)
    sent(course, 60, blocked=20)
    Account.objects.update(safety=Account.Safety.PAUSE)
    assert watch() == 1
    is_paused = state == Broadcast.State.SENDING
    assert (Scenario.every.get(pk=course.pk).state == Scenario.State.PAUSED) is is_paused
    place = f"/admin/linesteps/one-off/results/{one_off.pk}/"
    [letter] = mail.outbox
    assert place in letter.body
    assert ("was paused" in letter.body) is is_paused
    [notice] = [one for one in notices(get_user_model().objects.get()) if "60" in one.text]
    assert notice.url == place
    page = admin_client.get(place).content.decode()
    assert "I have looked at it" in page
    answer = admin_client.post(place.replace("results", "look-at"), follow=True)
    assert answer.status_code == 200 and "I have looked at it" not in answer.content.decode()
    assert Scenario.every.get(pk=course.pk).attention_at is None
    assert watch() == 0
    history = admin_client.get(f"/admin/linesteps/one-off/history/{one_off.pk}/").content.decode()
    assert "Looked at" in history


def test_surge_of_failures_marks_the_scenario(account: Account) -> None:
    scenario = make_scenario(account, send("Hello"), publish=True)
    sent(scenario, 100)
    sent(scenario, 19, status="rejected")
    assert watch() == 0
    sent(scenario, 5, status="unclear")
    assert watch() == 1
    assert "24" in Scenario.objects.get(pk=scenario.pk).attention


@pytest.mark.fault("L-07")
def test_paused_account_is_told_of_once(account: Account) -> None:
    assert tell_of_pauses() == 0
    Account.objects.update(paused_at=clock.now(), paused_reason="401: invalid token")
    assert (tell_of_pauses(), tell_of_pauses()) == (1, 0)
    [one] = mail.outbox
    assert "401" in one.body
    with clock.frozen(clock.now() + timedelta(hours=1)):
        Account.objects.update(paused_at=clock.now())
        assert tell_of_pauses() == 1


@pytest.mark.fault("L-05")
def test_month_that_line_counts_only_about_is_told_of_once_a_day(account: Account) -> None:
    with clock.frozen(datetime(2031, 3, 10, 12, 0, tzinfo=UTC)) as virtual:
        # LINE refuses, and says at each look that there is room: it is tried again and again.
        for _look in range(6):
            Account.objects.update(paused_at=clock.now(), paused_reason=Reason.QUOTA)
            tell_of_pauses()
            virtual.move_by(minutes=10)
            remember(account, Quota(limit=5000, used=4999))
            assert Account.objects.get(pk=account.pk).paused_at is None
        assert len(mail.outbox) == 1
        virtual.move_by(hours=24)
        Account.objects.update(paused_at=clock.now(), paused_reason=Reason.QUOTA)
        assert tell_of_pauses() == 1


def test_mail_server_that_fails_stops_nothing(
    account: Account, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from linesteps.accounts import mail as mailing

    def refused(*args: Any, **kwargs: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(mailing, "send_mail", refused)
    scenario = make_scenario(account, send("Hello"), publish=True)
    sent(scenario, 60, blocked=6)
    assert watch() == 1


def test_looking_clears_the_mark(account: Account) -> None:
    scenario = make_scenario(account, send("Hello"), publish=True)
    Scenario.objects.update(attention="…", attention_at=clock.now())
    look_at(scenario)
    assert Scenario.objects.get().attention == ""

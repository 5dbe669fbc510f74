"""The system status: what it says, who may see it, what can be decided there; and the notices elsewhere."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.doorbell import Beat
from linesteps.engine.advance import advance
from linesteps.engine.models import Enrolment
from linesteps.outbox.models import Dispatch, MonthUse
from linesteps.outbox.month import month_of
from tests.admin.builders import make_friend, make_scenario, make_user, send, wait

pytestmark = pytest.mark.django_db
URL = "/admin/linesteps/status/"


def beat(**ago: float) -> None:
    """A worker was seen some time ago."""
    at = clock.real_now() - timedelta(**ago)
    Beat.objects.update_or_create(name="tick", defaults={"beat_at": at})


def stuck_run(account: Account, name: str = "Hanako") -> Enrolment:
    """A friend who cannot go on at the first send of a scenario."""
    scenario = make_scenario(
        account, send("One", step_id="one"), wait(1), send("Two", step_id="two"), publish=True
    )
    moment = clock.now()
    return Enrolment.objects.create(
        scenario=scenario, version=scenario.current_version, follower=make_friend(account, name),
        status=Enrolment.Status.STUCK, step_id="one", arrived_at=moment, entered_at=moment, cause="by_hand",
        trouble="Traceback …\nValueError: boom",
    )  # fmt: skip


def unclear_send(account: Account) -> Dispatch:
    friend, moment = make_friend(account, "Taro"), clock.now()
    return Dispatch.objects.create(
        account=account, endpoint="push", status=Dispatch.Status.UNCLEAR, messages="[]", reason="unknown",
        recipients=[[friend.pk, friend.line_user_id]], sole_follower_id=friend.pk, due_at=moment,
        created_at=moment, settled_at=moment, first_tried_at=moment - timedelta(days=1), charged=1,
    )  # fmt: skip


def client_of(*permissions: str) -> Client:
    client = Client()
    client.force_login(make_user(*permissions))
    return client


@pytest.mark.fault("Q-07")
def test_silent_worker_is_said_on_the_status_page_the_list_and_the_home_page(
    admin: Client, account: Account
) -> None:
    beat(seconds=3)
    for url in (URL, reverse("linesteps_scenarios:list"), reverse("wagtailadmin_home")):
        assert "not running" not in admin.get(url).content.decode()
    beat(hours=6)
    assert "No worker has been seen for 6 hours." in admin.get(URL).content.decode()
    for url in (reverse("linesteps_scenarios:list"), reverse("wagtailadmin_home")):
        assert "the program that sends them is not running" in admin.get(url).content.decode()
    japanese = admin.get(reverse("linesteps_scenarios:list"), headers={"accept-language": "ja"})
    assert "送信のプログラムが動いていない" in japanese.content.decode()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_page_opens_with_everything_on_it_in_a_fixed_number_of_queries(
    admin: Client, account: Account, language: str
) -> None:
    headers = {"accept-language": language}
    beat(seconds=1)
    stuck_run(account)
    unclear_send(account)
    assert admin.get(URL, headers=headers).status_code == 200
    with CaptureQueriesContext(connection) as few:
        admin.get(URL, headers=headers)
    for number in range(5):
        run = stuck_run(account, f"Friend {number}")
        assert run.pk
        unclear_send(account)
    with CaptureQueriesContext(connection) as many:
        page = admin.get(URL, headers=headers).content.decode()
    assert len(many) == len(few)
    assert page.count("ValueError: boom") == 6


def test_only_whoever_may_see_the_status_sees_it(account: Account) -> None:
    run = stuck_run(account)
    editor, viewer = client_of("change_scenario"), client_of("view_health")
    assert editor.get(URL).status_code == 302
    page = viewer.get(URL)
    assert page.status_code == 200
    assert "Try again" not in page.content.decode()
    act = reverse("linesteps_health_run", args=[run.pk, "retry"])
    for client in (editor, viewer):
        assert client.get(act).status_code in {302, 403}
        assert client.post(act).status_code in {302, 403}
    run.refresh_from_db()
    assert run.status == Enrolment.Status.STUCK
    assert not any("linesteps/status" in str(page) for page in [editor.get("/admin/").content.decode()])


@pytest.mark.fault("E-04")
@pytest.mark.parametrize(
    ("verb", "data", "step_id", "status"),
    [
        ("retry", {}, "one", Enrolment.Status.RUNNING),
        ("move", {"step": "two"}, "two", Enrolment.Status.RUNNING),
        ("end", {}, "one", Enrolment.Status.LEFT),
    ],
)
def test_operator_decides_about_a_stuck_run_once_and_it_is_logged(
    account: Account, verb: str, data: dict[str, str], step_id: str, status: str
) -> None:
    run = stuck_run(account)
    operator = client_of("view_health", "rescue_enrolment")
    url = reverse("linesteps_health_run", args=[run.pk, verb])
    assert operator.get(url).status_code == 200
    run.refresh_from_db()
    assert run.status == Enrolment.Status.STUCK
    assert operator.post(url, data).status_code == 302
    run.refresh_from_db()
    assert (run.status, run.step_id) == (status, step_id)
    entry = ModelLogEntry.objects.get(action="linesteps.rescue")
    assert entry.data["act"] == verb and entry.data["enrolment"] == run.pk
    # A second click, or another operator's, changes nothing.
    operator.post(url, data)
    run.refresh_from_db()
    assert (run.status, run.step_id) == (status, step_id)


def test_skipped_step_is_not_sent_and_the_next_one_follows(account: Account) -> None:
    run = stuck_run(account)
    client_of("rescue_enrolment", "view_health").post(reverse("linesteps_health_run", args=[run.pk, "skip"]))
    advance()
    run.refresh_from_db()
    assert run.status == Enrolment.Status.WAITING
    assert not Dispatch.objects.exists()


def test_moving_to_a_step_that_is_not_there_says_so_and_changes_nothing(account: Account) -> None:
    run = stuck_run(account)
    operator = client_of("view_health", "rescue_enrolment")
    url = reverse("linesteps_health_run", args=[run.pk, "move"])
    answer = operator.post(url, {"step": "gone"}, follow=True)
    assert "This step is not there any more." in answer.content.decode()
    run.refresh_from_db()
    assert run.status == Enrolment.Status.STUCK


def test_steps_are_called_by_what_they_do_where_they_have_no_name(admin: Client, account: Account) -> None:
    run = stuck_run(account)
    page = admin.get(
        reverse("linesteps_health_run", args=[run.pk, "move"]), headers={"accept-language": "ja"}
    )
    assert "2. 待つ<" in page.content.decode()
    Enrolment.objects.update(step_id="gone")
    assert "a step that is not there" in admin.get(URL).content.decode()


def test_unclear_send_is_sent_again_under_a_new_key_or_given_up(account: Account) -> None:
    operator = client_of("view_health", "retry_dispatch")
    again, given_up = unclear_send(account), unclear_send(account)
    MonthUse.objects.create(account=account, month=month_of(clock.now(), account.zone), people=2)
    key = again.retry_key
    for row, verb in ((again, "again"), (given_up, "give_up")):
        url = reverse("linesteps_health_send", args=[row.pk, verb])
        assert operator.get(url).status_code == 200
        assert operator.post(url).status_code == 302
        row.refresh_from_db()
    assert again.status == Dispatch.Status.NEW and again.retry_key != key and again.first_tried_at is None
    assert (given_up.status, given_up.reason) == (Dispatch.Status.CANCELLED, "given_up")
    assert ModelLogEntry.objects.filter(action="linesteps.decide").count() == 2
    assert client_of("view_health").post(
        reverse("linesteps_health_send", args=[again.pk, "again"])
    ).status_code in {302, 403}


def test_used_up_month_is_said_on_the_list_and_the_account_page(admin: Client, account: Account) -> None:
    beat(seconds=1)
    Account.objects.filter(pk=account.pk).update(budget_per_month=100, webhook_seen_at=clock.now())
    MonthUse.objects.create(account=account, month=month_of(clock.now(), account.zone), people=100)
    page = admin.get(reverse("linesteps_scenarios:list")).content.decode()
    assert "own limit of 100 messages is used up" in page
    page = admin.get(reverse("linesteps_accounts:edit", args=[account.pk])).content.decode()
    assert "100 of 100 sent. Messages wait until the 1st of next month. Nothing is lost." in page


def test_forecast_names_the_day(admin: Client, account: Account) -> None:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    at = datetime(2026, 12, 8, 12, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
    with clock.frozen(at):
        Account.objects.filter(pk=account.pk).update(budget_per_month=200)
        row = unclear_send(account)
        Dispatch.objects.filter(pk=row.pk).update(charged=70, status="accepted")
        MonthUse.objects.create(account=account, month=month_of(at, account.zone), people=100)
        page = admin.get(reverse("linesteps_accounts:edit", args=[account.pk])).content.decode()
    # 10 a day, 100 left.
    assert "Around December 18 you reach 200." in page


# -- machines


def test_health_address_says_503_without_a_worker_and_tells_no_texts(
    client: Client, account: Account
) -> None:
    beat(seconds=1)
    answer = client.get("/line/health/")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok" and answer.json()["checks"]["worker"] == "ok"
    beat(minutes=5)
    answer = client.get("/line/health/")
    assert answer.status_code == 503 and answer.json()["checks"]["worker"] == "error"
    assert account.name not in answer.content.decode()


def test_health_address_with_a_token_is_hidden_without_it(client: Client, settings: Any) -> None:
    settings.LINESTEPS_HEALTH_TOKEN = "secret"
    assert client.get("/line/health/").status_code == 404
    assert client.get("/line/health/?token=secret").status_code == 404
    answer = client.get("/line/health/", headers={"authorization": "Bearer secret"})
    assert answer.status_code == 503
    assert "linesteps_worker" in answer.content.decode()


def test_metrics_exist_only_where_they_are_configured(
    client: Client, account: Account, settings: Any
) -> None:
    bearer = {"authorization": "Bearer numbers"}
    assert client.get("/line/metrics/", headers=bearer).status_code == 404
    settings.LINESTEPS_METRICS_TOKEN = "numbers"
    assert client.get("/line/metrics/").status_code == 404
    stuck_run(account)
    beat(seconds=1)
    page = client.get("/line/metrics/", headers=bearer).content.decode()
    assert "\nlinesteps_stuck 1.0\n" in page
    assert f'\nlinesteps_account_paused{{account="{account.pk}"}} 0.0\n' in page
    assert account.name not in page


def doctor(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("linesteps_doctor", *arguments, stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_doctor_ends_with_one_when_something_needs_a_person(account: Account) -> None:
    Account.objects.update(webhook_seen_at=clock.now())
    beat(seconds=1)
    code, text = doctor("worker", "stuck", "unclear", "accounts", "quota")
    assert (code, "WARNING" in text) == (0, False)
    stuck_run(account)
    code, text = doctor()
    assert code == 1 and "1 friend cannot go on by themselves." in text
    code, text = doctor("--json", "stuck")
    [check] = json.loads(text)["checks"]
    assert code == 1 and check["level"] == "warning" and check["cure"]
    assert doctor("nonsense")[0] == 2


def test_doctor_names_a_wrong_setting_with_its_cure(settings: Any) -> None:
    settings.Q_CLUSTER = {**settings.Q_CLUSTER, "max_attempts": 0}
    code, text = doctor("settings")
    assert code == 1 and "linesteps.W012" in text and '"max_attempts": 1' in text


def test_wrong_channel_secret_is_said_until_line_is_heard_again(admin: Client, account: Account) -> None:
    beat(seconds=1)
    url, body = reverse("linesteps:webhook", args=[account.slug]), b'{"destination": "U", "events": []}'
    edit = reverse("linesteps_accounts:edit", args=[account.pk])
    Account.objects.filter(pk=account.pk).update(webhook_seen_at=clock.now() - timedelta(hours=1))

    def post(secret: str) -> int:
        digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
        headers = {"x-line-signature": base64.b64encode(digest).decode()}
        return Client().post(url, body, "application/json", headers=headers).status_code

    assert post("of another channel") == 403
    for page, words in (
        (URL, "LINEからの通知の署名が合わない"),
        (edit, "チャネルシークレットをコピーし直し"),
    ):
        assert words in admin.get(page, headers={"accept-language": "ja"}).content.decode()
    assert post(account.channel_secrets()[0]) == 200
    for page in (URL, edit):
        assert "signature does not fit" not in admin.get(page).content.decode()


def test_fault_that_line_told_of_is_said_with_its_cure(admin: Client, account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(connection_fault="address_off", webhook_seen_at=clock.now())
    assert "Switch on “Use webhook”" in admin.get(URL).content.decode()


def test_check_that_fails_is_a_finding_and_hides_no_other(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    from linesteps.health import look as looking

    def broken() -> Any:
        raise ValueError("boom")

    monkeypatch.setattr(looking, "CHECKS", {**looking.CHECKS, "inbox": broken})
    found = {one.name: one.level for one in looking.look()}
    assert found["inbox"] == "error" and found["stuck"] == "ok"


def test_switch_for_needed_messages_is_logged_when_it_is_published(account: Account) -> None:
    scenario = make_scenario(account, send("Booked"), publish=True)
    scenario.is_transactional = True
    scenario.save_revision().publish()
    assert [entry.data for entry in ModelLogEntry.objects.filter(action="linesteps.transactional")] == [
        {"to": True}
    ]

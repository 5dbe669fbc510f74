"""Fault matrix, links and secrets: forged links, machines that tap, and what must never be seen (S-01, S-02, S-08)."""

from __future__ import annotations

import base64
import json
import logging
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.test import override_settings

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.followers.models import Activity
from linesteps.testing.build import buttons, message, send, wait
from linesteps.testing.shop import IPHONE, Shop
from linesteps.tracking.models import Click, Sighting, TrackedLink
from linesteps.tracking.tokens import LinkToken, read, write

ANDROID = (
    "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0 Mobile Safari/537.36 Line/15.1.2"
)
MACHINES = [
    "facebookexternalhit/1.1;line-poker/1.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "curl/8.0",
    "python-requests/2.32",
    "Twitterbot/1.0",
    "",
    "  ",
]


@pytest.fixture
def token(shop: Shop) -> str:
    """The token in a link that one friend got."""
    shop.publish(steps=[send("See https://example.com/fish?a=1&b=2#c")])
    friend = shop.add_friend()
    return shop.links_to(friend)[0].rstrip("/").rpartition("/")[2]


def get(shop: Shop, token: str, method: str = "get", **headers: str) -> Any:
    headers.setdefault("user-agent", IPHONE)
    return getattr(shop.client, method)(f"/line/l/{token}/", headers=headers)


@pytest.mark.fault("S-01")
def test_link_leads_to_the_address_in_the_database_and_leaks_nothing(shop: Shop, token: str) -> None:
    answer = get(shop, token + "/?url=//evil.example/".rstrip("/"))
    answer = shop.client.get(f"/line/l/{token}/?url=//evil.example/", headers={"user-agent": IPHONE})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "https://example.com/fish?a=1&b=2#c"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies


@pytest.mark.fault("S-01")
def test_altered_and_guessed_links_all_get_the_same_answer(shop: Shop, token: str) -> None:
    said = read(token)
    assert said is not None
    raw = bytearray(base64.urlsafe_b64decode(token + "=="))
    forged = []
    for place in range(len(raw)):
        changed = raw.copy()
        changed[place] ^= 1
        forged.append(base64.urlsafe_b64encode(bytes(changed)).decode().rstrip("="))
    gone = write(LinkToken(link_id=2**64 - 1, follower_id=said.follower_id, enrolment_id=1))
    forged += [token[:-1], token[:-2], token + "A", token[:20], "x", "%00", "あ", gone]
    answers = {(answer.status_code, answer.content) for answer in (get(shop, one) for one in forged)}
    assert len(answers) == 1 and {status for status, _content in answers} == {404}
    assert not Click.objects.exists()


@pytest.mark.fault("S-01")
def test_link_of_an_old_key_is_good_as_long_as_the_key_is_kept(shop: Shop, token: str) -> None:
    from django.conf import settings

    [old] = settings.LINESTEPS_ENCRYPTION_KEYS
    new = "y8nUqjCU4mWyVdKkO7H2aSx9fGh1bZtLr3pEvQoTcM0="
    with override_settings(LINESTEPS_ENCRYPTION_KEYS=[new, old]):
        assert get(shop, token).status_code == 302
    with override_settings(LINESTEPS_ENCRYPTION_KEYS=[new]):
        assert get(shop, token).status_code == 404


@pytest.mark.fault("S-02")
@pytest.mark.parametrize("agent", MACHINES)
def test_machines_are_led_on_and_not_counted(shop: Shop, token: str, agent: str) -> None:
    assert get(shop, token, **{"user-agent": agent}).status_code == 302
    assert not Click.objects.filter(is_counted=True).exists()
    assert not Activity.objects.filter(kind="link_clicked").exists()


@pytest.mark.fault("S-02")
@pytest.mark.parametrize(
    "how", [{"method": "head"}, {"sec-purpose": "prefetch;prerender"}, {"purpose": "prefetch"}], ids=str
)
def test_looking_ahead_is_not_counted(shop: Shop, token: str, how: dict[str, str]) -> None:
    assert get(shop, token, **how).status_code == 302
    assert not Click.objects.filter(is_counted=True).exists()


@pytest.mark.fault("S-02")
@pytest.mark.parametrize(
    ("agent", "os", "version"),
    [(IPHONE, "ios", "18.6"), (ANDROID, "android", "16")],
    ids=["iPhone", "Android"],
)
def test_person_is_counted_once_and_the_phone_is_learnt(
    shop: Shop, token: str, agent: str, os: str, version: str
) -> None:
    for _ in range(3):
        get(shop, token, **{"user-agent": agent})
    assert Click.objects.filter(is_counted=True).count() == 1
    follower = Click.objects.latest("id").follower
    follower.refresh_from_db()
    assert (follower.os, follower.os_version) == (os, version)


@pytest.mark.fault("S-02")
def test_link_that_was_passed_on_logs_nobody_in(shop: Shop, token: str) -> None:
    answer = get(shop, token)
    assert "sessionid" not in answer.cookies
    assert "_auth_user_id" not in shop.client.session


@pytest.mark.fault("S-08")
def test_secrets_stand_nowhere_in_the_clear(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    secrets = [shop.there.channel_secret, shop.there.access_token]
    shop.account.previous_channel_secret = "the last one"
    shop.account.save()
    shop.account.refresh_from_db()
    told = [repr(shop.account), str(shop.account), str(vars(shop.account)), f"{shop.account.channel_secret}"]
    for form in ("json", "xml"):
        out = StringIO()
        call_command("dumpdata", "linesteps", format=form, stdout=out)
        told.append(out.getvalue())
    with caplog.at_level(logging.DEBUG):
        shop.publish(steps=[send("Hi"), wait(days=1), send("Later")])
        for fault in ("500_after", "401", "400"):
            shop.line.fail("*", fault)
            shop.add_friend()
            Account.objects.update(paused_at=None)
        shop.pass_time(days=2)
    told += [caplog.text, *(str(record.__dict__) for record in caplog.records)]
    for secret in (*secrets, "the last one"):
        assert not [text[:200] for text in told if secret in text]


@pytest.mark.fault("S-08")
def test_dumped_account_can_be_loaded_again(shop: Shop, tmp_path: Any) -> None:
    path = tmp_path / "account.json"
    with path.open("w") as out:
        call_command("dumpdata", "linesteps.account", stdout=out)
    Account.objects.all().delete()
    call_command("loaddata", str(path), verbosity=0)
    account = Account.objects.get()
    assert account.access_token() == shop.there.access_token
    assert account.channel_secrets() == [shop.there.channel_secret]


@pytest.mark.fault("S-09")
def test_rotation_makes_the_old_key_needless(shop: Shop) -> None:
    from django.conf import settings

    [old] = settings.LINESTEPS_ENCRYPTION_KEYS
    out = StringIO()
    call_command("linesteps_keys", "new", stdout=out)
    new = out.getvalue().strip()
    with override_settings(LINESTEPS_ENCRYPTION_KEYS=[new, old]):
        assert Account.objects.get().access_token() == shop.there.access_token
        call_command("linesteps_keys", "rotate", stdout=out)
        assert "2" in out.getvalue().splitlines()[-1]
    with override_settings(LINESTEPS_ENCRYPTION_KEYS=[new]):
        account = Account.objects.get()
        assert account.access_token() == shop.there.access_token
        assert account.channel_secrets() == [shop.there.channel_secret]


@pytest.mark.fault("S-09")
def test_wrong_key_pauses_the_account_and_crashes_nothing(shop: Shop) -> None:
    shop.publish(steps=[wait(days=1), send("Hi")])
    friend = shop.add_friend()
    with override_settings(LINESTEPS_ENCRYPTION_KEYS=["0000000000000000000000000000000000000000000="]):
        shop.pass_time(days=2)
        shop.account.refresh_from_db()
        assert "LINESTEPS_ENCRYPTION_KEYS" in shop.account.paused_reason
    Account.objects.update(paused_at=None)
    shop.settle()
    assert shop.texts_to(friend) == ["Hi"]


@pytest.mark.fault("S-05")
@pytest.mark.parametrize(
    "name", ["{{ account_name }}", "{{7*7}}", '"}],"x":[{"', "\\", "<script>", "=cmd()", "‮x"]
)
def test_name_of_a_friend_is_text_and_nothing_else(shop: Shop, name: str) -> None:
    shop.publish(steps=[send("Hello {{ display_name|you }}!")])
    assert shop.texts_to(shop.add_friend(name)) == [f"Hello {name}!"]


def test_same_place_with_the_same_address_keeps_its_row(shop: Shop) -> None:
    pressed = buttons("Which?", ("Fish", "https://example.com/f"), ("Meat", ""))
    scenario = shop.publish(steps=[send(pressed, id="s")])
    before = list(TrackedLink.objects.order_by("pk").values_list("pk", "position", "url", "label"))
    drawn: Any = scenario
    drawn.steps = [send(pressed, "And more", id="s")]
    shop.publish(scenario)
    assert list(TrackedLink.objects.order_by("pk").values_list("pk", "position", "url", "label")) == before


@pytest.fixture
def image(shop: Shop, settings: Any) -> str:
    """The path of the tracked image in a card that one friend got."""
    settings.LINESTEPS_PUBLIC_BASE_URL = "https://fish.example"
    Account.objects.update(view_image_at=clock.now())
    shop.account.refresh_from_db()
    words = {"type": "text", "text": "Fish"}
    bubble = {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": [words]}}
    shop.publish(steps=[send(message("flex", alt_text="Fish", code=json.dumps(bubble)), id="first")])
    [url] = shop.line.look(shop.there, shop.add_friend())
    return url.removeprefix("https://fish.example")


@pytest.mark.fault("S-02")
@pytest.mark.parametrize("agent", MACHINES)
def test_machine_that_loads_the_tracked_image_is_no_sign_and_keeps_nothing(
    shop: Shop, image: str, agent: str
) -> None:
    answer = shop.client.get(image, headers={"user-agent": agent})
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    assert not Sighting.objects.exists()


@pytest.mark.fault("S-02")
def test_head_and_prefetch_of_the_tracked_image_are_no_signs(shop: Shop, image: str) -> None:
    assert shop.client.head(image, headers={"user-agent": IPHONE}).status_code == 200
    for name in ("purpose", "sec-purpose"):
        shop.client.get(image, headers={"user-agent": IPHONE, name: "prefetch"})
    assert shop.client.post(image).status_code == 405
    assert not Sighting.objects.exists()


@pytest.mark.fault("S-02")
def test_first_look_is_one_sign_and_the_phone_may_keep_the_picture_for_a_year(
    shop: Shop, image: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(20):
        answer = shop.client.get(image, headers={"user-agent": IPHONE})
    assert answer.headers["Content-Type"] == "image/png" and len(answer.content) < 100
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert not answer.cookies
    shop.client.get(image, headers={"user-agent": ANDROID})
    assert Sighting.objects.count() == 1
    assert Activity.objects.filter(kind="message_seen").count() == 1


@pytest.mark.fault("S-01")
def test_altered_and_guessed_addresses_of_the_tracked_image_get_404(shop: Shop, image: str) -> None:
    token = image.rpartition("/")[2].removesuffix(".png")
    raw = base64.urlsafe_b64decode(token + "=")
    for place in range(len(raw)):
        changed = bytearray(raw)
        changed[place] ^= 1
        forged = base64.urlsafe_b64encode(bytes(changed)).decode().rstrip("=")
        assert shop.client.get(f"/line/v/{forged}.png", headers={"user-agent": IPHONE}).status_code == 404
    # A link's token is worth nothing here, nor this one there.
    assert shop.client.get(f"/line/l/{token}/", headers={"user-agent": IPHONE}).status_code == 404
    assert not Sighting.objects.exists()


@pytest.mark.fault("S-02")
def test_database_that_cannot_write_still_gives_the_picture_and_lets_the_phone_ask_again(
    shop: Shop, image: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise DatabaseError

    with monkeypatch.context() as patch:
        patch.setattr("linesteps.web.view_image._note", broken)
        answer = shop.client.get(image, headers={"user-agent": IPHONE})
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    assert "was not noted" in caplog.text
    shop.client.get(image, headers={"user-agent": IPHONE})
    assert Sighting.objects.count() == 1

"""Fault matrix: ID tokens that nobody may be believed for (S-07)."""

from __future__ import annotations

import base64
import json
import logging
from datetime import timedelta
from typing import Any

import pytest

from linesteps.line.login import TokenRefused, verify_id_token
from linesteps.line.outcomes import LineFault, LineUnreachable
from linesteps.testing.build import send, wait
from linesteps.testing.liff import LOGIN_CHANNEL, Phone, use_liff
from linesteps.testing.shop import Shop
from linesteps.tracking.models import Click

pytestmark = pytest.mark.fault("S-07")
URL = "https://example.com/fish/"


class Visit:
    """A friend who has the page of a link open, another friend, and what the page may post."""

    def __init__(self, shop: Shop) -> None:
        use_liff(shop)
        shop.publish(steps=[wait(days=1), send(f"See {URL} now")])
        self.shop = shop
        self.friend, self.other = shop.add_friend("Aya"), shop.add_friend("Ken")
        shop.pass_time(days=1, hours=1)
        self.phone = Phone(shop, self.friend)
        self.page = self.phone.page(self.phone.links()[0])

    def token(self, channel: str = LOGIN_CHANNEL, **options: Any) -> str:
        return self.shop.line.id_token(self.shop.there, self.friend, channel, **options)

    def post(self, token: str, **fields: str) -> tuple[int, dict[str, str]]:
        answer = self.phone.post(self.page, {"id_token": token, **fields})
        return answer.status_code, answer.json()


@pytest.fixture
def visit(shop: Shop) -> Visit:
    return Visit(shop)


def changed(token: str, **claims: str) -> str:
    """The token with other claims, under the old signature."""
    head, body, signature = token.split(".")
    told = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    again = base64.urlsafe_b64encode(json.dumps(told | claims).encode()).rstrip(b"=").decode()
    return f"{head}.{again}.{signature}"


def test_good_token_counts_for_its_own_person_whatever_else_is_posted(visit: Visit) -> None:
    said = {"userId": visit.other, "sub": visit.other, "user_id": visit.other}
    assert visit.post(visit.token(), **said) == (200, {"go": URL})
    assert Click.objects.get().follower == visit.shop.follower(visit.friend)


def test_user_id_without_a_token_is_nobody(visit: Visit) -> None:
    for token in ("", visit.friend, "a.b", "a" * 6000, "ü.ü.ü"):
        asked = len(visit.shop.line.requests)
        assert visit.post(token, userId=visit.friend) == (403, {"say": "refused"})
        assert len(visit.shop.line.requests) == asked
    assert not Click.objects.exists()


def test_token_for_another_channel_is_refused(visit: Visit) -> None:
    assert visit.post(visit.token("2001111111")) == (403, {"say": "refused"})
    assert not Click.objects.exists()


def test_expired_token_is_refused(visit: Visit) -> None:
    token = visit.token(valid_for=timedelta(minutes=5))
    virtual = visit.shop.virtual
    assert virtual is not None
    virtual.move_by(minutes=6)
    assert visit.post(token) == (403, {"say": "refused"})
    assert not Click.objects.exists()


def test_forged_tokens_are_refused(visit: Visit) -> None:
    good = visit.token()
    unsigned = good.rpartition(".")[0] + ".AAAA"
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').decode() + good[good.index(".") :]
    for forged in (changed(good, sub=visit.other), changed(good, aud="1"), unsigned, none, good[:-2]):
        assert visit.post(forged) == (403, {"say": "refused"})
    assert not Click.objects.exists()


def test_wrong_nonce_is_refused_and_the_right_one_believed(visit: Visit) -> None:
    base, token = visit.shop.line.base_url, visit.token(nonce="made-for-this-login")
    assert verify_id_token(base, token, LOGIN_CHANNEL, nonce="made-for-this-login") == visit.friend
    for nonce in ("another", "made-for-this-logi"):
        with pytest.raises(TokenRefused):
            verify_id_token(base, token, LOGIN_CHANNEL, nonce=nonce)
    with pytest.raises(TokenRefused):
        verify_id_token(base, visit.token(), LOGIN_CHANNEL, nonce="made-for-this-login")


@pytest.mark.parametrize("fault", ["503", "200_html"])
def test_line_that_cannot_say_is_told_apart_from_line_that_refuses(visit: Visit, fault: str) -> None:
    visit.shop.line.fail("verify", fault)
    assert visit.post(visit.token()) == (503, {"say": "later"})
    assert not Click.objects.exists()
    assert visit.post(visit.token()) == (200, {"go": URL})


def test_line_that_hangs_keeps_nobody_waiting_for_long(visit: Visit) -> None:
    visit.shop.line.fail("verify", "hang", seconds=5)
    with pytest.raises(LineUnreachable):
        verify_id_token(visit.shop.line.base_url, visit.token(), LOGIN_CHANNEL, patience=0.3)
    with pytest.raises(LineUnreachable):
        verify_id_token("http://127.0.0.1:9", visit.token(), LOGIN_CHANNEL, patience=0.3)


def test_answer_for_somebody_else_is_not_believed_even_from_line(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"iss": "https://access.line.me", "aud": LOGIN_CHANNEL, "sub": visit.friend}
    for wrong, kind in (
        ({"aud": "1"}, TokenRefused),
        ({"iss": "https://evil.example"}, TokenRefused),
        ({"sub": "x"}, LineFault),
        ({"sub": None}, LineFault),
    ):
        monkeypatch.setattr("linesteps.line.login._call", lambda *_args, wrong=wrong, **_kw: told | wrong)
        with pytest.raises(kind):
            verify_id_token("http://127.0.0.1:9", "a.b.c", LOGIN_CHANNEL)


def test_page_of_another_site_cannot_post_a_token_here(visit: Visit) -> None:
    answer = visit.phone.client.post(
        f"/line/liff/{visit.shop.account.pk}/connect", {"id_token": visit.token()}
    )
    assert answer.status_code == 403 and not visit.phone.client.session.get("linesteps_connect")


def test_no_token_is_logged(visit: Visit, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="linesteps")
    token = visit.token("2001111111")
    visit.post(token)
    visit.shop.line.fail("verify", "503")
    visit.post(visit.token())
    assert "LINE" in caplog.text and token not in caplog.text and token.split(".")[1] not in caplog.text

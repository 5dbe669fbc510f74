"""The rest of LINE's API through its real client: profiles, account, coupons, content, tokens, state."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import urllib3
from django.conf import settings
from django.utils import timezone
from linebot.v3.messaging import (
    ApiException,
    AsyncApiClient,
    AsyncMessagingApi,
    Configuration,
    CouponCreateRequest,
    MessagingApi,
    PushMessageRequest,
    SetWebhookEndpointRequest,
    ShowLoadingAnimationRequest,
    TextMessage,
)
from linebot.v3.messaging import TestWebhookEndpointRequest as EndpointTest
from linebot.v3.messaging.exceptions import NotFoundException

from linesteps import clock, conf
from linesteps.emulator import snapshot
from linesteps.emulator.platform import Platform
from linesteps.emulator.seed import seed
from linesteps.emulator.virtual_time import CannotTurn, VirtualTime
from linesteps.testing.fake_line import Account, FakeLine

BEARER = {"Authorization": "Bearer token"}


def coupon(**changes: object) -> dict[str, Any]:
    return {
        "title": "半額クーポン",
        "startTimestamp": 1_780_000_000,
        "endTimestamp": 1_790_000_000,
        "maxUseCountPerTicket": 1,
        "visibility": "UNLISTED",
        "timezone": "ASIA_TOKYO",
        "acquisitionCondition": {"type": "normal"},
        "reward": {"type": "others"},
        **changes,
    }


def test_profiles_of_friends_are_served_and_of_blockers_not(
    line: FakeLine, account: Account, api: MessagingApi
) -> None:
    user_id = line.add_friend(account, name="田中", language="ja")
    profile = api.get_profile(user_id)
    assert (profile.display_name, profile.language) == ("田中", "ja")
    line.block(account, user_id)
    with pytest.raises(NotFoundException):
        api.get_profile(user_id)


def test_followers_come_page_by_page(line: FakeLine, account: Account, api: MessagingApi) -> None:
    friends = [line.add_friend(account) for _ in range(5)]
    line.new_person(account)
    first = api.get_followers(limit=3)
    second = api.get_followers(limit=3, start=first.next)
    assert first.user_ids + second.user_ids == friends
    assert second.next is None


def test_bot_info_and_quota_of_an_unlimited_account(account: Account, api: MessagingApi) -> None:
    info = api.get_bot_info()
    assert (info.user_id, info.basic_id, info.chat_mode) == (account.bot_user_id, "@sakura", "bot")
    assert api.get_message_quota().type == "none"


def test_the_webhook_endpoint_is_set_and_tested(line: FakeLine, account: Account, api: MessagingApi) -> None:
    with pytest.raises(NotFoundException):
        api.get_webhook_endpoint()
    bodies: list[bytes] = []

    class Site(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200 if self.path == "/good" else 404)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Site) as site:
        threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        good = f"http://127.0.0.1:{site.server_port}/good"
        api.set_webhook_endpoint(SetWebhookEndpointRequest(endpoint=good))
        assert api.get_webhook_endpoint().endpoint == good
        result = api.test_webhook_endpoint(EndpointTest())
        assert (result.success, result.status_code, result.reason, result.detail) == (True, 200, "OK", "200")
        bad = api.test_webhook_endpoint(EndpointTest(endpoint=good.replace("good", "bad")))
        assert (bad.success, bad.status_code, bad.reason) == (False, 404, "ERROR_STATUS_CODE")
        site.shutdown()
    assert json.loads(bodies[0]) == {"destination": account.bot_user_id, "events": []}
    gone = api.test_webhook_endpoint(EndpointTest(endpoint=good))
    assert (gone.success, gone.status_code, gone.reason) == (False, 0, "COULD_NOT_CONNECT")
    with pytest.raises(ApiException):
        api.set_webhook_endpoint(SetWebhookEndpointRequest(endpoint="http://example.com/"))


def test_coupons_are_created_listed_read_sent_and_closed_once(
    line: FakeLine, account: Account, api: MessagingApi
) -> None:
    coupon_id = api.create_coupon(CouponCreateRequest.from_dict(coupon())).coupon_id
    assert [item.coupon_id for item in api.list_coupon(status=["RUNNING"]).items] == [coupon_id]
    detail = json.loads(api.get_coupon_detail_with_http_info(coupon_id).raw_data)
    assert (detail["title"], detail["status"]) == ("半額クーポン", "RUNNING")
    user_id = line.add_friend(account)
    message = {"type": "coupon", "couponId": coupon_id}
    answer = urllib3.request(
        "POST",
        f"{line.base_url}/v2/bot/message/push",
        headers=BEARER,
        json={"to": user_id, "messages": [message]},
    )
    assert answer.status == 200
    api.close_coupon(coupon_id)
    with pytest.raises(ApiException) as caught:
        api.close_coupon(coupon_id)
    assert caught.value.status == 410
    with pytest.raises(NotFoundException):
        api.close_coupon("nobody")
    assert api.list_coupon(status=["RUNNING"]).items == []


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"title": "あ" * 61}, "title"),
        ({"description": "あ" * 1001}, "description"),
        ({"usageCondition": "あ" * 101}, "usageCondition"),
        ({"couponCode": "1" * 17}, "couponCode"),
        ({"reward": None}, "reward"),
        ({"timezone": "Asia/Tokyo"}, "timezone"),
        ({"maxUseCountPerTicket": 2}, "maxUseCountPerTicket"),
        ({"endTimestamp": 1}, "endTimestamp"),
        ({"imageUrl": "http://example.com/a.png"}, "imageUrl"),
        ({"acquisitionCondition": {"type": "referral"}}, "acquisitionCondition.type"),
        (
            {"acquisitionCondition": {"type": "lottery", "lotteryProbability": 100, "maxAcquireCount": -1}},
            "acquisitionCondition.lotteryProbability",
        ),
    ],
)
def test_a_coupon_outside_the_limits_is_refused(
    line: FakeLine, account: Account, changes: dict[str, object], place: str
) -> None:
    url = f"{line.base_url}/v2/bot/coupon"
    answer = urllib3.request("POST", url, headers=BEARER, json=coupon(**changes))
    assert answer.status == 400
    assert [detail["property"] for detail in answer.json()["details"]] == [place]


def test_images_of_people_can_be_fetched(line: FakeLine, account: Account) -> None:
    user_id = line.add_friend(account)
    line.send_image(account, user_id, b"\xff\xd8jpeg")
    message = line.take_webhooks(account)[-1].events[0]["message"]
    url = f"{line.base_url}/v2/bot/message/{message['id']}/content"
    answer = urllib3.request("GET", url, headers=BEARER)
    assert (answer.data, answer.headers["Content-Type"]) == (b"\xff\xd8jpeg", "image/jpeg")
    assert urllib3.request("GET", url.replace(message["id"], "1"), headers=BEARER).status == 404


def test_the_loading_animation_takes_steps_of_five(
    line: FakeLine, account: Account, api: MessagingApi
) -> None:
    user_id = line.add_friend(account)
    answer = api.show_loading_animation_with_http_info(
        ShowLoadingAnimationRequest(chat_id=user_id, loading_seconds=10)
    )
    assert answer.status_code == 202
    url = f"{line.base_url}/v2/bot/chat/loading/start"
    wrong = urllib3.request("POST", url, headers=BEARER, json={"chatId": user_id, "loadingSeconds": 7})
    assert wrong.status == 400


def test_delivery_counts_are_ready_on_the_next_day(
    line: FakeLine, account: Account, api: MessagingApi, frozen: clock.VirtualClock
) -> None:
    user_id = line.add_friend(account)
    api.push_message(PushMessageRequest(to=user_id, messages=[TextMessage(text="a")]))
    assert api.get_number_of_sent_push_messages(var_date="20260520").status == "unready"
    frozen.move_by(days=1)
    assert api.get_number_of_sent_push_messages(var_date="20260520").success == 1


def test_the_asynchronous_client_works_too(line: FakeLine, account: Account) -> None:
    import asyncio

    user_id = line.add_friend(account)

    async def work() -> str:
        configuration = Configuration(host=line.base_url, access_token="token")
        async with AsyncApiClient(configuration) as client:
            request = PushMessageRequest(to=user_id, messages=[TextMessage(text="a")])
            answer = await AsyncMessagingApi(client).push_message(request)
            await client.close()
            return str(answer.sent_messages[0].id)

    assert asyncio.run(work()).isdigit()


def test_id_tokens_are_verified(line: FakeLine, account: Account, frozen: clock.VirtualClock) -> None:
    user_id = line.add_friend(account, name="田中")
    token = line.id_token(account, user_id, "liff-channel")
    url = f"{line.base_url}/oauth2/v2.1/verify"

    def verify(**changes: str) -> tuple[int, Any]:
        fields = {"id_token": token, "client_id": "liff-channel", **changes}
        answer = urllib3.PoolManager().request_encode_body("POST", url, fields=fields, encode_multipart=False)
        return answer.status, answer.json()

    status, claims = verify()
    assert (status, claims["sub"], claims["name"]) == (200, user_id, "田中")
    assert verify(client_id="other")[1]["error_description"] == "Invalid IdToken Audience."
    assert verify(id_token=token[:-3] + "abc")[0] == 400
    frozen.move_by(hours=2)
    assert verify()[1]["error_description"] == "IdToken expired."


def test_the_control_api_takes_json_from_loopback_only(line: FakeLine, account: Account) -> None:
    url = f"{line.base_url}/emulator/fault"
    assert urllib3.request("POST", url, body=b'{"clear": true}').status == 415
    assert urllib3.request("POST", url, json={"clear": True}).status == 200
    assert urllib3.request("POST", url, json={"clear": True}, headers={"Host": "evil.example"}).status == 421
    assert urllib3.request("POST", f"{line.base_url}/emulator/clock", json={"days": 1}).status == 403


def test_a_snapshot_brings_everything_back(tmp_path: Path, line: FakeLine, account: Account) -> None:
    user_id = line.add_friend(account, name="田中")
    line.say(account, user_id, "やあ")
    line.send_image(account, user_id, b"jpeg")
    path = tmp_path / "state.json"
    snapshot.save(line.platform, path)
    other = Platform()
    assert snapshot.load(other, path)
    assert other.accounts["1234567890"].access_token == "token"
    assert other.person(account, user_id).name == "田中"
    assert [entry.message["type"] for entry in other.chat(account, user_id)] == ["text", "image"]
    assert list(other.contents.values()) == [("1234567890", "image/jpeg", b"jpeg")]


def test_seeding_twice_changes_nothing_and_sends_no_webhook() -> None:
    platform = Platform()
    data = {
        "accounts": [{"name": "さくら珈琲", "channel_id": "1", "access_token": "t"}],
        "people": [{"name": "田中", "user_id": "U" + "1" * 32, "status": "friend", "followed_days_ago": 3}],
    }
    seed(platform, data)
    seed(platform, data)
    [person] = platform.people["1"].values()
    assert (person.name, person.status.value) == ("田中", "friend")
    assert timedelta(days=2) < clock.now() - (person.followed_at or clock.now()) < timedelta(days=4)
    assert not platform.queued_webhooks


class TestVirtualTime:
    """Turning the demo's clock, with a site that has something due in 2 and in 5 hours."""

    def test_it_stops_at_each_event_on_the_way(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(conf, "clock_file", lambda: tmp_path / "clock.json")
        began = timezone.now()
        due = [began + timedelta(hours=hours) for hours in (2, 5, 40)]
        done_at: list[float] = []
        polls: list[int] = []

        class Site(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                now = clock.now()
                polls.append(1)
                is_busy = due[0] <= now and len(polls) % 2 == 0
                if due[0] <= now and not is_busy:
                    due.pop(0)
                    done_at.append((now - began) / timedelta(hours=1))
                body = {"now": now.isoformat(), "next_at": due[0].isoformat(), "busy": is_busy}
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *args: object) -> None:
                pass

        with HTTPServer(("127.0.0.1", 0), Site) as site:
            threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
            time = VirtualTime(Platform(), f"http://127.0.0.1:{site.server_port}/next")
            import asyncio

            asyncio.run(time.turn_by(timedelta(days=1)))
            site.shutdown()
        assert [round(hours, 1) for hours in done_at] == [2.0, 5.0]
        assert round((clock.now() - began) / timedelta(hours=1), 1) == 24.0
        assert time.progress.stops == 2
        assert not time.progress.running

    def test_it_refuses_outside_a_demo(self) -> None:
        import asyncio

        assert not getattr(settings, "LINESTEPS_CLOCK_FILE", None) or not settings.DEBUG
        with pytest.raises(CannotTurn):
            asyncio.run(VirtualTime(Platform()).turn_by(timedelta(days=1)))

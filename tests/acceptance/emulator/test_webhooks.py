"""Webhooks of the emulator: signed, complete, delivered, redelivered."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from linebot.v3 import SignatureValidator, WebhookParser
from linebot.v3.messaging import MessagingApi, ReplyMessageRequest, TextMessage
from linebot.v3.webhooks import (
    AccountLinkEvent,
    FollowEvent,
    MessageEvent,
    PostbackEvent,
    UnfollowEvent,
    VideoPlayCompleteEvent,
)

from linesteps import clock
from linesteps.testing.fake_line import Account, FakeLine


class Endpoint:
    """A bot server which answers the statuses it is given, then 200."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.bodies: list[bytes] = []
        self.signatures: list[str] = []
        self.agents: list[str] = []
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                endpoint.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
                endpoint.signatures.append(self.headers["x-line-signature"])
                self._answer(endpoint.statuses.pop(0) if endpoint.statuses else 200)

            def do_GET(self) -> None:
                endpoint.agents.append(self.headers["User-Agent"])
                self._answer(302 if self.path.startswith("/c/") else 200)

            def _answer(self, status: int) -> None:
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "https://example.com/landing")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/webhook"


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    found = Endpoint()
    threading.Thread(target=found.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield found
    found.server.shutdown()
    found.server.server_close()


def events_of(endpoint: Endpoint) -> list[dict[str, object]]:
    return [event for body in endpoint.bodies for event in json.loads(body)["events"]]


def test_every_act_is_parsed_by_the_sdk(line: FakeLine, account: Account) -> None:
    user_id = line.add_friend(account)
    line.say(account, user_id, "やあ")
    line.send_image(account, user_id, b"jpeg")
    line.send_sticker(account, user_id)
    line.send_location(account, user_id)
    line.tap(account, user_id, {"type": "postback", "data": "a=1"})
    line.watch_video(account, user_id, "video-1")
    line.happen(account, user_id, "accountLink", link={"result": "ok", "nonce": "n" * 10})
    line.block(account, user_id)
    line.unblock(account, user_id)
    parser = WebhookParser(account.channel_secret)
    events = [
        event
        for webhook in line.take_webhooks(account)
        for event in parser.parse(webhook.body.decode(), webhook.headers["X-Line-Signature"])
    ]
    assert [type(event) for event in events] == [
        FollowEvent,
        *[MessageEvent] * 4,
        PostbackEvent,
        VideoPlayCompleteEvent,
        AccountLinkEvent,
        UnfollowEvent,
        FollowEvent,
    ]
    assert events[0].follow.is_unblocked is False
    assert events[-1].follow.is_unblocked is True
    assert all(event.source.user_id == user_id for event in events)
    assert len({event.webhook_event_id for event in events}) == len(events)
    assert line.take_webhooks(account) == []


def test_webhooks_are_signed_and_stamped_with_the_virtual_time(
    line: FakeLine, account: Account, frozen: clock.VirtualClock
) -> None:
    line.add_friend(account)
    [webhook] = line.take_webhooks(account)
    body = webhook.body.decode()
    assert SignatureValidator("secret").validate(body, webhook.headers["X-Line-Signature"])
    assert not SignatureValidator("other").validate(body, webhook.headers["X-Line-Signature"])
    assert json.loads(body)["destination"] == account.bot_user_id
    [event] = webhook.events
    assert event["timestamp"] == int(frozen.at.timestamp() * 1000)
    assert event["mode"] == "active"
    assert event["deliveryContext"] == {"isRedelivery": False}
    assert len(event["webhookEventId"]) == 26


def test_a_failed_webhook_is_redelivered_with_the_same_event_id(line: FakeLine, endpoint: Endpoint) -> None:
    account = line.add_account(webhook_url=endpoint.url, channel_secret="s", redelivery=True)
    endpoint.statuses = [500, 503]
    line.add_friend(account)
    line.wait_for_webhooks()
    events = events_of(endpoint)
    assert len({event["webhookEventId"] for event in events}) == 1
    assert [event["deliveryContext"]["isRedelivery"] for event in events] == [False, True, True]  # type: ignore[index]
    validator = SignatureValidator("s")
    assert all(
        validator.validate(body.decode(), signature)
        for body, signature in zip(endpoint.bodies, endpoint.signatures, strict=True)
    )
    assert [seen.status for seen in line.webhook_attempts] == [500, 503, 200]


def test_a_failed_webhook_is_lost_without_redelivery(line: FakeLine, endpoint: Endpoint) -> None:
    account = line.add_account(webhook_url=endpoint.url)
    endpoint.statuses = [500]
    line.add_friend(account)
    line.wait_for_webhooks()
    assert len(endpoint.bodies) == 1


def test_the_reply_token_lives_a_minute_from_the_redelivery(
    line: FakeLine, account: Account, api: MessagingApi, endpoint: Endpoint, frozen: clock.VirtualClock
) -> None:
    account.redelivery = True
    event = line.event(account, line.new_person(account), "follow", follow={"isUnblocked": False})
    account.webhook_url = endpoint.url
    endpoint.statuses = [500]
    frozen.move_by(minutes=10)
    line.deliver(account, [event])
    frozen.move_by(seconds=50)
    api.reply_message(
        ReplyMessageRequest(reply_token=str(event["replyToken"]), messages=[TextMessage(text="a")])
    )
    assert len(line.sends) == 1


def test_events_can_be_batched_duplicated_and_broken(line: FakeLine, endpoint: Endpoint) -> None:
    account = line.add_account(webhook_url=endpoint.url)
    people = [line.new_person(account) for _ in range(3)]
    events = [line.event(account, user_id, "follow", follow={"isUnblocked": False}) for user_id in people]
    assert line.deliver(account, [*events, {"type": "fromTheFuture"}], parallel=2, times=3) == [200] * 3
    assert [len(json.loads(body)["events"]) for body in endpoint.bodies] == [4, 4, 4]


def test_a_tapped_link_is_visited_with_the_friends_user_agent(line: FakeLine, endpoint: Endpoint) -> None:
    account = line.add_account()
    base = endpoint.url.rpartition("/")[0]
    ios, android = line.add_friend(account, os="ios"), line.add_friend(account, os="android")
    action = {"type": "uri", "label": "見る", "uri": f"{base}/c/1"}
    assert line.tap(account, ios, action) == (302, "https://example.com/landing")
    assert line.tap(account, android, action) == (302, "https://example.com/landing")
    assert "iPhone" in endpoint.agents[0]
    assert "Android" in endpoint.agents[1]
    assert all(" Line/" in agent for agent in endpoint.agents)
    assert line.tap(account, ios, {"type": "uri", "uri": "https://example.com/"}) == (0, None)


def test_links_in_delivered_texts_are_crawled_as_line_does(
    line: FakeLine, account: Account, api: MessagingApi, endpoint: Endpoint
) -> None:
    from linebot.v3.messaging import PushMessageRequest

    account.crawl_links = True
    user_id = line.add_friend(account)
    text = f"見てね {endpoint.url.replace('/webhook', '/page')} https://example.com/"
    api.push_message(PushMessageRequest(to=user_id, messages=[TextMessage(text=text)]))
    line.wait_for_webhooks()
    assert endpoint.agents == ["facebookexternalhit/1.1;line-poker/1.0"]

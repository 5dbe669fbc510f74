"""LINE's real client against the emulator: sends, retry keys, refusals, quota, reply."""

from __future__ import annotations

import json
import uuid

import pytest
import urllib3
from linebot.v3.messaging import (
    ApiClient,
    ApiException,
    Configuration,
    MessagingApi,
    MulticastRequest,
    PushMessageRequest,
    ReplyMessageRequest,
    TextMessage,
    ValidateMessageRequest,
)
from linebot.v3.messaging.exceptions import ServiceException, UnauthorizedException

from linesteps import clock
from linesteps.testing.fake_line import Account, FakeLine

NOBODY = "U" + "0" * 32


def push_request(to: str, text: str = "こんにちは") -> PushMessageRequest:
    return PushMessageRequest(to=to, messages=[TextMessage(text=text)])


def texts(line: FakeLine, account: Account, user_id: str) -> list[str]:
    return [received.message["text"] for received in line.messages_of(account, user_id)]


def test_push_arrives_and_returns_id_and_quote_token(
    line: FakeLine, account: Account, api: MessagingApi
) -> None:
    user_id = line.add_friend(account)
    answer = api.push_message_with_http_info(push_request(user_id))
    assert answer.data.sent_messages[0].id.isdigit()
    assert answer.data.sent_messages[0].quote_token
    assert uuid.UUID(answer.headers["x-line-request-id"])
    assert texts(line, account, user_id) == ["こんにちは"]
    assert line.sends[0].reached == (user_id,)
    assert line.sends[0].request_id == answer.headers["x-line-request-id"]


@pytest.mark.parametrize("fate", ["stranger", "blocked", "deleted", "unknown"])
def test_push_to_somebody_unreachable_answers_200_and_is_not_counted(
    line: FakeLine, account: Account, api: MessagingApi, fate: str
) -> None:
    user_id = line.new_person(account) if fate == "stranger" else line.add_friend(account)
    if fate == "blocked":
        line.block(account, user_id)
    if fate == "deleted":
        line.delete_person(account, user_id)
    api.push_message(push_request(NOBODY if fate == "unknown" else user_id))
    assert line.messages_of(account, user_id) == []
    assert line.sends[0].reached == ()
    assert line.used_this_month(account) == 0


def test_push_reaches_a_stranger_for_seven_days_after_they_wrote(
    line: FakeLine, account: Account, api: MessagingApi, frozen: clock.VirtualClock
) -> None:
    user_id = line.new_person(account)
    line.say(account, user_id, "はじめまして")
    frozen.move_by(days=6)
    api.push_message(push_request(user_id, "1"))
    frozen.move_by(days=2)
    api.push_message(push_request(user_id, "2"))
    assert texts(line, account, user_id) == ["1"]


def test_multicast_reaches_friends_only_and_answers_an_empty_object(
    line: FakeLine, account: Account, api: MessagingApi
) -> None:
    friend, blocked = line.add_friend(account), line.add_friend(account)
    line.block(account, blocked)
    to = [friend, blocked, NOBODY]
    answer = api.multicast_with_http_info(MulticastRequest(to=to, messages=[TextMessage(text="a")]))
    assert json.loads(answer.raw_data) == {}
    assert line.sends[0].asked == tuple(to)
    assert line.sends[0].reached == (friend,)
    assert line.used_this_month(account) == 1


def test_multicast_with_a_malformed_id_names_it_and_reaches_nobody(
    line: FakeLine, account: Account, api: MessagingApi
) -> None:
    friend = line.add_friend(account)
    with pytest.raises(ApiException) as caught:
        api.multicast(MulticastRequest(to=[friend, "U123"], messages=[TextMessage(text="a")]))
    assert caught.value.status == 400
    assert json.loads(caught.value.body)["message"] == (
        "The property, to[1], in the request body is invalid (line: -, column: -)"
    )
    assert line.messages_of(account, friend) == []
    assert line.sends == []


def test_the_same_retry_key_is_refused_with_409_and_the_accepted_request_id(
    line: FakeLine, account: Account, api: MessagingApi
) -> None:
    user_id, key = line.add_friend(account), str(uuid.uuid4())
    first = api.push_message_with_http_info(push_request(user_id), x_line_retry_key=key)
    with pytest.raises(ApiException) as caught:
        api.push_message(push_request(user_id), x_line_retry_key=key)
    assert caught.value.status == 409
    assert caught.value.headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]
    body = json.loads(caught.value.body)
    assert body["message"] == "The retry key is already accepted"
    assert body["sentMessages"][0]["id"] == first.data.sent_messages[0].id
    assert len(line.sends) == 1


def test_the_same_retry_key_sends_again_after_24_hours(
    line: FakeLine, account: Account, api: MessagingApi, frozen: clock.VirtualClock
) -> None:
    user_id, key = line.add_friend(account), str(uuid.uuid4())
    api.push_message(push_request(user_id), x_line_retry_key=key)
    frozen.move_by(hours=23, minutes=59)
    with pytest.raises(ApiException):
        api.push_message(push_request(user_id), x_line_retry_key=key)
    frozen.move_by(minutes=1)
    api.push_message(push_request(user_id), x_line_retry_key=key)
    assert len(line.messages_of(account, user_id)) == 2


def test_a_retry_key_that_is_no_uuid_is_refused(line: FakeLine, account: Account, api: MessagingApi) -> None:
    with pytest.raises(ApiException) as caught:
        api.push_message(push_request(NOBODY), x_line_retry_key="once")
    assert caught.value.status == 400


def test_a_retry_key_on_reply_is_refused(line: FakeLine, account: Account) -> None:
    answer = urllib3.request(
        "POST",
        f"{line.base_url}/v2/bot/message/reply",
        headers={"Authorization": "Bearer token", "X-Line-Retry-Key": str(uuid.uuid4())},
        json={"replyToken": "x", "messages": [{"type": "text", "text": "a"}]},
    )
    assert answer.status == 400


def test_a_send_that_failed_with_500_after_acceptance_answers_409_to_the_retry(
    line: FakeLine, account: Account, api: MessagingApi
) -> None:
    user_id, key = line.add_friend(account), str(uuid.uuid4())
    line.fail("push", "500_after")
    with pytest.raises(ServiceException):
        api.push_message(push_request(user_id), x_line_retry_key=key)
    with pytest.raises(ApiException) as caught:
        api.push_message(push_request(user_id), x_line_retry_key=key)
    assert caught.value.status == 409
    assert len(line.messages_of(account, user_id)) == 1
    assert [seen.status for seen in line.requests] == [500, 409]


def test_a_send_that_failed_with_500_before_acceptance_sends_on_the_retry(
    line: FakeLine, account: Account, api: MessagingApi
) -> None:
    user_id, key = line.add_friend(account), str(uuid.uuid4())
    line.fail("push", "500_before")
    with pytest.raises(ServiceException):
        api.push_message(push_request(user_id), x_line_retry_key=key)
    api.push_message(push_request(user_id), x_line_retry_key=key)
    assert len(line.messages_of(account, user_id)) == 1


@pytest.mark.parametrize(("fault", "arrived"), [("drop_before", 0), ("drop_after", 1)])
def test_a_closed_connection_leaves_the_sender_without_an_answer(
    line: FakeLine, account: Account, api: MessagingApi, fault: str, arrived: int
) -> None:
    user_id = line.add_friend(account)
    line.fail("push", fault)
    with pytest.raises(urllib3.exceptions.HTTPError):
        api.push_message(push_request(user_id))
    assert len(line.messages_of(account, user_id)) == arrived
    assert line.requests[0].status == 0


def test_a_hanging_answer_runs_into_the_clients_timeout(
    line: FakeLine, account: Account, api: MessagingApi
) -> None:
    user_id = line.add_friend(account)
    line.fail("push", "hang", seconds=1, after=True)
    with pytest.raises(urllib3.exceptions.HTTPError):
        api.push_message(push_request(user_id), _request_timeout=(1, 0.2))
    assert len(line.messages_of(account, user_id)) == 1


@pytest.mark.parametrize(
    ("fault", "status"),
    [("503", 503), ("409", 409), ("401", 401), ("403", 403), ("400", 400), ("429_retry_after", 429)],
)
def test_scripted_statuses_come_as_asked_and_only_so_often(
    line: FakeLine, account: Account, api: MessagingApi, fault: str, status: int
) -> None:
    user_id = line.add_friend(account)
    line.fail("push", fault, times=2)
    for _ in range(2):
        with pytest.raises(ApiException) as caught:
            api.push_message(push_request(user_id))
        assert caught.value.status == status
    api.push_message(push_request(user_id))
    assert len(line.sends) == 1


@pytest.mark.parametrize("fault", ["200_html", "200_empty"])
def test_an_odd_200_is_an_accepted_send(line: FakeLine, account: Account, fault: str) -> None:
    user_id = line.add_friend(account)
    line.fail("push", fault)
    answer = urllib3.request(
        "POST",
        f"{line.base_url}/v2/bot/message/push",
        headers={"Authorization": "Bearer token"},
        json={"to": user_id, "messages": [{"type": "text", "text": "a"}]},
    )
    assert answer.status == 200
    assert len(line.messages_of(account, user_id)) == 1


def test_a_redirect_points_to_the_given_address(line: FakeLine, account: Account) -> None:
    line.fail("push", "307", url="http://127.0.0.1:9/elsewhere")
    answer = urllib3.request(
        "POST",
        f"{line.base_url}/v2/bot/message/push",
        headers={"Authorization": "Bearer token"},
        json={},
        redirect=False,
    )
    assert answer.status == 307
    assert answer.headers["Location"] == "http://127.0.0.1:9/elsewhere"


def test_a_wrong_token_is_unauthorized(line: FakeLine, account: Account) -> None:
    configuration = Configuration(host=line.base_url, access_token="wrong")
    with ApiClient(configuration) as client, pytest.raises(UnauthorizedException) as caught:
        MessagingApi(client).push_message(push_request(NOBODY))
    client.rest_client.pool_manager.clear()
    assert "Authentication failed" in json.loads(caught.value.body)["message"]


def test_too_long_a_text_is_refused_in_lines_words(
    line: FakeLine, account: Account, api: MessagingApi
) -> None:
    user_id = line.add_friend(account)
    with pytest.raises(ApiException) as caught:
        api.push_message(push_request(user_id, "あ" * 5001))
    assert json.loads(caught.value.body) == {
        "message": "The request body has 1 error(s)",
        "details": [{"message": "Length must be between 0 and 5000", "property": "messages[0].text"}],
    }
    with pytest.raises(ApiException):
        api.validate_push(ValidateMessageRequest(messages=[TextMessage(text="あ" * 5001)]))
    api.validate_push(ValidateMessageRequest(messages=[TextMessage(text="あ" * 5000)]))
    assert line.sends == []


def test_the_monthly_limit_refuses_a_whole_send_and_a_new_month_frees_it(
    line: FakeLine, frozen: clock.VirtualClock
) -> None:
    account = line.add_account(channel_id="2", access_token="second", quota=3)
    friends = [line.add_friend(account) for _ in range(2)]
    configuration = Configuration(host=line.base_url, access_token="second")
    with ApiClient(configuration) as client:
        api = MessagingApi(client)
        request = MulticastRequest(to=friends, messages=[TextMessage(text="a"), TextMessage(text="b")])
        api.multicast(request)
        assert api.get_message_quota().value == 3
        assert api.get_message_quota_consumption().total_usage == 2
        with pytest.raises(ApiException) as caught:
            api.multicast(request)
        assert caught.value.status == 429
        assert json.loads(caught.value.body) == {"message": "You have reached your monthly limit."}
        frozen.move_by(days=20)
        api.multicast(request)
        assert api.get_message_quota_consumption().total_usage == 2
        client.rest_client.pool_manager.clear()


def test_rate_limits_answer_429_in_lines_words() -> None:
    with FakeLine(limits={"push": (2, 60.0)}) as line:
        account = line.add_account(access_token="token")
        with ApiClient(Configuration(host=line.base_url, access_token="token")) as client:
            api = MessagingApi(client)
            user_id = line.add_friend(account)
            api.push_message(push_request(user_id))
            api.push_message(push_request(user_id))
            with pytest.raises(ApiException) as caught:
                api.push_message(push_request(user_id))
            client.rest_client.pool_manager.clear()
    assert caught.value.status == 429
    wanted = {"message": "The API rate limit has been exceeded. Try again later."}
    assert json.loads(caught.value.body) == wanted


def test_a_reply_token_works_once(line: FakeLine, account: Account, api: MessagingApi) -> None:
    user_id = line.add_friend(account)
    [webhook] = line.take_webhooks(account)
    token = webhook.events[0]["replyToken"]
    request = ReplyMessageRequest(reply_token=token, messages=[TextMessage(text="ようこそ")])
    api.reply_message(request)
    with pytest.raises(ApiException) as caught:
        api.reply_message(request)
    assert json.loads(caught.value.body) == {"message": "Invalid reply token"}
    assert texts(line, account, user_id) == ["ようこそ"]
    assert line.used_this_month(account) == 0


def test_a_reply_token_expires_after_a_minute(
    line: FakeLine, account: Account, api: MessagingApi, frozen: clock.VirtualClock
) -> None:
    line.add_friend(account)
    [webhook] = line.take_webhooks(account)
    frozen.move_by(seconds=61)
    with pytest.raises(ApiException) as caught:
        api.reply_message(
            ReplyMessageRequest(reply_token=webhook.events[0]["replyToken"], messages=[TextMessage(text="a")])
        )
    assert caught.value.status == 400


def test_unknown_paths_too_big_bodies_and_foreign_media_types(line: FakeLine, account: Account) -> None:
    headers = {"Authorization": "Bearer token"}
    unknown = urllib3.request("GET", f"{line.base_url}/v2/bot/nothing", headers=headers)
    assert (unknown.status, unknown.json()) == (404, {"message": "Not found"})
    url = f"{line.base_url}/v2/bot/message/push"
    big = urllib3.request("POST", url, headers=headers, json={"to": "x" * 2_000_001})
    assert big.status == 413
    assert urllib3.request("POST", url, headers=headers, body=b"to=1").status == 415
    assert urllib3.request("POST", url, headers=headers, json=[]).status == 400


def test_an_aggregation_unit_with_a_hyphen_is_refused(line: FakeLine, account: Account) -> None:
    answer = urllib3.request(
        "POST",
        f"{line.base_url}/v2/bot/message/push",
        headers={"Authorization": "Bearer token"},
        json={
            "to": NOBODY,
            "messages": [{"type": "text", "text": "a"}],
            "customAggregationUnits": ["promotion-a"],
        },
    )
    assert answer.status == 400
    assert answer.json()["details"][0]["property"] == "customAggregationUnits[0]"

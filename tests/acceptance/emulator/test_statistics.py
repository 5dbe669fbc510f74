"""LINE's statistics of units, as the emulated platform keeps them."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from linesteps import clock
from linesteps.testing.fake_line import Account, FakeLine

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
ASK = "/v2/bot/insight/message/event/aggregation"


@pytest.fixture
def line() -> Iterator[FakeLine]:
    with clock.frozen(NOW), FakeLine(rate_limits=True) as fake:
        yield fake


@pytest.fixture
def account(line: FakeLine) -> Account:
    return line.add_account()


def call(line: FakeLine, account: Account, path: str, body: Any = None) -> tuple[int, Any]:
    request = urllib.request.Request(  # noqa: S310 - loopback
        line.base_url + path,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {account.access_token}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - loopback
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def ask(line: FakeLine, account: Account, unit: str, first: str = "20261122", last: str = "20261206") -> Any:
    return call(line, account, f"{ASK}?customAggregationUnit={unit}&from={first}&to={last}")


def send(line: FakeLine, account: Account, people: list[str], unit: str) -> None:
    body = {"to": people, "messages": [{"type": "text", "text": "Fish"}], "customAggregationUnits": [unit]}
    status, _answer = call(line, account, "/v2/bot/message/multicast", body)
    assert status == 200


def test_people_are_counted_once_and_numbers_below_twenty_are_null(line: FakeLine, account: Account) -> None:
    people = [line.add_friend(account) for _number in range(20)]
    send(line, account, people, "autumn")
    for person in people[:19]:
        line.look(account, person)
        line.look(account, person)
    assert ask(line, account, "autumn")[1]["overview"]["uniqueImpression"] is None
    line.look(account, people[19])
    status, found = ask(line, account, "autumn")
    assert status == 200
    assert found["overview"] == {
        "uniqueImpression": 20, "uniqueClick": None, "uniqueMediaPlayed": None, "uniqueMediaPlayed100Percent": None
    }  # fmt: skip
    assert found["messages"][0]["seq"] == 1 and found["messages"][0]["impression"] == 20
    assert found["clicks"] == []
    # Another name, other case, another period: nothing of it.
    assert ask(line, account, "Autumn")[1]["overview"]["uniqueImpression"] is None
    assert ask(line, account, "autumn", "20261001", "20261031")[1]["overview"]["uniqueImpression"] is None


@pytest.mark.parametrize(
    ("unit", "first", "last"),
    [
        ("a-b", "20261101", "20261102"),
        ("x" * 31, "20261101", "20261102"),
        ("a", "20261101", "20261202"),
        ("a", "20261102", "20261101"),
        ("a", "2026-11-01", "20261102"),
        ("a", "20261301", "20261302"),
    ],
)
def test_what_the_reference_forbids_is_refused(
    line: FakeLine, account: Account, unit: str, first: str, last: str
) -> None:
    assert ask(line, account, unit, first, last)[0] == 400


def test_thirty_days_later_is_the_last_day_that_is_taken(line: FakeLine, account: Account) -> None:
    assert ask(line, account, "a", "20261101", "20261201")[0] == 200


def test_sixty_calls_an_hour_and_no_more(line: FakeLine, account: Account) -> None:
    statuses = [ask(line, account, "a")[0] for _number in range(61)]
    assert statuses == [200] * 60 + [429]
    # Another account has calls of its own.
    other = line.add_account(channel_id="2", access_token="other")
    assert ask(line, other, "a")[0] == 200


def test_names_of_the_month_are_told_and_the_thousand_and_first_is_dropped(
    line: FakeLine, account: Account
) -> None:
    people = [line.add_friend(account)]
    send(line, account, people, "autumn")
    assert call(line, account, "/v2/bot/message/aggregation/info")[1] == {"numOfCustomAggregationUnits": 1}
    assert call(line, account, "/v2/bot/message/aggregation/list")[1] == {
        "customAggregationUnits": ["autumn"]
    }
    names = line.platform.units[account.channel_id, "202611"]
    names.update(dict.fromkeys(f"other{number}" for number in range(999)))
    send(line, account, people, "late")
    send(line, account, people, "autumn")
    assert [one.units for one in line.sends] == [("autumn",), (), ("autumn",)]


def test_phone_loads_a_picture_once_and_only_from_this_machine(line: FakeLine, account: Account) -> None:
    person = line.add_friend(account)
    image = {"type": "image", "url": "https://fish.example/1.png"}
    bubble = {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": [image]}}
    body = {"to": person, "messages": [{"type": "flex", "altText": "Fish", "contents": bubble}]}
    assert call(line, account, "/v2/bot/message/push", body)[0] == 200
    assert line.look(account, person) == ["https://fish.example/1.png"]
    assert call(line, account, "/v2/bot/message/push", body)[0] == 200
    assert line.look(account, person) == []


def test_page_of_the_phone_can_look(line: FakeLine, account: Account) -> None:
    person = line.add_friend(account)
    body = {"act": "look", "account": account.channel_id, "person": person}
    assert call(line, account, "/emulator/act", body) == (200, {"loaded": []})

"""What we ask of LINE about audiences and narrowcasts, LINE's documents know; and the emulator answers as they say."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from linesteps import clock
from linesteps.emulator import acts
from linesteps.emulator.narrowcasting import AGES, AREAS, PERIODS
from linesteps.emulator.records import Account, Person
from linesteps.line.audiences import AudienceClient, AudienceGone
from linesteps.line.narrowcasts import NarrowcastClient
from linesteps.line.outcomes import Accepted, LineNotFound, LineRefused, NotAllowed, QuotaReached, Refused
from linesteps.lineaudiences.models import LineAudience
from linesteps.narrowcasts.attributes import AGES as OFFERED_AGES
from linesteps.narrowcasts.attributes import AREA_NAMES, filter_of
from linesteps.narrowcasts.attributes import PERIODS as OFFERED_PERIODS
from linesteps.narrowcasts.models import Narrowcast
from linesteps.narrowcasts.request import request_of
from linesteps.testing.fake_line import FakeLine, RequestSeen
from tests.contract.referee.document import AUDIENCES, Document, document

pytestmark = pytest.mark.any_database_once
START = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
HELLO: list[dict[str, Any]] = [{"type": "text", "text": "Hello"}]


class World:
    """A platform with one account, on a frozen clock."""

    def __init__(self, line: FakeLine, virtual: clock.VirtualClock, **account: Any) -> None:
        self.line, self.virtual = line, virtual
        self.account: Account = line.add_account(**account)
        self.audiences = AudienceClient(line.base_url, self.account.access_token)
        self.narrowcasts = NarrowcastClient(line.base_url, self.account.access_token)

    def crowd(self, count: int, **properties: Any) -> list[str]:
        def add() -> list[str]:
            people = [Person(**properties) for _number in range(count)]
            for one in people:
                self.line.platform.add_person(self.account, one)
                acts.follow(self.line.platform, self.account, one)
            return [one.user_id for one in people]

        return self.line._do(add)

    def send(self, **body: Any) -> Any:
        return self.narrowcasts.send(json.dumps({"messages": HELLO, **body}), str(uuid.uuid4()))

    def finished(self, **body: Any) -> Any:
        outcome = self.send(**body)
        assert isinstance(outcome, Accepted), outcome
        self.virtual.move_by(minutes=1)
        return self.narrowcasts.progress(outcome.request_id)


@pytest.fixture
def world() -> Iterator[World]:
    with clock.frozen(START) as virtual, FakeLine() as line:
        yield World(line, virtual)


def operation(known: Document, seen: RequestSeen) -> Any:
    # What has a name of its own before what takes any.
    for path, operations in sorted(known.paths.items(), key=lambda item: item[0].count("{")):
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), seen.path) and seen.method.lower() in operations:
            return operations[seen.method.lower()]
    return None


def judged(seen: RequestSeen) -> list[Any]:
    """What is wrong with a call and its answer."""
    known = document(file=AUDIENCES) if "audienceGroup" in seen.path else document()
    asked = operation(known, seen)
    assert asked is not None, f"LINE's document knows no {seen.method} {seen.path}."
    found = []
    if content := asked.get("requestBody", {}).get("content"):
        found += known.violations(json.loads(seen.body), content["application/json"]["schema"], "request")
    answered = asked["responses"].get(str(seen.status))
    assert answered is not None or seen.status >= 400, (seen.path, seen.status)
    if answered and (content := answered.get("content")) and seen.status < 400:
        found += known.violations(json.loads(seen.answer), content["application/json"]["schema"], "answer")
    # LINE's own examples have these, and its document forgets them in the schema.
    return [one for one in found if "expireTimestamp" not in one.message]


def test_an_audiences_whole_life_is_as_documented(world: World) -> None:
    ids = world.crowd(60)
    made = world.audiences.create("Regulars #1", ids[:20])
    world.audiences.add(made.audience_id, ids[10:60])
    told = world.audiences.get(made.audience_id)
    assert (told.status, told.people) == ("IN_PROGRESS", 60)
    world.virtual.move_by(seconds=20)
    assert world.audiences.get(made.audience_id).status == "READY"
    world.audiences.rename(made.audience_id, "Buyers #1")
    for number in range(45):
        world.audiences.create(f"Other {number}", [])
    assert world.audiences.find("#1") == world.audiences.get(made.audience_id)
    sent = world.send(recipient={"type": "audience", "audienceGroupId": made.audience_id})
    for one in ids[:50]:
        world.line.look(world.account, one)
    views = world.audiences.create_of_views("Saw", sent.request_id)
    taps = world.audiences.create_of_taps("Tapped", sent.request_id, "https://shop.example/")
    world.virtual.move_by(seconds=20)
    assert world.audiences.get(views.audience_id).status == "READY"
    few = world.audiences.get(taps.audience_id)
    assert (few.status, few.failed_because) == ("FAILED", "AUDIENCE_GROUP_AUDIENCE_INSUFFICIENT")
    world.narrowcasts.progress(sent.request_id)
    world.virtual.move_by(days=181)
    assert world.audiences.get(made.audience_id).status == "EXPIRED"
    with pytest.raises(LineRefused, match="STATUS_EXPIRED"):
        world.audiences.add(made.audience_id, ids[:1])
    world.audiences.delete(made.audience_id)
    world.audiences.delete(made.audience_id)
    with pytest.raises(AudienceGone):
        world.audiences.get(made.audience_id)
    calls = [one for one in world.line.requests if one.status < 400]
    assert {one.endpoint for one in calls} == {
        *(
            f"audience_{verb}"
            for verb in ("create", "add", "click", "imp", "rename", "delete", "get", "list")
        ),
        "narrowcast",
        "narrowcast_progress",
    }
    assert {
        (one.method, one.path): judged(one) for one in calls if len(one.answer) < 2000 and judged(one)
    } == {}


def test_emulator_refuses_audiences_as_documented(world: World) -> None:
    [one] = world.crowd(1)
    audiences = world.audiences
    with pytest.raises(LineRefused, match="INVALID_AUDIENCE_ID_FORMAT"):
        audiences.create("Bad", ["nobody"])
    with pytest.raises(LineRefused, match="NAME_SIZE_OVER"):
        audiences.create("n" * 121, [])
    with pytest.raises(LineRefused, match="NAME_WRONG"):
        audiences.create("a\nb", [])
    with pytest.raises(LineRefused, match="TOO_MANY"):
        audiences.create("Many", [one] * 10_001)
    with pytest.raises(LineRefused, match="REQUEST_NOT_FOUND"):
        audiences.create_of_views("Unknown", "no-request")
    sent = world.send()
    audiences.create_of_views("Saw", sent.request_id)
    with pytest.raises(LineRefused, match="REQUESTID_DUPLICATE"):
        audiences.create_of_views("Saw again", sent.request_id)
    world.virtual.move_by(days=61)
    with pytest.raises(LineRefused, match="TOO_OLD_MESSAGES"):
        audiences.create_of_taps("Late", sent.request_id)
    for number in range(999):
        world.line._do(lambda n=number: _fill(world, n))
    with pytest.raises(LineRefused, match="COUNT_MAX_OVER"):
        audiences.create("One too many", [])


def _fill(world: World, number: int) -> None:
    from linesteps.emulator.audience_groups import AudienceGroup

    groups = world.line.platform.audience_groups[world.account.channel_id]
    groups[number] = AudienceGroup(group_id=number, kind="UPLOAD", name="Filler", created_at=START)


def test_every_request_that_the_form_can_make_is_as_documented() -> None:
    known = document()
    audiences = [LineAudience(name=f"A{number}", line_id=number) for number in (1, 2, 3)]
    everything: dict[str, Any] = {
        "genders": ["male", "female"],
        "age_from": "age_20",
        "age_below": "age_70",
        "app": "ios",
        "areas": list(AREA_NAMES),
        "friend_from": "day_7",
        "friend_below": "day_365",
        "is_up_to_quota": True,
        "is_silent": True,
    }
    for values in ({}, {"genders": ["male"]}, everything):
        for match in Narrowcast.Match:
            for include, exclude in (
                ([], []),
                (audiences[:1], []),
                (audiences[:2], audiences[2:]),
                ([], audiences[1:]),
            ):
                row = Narrowcast(include_match=match, **values)
                body = json.loads(request_of(row, HELLO, include, exclude, 100 if values else None))
                assert known.violations(body, "NarrowcastRequest") == [], body
    both = request_of(Narrowcast(include_match="all"), HELLO, audiences[:2], audiences[2:], None)
    assert json.loads(both)["recipient"] == {
        "type": "operator",
        "and": [
            {
                "type": "operator",
                "and": [
                    {"type": "audience", "audienceGroupId": 1},
                    {"type": "audience", "audienceGroupId": 2},
                ],
            },
            {"type": "operator", "not": {"type": "audience", "audienceGroupId": 3}},
        ],
    }
    assert {code for code, _name in OFFERED_AGES} == set(AGES) == set(known.schemas["AgeDemographic"]["enum"])
    periods = set(known.schemas["SubscriptionPeriodDemographic"]["enum"])
    assert {code for code, _name in OFFERED_PERIODS} == set(PERIODS) == periods
    areas = set(known.schemas["AreaDemographic"]["enum"])
    assert set(AREAS) == areas and set(AREA_NAMES) == {code for code in areas if code.startswith("jp_")}
    assert filter_of(genders=[], app="", areas=[], ages=("", ""), periods=("", "")) is None


@pytest.mark.parametrize(
    "body",
    [
        {"recipient": {"type": "operator", "and": []}},
        {"recipient": {"type": "operator", "and": [{"type": "nobody"}]}},
        {"recipient": {"type": "audience", "audienceGroupId": 404}},
        {"recipient": {"type": "redelivery", "requestId": "unknown"}},
        {"filter": {"demographic": {"type": "gender", "oneOf": ["both"]}}},
        {"filter": {"demographic": {"type": "age", "gte": "age_17"}}},
        {"filter": {"demographic": {"type": "operator", "or": [], "not": {}}}},
        {"limit": {"max": 0}},
        {"limit": {"forbidPartialDelivery": True}},
    ],
    ids=str,
)
def test_emulator_refuses_what_is_not_documented(world: World, body: dict[str, Any]) -> None:
    world.crowd(1)
    assert isinstance(world.send(**body), Refused)
    assert not world.line.sends


def test_emulator_delivers_narrowcasts_in_the_background_as_documented(world: World) -> None:
    women = world.crowd(70, gender="female", age=24, area="jp_13", os="ios")
    gender = {"demographic": {"type": "gender", "oneOf": ["female"]}}
    assert isinstance(world.send(filter=gender), NotAllowed)
    world.crowd(50)
    key = str(uuid.uuid4())
    body = json.dumps({"messages": HELLO, "filter": gender})
    first, again = world.narrowcasts.send(body, key), world.narrowcasts.send(body, key)
    assert first == again and isinstance(first, Accepted)
    phases = []
    for _look in range(3):
        phases.append(world.narrowcasts.progress(first.request_id))
        world.virtual.move_by(seconds=12)
    assert [one.phase for one in phases] == ["waiting", "sending", "succeeded"]
    assert (phases[-1].reached, phases[0].reached) == (70, None)
    assert all(len(world.line.messages_of(world.account, one)) == 1 for one in women)
    older = {"demographic": {"type": "age", "gte": "age_30"}}
    assert (failed := world.finished(filter=older)).phase == "failed" and failed.error == 2
    assert world.finished(limit={"max": 10}).reached == 10
    nobody = world.audiences.create_of_views("Too few", first.request_id)
    world.virtual.move_by(seconds=20)
    recipient = {"type": "operator", "not": {"type": "audience", "audienceGroupId": nobody.audience_id}}
    assert world.finished(recipient=recipient).error == 4
    again_to = {"type": "redelivery", "requestId": first.request_id}
    assert world.finished(recipient=again_to).reached == 70
    for one in women[:30]:
        world.line.look(world.account, one)
    for one in women[:19]:
        world.line.note_tap(world.account, one, "Hello")
    told = world.narrowcasts.reactions(first.request_id)
    assert (told.delivered, told.saw, told.tapped) == (70, 30, None)
    world.virtual.move_to(START + timedelta(days=15))
    with pytest.raises(LineNotFound):
        world.narrowcasts.progress(first.request_id)


def test_emulator_keeps_the_target_reach_of_the_quota() -> None:
    with clock.frozen(START) as virtual, FakeLine() as line:
        world = World(line, virtual, quota=60)
        world.crowd(80)
        assert world.finished().phase == "failed"
        assert world.finished(limit={"upToRemainingQuota": True, "forbidPartialDelivery": True}).error == 5
        assert world.finished(limit={"max": 20}).reached == 20
        assert world.finished(limit={"upToRemainingQuota": True}).reached == 40
        assert isinstance(world.send(), QuotaReached)

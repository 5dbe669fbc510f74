"""Telling events by the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from linesteps import clock
from linesteps.followers.models import Activity, Follower
from linesteps.privacy.erase import erase
from tests.integration.api.making import Program

pytestmark = pytest.mark.django_db


def tell(program: Program, *events: dict[str, Any], **headers: str) -> list[dict[str, str]]:
    """What became of each."""
    response = program.call("POST", "/events", {"events": list(events)}, **headers)
    assert response.status_code == 200, response.content
    return list(response.json()["results"])


def event(friend: Follower, **values: Any) -> dict[str, Any]:
    """A purchase, unless told otherwise."""
    return {"line_user_id": friend.line_user_id, "name": "purchase", **values}


def test_events_are_kept_as_the_site_itself_would_tell_them(program: Program, friend: Follower) -> None:
    at = clock.now() - timedelta(hours=2)
    results = tell(program, event(friend, properties={"total": 1200, "items": ["りんご"]}, at=at.isoformat()))
    kept = Activity.objects.get(kind="event")
    assert results == [{"status": "stored", "detail": ""}]
    assert kept.follower_id == friend.pk
    assert kept.at == at
    assert kept.data == {
        "name": "purchase",
        "properties": {"total": 1200, "items": ["りんご"]},
        "source": "api",
    }


def test_key_of_what_databases_refuse_is_a_key_all_the_same(program: Program, friend: Follower) -> None:
    told = [event(friend, key="\0"), event(friend, key="\ud800\0"), event(friend, key="\0")]
    assert [one["status"] for one in tell(program, *told)] == ["stored", "stored", "known"]


def test_one_that_cannot_be_kept_does_not_keep_the_others_out(program: Program, friend: Follower) -> None:
    ahead = (clock.now() + timedelta(hours=1)).isoformat()
    results = tell(
        program,
        event(friend, key="1"),
        event(friend, key="1"),
        event(friend, line_user_id="Unobody"),
        event(friend, name="Big Letters"),
        event(friend, at=ahead),
        event(friend, at="2026-11-26T09:00:00"),
        event(friend, properties={"text": "x" * 5000}),
        event(friend, key="2"),
    )
    assert [one["status"] for one in results] == [
        "stored", "known", "refused", "refused", "refused", "refused", "refused", "stored",
    ]  # fmt: skip
    assert all(one["detail"] for one in results if one["status"] == "refused")
    assert set(Activity.objects.filter(kind="event").values_list("key", flat=True)) == {"1", "2"}


def test_of_somebody_erased_nothing_is_kept(program: Program, friend: Follower) -> None:
    user_id = friend.line_user_id
    erase(friend.pk)
    assert tell(program, event(friend, line_user_id=user_id))[0]["status"] == "refused"
    assert not Activity.objects.filter(kind="event").exists()


@pytest.mark.parametrize("hostile", ["\x00", "\ud800", "a\x00b", "{{7*7}}", "<script>"])
def test_whatever_a_text_holds_both_databases_keep_it(
    program: Program, friend: Follower, hostile: str
) -> None:
    results = tell(program, event(friend, properties={f"k{hostile}": [hostile, {"deep": hostile}]}))
    assert results[0]["status"] == "stored"
    kept = Activity.objects.get(kind="event").data["properties"]
    assert "\x00" not in str(kept)
    assert [key[0] for key in kept] == ["k"]


def test_what_is_nested_without_end_is_refused(program: Program, friend: Follower) -> None:
    deep: Any = 1
    for _ in range(200):
        deep = [deep]
    body = {"events": [event(friend, properties={"deep": deep})]}
    assert program.call("POST", "/events", body).status_code == 422
    assert not Activity.objects.filter(kind="event").exists()


def test_hundreds_of_events_are_one_request_and_too_many_are_refused(
    program: Program, friend: Follower
) -> None:
    assert len(tell(program, *[event(friend)] * 500)) == 500
    for number in (0, 501):
        response = program.call("POST", "/events", {"events": [event(friend)] * number})
        assert response.status_code == 422
    assert Activity.objects.filter(kind="event").count() == 500

"""A request that is sent again is done once."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from linesteps import clock
from linesteps.api.idempotency import forget_answers
from linesteps.api.models import AnsweredRequest
from linesteps.followers.models import Activity, Follower
from tests.integration.api.making import EVERYTHING, Program

pytestmark = pytest.mark.django_db(transaction=True)


def purchase(friend: Follower) -> dict[str, Any]:
    return {"events": [{"line_user_id": friend.line_user_id, "name": "purchase"}]}


def count() -> int:
    return Activity.objects.filter(kind="event").count()


def test_sent_again_with_its_key_it_gets_the_first_answer(program: Program, friend: Follower) -> None:
    key = {"Idempotency-Key": "order-17"}
    first = program.call("POST", "/events", purchase(friend), **key)
    again = program.call("POST", "/events", purchase(friend), **key)
    assert first.json() == again.json() == {"results": [{"status": "stored", "detail": ""}]}
    assert count() == 1
    program.call("POST", "/events", purchase(friend))
    assert count() == 2


def test_a_key_that_named_something_else_is_refused(program: Program, friend: Follower) -> None:
    key = {"Idempotency-Key": "order-17"}
    program.call("POST", "/events", purchase(friend), **key)
    other = program.call("PATCH", f"/followers/{friend.line_user_id}", {"add_tags": ["VIP"]}, **key)
    assert other.status_code == 422
    assert other.json()["type"].endswith("idempotency_key_used")
    assert not friend.follower_tags.exists()


def test_the_key_of_one_program_is_not_that_of_another(
    make_program: Any, program: Program, friend: Follower
) -> None:
    key = {"Idempotency-Key": "1"}
    program.call("POST", "/events", purchase(friend), **key)
    make_program(*EVERYTHING).call("POST", "/events", purchase(friend), **key)
    assert count() == 2


def test_what_failed_may_be_tried_again_with_its_key(program: Program, friend: Follower) -> None:
    key = {"Idempotency-Key": "tags"}
    address = f"/followers/{friend.line_user_id}"
    bad = program.call("PATCH", address, {"attributes": {"nothing": 1}}, **key)
    assert bad.status_code == 404
    assert program.call("PATCH", address, {"add_tags": ["VIP"]}, **key).status_code == 200


@pytest.mark.parametrize("key", ["k" * 101, "tab\tkey"])
def test_a_key_that_cannot_be_kept_is_refused(program: Program, friend: Follower, key: str) -> None:
    answer = program.call("POST", "/events", purchase(friend), **{"Idempotency-Key": key})
    assert answer.status_code == 422
    assert count() == 0


def test_twice_at_the_same_time_it_is_done_once(program: Program, friend: Follower) -> None:
    key, answers, barrier = {"Idempotency-Key": "race"}, [], threading.Barrier(4)

    def send() -> None:
        barrier.wait()
        try:
            answers.append(program.call("POST", "/events", purchase(friend), **key))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({answer.content for answer in answers}) == 1
    assert count() == 1


def test_after_a_day_the_answer_is_forgotten(program: Program, friend: Follower) -> None:
    key = {"Idempotency-Key": "old"}
    program.call("POST", "/events", purchase(friend), **key)
    AnsweredRequest.objects.update(at=clock.now() - timedelta(days=1, minutes=1))
    program.call("POST", "/events", purchase(friend), **key)
    assert count() == 2
    AnsweredRequest.objects.update(at=clock.now() - timedelta(days=1, minutes=1))
    assert forget_answers() == 1

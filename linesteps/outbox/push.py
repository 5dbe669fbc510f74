"""One message to one friend outside of every scenario, at once."""

from __future__ import annotations

from linesteps import clock, doorbell
from linesteps.followers.models import Follower
from linesteps.outbox.models import Dispatch


def push(follower: Follower, messages: str, *, is_test: bool = False) -> Dispatch:
    """Write a push in the caller's commit; it does not wait for quiet hours.

    Args:
        follower: with its account loaded.
        messages: the JSON array of message objects, exactly as it is to go out.
        is_test: whether it is only for the eyes of a tester, so that no figure may count it.
    """
    moment = clock.now()
    dispatch = Dispatch.objects.create(
        account=follower.account,
        endpoint=Dispatch.Endpoint.PUSH,
        recipients=[[follower.pk, follower.line_user_id]],
        sole_follower_id=follower.pk,
        messages=messages,
        due_at=moment,
        is_prompt=True,
        is_test=is_test,
        created_at=moment,
    )
    doorbell.ring("dispatch_outbox")
    return dispatch

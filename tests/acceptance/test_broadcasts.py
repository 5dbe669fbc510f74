"""One-off sends through the emulator: to a segment at a time, bit by bit, recalled in the middle, once only."""

from __future__ import annotations

from contextlib import suppress
from datetime import time, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linesteps import clock, doorbell, tick
from linesteps.audiences.models import Segment
from linesteps.audiences.segments import save_segment
from linesteps.broadcasts.content import stored
from linesteps.broadcasts.models import Broadcast
from linesteps.broadcasts.recall import copy_of, halt, recall
from linesteps.broadcasts.send import CannotSend, HasProblems, confirm, stamp, start_due
from linesteps.engine.intake import take_in
from linesteps.engine.models import Enrolment, Intake
from linesteps.failpoints import FailpointReached, arm, times_reached
from linesteps.followers.models import Activity, Follower
from linesteps.followers.tags import add_tag
from linesteps.following.publish_message import publish_message
from linesteps.outbox.models import Dispatch
from linesteps.outbox.reasons import Reason
from linesteps.running import settle_now
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import condition, message, send, tagged
from linesteps.testing.shop import Shop
from tests.faults.children import dies_at
from tests.faults.test_engine import at_once
from tests.library import card_of, make_home, make_page, written

Plain = dict[str, Any]


def draft(shop: Shop, *texts: str | Plain, **values: Any) -> Broadcast:
    more = values.pop("send", {})
    found: Any = Broadcast(account=shop.account, **{"name": "Sale", **values})
    found.content = stored({**send(*(texts or ("Sale!",)))["value"], **more})
    found.save()
    return Broadcast.objects.get(pk=found.pk)


def confirmed(shop: Shop, *texts: str | Plain, **values: Any) -> Broadcast:
    found = draft(shop, *texts, **values)
    return confirm(found, user=None, seen=stamp(found), counted=1)


def calls(shop: Shop, endpoint: str) -> int:
    return Dispatch.objects.filter(account=shop.account, endpoint=endpoint).count()


def state_of(broadcast: Broadcast) -> str:
    return Broadcast.objects.get(pk=broadcast.pk).state


def test_one_body_for_all_goes_out_in_one_call_and_a_personal_one_to_each(shop: Shop) -> None:
    people = [shop.add_friend(f"Friend {number}") for number in range(3)]
    blocked = shop.add_friend("Gone")
    shop.block(blocked)
    same = confirmed(shop, "Sale today!")
    shop.settle()
    assert [shop.texts_to(one) for one in people] == [["Sale today!"]] * 3
    assert shop.texts_to(blocked) == []
    assert (calls(shop, "multicast"), calls(shop, "push")) == (1, 0)
    assert state_of(same) == Broadcast.State.FINISHED
    own = confirmed(shop, "Hi {{ display_name }}", message("text", text="https://example.com/"))
    shop.settle()
    assert [shop.texts_to(one)[1] for one in people] == [f"Hi Friend {number}" for number in range(3)]
    assert calls(shop, "push") == 3
    assert shop.tap_link(people[0]) == "https://example.com/"
    assert state_of(own) == Broadcast.State.FINISHED
    # Whoever comes back after a block, or comes anew, gets nothing afterwards.
    shop.unblock(blocked)
    assert (shop.texts_to(blocked), shop.texts_to(shop.add_friend("New"))) == ([], [])


def test_segment_is_asked_at_the_moment_of_sending_and_a_worker_starts_it_then(shop: Shop) -> None:
    segment = Segment(account=shop.account, name="Regulars", conditions=[tagged("VIP")])
    save_segment(segment)
    before, later, never = (shop.add_friend(name) for name in ("Before", "Later", "Never"))
    add_tag(shop.follower(before), "VIP", "hand")
    at = clock.now() + timedelta(hours=3)
    sale = confirmed(shop, to="segment", segment=segment, send_at=at)
    add_tag(shop.follower(later), "VIP", "hand")
    shop.pass_time(hours=2, minutes=59)
    assert (state_of(sale), shop.texts_to(before)) == (Broadcast.State.SCHEDULED, [])
    assert "send_broadcasts" not in tick.due()
    shop.pass_time(minutes=1)
    assert [shop.texts_to(one) for one in (before, later, never)] == [["Sale!"], ["Sale!"], []]
    assert state_of(sale) == Broadcast.State.FINISHED
    asked = {"match": "any", "conditions": [tagged("VIP"), tagged("nobody")]}
    confirmed(shop, "Again", to="conditions", who=asked)
    shop.settle()
    assert [shop.texts_to(one)[1:] for one in (before, later, never)] == [["Again"], ["Again"], []]


def test_it_goes_out_bit_by_bit_rests_at_night_and_halts_when_told(shop: Shop) -> None:
    shop.account.quiet_from, shop.account.quiet_until = time(21), time(8)
    shop.account.save()
    people = [shop.add_friend(f"Friend {number}") for number in range(6)]
    sale = confirmed(shop, pace="per_hour", pace_number=1, send_at=clock.now() + timedelta(hours=9))

    def got() -> int:
        return sum(bool(shop.texts_to(one)) for one in people)

    shop.pass_time(hours=9)
    assert got() == 1
    # At 20:00 the second; at 21:00 the night begins, and in the morning nobody is made up for.
    shop.pass_time(hours=12, minutes=59)
    assert got() == 2
    shop.pass_time(minutes=2)
    assert got() == 3
    assert halt(sale, user=None, is_halted=True)
    assert Broadcast.objects.get().is_paused
    shop.pass_time(hours=3)
    assert got() == 3
    assert halt(sale, user=None, is_halted=False)
    shop.settle()
    assert got() == 4
    shop.pass_time(hours=2)
    assert (got(), state_of(sale)) == (6, Broadcast.State.FINISHED)
    spread = confirmed(shop, "Spread", pace="within", pace_number=2)
    shop.settle()
    assert Intake.objects.get(scenario=spread.scenario_id).per_hour == 3
    shop.pass_time(hours=2)
    assert all(shop.texts_to(one)[1:] == ["Spread"] for one in people)


def test_recall_in_the_middle_takes_back_what_has_not_gone_and_says_so_of_each(shop: Shop) -> None:
    shop.account.quiet_from, shop.account.quiet_until = time(12), time(13)
    shop.account.save()
    early, late = shop.add_friend("Early"), shop.add_friend("Late")
    sale = confirmed(shop, pace="per_hour", pace_number=1)
    shop.settle()
    assert (shop.texts_to(early), shop.texts_to(late)) == (["Sale!"], [])
    assert recall(sale, user=None) == Broadcast.State.RECALLED
    shop.pass_time(days=1)
    assert shop.texts_to(late) == []
    assert recall(sale, user=None) == Broadcast.State.RECALLED
    # Written down already, waiting for the end of the quiet hours.
    shop.pass_time(hours=2, minutes=30)
    waiting = confirmed(shop, "Lunch")
    shop.settle()
    assert Dispatch.objects.filter(scenario=waiting.scenario_id).values_list("status", flat=True)[0] == "new"
    recall(waiting, user=None)
    shop.pass_time(days=1)
    assert (shop.texts_to(early), shop.texts_to(late)) == (["Sale!"], [])
    assert set(Dispatch.objects.filter(scenario=waiting.scenario_id).values_list("status", "reason")) == {
        ("cancelled", Reason.RECALLED)
    }
    # One whose time has not come is a draft again, and can be sent another day.
    planned = confirmed(shop, send_at=clock.now() + timedelta(hours=9))
    assert recall(planned, user=None) == Broadcast.State.DRAFT
    shop.pass_time(hours=12)
    assert shop.texts_to(late) == []
    copy = copy_of(Broadcast.objects.get(pk=sale.pk))
    confirm(copy, user=None, seen=stamp(copy))
    shop.pass_time(hours=2)
    assert shop.texts_to(late) == ["Sale!"]


def test_month_that_is_used_up_holds_the_rest_and_lateness_lets_it_go(shop: Shop) -> None:
    shop.account.budget_per_month = 1
    shop.account.save()
    first, second = shop.add_friend("First"), shop.add_friend("Second")
    late = confirmed(shop, "Hi {{ display_name }}", send={"expires_hours": 2})
    shop.settle()
    assert sorted(len(shop.texts_to(one)) for one in (first, second)) == [0, 1]
    held = Dispatch.objects.get(scenario=late.scenario_id, status="new")
    assert (held.reason, state_of(late)) == (Reason.BUDGET, Broadcast.State.SENDING)
    shop.pass_time(days=11)
    assert sorted(len(shop.texts_to(one)) for one in (first, second)) == [0, 1]
    held.refresh_from_db()
    assert (held.status, held.reason) == ("cancelled", Reason.EXPIRED)
    assert state_of(late) == Broadcast.State.FINISHED


def test_confirmed_by_two_people_it_is_sent_once_and_what_was_changed_is_read_again(shop: Shop) -> None:
    friend = shop.add_friend()
    sale = draft(shop)
    seen = stamp(sale)
    sale.name = "Bigger sale"
    sale.save()
    with pytest.raises(CannotSend, match="changed"):
        confirm(sale, user=None, seen=seen)
    seen = stamp(sale)
    confirm(Broadcast.objects.get(), user=None, seen=seen)
    with pytest.raises(CannotSend, match="once"):
        confirm(sale, user=None, seen=seen)
    # Two workers at the same moment, and one that comes later.
    assert sorted(at_once(start_due, start_due)) == [0, 1]
    assert (start_due(), Intake.objects.count()) == (0, 1)
    shop.settle()
    assert shop.texts_to(friend) == ["Sale!"]
    with pytest.raises(HasProblems, match="condition"):
        other = draft(shop, to="conditions")
        confirm(other, user=None, seen=stamp(other))


def test_what_is_not_sound_any_more_at_its_time_is_a_draft_again_and_says_why(shop: Shop) -> None:
    shop.account.notify_emails = "boss@example.com"
    shop.account.save()
    friend = shop.add_friend()
    segment = Segment(account=shop.account, name="Regulars", conditions=[tagged("VIP")])
    save_segment(segment)
    sale = confirmed(shop, to="segment", segment=segment, send_at=clock.now() + timedelta(hours=1))
    broken = [condition("attribute", attribute="gone", comparison="is", value="x")]
    Segment.objects.filter(pk=segment.pk).update(conditions=broken)
    shop.pass_time(hours=2)
    sale.refresh_from_db()
    assert (sale.state, shop.texts_to(friend)) == (Broadcast.State.DRAFT, [])
    assert "Regulars" in sale.trouble
    assert [one.subject for one in mail.outbox] == ["“Sale” was not sent"]
    # No worker ran, and then it would have been too late.
    missed = confirmed(shop, send={"expires_hours": 1}, send_at=clock.now() + timedelta(hours=1))
    assert shop.virtual is not None
    shop.virtual.move_to(clock.now() + timedelta(hours=3))
    settle_now()
    missed.refresh_from_db()
    assert (missed.state, shop.texts_to(friend)) == (Broadcast.State.DRAFT, [])
    assert "too late" in missed.trouble


@pytest.mark.parametrize("how", [pytest.param("raise", marks=pytest.mark.any_database_once), "kill"])
@pytest.mark.parametrize(
    "point", ["broadcasts.before_start_commit", "intake.before_commit", "engine.before_commit"]
)
def test_crash_on_the_way_sends_it_once_all_the_same(shop: Shop, point: str, how: str) -> None:
    people = [shop.add_friend(f"Friend {number}") for number in range(3)]
    sale = confirmed(shop)
    if how == "kill":
        assert dies_at(point, settle_now)
    else:
        with arm(point), suppress(FailpointReached):
            settle_now()
        assert times_reached(point) == 1
    doorbell.Doorbell.objects.all().delete()
    assert set(tick.due()) & {"send_broadcasts", "take_in_friends", "advance_due"}
    shop.settle()
    assert [shop.texts_to(one) for one in people] == [["Sale!"]] * 3
    assert state_of(sale) == Broadcast.State.FINISHED
    assert (start_due(), take_in()) == (0, 0)


def test_crash_in_a_recall_takes_back_nothing_or_all(shop: Shop) -> None:
    shop.account.quiet_from, shop.account.quiet_until = time(9), time(13)
    shop.account.save()
    friend = shop.add_friend()
    sale = confirmed(shop)
    shop.settle()
    with arm("broadcasts.before_recall_commit"), suppress(FailpointReached):
        recall(sale, user=None)
    assert state_of(sale) == Broadcast.State.SENDING
    recall(sale, user=None)
    shop.pass_time(days=1)
    assert shop.texts_to(friend) == []


def test_what_was_confirmed_is_what_goes_out_whatever_the_library_says_by_then(shop: Shop) -> None:
    people = [shop.add_friend(f"Friend {number}") for number in range(2)]
    shared = written("As confirmed")
    confirmed(shop, message("library", message=shared.pk), pace="per_hour", pace_number=1)
    shop.settle()
    drawn: Any = shared
    drawn.message = [message("text", text="As changed")]
    shared.save()
    publish_message(shared)
    shop.pass_time(hours=2)
    assert [shop.texts_to(one) for one in people] == [["As confirmed"]] * 2


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_no_card_of_a_page_that_is_gone_goes_out(shop: Shop) -> None:
    people = [shop.add_friend(f"Friend {number}") for number in range(2)]
    page = make_page(make_home(), "Autumn")
    spread = confirmed(shop, card_of(page), pace="per_hour", pace_number=1)
    shop.settle()
    planned = confirmed(shop, card_of(page), send_at=clock.now() + timedelta(hours=5))
    kept = confirmed(shop, "Words", send_at=clock.now() + timedelta(hours=5))
    page.unpublish()
    shop.settle()
    assert [state_of(planned), state_of(kept)] == [Broadcast.State.DRAFT, Broadcast.State.SCHEDULED]
    assert "Autumn" in Broadcast.objects.get(pk=planned.pk).trouble
    course = Scenario.every.get(pk=spread.course_id)
    assert course.state == Scenario.State.PAUSED and "Autumn" in course.attention
    shop.pass_time(hours=2)
    assert sum(len(shop.messages_to(one)) for one in people) == 1
    with pytest.raises(CannotSend, match="Autumn"):
        halt(spread, user=None, is_halted=False)
    page.save_revision().publish()
    shop.settle()
    course.refresh_from_db()
    assert "is back" in course.attention and course.state == Scenario.State.PAUSED
    assert halt(spread, user=None, is_halted=False)
    shop.pass_time(hours=2)
    assert sum(len(shop.messages_to(one)) for one in people) == 2
    # What is over is left alone, whatever becomes of its pages.
    page.unpublish()
    shop.settle()
    course.refresh_from_db()
    assert (state_of(spread), course.attention) == (Broadcast.State.FINISHED, "")


def test_nothing_shows_that_it_runs_as_a_scenario(shop: Shop) -> None:
    friend = shop.add_friend()
    sale = confirmed(shop)
    shop.settle()
    assert shop.texts_to(friend) == ["Sale!"]
    assert not Scenario.objects.exists()
    assert not shop.account.scenarios.exists()
    assert Scenario.every.get() == sale.scenario
    # Nobody asked for it just now, so the quiet hours and the limits hold.
    assert not Dispatch.objects.filter(is_prompt=True).exists()
    assert not Activity.objects.filter(handled_at=None).exists()


def test_five_thousand_cost_one_query_for_each_condition(shop: Shop) -> None:
    Follower.objects.bulk_create(
        Follower(account=shop.account, line_user_id=f"U{number:032x}", status=Follower.Status.FRIEND)
        for number in range(1_000)
    )
    confirmed(shop, to="conditions", who={"match": "all", "conditions": [tagged("VIP", is_absent=True)]})
    assert start_due() == 1
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert take_in() == 1_000
    assert Enrolment.objects.count() == 1_000
    assert len([one for one in captured if "followertag" in one["sql"]]) == 1
    assert len(captured) < 25
    assert get_user_model().objects.count() == 0

"""Segments through the emulator: asked for in a branch, changed under a live scenario, and starting one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linesteps import clock
from linesteps.audiences.members import look
from linesteps.audiences.models import Segment
from linesteps.audiences.segments import save_segment
from linesteps.engine.advance import advance
from linesteps.engine.enrol import enrol
from linesteps.engine.models import Enrolment
from linesteps.followers.models import Follower
from linesteps.followers.tags import add_tag, remove_tag
from linesteps.testing.build import Plain, branch, condition, path, send, tagged, trigger, wait
from linesteps.testing.shop import Shop

_MANY = 5000


def regulars(shop: Shop, *conditions: Plain, name: str = "Regulars") -> Segment:
    segment = Segment(account=shop.account, name=name, conditions=list(conditions) or [tagged("VIP")])
    save_segment(segment)
    return segment


def asks(segment: Segment, *, is_absent: bool = False) -> list[Plain]:
    asked = condition("in_segment", segment=str(segment.pk), is_absent=is_absent)
    return [wait(days=1), branch(path([asked], [send("Yes")]), otherwise=[send("No")])]


def start_of(segment: Segment, kind: str) -> list[Plain]:
    return [trigger(kind, segment=str(segment.pk))]


@pytest.mark.parametrize("is_absent", [False, True])
def test_branch_asks_whether_somebody_is_in_a_segment(shop: Shop, is_absent: bool) -> None:
    shop.publish(steps=asks(regulars(shop), is_absent=is_absent))
    vip, other = shop.add_friend("VIP"), shop.add_friend("Other")
    add_tag(shop.follower(vip), "VIP", "hand")
    shop.pass_time(days=2)
    assert (shop.texts_to(vip), shop.texts_to(other)) == (
        (["No"], ["Yes"]) if is_absent else (["Yes"], ["No"])
    )


@pytest.mark.parametrize("is_absent", [False, True])
def test_who_is_not_known_takes_the_path_of_everyone_else(shop: Shop, is_absent: bool) -> None:
    segment = regulars(shop, condition("os", os="ios", comparison="any", version=""))
    shop.publish(steps=asks(segment, is_absent=is_absent))
    friend = shop.add_friend()
    shop.pass_time(days=2)
    assert shop.texts_to(friend) == ["No"]


def test_changed_segment_holds_at_once_in_a_live_scenario(shop: Shop) -> None:
    segment = regulars(shop)
    shop.publish(steps=asks(segment))
    friend = shop.add_friend()
    add_tag(shop.follower(friend), "VIP", "hand")
    segment.conditions = [tagged("staff")]
    save_segment(segment)
    shop.pass_time(days=2)
    assert shop.texts_to(friend) == ["No"]


def test_deleted_segment_leads_to_everyone_else(shop: Shop) -> None:
    segment = regulars(shop)
    shop.publish(steps=asks(segment))
    friend = shop.add_friend()
    add_tag(shop.follower(friend), "VIP", "hand")
    segment.delete()
    shop.pass_time(days=2)
    assert shop.texts_to(friend) == ["No"]
    assert not Enrolment.objects.filter(status=Enrolment.Status.STUCK).exists()


def test_coming_into_a_segment_starts_a_scenario_once_and_leaving_it_another(shop: Shop) -> None:
    segment = regulars(shop)
    before, friend = shop.add_friend("Before"), shop.add_friend("After")
    add_tag(shop.follower(before), "VIP", "hand")
    shop.publish(name="in", triggers=start_of(segment, "entered_segment"), steps=[send("Welcome")])
    shop.publish(name="out", triggers=start_of(segment, "left_segment"), steps=[send("Goodbye")])
    shop.pass_time(minutes=1)
    add_tag(shop.follower(friend), "VIP", "hand")
    shop.pass_time(minutes=11)
    shop.pass_time(minutes=11)
    assert (shop.texts_to(before), shop.texts_to(friend)) == ([], ["Welcome"])
    remove_tag(shop.follower(friend), "VIP", "hand")
    shop.block(before)
    shop.pass_time(minutes=11)
    shop.pass_time(minutes=11)
    # Who blocks the account left, too, but nothing can be sent.
    assert (shop.texts_to(before), shop.texts_to(friend)) == ([], ["Welcome", "Goodbye"])


def test_time_alone_lets_somebody_into_a_segment(shop: Shop) -> None:
    segment = regulars(shop, condition("friend_days", comparison="at_least", days=30))
    shop.publish(triggers=start_of(segment, "entered_segment"), steps=[send("A month!")])
    friend = shop.add_friend()
    shop.pass_time(days=29)
    assert shop.texts_to(friend) == []
    shop.pass_time(days=2)
    assert shop.texts_to(friend) == ["A month!"]


def test_redefined_segment_starts_nobody_unless_somebody_says_so(shop: Shop) -> None:
    segment = regulars(shop)
    shop.publish(triggers=start_of(segment, "entered_segment"), steps=[send("Welcome")], can_repeat=True)
    friends = [shop.add_friend(f"Friend {number}") for number in range(3)]
    shop.pass_time(minutes=1)
    segment.refresh_from_db()
    segment.conditions = [tagged("VIP", is_absent=True)]
    save_segment(segment)
    shop.pass_time(minutes=11)
    assert [shop.texts_to(friend) for friend in friends] == [[], [], []]
    segment.refresh_from_db()
    segment.conditions = [tagged("staff", is_absent=True), tagged("nobody", is_absent=True)]
    # They belong to it before and after: nobody comes.
    save_segment(segment, is_quiet=False)
    shop.pass_time(minutes=11)
    assert [shop.texts_to(friend) for friend in friends] == [[], [], []]
    for conditions in ([tagged("VIP")], [tagged("VIP", is_absent=True)]):
        segment.refresh_from_db()
        segment.conditions = conditions
        save_segment(segment, is_quiet=False)
        shop.pass_time(minutes=11)
    assert [shop.texts_to(friend) for friend in friends] == [["Welcome"]] * 3


def test_batch_of_5000_asks_a_segment_in_one_query_more_than_its_conditions(shop: Shop) -> None:
    segment = regulars(shop, tagged("VIP"), condition("os", os="ios", comparison="any", version=""))
    friends = Follower.objects.bulk_create(
        Follower(account=shop.account, line_user_id=f"U{number:032d}", status=Follower.Status.FRIEND)
        for number in range(_MANY)
    )

    def queries(steps: list[Plain]) -> int:
        scenario = shop.publish(steps=steps, triggers=[trigger("by_hand")])
        for friend in friends[:50]:
            enrol(scenario, friend, cause="by_hand")
        advance()
        shop.virtual.move_by(days=1)  # type: ignore[union-attr]
        with CaptureQueriesContext(connection) as found:
            advance()
        return len(found)

    def branching(*conditions: Plain) -> list[Plain]:
        return [wait(days=1), branch(path(list(conditions), [wait(days=9)]), otherwise=[wait(days=9)])]

    alone = queries(branching(condition("percentage", percent=50)))
    asked = condition("in_segment", segment=str(segment.pk), is_absent=False)
    assert queries(branching(asked)) <= alone + 3


def test_watch_finds_a_segment_without_any_ring(shop: Shop) -> None:
    segment = regulars(shop)
    shop.publish(triggers=start_of(segment, "entered_segment"), steps=[send("Welcome")])
    shop.settle()
    assert not look()
    assert not Segment.objects.due(clock.now()).exists()

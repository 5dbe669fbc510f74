"""The main line: from a friend added to a finished scenario, through HTTP at both ends."""

from __future__ import annotations

from datetime import timedelta

from linesteps.accounts.models import Account
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.outbox.models import Dispatch
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import branch, buttons, clicked, end, path, send, wait
from linesteps.testing.shop import Shop
from tests.acceptance.conftest import START

COUPON = "00000000-0000-4000-8000-000000000001"


def story(**values: object) -> dict[str, object]:
    """A coupon at once, then a branch on its tap after three days, then both rejoin."""
    return {
        "steps": [
            send(buttons("10% off", ("Use it", "https://example.com/coupon")), id=COUPON, name="Coupon"),
            wait(days=3, at="19:00"),
            branch(path([clicked(COUPON)], [send("Thank you")]), otherwise=[send("It ends soon")]),
            wait(days=7),
            send("What others say"),
        ],
        **values,
    }


def test_friend_gets_the_first_message_at_once_and_for_free(shop: Shop) -> None:
    shop.publish(**story())
    friend = shop.add_friend()
    assert shop.texts_to(friend) == ["10% off"]
    assert [send.endpoint for send in shop.line.sends] == ["reply"]


def test_those_who_tapped_take_their_path_and_both_rejoin(shop: Shop) -> None:
    shop.publish(**story())
    tapper, other = shop.add_friend("Tapper"), shop.add_friend("Other")
    shop.pass_time(hours=5)
    assert shop.tap_link(tapper) == "https://example.com/coupon"
    shop.pass_time(days=20)
    assert shop.texts_to(tapper) == ["10% off", "Thank you", "What others say"]
    assert shop.texts_to(other) == ["10% off", "It ends soon", "What others say"]
    times = [at for at, _text in shop.arrivals(tapper)]
    assert times[1] == (START + timedelta(days=3)).replace(hour=19)
    assert times[2] == times[1] + timedelta(days=7)
    assert shop.run_of(tapper).status == Enrolment.Status.COMPLETED


def test_equal_messages_for_several_friends_go_out_as_one_multicast(shop: Shop) -> None:
    shop.publish(steps=[wait(days=1), send("Good morning")])
    friends = [shop.add_friend(f"Friend {number}") for number in range(5)]
    shop.pass_time(days=2)
    assert [(send.endpoint, len(send.reached)) for send in shop.line.sends] == [("multicast", 5)]
    assert all(shop.texts_to(friend) == ["Good morning"] for friend in friends)


def test_a_message_with_a_name_is_pushed_to_each(shop: Shop) -> None:
    shop.publish(steps=[wait(days=1), send("Hello {{ display_name|you }}")])
    one, two = shop.add_friend("花子"), shop.add_friend("太郎")
    shop.pass_time(days=2)
    assert shop.texts_to(one) == ["Hello 花子"]
    assert shop.texts_to(two) == ["Hello 太郎"]


def test_a_block_stops_everything_and_coming_back_starts_again(shop: Shop) -> None:
    shop.publish(steps=[send("Welcome"), wait(days=2), send("Later")])
    friend = shop.add_friend()
    shop.pass_time(days=1)
    shop.block(friend)
    shop.pass_time(days=5)
    assert shop.texts_to(friend) == ["Welcome"]
    assert shop.run_of(friend).left_reason == Enrolment.LeftReason.BLOCKED
    shop.unblock(friend)
    shop.pass_time(days=5)
    assert shop.texts_to(friend) == ["Welcome", "Welcome", "Later"]


def test_who_comes_back_goes_on_where_they_left_if_told_so(shop: Shop) -> None:
    shop.publish(steps=[send("Welcome"), wait(days=2), send("Later")], re_entry=Scenario.ReEntry.RESUME)
    friend = shop.add_friend()
    shop.block(friend)
    shop.pass_time(days=1)
    shop.unblock(friend)
    shop.pass_time(hours=23)
    assert shop.texts_to(friend) == ["Welcome"]
    shop.pass_time(hours=2)
    assert shop.texts_to(friend) == ["Welcome", "Later"]


def test_who_comes_back_gets_nothing_if_told_so(shop: Shop) -> None:
    shop.publish(steps=[send("Welcome")], re_entry=Scenario.ReEntry.NEVER)
    friend = shop.add_friend()
    shop.block(friend)
    shop.unblock(friend)
    assert shop.texts_to(friend) == ["Welcome"]


def test_a_waiting_branch_goes_on_as_soon_as_the_link_is_tapped(shop: Shop) -> None:
    shop.publish(
        steps=[
            send("See https://example.com/fish 。", id=COUPON),
            branch(
                path([clicked(COUPON)], [send("You tapped")]),
                otherwise=[send("Not yet"), end()],
                wait_hours=48,
            ),
            send("After"),
        ]
    )
    quick, slow = shop.add_friend("Quick"), shop.add_friend("Slow")
    shop.pass_time(hours=1)
    shop.tap_link(quick)
    assert shop.texts_to(quick)[1:] == ["You tapped", "After"]
    shop.pass_time(hours=46)
    assert len(shop.texts_to(slow)) == 1
    shop.pass_time(hours=2)
    assert shop.texts_to(slow)[1:] == ["Not yet"]


def test_every_step_that_was_left_has_one_visit_without_gaps(shop: Shop) -> None:
    shop.publish(**story())
    friend = shop.add_friend()
    shop.pass_time(days=20)
    visits = StepVisit.objects.filter(enrolment=shop.run_of(friend)).order_by("seq")
    assert [visit.seq for visit in visits] == [1, 2, 3, 4, 5, 6]
    assert [visit.kind for visit in visits] == ["send", "wait", "branch", "send", "wait", "send"]
    assert visits[2].port == "else"
    sent = [visit.dispatch.status for visit in visits if visit.dispatch]
    assert sent == [Dispatch.Status.ACCEPTED] * 3


def test_nothing_is_sent_in_quiet_hours_but_the_answer_to_being_added(shop: Shop) -> None:
    assert shop.virtual is not None
    shop.virtual.move_to(START.replace(hour=22))
    shop.publish(steps=[send("Welcome"), wait(days=1), send("Next day")])
    friend = shop.add_friend()
    shop.pass_time(days=3)
    assert [(at.day, at.hour, text) for at, text in shop.arrivals(friend)] == [
        (22, 22, "Welcome"),
        (24, 9, "Next day"),
    ]


def test_messages_without_a_wait_between_arrive_in_the_order_of_the_steps(shop: Shop) -> None:
    names = [str(number) for number in range(8)]
    mixed = [send(f"{name} {{{{ display_name|you }}}}" if int(name) % 2 else name) for name in names]
    Account.objects.update(hold_per_day=None, hold_per_week=None)
    shop.publish(steps=[wait(days=1), *mixed])
    friends = [shop.add_friend(f"Friend {number}") for number in range(6)]
    shop.pass_time(days=2)
    for friend in friends:
        assert [text[0] for text in shop.texts_to(friend)] == names


def test_time_goes_on_although_a_send_waits_for_one_that_quiet_hours_moved(shop: Shop) -> None:
    assert shop.virtual is not None
    shop.publish(steps=[wait(minutes=3), send("First"), wait(days=1), send("Second")])
    shop.virtual.move_to(START.replace(hour=20, minute=58))
    friend = shop.add_friend()
    shop.pass_time(days=3)
    assert shop.texts_to(friend) == ["First", "Second"]

"""One-off sends in the admin: drafts, the last question, results with every person, and who may do what."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.admin.icons import get_icons

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.audiences.models import Segment
from linesteps.audiences.segments import save_segment
from linesteps.broadcasts.content import stored
from linesteps.broadcasts.models import Broadcast
from linesteps.broadcasts.send import confirm, stamp, work
from linesteps.engine.advance import advance
from linesteps.engine.intake import take_in
from linesteps.followers.models import Follower
from linesteps.followers.tags import add_tag
from linesteps.outbox.models import Dispatch
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import message, send, tagged
from linesteps.testsend.models import SentTest
from tests.admin.builders import make_account, make_friend, make_user
from tests.library import written

pytestmark = pytest.mark.django_db


def url(name: str, *args: Any) -> str:
    return reverse(f"linesteps_broadcasts:{name}", args=args)


def fields(account: Account, text: str = "Sale!", **more: str) -> dict[str, str]:
    """What the form posts."""
    found = {
        "name": "Sale",
        "account": str(account.pk),
        "to": "everybody",
        "segment": "",
        "who-conditions-count": "0",
        "who-match": "all",
        "content-messages-count": "1",
        "content-messages-0-deleted": "",
        "content-messages-0-order": "0",
        "content-messages-0-type": "text",
        "content-messages-0-id": "",
        "content-messages-0-value-text": text,
        "content-quick_replies-count": "0",
        "content-expires_hours": "",
        "send_at": "",
        "pace": "at_once",
        "pace_number": "",
    }
    return {**found, **more}


def draft(account: Account, *parts: Any, **values: Any) -> Broadcast:
    found: Any = Broadcast(account=account, **{"name": "Sale", **values})
    found.content = stored(send(*(parts or ("Sale!",)))["value"])
    found.save()
    return Broadcast.objects.get(pk=found.pk)


def sent(account: Account, **values: Any) -> Broadcast:
    """Under way, with a dispatch for everybody that waits."""
    account.quiet_from = account.quiet_until = None
    account.save()
    found = draft(account, **values)
    confirm(found, user=None, seen=stamp(found), counted=3)
    work()
    take_in()
    advance()
    return Broadcast.objects.get(pk=found.pk)


def test_draft_is_saved_counted_and_sent_after_a_last_question(admin: Client, account: Account) -> None:
    for name in ("Hanako", "Taro"):
        add_tag(make_friend(account, name), "VIP", "hand")
    make_friend(account, "Jiro")
    account.plan_size = 1
    account.save()
    conditions = {
        "to": "conditions",
        "who-conditions-count": "1",
        "who-conditions-0-deleted": "",
        "who-conditions-0-order": "0",
        "who-conditions-0-type": "tag",
        "who-conditions-0-id": "",
        "who-conditions-0-value-tag": "VIP",
    }
    posted = fields(account, **conditions, send_at="2031-03-01 09:00")
    said = admin.post(url("count"), posted).json()["text"]
    assert (
        said
        == "2 people would get it now. Only 1 messages are left this month: the rest waits until there is room again."
    )
    assert admin.post(url("picture"), posted).json()["messages"] == [{"type": "text", "text": "Sale!"}]
    answer = admin.post(url("add"), {**posted, "then_send": "1"})
    one = Broadcast.objects.get()
    assert answer.headers["Location"] == url("send", one.pk)
    # By the account's clock, wherever the editor is.
    assert one.send_at is not None
    assert one.send_at.astimezone(account.zone).hour == 9
    page = admin.get(url("send", one.pk)).content.decode()
    assert "2 people would get it now." in page
    assert "That is more than is left" in page
    assert "Schedule for 2 people" in page
    refused = admin.post(url("send", one.pk), {"seen": stamp(one)})
    assert "Tick the box" in refused.content.decode()
    admin.post(url("send", one.pk), {"seen": stamp(one), "sure": "1"})
    again = admin.post(url("send", one.pk), {"seen": stamp(one), "sure": "1"}, follow=True)
    assert "Somebody has confirmed it already" in again.content.decode()
    one.refresh_from_db()
    assert (one.state, one.counted) == (Broadcast.State.SCHEDULED, 2)
    # It cannot be changed any more, nor deleted.
    admin.post(url("edit", one.pk), fields(account, "Other"))
    admin.post(url("delete", one.pk))
    assert "Sale!" in str(Broadcast.objects.get().sent_content)
    admin.post(url("recall", one.pk))
    assert Broadcast.objects.get().is_draft
    admin.post(url("delete", one.pk))
    assert not Broadcast.objects.exists()
    assert not Scenario.every.exists()


def test_half_a_draft_is_saved_and_problems_stand_at_their_place_before_sending(
    admin: Client, account: Account
) -> None:
    half = fields(account, "", to="conditions", pace="per_hour")
    assert admin.post(url("add"), half).status_code == 302
    one = Broadcast.objects.get()
    page = admin.post(url("edit", one.pk), {**half, "then_send": "1"}).content.decode()
    assert "Choose at least one condition, or send to all friends." in page
    assert "Say how many people in an hour, or how many hours." in page
    asked = admin.get(url("send", one.pk)).content.decode()
    assert "It cannot be sent yet" in asked
    elsewhere = Segment.objects.create(account=make_account(name="Other"), name="Theirs")
    wrong = admin.post(url("edit", one.pk), fields(account, to="segment", segment=str(elsewhere.pk)))
    assert "belongs to another account" in wrong.content.decode()


def test_test_goes_to_testers_only(admin: Client, account: Account) -> None:
    tester = make_friend(account, "Me", is_tester=True)
    other = make_friend(account, "Other")
    one = draft(account, "Hi {{ display_name }}")
    assert "Me" in admin.get(url("test", one.pk)).content.decode()
    admin.post(url("test", one.pk), {"tester": [str(tester.pk), str(other.pk)]})
    assert list(SentTest.objects.values_list("follower", flat=True)) == [tester.pk]
    assert "Hi Me" in Dispatch.objects.get().messages
    assert admin.get(url("edit", one.pk)).status_code == 200


def test_results_name_every_person_and_tell_what_was_recalled(admin: Client, account: Account) -> None:
    got, late, gone = (make_friend(account, name) for name in ("Got", "Late", "=Gone"))
    one = sent(account, pace="at_once")
    row = Dispatch.objects.get()
    Dispatch.objects.filter(pk=row.pk).update(
        status="accepted", first_tried_at=clock.now(), settled_at=clock.now(), recipients=[[got.pk, "U"]]
    )
    for friend, status, reason in ((late, "new", ""), (gone, "cancelled", "blocked")):
        apart = Dispatch.objects.create(
            account=account, endpoint="push", status=status, reason=reason, messages="[]", scenario=one.scenario,
            recipients=[[friend.pk, "U"]], due_at=clock.now(), created_at=clock.now(),
        )  # fmt: skip
        row.visits.filter(follower=friend).update(dispatch=apart)
    page = admin.get(url("results", one.pk))
    assert all(f">{friend}</a>" in page.content.decode().replace("\n", "") for friend in (got, late))
    paused = admin.post(url("pause", one.pk), follow=True).content.decode()
    assert paused.count("Paused") >= 1
    # Wagtail draws an empty circle for an icon that it does not have.
    drawn = set(re.findall(r'"#icon-([\w-]+)"', page.content.decode() + paused))
    assert drawn and drawn <= set(re.findall(r'id="icon-([\w-]+)"', get_icons()))
    admin.post(url("resume", one.pk))
    answer = admin.post(url("recall", one.pk), follow=True).content.decode()
    assert "Recalled. People who had got it: 1; with LINE at this moment: 0." in answer
    lines = admin.get(url("results", one.pk) + "?export=csv").getvalue().decode("utf-8-sig").splitlines()
    assert [line.split(",")[:3] for line in lines[1:]] == [
        ["Got", "Sent", ""],
        ["Late", "Recalled", "The one-off send was recalled before it was sent."],
        ["'=Gone", "Not sent", "The friend has blocked the account."],
    ]
    only = admin.get(url("results", one.pk) + "?outcome=recalled&export=csv").getvalue().decode("utf-8-sig")
    assert len(only.splitlines()) == 2
    admin.post(url("copy", one.pk))
    copy = Broadcast.objects.exclude(pk=one.pk).get()
    assert (copy.state, copy.sent_content["messages"][0]["value"]["text"]) == (Broadcast.State.DRAFT, "Sale!")


def test_in_the_quiet_hours_the_last_question_and_each_person_say_when_it_arrives(
    admin: Client, account: Account
) -> None:
    make_friend(account, "Aya")
    night = datetime(2031, 3, 1, 23, 0, tzinfo=account.zone)
    account.quiet_from, account.quiet_until = time(21), time(9)
    account.spread_minutes = 0
    account.save()
    one = draft(account)
    with clock.frozen(night):
        page = admin.get(url("send", one.pk)).content.decode()
        assert "Quiet hours are on then: friends get it from 03/02/2031 9 a.m. on." in page
        assert "Send to 1 person after the quiet hours" in page
        confirm(one, user=None, seen=stamp(one), counted=1)
        work()
        take_in()
        advance()
        listed = admin.get(url("results", one.pk)).content.decode()
        assert "<td>planned for 03/02/2031 9 a.m.</td>" in listed
    later = draft(account, send_at=night)
    with clock.frozen(night.replace(hour=12)):
        assert "friends get it from 03/02/2031 9 a.m. on" in admin.get(url("send", later.pk)).content.decode()
        confirm(later, user=None, seen=stamp(later), counted=1)
        listed = admin.get(url("results", later.pk)).content.decode()
        assert (
            "Goes out at 03/01/2031 11 p.m.; quiet hours are on then: friends get it from 03/02/2031 9 a.m. on."
            in listed
        )
        assert "Quiet hours are on" not in admin.get(url("send", draft(account).pk)).content.decode()


def test_whoever_waits_is_told_what_stops_them_now_and_not_what_held_them_before(
    admin: Client, account: Account
) -> None:
    friend = make_friend(account, "Aya")
    one = sent(account)
    Dispatch.objects.update(reason="quiet_hours")
    history = reverse("linesteps_friends:inspect", args=[friend.pk])
    quiet = "Quiet hours: it is sent when they end."
    assert quiet in admin.get(url("results", one.pk)).content.decode()
    assert quiet in admin.get(history).content.decode()
    Account.objects.filter(pk=account.pk).update(paused_at=clock.now(), paused_reason="quota")
    page = admin.get(url("results", one.pk)).content.decode()
    told = "This month&#x27;s messages at LINE are used up."
    assert told in page
    assert page.count("Sending of the account is paused.") == 2
    assert quiet not in page
    assert quiet not in (said := admin.get(history).content.decode())
    assert told in said
    assert told in admin.get(url("send", draft(account).pk)).content.decode()
    Account.objects.filter(pk=account.pk).update(paused_at=None, paused_reason="")
    admin.post(url("pause", one.pk))
    page = admin.get(url("results", one.pk)).content.decode()
    assert "It is paused.</th>" in page and "<td>It is paused.</td>" in page


def test_last_question_says_who_has_had_as_many_messages_as_one_friend_may_get(
    admin: Client, account: Account
) -> None:
    for name in ("Aya", "Ken"):
        make_friend(account, name)
    account.hold_per_day, account.hold_per_week = 1, None
    account.save()
    sent(account)
    Dispatch.objects.update(status="accepted", first_tried_at=clock.now(), settled_at=clock.now())
    make_friend(account, "New")
    page = admin.get(url("send", draft(account).pk)).content.decode()
    assert "2 of them have had as many messages lately as one friend may get, and get it later." in page
    Follower.objects.filter(display_name="New").delete()
    assert "All of them have had as many" in admin.get(url("send", draft(account).pk)).content.decode()
    tomorrow = draft(account, send_at=clock.now() + timedelta(days=2))
    assert "have had as many" not in admin.get(url("send", tomorrow.pk)).content.decode()
    account.hold_per_day = 2
    account.save()
    assert "have had as many" not in admin.get(url("send", draft(account).pk)).content.decode()


def test_results_tell_what_line_said_when_it_refused(admin: Client, account: Account) -> None:
    make_friend(account, "Aya")
    one = sent(account)
    said = '400: {"message": "messages[0].text must not be <empty>"}'
    Dispatch.objects.update(status="rejected", reason=said, settled_at=clock.now())
    page = " ".join(admin.get(url("results", one.pk)).content.decode().split())
    detail = "400: {&quot;message&quot;: &quot;messages[0].text must not be &lt;empty&gt;&quot;}"
    assert f'LINE refused it <small class="ls-quiet">{detail}</small></th><td>1</td>' in page


def test_who_writes_does_not_send_and_who_sees_no_friends_sees_only_numbers(account: Account) -> None:
    make_friend(account, "Secret name")
    one, writer, sender = draft(account), Client(), Client()
    writer.force_login(make_user("add_broadcast", "change_broadcast", "view_broadcast"))
    sender.force_login(make_user("send_broadcast", "view_broadcast"))
    form = writer.get(url("edit", one.pk)).content.decode()
    assert "then_send" not in form
    for name in ("send", "recall", "pause", "resume"):
        assert writer.post(url(name, one.pk), {"sure": "1", "seen": stamp(one)}).status_code in {302, 403}
    assert Broadcast.objects.get().is_draft
    sender.post(url("send", one.pk), {"sure": "1", "seen": stamp(one)})
    assert Broadcast.objects.get().state == Broadcast.State.SCHEDULED
    page = sender.get(url("results", one.pk))
    assert page.status_code == 200
    assert "Secret name" not in page.content.decode()
    assert sender.get(url("results", one.pk) + "?export=csv").status_code in {302, 403}


def test_segments_and_library_messages_say_that_one_off_sends_use_them(
    admin: Client, account: Account
) -> None:
    segment = Segment(account=account, name="Regulars", conditions=[tagged("VIP")])
    save_segment(segment)
    shared = written("From the library")
    one = draft(account, message("library", message=shared.pk), name="Autumn", to="segment", segment=segment)
    assert "Autumn" in admin.get(reverse("linesteps_segments:edit", args=[segment.pk])).content.decode()
    admin.post(reverse("linesteps_segments:delete", args=[segment.pk]))
    assert Segment.objects.exists()
    library = reverse("linesteps_library:edit", args=[shared.pk])
    assert "Autumn" in admin.get(library).content.decode()
    # What knows only the course finds the one-off send.
    answer = admin.get(reverse("linesteps_scenarios:edit", args=[one.scenario_id]))
    assert answer.headers["Location"] == url("results", one.pk)
    assert "Autumn" not in admin.get(reverse("linesteps_scenarios:list")).content.decode()
    one.state = Broadcast.State.FINISHED
    one.save()
    assert "Autumn" not in admin.get(library).content.decode()


def test_lists_cost_the_same_however_many_there_are(
    admin: Client, account: Account, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        draft(account, name=f"Send {number}")
    Follower.objects.bulk_create(
        Follower(account=account, line_user_id=f"U{number}", status="friend") for number in range(60)
    )
    one = sent(account)
    admin.get(url("index"))
    with django_assert_max_num_queries(25):
        admin.get(url("index"))
    with django_assert_max_num_queries(45):
        admin.get(url("results", one.pk))

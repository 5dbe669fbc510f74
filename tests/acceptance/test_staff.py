"""E-mails to staff: written with the step, sent after it, never twice."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.admin.friends.timeline import timeline
from linesteps.engine.enrol import enrol
from linesteps.engine.models import Enrolment
from linesteps.failpoints import FailpointReached, arm
from linesteps.followers.attributes import set_attribute
from linesteps.followers.models import Attribute, Follower
from linesteps.scenarios.compiler import problems
from linesteps.staff import tell
from linesteps.staff.models import StaffNotice
from linesteps.testing.build import Plain, send, step, trigger
from linesteps.testing.shop import Shop

SAID = trigger("keyword", words="hi", match="is")


def notify(
    subject: str = "Call {{ display_name|a friend }}", text: str = "Please.", to: str = "a@example.com"
) -> Plain:
    return step("notify_staff", {"to": to, "subject": subject, "text": text})


def test_staff_are_told_once_with_what_is_known_of_the_friend(shop: Shop) -> None:
    Attribute.objects.create(account=shop.account, key="rank", name="Rank")
    words = "Rank: {{ attribute.rank|none }}, area: {{ attribute.area|none }}"
    Attribute.objects.create(account=shop.account, key="area", name="Area")
    shop.publish(steps=[notify(text=words, to="a@example.com\n b@example.com "), send("Hi")], triggers=[SAID])
    friend = shop.add_friend("Hanako")
    set_attribute(shop.follower(friend), "rank", "gold", "hand")
    shop.say(friend, "hi")
    shop.pass_time(days=1)
    [told] = mail.outbox
    assert (told.subject, told.body) == ("Call Hanako", "Rank: gold, area: none")
    assert told.to == ["a@example.com", "b@example.com"]
    assert shop.texts_to(friend) == ["Hi"]
    [entry] = [one for one in timeline(shop.follower(friend)).entries if "Call Hanako" in one.text]
    assert not entry.is_trouble


def test_without_addresses_those_of_the_account_are_told(shop: Shop) -> None:
    [found] = problems(shop.draw(steps=[notify(to=""), send("Hi")]))
    assert found.problem.path == ("to",)
    Account.objects.filter(pk=shop.account.pk).update(notify_emails="boss@example.com")
    shop.account.refresh_from_db()
    shop.publish(steps=[notify(to="")])
    shop.add_friend()
    assert [one.to for one in mail.outbox] == [["boss@example.com"]]


def test_name_with_a_line_break_makes_no_second_header(shop: Shop) -> None:
    shop.publish(steps=[notify()], triggers=[SAID])
    friend = shop.add_friend()
    Follower.objects.update(display_name='Eve"\nBcc: all@example.com')
    shop.say(friend, "hi")
    [told] = mail.outbox
    assert told.subject == 'Call Eve" Bcc: all@example.com'
    assert told.message()["Bcc"] is None


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A mail server that is away as long as the list holds something."""
    away, real = ["away"], tell.send_mail

    def send_mail(*args: Any, **kwargs: Any) -> Any:
        if away:
            raise SMTPServerDisconnected("away")
        return real(*args, **kwargs)

    monkeypatch.setattr(tell, "send_mail", send_mail)
    return away


def test_mail_server_that_is_away_is_asked_again(shop: Shop, refusing: list[str]) -> None:
    shop.publish(steps=[notify(), send("Hi")])
    friend = shop.add_friend()
    assert shop.texts_to(friend) == ["Hi"] and mail.outbox == []
    refusing.clear()
    shop.pass_time(minutes=1)
    assert mail.outbox == []
    shop.pass_time(minutes=2)
    assert len(mail.outbox) == 1
    assert StaffNotice.objects.get().status == StaffNotice.Status.SENT


def test_mail_server_that_stays_away_is_given_up_and_shown(shop: Shop, refusing: list[str]) -> None:
    shop.publish(steps=[notify()])
    friend = shop.add_friend()
    for _number in range(10):
        shop.pass_time(minutes=30)
    notice = StaffNotice.objects.get()
    assert (notice.status, notice.tries) == (StaffNotice.Status.FAILED, tell.TRIES)
    assert any(one.is_trouble for one in timeline(shop.follower(friend)).entries)


def test_worker_that_dies_while_it_sends_sends_nothing_twice(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*args: Any, **kwargs: Any) -> None:
        raise SystemExit

    shop.publish(steps=[notify()])
    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(tell, "send_mail", dies)
        shop.add_friend()
    assert StaffNotice.objects.get().status == StaffNotice.Status.SENDING
    StaffNotice.objects.update(tried_at=clock.real_now() - timedelta(hours=1))
    shop.settle()
    assert mail.outbox == []
    assert StaffNotice.objects.get().status == StaffNotice.Status.UNCLEAR


def test_step_that_is_rolled_back_tells_nobody(shop: Shop) -> None:
    shop.publish(steps=[notify()])
    with arm("engine.before_commit"), pytest.raises(FailpointReached):
        shop.add_friend()
    assert not StaffNotice.objects.exists()
    shop.settle()
    assert len(mail.outbox) == 1


def test_crowd_makes_no_flood_of_e_mails(shop: Shop) -> None:
    scenario = shop.publish(steps=[notify()], triggers=[trigger("by_hand")])
    people = Follower.objects.bulk_create(
        Follower(
            account=shop.account,
            line_user_id=f"U{number}",
            display_name=str(number),
            status=Follower.Status.FRIEND,
            profile_fetched_at=clock.now(),
        )
        for number in range(50)
    )
    for one in people:
        assert enrol(scenario, one, cause="by_hand")
    shop.settle()
    assert len(mail.outbox) == 21
    assert mail.outbox[-1].subject == "30 more friends came to this step at once"
    assert Enrolment.objects.filter(status="completed").count() == 50


def test_what_is_missing_is_told_before_publishing(shop: Shop) -> None:
    for one, place in (
        (notify(subject=""), "subject"),
        (notify(text=" "), "text"),
        (notify(text="{{ password }}"), "text"),
        (notify(to="nobody"), "to"),
        (notify(to="\n".join(f"{n}@example.com" for n in range(11))), "to"),
    ):
        [found] = problems(shop.draw(steps=[one, send("Hi")]))
        assert found.problem.path == (place,)

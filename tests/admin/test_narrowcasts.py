"""LINE audiences and narrowcasts in the admin: forms with problems in place, asking before sending, and results."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.admin.narrowcasts.form import panels
from linesteps.audiences.models import Segment
from linesteps.audiences.segments import save_segment
from linesteps.lineaudiences.models import LineAudience
from linesteps.narrowcasts.content import plain_send, send_objects
from linesteps.narrowcasts.models import Narrowcast
from linesteps.outbox.models import Dispatch
from linesteps.testing.build import tagged
from tests.admin.builders import make_account, make_friend, make_user

pytestmark = pytest.mark.django_db


def regulars(account: Account) -> Segment:
    segment = Segment(account=account, name="Regulars", conditions=[tagged("VIP")])
    save_segment(segment)
    return segment


def audience(account: Account, name: str = "Buyers", **values: Any) -> LineAudience:
    known = {"state": "ready", "line_id": 7, "people": 1887, "made_at": clock.now()}
    return LineAudience.objects.create(
        account=account, name=name, segment=regulars(account), **known | values
    )


def drawn(account: Account, **values: Any) -> Narrowcast:
    known: dict[str, Any] = {"name": "News", "messages": [("text", {"text": "New in"})]}
    return Narrowcast.objects.create(account=account, **known | values)


def fields(account: Account, text: str, **more: Any) -> dict[str, Any]:
    """What the form of a narrowcast posts."""
    return {
        "account": account.pk,
        "name": "News",
        "messages-count": "1",
        "messages-0-deleted": "",
        "messages-0-order": "0",
        "messages-0-type": "text",
        "messages-0-id": "",
        "messages-0-value-text": text,
        "include_match": "any",
        **more,
    }


def at(name: str, *args: Any) -> str:
    return reverse(f"linesteps_{name}", args=args)


def test_audience_is_made_renamed_renewed_and_deleted_by_form(admin: Client, account: Account) -> None:
    html = admin.get(at("line_audiences:add"), headers={"accept-language": "ja"}).content.decode()
    assert "LINEユーザーIDをLINEに渡します" in html
    posted = {"account": account.pk, "name": "Buyers", "kind": "upload", "click_url": "", "narrowcast": ""}
    html = admin.post(at("line_audiences:add"), posted).content.decode()
    assert "Choose the segment whose friends are uploaded." in html
    other = regulars(make_account(channel_id="2"))
    html = admin.post(at("line_audiences:add"), posted | {"segment": other.pk}).content.decode()
    assert "This belongs to another account." in html and not LineAudience.objects.exists()
    admin.post(at("line_audiences:add"), posted | {"segment": regulars(account).pk})
    row = LineAudience.objects.get()
    assert (row.state, row.due_at is not None, row.created_by is not None) == ("collecting", True, True)

    LineAudience.objects.update(
        state="ready", line_id=7, people=1887, expires_at=clock.now() + timedelta(days=3, hours=1)
    )
    html = admin.get(at("line_audiences:index")).content.decode()
    assert "1,887 people" in html and "3 days left" in html
    admin.post(at("line_audiences:edit", row.pk), {"name": "Regular buyers"})
    row.refresh_from_db()
    assert (row.name, row.line_id, row.state) == ("Regular buyers", 7, "ready")
    # The way there keeps LINE's name as LINE writes it.
    assert "Line audiences" not in admin.get(at("line_audiences:renew", row.pk)).content.decode()
    admin.post(at("line_audiences:renew", row.pk))
    row.refresh_from_db()
    assert (row.state, row.line_id, row.retired) == ("collecting", None, [7])
    planned = drawn(account, state="scheduled")
    planned.include.add(row)
    html = admin.post(at("line_audiences:delete", row.pk), follow=True).content.decode()
    assert "“News” goes to it" in html
    planned.delete()
    admin.post(at("line_audiences:delete", row.pk))
    row.refresh_from_db()
    admin.get(at("line_audiences:index"))
    assert row.is_unwanted and "Regular buyers" not in admin.get(at("line_audiences:index")).content.decode()


def test_send_of_other_kinds_has_no_readers_to_choose(admin: Client, account: Account) -> None:
    moment = clock.now()
    done = drawn(account, name="Done", state="done", request_id="r-1", first_tried_at=moment)
    drawn(account, name="Old", state="done", request_id="r-2", first_tried_at=moment - timedelta(days=61))
    html = admin.get(at("line_audiences:add")).content.decode()
    assert "Done</option>" in html and "Old</option>" not in html and "sends to a segment" in html
    posted = {
        "account": account.pk,
        "name": "Saw it",
        "kind": "views",
        "narrowcast": done.pk,
        "click_url": "",
    }
    admin.post(at("line_audiences:add"), posted)
    row = LineAudience.objects.get()
    assert (row.kind, row.request_id, row.state, row.segment) == ("views", "r-1", "uploading", None)
    html = admin.post(at("line_audiences:add"), posted).content.decode()
    assert "only one such audience of each send" in html


def test_what_is_another_word_for_each_friend_is_refused_at_its_place(
    admin: Client, account: Account
) -> None:
    html = admin.post(at("narrowcasts:add"), fields(account, "Hello {{ display_name|you }}")).content.decode()
    assert "is another word for each friend" in html and "send to a segment instead" in html
    assert not Narrowcast.objects.exists()
    html = admin.post(
        at("narrowcasts:add"), fields(account, "x", age_from="age_40", age_below="age_30")
    ).content.decode()
    assert "Nobody is that" in html
    foreign = audience(make_account(channel_id="2"))
    html = admin.post(at("narrowcasts:add"), fields(account, "x", include=[foreign.pk])).content.decode()
    assert "belongs to another account" in html
    own = audience(account)
    html = admin.post(
        at("narrowcasts:add"), fields(account, "x", include=[own.pk], exclude=[own.pk])
    ).content.decode()
    assert "stands on both sides" in html
    answer = admin.post(
        at("narrowcasts:add"),
        fields(
            account, "{{ account_name }}: https://shop.example/", include=[own.pk], genders=["female"],
            areas=["jp_13", "jp_14"], age_from="age_30", then_send="1",
        ),
    )  # fmt: skip
    row = Narrowcast.objects.get()
    assert answer.headers["Location"] == at("narrowcasts:send", row.pk)
    assert (row.genders, row.areas, list(row.include.all())) == (["female"], ["jp_13", "jp_14"], [own])
    html = admin.get(at("narrowcasts:edit", row.pk)).content.decode()
    assert "forbids to find out" in html and "Buyers, 1,887" in html


def test_phone_beside_the_form_shows_what_is_written_and_quick_replies_start_what_they_say(
    admin: Client, account: Account
) -> None:
    replies = {
        "quick_replies-count": "1", "quick_replies-0-deleted": "", "quick_replies-0-order": "0",
        "quick_replies-0-type": "words", "quick_replies-0-id": "", "quick_replies-0-value-label": "Menu",
    }  # fmt: skip
    written = fields(account, "Hello", **replies)
    [shown] = admin.post(at("narrowcasts:picture"), written).json()["messages"]
    action = {"type": "message", "label": "Menu", "text": "Menu"}
    assert (shown["text"], shown["quickReply"]["items"]) == (
        "Hello",
        [{"type": "action", "action": action}],
    )
    assert not Narrowcast.objects.exists()
    named = written | {"quick_replies-0-value-label": "{{ display_name }}"}
    html = admin.post(at("narrowcasts:add"), named).content.decode()
    assert "is another word for each friend" in html and not Narrowcast.objects.exists()
    admin.post(at("narrowcasts:add"), written)
    row = Narrowcast.objects.get()
    [sent] = send_objects(account, plain_send(row))
    assert sent["quickReply"]["items"][0]["action"] == action
    # Of a saved one the account cannot be chosen any more, so browsers do not post it.
    left = {name: value for name, value in written.items() if name != "account"} | {"narrowcast": row.pk}
    assert admin.post(at("narrowcasts:picture"), left).json()["messages"][0]["text"] == "Hello"
    html = admin.get(at("narrowcasts:edit", row.pk)).content.decode()
    assert "ls-library-picture" in html and "data-ls-same-for-all" in html


def test_sending_asks_first_and_only_those_may_who_have_the_right(admin: Client, account: Account) -> None:
    make_friend(account)
    row = drawn(account, genders=["female"])
    html = admin.get(at("narrowcasts:send", row.pk), headers={"accept-language": "ja"}).content.decode()
    assert "友だちが100人以上" in html and "50人に満たない" in html
    admin.post(at("narrowcasts:send", row.pk))
    row.refresh_from_db()
    assert row.state == "draft"
    row.genders = []
    row.save()
    # Somebody presses “Send” while another one saves the form: the state stays.
    form_class = panels().bind_to_model(Narrowcast).get_form_class()
    form = form_class(
        fields(account, "Newer"), instance=Narrowcast.objects.get(pk=row.pk), for_user=row.sent_by
    )
    assert form.is_valid(), form.errors
    Narrowcast.objects.filter(pk=row.pk).update(state="sending")
    form.save()
    row.refresh_from_db()
    assert (row.state, plain_send(row)["messages"][0]["value"]["text"]) == ("sending", "Newer")
    Narrowcast.objects.filter(pk=row.pk).update(state="draft")
    editor = Client()
    user = make_user("change_narrowcast", "view_narrowcast")
    editor.force_login(user)
    assert editor.get(at("narrowcasts:edit", row.pk)).status_code == 200
    editor.post(at("narrowcasts:send", row.pk))
    row.refresh_from_db()
    assert row.state == "draft"
    admin.post(at("narrowcasts:send", row.pk))
    admin.post(at("narrowcasts:send", row.pk))
    row.refresh_from_db()
    assert (row.state, row.due_at is not None, row.sent_by is not None) == ("scheduled", True, True)
    assert admin.get(at("narrowcasts:edit", row.pk)).headers["Location"] == at("narrowcasts:results", row.pk)
    html = admin.post(at("narrowcasts:delete", row.pk), follow=True).content.decode()
    assert "Take it back first" in html and Narrowcast.objects.filter(pk=row.pk).exists()
    admin.post(at("narrowcasts:take_back", row.pk))
    row.refresh_from_db()
    assert row.state == "draft"


def test_results_show_lines_numbers_and_hide_what_line_hides(admin: Client, account: Account) -> None:
    moment = clock.now()
    row = drawn(
        account, state="done", meant=1200, reached=1187, tapped=31, told_at=moment, finished_at=moment,
        first_tried_at=moment, genders=["female"], areas=["jp_13"], age_from="age_30", age_below="age_40",
    )  # fmt: skip
    row.include.add(audience(account))
    html = admin.get(at("narrowcasts:results", row.pk), headers={"accept-language": "ja"}).content.decode()
    for words in (
        "1,187",
        "20人未満",
        "31",
        "女性",
        "30歳以上40歳未満",
        "東京都",
        "だれなのかは公開されません",
    ):
        assert words in html, words
    html = admin.get(at("narrowcasts:copy", row.pk)).content.decode()
    assert "New in" in html
    box = re.search(r'<input type="checkbox" name="include"[^>]*>', html)
    assert box is not None and "checked" in box[0]


def test_test_send_goes_to_registered_testers_of_the_account(admin: Client, account: Account) -> None:
    tester, other = make_friend(account, "Tester"), make_friend(account, "Zaphod")
    type(tester).objects.filter(pk=tester.pk).update(is_tester=True)
    row = drawn(account)
    html = admin.get(at("narrowcasts:trial", row.pk)).content.decode()
    assert "Tester" in html and "Zaphod" not in html
    html = admin.post(
        at("narrowcasts:trial", row.pk), {"tester": [tester.pk, other.pk]}, follow=True
    ).content.decode()
    assert "The test went to 1 tester." in html
    [dispatch] = Dispatch.objects.all()
    assert (dispatch.sole_follower_id, dispatch.is_test) == (tester.pk, True)

"""Friends: the list, the profile, its history, and what an editor can do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import linesteps
from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.admin.friends.paging import Place
from linesteps.admin.friends.steps import label_of
from linesteps.admin.friends.timeline import KINDS, timeline
from linesteps.admin.friends.upcoming import upcoming
from linesteps.engine.enrol import enrol
from linesteps.engine.leave import leave
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.followers.attributes import set_attribute
from linesteps.followers.models import Activity, Attribute, Follower
from linesteps.followers.tags import add_tag
from linesteps.outbox.models import Dispatch
from linesteps.scenarios.models import Scenario
from linesteps.tracking.models import Click, TrackedLink
from tests.admin.builders import branch, make_account, make_friend, make_scenario, make_user, send, wait

pytestmark = pytest.mark.django_db


def act(client: Client, friend: Follower, name: str, **data: Any) -> Any:
    return client.post(reverse("linesteps_friends:act", args=[friend.pk, name]), data)


def visit(
    run: Enrolment, seq: int, step_id: str, kind: str, port: str = "next", **dispatch: Any
) -> StepVisit:
    now = clock.now()
    sent = None
    if dispatch:
        sent = Dispatch.objects.create(
            account=run.scenario.account,
            endpoint="push",
            recipients=[],
            messages="[]",
            due_at=now,
            created_at=now,
            **dispatch,
        )
    return StepVisit.objects.create(
        enrolment=run,
        version_id=run.version_id,
        follower=run.follower,
        scenario=run.scenario,
        seq=seq,
        step_id=step_id,
        kind=kind,
        port=port,
        arrived_at=now,
        left_at=now + timedelta(seconds=seq),
        dispatch=sent,
    )


def test_list_needs_as_many_queries_for_many_friends_as_for_one(admin: Client, account: Account) -> None:
    url = reverse("linesteps_friends:index")
    add_tag(make_friend(account), "vip", "hand")
    admin.get(url)
    with CaptureQueriesContext(connection) as few:
        admin.get(url)
    for number in range(8):
        add_tag(make_friend(account, f"F{number}"), f"tag{number}", "hand")
    with CaptureQueriesContext(connection) as many:
        assert admin.get(url).status_code == 200
    assert len(many) == len(few)


def test_list_is_searched_by_name_and_filtered(admin: Client, account: Account) -> None:
    url = reverse("linesteps_friends:index")
    hanako = make_friend(account, "Hanako")
    make_friend(account, "Taro", status="blocked")
    add_tag(hanako, "vip", "hand")
    tag = hanako.tags.get()

    def names(**query: Any) -> list[str]:
        return [friend.display_name for friend in admin.get(url, query).context["object_list"]]

    assert names(q="hana") == ["Hanako"]
    assert names(status="blocked") == ["Taro"]
    assert names(tags=tag.pk) == ["Hanako"]
    assert sorted(names(account=account.pk)) == ["Hanako", "Taro"]
    assert names(account=make_account(name="Other").pk) == []


def test_history_tells_everything_newest_first(account: Account) -> None:
    friend = make_friend(account)
    hello = send("Hello https://example.com/a", name="Hello")
    fork = branch([send("A")])
    scenario = make_scenario(account, hello, fork, publish=True)
    with clock.frozen(clock.now()) as now:
        Activity.of(friend, "followed", now.at, is_first=True).save()
        now.move_by(minutes=1)
        run = enrol(scenario, friend, cause="by_hand")
        assert run is not None
        now.move_by(minutes=1)
        visit(run, 1, hello["id"], "send", status="accepted")
        visit(run, 2, fork["id"], "branch", port="path1")
        visit(run, 3, hello["id"], "send", status="rejected", reason="bad")
        visit(run, 4, "gone", "wait")
        now.move_by(minutes=1)
        link = TrackedLink.objects.filter(scenario=scenario).first()
        Click.objects.create(link=link, follower=friend, at=now.at, is_counted=True)
        Click.objects.create(link=link, follower=friend, at=now.at, is_counted=False)
        now.move_by(minutes=1)
        leave(run, Enrolment.LeftReason.REMOVED)
    found = timeline(friend)
    assert [entry.text for entry in found.entries] == [
        "Left “Welcome”",
        "Tapped a link",
        "Message “Hello”",
        "Took the path “Path 1”",
        "Message “Hello”",
        "Started “Welcome”",
        "Added the account as a friend",
    ]
    assert [entry.status for entry in found.entries if entry.icon == "mail"] == [
        "Refused by LINE: LINE answered: bad",
        "Sent",
    ]
    assert found.older is None


def test_history_needs_as_many_queries_however_long_it_is(account: Account) -> None:
    friend = make_friend(account)

    def fill(count: int) -> None:
        hello = send("Hello")
        for number in range(count):
            scenario = make_scenario(account, hello, name=f"S{number}", publish=True)
            run = enrol(scenario, friend, cause="by_hand")
            assert run is not None
            visit(run, 1, hello["id"], "send", status="accepted")
            Activity.of(friend, "message_received", clock.now(), text="hi").save()

    fill(1)
    with CaptureQueriesContext(connection) as few:
        timeline(friend)
        upcoming(friend)
    fill(5)
    with CaptureQueriesContext(connection) as many:
        timeline(friend)
        upcoming(friend)
    assert len(many) == len(few) <= 11


def test_history_goes_back_page_by_page_without_loss(account: Account) -> None:
    friend = make_friend(account)
    start = clock.now()
    for number in range(25):
        Activity.of(friend, "message_received", start + timedelta(minutes=number), text=str(number)).save()
    seen, before = [], None
    while True:
        page = timeline(friend, before=before, limit=10)
        seen += [entry.detail for entry in page.entries]
        if page.older is None:
            break
        before = page.older
    assert seen == [str(number) for number in reversed(range(25))]


def test_page_may_end_in_the_midst_of_one_moment(account: Account) -> None:
    friend, at = make_friend(account), clock.now()
    for number in range(60):
        Activity.of(friend, "tag_added", at, tag=str(number)).save()
    Activity.of(friend, "followed", at - timedelta(days=1)).save()
    seen: list[str] = []
    place: Place | None = None
    while True:
        page = timeline(friend, before=place, limit=7)
        seen += [entry.text for entry in page.entries]
        if page.older is None:
            break
        # As it goes through an address.
        place = Place.read(str(page.older))
    assert len(seen) == len(set(seen)) == 61
    assert [Place.read(text) for text in ("", "x", "2026-01-01", "2026-01-01T00:00:00+00:00~x")] == [None] * 4


def test_history_can_be_narrowed_to_one_kind(admin: Client, account: Account) -> None:
    friend = make_friend(account)
    linesteps.track(friend, "purchase", {"total": 1200, "items": ["wine", "cheese"], "gift": True})
    add_tag(friend, "VIP", "import")
    Activity.of(friend, "message_received", clock.now(), type="sticker").save()
    Activity.of(friend, "followed", clock.now(), is_first=True).save()
    Activity.of(friend, "message_seen", clock.now(), step="first").save()
    linesteps.facts_changed(friend)
    scenario = make_scenario(account, send("Hello"), publish=True)
    enrol(scenario, friend, cause="by_hand")

    def told(only: str = "") -> set[tuple[str, str]]:
        return {(one.text, one.detail) for one in timeline(friend, only=only).entries}

    event = ("“purchase” happened", "gift: Yes, items: wine / cheese, total: 1200")
    assert told("events") == {event}
    assert told("facts") == {("Got the tag “VIP”", "Import")}
    assert told("messages") == {("Sent a sticker", "")}
    assert told("friend") == {("Added the account as a friend", "")}
    assert told("scenarios") == {("Started “Welcome”", "Because of: by hand")}
    assert told("taps") == {("The phone showed a message", "Tracked image")}
    assert told() == set().union(*(told(only) for only in KINDS))
    url = reverse("linesteps_friends:inspect", args=[friend.pk])
    page = admin.get(url, {"only": "scenarios"}).content.decode()
    assert reverse("linesteps_scenarios:edit", args=[scenario.pk]) in page and "purchase" not in page
    assert 'href="?only=events#ls-history"' in page
    assert admin.get(url, {"only": "nothing", "before": "x~y"}).status_code == 200


def test_next_thing_is_the_message_after_the_wait(account: Account) -> None:
    friend = make_friend(account)
    pause = wait(3)
    scenario = make_scenario(account, pause, send("x", name="Voices"), publish=True)
    run = enrol(scenario, friend, cause="by_hand")
    assert run is not None
    [following] = upcoming(friend)
    assert following.text == "Message “Voices”"
    Scenario.objects.update(state="paused")
    assert upcoming(friend)[0].note == "The scenario is paused."


def test_profile_shows_attributes_with_their_source(admin: Client, account: Account) -> None:
    friend = make_friend(account)
    Attribute.objects.create(
        account=account, key="gender", name="Gender", type="choice", choices=["female", "male"]
    )
    set_attribute(friend, "gender", "female", "survey")
    html = admin.get(reverse("linesteps_friends:inspect", args=[friend.pk])).content.decode()
    assert "Gender" in html and "female" in html and "Survey" in html


def test_profile_texts_are_escaped(admin: Client, account: Account) -> None:
    friend = make_friend(account, "<script>alert(1)</script>")
    Activity.of(friend, "message_received", clock.now(), text="<img src=x onerror=alert(1)>").save()
    add_tag(friend, '"><script>', "hand")
    for url in (reverse("linesteps_friends:inspect", args=[friend.pk]), reverse("linesteps_friends:index")):
        html = admin.get(url).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert '"><script>' not in html


def test_editor_adds_to_a_scenario_and_takes_out(admin: Client, account: Account) -> None:
    friend = make_friend(account)
    scenario = make_scenario(account, wait(3), publish=True)
    act(admin, friend, "start", scenario=scenario.pk)
    run = Enrolment.objects.get()
    assert (run.scenario, run.cause) == (scenario, "by_hand")
    act(admin, friend, "leave", enrolment=run.pk)
    run.refresh_from_db()
    assert (run.status, run.left_reason) == ("left", "removed")


def test_scenario_of_another_account_or_a_paused_one_is_not_offered(admin: Client, account: Account) -> None:
    friend = make_friend(account)
    foreign = make_scenario(make_account(), wait(3), publish=True)
    paused = make_scenario(account, wait(3), publish=True)
    Scenario.objects.filter(pk=paused.pk).update(state="paused")
    for scenario in (foreign, paused):
        act(admin, friend, "start", scenario=scenario.pk)
    assert not Enrolment.objects.exists()


def test_run_of_another_friend_cannot_be_ended_here(admin: Client, account: Account) -> None:
    scenario = make_scenario(account, wait(3), publish=True)
    other = make_friend(account, "Other")
    run = enrol(scenario, other, cause="by_hand")
    assert run is not None
    assert act(admin, make_friend(account), "leave", enrolment=run.pk).status_code == 404
    assert Enrolment.objects.live().exists()


def test_editor_sets_tags_and_attributes(admin: Client, account: Account) -> None:
    friend = make_friend(account)
    age = Attribute.objects.create(account=account, key="age", name="Age", type="number")
    act(admin, friend, "tag", tag="vip")
    assert [tag.name for tag in friend.tags.all()] == ["vip"]
    act(admin, friend, "untag", tag="vip")
    assert not friend.tags.exists()
    response = act(admin, friend, "attribute", attribute=age.pk, value="many")
    assert "Write one such as 1200" in admin.get(response.headers["Location"]).content.decode()
    act(admin, friend, "attribute", attribute=age.pk, value="41")
    assert friend.attribute_values.get().value == "41"


def test_goal_and_unnamed_message_with_a_link_are_told_in_words(admin: Client, account: Account) -> None:
    friend = make_friend(account)
    Activity.of(friend, "goal_reached", clock.now(), name="Bought", source="scenario").save()
    html = admin.get(reverse("linesteps_friends:inspect", args=[friend.pk])).content.decode()
    assert "Reached the goal “Bought”" in html and "Step of a scenario" in html
    message = {"type": "text", "text": "Look: {{ link.0 }} {{ display_name|you }}"}
    assert "{" not in label_of({"messages": [message]}) and "Look:" in label_of({"messages": [message]})


def test_values_are_written_and_shown_as_people_do(admin: Client, account: Account) -> None:
    friend = make_friend(account)
    for key, kind, value in (("news", "yes_no", "はい"), ("born_on", "date", "2000/2/3")):
        attribute = Attribute.objects.create(account=account, key=key, name=key, type=kind)
        act(admin, friend, "attribute", attribute=attribute.pk, value=value)
    assert set(friend.attribute_values.values_list("value", flat=True)) == {"true", "2000-02-03"}
    html = admin.get(reverse("linesteps_friends:inspect", args=[friend.pk])).content.decode()
    assert "news was set to “Yes”" in html and "born_on was set to “Feb. 3, 2000”" in html
    assert "<dd>Yes<br>" in html and "<dd>Feb. 3, 2000<br>" in html


@pytest.mark.parametrize("name", ["start", "leave", "tag", "untag", "attribute"])
def test_viewer_sees_but_changes_nothing(name: str, account: Account) -> None:
    friend = make_friend(account)
    scenario = make_scenario(account, wait(3), publish=True)
    run = enrol(scenario, friend, cause="by_hand")
    assert run is not None
    add_tag(friend, "vip", "hand")
    client = Client()
    client.force_login(make_user("view_follower"))
    html = client.get(reverse("linesteps_friends:inspect", args=[friend.pk])).content.decode()
    assert "Hanako" in html and '<form method="POST" action="/admin/linesteps/friends' not in html
    data = {"scenario": scenario.pk, "enrolment": run.pk, "tag": "vip"}
    response = act(client, friend, name, **data)
    assert response.headers.get("Location") == reverse("wagtailadmin_home")
    assert Enrolment.objects.live().count() == 1 and friend.tags.count() == 1


def test_stranger_to_the_permission_sees_nothing(account: Account) -> None:
    friend = make_friend(account)
    client = Client()
    client.force_login(make_user("change_scenario"))
    for url in (reverse("linesteps_friends:index"), reverse("linesteps_friends:inspect", args=[friend.pk])):
        assert client.get(url).headers.get("Location") == reverse("wagtailadmin_home")

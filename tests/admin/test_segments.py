"""Segments in the admin: form with its count, problems in place, people, uses, and changes that ask first."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.audiences.members import look
from linesteps.audiences.models import Segment, SegmentMember
from linesteps.audiences.segments import save_segment
from linesteps.followers.attributes import set_attribute
from linesteps.followers.models import Attribute
from linesteps.followers.tags import add_tag
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import branch, condition, path, send, tagged, trigger
from tests.admin.builders import make_account, make_friend, make_user

pytestmark = pytest.mark.django_db


def fields(account: Account, *conditions: tuple[str, dict[str, str]], **more: str) -> dict[str, str]:
    """What the form posts."""
    found = {
        "account": str(account.pk),
        "name": "Regulars",
        "description": "",
        "match": "all",
        "conditions-count": str(len(conditions)),
        **more,
    }
    for number, (kind, values) in enumerate(conditions):
        found |= {
            f"conditions-{number}-deleted": "",
            f"conditions-{number}-order": str(number),
            f"conditions-{number}-type": kind,
            f"conditions-{number}-id": "",
            **{f"conditions-{number}-value-{name}": value for name, value in values.items()},
        }
    return found


def saved(account: Account, *conditions: Any, name: str = "Regulars") -> Segment:
    segment = Segment(account=account, name=name, conditions=list(conditions or [tagged("VIP")]))
    save_segment(segment)
    return segment


def url(name: str, *args: Any) -> str:
    return reverse(f"linesteps_segments:{name}", args=args)


def scenario_with(
    account: Account, steps: list[Any], triggers: list[Any], *, publish: bool = True
) -> Scenario:
    scenario: Any = Scenario(account=account, name="Course", live=False)
    scenario.steps, scenario.triggers = steps, triggers
    scenario.save()
    if publish:
        scenario.save_revision().publish()
    return Scenario.objects.get(pk=scenario.pk)


def asks(segment: Segment) -> list[Any]:
    asked = condition("in_segment", segment=str(segment.pk), is_absent=False)
    return [branch(path([asked], [send("Yes")]), otherwise=[send("No")])]


def test_form_saves_a_segment_and_counts_it(admin: Client, account: Account) -> None:
    for name in ("Hanako", "Taro"):
        add_tag(make_friend(account, name), "VIP", "hand")
    make_friend(account, "Jiro")
    answer = admin.post(url("add"), fields(account, ("tag", {"tag": "VIP"})), follow=True)
    assert answer.status_code == 200
    segment = Segment.objects.get()
    assert segment.compiled == {
        "match": "all",
        "conditions": [{"kind": "tag", "config": {"tag": "VIP", "is_absent": False}}],
    }
    assert (segment.matching, segment.not_matching, segment.unknown) == (2, 1, 0)
    html = admin.get(url("index")).content.decode()
    assert "Regulars" in html


def test_problems_stand_at_their_condition_and_nothing_is_saved(admin: Client, account: Account) -> None:
    html = admin.post(
        url("add"), fields(account, ("tag", {"tag": "VIP"}), ("tag", {"tag": ""}))
    ).content.decode()
    assert "Say which tag is meant." in html
    html = admin.post(url("add"), fields(account)).content.decode()
    assert "Choose at least one condition." in html
    about_run = ("replied", {"since": "start", "days": ""})
    assert (
        "in a segment nobody is in one" in admin.post(url("add"), fields(account, about_run)).content.decode()
    )
    assert not Segment.objects.exists()


def test_name_that_is_taken_is_refused_in_words(admin: Client, account: Account) -> None:
    saved(account)
    answer = admin.post(url("add"), fields(account, ("tag", {"tag": "VIP"})))
    assert answer.status_code == 200 and Segment.objects.count() == 1


def test_form_says_that_a_change_holds_at_once(admin: Client, account: Account) -> None:
    html = admin.get(url("edit", saved(account).pk)).content.decode()
    assert "a change here holds at once" in html
    # Nobody listens: there is nothing to ask.
    assert "newcomers" not in html


def test_live_count_of_the_form_says_all_three_numbers_or_nothing(admin: Client, account: Account) -> None:
    Attribute.objects.create(account=account, key="rank", name="Rank")
    for number in range(3):
        friend = make_friend(account, f"Friend {number}")
        if number:
            set_attribute(friend, "rank", "gold" if number == 1 else "silver", "hand")
    rank = {"attribute": "rank", "comparison": "is", "value": "gold"}
    post = admin.post(url("count_form"), fields(account, ("attribute", rank)))
    assert json.loads(post.content) == {"text": "1 person matches now (1 not, 1 not known)"}
    days = {"comparison": "at_least", "days": "0"}
    post = admin.post(url("count_form"), fields(account, ("friend_days", days)))
    assert json.loads(post.content) == {"text": "3 people match now (0 not)"}, "Numbers are posted as text."
    for half in ({**rank, "value": ""}, {**rank, "attribute": ""}):
        assert json.loads(admin.post(url("count_form"), fields(account, ("attribute", half))).content) == {
            "text": ""
        }
    assert json.loads(admin.post(url("count_form"), {}).content) == {"text": ""}
    japanese = admin.post(
        url("count_form"), fields(account, ("attribute", rank)), headers={"accept-language": "ja"}
    )
    assert json.loads(japanese.content)["text"].startswith("いま1人")


def test_live_count_of_the_builder_answers_for_each_path(admin: Client, account: Account) -> None:
    add_tag(make_friend(account), "VIP", "hand")
    sets = [
        {"conditions": [tagged("VIP")], "match": "all"},
        {"conditions": [tagged("")], "match": "all"},
        {"conditions": [condition("clicked_link", step="gone", link=None)], "match": "any"},
        {"conditions": [condition("replied", since="start", days=None)], "match": "any"},
        {"conditions": None, "match": 5},
    ]
    body = json.dumps({"account": str(account.pk), "sets": sets})
    answer = admin.post(reverse("linesteps_scenarios:count"), body, content_type="application/json")
    texts = json.loads(answer.content)["texts"]
    assert texts[0] == "1 person matches now (0 not)"
    assert texts[1] == texts[2] == texts[4] == ""
    assert "shows only when people come here" in texts[3]


def test_live_count_of_start_conditions_and_of_conditions_to_leave(admin: Client, account: Account) -> None:
    """As their form fields stand; what is not finished, or lets everybody in, has no number."""
    add_tag(make_friend(account), "VIP", "hand")
    make_friend(account, "Other")

    def stream(name: str, *parts: tuple[str, dict[str, Any]]) -> dict[str, str]:
        posted = {f"{name}-count": str(len(parts))}
        for number, (kind, values) in enumerate(parts):
            place = f"{name}-{number}"
            posted |= {f"{place}-type": kind, f"{place}-order": str(number), f"{place}-deleted": ""}
            posted |= {f"{place}-value-{field}": str(value) for field, value in values.items()}
        return posted

    def who(*tags: str) -> dict[str, str]:
        return stream("who-conditions", *(("tag", {"tag": one}) for one in tags)) | {"who-match": "all"}

    only_for = stream("conditions", ("tag", {"tag": "VIP", "is_absent": "on"})) | {"match": "any"}
    posted = {
        "account": str(account.pk),
        **stream(
            "triggers",
            ("friend_added", {"when": "any", **who("VIP")}),
            ("friend_added", {"when": "any", **who()}),
            ("tag_added", {"tag": "x", **who("")}),
            ("only_for", only_for),
        ),
        **stream("exit_rules", ("tag", {"tag": "VIP"})),
        "exit_match": "any",
    }
    address = reverse("linesteps_scenarios:count_fields")
    found = json.loads(admin.post(address, posted, headers={"accept-language": "en"}).content)
    assert [one["text"] for one in found["triggers"]] == ["1 person matches now (1 not)"] * 2
    assert "with the tag “VIP”" in found["triggers"][0]["label"]
    assert found["exit_rules"] == [{"label": "", "text": "1 person matches now (1 not)"}]
    assert json.loads(admin.post(address, {}).content) == {"triggers": [], "exit_rules": []}


@pytest.mark.parametrize("body", ["", "x", "[]", "{}", '{"sets": 5}', '{"sets": [5]}', "[" * 9000])
def test_count_refuses_what_no_builder_asks(admin: Client, account: Account, body: str) -> None:
    answer = admin.post(reverse("linesteps_scenarios:count"), body, content_type="application/json")
    assert answer.status_code == 400


def test_counts_are_for_people_who_write_conditions_there(account: Account) -> None:
    for name, model in (
        ("linesteps_segments:count_form", "segment"),
        ("linesteps_scenarios:count", "scenario"),
        ("linesteps_scenarios:count_fields", "scenario"),
    ):
        for permission, expected in ((f"change_{model}", 200), (f"view_{model}", 302)):
            client = Client()
            client.force_login(make_user(permission))
            body = json.dumps({"sets": []})
            answer = client.post(reverse(name), body, content_type="application/json")
            assert answer.status_code == expected, (name, permission)


def test_people_are_shown_on_three_sides_with_what_is_not_known(admin: Client, account: Account) -> None:
    Attribute.objects.create(account=account, key="rank", name="Rank")
    gold, silver, nobody = (make_friend(account, name) for name in ("Gold", "Silver", "Nobody"))
    set_attribute(gold, "rank", "gold", "hand")
    set_attribute(silver, "rank", "silver", "hand")
    segment = saved(account, condition("attribute", attribute="rank", comparison="is", value="gold"))
    pages = {
        side: admin.get(url("people", segment.pk), {"side": side}).content.decode()
        for side in ("in", "out", "unknown")
    }
    profile = {one: reverse("linesteps_friends:inspect", args=[one.pk]) for one in (gold, silver, nobody)}
    for side, friend in (("in", gold), ("out", silver), ("unknown", nobody)):
        assert [one for one, link in profile.items() if link in pages[side]] == [friend]
    assert "Rank is not known" in pages["unknown"]
    assert admin.get(url("people", segment.pk), {"side": "x"}).status_code in {302, 403}


def test_people_come_in_pages(admin: Client, account: Account) -> None:
    for number in range(60):
        add_tag(make_friend(account, f"Friend {number:02d}"), "VIP", "hand")
    segment = saved(account)
    html = admin.get(url("people", segment.pk)).content.decode()
    assert html.count('href="/admin/linesteps/friends/') == 50 and "More friends" in html
    after = html.partition("after=")[2].partition('"')[0]
    html = admin.get(url("people", segment.pk), {"after": after}).content.decode()
    assert html.count('href="/admin/linesteps/friends/') == 10 and "More friends" not in html


def test_names_are_for_people_who_may_see_friends(account: Account) -> None:
    make_friend(account)
    segment = saved(account)
    client = Client()
    client.force_login(make_user("change_segment"))
    assert client.get(url("people", segment.pk)).status_code == 302
    assert "Who belongs to it now" not in client.get(url("edit", segment.pk)).content.decode()


def test_segment_in_use_says_where_and_stays(admin: Client, account: Account) -> None:
    segment = saved(account)
    scenario = scenario_with(account, asks(segment), [trigger("by_hand")])
    inner = condition("in_segment", segment=str(segment.pk), is_absent=False)
    saved(account, condition("group", match="any", conditions=[inner]), name="Outer")
    html = admin.get(url("edit", segment.pk)).content.decode()
    assert reverse("linesteps_scenarios:edit", args=[scenario.pk]) in html and "Outer" in html
    answer = admin.post(url("delete", segment.pk), follow=True).content.decode()
    assert "is used in Course, Outer, so it stays" in answer
    assert Segment.objects.filter(pk=segment.pk).exists()


def test_segment_in_a_draft_only_is_in_use_too(admin: Client, account: Account) -> None:
    segment = saved(account)
    starts = [trigger("entered_segment", segment=str(segment.pk))]
    scenario_with(account, [send("Hi")], starts, publish=False)
    assert "Scenario, in the draft only" in admin.get(url("edit", segment.pk)).content.decode()
    unused = saved(account, name="Unused")
    admin.post(url("delete", unused.pk))
    assert list(Segment.objects.all()) == [segment]


def test_change_that_starts_many_asks_first(admin: Client, account: Account) -> None:
    for number in range(4):
        friend = make_friend(account, f"Friend {number}")
        add_tag(friend, "VIP" if number < 1 else "staff", "hand")
    segment = saved(account)
    scenario_with(account, [send("Hi")], [trigger("entered_segment", segment=str(segment.pk))])
    while look():
        pass
    assert SegmentMember.objects.count() == 1
    data = fields(account, ("tag", {"tag": "staff"}))
    html = admin.post(url("edit", segment.pk), data).content.decode()
    assert "This change concerns 4 people: 3 would belong to it now, and 1 no longer." in html
    segment.refresh_from_db()
    assert segment.conditions[0]["value"]["tag"] == "VIP"
    # Without any effect on people nothing is asked.
    assert admin.post(url("edit", segment.pk), fields(account, ("tag", {"tag": "VIP"}))).status_code == 302
    assert admin.post(url("edit", segment.pk), {**data, "newcomers": "start"}).status_code == 302
    segment.refresh_from_db()
    assert segment.conditions[0]["value"]["tag"] == "staff"
    assert (segment.is_quiet, segment.look_at <= clock.now()) == (False, True)
    assert (
        admin.post(url("edit", segment.pk), {**data, "newcomers": "quiet", "match": "any"}).status_code == 302
    )
    segment.refresh_from_db()
    assert segment.is_quiet


def test_publishing_names_a_segment_of_another_account(account: Account) -> None:
    from linesteps.scenarios.compiler import problems

    segment = saved(make_account(name="Other"))
    scenario = scenario_with(account, asks(segment), [trigger("by_hand")], publish=False)
    assert "belongs to another account" in " ".join(str(one.problem.message) for one in problems(scenario))

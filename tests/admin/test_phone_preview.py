"""The addresses behind the phone beside the form: the conversation, and tests of single steps."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from linesteps.accounts.models import Account
from linesteps.followers.models import Attribute, Follower, FollowerAttribute
from linesteps.outbox.models import Dispatch
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import branch, path, send, tagged, trigger, wait
from linesteps.testsend.limits import PER_EDITOR
from linesteps.testsend.models import SentTest
from tests.admin.builders import make_account, make_friend, make_scenario, make_user

pytestmark = pytest.mark.django_db

HELLO = "11111111-1111-4111-8111-111111111111"
FORK = "21111111-1111-4111-8111-111111111111"
INSIDE = "31111111-1111-4111-8111-111111111111"


def url(name: str) -> str:
    return reverse(f"linesteps_preview:{name}")


def post(client: Client, name: str, /, **data: Any) -> Any:
    return client.post(url(name), json.dumps(data), content_type="application/json")


def sign_in(*permissions: str) -> Client:
    client = Client()
    client.force_login(make_user(*permissions))
    return client


@pytest.fixture
def scenario(account: Account) -> Scenario:
    made: Any = make_scenario(
        account, send("Hello {{ display_name|you }}", id=HELLO), wait(days=1), send("Bye")
    )
    made.triggers = [trigger()]
    made.save_revision()
    return made  # type: ignore[no-any-return]


# -- the conversation --


def texts(answer: Any) -> list[str]:
    return [one["text"] for item in answer.json()["items"] for one in item["messages"]]


@pytest.mark.parametrize("verb", ["view", "add", "change", "publish"])
def test_whoever_may_look_sees_the_conversation(scenario: Scenario, verb: str) -> None:
    answer = post(sign_in(f"{verb}_scenario"), "conversation", scenario=scenario.pk)
    assert texts(answer) == ["Hello Hanako", "Bye"] and answer.json()["person"] == "Hanako"


def test_people_without_any_right_to_scenarios_see_nothing(scenario: Scenario) -> None:
    answer = post(sign_in("view_follower"), "conversation", scenario=scenario.pk)
    assert answer.status_code == 302 and answer.url == reverse("wagtailadmin_home")
    assert post(Client(), "conversation", scenario=scenario.pk).status_code == 302


def test_draft_in_the_browser_is_shown_and_not_saved(admin: Client, scenario: Scenario) -> None:
    answer = post(admin, "conversation", scenario=scenario.pk, steps=[send("Something new")], triggers="")
    assert texts(answer) == ["Something new"]
    assert "Something new" not in str(Scenario.objects.get().get_latest_revision_as_object().steps)


def test_new_scenario_is_shown_before_it_is_saved(admin: Client, account: Account) -> None:
    answer = post(admin, "conversation", account=account.pk, scenario=None, steps=[send("Hi")])
    assert texts(answer) == ["Hi"] and answer.json()["account"] == account.name


def test_name_and_attributes_of_the_chosen_person_stand_in_it(admin: Client, account: Account) -> None:
    city = Attribute.objects.create(account=account, key="city", name="City", type="text")
    steps = [send("{{ display_name|you }} in {{ attribute.city|your town }}")]
    persona = {"name": "太郎", "attributes": {"city": "Kobe"}}
    assert texts(post(admin, "conversation", account=account.pk, steps=steps, persona=persona)) == [
        "太郎 in Kobe"
    ]
    friend = make_friend(account, "Tanaka Mika")
    FollowerAttribute.objects.create(
        follower=friend, attribute=city, value="Otaru", source="hand", set_at=friend.last_followed_at
    )
    real = {"follower": friend.pk}
    assert texts(post(admin, "conversation", account=account.pk, steps=steps, persona=real)) == [
        "Tanaka Mika in Otaru"
    ]


def test_values_are_shown_in_their_format_for_whoever_looks(admin: Client, account: Account) -> None:
    born = Attribute.objects.create(account=account, key="birthday", name="Birthday", type="date")
    steps = [send("{{ display_name:san|お客様 }}: {{ attribute.birthday:date|まもなく }}")]
    asked = {"account": account.pk, "steps": steps}
    friend = make_friend(account, "田中")
    assert texts(post(admin, "conversation", **asked, persona={"follower": friend.pk})) == [
        "田中さん: まもなく"
    ]
    FollowerAttribute.objects.create(
        follower=friend, attribute=born, value="1990-12-24", source="hand", set_at=friend.last_followed_at
    )
    assert texts(post(admin, "conversation", **asked, persona={"follower": friend.pk})) == [
        "田中さん: 12月24日"
    ]
    example = {"name": "", "attributes": {"birthday": "2000-03-05"}}
    assert texts(post(admin, "conversation", **asked, persona=example)) == ["お客様: 3月5日"]
    Account.objects.filter(pk=account.pk).update(language="en")
    assert texts(post(admin, "conversation", **asked, persona=example)) == ["お客様: 5 March"]


def test_real_friends_need_the_right_to_see_friends(scenario: Scenario) -> None:
    friend = make_friend(scenario.account, "Tanaka Mika")
    asked = {"scenario": scenario.pk, "persona": {"follower": friend.pk}}
    assert post(sign_in("view_scenario"), "conversation", **asked).status_code == 302
    allowed = sign_in("view_scenario", "view_follower")
    assert texts(post(allowed, "conversation", **asked))[0] == "Hello Tanaka Mika"


def test_way_can_be_chosen_and_leads_to_the_selected_step(admin: Client, account: Account) -> None:
    steps = [
        branch(
            path([tagged("vip")], [send("For VIPs")], label="VIP"),
            otherwise=[send("For all", id=INSIDE)],
            id=FORK,
        )
    ]
    asked = {"account": account.pk, "steps": steps}
    assert texts(post(admin, "conversation", **asked)) == ["For VIPs"]
    assert texts(post(admin, "conversation", **asked, ways={FORK: "else"})) == ["For all"]
    answer = post(admin, "conversation", **asked, ways={FORK: "path1"}, via=INSIDE)
    assert texts(answer) == ["For all"] and answer.json()["passed"] == [FORK, INSIDE]
    (item,) = [one for one in answer.json()["items"] if one["kind"] == "branch"]
    assert item["port"] == "else"


@pytest.mark.parametrize(
    "data",
    [
        {"ways": [1]},
        {"ways": "x"},
        {"via": 5},
        {"steps": {"a": 1}},
        {"persona": "me"},
        {"persona": {"follower": "x"}},
        {"scenario": "1 OR 1=1"},
    ],
)
def test_nonsense_is_refused_with_a_reason(admin: Client, scenario: Scenario, data: dict[str, Any]) -> None:
    answer = post(admin, "conversation", **{"scenario": scenario.pk, **data})
    assert answer.status_code == 400 and answer.json()["error"]


@pytest.mark.parametrize(
    "data", [{"ways": {FORK: 7}}, {"via": "nowhere"}, {"steps": []}, {"steps": [send("")]}]
)
def test_odd_wishes_and_unfinished_drafts_are_answered(
    admin: Client, scenario: Scenario, data: dict[str, Any]
) -> None:
    assert post(admin, "conversation", **{"scenario": scenario.pk, **data}).status_code == 200


def test_conversation_takes_as_many_queries_for_many_steps(
    admin: Client, account: Account, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    # Session, user, account, attributes (twice), what the messages refer to.
    for count in (2, 60):
        steps = [one for _number in range(count) for one in (send("Hi"), wait(days=1))]
        with django_assert_max_num_queries(8):
            assert post(admin, "conversation", account=account.pk, steps=steps).status_code == 200


def test_page_of_a_scenario_loads_the_phone(admin: Client, scenario: Scenario) -> None:
    edit = admin.get(reverse("linesteps_scenarios:edit", args=[scenario.pk])).content.decode()
    assert "linesteps/phone-tab.js" in edit and '"mayTest": true' in edit


# -- tests of single steps --


def a_tester(account: Account, name: str = "花子", **fields: Any) -> Follower:
    return make_friend(account, name, is_tester=True, **fields)


def asked(saved: Scenario, /, *people: Follower, **more: Any) -> dict[str, Any]:
    return {
        "scenario": saved.pk,
        "steps": [send("Draft for {{ display_name|you }}", id=HELLO)],
        "triggers": "",
        "step": HELLO,
        "testers": [one.pk for one in people],
        **more,
    }


@pytest.mark.fault("A-03")
@pytest.mark.parametrize(
    "permissions", [("change_scenario",), ("publish_scenario", "add_scenario"), ("view_scenario",)]
)
def test_editor_without_the_right_to_test_is_refused(
    scenario: Scenario, permissions: tuple[str, ...]
) -> None:
    client = sign_in(*permissions)
    answer = post(client, "send_test", **asked(scenario, a_tester(scenario.account)))
    assert answer.status_code == 403 and "may not send tests" in answer.json()["error"]
    assert client.get(url("testers")).status_code == client.get(url("test_status")).status_code == 403
    assert not Dispatch.objects.exists()
    edit = client.get(reverse("linesteps_scenarios:edit", args=[scenario.pk]))
    assert edit.status_code != 200 or '"mayTest": false' in edit.content.decode()


@pytest.mark.fault("A-03")
def test_hundred_tests_are_too_many(scenario: Scenario) -> None:
    client = sign_in("view_scenario", "test_send")
    friend = a_tester(scenario.account)
    answers = [
        post(client, "send_test", **asked(scenario, friend)).status_code for _number in range(PER_EDITOR + 3)
    ]
    assert answers == [200] * PER_EDITOR + [429] * 3
    assert SentTest.objects.count() == Dispatch.objects.count() == PER_EDITOR
    refused = post(client, "send_test", **asked(scenario, friend)).json()
    assert "60 minutes" in refused["error"]


def test_right_to_test_alone_shows_no_scenario(scenario: Scenario) -> None:
    answer = post(sign_in("test_send"), "send_test", **asked(scenario, a_tester(scenario.account)))
    assert answer.status_code == 302 and not Dispatch.objects.exists()


def test_draft_of_one_step_is_sent_to_the_chosen_testers(scenario: Scenario) -> None:
    client = sign_in("change_scenario", "test_send")
    one, gone = a_tester(scenario.account), a_tester(scenario.account, "太郎", status=Follower.Status.BLOCKED)
    listed = client.get(url("testers"), {"account": scenario.account_id}).json()
    assert [(row["name"], row["is_friend"]) for row in listed["testers"]] == [("太郎", False), ("花子", True)]
    assert listed["left"] == PER_EDITOR
    answer = post(client, "send_test", **asked(scenario, one, gone)).json()
    assert answer["blocked"] == ["太郎"] and answer["left"] == PER_EDITOR - 1
    (sent,) = answer["sent"]
    assert (sent["name"], sent["state"]) == ("花子", "waiting")
    assert json.loads(Dispatch.objects.get().messages) == [{"type": "text", "text": "Draft for 花子"}]
    Dispatch.objects.update(status=Dispatch.Status.REJECTED, reason="400: no")
    (later,) = client.get(url("test_status"), {"ids": sent["id"]}).json()["sent"]
    assert (later["state"], later["reason"]) == ("refused", "400: no")


def test_nobody_sees_how_the_tests_of_others_went(scenario: Scenario) -> None:
    mine, other = sign_in("change_scenario", "test_send"), sign_in("change_scenario", "test_send")
    (sent,) = post(mine, "send_test", **asked(scenario, a_tester(scenario.account))).json()["sent"]
    assert other.get(url("test_status"), {"ids": sent["id"]}).json() == {"sent": []}


def test_new_scenario_must_be_saved_before_a_test(admin: Client, scenario: Scenario) -> None:
    wish = asked(scenario, a_tester(scenario.account), scenario=None, account=scenario.account_id)
    answer = post(admin, "send_test", **wish)
    assert answer.status_code == 400 and "Save the draft first" in answer.json()["error"]


@pytest.mark.parametrize("data", [{"testers": "all"}, {"testers": ["x"]}, {"step": 5}, {"testers": [1] * 51}])
def test_odd_wishes_for_tests_are_refused(admin: Client, scenario: Scenario, data: dict[str, Any]) -> None:
    assert post(admin, "send_test", **asked(scenario, **data)).status_code == 400
    assert admin.get(url("test_status"), {"ids": "1,x"}).status_code == 400


def test_testers_of_other_accounts_get_nothing(admin: Client, scenario: Scenario) -> None:
    stranger = a_tester(make_account(), "Elsewhere")
    assert post(admin, "send_test", **asked(scenario, stranger)).status_code == 400
    listed = admin.get(url("testers"), {"account": scenario.account_id}).json()
    assert listed["testers"] == []


# -- registering --


def test_tester_is_registered_on_the_profile_and_logged(admin: Client, account: Account) -> None:
    friend = make_friend(account, "花子")
    profile = reverse("linesteps_friends:inspect", args=[friend.pk])
    assert "Register as a tester" in admin.get(profile).content.decode()
    admin.post(reverse("linesteps_friends:act", args=[friend.pk, "tester"]))
    friend.refresh_from_db()
    assert friend.is_tester and "Take off the testers" in admin.get(profile).content.decode()
    admin.post(reverse("linesteps_friends:act", args=[friend.pk, "tester"]))
    admin.post(reverse("linesteps_friends:act", args=[friend.pk, "no-tester"]))
    friend.refresh_from_db()
    assert not friend.is_tester
    actions = ModelLogEntry.objects.filter(object_id=str(friend.pk)).order_by("timestamp")
    assert [one.action for one in actions] == ["linesteps.register_tester", "linesteps.unregister_tester"]


def test_only_people_who_may_change_friends_register_testers(account: Account) -> None:
    friend = make_friend(account)
    address = reverse("linesteps_friends:act", args=[friend.pk, "tester"])
    assert sign_in("view_follower", "test_send").post(address).status_code == 302
    friend.refresh_from_db()
    assert not friend.is_tester
    assert (
        "Register as a tester"
        not in sign_in("view_follower")
        .get(reverse("linesteps_friends:inspect", args=[friend.pk]))
        .content.decode()
    )


def test_testers_are_found_in_the_list(admin: Client, account: Account) -> None:
    a_tester(account, "Tester"), make_friend(account, "Friend")
    answer = admin.get(reverse("linesteps_friends:index"), {"is_tester": "true"})
    assert [one.display_name for one in answer.context["object_list"]] == ["Tester"]


def test_right_to_test_can_be_given_to_groups(admin: Client) -> None:
    answer = admin.get(reverse("wagtailusers_groups:add")).content.decode()
    assert "Can send tests to registered testers" in answer

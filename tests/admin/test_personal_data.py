"""Downloading and erasing a friend's data in the admin."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from linesteps.accounts.models import Account
from linesteps.engine.enrol import enrol
from linesteps.engine.models import Enrolment
from linesteps.followers.models import Follower
from linesteps.privacy.models import Erasure
from tests.admin.builders import make_friend, make_scenario, make_user, send, wait

pytestmark = [pytest.mark.django_db, pytest.mark.any_database_once]


@pytest.fixture
def friend(account: Account) -> Follower:
    return make_friend(account, "蛯名花子")


def url(name: str, friend: Follower) -> str:
    return reverse(f"linesteps_friends:{name}", args=[friend.pk])


def test_all_data_comes_as_a_file_that_nobody_keeps_and_the_log_says_who_took_it(
    admin: Client, friend: Follower
) -> None:
    assert admin.get(url("personal_data", friend)).status_code == 405
    answer = admin.post(url("personal_data", friend))
    assert "no-store" in answer.headers["Cache-Control"]
    assert f'filename="friend-{friend.pk}-' in answer.headers["Content-Disposition"]
    assert json.loads(answer.content)["friend"]["display_name"] == "蛯名花子"
    entry = ModelLogEntry.objects.get(action="linesteps.export_personal_data")
    assert entry.user is not None and entry.object_id == str(friend.pk)


def test_erasing_says_what_goes_asks_once_and_leaves_no_name_in_the_log(
    admin: Client, account: Account, friend: Follower
) -> None:
    scenario = make_scenario(account, send("Hi"), wait(days=1), publish=True, name="Welcome course")
    enrol(scenario, friend, cause="by_hand")
    admin.post(url("personal_data", friend))
    page = admin.get(url("erase", friend)).content.decode()
    assert "蛯名花子" in page and "Welcome course" in page and "cannot be undone" in page
    assert not Erasure.objects.exists()
    answer = admin.post(url("erase", friend), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("linesteps_friends:index")
    assert "was erased" in answer.content.decode() and "蛯名花子" not in answer.content.decode()
    assert Enrolment.objects.get().left_reason == Enrolment.LeftReason.ERASED
    erasure = Erasure.objects.get()
    assert erasure.asked_by is not None and erasure.due_at is None
    ours = ModelLogEntry.objects.filter(object_id=str(friend.pk), action__startswith="linesteps.")
    assert set(ours.values_list("action", flat=True)) >= {
        "linesteps.export_personal_data",
        "linesteps.erase_personal_data",
    }
    assert not any("蛯名" in entry.label for entry in ModelLogEntry.objects.all())


def test_an_erased_person_is_in_no_list_and_can_do_nothing(admin: Client, friend: Follower) -> None:
    admin.post(url("erase", friend))
    assert "Erased person" not in admin.get(reverse("linesteps_friends:index")).content.decode()
    page = admin.get(url("inspect", friend)).content.decode()
    assert "Erased person" in page
    for word in ("Add a tag", "Register as a tester", "Download all data", "Erase…"):
        assert word not in page
    assert admin.post(reverse("linesteps_friends:act", args=[friend.pk, "tester"])).status_code == 404


def test_whoever_may_not_delete_friends_may_not_erase_them(friend: Follower) -> None:
    client = Client()
    client.force_login(make_user("change_follower", "view_follower"))
    assert "Erase…" not in client.get(url("inspect", friend)).content.decode()
    assert client.post(url("erase", friend)).status_code in {302, 403}
    assert Follower.objects.known().filter(pk=friend.pk).exists()
    assert client.post(url("personal_data", friend)).status_code == 200
    only_view = Client()
    only_view.force_login(make_user("view_follower"))
    assert only_view.post(url("personal_data", friend)).status_code in {302, 403}

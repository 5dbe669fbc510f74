"""Tags: folders, renaming, merging, and what uses them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from linesteps.accounts.models import Account
from linesteps.conditions.kind import Subject
from linesteps.conditions.kind import registry as condition_kinds
from linesteps.followers.models import Activity, FollowerTag, FormerTagName, Tag
from linesteps.followers.tags import add_tag, merge, named, remove_tag, rename
from tests.admin.builders import branch as branch_by_tag
from tests.admin.builders import make_account, make_friend, make_scenario
from tests.admin.builders import send as plain_send

pytestmark = pytest.mark.django_db


def carries(follower: Any, name: str) -> bool:
    kind = condition_kinds.get("tag")
    subject = Subject(follower_id=follower.pk, enrolment_id=1, entered_at=follower.last_followed_at)
    return follower.pk in kind.load({"tag": name, "is_absent": False}, [subject])


def test_renamed_tag_answers_to_its_old_name_everywhere(account: Account) -> None:
    friend = make_friend(account)
    add_tag(friend, "VIP", "hand")
    rename(Tag.objects.get(), "Gold")
    rename(Tag.objects.get(), "Platinum")
    for name in ("VIP", "Gold", "Platinum"):
        assert carries(friend, name)
        assert named(account.pk, name).name == "Platinum"
        assert not add_tag(friend, name, "hand")
    assert remove_tag(friend, "VIP", "hand")
    assert not carries(friend, "Platinum")
    rename(Tag.objects.get(), "VIP")
    assert set(FormerTagName.objects.values_list("name", flat=True)) == {"Gold", "Platinum"}
    assert Tag.objects.count() == 1


def test_name_that_another_tag_had_is_refused(account: Account) -> None:
    rename(named(account.pk, "VIP"), "Gold")
    other = named(account.pk, "Silver")
    with pytest.raises(ValidationError, match="Gold"):
        rename(other, "VIP")
    with pytest.raises(ValidationError, match="Merge"):
        rename(other, "Gold")


def test_tag_of_another_account_is_not_touched(account: Account) -> None:
    other = make_friend(make_account())
    add_tag(other, "VIP", "hand")
    rename(named(account.pk, "VIP"), "Gold")
    merge(named(account.pk, "Gold"), named(account.pk, "All"))
    assert set(Tag.objects.filter(account=other.account).values_list("name", flat=True)) == {"VIP"}
    with pytest.raises(ValueError):
        merge(named(account.pk, "All"), named(other.account_id, "VIP"))


def test_merged_tags_are_one_and_nothing_starts(account: Account) -> None:
    both, one, none = (make_friend(account, name) for name in "ABC")
    for friend in (both, one):
        add_tag(friend, "Wine", "import")
    add_tag(both, "Vine", "hand")
    before = Activity.objects.count()
    assert merge(named(account.pk, "Wine"), named(account.pk, "Vine")) == 1
    assert Activity.objects.count() == before
    assert [carries(friend, name) for friend in (both, one, none) for name in ("Wine", "Vine")] == [
        True, True, True, True, False, False
    ]  # fmt: skip
    assert FollowerTag.objects.get(follower=one).source == "import"
    assert named(account.pk, "Wine").name == "Vine"


def test_form_renames_moves_and_keeps_the_old_name(admin: Client, account: Account) -> None:
    row = named(account.pk, "VIP")
    url = reverse("linesteps_tags:edit", args=[row.pk])
    assert "former" not in admin.get(url).content.decode()
    admin.post(url, {"name": "Gold", "folder": " Rank   of members "})
    row.refresh_from_db()
    assert (row.name, row.folder) == ("Gold", "Rank of members")
    assert FormerTagName.objects.get().name == "VIP"
    response = admin.post(reverse("linesteps_tags:add"), {"account": account.pk, "name": "VIP", "folder": ""})
    assert "was the name of “Gold” before" in response.content.decode()
    assert Tag.objects.count() == 1


def test_lists_and_choosers_are_grouped_by_folder(admin: Client, account: Account) -> None:
    for folder, name in (("Rank", "Gold"), ("", "Anything"), ("Rank", "Silver"), ("Area", "Tokyo")):
        Tag.objects.create(account=account, name=name, folder=folder)
    html = admin.get(reverse("linesteps_tags:index")).content.decode()
    places = [html.index(name) for name in ("Tokyo", "Gold", "Silver")]
    assert places == sorted(places)
    found = admin.get(reverse("linesteps_tags:index"), {"folder": "Rank"}).content.decode()
    assert "Gold" in found and "Tokyo" not in found.split("</thead>")[1]
    friends = admin.get(reverse("linesteps_friends:index")).content.decode()
    assert '<optgroup label="Rank">' in friends


def test_deletion_and_merging_say_first_who_uses_the_tag(admin: Client, account: Account) -> None:
    add_tag(make_friend(account), "VIP", "hand")
    row = named(account.pk, "VIP")
    make_scenario(account, branch_by_tag([plain_send("A")], tag="VIP"), name="Draft with it")
    make_scenario(account, branch_by_tag([plain_send("A")], tag="VIP"), name="Live with it", publish=True)
    make_scenario(account, plain_send("A"), name="Without it", publish=True)
    rename(row, "Gold")
    for name in ("delete", "merge"):
        html = admin.get(reverse(f"linesteps_tags:{name}", args=[row.pk])).content.decode()
        assert "Draft with it" in html and "Live with it" in html and "Without it" not in html
        assert "1 friend carries it." in html
    into = named(account.pk, "Best")
    response = admin.post(reverse("linesteps_tags:merge", args=[row.pk]), {"into": into.pk}, follow=True)
    assert "is a part of “Best” now; 1 friend got the tag" in response.content.decode()
    assert not Tag.objects.filter(pk=row.pk).exists()

"""The screens of imports and exports of friends' data."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from linesteps.accounts.models import Account
from linesteps.followers.attributes import set_attribute
from linesteps.followers.models import Attribute, Follower
from linesteps.followers.ready_made import READY_MADE
from linesteps.followers.tags import add_tag
from linesteps.imports.models import FriendImport
from linesteps.imports.work import work
from linesteps.testing.build import trigger
from tests.admin.builders import make_friend, make_scenario, make_user

pytestmark = pytest.mark.django_db


def upload(client: Client, account: Account, text: str) -> str:
    """The address of the import's page."""
    file = SimpleUploadedFile("friends.csv", text.encode("cp932"))
    answer = client.post(reverse("linesteps_friends:import"), {"account": account.pk, "file": file})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def work_off() -> None:
    while work():
        pass


def test_editor_brings_a_file_in_step_by_step(admin: Client, account: Account) -> None:
    friend = make_friend(account)
    Attribute.objects.create(account=account, key="born", name="誕生日", type="date")
    scenario = make_scenario(account, name="Welcome VIPs")
    scenario.triggers = [trigger("tag_added", tag="常連")]
    scenario.save_revision().publish()
    url = upload(
        admin, account, f"ユーザーID,タグ,生年月日\n{friend.line_user_id},常連,1990/5/1\nU1,常連,x\n"
    )
    page = admin.get(url).content.decode()
    assert "2 lines were read." in page
    assert '<option value="line_user_id" selected>' in page and '<option value="tags" selected>' in page
    # Without anybody to find, or with nothing to write, it goes no further.
    page = admin.post(url, {"act": "columns", "column-1": "tags"}, follow=True).content.decode()
    assert "Say which column says who it is" in page
    chosen = {"act": "columns", "column-0": "line_user_id", "column-1": "tags", "column-2": "set:born"}
    page = admin.post(url, chosen, follow=True).content.decode()
    assert "Being looked through" in page and 'http-equiv="refresh"' in page
    work_off()
    page = admin.get(url).content.decode()
    assert "Write 1 line" in page and "“Welcome VIPs” would start for 1 friend at most" in page
    assert "This is no LINE user ID" in page and "1990" not in page.split("<table")[0]
    admin.post(url, {"act": "again"})
    assert '<option value="set:born" selected>' in admin.get(url).content.decode()
    admin.post(url, chosen)
    work_off()
    admin.post(url, {"act": "apply", "starts": "1"})
    work_off()
    page = admin.get(url).content.decode()
    assert ">Done<" in page and 'http-equiv="refresh"' not in page
    assert set(friend.tags.values_list("name", flat=True)) == {"常連"}
    assert FriendImport.objects.get().starts
    lines = b"".join(admin.get(f"{url}lines/").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert [row[0] for row in csv.reader(io.StringIO(lines))] == ["Line", "3", "3"]
    # A second press comes too late, and changes nothing.
    assert "gone on meanwhile" in admin.post(url, {"act": "apply"}, follow=True).content.decode()


def test_file_that_cannot_be_read_is_told_at_the_field(admin: Client, account: Account) -> None:
    file = SimpleUploadedFile("x.xlsx", b"PK\x03\x04\0\0\0")
    answer = admin.post(reverse("linesteps_friends:import"), {"account": account.pk, "file": file})
    assert "This is no text. Save the list as “CSV UTF-8”" in answer.content.decode()


@pytest.mark.parametrize("permissions", [(), ("view_follower",), ("change_tag", "change_attribute")])
def test_whoever_may_not_change_friends_neither_imports_nor_exports(
    account: Account, permissions: tuple[str, ...]
) -> None:
    make_friend(account, "Secret name")
    client = Client(raise_request_exception=False)
    client.force_login(make_user(*permissions))
    for name in ("import", "index"):
        answer = client.get(reverse(f"linesteps_friends:{name}"), {"export": "csv"})
        content = b"" if answer.streaming else answer.content
        assert answer.status_code in {302, 403} and b"Secret" not in content
    assert client.get(reverse("linesteps_friends:index")).content.decode().count("export=csv") == 0


@pytest.mark.fault("S-04")
def test_export_can_be_imported_again_and_runs_nothing(admin: Client, account: Account) -> None:
    friend, other = (
        make_friend(account, "=cmd()"),
        make_friend(account, "Other", status=Follower.Status.BLOCKED),
    )
    Attribute.objects.create(account=account, key="note", name="Note")
    add_tag(friend, "@VIP", "hand")
    add_tag(friend, "Wine", "hand")
    set_attribute(friend, "note", "+81 90", "hand")
    Follower.objects.update(last_seen_at=datetime(2026, 11, 27, 7, 31, 43, 617_000, tzinfo=UTC))
    url = reverse("linesteps_friends:index")
    answer: Any = admin.get(url, {"export": "csv", "status": "friend"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    [row] = list(csv.DictReader(io.StringIO(text)))
    assert row["LINE user ID"] == friend.line_user_id and other.line_user_id not in text
    assert (row["Name"], row["Tags"], row["Note"]) == ("'=cmd()", "'@VIP, Wine", "'+81 90")
    # As the screen shows it, not in UTC.
    assert row["Last active"] == "2026-11-27 16:31:43"
    friend.tags.clear()
    friend.attribute_values.all().delete()
    url = upload(admin, account, text)
    job = FriendImport.objects.get()
    admin.post(url, {"act": "columns", **{f"column-{n}": name for n, name in enumerate(job.columns)}})
    work_off()
    admin.post(url, {"act": "apply"})
    work_off()
    assert set(friend.tags.values_list("name", flat=True)) == {"@VIP", "Wine"}
    assert friend.attribute_values.get().value == "+81 90"


def test_export_costs_as_many_questions_for_many_friends_as_for_few(
    admin: Client, account: Account, django_assert_max_num_queries: Any
) -> None:
    Attribute.objects.create(account=account, key="note", name="Note")
    for number in range(30):
        friend = make_friend(account, f"Friend {number}")
        add_tag(friend, "VIP", "hand")
        set_attribute(friend, "note", str(number), "hand")
    with django_assert_max_num_queries(25):
        answer: Any = admin.get(reverse("linesteps_friends:index"), {"export": "csv"})
        assert len(b"".join(answer.streaming_content).splitlines()) == 31
    answer = admin.get(reverse("linesteps_friends:index"), {"export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))["Sheet1"]
    assert sheet.max_row == 31


def test_ready_made_attributes_are_made_with_one_press_in_the_accounts_language(
    admin: Client, account: Account
) -> None:
    Account.objects.filter(pk=account.pk).update(language="ja")
    url = reverse("linesteps_attributes:ready_made")
    for one in READY_MADE:
        assert f'value="{one.key}"' in admin.get(url).content.decode()
        for _ in range(2):
            admin.post(url, {"account": account.pk, "key": one.key})
    rows = {row.key: row for row in Attribute.objects.filter(account=account)}
    assert {key: row.name for key, row in rows.items()} == {
        "gender": "性別", "birthday": "誕生日", "prefecture": "都道府県"
    }  # fmt: skip
    assert len(rows["prefecture"].choices) == 47 and rows["birthday"].type == "date"
    assert admin.post(url, {"account": account.pk, "key": "shoe_size"}).status_code == 404
    assert "Make “" not in admin.get(url).content.decode()

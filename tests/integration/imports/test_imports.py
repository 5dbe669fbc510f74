"""Files with facts of friends: read, looked through, and written once."""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Sequence

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linesteps import clock, tick
from linesteps.accounts.models import Account
from linesteps.engine.models import Enrolment
from linesteps.failpoints import FailpointReached, arm
from linesteps.followers.models import Activity, Attribute, Follower, FollowerAttribute, FollowerTag, Tag
from linesteps.followers.tags import add_tag, named, rename
from linesteps.imports.models import FriendImport, ImportPart
from linesteps.imports.reading import read_file
from linesteps.imports.work import apply, cancel, look_through, problems_as_csv, work
from linesteps.privacy.erase import erase
from linesteps.pruning.prune import prune
from linesteps.running import settle_now
from linesteps.testing.build import send, tagged, trigger, wait_for
from tests.admin.builders import make_account, make_friend, make_scenario
from tests.faults.children import dies_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    found = make_account(language="en")
    for key, type_ in (("city", "text"), ("points", "number"), ("born", "date"), ("vip", "yes_no")):
        Attribute.objects.create(account=found, key=key, name=key.title(), type=type_)
    Attribute.objects.create(account=found, key="color", name="Color", type="choice", choices=["red", "blue"])
    return found


def read(account: Account, text: str | bytes, name: str = "friends.csv") -> FriendImport:
    content = text.encode() if isinstance(text, str) else text
    return read_file(account, SimpleUploadedFile(name, content))


def looked_through(account: Account, text: str | bytes, columns: Sequence[str] | None = None) -> FriendImport:
    job = read(account, text)
    assert look_through(job.pk, list(columns or job.columns))
    while work():
        pass
    job.refresh_from_db()
    assert job.state == "checked"
    return job


def written(account: Account, text: str | bytes, *, starts: bool = False) -> FriendImport:
    job = looked_through(account, text)
    assert apply(job.pk, starts=starts)
    while work():
        pass
    job.refresh_from_db()
    assert job.state == "done"
    return job


def told(job: FriendImport) -> list[tuple[int, str, str, str]]:
    rows = job.problems.order_by("line", "pk")
    return [(one.line, one.column, one.value, one.code) for one in rows]


def values_of(friend: Follower) -> dict[str, str]:
    return dict(friend.attribute_values.values_list("attribute__key", "value"))


def tags_of(friend: Follower) -> set[str]:
    return set(friend.tags.values_list("name", flat=True))


def test_tags_and_attributes_are_written_with_their_source(account: Account) -> None:
    friend = make_friend(account)
    add_tag(friend, "Old", "hand")
    text = (
        "LINE user ID,Name,Tags,Tags to remove,City,Points,Born,Vip,Color\n"
        f'{friend.line_user_id},x,"VIP、Wine, Beer",Old,Tokyo,"1,200",1990/5/1,はい,RED\n'
    )
    job = looked_through(account, text)
    assert (job.checked["good"], job.checked["bad"], job.checked["changed"]) == (1, 0, 1)
    assert (job.checked["tags_added"], job.checked["tags_removed"], job.checked["values_set"]) == (3, 1, 5)
    assert job.checked["new_tags"] == ["Beer", "VIP", "Wine"]
    assert tags_of(friend) == {"Old"} and values_of(friend) == {}
    assert apply(job.pk, starts=False)
    settle_now()
    assert tags_of(friend) == {"VIP", "Wine", "Beer"}
    assert values_of(friend) == {
        "city": "Tokyo", "points": "1200", "born": "1990-05-01", "vip": "true", "color": "red"
    }  # fmt: skip
    assert set(FollowerAttribute.objects.values_list("source", flat=True)) == {"import"}
    assert set(FollowerTag.objects.values_list("source", flat=True)) == {"import"}
    kinds = [one.kind for one in Activity.objects.exclude(data__source="hand")]
    assert sorted(set(kinds)) == ["attribute_set", "tag_added", "tag_removed"] and len(kinds) == 9


def test_every_bad_line_is_named_with_column_value_and_cure(account: Account) -> None:
    good, stranger = make_friend(account), make_friend(make_account())
    erased = make_friend(account)
    erase(erased.pk)
    lines = [
        f"{good.line_user_id},VIP,5,2026-01-01,red",
        f"{stranger.line_user_id},VIP,,,",
        "Uabc,VIP,,,",
        ",VIP,,,",
        f"{good.line_user_id},VIP,many,soon,purple",
        f"{good.line_user_id},{'x' * 61},,,",
        f"{good.line_user_id},VIP,,,,too much",
        "",
        f"U{'0' * 32},VIP,,,",
        f"{erased.line_user_id},VIP,,,",
    ]
    job = looked_through(account, "LINE user ID,Tags,Points,Born,Color\n" + "\n".join(lines))
    assert told(job) == [
        (3, "LINE user ID", stranger.line_user_id, "no_friend"),
        (4, "LINE user ID", "Uabc", "no_line_id"),
        (5, "LINE user ID", "", "no_key"),
        (6, "Points", "many", "number"),
        (6, "Born", "soon", "date"),
        (6, "Color", "purple", "choice"),
        (7, "Tags", "x" * 61, "tag_long"),
        (8, "", "too much", "cells"),
        (10, "LINE user ID", f"U{'0' * 32}", "no_friend"),
        (11, "LINE user ID", erased.line_user_id, "no_friend"),
    ]
    assert (job.checked["good"], job.checked["bad"]) == (1, 8)
    file = "".join(problems_as_csv(job, ["Line", "Column", "Value", "What to do"], str))
    rows = list(csv.reader(io.StringIO(file.removeprefix("\ufeff"))))
    assert len(rows) == 11
    assert rows[6] == ["6", "Color", "purple", "This is none of the choices. Write one of: red, blue."]
    before = Follower.objects.count()
    assert apply(job.pk, starts=False)
    settle_now()
    assert Follower.objects.count() == before
    assert tags_of(good) == {"VIP"} and values_of(good)["points"] == "5"


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ","), ("cp932", ","), ("utf-16", "\t"), ("utf-8", ";"), ("cp932", "\t")],
)
def test_files_of_spreadsheet_programs_are_read(account: Account, encoding: str, delimiter: str) -> None:
    friend = make_friend(account)
    lines = [["ユーザーID", "タグ", "city"], [friend.line_user_id, "常連①", "東京～髙島屋"], ["", "", ""]]
    text = "\r\n".join(delimiter.join(cells) for cells in lines)
    written(account, text.encode(encoding))
    assert tags_of(friend) == {"常連①"}
    assert values_of(friend) == {"city": "東京～髙島屋"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"LINE user ID,Tags\n", "no lines"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no text"),
        (b"a," * 101 + b"\nx", "columns"),
        (b'a,b\n"' + b"x" * 200_000 + b'",1\n', "Line"),
    ],
)
def test_what_is_no_table_is_refused_in_words(account: Account, content: bytes, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        read(account, content)
    assert not FriendImport.objects.exists() and not ImportPart.objects.exists()


def test_friend_is_found_by_our_number_or_by_an_attribute(account: Account) -> None:
    one, twin, other = (make_friend(account, name) for name in "ABC")
    member = Attribute.objects.create(account=account, key="member", name="Member no.")
    for friend, value in ((one, "M-1"), (twin, "M-2"), (other, "M-2")):
        FollowerAttribute.objects.create(
            follower=friend, attribute=member, value=value, source="member", set_at=clock.now()
        )
    job = looked_through(account, "Member,Tags\nM-1,VIP\nM-2,VIP\nM-3,VIP\n", ["by:member", "tags"])
    assert [(line, code) for line, _c, _v, code in told(job)] == [(3, "several"), (4, "no_friend")]
    job = looked_through(account, f"ID,Tags\n{other.pk},VIP\n0{'9' * 30},VIP\n")
    assert [(line, code) for line, _c, _v, code in told(job)] == [(3, "no_friend")]
    assert job.checked["good"] == 1


def test_scenarios_start_only_if_the_editor_says_so_and_are_counted_before(account: Account) -> None:
    scenario = make_scenario(account, name="Welcome VIPs")
    scenario.triggers = [trigger("tag_added", tag="VIP")]
    scenario.save_revision().publish()
    friends = [make_friend(account, name) for name in "AB"]
    text = "LINE user ID,Tags\n" + "".join(f"{one.line_user_id},VIP\n" for one in friends)
    job = looked_through(account, text)
    assert job.checked["starts"] == {str(scenario.pk): 2}
    assert apply(job.pk, starts=False)
    settle_now()
    assert not Enrolment.objects.exists() and FollowerTag.objects.count() == 2
    FollowerTag.objects.all().delete()
    written(account, text, starts=True)
    settle_now()
    assert Enrolment.objects.filter(scenario=scenario).count() == 2


def test_whoever_waits_for_the_tag_goes_on_though_nothing_starts(account: Account) -> None:
    steps = [wait_for(tagged("VIP"), happened=[send("A")], otherwise=[send("B")])]
    scenario = make_scenario(account, *steps, publish=True)
    from linesteps.engine.enrol import enrol

    friend = make_friend(account)
    enrol(scenario, friend, cause="by_hand")
    from linesteps.engine.advance import advance

    advance()
    assert Enrolment.objects.get().status == "waiting"
    written(account, f"LINE user ID,Tags\n{friend.line_user_id},VIP\n")
    advance()
    assert Enrolment.objects.get().status == "completed"


def test_renamed_tag_is_known_by_its_old_name(account: Account) -> None:
    rename(named(account.pk, "VIP"), "Gold")
    friend = make_friend(account)
    job = written(account, f'LINE user ID,Tags\n{friend.line_user_id},"VIP,Gold"\n')
    assert tags_of(friend) == {"Gold"} and Tag.objects.count() == 1
    assert (job.written["tags_added"], job.written["new_tags"]) == (1, [])


def test_second_time_nothing_changes(account: Account) -> None:
    friend = make_friend(account)
    text = f"LINE user ID,Tags,Tags to remove,Points\n{friend.line_user_id},VIP,Wine,5\n"
    written(account, text)
    count = Activity.objects.count()
    job = written(account, text)
    assert job.checked["changed"] == job.written["changed"] == 0
    assert Activity.objects.count() == count


def test_later_of_two_lines_counts_and_an_empty_cell_leaves_what_is_known(account: Account) -> None:
    friend = make_friend(account)
    lines = [f"{friend.line_user_id},VIP,,5", f"{friend.line_user_id},,VIP,", f"{friend.line_user_id},,,7"]
    written(account, "LINE user ID,Tags,Tags to remove,Points\n" + "\n".join(lines))
    assert tags_of(friend) == set() and values_of(friend) == {"points": "7"}


def test_lines_are_forgotten_at_the_end_and_old_files_wholly(account: Account) -> None:
    friend = make_friend(account)
    with clock.frozen(clock.now()) as virtual:
        job = written(account, f"LINE user ID,Tags\n{friend.line_user_id},VIP\n")
        left = read(account, f"LINE user ID,Tags\n{friend.line_user_id},VIP\n")
        assert not job.rows.exists() and left.rows.exists()
        virtual.move_by(days=31)
        assert prune()["imports"] == 2
    assert not FriendImport.objects.exists() and not ImportPart.objects.exists()


def test_stopped_import_stays_where_it_is(account: Account) -> None:
    friends = Follower.objects.bulk_create(
        Follower(account=account, line_user_id=f"U{number:032x}", status="friend") for number in range(1100)
    )
    text = "LINE user ID,Tags\n" + "".join(f"{one.line_user_id},VIP\n" for one in friends)
    job = looked_through(account, text)
    assert job.parts == 3
    apply(job.pk, starts=False)
    work()
    assert cancel(job.pk)
    assert work() == 0 and not cancel(job.pk) and not apply(job.pk, starts=False)
    assert FollowerTag.objects.count() == 500


@pytest.mark.parametrize("point", ["imports.before_commit", "imports.after_commit"])
def test_part_is_written_once_however_the_worker_ends(account: Account, point: str) -> None:
    friends = [make_friend(account, str(number)) for number in range(3)]
    text = "LINE user ID,Tags\n" + "".join(f"{one.line_user_id},VIP\n" for one in friends)
    job = looked_through(account, text)
    apply(job.pk, starts=True)
    assert "import_friends" in tick.due_seldom()
    with arm(point, "raise"), pytest.raises(FailpointReached):
        work()
    while work():
        pass
    assert FollowerTag.objects.count() == 3
    assert Activity.objects.filter(kind="tag_added").count() == 3
    job.refresh_from_db()
    assert (job.state, job.written["tags_added"]) == ("done", 3)


@pytest.mark.fault("E-03")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("point", ["imports.before_commit", "imports.after_commit"])
def test_part_is_written_once_though_the_worker_is_killed(account: Account, point: str) -> None:
    friends = [make_friend(account, str(number)) for number in range(3)]
    text = "LINE user ID,Tags\n" + "".join(f"{one.line_user_id},VIP\n" for one in friends)
    job = looked_through(account, text)
    apply(job.pk, starts=True)
    assert dies_at(point, work)
    assert FollowerTag.objects.count() == (3 if point.endswith("after_commit") else 0)
    while work():
        pass
    assert FollowerTag.objects.count() == 3
    assert Activity.objects.filter(kind="tag_added").count() == 3
    job.refresh_from_db()
    assert job.state == "done"


def test_large_file_costs_a_few_questions_for_each_part_and_little_memory(account: Account) -> None:
    count = 20_000
    Follower.objects.bulk_create(
        (Follower(account=account, line_user_id=f"U{n:032x}", status="friend") for n in range(count)),
        batch_size=1000,
    )
    text = "LINE user ID,Tags,City,Points\n" + "".join(f"U{n:032x},VIP,Tokyo,{n}\n" for n in range(count))
    file = SimpleUploadedFile("big.csv", text.encode())
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    job = read_file(account, file)
    peak = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    assert (job.lines, job.parts) == (count, 40)
    assert peak < 3_000_000, peak
    look_through(job.pk, job.columns)
    with CaptureQueriesContext(connection) as checking:
        work()
    while work():
        pass
    apply(job.pk, starts=False)
    with CaptureQueriesContext(connection) as writing:
        work()
    # What a part of 500 lines asks; a question for each line would be hundreds.
    assert len(checking) <= 22, [one["sql"][:90] for one in checking]
    assert len(writing) <= 40, [one["sql"][:90] for one in writing]
    while work():
        pass
    job.refresh_from_db()
    assert (job.state, job.written["changed"]) == ("done", count)
    assert FollowerTag.objects.count() == count


def test_file_of_one_account_changes_nobody_of_another(account: Account) -> None:
    other = make_friend(make_account())
    job = looked_through(account, f"ID,Tags\n{other.pk},VIP\n")
    assert told(job)[0][3] == "no_friend"


def test_guesses_take_each_name_once(account: Account) -> None:
    job = read(account, "LINE user ID,ID,タグ,Tags,都市,color\nU1,1,a,b,c,red\n")
    assert job.columns == ["line_user_id", "", "tags", "", "", "set:color"]

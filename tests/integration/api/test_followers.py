"""Reading and changing what is known of a follower by the API."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from linesteps.admin.friends.told import told
from linesteps.followers.attributes import set_attribute
from linesteps.followers.models import Activity, Attribute, Follower, FollowerAttribute, FollowerTag
from linesteps.followers.tags import add_tag
from tests.integration.api.making import Program

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _attributes(account: Any) -> None:
    for key, kind in (("birthday", "date"), ("points", "number"), ("member", "yes_no"), ("note", "text")):
        Attribute.objects.create(account=account, key=key, name=key.title(), type=kind)
    Attribute.objects.create(account=account, key="size", name="Size", type="choice", choices=["S", "M"])


def change(program: Program, friend: Follower, **body: Any) -> Any:
    return program.call("PATCH", f"/followers/{friend.line_user_id}", body)


def test_what_is_known_is_told_with_where_it_came_from(program: Program, friend: Follower) -> None:
    set_attribute(friend, "birthday", date(1990, 2, 3), "survey")
    add_tag(friend, "VIP", "hand")
    told = program.call("GET", f"/followers/{friend.line_user_id}").json()
    assert told["status"] == "friend"
    assert told["display_name"] == "Aoi"
    assert [(one["key"], one["value"], one["source"]) for one in told["attributes"]] == [
        ("birthday", "1990-02-03", "survey")
    ]
    assert [(one["name"], one["source"]) for one in told["tags"]] == [("VIP", "hand")]
    assert "reply_token" not in told


def test_values_and_tags_are_changed_and_each_is_in_the_history(program: Program, friend: Follower) -> None:
    set_attribute(friend, "note", "old", "hand")
    add_tag(friend, "Old", "hand")
    values = {"birthday": "2000-01-31", "points": 12.5, "member": True, "size": "M", "note": None}
    answer = change(program, friend, attributes=values, add_tags=["VIP"], remove_tags=["Old"])
    assert answer.status_code == 200, answer.content
    kept = dict(FollowerAttribute.objects.values_list("attribute__key", "value"))
    assert kept == {"birthday": "2000-01-31", "points": "12.5", "member": "true", "size": "M"}
    assert set(FollowerAttribute.objects.values_list("source", flat=True)) == {"api"}
    assert list(FollowerTag.objects.values_list("tag__name", "source")) == [("VIP", "api")]
    written = set(Activity.objects.filter(data__source="api").values_list("kind", flat=True))
    assert written == {"attribute_set", "attribute_cleared", "tag_added", "tag_removed"}
    assert answer.json() == program.call("GET", f"/followers/{friend.line_user_id}").json()


def test_history_says_that_another_program_told_it(program: Program, friend: Follower) -> None:
    set_attribute(friend, "note", "old", "hand")
    add_tag(friend, "Old", "hand")
    change(program, friend, attributes={"points": 3, "note": None}, add_tags=["VIP"], remove_tags=["Old"])
    event = {"line_user_id": friend.line_user_id, "name": "purchase", "properties": {"total": 5}}
    program.call("POST", "/events", {"events": [event]})
    rows = Activity.objects.filter(data__source="api").order_by("kind")
    for language, words in (("ja", "外部プログラム"), ("en", "Another program")):
        with translation.override(language):
            details = {row.kind: told(row, {})[2] for row in rows}
        assert details == {
            "attribute_cleared": words,
            "attribute_set": words,
            "event": f"total: 5 · {words}",
            "tag_added": words,
            "tag_removed": words,
        }


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"birthday": "tomorrow"}, "unfit_value"),
        ({"size": "XXL"}, "unfit_value"),
        ({"member": "perhaps"}, "unfit_value"),
        ({"unknown": "1"}, "unknown_attribute"),
    ],
)
def test_one_value_that_does_not_fit_keeps_all_from_being_written(
    program: Program, friend: Follower, values: dict[str, Any], code: str
) -> None:
    answer = change(program, friend, attributes={"points": 1, **values}, add_tags=["VIP"])
    assert answer.status_code == (404 if code == "unknown_attribute" else 422)
    assert answer.json()["type"].endswith(code)
    assert next(iter(values)) in answer.json()["detail"]
    assert not FollowerAttribute.objects.exists()
    assert not FollowerTag.objects.exists()
    assert not Activity.objects.filter(data__source="api").exists()


@pytest.mark.parametrize("value", ["x" * 501, "a\x00b", "\ud800"])
def test_a_text_that_no_database_keeps_is_no_error_of_ours(
    program: Program, friend: Follower, value: str
) -> None:
    answer = change(program, friend, attributes={"note": value}, add_tags=[value[:60]])
    assert answer.status_code in {200, 422}


def test_a_misspelt_name_is_told_and_not_passed_over(program: Program, friend: Follower) -> None:
    answer = change(program, friend, add_tag=["VIP"])
    assert answer.status_code == 422
    assert "add_tag" in answer.content.decode()

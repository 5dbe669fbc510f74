"""Segments travel with the scenarios that ask for them, by name."""

from __future__ import annotations

import json
from typing import Any

import pytest

from linesteps.accounts.models import Account
from linesteps.audiences.models import Segment
from linesteps.errors import FormatError
from linesteps.followers.models import Attribute
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.plain import plain
from linesteps.scenarios.transfer.export import export_scenarios
from linesteps.scenarios.transfer.load import import_scenarios
from linesteps.testing.build import branch, condition, path, send, tagged, trigger
from tests.integration.audiences.people import make_account, make_segment

pytestmark = pytest.mark.django_db


def within(segment: Segment, **values: Any) -> Any:
    return condition("in_segment", segment=str(segment.pk), is_absent=False, **values)


def scenario_asking(account: Account, segment: Segment) -> Scenario:
    scenario: Any = Scenario(account=account, name="Course", live=False)
    scenario.steps = [branch(path([within(segment)], [send("Yes")]), otherwise=[send("No")])]
    scenario.triggers = [trigger("entered_segment", segment=str(segment.pk))]
    scenario.save()
    scenario.save_revision()
    return Scenario.objects.get(pk=scenario.pk)


def asked_in(scenario: Scenario) -> tuple[Any, Any]:
    drawn: Any = scenario.get_latest_revision_as_object()
    part = plain(drawn.steps)[0]["value"]["paths"][0]["value"]["conditions"][0]
    return part["value"]["segment"], plain(drawn.triggers)[0]["value"]["segment"]


@pytest.fixture
def here() -> Account:
    account = make_account()
    Attribute.objects.create(account=account, key="rank", name="Rank")
    return account


def exported(account: Account) -> Any:
    rank = condition("attribute", attribute="rank", comparison="is", value="gold")
    inner = make_segment(account, rank, name="Gold")
    outer = make_segment(
        account,
        condition("group", match="any", conditions=[within(inner)]),
        tagged("VIP"),
        name="Regulars",
        match="any",
        description="Who comes often",
    )
    return json.loads(json.dumps(export_scenarios([scenario_asking(account, outer)])))


def test_segments_go_with_the_scenario_inner_ones_first(here: Account) -> None:
    data = exported(here)
    [entry] = data["scenarios"]
    assert [one["name"] for one in entry["segments"]] == ["Gold", "Regulars"]
    assert [one["key"] for one in entry["attributes"]] == ["rank"]
    there = make_account("There")
    [scenario] = import_scenarios(data, account=there)
    regulars = Segment.objects.get(account=there, name="Regulars")
    gold = Segment.objects.get(account=there, name="Gold")
    assert asked_in(scenario) == (str(regulars.pk), str(regulars.pk))
    assert (regulars.match, regulars.description) == ("any", "Who comes often")
    [group, _tag] = regulars.compiled["conditions"]
    assert group["config"]["conditions"][0]["config"]["segment"] == gold.pk
    # A second time makes nothing new, and no new revision.
    before = scenario.latest_revision_id
    notes: list[str] = []
    [again] = import_scenarios(data, account=there, notes=notes)
    assert (again.pk, again.latest_revision_id, notes) == (scenario.pk, before, [])
    assert Segment.objects.filter(account=there).count() == 2


def test_segment_of_the_same_name_stays_as_it_is_with_a_note(here: Account) -> None:
    data = exported(here)
    there = make_account("There")
    own = make_segment(there, tagged("other"), name="Regulars")
    notes: list[str] = []
    [scenario] = import_scenarios(data, account=there, notes=notes)
    assert asked_in(scenario)[0] == str(own.pk)
    assert any("has a segment “Regulars” already" in note for note in notes)
    own.refresh_from_db()
    assert own.conditions[0]["value"]["tag"] == "other"


def test_segment_that_cannot_be_asked_there_is_left_out_with_a_note(here: Account) -> None:
    data = export_scenarios([scenario_asking(here, make_segment(here, tagged("VIP"), name="Replied"))])
    # Somebody has written a question that only makes sense inside a run.
    asked = {"type": "replied", "value": {"since": "start", "days": None, "is_absent": False}}
    data["scenarios"][0]["segments"][0]["conditions"] = [asked]
    notes: list[str] = []
    [scenario] = import_scenarios(json.loads(json.dumps(data)), account=make_account("There"), notes=notes)
    assert asked_in(scenario) == ("", "")
    assert any("the segment “Replied” was left out" in note for note in notes)


@pytest.mark.parametrize(
    ("segments", "place"),
    [
        ("x", "segments"),
        ([{"name": "Regulars"}], "segments[0]"),
        ([{"name": "", "conditions": []}], "segments[0].name"),
        ([{"name": "Regulars", "conditions": [], "match": "none"}], "segments[0].match"),
        (
            [{"name": "Regulars", "conditions": [{"type": "clicked_link", "value": {}}]}],
            "segments[0].conditions",
        ),
        ([{"name": "Regulars", "conditions": [], "_connector": "OR"}], "segments[0]._connector"),
        (
            [
                {
                    "name": "Regulars",
                    "conditions": [
                        {"type": "in_segment", "value": {"segment": "Regulars", "is_absent": False}}
                    ],
                }
            ],
            "segments[0].conditions",
        ),
        ([], "triggers"),
    ],
)
def test_what_is_wrong_with_a_segment_in_a_file_is_named_with_its_place(
    here: Account, segments: Any, place: str
) -> None:
    data = exported(here)
    data["scenarios"][0]["segments"] = segments
    there = make_account("There")
    with pytest.raises(FormatError) as refusal:
        import_scenarios(data, account=there)
    assert refusal.value.place.startswith(f"scenarios[0].{place}")
    assert not Segment.objects.filter(account=there).exists()

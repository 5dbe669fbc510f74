"""Scenario files come in as drafts; a second time they change only what changed."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime

import pytest

from linesteps import clock
from linesteps.blocks.recursion import walk_plain
from linesteps.errors import FormatError
from linesteps.models import Account, Attribute, Coupon, Scenario
from linesteps.scenarios.compiler import problems
from linesteps.scenarios.plain import plain
from linesteps.scenarios.transfer import import_scenarios
from tests.integration.transfer.files import changed, example

pytestmark = pytest.mark.django_db


def test_example_of_the_documentation_is_imported_as_a_draft_and_compiles(account: Account) -> None:
    (scenario,) = import_scenarios(json.dumps(example()), account=account)
    assert (scenario.name, scenario.import_key, scenario.live) == ("友だち追加のお礼", "welcome", False)
    assert scenario.has_unpublished_changes and scenario.current_version is None
    assert [step["id"] for step in walk_plain(plain(scenario.steps))] == [
        "thanks", "three-days", "tapped", "dessert", "leave",
    ]  # fmt: skip
    Coupon.objects.update(line_coupon_id="01X")
    assert problems(scenario) == []
    assert Attribute.objects.get().choices == ["female", "male"]


def test_second_import_of_the_same_file_changes_nothing(account: Account) -> None:
    (first,) = import_scenarios(example(), account=account)
    with clock.frozen(datetime(2027, 3, 1, tzinfo=UTC)):
        (second,) = import_scenarios(example(), account=account)
    assert first.pk == second.pk
    assert second.revisions.count() == 1
    assert (Scenario.objects.count(), Coupon.objects.count(), Attribute.objects.count()) == (1, 1, 1)


def test_changed_file_updates_the_draft_and_leaves_what_runs(account: Account) -> None:
    import_scenarios(example(), account=account)
    Coupon.objects.update(line_coupon_id="01X")
    (live,) = import_scenarios(example(), account=account, publish=True)
    assert live.live and live.current_version is not None
    (scenario,) = import_scenarios(changed("scenarios.0.name", "新しい名前"), account=account)
    assert (scenario.name, scenario.live, scenario.has_unpublished_changes) == (
        "友だち追加のお礼",
        True,
        True,
    )
    assert scenario.get_latest_revision_as_object().name == "新しい名前"
    assert scenario.current_version == live.current_version
    (again,) = import_scenarios(changed("scenarios.0.name", "新しい名前"), account=account)
    assert again.revisions.count() == 2


def test_import_does_not_set_a_paused_scenario_going(account: Account) -> None:
    data = changed("scenarios.0.steps.0.value.messages.1", {"type": "text", "value": {"text": "…"}})
    import_scenarios(data, account=account, publish=True)
    Scenario.objects.update(state=Scenario.State.PAUSED)
    data["scenarios"][0]["name"] = "新しい名前"
    (scenario,) = import_scenarios(data, account=account, publish=True)
    assert (scenario.name, scenario.state, scenario.live) == ("新しい名前", Scenario.State.PAUSED, True)


def test_publish_leaves_a_draft_with_a_note_when_something_is_to_be_mended(account: Account) -> None:
    notes: list[str] = []
    (scenario,) = import_scenarios(example(), account=account, publish=True, notes=notes)
    assert not scenario.live and scenario.current_version is None
    assert "友だち追加のお礼" in notes[0] and "ドリンク1杯無料" in notes[0]


def test_publishing_twice_makes_one_version(account: Account) -> None:
    data = changed("scenarios.0.steps.0.value.messages.1", {"type": "text", "value": {"text": "…"}})
    for _time in range(2):
        (scenario,) = import_scenarios(data, account=account, publish=True)
    assert scenario.versions.count() == 1 and scenario.revisions.count() == 1


def test_editors_own_ids_of_messages_do_not_count_as_a_change(account: Account) -> None:
    (scenario,) = import_scenarios(example(), account=account)
    steps = plain(scenario.steps)
    steps[0]["value"]["messages"][0]["id"] = "another"
    scenario.steps = json.dumps(steps)
    scenario.save_revision(clean=False)
    import_scenarios(example(), account=account)
    assert scenario.revisions.count() == 2


def test_locked_scenario_is_not_touched(account: Account) -> None:
    import_scenarios(example(), account=account)
    Scenario.objects.update(locked=True)
    with pytest.raises(FormatError) as caught:
        import_scenarios(changed("scenarios.0.name", "新しい名前"), account=account)
    assert caught.value.place == "scenarios[0]"
    import_scenarios(example(), account=account)


def test_coupon_that_line_knows_stays_as_it_is(account: Account) -> None:
    import_scenarios(example(), account=account)
    Coupon.objects.update(line_coupon_id="01X")
    notes: list[str] = []
    import_scenarios(changed("scenarios.0.coupons.drink.title", "別の題"), account=account, notes=notes)
    assert Coupon.objects.get().title == "ドリンク1杯無料"
    assert notes[0].startswith("scenarios[0].coupons.drink: ")


def test_coupon_that_line_does_not_know_is_updated(account: Account) -> None:
    import_scenarios(example(), account=account)
    import_scenarios(changed("scenarios.0.coupons.drink.title", "別の題"), account=account)
    assert Coupon.objects.get().title == "別の題"


def test_valid_days_count_whole_local_days_from_the_import(account: Account) -> None:
    # 01:00 on the 11th in Tokyo.
    with clock.frozen(datetime(2027, 1, 10, 16, 0, tzinfo=UTC)):
        import_scenarios(changed("scenarios.0.coupons.drink.valid_days", 30), account=account)
    coupon = Coupon.objects.get()
    assert coupon.valid_from.astimezone(account.zone).isoformat() == "2027-01-11T00:00:00+09:00"
    assert coupon.valid_until.astimezone(account.zone).isoformat() == "2027-02-10T23:59:59+09:00"


def test_period_that_is_over_begins_anew_for_a_coupon_that_line_never_knew(account: Account) -> None:
    with clock.frozen(datetime(2027, 1, 10, tzinfo=UTC)):
        import_scenarios(example(), account=account)
    with clock.frozen(datetime(2028, 1, 10, 1, tzinfo=UTC)):
        import_scenarios(example(), account=account)
        assert not Coupon.objects.get().is_over


def test_attribute_that_the_account_has_stays_as_it_is(account: Account) -> None:
    Attribute.objects.create(
        account=account, key="gender", name="お客様の性別", type="choice", choices=["female"]
    )
    import_scenarios(example(), account=account)
    assert Attribute.objects.get().name == "お客様の性別"


def test_unfinished_draft_can_be_imported(account: Account) -> None:
    data = changed("scenarios.0.steps.1.value", {"amount": None, "at": "", "unit": None})
    (scenario,) = import_scenarios(data, account=account)
    wait = plain(scenario.steps)[1]["value"]
    assert (wait["amount"], wait["at"], wait["unit"]) == (None, None, None)


def test_part_that_is_left_out_has_the_forms_default_and_lists_are_empty(account: Account) -> None:
    data = changed("scenarios.0.steps.0.value.messages", [{"type": "buttons", "value": {}}])
    data["scenarios"][0]["steps"][1]["value"] = {}
    (scenario,) = import_scenarios(data, account=account)
    steps = plain(scenario.steps)
    assert steps[0]["value"]["messages"][0]["value"]["buttons"] == []
    assert (steps[1]["value"]["amount"], steps[1]["value"]["unit"]) == (3, "days")


def test_copies_get_free_keys_and_share_coupons_of_their_own(account: Account) -> None:
    data = example()
    second = copy.deepcopy(data["scenarios"][0])
    second |= {"key": "welcome-2", "steps": [], "coupons": {"welcome/drink": second["coupons"]["drink"]}}
    data["scenarios"].append(second)
    for _time in range(2):
        import_scenarios(data, account=account, as_copies=True)
    keys = set(Scenario.objects.values_list("import_key", flat=True))
    assert keys == {"welcome", "welcome-2", "welcome-3", "welcome-2-2"}
    coupons = Coupon.objects.values_list("import_key", flat=True)
    assert sorted(coupons) == ["welcome-3/drink", "welcome/drink"]

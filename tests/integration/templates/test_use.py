"""Templates that are used, and scenarios that are saved as templates."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from linesteps.accounts.models import Account
from linesteps.blocks.recursion import walk_plain
from linesteps.messages.models import Coupon
from linesteps.scenarios.compiler import problems
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.plain import plain
from linesteps.scenarios.templates import all_templates
from linesteps.scenarios.templates.models import ScenarioTemplate
from linesteps.scenarios.templates.save import save_as_template
from linesteps.scenarios.templates.use import use_template
from linesteps.scenarios.transfer import import_scenarios
from tests.integration.templates.ways import ENTERED, write
from tests.ready_made import made_ready, template, with_own_links

# Files are read and compiled; the acceptance tests run them on both databases.
pytestmark = [pytest.mark.django_db, pytest.mark.any_database_once]


def drawn(scenario: Scenario) -> Any:
    """Its steps with their ids; those of their parts differ from import to import."""
    steps = plain(scenario.steps)
    return [step["id"] for step in walk_plain(steps)], without_ids(steps)


def without_ids(value: Any) -> Any:
    if isinstance(value, list):
        return [without_ids(part) for part in value]
    if isinstance(value, dict):
        return {key: without_ids(part) for key, part in value.items() if key != "id"}
    return value


def test_all_templates_live_side_by_side_in_one_account(account: Account) -> None:
    for one in all_templates("ja"):
        import_scenarios(with_own_links(one.data), account=account)
    assert Scenario.objects.count() == len(all_templates("ja"))


def test_template_used_a_second_time_makes_a_copy_with_coupons_of_its_own(account: Account) -> None:
    use_template(template("sc1"), account=account)
    use_template(template("sc1"), account=account)
    assert set(Scenario.objects.values_list("import_key", flat=True)) == {"sc1", "sc1-2"}
    assert Coupon.objects.count() == 6


def test_saved_template_makes_the_same_scenario_again_with_its_coupons_and_notes(account: Account) -> None:
    scenario = made_ready(template("salon_rebook"), account)
    before = drawn(scenario)
    saved = save_as_template(scenario, title="Mine", goal="repeat", trade="salon")
    made = use_template(saved.template, account=account)
    assert made.pk != scenario.pk
    assert drawn(made) == before
    assert any(step["value"].get("note") for step in walk_plain(plain(made.steps)))
    assert Coupon.objects.count() == 1
    assert problems(made) == []


def test_saved_template_keeps_what_it_was_when_the_scenario_changes_or_goes(account: Account) -> None:
    scenario = made_ready(template("sc1"), account)
    before = drawn(scenario)
    saved = save_as_template(scenario, title="Mine", goal="visit", trade="any")
    scenario.steps = []
    scenario.save_revision(clean=False)
    scenario.delete()
    assert drawn(use_template(saved.template, account=account)) == before


def test_saved_template_brings_draft_coupons_to_another_account(account: Account) -> None:
    saved = save_as_template(made_ready(template("sc1"), account), title="Mine", goal="visit", trade="any")
    other = Account.objects.create(
        name="谷の店", channel_id="2", channel_secret="s", channel_access_token="t"
    )
    made = use_template(saved.template, account=other)
    coupons = Coupon.objects.filter(account=other)
    assert coupons.count() == 3
    assert not any(coupon.is_registered for coupon in coupons)
    assert len(problems(made)) == 3


def test_saved_template_does_not_choose_a_coupon_that_is_over(account: Account) -> None:
    saved = save_as_template(made_ready(template("sc1"), account), title="Mine", goal="visit", trade="any")
    Coupon.objects.update(valid_until=ENTERED - timedelta(days=1000))
    use_template(saved.template, account=account)
    assert Coupon.objects.count() == 6


def test_saved_template_is_a_file_that_another_site_can_use(
    account: Account, tmp_path: Path, settings: Any
) -> None:
    scenario = made_ready(template("sc5"), account)
    saved = save_as_template(scenario, title="Mine", summary="Two.", goal="visit", trade="any")
    write(tmp_path, "mine", saved.as_file())
    settings.LINESTEPS_TEMPLATE_FOLDERS = [tmp_path]
    found = template("mine")
    assert (found.title, found.summary, found.goal, found.trade) == ("Mine", "Two.", "visit", "any")
    ScenarioTemplate.objects.all().delete()
    assert drawn(use_template(found, account=account)) == drawn(scenario)

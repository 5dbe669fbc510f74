"""The commands that export and import scenario files."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from linesteps.models import Account, Coupon, Scenario
from linesteps.scenarios.transfer import import_scenarios
from tests.integration.transfer.files import changed, example

pytestmark = pytest.mark.django_db


def test_export_command_writes_what_the_import_command_reads(
    account: Account, other: Account, tmp_path: Path
) -> None:
    import_scenarios(example(), account=account)
    file, out = tmp_path / "scenarios.json", io.StringIO()
    call_command(
        "linesteps_export", "--scenario", "友だち追加のお礼", "--account", "浜の店", "--output", str(file)
    )
    call_command("linesteps_import", str(file), "--account", other.channel_id, stdout=out)
    assert "“友だち追加のお礼” is a draft." in out.getvalue()
    assert Scenario.objects.filter(account=other, import_key="welcome").exists()


def test_export_command_writes_to_the_standard_output(account: Account) -> None:
    import_scenarios(example(), account=account)
    out = io.StringIO()
    call_command("linesteps_export", stdout=out)
    assert json.loads(out.getvalue())["scenarios"][0]["name"] == "友だち追加のお礼"


def test_import_command_names_the_place_of_a_mistake(account: Account, tmp_path: Path) -> None:
    file = tmp_path / "scenarios.json"
    file.write_text(json.dumps(changed("scenarios.0.naem", "x")), encoding="utf-8")
    with pytest.raises(CommandError, match=r"scenarios\[0\]\.naem"):
        call_command("linesteps_import", str(file), "--account", "浜の店")


def test_import_command_publishes_and_says_why_not(account: Account) -> None:
    out, err = io.StringIO(), io.StringIO()
    arguments = ["--template", "sc1", "--language", "en", "--account", "浜の店", "--publish"]
    call_command("linesteps_import", *arguments, stdout=out, stderr=err)
    assert "was not published" in err.getvalue() and "is a draft" in out.getvalue()
    Coupon.objects.update(line_coupon_id="01X")
    call_command("linesteps_import", *arguments, stdout=out)
    assert "is published" in out.getvalue()
    assert Scenario.objects.get().is_running


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--template", "sc9", "--account", "浜の店"], "sc1, .*sc2"),
        (["--template", "sc1", "--account", "谷の店"], "浜の店"),
        (["--account", "浜の店"], "--template"),
        (["nowhere.json", "--account", "浜の店"], "nowhere.json"),
    ],
)
def test_import_command_tells_what_it_needs(arguments: list[str], message: str, account: Account) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("linesteps_import", *arguments)


def test_export_command_refuses_a_name_that_no_scenario_has(account: Account) -> None:
    with pytest.raises(CommandError, match="nothing like it"):
        call_command("linesteps_export", "--scenario", "nothing like it")

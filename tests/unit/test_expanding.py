"""Every migration after the first is one that workers of the release before can live with."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import migrations, models

import linesteps.migrations
from scripts.expanding import refusals

NAME = models.CharField(max_length=9)
FILES = sorted(Path(linesteps.migrations.__file__ or "").parent.glob("0*.py"))


def test_each_migration_of_the_package_expands_or_says_that_it_contracts() -> None:
    assert FILES[0].stem == "0001_initial"
    found = []
    for file in FILES[1:]:
        module: Any = import_module(f"linesteps.migrations.{file.stem}")
        found += refusals(file.stem, module.Migration.operations)
    assert found == []


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("follower", "nickname", models.CharField(max_length=9, null=True)),
        migrations.AddField("follower", "visits", models.IntegerField(db_default=0)),
        migrations.CreateModel("Nickname", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddIndex("follower", models.Index(fields=["status"], name="x")),
        migrations.RunPython(migrations.RunPython.noop, migrations.RunPython.noop),
    ],
    ids=lambda one: one.describe(),
)
def test_what_old_code_need_not_know_may_come_at_any_time(operation: Any) -> None:
    assert refusals("0002_more", [operation]) == []


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("follower", "nickname", NAME),
        migrations.AddField("follower", "visits", models.IntegerField(default=0)),
        migrations.AlterField("follower", "display_name", NAME),
        migrations.RenameField("follower", "display_name", "name"),
        migrations.RenameModel("Follower", "Friend"),
        migrations.AlterUniqueTogether("follower", {("display_name",)}),
        migrations.AddConstraint("follower", models.UniqueConstraint(fields=["status"], name="y")),
        migrations.RemoveField("follower", "display_name"),
        migrations.DeleteModel("Follower"),
        migrations.RunPython(migrations.RunPython.noop),
    ],
    ids=lambda one: one.describe(),
)
def test_what_old_code_would_stumble_over_is_named(operation: Any) -> None:
    (refusal,) = refusals("0002_more", [operation])
    assert refusal.startswith(f"0002_more: {operation.describe()}")


def test_what_nobody_uses_any_more_is_taken_away_by_a_migration_that_says_so() -> None:
    taken = migrations.RemoveField("follower", "display_name")
    assert refusals("0003_contract_names", [taken]) == []
    assert refusals("0003_names_contract_", [taken])

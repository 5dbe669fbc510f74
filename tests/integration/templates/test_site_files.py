"""Templates of a site's own, by files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from linesteps.checks import check_templates
from linesteps.scenarios.templates import all_templates
from tests.integration.templates.ways import write
from tests.ready_made import template

# Files are read and compiled; the acceptance tests run them on both databases.
pytestmark = [pytest.mark.django_db, pytest.mark.any_database_once]


def test_site_adds_a_template_by_a_file_and_replaces_one_of_ours(tmp_path: Path, settings: Any) -> None:
    settings.LINESTEPS_TEMPLATE_FOLDERS = [tmp_path]
    mine = {**template("sc1").data, "title": "町の花屋", "template": {"goal": "visit", "trade": "花屋"}}
    write(tmp_path, "flowers", mine)
    write(tmp_path, "rainy_day", {**template("rainy_day").data, "title": "うちの雨の日"})
    found = {one.key: one for one in all_templates("ja")}
    assert found["flowers"].title == "町の花屋"
    assert found["flowers"].trade_label == "花屋"
    assert found["rainy_day"].title == "うちの雨の日"
    # The folder has no English of its own, and nothing to fall back on.
    assert "flowers" not in {one.key for one in all_templates("en")}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"template": {"gaol": "visit"}}, "template.gaol"),
        ({"template": {"sends_on": ["0"]}}, "template.sends_on[0]"),
        ({"scenarios": []}, "scenarios"),
    ],
)
def test_bad_file_is_left_out_named_by_the_system_check_and_takes_nothing_else_away(
    change: dict[str, Any], place: str, tmp_path: Path, settings: Any
) -> None:
    settings.LINESTEPS_TEMPLATE_FOLDERS = [tmp_path]
    whole = len(all_templates("ja"))
    write(tmp_path, "broken", {**template("sc1").data, **change})
    assert len(all_templates("ja")) == whole
    (warning,) = check_templates()
    assert warning.id == "linesteps.W017"
    assert "broken.json" in warning.msg
    assert place in warning.msg


def test_folder_that_is_missing_is_named_by_the_system_check(tmp_path: Path, settings: Any) -> None:
    settings.LINESTEPS_TEMPLATE_FOLDERS = [tmp_path / "nowhere"]
    (warning,) = check_templates()
    assert "nowhere" in warning.msg
    settings.LINESTEPS_TEMPLATE_FOLDERS = []
    assert check_templates() == []

"""ADDING_STEPS.md: its example is a kind of step as it stands, in a site that was told of it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
SETTINGS = """
from tests.settings import *

LINESTEPS_STEP_MODULES = ["weekday_gate"]
"""
#: What runs inside the site with the new kind.
SITE_TEST = """
from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from linesteps.blocks.note import has_note
from linesteps.steps.kind import registry
from linesteps.steps.stream import root_block
from linesteps.testing.build import send, step, wait
from tests.acceptance.conftest import line, shop, virtual
from tests.contract.kinds import check_step


@pytest.mark.django_db
def test_kind_keeps_what_every_kind_promises(django_assert_num_queries):
    check_step(registry.get("weekday_gate"), {"days": ["5", "6"]}, django_assert_num_queries)


@pytest.mark.django_db
def test_kind_makes_no_migration():
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())


def test_kind_stands_in_the_editor():
    assert "weekday_gate" in root_block().child_blocks


def test_kind_has_a_note_for_colleagues_without_a_line_of_code():
    assert has_note(root_block().child_blocks["weekday_gate"])


def test_scenario_with_the_kind_is_published_and_runs(shop):
    # The shop opens on a Sunday.
    shop.publish(steps=[step("weekday_gate", {"days": ["6"]}), send("Happy Sunday"), wait(days=1),
                        step("weekday_gate", {"days": ["6"]}), send("Never")])
    friend = shop.add_friend()
    shop.pass_time(days=3)
    assert shop.texts_to(friend) == ["Happy Sunday"]
    assert shop.run_of(friend).status == "completed"
"""


def example() -> str:
    """The module in the document."""
    text = (PROJECT / "ADDING_STEPS.md").read_text(encoding="utf-8")
    blocks: list[str] = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    [module] = [block for block in blocks if "registry.register" in block]
    return module


@pytest.mark.slow
@pytest.mark.any_database_once
def test_example_in_the_document_is_a_whole_kind(tmp_path: Path, child_environment: dict[str, str]) -> None:
    (tmp_path / "weekday_gate.py").write_text(example(), encoding="utf-8")
    (tmp_path / "site_settings.py").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "test_site.py").write_text(SITE_TEST, encoding="utf-8")
    # Another file name or database than the one of this run, which is in use.
    environment = {key: value for key, value in child_environment.items() if not key.startswith("PYTEST")}
    environment |= {
        "PYTHONPATH": f"{tmp_path}:{child_environment['PYTHONPATH']}",
        "LINESTEPS_DATABASE": f"sqlite://{tmp_path}/site.sqlite3",
        "LINESTEPS_TEST_HOME": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", "--ds=site_settings",
         f"--rootdir={PROJECT}", "-c", str(PROJECT / "pyproject.toml"), str(tmp_path / "test_site.py")],
        cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    assert "5 passed" in done.stdout

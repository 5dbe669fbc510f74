"""A stranger's site: the wheel in a new environment, set up as the README says, works.

The README's section "Install" is executed, not copied: each of its ``python`` blocks must begin with
a comment that names a file of a project made by ``wagtail start mysite``, and must do its work when it
is appended to that file::

    ```python
    # mysite/settings/base.py
    INSTALLED_APPS += ["linesteps", "django_q", "polymorphic"]
    ```
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.slow, pytest.mark.any_database_once]

#: Runs inside the new site; prints one line per answer.
VISIT = """
import uuid

import django

django.setup()

from django.test import Client
from django.urls import get_resolver

client = Client(raise_request_exception=False)
print("answer admin", client.get("/admin/login/").status_code)


def webhooks(patterns, prefix=""):
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from webhooks(pattern.url_patterns, route)
        elif pattern.name == "webhook" and pattern.callback.__module__.startswith("linesteps."):
            yield route


for route in webhooks(get_resolver().url_patterns):
    path = route
    for converter, value in {"int": "1", "uuid": str(uuid.uuid4()), "slug": "nobody", "str": "nobody"}.items():
        while f"<{converter}:" in path:
            head, tail = path.split(f"<{converter}:", 1)
            path = head + value + tail.split(">", 1)[1]
    print("answer unsigned", client.post("/" + path, b'{"events": []}', "application/json").status_code)
"""


def clean_environment() -> dict[str, str]:
    """The environment without anything that points to this checkout or its test run."""
    left_out = re.compile(r"PYTHON|DJANGO_|LINESTEPS_|PYTEST_|VIRTUAL_ENV|COV_")
    kept = {name: value for name, value in os.environ.items() if not left_out.match(name)}
    return {**kept, "PYTHONWARNINGS": "default"}


def run(*command: str | Path, cwd: Path, **more: str) -> str:
    """Run a command in a clean environment; returns all that it printed, and fails with it."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**clean_environment(), **more},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))} failed:\n{done.stdout[-6000:]}"
    return done.stdout


def install_steps() -> list[tuple[str, str]]:
    """File and code of each Python block in the README's section "Install"."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = re.search(r"^## Install\b.*?(?=^## |\Z)", readme, re.MULTILINE | re.DOTALL)
    assert section, 'README.md has no section "## Install".'
    blocks = re.findall(r"^```python\n(.*?)^```", section[0], re.MULTILINE | re.DOTALL)
    steps = []
    for block in blocks:
        named = re.match(r"# (mysite/[\w/]+\.py)\b.*\n", block)
        assert named, f"This block of the README does not begin with a comment that names its file:\n{block}"
        steps.append((named[1], block))
    assert steps, 'The section "Install" of README.md has no Python block.'
    return steps


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by way of the source archive, as a release is."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("linesteps-*.whl")
    return built


def test_wheel_holds_all_that_the_package_needs_and_nothing_else(wheel: Path) -> None:
    package = ROOT / "linesteps"
    wanted = {
        path.relative_to(ROOT).as_posix()
        for path in package.rglob("*")
        if path.is_file()
        and "__pycache__" not in path.parts
        and path.relative_to(package).parts[0] != "static_src"
        and path.suffix != ".pot"
    }
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == wanted
    assert "linesteps/py.typed" in held


def test_readme_steps_make_a_working_site(wheel: Path, tmp_path: Path) -> None:
    steps = install_steps()
    run(sys.executable, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    programs = tmp_path / "venv" / "bin"
    python = programs / "python"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, cwd=tmp_path)

    run(programs / "wagtail", "start", "mysite", cwd=tmp_path)
    site = tmp_path / "mysite"
    for name, code in steps:
        assert (site / name).exists(), f"{name}, which the README changes, is no file of a new site."
        with (site / name).open("a", encoding="utf-8") as file:
            file.write("\n\n" + code)

    checked = run(python, "manage.py", "check", cwd=site)
    assert "linesteps." not in checked, f"Who follows the README is warned all the same:\n{checked}"
    run(python, "manage.py", "makemigrations", "--check", "--dry-run", "linesteps", cwd=site)
    run(python, "manage.py", "migrate", "--verbosity", "0", cwd=site)

    settings = {"DJANGO_SETTINGS_MODULE": "mysite.settings.dev"}
    printed = run(python, "-c", VISIT, cwd=site, **settings)
    answers = dict(re.findall(r"^answer (\w+) (\d+)$", printed, re.MULTILINE))
    assert answers["admin"] == "200", printed
    assert "unsigned" in answers, 'linesteps has no URL of the name "webhook".'
    # Refused, because nobody signed it; 200 would be a hole and 500 a fault.
    assert answers["unsigned"] in {"400", "401", "403", "404"}, printed

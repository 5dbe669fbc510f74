"""Check the Japanese translation: every string is in it, translated, not fuzzy, and compiled.

``python -m scripts.check_messages``. That every string of the sources is in the file can be seen
only with gettext's programs; without them that part is left out, and said so.
"""

from __future__ import annotations

import ast
import gettext
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scripts import tools

PACKAGE = tools.ROOT / "linesteps"
CATALOGUE = Path("locale/ja/LC_MESSAGES/django.po")


@dataclass
class Message:
    """One entry of a ``.po`` file."""

    line: int
    parts: dict[str, str] = field(default_factory=dict)
    is_fuzzy: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Context and original text: what makes a message itself."""
        return self.parts.get("msgctxt", ""), self.parts["msgid"]

    @property
    def translations(self) -> list[str]:
        """The translation, or one for each plural form."""
        return [text for name, text in self.parts.items() if name.startswith("msgstr")]


def read(path: Path) -> Iterator[Message]:
    """The messages of a ``.po`` file but its header; obsolete ones are left out."""
    message: Message | None = None
    fuzzy = False
    name = ""
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.strip()
        if line.startswith("#,"):
            fuzzy = "fuzzy" in line
        if line.startswith("#"):
            continue
        start = re.match(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)\s+(".*")$', line)
        if start:
            name, text = start.groups()
            is_new = name == "msgctxt" or (
                name == "msgid" and not (message and list(message.parts) == ["msgctxt"])
            )
            if is_new:
                if message and message.parts.get("msgid"):
                    yield message
                message, fuzzy = Message(number, is_fuzzy=fuzzy), False
            if message:
                message.parts[name] = ast.literal_eval(text)
        elif line.startswith('"') and message:
            message.parts[name] += ast.literal_eval(line)
    if message and message.parts.get("msgid"):
        yield message


def untranslated(messages: list[Message]) -> Iterator[str]:
    """What is wrong with single messages."""
    for message in messages:
        if not message.translations or not all(message.translations):
            yield f"line {message.line}: not translated: {message.key[1]!r}"
        elif message.is_fuzzy:
            yield f"line {message.line}: fuzzy: {message.key[1]!r}"


def stale(messages: list[Message], compiled: Path) -> Iterator[str]:
    """Where the compiled file says something else than the ``.po`` file."""
    if not compiled.exists():
        yield f"{compiled.name} is missing: run make messages"
        return
    with compiled.open("rb") as file:
        catalogue: dict[object, str] = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    wanted: dict[object, str] = {}
    for message in messages:
        context, text = message.key
        key = f"{context}\x04{text}" if context else text
        if "msgid_plural" in message.parts:
            wanted |= {(key, form): text for form, text in enumerate(message.translations)}
        else:
            wanted[key] = message.parts.get("msgstr", "")
    catalogue.pop("", None)
    differing = [key for key in wanted.keys() | catalogue.keys() if wanted.get(key) != catalogue.get(key)]
    if differing:
        example = f"{len(differing)} messages, such as {differing[0]!r}"
        yield f"{compiled.name} is out of date ({example}): run make messages"


def missing(messages: list[Message]) -> Iterator[str]:
    """Strings of the sources that the file does not have."""
    if not tools.find_gettext():
        print("Not checked, for want of gettext: whether every string is in the translation file.")
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "linesteps"
        left_out = shutil.ignore_patterns("static", "static_src", "__pycache__", "*.mo")
        shutil.copytree(PACKAGE, copy, ignore=left_out)
        command = [sys.executable, "-m", "django", "makemessages", "--locale", "ja", "--no-obsolete"]
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True)
        if done.returncode != 0:
            yield f"makemessages failed: {(done.stderr or done.stdout).strip()}"
            return
        in_sources = {message.key: message for message in read(copy / CATALOGUE)}
    known = {message.key for message in messages}
    for key in sorted(in_sources.keys() - known):
        yield f"not in the file: {key[1]!r}: run make messages"
    for key in sorted(known - in_sources.keys()):
        yield f"no longer in the sources: {key[1]!r}: run make messages"


def main() -> int:
    """Print every fault; returns the exit code."""
    path = PACKAGE / CATALOGUE
    if not path.exists():
        print(f"{path.relative_to(tools.ROOT)} is missing: run make messages")
        return 1
    messages = list(read(path))
    faults = [*untranslated(messages), *stale(messages, path.with_suffix(".mo")), *missing(messages)]
    for fault in faults:
        print(f"{path.relative_to(tools.ROOT)}: {fault}")
    if not faults:
        print(f"{len(messages)} messages, all translated and compiled.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

"""Every kind has its page, and the pages name what exists."""

from __future__ import annotations

from pathlib import Path

import pytest

from linesteps.conditions.kind import registry as conditions
from linesteps.messages.kind import registry as messages
from linesteps.steps.kind import registry as steps
from linesteps.triggers.kind import registry as triggers

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
OWN = "linesteps."
PAGES = [
    (folder, kind.name)
    for folder, registry in (
        ("steps", steps),
        ("messages", messages),
        ("conditions", conditions),
        ("triggers", triggers),
    )
    for kind in registry
    if type(kind).__module__.startswith(OWN)
]


@pytest.mark.parametrize(("folder", "name"), PAGES)
def test_every_kind_has_a_page_of_its_name_that_the_index_links(folder: str, name: str) -> None:
    page = REFERENCE / folder / f"{name}.md"
    assert page.is_file()
    assert page.read_text().startswith(f"# {name}\n")
    assert f"]({name}.md)" in (REFERENCE / folder / "index.md").read_text()


def test_every_system_check_stands_in_the_reference() -> None:
    import re

    source = (ROOT / "linesteps" / "checks.py").read_text()
    ids = set(re.findall(r'id="(linesteps\.[EW]\d+)"', source))
    page = (REFERENCE / "checks.md").read_text()
    assert ids
    assert {one for one in ids if one.removeprefix("linesteps.") not in page} == set()


def test_every_link_between_documents_leads_somewhere() -> None:
    import re

    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    lost = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text())
        if not (page.parent / target).exists()
    ]
    assert lost == []


def test_formatter_of_the_how_to_writes_every_id_of_a_record() -> None:
    import json
    import logging
    import re

    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs/how-to/watch.md").read_text(), re.DOTALL)
    names: dict[str, type[logging.Formatter]] = {}
    exec(code, names)  # noqa: S102 - our own page
    record = logging.makeLogRecord({"msg": "Hi %s", "args": ("you",), "follower": 7, "event": "E1"})
    line = json.loads(names["JsonFormatter"]().format(record))
    assert (line["text"], line["follower"], line["event"]) == ("Hi you", 7, "E1")
    assert not {"args", "msecs", "lineno"} & set(line)

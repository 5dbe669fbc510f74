"""The fault table of the documentation and the marks of the tests say the same."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "explanation" / "reliability.md"
#: Rows of features that are not built yet. A feature takes its row off this list when it comes.
NOT_BUILT: set[str] = set()
ROWS = 88


def table() -> dict[str, str]:
    """What the page says of the test of each row, by id."""
    found = re.findall(r"^\| ([A-Z]-\d\d) \|.*\| ([^|]+) \|$", PAGE.read_text(), re.MULTILINE)
    assert len(dict(found)) == len(found), "An id stands in the table twice."
    return dict(found)


def marks() -> Iterator[str]:
    """The ids of all ``fault`` marks on test functions, and on files that hold some."""
    for file in (ROOT / "tests").rglob("test_*.py"):
        tree = ast.parse(file.read_text())
        tests = [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        ]
        for test in tests:
            for decorator in test.decorator_list:
                yield from _marked_faults(decorator)
        for node in tree.body if tests else ():
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
                yield from _marked_faults(node.value)


def _marked_faults(expression: ast.expr) -> Iterator[str]:
    for node in ast.walk(expression):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.fault":
            [argument] = node.args
            assert isinstance(argument, ast.Constant)
            yield str(argument.value)


def test_table_is_whole() -> None:
    assert len(table()) == ROWS
    assert all(text.startswith(("tested", "comes with ")) for text in table().values())


def test_every_row_has_a_test_that_carries_its_id_or_says_what_it_comes_with() -> None:
    missing = {id for id, text in table().items() if text.startswith("comes with ")}
    assert missing == NOT_BUILT
    assert table().keys() - missing == set(marks())


def test_no_test_carries_an_id_that_the_table_does_not_know() -> None:
    assert set(marks()) <= table().keys()


def test_twelve_promises_stand_above_the_table() -> None:
    page = PAGE.read_text()
    above = page[: page.index("## The fault table")]
    assert re.findall(r"^\| (P\d+) \|", above, re.MULTILINE) == [f"P{number}" for number in range(1, 13)]

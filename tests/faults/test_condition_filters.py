"""Fault matrix, S-10: whatever stands in conditions, only our own fields and lookups ever reach a query.

Django lets a mapping that is unpacked into ``Q`` or ``filter`` choose fields, lookups and, by ``_connector``, even
SQL (CVE-2025-64459). So nothing that editors, imports or posts bring is unpacked, named or ordered by; it is a
parameter, or it is refused.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import linesteps
from linesteps import clock
from linesteps.audiences.census import Counted, answers_for
from linesteps.audiences.models import Segment
from linesteps.audiences.segments import condition_problems, count_plain, segment_problems
from linesteps.conditions.answers import bounds_of
from linesteps.conditions.kind import registry
from linesteps.conditions.stream import conditions_block
from linesteps.followers.models import Follower
from linesteps.testing.build import Plain
from tests.admin.builders import make_account
from tests.admin.every_address import Site
from tests.contract import kinds
from tests.integration.audiences.people import Crowd
from tests.unit.conftest import known_account
from tests.unit.test_condition_contract import FINISHED

__all__ = ["known_account"]

conditions_block()
MARK = "zzinjected"
HOSTILE: list[Any] = [
    {"_connector": f") OR 1=1 OR ({MARK}"},
    {"_connector": "OR", "_negated": True, "account__channel_secret__startswith": MARK},
    {f"tag__name__{MARK}": 1},
    [{"_connector": MARK}],
    [f"ja' OR '{MARK}'='"],
    f"x') OR 1=1 -- {MARK}",
    f'"; DROP TABLE linesteps_follower; -- {MARK}',
    f"account__channel_secret__regex={MARK}",
    f"-{MARK}",
    f"%s{MARK}%(x)s",
    f"{MARK}\\",
    f"tags__name\x1f{MARK}",
]
#: Names that a careless ``**value`` would hand to ``Q`` or ``filter``.
KEYS = ["_connector", "_negated", "order_by", "account__channel_secret__startswith", "pk__in", "using", MARK]
pytestmark = pytest.mark.django_db


class Said:
    """Remembers each statement without its parameters."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements.append(str(sql))
        return execute(sql, params, many, context)


def hostile_values(kind: Any) -> Iterator[dict[str, Any]]:
    """The finished value of a kind with each field hostile, and with fields that nobody asked for."""
    finished = FINISHED[kind.name]
    for name in finished:
        for odd in HOSTILE:
            yield {**finished, name: odd}
    for key in KEYS:
        for odd in HOSTILE[:2]:
            yield {**finished, key: odd}


def ask_everything(crowd: Crowd, part: Plain) -> None:
    """Both ways to ask a condition, alone and in a group, and what the screens do with it."""
    group = {"type": "group", "value": {"match": "any", "conditions": [part]}, "id": "g"}
    found = count_plain(crowd.account, [part, group], "all")
    assert found is None or isinstance(found, str | Counted)
    segment = Segment(account=crowd.account, name="S", conditions=[group])
    assert all(str(problem.message) for problem in segment_problems(segment))


@pytest.mark.fault("S-10")
@pytest.mark.parametrize("kind", list(registry), ids=lambda kind: kind.name)
@pytest.mark.usefixtures("known_account")
def test_hostile_values_of_conditions_are_parameters_or_refused(kind: Any) -> None:
    crowd = Crowd(seed=3, number=4)
    crowd.account = kinds.compiling().account
    said = Said()
    with connection.execute_wrapper(said):
        for value in hostile_values(kind):
            ask_everything(crowd, {"type": kind.name, "value": value, "id": "c"})
    assert said.statements
    assert not [
        sql for sql in said.statements if MARK in sql or ("channel_secret" in sql and "_connector" in sql)
    ]
    assert Follower.objects.count() == 4


@pytest.mark.fault("S-10")
@pytest.mark.usefixtures("known_account")
def test_any_json_at_all_reaches_no_statement() -> None:
    account = kinds.compiling().account
    said = Said()
    text = st.sampled_from([MARK, *KEYS, f"'{MARK}", "all", "any"])
    plain = st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), text),
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(text, inner, max_size=3)),
        max_leaves=8,
    )
    part = st.fixed_dictionaries(
        {
            "type": st.one_of(st.sampled_from([kind.name for kind in registry]), text),
            "value": st.one_of(
                plain,
                st.dictionaries(
                    st.sampled_from(
                        [*KEYS, "tag", "attribute", "value", "conditions", "segment", "languages"]
                    ),
                    plain,
                ),
            ),
        }
    )

    @settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
    @given(
        parts=st.one_of(plain, st.lists(part, max_size=3)),
        match=st.one_of(st.sampled_from(["all", "any"]), text),
    )
    def check(parts: Any, match: str) -> None:
        found = count_plain(account, parts, match)
        assert found is None or isinstance(found, str | Counted)

    with connection.execute_wrapper(said):
        check()
    assert not [sql for sql in said.statements if MARK in sql]


@pytest.mark.fault("S-10")
def test_text_that_looks_like_sql_is_a_text_like_any_other() -> None:
    """An injection that worked would match everybody."""
    crowd = Crowd(seed=3, number=10)
    words = f"x') OR 1=1 -- {MARK}"
    for config in ({"tag": words, "is_absent": False}, {"tag": {"_connector": "OR"}, "is_absent": False}):
        compiled = [{"kind": "tag", "config": config}]
        found = bounds_of(compiled, "all", crowd.account, clock.now())
        assert found is not None
        try:
            matching = Follower.objects.filter(found[0]).count()
            answers = answers_for(
                [one.pk for one in crowd.friends], crowd.account, compiled, "all", now=clock.now()
            )
        except Exception as error:  # noqa: BLE001 - the database may refuse what is no text
            assert isinstance(config["tag"], dict), error
            continue
        assert matching == 0 and not any(answers.values())


@pytest.mark.fault("S-10")
def test_posts_and_addresses_choose_no_field(admin_client: Client, known_site: Site) -> None:
    said = Said()
    with connection.execute_wrapper(said):
        for name in ("linesteps_segments:count_form", "linesteps_scenarios:count"):
            for odd in HOSTILE:
                sets = [{"conditions": [{"type": "tag", "value": odd}], "match": odd}, odd]
                for body in (
                    {"account": odd, "sets": sets},
                    {"account": "1", "_connector": MARK, "sets": sets[:1]},
                ):
                    answer = admin_client.post(
                        reverse(name), json.dumps(body), content_type="application/json"
                    )
                    assert answer.status_code in {200, 400}
        people = reverse("linesteps_segments:people", args=[known_site.segment.pk])
        for query in ({"after": f"0 OR {MARK}"}, {"side": MARK}, {"_connector": MARK}, {"ordering": MARK}):
            assert admin_client.get(people, query).status_code < 500
        for query in (
            {"ordering": f"account__channel_secret,{MARK}"},
            {"account": f"1 OR {MARK}"},
            {"q": f"'{MARK}"},
        ):
            assert admin_client.get(reverse("linesteps_segments:index"), query).status_code < 500
    assert said.statements
    assert not [sql for sql in said.statements if MARK in sql]


@pytest.fixture
def known_site(db: None) -> Site:
    return Site(make_account())


#: Calls that take the names of fields and lookups from the keywords that they are given.
_NAMING = frozenset(
    {
        "Q",
        "filter",
        "exclude",
        "get",
        "annotate",
        "aggregate",
        "alias",
        "update",
        "values",
        "values_list",
        "order_by",
    }
)


@pytest.mark.fault("S-10")
@pytest.mark.any_database_once
def test_no_name_of_a_field_or_lookup_comes_out_of_a_variable() -> None:
    """Neither conditions nor segments unpack anything into a query, nor order by what is not written there."""
    root = Path(linesteps.__file__).parent
    found = []
    files = [*(root / "conditions").glob("*.py"), *(root / "audiences").glob("*.py")]
    assert len(files) > 15
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name not in _NAMING:
                continue
            unpacked = [one for one in node.keywords if one.arg is None]
            named = [
                one
                for one in node.args
                if name in {"order_by", "values", "values_list"} and not isinstance(one, ast.Constant)
            ]
            if unpacked or named:
                found.append(f"{file.name}:{node.lineno}")
    assert not found


def test_conditions_that_nothing_can_read_are_problems_and_not_errors() -> None:
    compiling = kinds.compiling()
    for odd in (None, 5, "x", [5], [None], [{}], [{"type": 5, "value": {}}], [{"type": "tag"}]):
        assert condition_problems(odd, compiling)

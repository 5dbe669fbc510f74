"""The bench runs and says what it should; never how fast."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from linesteps.bench import scratch
from linesteps.bench.figures import Figure, Finding, not_measured
from linesteps.bench.meter import Meter
from linesteps.bench.report import table
from linesteps.bench.stub import Counts, most_in_a_second


@pytest.mark.slow
@pytest.mark.any_database_once
def test_quick_bench_measures_every_target_on_a_scratch_database(tmp_path: Path) -> None:
    out, file = StringIO(), tmp_path / "bench.json"
    call_command("linesteps_bench", "--quick", "--json", str(file), stdout=out)
    data = json.loads(file.read_text())
    assert [one["target"] for one in data["targets"]] == [f"G{number}" for number in range(1, 13)]
    for one in data["targets"]:
        assert one["database"] == "sqlite"
        assert one["not_run"] == "", one
        assert one["figures"] and one["verdict"] in {"met", "met in part", "missed"}
        # What has no value says why.
        assert all(figure["value"] is not None or figure["note"] for figure in one["figures"]), one
    summary = out.getvalue().rpartition("verdict\n")[2].splitlines()
    assert [line.split()[0] for line in summary[:12]] == [one["target"] for one in data["targets"]]
    found = {figure["name"]: figure["value"] for one in data["targets"] for figure in one["figures"]}
    assert (found["lost"], found["accepted twice"]) == (0, 0)
    assert found["“database is locked”"] == 0
    assert found["yardstick: one django-q2 task each"] > 0
    assert found["walk 1: yardstick, one bare UPDATE"] > 0
    assert "cores" in data["machine"]


@pytest.mark.slow
def test_bench_works_on_a_scratch_database_of_a_postgres_server(tmp_path: Path) -> None:
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        pytest.skip("PostgreSQL only: the whole bench runs on SQLite above")
    file = tmp_path / "bench.json"
    server = os.environ["LINESTEPS_DATABASE"].rpartition("/")[0] + "/postgres"
    arguments = [
        "--quick",
        "--only",
        "G2,G5,G9,G10",
        "--json",
        str(file),
        "--no-sqlite",
        "--postgres",
        server,
    ]
    call_command("linesteps_bench", *arguments, stdout=StringIO())
    targets = {one["target"]: one for one in json.loads(file.read_text())["targets"]}
    assert {one["database"] for one in targets.values()} == {"postgresql"}
    assert targets["G9"]["not_run"] == "it is about SQLite"
    for name in ("G2", "G5", "G10"):
        assert targets[name]["not_run"] == "" and targets[name]["figures"], targets[name]


@pytest.mark.any_database_once
def test_json_without_a_file_is_all_that_is_printed() -> None:
    out = StringIO()
    call_command("linesteps_bench", "--quick", "--only", "G10", "--json", stdout=out, stderr=StringIO())
    [target] = json.loads(out.getvalue())["targets"]
    assert (target["target"], target["figure"] is not None, target["not_run"]) == ("G10", True, "")


@pytest.mark.any_database_once
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--only", "G1,G99"], r"no target G99; there are G1, "),
        (["--people", "5"], r"at least 100"),
        (["--no-sqlite"], r"Name a PostgreSQL server"),
    ],
)
def test_what_cannot_be_measured_is_refused_with_the_cure(arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("linesteps_bench", *arguments)


@pytest.mark.any_database_once
@pytest.mark.parametrize("name", ["shop", "linesteps"])
def test_database_that_the_bench_did_not_make_is_never_opened(name: str, tmp_path: Path) -> None:
    file = tmp_path / f"{name}.sqlite3"
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file)}
    assert not scratch.is_scratch(database)
    assert not scratch.is_scratch({"ENGINE": "django.db.backends.postgresql", "NAME": name})
    said = _run_on(database)
    assert "scratch databases of its own only" in said
    assert not file.exists()


@pytest.mark.any_database_once
def test_scratch_database_that_holds_something_is_left_alone() -> None:
    import sqlite3

    with scratch.sqlite() as database:
        connection = sqlite3.connect(database["NAME"])
        connection.execute("CREATE TABLE orders (id integer)")
        connection.close()
        assert "not empty (it has orders)" in _run_on(database)
        assert scratch.is_scratch(database)
    assert not Path(database["NAME"]).exists()


def _run_on(database: dict[str, object]) -> str:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "linesteps.bench.settings",
        "LINESTEPS_BENCH_DATABASE": json.dumps(database),
    }
    order = json.dumps({"plan": {"people": 100, "is_quick": True}, "only": ["G10"]})
    done = subprocess.run(
        [sys.executable, "-m", "linesteps.bench.run", order],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode != 0
    return done.stderr


@pytest.mark.any_database_once
def test_work_of_a_connection_that_ends_meanwhile_is_counted(transactional_db: None) -> None:
    numbers = "WITH RECURSIVE found(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM found WHERE n < 400000)"

    def work() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"{numbers} SELECT sum(n) FROM found")  # noqa: S608 - nothing but the above
            cursor.fetchall()

    def work_and_end() -> None:
        work()
        connection.close()

    def in_thread() -> None:
        thread = threading.Thread(target=work_and_end)
        thread.start()
        thread.join()

    # Other tests on the same server can only add to either.
    here, elsewhere = (min(_cpu_of(one) for _try in range(8)) for one in (work, in_thread))
    assert elsewhere > here / 4


def _cpu_of(work: Callable[[], None]) -> float:
    with Meter() as meter:
        work()
    return meter.cpu


def test_verdict_says_whether_a_figure_is_good_enough() -> None:
    met, missed = Figure(name="a", value=5, at_least=5), Figure(name="b", value=6, at_most=5)
    unknown, plain = not_measured("c", "it is not here", at_least=1), Figure(name="d", value=1)
    assert [one.verdict for one in (met, missed, unknown, plain)] == ["met", "missed", "not measured", "-"]
    cases = [([met], "met"), ([met, unknown, plain], "met in part"), ([unknown], "not measured"),
             ([plain], "not measured"), ([met, unknown, missed], "missed")]  # fmt: skip
    for figures, verdict in cases:
        finding = Finding(target="G1", title="t", goal="g", database="sqlite", figures=figures)
        assert finding.verdict == verdict
        again = Finding.from_json(json.loads(json.dumps(finding.to_json())))
        assert ([one.name for one in again.figures], again.verdict) == (
            [one.name for one in figures],
            verdict,
        )
    line = list(table([finding]))[1]
    assert "b: 6 (goal ≤ 5)" in line and line.endswith("missed")


@pytest.mark.any_database_once
def test_stand_in_for_line_counts_recipients_repeats_and_doubles() -> None:
    counts = Counts()
    many = b'{"messages": [{"type": "text", "text": "\\"U"}], "to": ["U1", "U2", "U3"]}'
    counts.take("/v2/bot/message/multicast", b"x-line-retry-key: a-1", many)
    for key in (b"b", b"b", b"c"):
        counts.take("/v2/bot/message/push", b"X-Line-Retry-Key: " + key, b'{"messages": [], "to": "U1"}')
    found = counts.summary()
    assert (found["multicast"]["recipients"], found["push"]["recipients"]) == (3, 2)
    assert (found["repeated"], found["twice"], found["people"]) == (1, 1, 1)
    assert most_in_a_second([0.0, 0.5, 0.99, 1.0, 1.4, 3.0]) == 4

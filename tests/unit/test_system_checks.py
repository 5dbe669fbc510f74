"""System checks that need a certain database are asked about settings, whatever this run uses."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation

from linesteps import checks

HAS_JAPANESE = re.compile("[ぁ-ん]").search


def found(monkeypatch: pytest.MonkeyPatch, vendor: str, **settings: Any) -> list[str]:
    """Ids of what is said of a database with these settings."""
    one = SimpleNamespace(vendor=vendor, settings_dict=settings)
    monkeypatch.setattr(checks, "connections", {"default": one})
    return [str(message.id) for message in checks.check_connections()]


@pytest.mark.parametrize(
    ("vendor", "settings", "said"),
    [
        ("postgresql", {"CONN_MAX_AGE": 0}, ["linesteps.W018"]),
        ("postgresql", {"CONN_MAX_AGE": 60}, []),
        ("postgresql", {"CONN_MAX_AGE": None}, []),
        ("postgresql", {"CONN_MAX_AGE": 0, "OPTIONS": {"pool": True}}, []),
        ("sqlite", {"CONN_MAX_AGE": 0}, []),
    ],
)
def test_new_connection_to_postgresql_for_each_request_is_warned_of(
    monkeypatch: pytest.MonkeyPatch, vendor: str, settings: dict[str, Any], said: list[str]
) -> None:
    assert found(monkeypatch, vendor, **settings) == said


def test_every_check_names_what_is_wrong_and_the_cure_in_the_readers_language(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.LINESTEPS_ENCRYPTION_KEYS = ["short"]
    settings.Q_CLUSTER = {"workers": 2, "timeout": 60, "retry": 60}
    settings.LINESTEPS_TEMPLATE_FOLDERS = [tmp_path / "absent"]
    settings.LINESTEPS_VISITOR_CONSENT = "nothing.here"
    settings.LINESTEPS_PUBLIC_BASE_URL = settings.WAGTAILADMIN_BASE_URL = ""
    settings.LINESTEPS_CLOCK_FILE, settings.DEBUG = "clock", False
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
    sqlite = SimpleNamespace(vendor="sqlite", settings_dict={})
    monkeypatch.setattr(checks, "connections", {"default": sqlite})
    monkeypatch.setattr(checks, "_ASSETS", ("absent.js",))
    ask = (checks.check_keys, checks.check_sqlite, checks.check_queue, checks.check_templates)
    with translation.override("ja"):
        said = [one for check in (*ask, checks.check_site, checks.check_visitors) for one in check()]
    assert len({one.id for one in said}) == 12
    for one in said:
        assert HAS_JAPANESE(one.msg) and HAS_JAPANESE(str(one.hint)), one

"""System checks that need a certain database are asked about settings, whatever this run uses."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from linesteps import checks


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

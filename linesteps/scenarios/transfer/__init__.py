"""Scenarios as files: a documented JSON format that carries them from account to account.

The format is described in ``docs/reference/scenario-format.md``.
"""

from __future__ import annotations

from linesteps.scenarios.transfer.export import export_scenarios
from linesteps.scenarios.transfer.load import import_scenarios
from linesteps.scenarios.transfer.reading import read_file

__all__ = ["export_scenarios", "import_scenarios", "read_file"]

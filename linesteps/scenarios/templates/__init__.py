"""Ready-made scenarios to begin with: those of linesteps, those of the site, and those that editors saved.

Each is a file of the format in ``docs/reference/scenario-format.md``. Adding one needs no code.
"""

from __future__ import annotations

from linesteps.scenarios.templates.files import all_templates
from linesteps.scenarios.templates.template import Template

__all__ = ["Template", "all_templates"]

"""End the scenario for this friend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.graph import Context, Finish, Result
from linesteps.steps.kind import StepKind, registry


class End(StepKind):
    """Leaves the scenario here, instead of rejoining."""

    name = "end"
    looks_at_person = False

    def block(self) -> blocks.Block:
        """A name for editors."""
        return blocks.StructBlock(
            [("name", blocks.CharBlock(label=_("name"), required=False, max_length=80))],
            icon="circle-check",
            label=_("End"),
            label_format="{name}",
            group=_("Course"),
        )

    def is_end(self) -> bool:
        """Nothing follows."""
        return True

    def run(self, config: Mapping[str, Any], ctx: Context) -> Result:
        """Finish."""
        return Result(outcome=Finish())

    def summary(self, value: Mapping[str, Any]) -> str:
        """That it ends here."""
        return gettext("End here")


registry.register(End())

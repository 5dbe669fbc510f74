"""Starts nothing: it says who may start at all, whichever start condition is met."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from linesteps.conditions.filters import compile_filter, filter_problems, filter_words, who_block
from linesteps.messages.kind import Compiling, Problem
from linesteps.triggers.kind import TriggerKind, registry


class OnlyFor(TriggerKind):
    """The filter of the scenario as a whole; each start condition may have a further one of its own."""

    name = "only_for"
    is_start = False

    def block(self) -> blocks.Block:
        """The conditions."""
        return who_block(label=_("Only these friends, however they start"), required=True)

    def problems(self, value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
        """No condition, or one that cannot be asked."""
        if not value.get("conditions"):
            text = gettext("Say who may start, or delete this.")
            return [Problem(message=text, path=("conditions",))]
        return filter_problems(value, compiling)

    def compile(self, value: Mapping[str, Any], compiling: Compiling) -> dict[str, Any]:
        """The filter."""
        return dict(compile_filter(value, compiling) or {})

    def matches(self, config: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
        """Never: it starts nothing."""
        return False

    def summary(self, value: Mapping[str, Any]) -> str:
        """Who may start."""
        return gettext("but only those: %(who)s") % {"who": filter_words(value) or "…"}


registry.register(OnlyFor())

"""A segment that somebody chose: whether it is there and belongs to the account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from linesteps.blocks.segment_reference import segment_named
from linesteps.messages.kind import Compiling, Problem


def chosen_segment_problems(value: Mapping[str, Any], compiling: Compiling) -> list[Problem]:
    """None chosen, one that is gone, or another account's."""
    if not value.get("segment"):
        return [Problem(message=_("Choose the segment that is meant."), path=("segment",))]
    if segment_named(value["segment"], compiling.account.pk) is None:
        text = _("This segment is gone, or belongs to another account. Choose another one.")
        return [Problem(message=text, path=("segment",))]
    return []

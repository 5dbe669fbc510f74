"""The root stream of steps: one block for each registered kind, the site's own kinds included."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from linesteps import conf
from linesteps.blocks.note import NOTE, has_note, with_note
from linesteps.blocks.recursion import StepsBlock, walk_plain

# Importing a kind registers it.
from linesteps.steps import (  # noqa: F401
    attribute,
    branch,
    call_webhook,
    end,
    end_others,
    goal,
    jump,
    notify_staff,
    rich_menu,
    send,
    split,
    start_scenario,
    tag,
    wait,
    wait_date,
    wait_for,
)
from linesteps.steps.kind import registry


@cache
def root_block() -> StepsBlock:
    """The one shared definition. Blocks are built when models are imported, so a site names its
    modules in ``LINESTEPS_STEP_MODULES``: Wagtail's hooks would come too late."""
    for module in conf.step_modules():
        import_module(module)
    return StepsBlock([(kind.name, with_note(kind.block())) for kind in registry])


def without_notes(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The plain stream as the kinds know it; changes ``steps`` in place."""
    known = root_block().child_blocks
    for step in walk_plain(steps):
        if isinstance(step["value"], dict) and has_note(known.get(step["type"])):
            step["value"].pop(NOTE, None)
    return steps

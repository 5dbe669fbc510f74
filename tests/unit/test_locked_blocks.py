"""Drafts that threads validate at the same moment do not disturb each other's blocks."""

from __future__ import annotations

import threading
from typing import Any

from wagtail import blocks

from linesteps.fields import LockedBlockField


def test_two_drafts_at_the_same_moment_leave_a_required_field_required() -> None:
    inside, may_go_on = threading.Event(), threading.Event()

    class Slow(blocks.CharBlock):
        def clean(self, value: Any) -> Any:
            inside.set()
            assert may_go_on.wait(10)
            return super().clean(value)

    block = blocks.StreamBlock([("words", Slow(required=True))], required=False)
    field = LockedBlockField(block=block, required=False)
    field.is_deferred_validation = True

    def clean() -> None:
        # pytest fails for whatever a thread raises.
        field.clean(block.to_python([{"type": "words", "value": ""}]))

    threads = [threading.Thread(target=clean) for _number in range(2)]
    threads[0].start()
    assert inside.wait(10)
    threads[1].start()
    # Long enough to come as far as the first one, if nothing held it.
    threads[1].join(0.3)
    may_go_on.set()
    for thread in threads:
        thread.join(10)
    assert block.child_blocks["words"].field.required

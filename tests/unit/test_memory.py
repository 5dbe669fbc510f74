"""What a starting worker does about memory."""

from __future__ import annotations

import gc

import pytest
from django_q.signals import post_spawn


@pytest.mark.django_db
def test_worker_sets_aside_what_it_has_loaded() -> None:
    before = gc.get_freeze_count()
    try:
        post_spawn.send(sender="django_q", proc_name="Process-1:1")
        assert gc.get_freeze_count() > before + 50_000
    finally:
        gc.unfreeze()

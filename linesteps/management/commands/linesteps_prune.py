"""``./manage.py linesteps_prune``: delete what is too old, now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from linesteps.pruning.prune import prune


class Command(BaseCommand):
    """The worker does the same once a day."""

    help = "Delete received events, texts and traces of taps that are older than the settings keep them."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prune and say how much."""
        for name, count in prune().items():
            self.stdout.write(f"{name}: {count}")

"""The Django app."""

from __future__ import annotations

import logging
from typing import Any

from django.apps import AppConfig
from django.db import DatabaseError, connection
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger("linesteps")


class LinestepsConfig(AppConfig):
    """linesteps, as Django sees it."""

    name = "linesteps"
    label = "linesteps"
    verbose_name = _("LINE messages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks and the guard of publications, and hook into django-q2's start."""
        from django_q.signals import post_spawn

        from linesteps import checks  # noqa: F401
        from linesteps.checklist.guard import guard
        from linesteps.facts.kind import load_modules
        from linesteps.following import documents, pages, published, segments, together
        from linesteps.scenarios import guards
        from linesteps.web import site

        guards.register(guard)
        pages.connect()
        load_modules()
        together.connect()
        published.connect()
        site.connect()
        documents.connect()
        segments.connect()

        post_spawn.connect(_wind_up, dispatch_uid="linesteps")
        post_migrate.connect(_schedule, sender=self, dispatch_uid="linesteps")


def _wind_up(**_: Any) -> None:
    """A starting worker starts the tick if none beats; otherwise the first would be 30 s away."""
    # All that a worker needs is loaded now, so that it can be set aside.
    from linesteps import tasks, tick  # noqa: F401
    from linesteps.memory import set_aside

    set_aside()
    try:
        tick.wind()
    except DatabaseError:
        logger.warning("The tick could not be started; the schedule will try each minute.", exc_info=True)
    finally:
        connection.close()


def _schedule(using: str, **_: Any) -> None:
    """After migrations: the schedule that watches over the tick."""
    from linesteps import tick

    if using == "default" and "django_q_schedule" in connection.introspection.table_names():
        tick.schedule_watchdog()
        tick.schedule_pruning()

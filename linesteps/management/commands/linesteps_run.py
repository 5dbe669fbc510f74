"""Bring everything that is due up to a time to rest, in this process and without a queue."""

from __future__ import annotations

import ipaddress
from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.followers.models import Follower
from linesteps.outbox.models import Dispatch
from linesteps.running import run_until


class Command(BaseCommand):
    """``./manage.py linesteps_run --until 2026-12-01T09:00``."""

    help = "Does everything that is due up to a time on a virtual clock, and prints what was sent to whom."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One argument."""
        parser.add_argument(
            "--until", required=True, help="ISO time; without an offset, in the site's time zone."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run and print."""
        until = parse_datetime(options["until"])
        if until is None:
            raise CommandError(
                _("“%(text)s” is no ISO time. Example: 2026-12-01T09:00") % {"text": options["until"]}
            )
        if timezone.is_naive(until):
            until = timezone.make_aware(until)
        start = clock.now()
        if until > start:
            _refuse_real_line()
        before = set(Dispatch.objects.exclude(status=Dispatch.Status.NEW).values_list("pk", flat=True))
        with clock.frozen(min(start, until)) as virtual:
            run_until(virtual, until)
            self._print(before)

    def _print(self, before: set[int]) -> None:
        rows = Dispatch.objects.exclude(pk__in=before).exclude(status=Dispatch.Status.NEW)
        rows = rows.select_related("scenario").order_by("settled_at", "pk")
        names = dict(Follower.objects.values_list("pk", "display_name"))
        for row in rows:
            when = timezone.localtime(row.settled_at or row.due_at)
            scenario = row.scenario.name if row.scenario else "–"
            for follower_id, line_user_id in row.recipients:
                person = names.get(follower_id) or line_user_id
                self.stdout.write(
                    f"{when:%Y-%m-%d %H:%M}  {row.get_status_display()}  {row.endpoint}  {person}  "
                    f"{scenario}: {_text_of(row)}"
                )
        self.stdout.write(_("%(count)s sends.") % {"count": len(rows)})


def _refuse_real_line() -> None:
    """Running ahead of time would really send tomorrow's messages today."""
    for account in Account.objects.filter(is_active=True):
        if not _is_loopback(account.api_url):
            raise CommandError(
                _("“%(account)s” talks to LINE itself: the future can be run with the emulator only.")
                % {"account": account}
            )


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _text_of(row: Dispatch) -> str:
    text = row.messages.replace("\n", " ")
    return text if len(text) <= 160 else text[:159] + "…"

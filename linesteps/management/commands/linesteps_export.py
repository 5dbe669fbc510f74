"""Write scenarios to a file that ``linesteps_import`` reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q
from django.utils.translation import gettext as _

from linesteps.errors import FormatError
from linesteps.models import Account, Scenario
from linesteps.scenarios.transfer import export_scenarios


class Command(BaseCommand):
    """Exports the latest drafts; all scenarios of the site unless told otherwise."""

    help = "Write scenarios to a JSON file (or to the standard output), with their coupons and images."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which scenarios, and where to."""
        parser.add_argument(
            "--scenario",
            action="append",
            default=[],
            metavar="NAME",
            help="Name or key of a scenario; repeatable.",
        )
        parser.add_argument(
            "--account", metavar="NAME_OR_CHANNEL_ID", help="Only the scenarios of this account."
        )
        parser.add_argument(
            "--output", type=Path, metavar="FILE", help="Where to write; the standard output if absent."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Export."""
        scenarios = self._chosen(options["scenario"], options["account"])
        notes: list[str] = []
        try:
            data = export_scenarios(scenarios, notes=notes)
        except FormatError as error:
            raise CommandError(str(error)) from None
        text = json.dumps(data, ensure_ascii=False, indent=2)
        for note in notes:
            self.stderr.write(self.style.WARNING(note))
        if options["output"] is None:
            self.stdout.write(text)
            return
        try:
            options["output"].write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{options['output']}: {error.strerror}") from None
        message = _("%(n)s scenarios written to %(file)s.") % {"n": len(scenarios), "file": options["output"]}
        self.stdout.write(self.style.SUCCESS(message))

    def _chosen(self, names: list[str], account: str | None) -> list[Scenario]:
        scenarios = Scenario.objects.order_by("account_id", "name", "pk")
        if account is not None:
            scenarios = scenarios.filter(account=account_called(account))
        if not names:
            return list(scenarios)
        found: list[Scenario] = []
        for name in names:
            matches = list(scenarios.filter(Q(name=name) | Q(import_key=name)))
            if not matches:
                raise CommandError(_("There is no scenario called “%(name)s”.") % {"name": name})
            found += [scenario for scenario in matches if scenario not in found]
        return found


def account_called(wanted: str) -> Account:
    """The one account with this name or channel ID.

    Raises:
        CommandError: there is none, or the name is not unique.
    """
    found = list(Account.objects.filter(Q(channel_id=wanted)) or Account.objects.filter(name=wanted))
    if len(found) == 1:
        return found[0]
    if found:
        raise CommandError(
            _("Several accounts are called “%(name)s”. Give the channel ID.") % {"name": wanted}
        )
    known = ", ".join(f"{account.name} ({account.channel_id})" for account in Account.objects.all()) or "–"
    text = _("There is no account “%(name)s”. Existing ones: %(known)s")
    raise CommandError(text % {"name": wanted, "known": known})

"""Read scenarios from a file, or from the starters that come with linesteps, into an account."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from linesteps.errors import FormatError
from linesteps.management.commands.linesteps_export import account_called
from linesteps.models import Scenario
from linesteps.scenarios.starters import all_starters
from linesteps.scenarios.transfer import import_scenarios


class Command(BaseCommand):
    """Imports all scenarios of a file as drafts, or none of them."""

    help = "Read scenarios from a JSON file, or a starter, into a LINE Official Account. They come as drafts."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to read, and whose it becomes."""
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE")
        parser.add_argument(
            "--starter", metavar="KEY", help="A ready-made scenario instead of a file: sc1 to sc5."
        )
        parser.add_argument("--language", default="ja", help="The language of the starter: ja or en.")
        parser.add_argument("--account", required=True, metavar="NAME_OR_CHANNEL_ID")
        parser.add_argument(
            "--publish", action="store_true", help="Publish each scenario that has no problem."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and say what came of it."""
        if (options["file"] is None) == (options["starter"] is None):
            raise CommandError(_("Give either a file or --starter."))
        account = account_called(options["account"])
        source, data = self._source(options)
        notes: list[str] = []
        try:
            scenarios = import_scenarios(data, account=account, publish=options["publish"], notes=notes)
        except FormatError as error:
            text = _("%(file)s is not imported. %(place)s: %(reason)s")
            raise CommandError(
                text % {"file": source, "place": error.place, "reason": error.reason}
            ) from None
        for note in notes:
            self.stderr.write(self.style.WARNING(note))
        for scenario in scenarios:
            self.stdout.write(self.style.SUCCESS(_outcome(scenario) % {"name": scenario.name}))

    def _source(self, options: dict[str, Any]) -> tuple[str, Any]:
        if options["starter"] is None:
            try:
                return str(options["file"]), options["file"].read_bytes()
            except OSError as error:
                raise CommandError(f"{options['file']}: {error.strerror}") from None
        starters = {starter.key: starter for starter in all_starters(options["language"])}
        if options["starter"] not in starters:
            text = _("There is no starter “%(name)s”. Existing ones: %(known)s")
            raise CommandError(text % {"name": options["starter"], "known": ", ".join(starters)})
        return options["starter"], starters[options["starter"]].data


def _outcome(scenario: Scenario) -> str:
    if not scenario.live:
        return _("“%(name)s” is a draft.")
    if scenario.has_unpublished_changes:
        return _("“%(name)s” has a new draft; what runs is as before.")
    return _("“%(name)s” is published.")

"""Read scenarios from a file, or from the ready-made templates, into an account."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from linesteps.errors import FormatError
from linesteps.management.commands.linesteps_export import account_called
from linesteps.models import Scenario
from linesteps.scenarios.templates import all_templates
from linesteps.scenarios.transfer import import_scenarios


class Command(BaseCommand):
    """Imports all scenarios of a file as drafts, or none of them."""

    help = (
        "Read scenarios from a JSON file, or a template, into a LINE Official Account. They come as drafts."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What to read, and whose it becomes."""
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE")
        parser.add_argument(
            "--template", metavar="KEY", help="A ready-made scenario instead of a file, such as sc1."
        )
        parser.add_argument("--language", default="ja", help="The language of the template: ja or en.")
        parser.add_argument("--account", required=True, metavar="NAME_OR_CHANNEL_ID")
        parser.add_argument(
            "--publish", action="store_true", help="Publish each scenario that has no problem."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and say what came of it."""
        if (options["file"] is None) == (options["template"] is None):
            raise CommandError(_("Give either a file or --template."))
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
        if options["template"] is None:
            try:
                return str(options["file"]), options["file"].read_bytes()
            except OSError as error:
                raise CommandError(f"{options['file']}: {error.strerror}") from None
        templates = {template.key: template for template in all_templates(options["language"])}
        if options["template"] not in templates:
            text = _("There is no template “%(name)s”. Existing ones: %(known)s")
            raise CommandError(text % {"name": options["template"], "known": ", ".join(templates)})
        return options["template"], templates[options["template"]].data


def _outcome(scenario: Scenario) -> str:
    if not scenario.live:
        return _("“%(name)s” is a draft.")
    if scenario.has_unpublished_changes:
        return _("“%(name)s” has a new draft; what runs is as before.")
    return _("“%(name)s” is published.")

"""One friend's personal data: print all of it, or erase it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from linesteps.followers.models import Follower
from linesteps.privacy.erase import erase
from linesteps.privacy.export import as_json, personal_data


class Command(BaseCommand):
    """``./manage.py linesteps_friend_data export ID`` and ``… erase ID --yes``."""

    help = "export: print all that is stored of a friend, as JSON. erase: forget the friend for good."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, and with whom."""
        parser.add_argument("action", choices=["export", "erase"])
        parser.add_argument(
            "friend", help="The LINE user ID, or the number in the address of the friend's page."
        )
        parser.add_argument("--yes", action="store_true", help="Erase without asking.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it to each of the accounts' friends that is meant."""
        wanted = options["friend"]
        known = Follower.objects.known().select_related("account").order_by("pk")
        found = list(
            known.filter(pk=int(wanted)) if wanted.isdecimal() else known.filter(line_user_id=wanted)
        )
        if not found:
            raise CommandError(_("There is no friend “%(name)s”.") % {"name": wanted})
        if options["action"] == "export":
            for friend in found:
                self.stdout.write(as_json(personal_data(friend)))
            return
        for friend in found:
            said = {"name": friend, "account": friend.account, "number": friend.pk}
            question = _("Erase “%(name)s” (%(number)s) of “%(account)s” for good? Type yes: ") % said
            if not options["yes"] and input(question).strip().lower() != "yes":
                raise CommandError(_("Nothing was erased."))
            erase(friend.pk)
            self.stdout.write(_("The data of this person was erased."))

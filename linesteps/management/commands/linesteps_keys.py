"""Keys for secrets at rest: make one, or re-encrypt everything with the first one."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from cryptography.fernet import Fernet
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _

from linesteps.accounts.models import Account
from linesteps.fields import EncryptedTextField, Secret


class Command(BaseCommand):
    """``./manage.py linesteps_keys new`` and ``./manage.py linesteps_keys rotate``."""

    help = (
        "new: print a key for LINESTEPS_ENCRYPTION_KEYS. rotate: re-encrypt all secrets with the first key."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        parser.add_argument("action", choices=["new", "rotate"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        if options["action"] == "new":
            self.stdout.write(Fernet.generate_key().decode())
            return
        names = [field.name for field in Account._meta.get_fields() if isinstance(field, EncryptedTextField)]
        with transaction.atomic():
            count = 0
            for account in Account.objects.select_for_update(no_key=True):
                for name in names:
                    secret = getattr(account, name)
                    if isinstance(secret, Secret):
                        setattr(account, name, secret.rotated())
                        count += 1
                account.save(update_fields=names)
        self.stdout.write(_("%(count)s secrets are encrypted with the first key now.") % {"count": count})

"""Telling an account's people by e-mail."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.core.mail import send_mail
from django.urls import NoReverseMatch, reverse

from linesteps import conf
from linesteps.accounts.models import Account

logger = logging.getLogger("linesteps.accounts")


def tell(account: Account, subject: str, text: str, url_name: str, pk: int) -> None:
    """Send one mail to the account's notification addresses; a mail server that fails stops nothing.

    Args:
        account: whose people.
        subject: one line, translated.
        text: sentences, translated.
        url_name: of the admin page that shows more.
        pk: its object.
    """
    if not account.told:
        return
    try:
        address = conf.public_base_url() + reverse(url_name, args=[pk])
    except NoReverseMatch:
        address = ""
    body = f"{text}\n\n{account.name}\n{address}".rstrip() + "\n"
    try:
        send_mail(subject.replace("\n", " "), body, None, account.told)
    except (SMTPException, OSError):
        logger.exception("A mail could not be sent.", extra={"account": account.pk})

"""Asking LINE about an account before publishing: does the token hold, do events come here, what is left."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from linesteps import clock
from linesteps.accounts.address import webhook_url
from linesteps.accounts.faults import Fault
from linesteps.accounts.models import Account
from linesteps.errors import ConfigurationError, SecretError
from linesteps.line.client import LineClient
from linesteps.line.outcomes import LineFault, LineNotFound, LineUnauthorized, LineUnreachable
from linesteps.outbox.quota import remember

logger = logging.getLogger("linesteps.checklist")

#: So long an answer counts; what is wrong may have been mended, and is asked for again sooner.
FRESH = timedelta(minutes=10)
BAD_FRESH = timedelta(seconds=20)


def is_fresh(account: Account) -> bool:
    """Whether the last answer still counts."""
    age = _age(account.connection_checked_at)
    return age is not None and age < FRESH


def ask_line(account: Account, *, seconds: float, at_once: bool = False) -> None:
    """Ask LINE unless it was asked lately, and keep the answer on the account; never raises.

    Args:
        account: brought up to date as well.
        seconds: for each of four questions.
        at_once: whatever was answered lately: somebody may just have mended it.
    """
    age = _age(account.connection_checked_at)
    is_known = age is not None and age < (BAD_FRESH if account.connection_fault else FRESH)
    if is_known and not at_once:
        return
    fault = _ask(account, seconds)
    account.connection_fault, account.connection_checked_at = fault.value, clock.real_now()
    names = ("connection_fault", "connection_checked_at")
    # Not by save(): the secrets of the row are not ours to write.
    Account.objects.filter(pk=account.pk).update(**{name: getattr(account, name) for name in names})


def _ask(account: Account, seconds: float) -> Fault:
    try:
        client = LineClient(account.api_url, account.access_token(), patience=seconds)
        info = client.bot_info()
        remember(account, client.quota())
        return Fault.CHAT if info.is_chat_mode else _ask_address(account, client)
    except (SecretError, ConfigurationError):
        return Fault.SECRETS
    except LineUnauthorized:
        return Fault.TOKEN
    except LineUnreachable:
        return Fault.UNREACHABLE
    except LineFault as fault:
        logger.info("LINE refused a question before publishing: %s", fault)
        return Fault.REFUSED


def _ask_address(account: Account, client: LineClient) -> Fault:
    try:
        endpoint = client.webhook_endpoint()
    except LineNotFound:
        return Fault.ADDRESS
    if endpoint.url != webhook_url(account):
        return Fault.ADDRESS
    return Fault.NONE if endpoint.is_active else Fault.ADDRESS_OFF


def _age(moment: datetime | None) -> timedelta | None:
    return None if moment is None else clock.real_now() - moment

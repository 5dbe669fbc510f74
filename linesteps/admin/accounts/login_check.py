"""Checking the LIFF app: that it is there, leads to this site, and lets LINE say who somebody is."""

from __future__ import annotations

import logging

from django.utils.translation import gettext as _

from linesteps.accounts.address import liff_endpoint
from linesteps.accounts.models import Account
from linesteps.admin.accounts.checked import ERROR, OK, SKIPPED, WARNING, Step
from linesteps.errors import ConfigurationError, SecretError
from linesteps.fields import reveal
from linesteps.line.login import LiffApp, liff_apps
from linesteps.line.outcomes import LineFault, LineRefused, LineUnauthorized, LineUnreachable

logger = logging.getLogger("linesteps.admin")


def check_login(account: Account) -> list[Step]:
    """What LINE says of the LIFF app; nothing for an account without one. Never raises for what LINE says."""
    if not account.has_liff:
        return []
    name = _("LIFF app")
    try:
        secret = reveal(account.login_channel_secret)
    except (SecretError, ConfigurationError):
        return [Step(name=name, state=ERROR, text=_("The stored secrets cannot be read. Enter them again."))]
    if not secret:
        text = _(
            "Not looked at: enter the LINE Login channel secret, and this check sees whether the LIFF app leads here."
        )
        return [Step(name=name, state=SKIPPED, text=text)]
    try:
        apps = liff_apps(account.api_url, account.login_channel_id, secret)
    except (LineRefused, LineUnauthorized):
        text = _(
            "LINE refuses the LINE Login channel ID with this secret. Copy both again from “Basic settings” of the "
            "LINE Login channel."
        )
        return [Step(name=name, state=ERROR, text=text)]
    except LineUnreachable:
        text = _("LINE cannot be reached from this server. Try again in a minute.")
        return [Step(name=name, state=ERROR, text=text)]
    except LineFault as fault:
        logger.info("LINE refused to tell of the LIFF app: %s", fault)
        return [Step(name=name, state=ERROR, text=_("LINE refused: %(reason)s") % {"reason": str(fault)})]
    state, text = _judge(account, {app.liff_id: app for app in apps}.get(account.liff_id))
    return [Step(name=name, state=state, text=text)]


def _judge(account: Account, app: LiffApp | None) -> tuple[str, str]:
    if app is None:
        text = _("The LINE Login channel has no LIFF app %(id)s. Copy the LIFF ID again from its tab “LIFF”.")
        return ERROR, text % {"id": account.liff_id}
    wanted = liff_endpoint(account)
    if app.url.rstrip("/") != wanted.rstrip("/"):
        text = _(
            "The LIFF app leads to another address: %(url)s. Enter this one as its endpoint URL: %(wanted)s"
        )
        return ERROR, text % {"url": app.url, "wanted": wanted}
    if "openid" not in app.scopes:
        text = _(
            "The LIFF app lacks the scope “openid”, without which LINE does not say who it is. Choose it there."
        )
        return ERROR, text
    if not wanted.startswith("https://"):
        return WARNING, _("The LIFF app leads here, but LINE opens https addresses only.")
    return OK, _("The LIFF app leads to this site, and LINE says who opens it.")

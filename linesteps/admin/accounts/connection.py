"""Checking the connection to LINE: each part with what is wrong and what to do, in plain words."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from linesteps import conf
from linesteps.accounts.address import webhook_url
from linesteps.accounts.models import Account
from linesteps.admin.accounts.checked import ERROR, OK, SKIPPED, WARNING, Step
from linesteps.admin.accounts.login_check import check_login
from linesteps.errors import ConfigurationError, SecretError
from linesteps.line.client import LineClient, WebhookEndpoint
from linesteps.line.outcomes import LineFault, LineNotFound, LineUnauthorized, LineUnreachable

logger = logging.getLogger("linesteps.admin")


def check_connection(account: Account) -> list[Step]:
    """Ask LINE for everything that must be right; learns the bot's own ids on the way.

    Never raises for what LINE or the network says, and never shows a secret.
    """
    try:
        client = LineClient(account.api_url, account.access_token())
        if not account.channel_secrets():
            raise SecretError
    except (SecretError, ConfigurationError):
        text = _(
            "The stored secrets cannot be read: the key that encrypted them is missing from the site's settings "
            "(LINESTEPS_ENCRYPTION_KEYS). Put the key back, or enter channel secret and access token again."
        )
        return [Step(name=_("Secrets"), state=ERROR, text=text)]
    first = _guarded(_("Account"), lambda: _check_bot(account, client))
    if first.state == ERROR:
        return [first]
    return [
        first,
        _guarded(_("Webhook address"), lambda: _check_address(account, client)),
        _guarded(_("Webhook test"), lambda: _check_delivery(account, client)),
        _guarded(_("Messages this month"), lambda: _check_quota(client)),
        *check_login(account),
    ]


def set_webhook(account: Account) -> Step:
    """Tell LINE our address."""

    def act() -> Step:
        LineClient(account.api_url, account.access_token()).set_webhook_endpoint(webhook_url(account))
        return Step(name=name, state=OK, text=_("LINE knows the address of this site now."))

    name = _("Webhook address")
    try:
        return _guarded(name, act)
    except (SecretError, ConfigurationError):
        return Step(name=name, state=ERROR, text=_("The stored secrets cannot be read. Enter them again."))


def _guarded(name: str, check: Callable[[], Step]) -> Step:
    try:
        return check()
    except LineUnauthorized:
        text = _(
            "LINE refuses the channel access token. It is mistyped, expired or of another channel. Issue a new one "
            "in the LINE Developers Console, “Messaging API”, and enter it here."
        )
    except LineUnreachable:
        text = _(
            "LINE cannot be reached from this server. Check that it may open connections to the API address, and "
            "try again in a minute."
        )
    except LineNotFound:
        text = _("LINE does not know this. Check that the token belongs to a Messaging API channel.")
    except LineFault as fault:
        logger.info("LINE refused a part of the connection check: %s", fault)
        text = _("LINE refused: %(reason)s") % {"reason": str(fault)[:200]}
    return Step(name=name, state=ERROR, text=text)


def _check_bot(account: Account, client: LineClient) -> Step:
    info = client.bot_info()
    if (account.bot_user_id, account.basic_id) != (info.user_id, info.basic_id):
        account.bot_user_id, account.basic_id = info.user_id, info.basic_id
        Account.objects.filter(pk=account.pk).update(bot_user_id=info.user_id, basic_id=info.basic_id)
    who = {"name": info.display_name, "id": info.basic_id}
    if info.is_chat_mode:
        text = _(
            "“%(name)s” (%(id)s) answers by chat: LINE then sends no events here. Switch the response mode to “Bot” "
            "in the LINE Official Account Manager."
        )
        return Step(name=_("Account"), state=WARNING, text=text % who)
    return Step(name=_("Account"), state=OK, text=_("The access token belongs to “%(name)s” (%(id)s).") % who)


def _check_address(account: Account, client: LineClient) -> Step:
    name, wanted = _("Webhook address"), webhook_url(account)
    if not wanted:
        text = _("This site has no public address yet. Set LINESTEPS_PUBLIC_BASE_URL in its settings.")
        return Step(name=name, state=ERROR, text=text)
    if urlsplit(wanted).scheme != "https" and account.api_url == conf.LINE_API_BASE_URL:
        text = _("LINE takes https only, and this site's address is %(url)s. Set LINESTEPS_PUBLIC_BASE_URL.")
        return Step(name=name, state=ERROR, text=text % {"url": wanted})
    endpoint = _endpoint(client)
    if endpoint is None:
        text = _("LINE knows no webhook address yet.")
        return Step(name=name, state=ERROR, text=text, offers_setting=True)
    if endpoint.url != wanted:
        text = _("LINE posts to another address: %(url)s")
        return Step(name=name, state=ERROR, text=text % {"url": endpoint.url}, offers_setting=True)
    if not endpoint.is_active:
        text = _(
            "The address is right, but “Use webhook” is off. Switch it on in the LINE Developers Console."
        )
        return Step(name=name, state=ERROR, text=text)
    return Step(name=name, state=OK, text=_("LINE posts to this site."))


def _endpoint(client: LineClient) -> WebhookEndpoint | None:
    try:
        return client.webhook_endpoint()
    except LineNotFound:
        return None


def _check_delivery(account: Account, client: LineClient) -> Step:
    name, url = _("Webhook test"), webhook_url(account)
    if not url:
        return Step(name=name, state=SKIPPED, text=_("Not tried: there is no address yet."))
    tested = client.test_webhook(url)
    if tested.is_ok:
        return Step(name=name, state=OK, text=_("LINE called this site, and it answered."))
    causes: dict[int, Any] = {
        401: _(
            "The channel secret does not fit this channel. Copy it again from the LINE Developers Console."
        ),
        403: _(
            "The channel secret does not fit this channel. Copy it again from the LINE Developers Console."
        ),
        404: _(
            "Nothing answers at this address. Check that “linesteps.urls” is included in the site's addresses."
        ),
    }
    cause = causes.get(tested.status_code) or _(
        "%(reason)s. Check that the site can be reached from the internet."
    )
    params = {"reason": tested.reason or tested.detail}
    text = _("LINE called this site and got no good answer (%(code)s).") % {"code": tested.status_code or "–"}
    return Step(name=name, state=ERROR, text=f"{text} {cause % params}")


def _check_quota(client: LineClient) -> Step:
    name, quota = _("Messages this month"), client.quota()
    used = number_format(quota.used, use_l10n=True, force_grouping=True)
    if quota.limit is None:
        return Step(name=name, state=OK, text=_("%(used)s sent; no limit is set.") % {"used": used})
    limit = number_format(quota.limit, use_l10n=True, force_grouping=True)
    text = _("%(used)s of %(limit)s sent.") % {"used": used, "limit": limit}
    if quota.used >= quota.limit:
        advice = _("The limit is reached: nothing more is sent until next month or a bigger plan.")
        return Step(name=name, state=ERROR, text=f"{text} {advice}")
    if quota.used >= quota.limit * 0.8:
        near = _("The limit is near.")
        return Step(name=name, state=WARNING, text=f"{text} {near}")
    return Step(name=name, state=OK, text=text)

"""How much of the month each account has used."""

from __future__ import annotations

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from linesteps import clock
from linesteps.accounts.models import Account
from linesteps.health.finding import OK, WARNING, Figure, Finding, in_a_row
from linesteps.outbox.forecast import Month, forecast


def quota() -> list[Finding]:
    """One finding an account, with the day on which the limit will be reached."""
    found = []
    for account in Account.objects.filter(is_active=True):
        month = forecast(account, clock.now())
        labels = (("account", str(account.pk)),)
        figures = [
            Figure(name="month_used", help="Messages of this month.", value=month.used, labels=labels)
        ]  # fmt: skip
        if month.limit is not None:
            figures.append(
                Figure(name="month_limit", help="The month's limit.", value=month.limit, labels=labels)
            )
        is_fine = not month.is_spent and month.ends_on is None
        found.append(
            Finding(
                name="quota",
                title=_("Messages this month: %(account)s") % {"account": account.name},
                level=OK if is_fine else WARNING,
                text=in_words(month),
                cure="" if is_fine else _("Raise the own limit, or choose a bigger plan at LINE."),
                link=("linesteps_accounts:edit", (account.pk,)),
                figures=figures,
            )
        )
    return found


def in_words(month: Month) -> str:
    """The month in one or two sentences."""
    used = number_format(month.used, use_l10n=True, force_grouping=True)
    if month.limit is None:
        return _("%(used)s sent; no limit is set.") % {"used": used}
    limit = number_format(month.limit, use_l10n=True, force_grouping=True)
    text = _("%(used)s of %(limit)s sent.") % {"used": used, "limit": limit}
    if month.is_spent:
        what = _("Messages wait until the 1st of next month. Nothing is lost.")
        return in_a_row([text, what])
    if month.ends_on:
        when = date_format(month.ends_on, "MONTH_DAY_FORMAT")
        warning = _("Around %(day)s you reach %(limit)s. Later messages wait until the 1st.")
        return in_a_row([text, warning % {"day": when, "limit": limit}])
    return text

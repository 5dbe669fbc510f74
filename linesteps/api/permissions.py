"""Who may do what: the rights of the user whose token is used, asked as the admin asks them."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from linesteps.accounts.models import Account
from linesteps.api.errors import Refused
from linesteps.fields import storable_text
from linesteps.followers.models import Follower
from linesteps.scenarios.models import Scenario

#: Telling events, which may start scenarios.
TRACK = "linesteps.add_activity"
READ_FOLLOWERS = "linesteps.view_follower"
CHANGE_FOLLOWERS = "linesteps.change_follower"
READ_SCENARIOS = "linesteps.view_scenario"
START = "linesteps.add_enrolment"
END = "linesteps.change_enrolment"


def demand(request: HttpRequest, *permissions: str) -> None:
    """Go on only if the token's user has one of these permissions.

    Raises:
        Refused: 403, with the name of what is missing.
    """
    if not any(request.user.has_perm(permission) for permission in permissions):
        text = _("The user of this token lacks the permission %(permission)s.")
        raise Refused(403, "no_permission", text % {"permission": permissions[0]})


def account_of(channel_id: str) -> Account:
    """The account in use with this channel ID.

    Raises:
        Refused: 404.
    """
    account = Account.objects.filter(channel_id=storable_text(channel_id), is_active=True).first()
    if account is None:
        text = _("No account in use here has the channel ID “%(channel_id)s”.")
        raise Refused(404, "unknown_account", text % {"channel_id": channel_id[:40]})
    return account


def follower_of(account: Account, line_user_id: str) -> Follower:
    """The account's follower with this LINE user ID; nobody whose data was erased.

    Raises:
        Refused: 404.
    """
    follower = (
        Follower.objects.known().filter(account=account, line_user_id=storable_text(line_user_id)).first()
    )
    if follower is None:
        text = _("The account knows nobody with the LINE user ID “%(user_id)s”.")
        raise Refused(404, "unknown_follower", text % {"user_id": line_user_id[:40]})
    # What is asked of the account again would be asked of the database again.
    follower.account = account
    return follower


def scenario_of(account: Account, scenario_id: int) -> Scenario:
    """The account's scenario with this number.

    Raises:
        Refused: 404.
    """
    scenario = Scenario.objects.filter(account=account, pk=scenario_id).first()
    if scenario is None:
        text = _("The account has no scenario number %(number)s.")
        raise Refused(404, "unknown_scenario", text % {"number": scenario_id})
    scenario.account = account
    return scenario

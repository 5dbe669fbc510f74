"""What went wrong at LINE, in the editor's words."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext
from wagtail.admin import messages

from linesteps.errors import SecretError
from linesteps.line.outcomes import LineUnauthorized, LineUnreachable
from linesteps.messages.registration import CouponNotReady


def say_fault(request: HttpRequest, fault: Exception) -> None:
    """Tell what LINE or the network said, and what to do; never a secret."""
    if isinstance(fault, LineUnauthorized):
        text = gettext("LINE refuses the account's access token. An engineer must enter a new one.")
    elif isinstance(fault, LineUnreachable):
        text = gettext("LINE cannot be reached now. Nothing was changed; try again in a minute.")
    elif isinstance(fault, SecretError):
        text = gettext("The account's access token cannot be read. An engineer must enter it again.")
    elif isinstance(fault, CouponNotReady):
        text = str(fault)
    else:
        text = gettext("LINE refused the coupon: %(reason)s") % {"reason": str(fault)[:300]}
    messages.error(request, text)

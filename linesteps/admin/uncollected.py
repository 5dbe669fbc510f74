"""Strings of linesteps that makemessages does not find where they are used.

xgettext knows neither the name ``_t`` nor calls inside an f-string; what is listed here is in the
catalogue all the same.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

STRINGS = (
    gettext_noop(" or "),
    gettext_noop("%(attribute)s contains %(value)s"),
    gettext_noop("%(attribute)s is %(value)s"),
    gettext_noop("%(attribute)s is at least %(value)s"),
    gettext_noop("%(attribute)s is at most %(value)s"),
    gettext_noop("%(attribute)s is not %(value)s"),
    gettext_noop("%(when)s (only %(days)s)"),
    gettext_noop(": "),
    gettext_noop("A wait has between 0 and %(days)s days."),
    gettext_noop("End here"),
    gettext_noop("Go on at another step"),
    gettext_noop("LINE cannot be reached now. Nothing was changed; try again in a minute."),
    gettext_noop("LINE knows this coupon. Close it instead of deleting it."),
    gettext_noop("LINE knows this coupon; it can no longer be changed. Copy it instead."),
    gettext_noop("LINE refused the coupon: %(reason)s"),
    gettext_noop("LINE refuses the account's access token. An engineer must enter a new one."),
    gettext_noop("Send “%(name)s”"),
    gettext_noop("Sending goes on for “%(name)s”."),
    gettext_noop("The account's access token cannot be read. An engineer must enter it again."),
    gettext_noop(
        "The coupon “%(title)s” is not registered with LINE yet. Open it and press “Register with LINE”."
    ),
    gettext_noop("The coupon “%(title)s” is over. Choose another one."),
    gettext_noop("The limit is near."),
    gettext_noop("There is no attribute “%(key)s”. Existing ones: %(keys)s"),
    gettext_noop("Wait until %(day)s"),
    gettext_noop("Wait until %(day)s at %(at)s"),
    gettext_noop("Wait until the next %(at)s"),
    gettext_noop("When a friend comes back after a block"),
    gettext_noop("When added as a friend"),
    gettext_noop("When added as a friend for the first time"),
    gettext_noop("When given the tag “%(tag)s”"),
    gettext_noop("When the link %(url)s is tapped"),
    gettext_noop("When “%(words)s” is received"),
    gettext_noop("did not tap the link"),
    gettext_noop("friends for at least %(days)s days"),
    gettext_noop("friends for less than %(days)s days"),
    gettext_noop("tapped the link"),
    gettext_noop("with the tag “%(tag)s”"),
    gettext_noop("without the tag “%(tag)s”"),
    gettext_noop("“%(value)s” is no %(type)s."),
)

"""What must fit together before LINE can say who opened a page: the LINE Login channel and its LIFF app.

Sources: LIFF documentation, “Registering LIFF apps” (a LIFF ID is the channel's ID, a hyphen and some letters);
LINE Login documentation, “User ID” (ids are the same only for channels of one provider).
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

_CHANNEL_ID = re.compile(r"\d{5,20}")
_LIFF_ID = re.compile(r"(\d{5,20})-[A-Za-z0-9_-]{4,40}")


def login_problems(
    *, channel_id: str, login_channel_id: str, liff_id: str, wants_liff_links: bool
) -> dict[str, str]:
    """Why what is entered for LINE Login and LIFF cannot work, by field, each with the cure; empty if it can."""
    wrong: dict[str, str] = {}
    if login_channel_id and not _CHANNEL_ID.fullmatch(login_channel_id):
        wrong["login_channel_id"] = _(
            "This is no channel ID: it has digits only. It stands in the LINE Developers Console, “Basic settings” "
            "of the LINE Login channel."
        )
    elif login_channel_id and login_channel_id == channel_id:
        wrong["login_channel_id"] = _(
            "This is the Messaging API channel. LIFF needs a LINE Login channel of the same provider."
        )
    found = _LIFF_ID.fullmatch(liff_id)
    if liff_id and found is None:
        wrong["liff_id"] = _(
            "This is no LIFF ID. It looks like 1234567890-AbcdEfgh and stands in the LINE Developers Console, tab "
            "“LIFF” of the LINE Login channel."
        )
    elif found and not login_channel_id:
        wrong["login_channel_id"] = _("Enter the channel to which the LIFF app belongs.")
    elif found and found[1] != login_channel_id:
        wrong["liff_id"] = _("This LIFF app belongs to another channel: its ID begins with the channel's ID.")
    if wants_liff_links and not (liff_id and login_channel_id):
        wrong["link_kind"] = _(
            "This needs a LIFF app. Enter the LINE Login channel ID and the LIFF ID first."
        )
    return wrong

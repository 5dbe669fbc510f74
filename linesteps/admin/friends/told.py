"""One activity of a friend in an editor's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from linesteps.followers.models import Activity


def told(activity: Activity, names: Mapping[str, str]) -> tuple[str, str, str]:
    """Icon, sentence and detail.

    Args:
        activity: what happened.
        names: what editors call each attribute, by key.
    """
    data: Mapping[str, Any] = activity.data
    if activity.kind == "followed":
        is_first = data.get("is_first")
        return "user", _("Added the account as a friend") if is_first else _("Came back as a friend"), ""
    if activity.kind == "blocked":
        return "no-view", _("Blocked the account"), ""
    if activity.kind == "message_received":
        return "comment", _("Wrote a message"), Truncator(str(data.get("text") or "")).chars(200)
    if activity.kind == "postback_received":
        return "pick", _("Tapped a button"), ""
    if activity.kind == "menu_tapped":
        return "pick", _("Tapped the rich menu"), str(data.get("text") or "")
    if activity.kind == "date_chosen":
        return "date", _("Chose a date or time"), str(data.get("value") or "").replace("T", " ")
    if activity.kind == "tag_added":
        return "tag", _("Got the tag “%(tag)s”") % {"tag": data.get("tag", "")}, ""
    if activity.kind == "tag_removed":
        return "tag", _("Lost the tag “%(tag)s”") % {"tag": data.get("tag", "")}, ""
    if activity.kind == "attribute_set":
        key = str(data.get("key") or "")
        params = {"name": names.get(key, key), "value": data.get("value", "")}
        return "list-ul", _("%(name)s was set to “%(value)s”") % params, ""
    if activity.kind == "attribute_cleared":
        key = str(data.get("key") or "")
        return "list-ul", _("%(name)s has no value any more") % {"name": names.get(key, key)}, ""
    if activity.kind == "coupon_used":
        return "pick", _("Used the coupon “%(title)s”") % {"title": data.get("title", "")}, ""
    if activity.kind == "loop_stopped":
        text = _("“%(name)s” was not started again: scenarios start each other in a ring")
        return "warning", text % {"name": data.get("name", "")}, ""
    if activity.kind == "rescued":
        return "help", _("Could not go on, and was helped on by hand"), ""
    return "info-circle", activity.kind.replace("_", " "), ""

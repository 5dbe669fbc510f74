"""One activity of a friend in an editor's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from linesteps.admin.friends.values import value_words
from linesteps.conditions.filters import reason_words
from linesteps.engine.enrol_together import NOT_STARTED
from linesteps.engine.holdout import KEPT_OUT
from linesteps.followers.models import Activity, Attribute, FollowerAttribute

#: What friends do on the site, by kind: icon and sentence.
_SITE = {
    "page_visited": ("doc-empty-inverse", gettext_noop("Opened the page “%(title)s”")),
    "form_submitted": ("form", gettext_noop("Sent the form “%(title)s”")),
    "document_downloaded": ("download", gettext_noop("Downloaded “%(title)s”")),
    "visits_allowed": ("check", gettext_noop("Agreed that visits on the site may be known")),
    "visits_refused": ("cross", gettext_noop("Did not want visits on the site to be known")),
    "visits_withdrawn": ("cross", gettext_noop("Took back that visits on the site may be known")),
}

#: The kinds of activity that each filter of the history shows.
ACTIVITIES: Mapping[str, tuple[str, ...]] = {
    "messages": ("message_received", "message_unsent"),
    "taps": (
        "postback_received",
        "menu_tapped",
        "date_chosen",
        "video_watched",
        "message_seen",
        "coupon_received",
        "coupon_used",
        "beacon_met",
    ),
    "facts": ("tag_added", "tag_removed", "attribute_set", "attribute_cleared"),
    "scenarios": ("loop_stopped", NOT_STARTED, KEPT_OUT, "rescued"),
    "events": ("event", *_SITE),
    "friend": (
        "followed",
        "came_by_route",
        "route_opened",
        "blocked",
        "account_linked",
        "account_unlinked",
        "membership_changed",
    ),
}
_WROTE = gettext_noop("Wrote a message")
_MESSAGES = {
    "image": gettext_noop("Sent a picture"),
    "video": gettext_noop("Sent a video"),
    "audio": gettext_noop("Sent a sound"),
    "file": gettext_noop("Sent a file"),
    "location": gettext_noop("Sent a place"),
    "sticker": gettext_noop("Sent a sticker"),
}
#: Sources of facts as an editor calls them.
_SOURCES = {**dict(FollowerAttribute.Source.choices), "hook": gettext_lazy("Report of another system")}
_LONGEST = 200


def told(activity: Activity, attributes: Mapping[str, Attribute]) -> tuple[str, str, str]:
    """Icon, sentence and detail.

    Args:
        activity: what happened.
        attributes: those of the account, by key.
    """
    data: Mapping[str, Any] = activity.data
    if activity.kind == "followed":
        is_first = data.get("is_first")
        return "user", _("Added the account as a friend") if is_first else _("Came back as a friend"), ""
    if activity.kind == "blocked":
        return "no-view", _("Blocked the account"), ""
    if activity.kind == "came_by_route":
        return "ls-route", _("Came by the entry route “%(name)s”") % {"name": data.get("name", "")}, ""
    if activity.kind == "route_opened":
        return "ls-route", _("Opened the entry route “%(name)s” again") % {"name": data.get("name", "")}, ""
    if activity.kind == "message_received":
        text = _(_MESSAGES.get(str(data.get("type")), _WROTE))
        return "comment", text, Truncator(str(data.get("text") or "")).chars(_LONGEST)
    if activity.kind == "message_unsent":
        return "comment", _("Took a message back"), ""
    if activity.kind == "video_watched":
        return "view", _("Watched a video to its end"), str(data.get("label") or "")
    if activity.kind == "message_seen":
        return "view", _("The phone showed a message"), _("Tracked image")
    if activity.kind == "beacon_met":
        return "site", _("Came near a LINE Beacon"), ""
    if activity.kind == "membership_changed":
        return "user", _("Joined or left a membership"), ""
    if activity.kind == "event":
        return "history", _("“%(event)s” happened") % {"event": data.get("name", "")}, _of_event(data)
    if activity.kind == "postback_received":
        return "pick", _("Tapped a button"), ""
    if activity.kind == "menu_tapped":
        return "pick", _("Tapped the rich menu"), str(data.get("text") or "")
    if activity.kind == "date_chosen":
        return "date", _("Chose a date or time"), str(data.get("value") or "").replace("T", " ")
    if activity.kind == "tag_added":
        return "tag", _("Got the tag “%(tag)s”") % {"tag": data.get("tag", "")}, _source(data)
    if activity.kind == "tag_removed":
        return "tag", _("Lost the tag “%(tag)s”") % {"tag": data.get("tag", "")}, _source(data)
    if activity.kind == "attribute_set":
        key = str(data.get("key") or "")
        known = attributes.get(key)
        value = value_words(known.type if known else "", str(data.get("value", "")))
        params = {"name": known or key, "value": value}
        return "list-ul", _("%(name)s was set to “%(value)s”") % params, _source(data)
    if activity.kind == "attribute_cleared":
        key = str(data.get("key") or "")
        return (
            "list-ul",
            _("%(name)s has no value any more") % {"name": attributes.get(key, key)},
            _source(data),
        )
    if activity.kind == "coupon_used":
        return "pick", _("Used the coupon “%(title)s”") % {"title": data.get("title", "")}, ""
    if activity.kind == "account_linked":
        if data.get("result") == "failed":
            return "warning", _("Could not be linked to an account of the site"), ""
        if data.get("result") == "unknown":
            text = _(
                "LINE told of a link to an account for which nobody had asked here, or which came too late"
            )
            return "warning", text, ""
        return "link", _("Was linked to an account of the site"), ""
    if activity.kind == "account_unlinked":
        return "link", _("Is not linked to an account of the site any more"), ""
    if activity.kind in _SITE:
        icon, text = _SITE[activity.kind]
        return icon, _(text) % {"title": data.get("title", "")}, str(data.get("url") or "")
    if activity.kind == "coupon_received":
        return "pick", _("Received the coupon “%(title)s”") % {"title": data.get("title", "")}, ""
    if activity.kind == "entered_segment":
        return "group", _("Came into the segment “%(name)s”") % {"name": data.get("name", "")}, ""
    if activity.kind == "left_segment":
        return "group", _("Left the segment “%(name)s”") % {"name": data.get("name", "")}, ""
    if activity.kind == "loop_stopped":
        text = _("“%(name)s” was not started again: scenarios start each other in a ring")
        return "warning", text % {"name": data.get("name", "")}, ""
    if activity.kind == NOT_STARTED:
        text = _("“%(name)s” did not start, since not all that it asks for is so")
        return "warning", text % {"name": data.get("name", "")}, reason_words(data.get("why") or [])
    if activity.kind == KEPT_OUT:
        text = _("“%(name)s” did not start: kept out by lot, to see what it brings")
        return "no-view", text % {"name": data.get("name", "")}, ""
    if activity.kind == "goal_reached":
        return "pick", _("Reached the goal “%(name)s”") % {"name": data.get("name", "")}, _source(data)
    if activity.kind == "rescued":
        return "help", _("Could not go on, and was helped on by hand"), ""
    return "info-circle", activity.kind.replace("_", " "), ""


def _source(data: Mapping[str, Any]) -> str:
    """Where a tag or value came from."""
    return str(_SOURCES.get(str(data.get("source") or ""), ""))


def _of_event(data: Mapping[str, Any]) -> str:
    """What was told with an event, and by whom if that was not the site's own code."""
    by = "" if data.get("source") == FollowerAttribute.Source.CODE else _source(data)
    return " · ".join(part for part in (_properties(data), by) if part)


def _properties(data: Mapping[str, Any]) -> str:
    """What the site told with an event, as a line to read."""
    told_with = data.get("properties")
    if not isinstance(told_with, Mapping):
        return ""
    # By name: PostgreSQL keeps no order of what was told.
    words = [f"{name}: {_value(value)}" for name, value in sorted(told_with.items())]
    return Truncator(", ".join(words)).chars(_LONGEST)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return " / ".join(map(_value, value))
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_value(one)}" for name, one in value.items()) + "}"
    return "–" if value is None else str(value)

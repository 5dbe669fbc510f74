"""What each kind of webhook event means for the follower (LINE reference, “Webhook Event Objects”).

Every kind that LINE documents is known by name. Those that mean nothing to a one-to-one account,
and those that LINE will invent, are kept as IGNORED.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from linesteps import bulk, clock, conf
from linesteps.engine.asked import run_asked
from linesteps.engine.leave import leave_all
from linesteps.engine.models import Enrolment
from linesteps.followers import profiles as follower_profiles
from linesteps.followers import status
from linesteps.followers.models import Activity, Follower
from linesteps.followers.site_users import FollowerUser, link_user, take_nonce
from linesteps.inbox.models import InboxEvent
from linesteps.line.client import Profile
from linesteps.outbox.cancel import cancel_for
from linesteps.richmenus.own import look_at_again
from linesteps.richmenus.taps import answer_in, is_tab, turned
from linesteps.routes.join import join, note_left
from linesteps.tracking.models import Click, TrackedLink
from linesteps.tracking.record import record
from linesteps.tracking.sightings import quoted

#: LINE: within one minute (reference, “Send reply message”); less, for our own way to LINE.
REPLY_WITHIN = timedelta(seconds=50)

#: By account id and LINE user ID.
People = tuple[int, str]
Meaning = Callable[[InboxEvent, Follower], list[Activity]]


def understand(
    event: InboxEvent,
    profiles: Mapping[People, Profile | None],
    known: Mapping[People, Follower] | None = None,
) -> list[Activity]:
    """Write down what an event says of its follower, mark it, and return unsaved activities to set off.

    Args:
        event: a stored one.
        profiles: names of new friends.
        known: locked rows of followers (``people_of``), of which the caller writes what changes
            (``bulk.changes_written``); whoever is not among them is asked for.
    """
    event.status = InboxEvent.Status.DONE
    if reason := _why_not(event):
        return _ignore(event, reason)
    key = (event.account_id, event.line_user_id)
    follower = known_row = (known or {}).get(key)
    if follower is None:
        follower = status.of(event.account, event.line_user_id)
    if follower.status == Follower.Status.ERASED:
        if not _comes_back(event, follower):
            return forget(event)
        follower = status.anew(event.account, event.line_user_id)
    if key in profiles and follower.profile_fetched_at is None:
        follower_profiles.store(follower, profiles[key])
    with bulk.changes_written([] if follower is known_row else [follower]):
        activities = _MEANINGS[event.kind](event, follower)
        if follower.status != Follower.Status.BLOCKED:
            _keep_reply_token(event, follower)
            status.hear(follower, event.occurred_at)
    return activities


def people_of(events: Sequence[InboxEvent]) -> dict[People, Follower]:
    """The locked rows of those whom events are about, made where there were none; a few statements for all."""
    return status.of_all([(one.account, one.line_user_id) for one in events if not _why_not(one)])


def _why_not(event: InboxEvent) -> str:
    """Why an event is kept and nothing more; empty if it says something of a follower."""
    if event.kind not in _MEANINGS:
        return _("This kind of event means nothing here.")
    if not event.line_user_id or _source_type(event) != "user":
        return _("The event does not come from a single person.")
    if event.payload.get("mode") == "standby":
        return _("Another service is answering for this account.")
    if event.received_at - event.occurred_at > timedelta(seconds=conf.stale_after_seconds()):
        return _("The event is too old.")
    return ""


def _ignore(event: InboxEvent, reason: str) -> list[Activity]:
    event.status, event.reason = InboxEvent.Status.IGNORED, reason
    return []


def _comes_back(event: InboxEvent, erased: Follower) -> bool:
    """Whether somebody who was erased added the account since: a new acquaintance. Nothing else revives them."""
    return event.kind == "follow" and erased.status_at is not None and event.occurred_at > erased.status_at


def forget(event: InboxEvent) -> list[Activity]:
    """Keep of an event only that it was there: whose it is, and what it says, was erased."""
    event.payload, event.line_user_id = {}, ""
    event.save(update_fields=["payload", "line_user_id"])
    return _ignore(event, _("The data of this person was erased."))


def _source_type(event: InboxEvent) -> str:
    source = event.payload.get("source")
    return str(source.get("type")) if isinstance(source, Mapping) else ""


def _keep_reply_token(event: InboxEvent, follower: Follower) -> None:
    """Remember the right to answer for free, if it is fresh and the latest."""
    token = event.payload.get("replyToken")
    # A redelivered event's token counts from the redelivery, so arrival is the right start.
    expires_at = event.received_at + REPLY_WITHIN
    if not isinstance(token, str) or not token or expires_at <= clock.now():
        return
    follower.reply_token, follower.reply_token_expires_at = token[:200], expires_at


def _activity(event: InboxEvent, follower: Follower, kind: str, **data: Any) -> Activity:
    return Activity.of(follower, kind, event.occurred_at, **data)


def _follow(event: InboxEvent, follower: Follower) -> list[Activity]:
    is_first, is_new = follower.first_followed_at is None, follower.status_at is None
    is_news = status.follow(follower, event.occurred_at)
    # Before anything starts: conditions may ask for the route, and for the tags that it gives.
    came = join(follower, event.occurred_at)
    by_route = [came] if came is not None and follower.is_friend else []
    if not is_news:
        return by_route
    if not is_new:
        look_at_again(follower)
    return [_activity(event, follower, "followed", is_first=is_first), *by_route]


def _unfollow(event: InboxEvent, follower: Follower) -> list[Activity]:
    note_left(follower, event.occurred_at)
    if not status.block(follower, event.occurred_at):
        return []
    leave_all(follower, Enrolment.LeftReason.BLOCKED)
    cancel_for(follower.pk, reason="blocked")
    return [_activity(event, follower, "blocked")]


def _message(event: InboxEvent, follower: Follower) -> list[Activity]:
    message = event.payload.get("message")
    message = message if isinstance(message, Mapping) else {}
    text = message.get("text")
    data = {"type": str(message.get("type") or ""), "id": str(message.get("id") or "")}
    if isinstance(text, str):
        data["text"] = text
    if isinstance(quote := message.get("quotedMessageId"), str) and (
        step := quoted(follower, quote, event.occurred_at)
    ):
        data["quoted_step"] = step
    return [_activity(event, follower, "message_received", **data)]


def _postback(event: InboxEvent, follower: Follower) -> list[Activity]:
    postback = event.payload.get("postback")
    data = postback.get("data") if isinstance(postback, Mapping) else None
    if isinstance(data, str) and is_tab(data):
        params = postback.get("params")
        turned(follower, params if isinstance(params, Mapping) else {})
        return []
    answer = answer_in(data, event.account_id) if isinstance(data, str) else None
    if answer is not None:
        return [_activity(event, follower, "menu_tapped", menu=answer.menu_id, text=answer.text)]
    link = _answered(event, data) if isinstance(data, str) else None
    if link is not None:
        # Counts as a tap; ``record`` writes the activity that sets things off.
        _write_down(link, follower)
        return _chosen(event, follower)
    return [_activity(event, follower, "postback_received", data=data if isinstance(data, str) else "")]


def _chosen(event: InboxEvent, follower: Follower) -> list[Activity]:
    """The date or time that somebody chose, which a tap has no room for."""
    params = event.payload["postback"].get("params")
    params = params if isinstance(params, Mapping) else {}
    chosen = next((params[mode] for mode in ("datetime", "date", "time") if mode in params), None)
    if not isinstance(chosen, str):
        return []
    return [_activity(event, follower, "date_chosen", value=chosen[:40])]


def _watched(event: InboxEvent, follower: Follower) -> list[Activity]:
    """A video that was watched to its end; one of ours is an answer, too."""
    watched = event.payload.get("videoPlayComplete")
    watched = watched if isinstance(watched, Mapping) else {}
    # LINE's pattern has no underscore; see ``linesteps/messages/video.py``.
    link = _answered(event, str(watched.get("trackingId") or "").replace(".", "_"))
    if link is not None:
        _write_down(link, follower)
        of = {"of": link.scenario_id, "step": link.step_id, "label": link.label}
        return [_activity(event, follower, "video_watched", **of)]
    return [_activity(event, follower, "video_watched", videoPlayComplete=watched)]


def _write_down(link: TrackedLink, follower: Follower) -> None:
    known_by = Click.KnownBy.POSTBACK
    record(link, follower, enrolment_id=run_asked(link, follower), is_person=True, known_by=known_by)


def _answered(event: InboxEvent, data: str) -> TrackedLink | None:
    """The answer button of ours behind a postback, of this account."""
    parts = data.split(":")
    if len(parts) != 4 or parts[0] != "ls" or not parts[1].isdecimal() or not parts[3].isdecimal():
        return None
    rows = TrackedLink.objects.filter(scenario_id=int(parts[1]), scenario__account_id=event.account_id)
    return rows.filter(step_id=parts[2], position=int(parts[3]), url="").first()


def _unsend(event: InboxEvent, follower: Follower) -> list[Activity]:
    """The person took a message back: forget its text, as LINE asks (docs, “Development guidelines”)."""
    unsend = event.payload.get("unsend")
    message_id = unsend.get("messageId") if isinstance(unsend, Mapping) else None
    if message_id:
        for activity in Activity.objects.filter(
            follower=follower, kind="message_received", data__id=message_id
        ):
            activity.data = {"type": activity.data.get("type", ""), "id": message_id, "is_unsent": True}
            activity.save(update_fields=["data"])
        for stored in InboxEvent.objects.filter(
            account_id=event.account_id, line_user_id=event.line_user_id, payload__message__id=message_id
        ):
            stored.payload = {"message": {"id": message_id}, "is_unsent": True}
            stored.save(update_fields=["payload"])
    return [_activity(event, follower, "message_unsent")]


def _account_link(event: InboxEvent, follower: Follower) -> list[Activity]:
    """LINE says that the friend is the user who asked for the link; ``link_user`` writes the activity."""
    link = event.payload.get("link")
    link = link if isinstance(link, Mapping) else {}
    nonce = str(link.get("nonce") or "")
    # The nonce is a secret between LINE and us while it lives; nobody needs it in the stored event.
    event.payload = {**event.payload, "link": {"result": str(link.get("result") or "")}}
    event.save(update_fields=["payload"])
    is_ok = link.get("result") == "ok"
    user = take_nonce(nonce, follower) if nonce and is_ok else None
    if user is None:
        # LINE may well have linked somebody; but nobody here had asked for it, or it came too late.
        return [_activity(event, follower, "account_linked", result="unknown" if is_ok else "failed")]
    link_user(follower, user, FollowerUser.Way.ACCOUNT_LINK)
    return []


def _plain(kind: str, field: str) -> Meaning:
    """A meaning that only keeps the event's own part in the history."""

    def meaning(event: InboxEvent, follower: Follower) -> list[Activity]:
        part = event.payload.get(field)
        return [_activity(event, follower, kind, **{field: part if isinstance(part, Mapping) else {}})]

    return meaning


_MEANINGS: dict[str, Meaning] = {
    "follow": _follow,
    "unfollow": _unfollow,
    "message": _message,
    "postback": _postback,
    "unsend": _unsend,
    "videoPlayComplete": _watched,
    "beacon": _plain("beacon_met", "beacon"),
    "accountLink": _account_link,
    "membership": _plain("membership_changed", "membership"),
}

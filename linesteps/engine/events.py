"""What each kind of webhook event means for the follower (LINE reference, “Webhook Event Objects”).

Every kind that LINE documents is known by name. Those that mean nothing to a one-to-one account,
and those that LINE will invent, are kept as IGNORED.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from linesteps import clock, conf
from linesteps.engine.leave import leave_all
from linesteps.engine.models import Enrolment, StepVisit
from linesteps.followers import profiles as follower_profiles
from linesteps.followers import status
from linesteps.followers.models import Activity, Follower
from linesteps.inbox.models import InboxEvent
from linesteps.line.client import Profile
from linesteps.outbox.cancel import cancel_for
from linesteps.richmenus.own import look_at_again
from linesteps.richmenus.taps import answer_in, is_tab, turned
from linesteps.tracking.models import TrackedLink
from linesteps.tracking.record import record

#: LINE: within one minute (reference, “Send reply message”); less, for our own way to LINE.
REPLY_WITHIN = timedelta(seconds=50)

Meaning = Callable[[InboxEvent, Follower], list[Activity]]


def understand(event: InboxEvent, profiles: Mapping[tuple[int, str], Profile | None]) -> list[Activity]:
    """Write down what an event says of its follower, mark it, and return unsaved activities to set off."""
    event.status = InboxEvent.Status.DONE
    meaning = _MEANINGS.get(event.kind)
    if meaning is None:
        return _ignore(event, _("This kind of event means nothing here."))
    if not event.line_user_id or _source_type(event) != "user":
        return _ignore(event, _("The event does not come from a single person."))
    if event.payload.get("mode") == "standby":
        return _ignore(event, _("Another service is answering for this account."))
    if event.received_at - event.occurred_at > timedelta(seconds=conf.stale_after_seconds()):
        return _ignore(event, _("The event is too old."))
    follower = status.of(event.account, event.line_user_id)
    if follower.status == Follower.Status.ERASED:
        if not _comes_back(event, follower):
            return forget(event)
        follower = status.anew(event.account, event.line_user_id)
    key = (event.account_id, event.line_user_id)
    if key in profiles and follower.profile_fetched_at is None:
        follower_profiles.store(follower, profiles[key])
    activities = meaning(event, follower)
    if follower.status != Follower.Status.BLOCKED:
        _keep_reply_token(event, follower)
        status.hear(follower, event.occurred_at)
    return activities


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
    follower.save(update_fields=["reply_token", "reply_token_expires_at"])


def _activity(event: InboxEvent, follower: Follower, kind: str, **data: Any) -> Activity:
    return Activity.of(follower, kind, event.occurred_at, **data)


def _follow(event: InboxEvent, follower: Follower) -> list[Activity]:
    is_first = follower.first_followed_at is None
    if not status.follow(follower, event.occurred_at):
        return []
    look_at_again(follower)
    return [_activity(event, follower, "followed", is_first=is_first)]


def _unfollow(event: InboxEvent, follower: Follower) -> list[Activity]:
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
        record(link, follower, enrolment_id=_run_asked(link, follower), is_person=True)
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
    """A video of ours that was watched to its end is an answer, too; of others the history tells."""
    watched = event.payload.get("videoPlayComplete")
    watched = watched if isinstance(watched, Mapping) else {}
    # LINE's pattern has no underscore; see ``linesteps/messages/video.py``.
    link = _answered(event, str(watched.get("trackingId") or "").replace(".", "_"))
    if link is not None:
        record(link, follower, enrolment_id=_run_asked(link, follower), is_person=True)
        return []
    return [_activity(event, follower, "video_watched", videoPlayComplete=watched)]


def _answered(event: InboxEvent, data: str) -> TrackedLink | None:
    """The answer button of ours behind a postback, of this account."""
    parts = data.split(":")
    if len(parts) != 4 or parts[0] != "ls" or not parts[1].isdecimal() or not parts[3].isdecimal():
        return None
    rows = TrackedLink.objects.filter(scenario_id=int(parts[1]), scenario__account_id=event.account_id)
    return rows.filter(step_id=parts[2], position=int(parts[3]), url="").first()


def _run_asked(link: TrackedLink, follower: Follower) -> int | None:
    """The run whose message the button belongs to: the last one that sent it, since LINE does not say."""
    asked = StepVisit.objects.filter(
        follower=follower, scenario_id=link.scenario_id, step_id=link.step_id, dispatch__isnull=False
    )
    found: int | None = asked.order_by("-left_at", "-pk").values_list("enrolment_id", flat=True).first()
    return found


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
    "accountLink": _plain("account_linked", "link"),
    "membership": _plain("membership_changed", "membership"),
}

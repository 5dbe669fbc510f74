"""What keeps a narrowcast from being sent, and what is worth knowing before."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps import clock
from linesteps.followers.models import Follower
from linesteps.line.narrowcasts import FEWEST, FEWEST_IN_REACH
from linesteps.lineaudiences.models import LineAudience
from linesteps.narrowcasts.content import plain_send, send_problems
from linesteps.narrowcasts.models import Narrowcast, audience_problem
from linesteps.narrowcasts.request import at_most
from linesteps.outbox.forecast import forecast
from linesteps.outbox.paused import why_silent


@dataclass(kw_only=True)
class Outlook:
    """What would come of sending it now.

    Args:
        people: how many it reaches at the most.
        left: messages of the month that are left; ``None`` without a limit.
        errors: why it cannot be sent.
        warnings: what may surprise.
    """

    people: int = 0
    left: int | None = None
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def outlook_of(narrowcast: Narrowcast) -> Outlook:
    """Look at all that can be known before."""
    include, exclude = list(narrowcast.include.all()), list(narrowcast.exclude.all())
    month = forecast(narrowcast.account, clock.now())
    found = Outlook(
        people=at_most(narrowcast, include),
        left=None if month.limit is None else max(month.limit - month.used, 0),
    )
    _about_messages(narrowcast, found)
    _about_audiences(narrowcast, include, exclude, found)
    _about_people(narrowcast, include, exclude, found)
    _about_month(narrowcast, found)
    return found


def _about_messages(narrowcast: Narrowcast, found: Outlook) -> None:
    problems = send_problems(narrowcast.account, plain_send(narrowcast))
    found.errors += [str(one.message) for one in problems]
    if why := why_silent(narrowcast.account):
        found.errors.append(why)
    if narrowcast.send_at is not None and narrowcast.send_at <= clock.now():
        found.warnings.append(_("The time is over already, so it goes out at once."))


def _about_audiences(
    narrowcast: Narrowcast, include: list[LineAudience], exclude: list[LineAudience], found: Outlook
) -> None:
    if problem := audience_problem(include, exclude):
        found.errors.append(problem)
    for one in [*include, *exclude]:
        if one.account_id != narrowcast.account_id:
            text = _("The audience “%(name)s” belongs to another account. Choose one of this account.")
            found.errors.append(text % {"name": one.name})
        elif one.is_unwanted or one.state in (LineAudience.State.FAILED, LineAudience.State.EXPIRED):
            text = _("The audience “%(name)s” cannot be used any more. Renew it, or take it away.")
            found.errors.append(text % {"name": one.name})
        elif one.expires_at is not None and one.expires_at <= (narrowcast.send_at or clock.now()):
            text = _("The audience “%(name)s” runs out before it is sent. Renew it, or send earlier.")
            found.errors.append(text % {"name": one.name})
        elif not one.is_sendable:
            text = _("The audience “%(name)s” is not ready yet. The narrowcast waits for it.")
            found.warnings.append(text % {"name": one.name})


def _about_people(
    narrowcast: Narrowcast, include: list[LineAudience], exclude: list[LineAudience], found: Outlook
) -> None:
    has_attributes = narrowcast.filter is not None
    friends = Follower.objects.friends().filter(account=narrowcast.account_id).count()
    if has_attributes and friends < FEWEST_IN_REACH:
        text = ngettext(
            "LINE takes gender, age, phone, prefecture and the time of being a friend only for accounts with 100 "
            "friends or more; here there is %(n)s. Take them out.",
            "LINE takes gender, age, phone, prefecture and the time of being a friend only for accounts with 100 "
            "friends or more; here there are %(n)s. Take them out.",
            friends,
        )
        found.errors.append(text % {"n": friends})
    is_protected = any(one.kind != LineAudience.Kind.UPLOAD for one in [*include, *exclude])
    if has_attributes or is_protected:
        if found.people < FEWEST:
            text = _(
                "LINE sends nothing when it means fewer than 50 people, and here it can be %(n)s at the most. Widen "
                "it, or leave out what LINE protects: attributes, and who saw or tapped something."
            )
            found.errors.append(text % {"n": found.people})
        else:
            found.warnings.append(
                _(
                    "If it turns out to mean fewer than 50 people, LINE sends it to nobody, and this page says so."
                )
            )
    if not include and not exclude and not has_attributes and narrowcast.most is None:
        found.warnings.append(_("It goes to every friend of the account."))


def _about_month(narrowcast: Narrowcast, found: Outlook) -> None:
    if found.left is None:
        return
    if found.left <= 0:
        found.errors.append(
            _("The messages of the month are used up. Send it next month, or raise the limit.")
        )
    elif found.people > found.left and not narrowcast.is_up_to_quota:
        text = _(
            "It can be %(people)s messages, and %(left)s are left this month. LINE then sends it to nobody: say how "
            "many people at most, or let it send to as many as the month allows."
        )
        found.errors.append(text % {"people": found.people, "left": found.left})

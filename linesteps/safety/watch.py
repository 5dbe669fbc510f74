"""Acting on what goes wrong: mark the scenario, pause it if the account says so, tell people once."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext as _

from linesteps import clock, conf
from linesteps.accounts.mail import tell
from linesteps.accounts.models import Account
from linesteps.doorbell import Beat
from linesteps.engine.operate import operate
from linesteps.outbox.paused import why_paused
from linesteps.outbox.reasons import Reason
from linesteps.safety.surge import Surge, surges
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.place import one_off_of, place_of

logger = logging.getLogger("linesteps.safety")

#: Looking costs a pass over the sends of two days, so not each minute.
EVERY = timedelta(minutes=5)
#: Of a month that is used up, staff are told once a day at most: LINE may refuse after each look that finds room.
AGAIN = timedelta(hours=24)
#: An alert goes out once, whoever looks at the same time.
_UNTOLD = (
    Q(pause_told_at__isnull=True)
    | Q(pause_told_at__lt=F("paused_at")) & ~Q(paused_reason=Reason.QUOTA)
    | Q(pause_told_at__lt=F("paused_at") - AGAIN)
)


def watch_safety() -> int:
    """Look at every account, some minutes after the last look; returns how many scenarios were marked."""
    if not _is_time():
        return 0
    marked = 0
    for account in Account.objects.filter(is_active=True).exclude(safety=Account.Safety.OFF):
        for surge in surges(account, clock.now()):
            marked += _mark(account, surge)
    return marked


def _is_time() -> bool:
    moment = clock.real_now()
    Beat.objects.get_or_create(name="safety")
    due = Q(beat_at__isnull=True) | Q(beat_at__lte=moment - EVERY)
    return bool(Beat.objects.filter(due, name="safety").update(beat_at=moment))


def _mark(account: Account, surge: Surge) -> bool:
    with translation.override(conf.language()):
        sentence = in_words(surge)
    rows = Scenario.every.filter(pk=surge.scenario.pk, attention_at__isnull=True)
    if not rows.update(attention=sentence[:300], attention_at=clock.now()):
        return False
    logger.error(sentence, extra={"account": account.pk, "scenario": surge.scenario.pk})
    scenario = Scenario.every.select_related("broadcast").get(pk=surge.scenario.pk)
    one_off = one_off_of(scenario)
    is_over = one_off is not None and not one_off.is_under_way
    is_paused = account.safety == Account.Safety.PAUSE and not is_over
    if is_paused:
        operate(scenario, Scenario.State.PAUSED)
    with translation.override(conf.language()):
        subject = _("“%(name)s” needs attention") % {"name": scenario.name}
        done = _done(is_one_off=one_off is not None, is_paused=is_paused, is_over=is_over)
        tell(account, subject, f"{sentence}\n{done}", *place_of(scenario))
    return True


def _done(*, is_one_off: bool, is_paused: bool, is_over: bool) -> str:
    if is_over:
        return _("This one-off send has gone out already, so there was nothing to pause.")
    if is_one_off:
        return (
            _("The one-off send was paused. Nothing more of it goes out until somebody goes on.")
            if is_paused
            else _("The one-off send goes on. Pause it if you are not sure.")
        )
    return (
        _("The scenario was paused. Nothing of it is sent until somebody resumes it.")
        if is_paused
        else _("The scenario goes on. Pause it if you are not sure.")
    )


def in_words(surge: Surge) -> str:
    """One sentence for editors."""
    values = {"people": surge.people, "of": surge.of, "share": round(100 * surge.people / surge.of)}
    if surge.kind == "blocks":
        return (
            _(
                "Unusually many friends block: %(people)s of the %(of)s who got its messages in the last 24 hours "
                "(%(share)s %%)."
            )
            % values
        )
    return _("Many sends fail: %(people)s of %(of)s in the last 24 hours (%(share)s %%).") % values


def tell_of_pauses() -> int:
    """Tell of each paused account once; returns of how many."""
    count = 0
    for account in Account.objects.filter(_UNTOLD, paused_at__isnull=False, is_active=True):
        mine = Account.objects.filter(_UNTOLD, pk=account.pk, paused_at=account.paused_at)
        if not mine.update(pause_told_at=clock.now() + timedelta(microseconds=1)):
            continue
        count += 1
        with translation.override(conf.language()):
            subject = _("Sending for “%(name)s” is paused") % {"name": account}
            tell(account, subject, why_paused(account), "linesteps_accounts:edit", account.pk)
    return count


def look_at(scenario: Scenario) -> None:
    """Note that somebody has looked; what happened until now does not alarm again."""
    Scenario.every.filter(pk=scenario.pk).update(
        attention="", attention_at=None, attention_seen_at=clock.now()
    )
    scenario.attention, scenario.attention_at = "", None

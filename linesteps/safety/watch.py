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
from linesteps.safety.surge import Surge, surges
from linesteps.scenarios.models import Scenario

logger = logging.getLogger("linesteps.safety")

#: Looking costs a pass over the sends of two days, so not each minute.
EVERY = timedelta(minutes=5)
#: An alert goes out once, whoever looks at the same time.
_UNTOLD = Q(pause_told_at__isnull=True) | Q(pause_told_at__lt=F("paused_at"))


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
    is_paused = account.safety == Account.Safety.PAUSE
    if is_paused:
        operate(Scenario.every.get(pk=surge.scenario.pk), Scenario.State.PAUSED)
    with translation.override(conf.language()):
        subject = _("“%(name)s” needs attention") % {"name": surge.scenario.name}
        done = (
            _("The scenario was paused. Nothing of it is sent until somebody resumes it.")
            if is_paused
            else _("The scenario goes on. Pause it if you are not sure.")
        )
        tell(account, subject, f"{sentence}\n{done}", "linesteps_scenarios:edit", surge.scenario.pk)
    return True


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

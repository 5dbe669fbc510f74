"""Bringing live scenarios up to date after something changed that their messages are filled from."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from linesteps import clock, conf
from linesteps.accounts.mail import tell
from linesteps.broadcasts.models import Broadcast
from linesteps.broadcasts.send import hold_unsound
from linesteps.engine.operate import operate
from linesteps.following import published
from linesteps.following.models import ChangedSource
from linesteps.library.models import LibraryMessage
from linesteps.messages.kind import Problem, Source
from linesteps.scenarios.carry_over import live_runs
from linesteps.scenarios.models import READY_TO_RESUME, Scenario
from linesteps.scenarios.refresh import (
    Refreshed,
    lock_scenario,
    publish_refreshed,
    refreshed,
    versions_in_use,
)
from linesteps.scenarios.versions import VersionSource

logger = logging.getLogger("linesteps.following")

#: Changes that are followed at one time, so that no transaction grows without bounds.
_BATCH = 20


@dataclass(kw_only=True)
class Affected:
    """A scenario that shows what changed.

    Args:
        scenario: the live row, with its account.
        versions: each version in use, as it would become.
    """

    scenario: Scenario
    versions: list[Refreshed] = field(default_factory=list)

    @property
    def problems(self) -> list[Problem]:
        """What stands against the change, of all versions."""
        return [problem for one in self.versions for problem in one.problems]

    @property
    def step_ids(self) -> set[str]:
        """The steps that show it."""
        return {step_id for one in self.versions for step_id in one.step_ids}

    @property
    def people(self) -> int:
        """How many people are inside these versions now."""
        ids = [one.version.pk for one in self.versions]
        return int(live_runs(self.scenario.pk).filter(version_id__in=ids).count())


def affected_by(changed: Collection[Source], *, is_locked: bool = False) -> list[Affected]:
    """The scenarios in which somebody will still get what is filled from one of ``changed``.

    Args:
        is_locked: whether to hold each scenario's row until the transaction ends.
    """
    rows = Scenario.objects.select_related("account")
    scenarios = [lock_scenario(pk) if is_locked else rows.get(pk=pk) for pk in _scenarios_of(changed)]
    return [one for scenario in scenarios if (one := _affected(scenario, changed)).versions]


def _affected(scenario: Scenario, changed: Collection[Source]) -> Affected:
    one = Affected(scenario=scenario)
    if scenario.state == Scenario.State.ENDED:
        return one
    for version in versions_in_use(scenario):
        if {(source.kind, source.key) for source in version.sources.all()} & set(changed):
            one.versions.append(refreshed(version, changed))
    return one


def _scenarios_of(changed: Collection[Source]) -> list[int]:
    ids: set[int] = set()
    for kind, key in changed:
        rows = VersionSource.objects.filter(kind=kind, key=key)
        # A one-off send goes out as it was confirmed, but with nothing in it that leads nowhere.
        is_under_way = Q(version__scenario__broadcast__state=Broadcast.State.SENDING) & ~Q(kind="library")
        rows = rows.filter(Q(version__scenario__is_broadcast=False) | is_under_way)
        ids.update(rows.values_list("version__scenario_id", flat=True).distinct())
    return sorted(ids)


def bring_up_to_date(one: Affected, *, what: str, user: Any = None) -> bool:
    """Publish each version that has become another one; returns whether there was any.

    Args:
        one: without problems; its scenario's row is held by the transaction.
        what: what changed, for the history.
        user: who changed it, if known.
    """
    new = [version for version in one.versions if version.is_new]
    for version in new:
        publish_refreshed(version, user=user)
    if new:
        log(instance=one.scenario, action="linesteps.follow", user=user, data={"what": what})
    return bool(new)


def follow_sources() -> int:
    """Follow what changed; returns how many changes were followed.

    A scenario in which the change leaves nothing to send (a page that is no longer published) is paused
    and marked, so that nobody gets a link that leads nowhere; people inside keep their places. A one-off send
    that is under way is halted likewise, and a planned one becomes a draft again.
    """
    followed = 0
    for row in ChangedSource.objects.order_by("changed_at", "pk")[:_BATCH]:
        # What changed again meanwhile has another time, and stays.
        mine = ChangedSource.objects.filter(pk=row.pk, changed_at=row.changed_at)
        source = (row.kind, row.key)
        try:
            if row.kind in {published.FIRST, published.AGAIN}:
                published.announce(row.kind, row.key)
            for scenario_id in _scenarios_of({source}):
                _follow(scenario_id, source)
            if row.kind in {"page", "below", "document"}:
                hold_unsound()
        except Exception:
            # Code of the site says what a page looks like. Others go first; this one is tried again.
            logger.exception("%s cannot be followed.", row)
            mine.update(changed_at=clock.real_now())
        else:
            mine.delete()
            followed += 1
    return followed


def _follow(scenario_id: int, source: Source) -> None:
    with transaction.atomic(), translation.override(conf.language()):
        one = _affected(lock_scenario(scenario_id), {source})
        if not one.problems:
            if not one.scenario.is_broadcast:
                bring_up_to_date(one, what=_name_of(source))
            _offer_to_resume(one.scenario, source)
            return
    _pause(one, source)


def _offer_to_resume(scenario: Scenario, source: Source) -> None:
    """What a scenario was paused for is back: say so where everybody looks, and leave it to people to go on."""
    if not scenario.paused_for or scenario.state != Scenario.State.PAUSED:
        return
    everything = {
        (one.kind, one.key) for version in versions_in_use(scenario) for one in version.sources.all()
    }
    if _affected(scenario, everything).problems:
        # Something else is missing still.
        return
    text = _("“%(title)s” is back, and nothing is missing any more. Nothing is sent until you resume.")
    sentence = text % {"title": _name_of(source)[:100]}
    marked = Scenario.every.filter(pk=scenario.pk).exclude(attention=sentence)
    if marked.update(attention=sentence, attention_at=clock.now(), paused_for=READY_TO_RESUME):
        subject = _("“%(name)s” can go on") % {"name": scenario.name}
        note = (scenario.account, subject, sentence, *_page_of(scenario))
        # A mail server is no part of a transaction.
        transaction.on_commit(lambda: tell(*note))


def _pause(one: Affected, source: Source) -> None:
    """Stop before something is sent that leads nowhere, and say why where everybody looks."""
    scenario = one.scenario
    with translation.override(conf.language()):
        reason = str(one.problems[0].message)
        text = _("%(reason)s The scenario is paused until you resume it.")
        if scenario.is_broadcast:
            text = _("%(reason)s It is paused until that is mended and you go on.")
        sentence = text % {"reason": reason}
    marked = Scenario.every.filter(pk=scenario.pk).exclude(attention=sentence[:300])
    if not marked.update(attention=sentence[:300], attention_at=clock.now()):
        return
    logger.warning("Scenario %s is paused: %s", scenario.pk, reason)
    if scenario.state != Scenario.State.PAUSED or scenario.paused_for:
        # Whoever paused it for another reason shall not be asked to resume.
        Scenario.every.filter(pk=scenario.pk).update(paused_for=f"{source[0]} {source[1]}")
    operate(scenario, Scenario.State.PAUSED)
    if scenario.is_broadcast:
        log(instance=scenario.broadcast, action="linesteps.broadcast_pause", data={"why": reason})
    else:
        log(instance=scenario, action="linesteps.follow_refused", data={"why": reason})
    with translation.override(conf.language()):
        subject = _("“%(name)s” needs attention") % {"name": scenario.name}
        tell(scenario.account, subject, sentence, *_page_of(scenario))


def _page_of(scenario: Scenario) -> tuple[str, int]:
    """Where somebody goes on with it: the name of the page, and the key."""
    if scenario.is_broadcast:
        return "linesteps_broadcasts:results", scenario.broadcast.pk
    return "linesteps_scenarios:edit", scenario.pk


def _name_of(source: Source) -> str:
    """What people call it."""
    kind, key = source
    if kind == "library":
        found = LibraryMessage.objects.filter(pk=key).values_list("name", flat=True).first()
    elif kind == "document":
        from wagtail.documents import get_document_model

        found = get_document_model().objects.filter(pk=key).values_list("title", flat=True).first()
    else:
        found = Page.objects.filter(pk=key).values_list("title", flat=True).first()
    return str(found or "")

"""Frequency: how many messages one person gets within a day, a week and a month."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linesteps.checklist.beside import Beside, Trigger
from linesteps.checklist.finding import Finding, Level
from linesteps.checklist.frequency.cure import cure
from linesteps.checklist.frequency.together import peaks_side_by_side, start_together
from linesteps.checklist.frequency.windows import limits_of, peaks
from linesteps.checklist.kind import Check, registry
from linesteps.checklist.seen import Seen
from linesteps.checklist.words import days_later
from linesteps.triggers.kind import registry as trigger_kinds

Peaks = Mapping[str, int]
#: What an editor feels first comes first.
_ORDER = ("week", "day", "month")
#: So many scenarios are named; a site with dozens of them would bury every other check below this one.
_MOST_NAMED = 3


class Frequency(Check):
    """The worst way through this scenario, alone and beside the account's other ones."""

    name = "frequency"
    can_refuse = False

    def title(self) -> str:
        """What it is about."""
        return _("Frequency")

    def look(self, seen: Seen) -> list[Finding]:
        """What is too much, with a cure where one is simple."""
        if seen.course is None:
            return []
        if seen.drawn.is_transactional:
            return [Finding(level=Level.OK, text=_("Messages that a friend needs count as none."))]
        own = peaks(seen.course, seen.moment)
        found = [*_alone(seen, own), *_together(seen, own)]
        if found:
            return found
        text = ngettext(
            "At most %(count)s message in 7 days per person.",
            "At most %(count)s messages in 7 days per person.",
            own["week"],
        )
        return [Finding(level=Level.OK, text=text % {"count": own["week"]})]


def _alone(seen: Seen, own: Peaks) -> list[Finding]:
    assert seen.course is not None  # noqa: S101
    found = []
    for window, limit in limits_of(seen.account).items():
        if own[window] <= limit:
            continue
        text = _texts(window)[0] % {"count": own[window], "limit": limit}
        step_id = ""
        change = cure(seen.course, window, limit, seen.moment)
        if change is not None:
            step_id = change.step_id
            text += _(" Changing “%(before)s” to “%(after)s” makes it %(count)s.") % {
                "before": days_later(change.before),
                "after": days_later(change.after),
                "count": change.count,
            }
        found.append(Finding(level=Level.WARNING, text=text, step_id=step_id, place=("steps",)))
    return found


def _together(seen: Seen, own: Peaks) -> list[Finding]:
    """What is too much beside this one, the fullest first; else one warning for all of them at once."""
    assert seen.course is not None  # noqa: S101
    limits = limits_of(seen.account)
    triggers = _triggers_of(seen)
    # As the guard counts: what a friend needs is neither held nor in anybody's way.
    counted = [other for other in seen.beside if not other.scenario.is_transactional]
    found: list[tuple[int, int, Finding]] = []
    total = dict(own)
    for other in counted:
        theirs = _peaks_of(other, seen)
        if start_together(triggers, other.triggers):
            both = peaks_side_by_side([seen.course, other.course], seen.moment)
        else:
            both = {window: own[window] + theirs[window] for window in own}
        total = {window: total[window] + theirs[window] for window in total}
        # What is too much by itself has been said, or was said when the other one was published.
        window = _worst(both, limits, max_alone={one: max(own[one], theirs[one]) for one in own})
        if window:
            found.append((_ORDER.index(window), -both[window], _beside(other, window, both[window])))
    if found:
        return _fullest(found)
    window = _worst(total, limits, max_alone=own) if len(counted) > 1 else ""
    return [_in_list(_texts(window)[2] % {"count": total[window]})] if window else []


def _fullest(found: list[tuple[int, int, Finding]]) -> list[Finding]:
    """The worst neighbours by name, and how many more there are."""
    found.sort(key=lambda one: one[:2])
    named = [finding for _window, _count, finding in found[:_MOST_NAMED]]
    more = len(found) - len(named)
    if not more:
        return named
    text = ngettext(
        "It is too much together with %(count)s more scenario, too.",
        "It is too much together with %(count)s more scenarios, too.",
        more,
    )
    return [*named, _in_list(text % {"count": more})]


def _in_list(text: str) -> Finding:
    page = reverse("linesteps_scenarios:list")
    return Finding(level=Level.WARNING, text=text, page=page, page_label=_("Open the list of scenarios"))


#: Peaks of published versions, which never change, by all that they depend on.
_known: dict[tuple[object, ...], dict[str, int]] = {}
_MOST_KNOWN = 256


def _peaks_of(other: Beside, seen: Seen) -> dict[str, int]:
    version, account = other.scenario.current_version, seen.account
    assert version is not None  # noqa: S101
    day = seen.moment.astimezone(account.zone).date()
    key = (version.content_hash, account.time_zone, account.quiet_from, account.quiet_until, day)
    if key not in _known:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[key] = peaks(other.course, seen.moment)
    return _known[key]


def _worst(both: Peaks, limits: Peaks, *, max_alone: Peaks) -> str:
    """The window that is fuller than it should be only because of the other scenario; empty for none."""
    return next((one for one in _ORDER if both[one] > limits[one] and both[one] > max_alone[one]), "")


def _beside(other: Beside, window: str, count: int) -> Finding:
    name = other.scenario.name
    return Finding(
        level=Level.WARNING,
        text=_texts(window)[1] % {"name": name, "count": count},
        page=reverse("linesteps_scenarios:edit", args=[other.scenario.pk]),
        page_label=_("Open “%(name)s”") % {"name": name},
    )


def _triggers_of(seen: Seen) -> list[Trigger]:
    if seen.compiled is None:
        return []
    return [(one.kind, one.config) for one in seen.compiled.triggers if one.kind in trigger_kinds]


def _texts(window: str) -> tuple[str, str, str]:
    """Alone, beside one other, and beside all others."""
    texts: dict[str, tuple[str, str, str]] = {
        "day": (
            _("Some friends get %(count)s messages in 24 hours (guide: %(limit)s)."),
            _("Together with “%(name)s” up to %(count)s in a day. Choose which goes first."),
            _("Together with all other scenarios up to %(count)s in a day. Choose which goes first."),
        ),
        "week": (
            _("Some friends get %(count)s messages in 7 days (guide: %(limit)s)."),
            _("Together with “%(name)s” up to %(count)s in a week. Choose which goes first."),
            _("Together with all other scenarios up to %(count)s in a week. Choose which goes first."),
        ),
        "month": (
            _("Some friends get %(count)s messages in 30 days (guide: %(limit)s)."),
            _("Together with “%(name)s” up to %(count)s in 30 days. Choose which goes first."),
            _("Together with all other scenarios up to %(count)s in 30 days. Choose which goes first."),
        ),
    }
    return texts[window]


registry.register(Frequency())

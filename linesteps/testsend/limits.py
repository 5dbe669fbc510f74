"""How many tests may be sent in an hour: enough to polish a text, too few to write to anybody in earnest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from math import ceil
from typing import Any

from django.utils.translation import gettext as _

from linesteps import clock
from linesteps.errors import LinestepsError
from linesteps.followers.models import Follower
from linesteps.testsend.models import SentTest

PER_EDITOR = 10
PER_TESTER = 20
WITHIN = timedelta(hours=1)


class TooManyTests(LinestepsError):
    """A limit is reached; the message says until when, in the editor's language."""


def check_limits(user: Any, testers: Sequence[Follower]) -> None:
    """Refuse what would be too much. Hold the locks of ``send_test`` meanwhile.

    Raises:
        TooManyTests: for the editor, or for one of the testers.
    """
    recent = SentTest.objects.since(clock.now() - WITHIN)
    own = list(recent.filter(user=user).values_list("at", flat=True))
    if len(own) + len(testers) > PER_EDITOR:
        text = _(
            "You can send %(n)s tests in an hour, and have sent %(sent)s. Wait for %(minutes)s minutes, or"
            " choose fewer testers."
        )
        values = {"n": PER_EDITOR, "sent": len(own), "minutes": _minutes(own)}
        raise TooManyTests(text % values)
    for tester in testers:
        got = list(recent.filter(follower=tester).values_list("at", flat=True))
        if len(got) + 1 > PER_TESTER:
            text = _("%(name)s got %(n)s tests within an hour. Wait for %(minutes)s minutes.")
            raise TooManyTests(text % {"name": tester, "n": len(got), "minutes": _minutes(got)})


def left_for(user: Any) -> int:
    """How many tests an editor may still send now."""
    return max(PER_EDITOR - SentTest.objects.since(clock.now() - WITHIN).filter(user=user).count(), 0)


def _minutes(times: Sequence[Any]) -> int:
    """Until the oldest of them is an hour ago."""
    if not times:
        return 0
    return max(ceil((times[0] + WITHIN - clock.now()).total_seconds() / 60), 1)

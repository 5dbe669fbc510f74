"""Sending one step of a draft to registered testers, at once and outside of every scenario."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from linesteps import bulk, clock
from linesteps.errors import LinestepsError
from linesteps.followers.models import Follower
from linesteps.outbox.paused import why_silent
from linesteps.outbox.push import push
from linesteps.scenarios.drawn import Drawn
from linesteps.scenarios.models import Scenario
from linesteps.testsend.draft_step import DraftStep
from linesteps.testsend.limits import check_limits
from linesteps.testsend.models import SentTest


class CannotSend(LinestepsError):
    """Nothing can be sent now; the message says why, in the editor's language."""


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What became of a test.

    Args:
        sent: one for each tester who gets it.
        blocked: testers to whom LINE delivers nothing.
    """

    sent: list[SentTest]
    blocked: list[Follower]


def send_test(
    scenario: Scenario, drawn: Drawn, step_id: str, tester_ids: Iterable[int], *, user: Any
) -> Receipt:
    """Send a step to testers of its account, each with their own name; at most once for each.

    Args:
        scenario: the saved row.
        drawn: its draft as it stands in the browser.
        step_id: which step of the draft.
        tester_ids: whoever is no registered tester of the account is left out.
        user: who sends, for the limits and the log.

    Raises:
        NotReady: the step cannot be sent yet.
        TooManyTests: a limit is reached.
        CannotSend: nobody is there to get it, or the account's sending is paused.
    """
    account = drawn.account
    if why := why_silent(account):
        raise CannotSend(why)
    # Outside of the transaction: pictures may be scaled and stored meanwhile.
    step = DraftStep(drawn, step_id)
    with transaction.atomic():
        # One after the other, or two presses at once would both find room within the limits.
        bulk.lock(get_user_model()._default_manager.filter(pk=user.pk).order_by("pk"), wait=True)
        rows = Follower.objects.testers().filter(account=account, pk__in=list(tester_ids))
        testers = bulk.lock(rows.select_related("account").order_by("pk"), wait=True)
        friends = [tester for tester in testers if tester.is_friend]
        blocked = [tester for tester in testers if not tester.is_friend]
        if not friends:
            names = ", ".join(str(tester) for tester in blocked)
            if names:
                raise CannotSend(_("Blocked, so nothing arrives: %(names)s") % {"names": names})
            raise CannotSend(_("Choose at least one tester."))
        check_limits(user, friends)
        sent = [_send(scenario, step, tester, user) for tester in friends]
        log(
            instance=scenario,
            action="linesteps.send_test",
            user=user,
            data={"step": step.title, "testers": len(sent)},
        )
    return Receipt(sent=sent, blocked=blocked)


def _send(scenario: Scenario, step: DraftStep, tester: Follower, user: Any) -> SentTest:
    dispatch = push(tester, step.fill(tester), is_test=True)
    return SentTest.objects.create(
        follower=tester,
        user=user,
        scenario=scenario,
        step_title=step.title[:200],
        dispatch=dispatch,
        at=clock.now(),
    )

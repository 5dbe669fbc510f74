"""A narrowcast as a tester gets it, by push: the same words, and the same limits as for steps."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from linesteps import bulk, clock
from linesteps.followers.models import Follower
from linesteps.narrowcasts.content import plain_send, send_objects, send_problems
from linesteps.narrowcasts.models import Narrowcast
from linesteps.outbox.paused import why_silent
from linesteps.outbox.push import push
from linesteps.testsend.limits import check_limits
from linesteps.testsend.models import SentTest
from linesteps.testsend.send_test import CannotSend


def send_trial(narrowcast: Narrowcast, tester_ids: Iterable[int], *, user: Any) -> int:
    """Send its messages to registered testers of the account; returns to how many.

    Args:
        tester_ids: whoever is no registered tester, or blocks the account, is left out.
        user: who sends, for the limits and the log.

    Raises:
        TooManyTests: a limit is reached.
        CannotSend: something must be mended first, nobody gets it, or the account's sending is paused.
    """
    account = narrowcast.account
    if why := why_silent(account):
        raise CannotSend(why)
    send = plain_send(narrowcast)
    if problems := send_problems(account, send):
        raise CannotSend(str(problems[0].message))
    text = json.dumps(send_objects(account, send), ensure_ascii=False)
    with transaction.atomic():
        # One after the other, or two presses at once would both find room within the limits.
        bulk.lock(get_user_model()._default_manager.filter(pk=user.pk).order_by("pk"), wait=True)
        rows = Follower.objects.testers().filter(account=account, pk__in=list(tester_ids))
        found = bulk.lock(rows.select_related("account").order_by("pk"), wait=True)
        testers = [one for one in found if one.is_friend]
        if not testers:
            raise CannotSend(_("Choose at least one tester."))
        check_limits(user, testers)
        for tester in testers:
            SentTest.objects.create(
                follower=tester,
                user=user,
                step_title=narrowcast.name[:200],
                dispatch=push(tester, text, is_test=True),
                at=clock.now(),
            )
        data = {"step": narrowcast.name, "testers": len(testers)}
        log(instance=narrowcast, action="linesteps.send_test", user=user, data=data)
    return len(testers)

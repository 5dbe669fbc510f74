"""All guards together: what they ask, and what they say."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from linesteps import clock
from linesteps.outbox.guards.check import check
from linesteps.outbox.models import Dispatch
from linesteps.outbox.reasons import Reason
from linesteps.testing.build import send, wait
from linesteps.testing.shop import Shop
from tests.faults.guards.accounts import account, post_only


def test_guards_ask_as_many_questions_for_many_as_for_one(shop: Shop) -> None:
    account(shop, budget_per_month=1000)
    shop.publish(steps=[wait(days=1), send("Hello {{ display_name|you }}")])
    for number in range(8):
        shop.add_friend(f"Friend {number}")
    assert shop.virtual is not None
    shop.virtual.move_by(days=1)
    post_only(shop)
    rows = list(Dispatch.objects.select_related("account"))
    assert len(rows) == 8
    counts = []
    from django.db import transaction

    for some in (rows[:1], rows):
        with (
            transaction.atomic(),
            CaptureQueriesContext(
                connection,
            ) as asked,
        ):
            assert len(check(some, clock.now())) == len(some)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 6


def test_every_reason_is_a_sentence_in_both_languages() -> None:
    from django.utils import translation

    from linesteps.outbox.reasons import in_words, title_of

    for reason in Reason.values:
        with translation.override("en"):
            english = in_words(reason), title_of(reason)
        with translation.override("ja"):
            japanese = in_words(reason), title_of(reason)
        assert all(one and two and one != two for one, two in zip(english, japanese, strict=True)), reason

"""The list as a whole, and the people who are inside."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from linesteps.accounts.models import Account
from linesteps.checklist.kind import registry
from linesteps.checklist.look import glance, look
from linesteps.checklist.seen import Seen
from linesteps.testing.build import send, trigger, wait
from tests.admin.builders import make_friend
from tests.integration.checklist.judged import levels
from tests.integration.checklist.looking import draw, find, publish, told

pytestmark = pytest.mark.django_db


def test_people_inside_are_counted_with_what_becomes_of_them(account: Account) -> None:
    from linesteps.engine.enrol import enrol

    scenario = publish(draw(account, send("Hi"), wait(days=3, id="w"), send("Bye")))
    assert find("people", scenario) == []
    enrol(scenario, make_friend(account), cause="by_hand")
    assert told("people", scenario) == [("ok", "1 person moves to the new version, at the same step.")]
    scenario.inside = "end"
    assert told("people", scenario) == [("warning", "It ends for 1 person.")]


def test_people_at_a_deleted_step_need_an_answer_and_the_rest_is_looked_at_all_the_same(
    account: Account,
) -> None:
    from linesteps.engine.advance import advance
    from linesteps.engine.enrol import enrol

    scenario = publish(draw(account, send("Hi"), wait(days=3, id="w"), send("Bye")))
    enrol(scenario, make_friend(account), cause="by_hand")
    advance()
    drawn: Any = scenario
    drawn.steps = [send("Hi"), send("Bye")]
    (found,) = find("people", drawn)
    assert (found.level, found.place) == ("error", ("deleted",))
    assert levels("frequency", drawn) == ["warning"]
    drawn.deleted = "next"
    assert levels("people", drawn) == ["ok"]


def test_whole_list_asks_a_bounded_number_of_questions(
    account: Account, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        publish(
            draw(account, send("A"), name=f"S{number}", triggers=[trigger("tag_added", tag=f"t{number}")])
        )
    steps = [step for number in range(20) for step in (send(f"{number}"), wait(days=2))]
    scenario = draw(account, *steps)
    with django_assert_max_num_queries(25):
        glance(Seen(scenario))


def test_every_check_has_a_title_and_words_in_japanese(account: Account) -> None:
    scenario = draw(account, send("Hi https://example.com/"))
    with override("ja"):
        rows = look(Seen(scenario))
        assert len(registry) == 20
        for check in registry:
            assert check.title() and not check.title().isascii()
        for row in rows:
            assert all(not finding.text.isascii() for finding in row.findings), row

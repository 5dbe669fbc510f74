"""Starting and ending runs by the API."""

from __future__ import annotations

import pytest

from linesteps.engine.models import Enrolment
from linesteps.engine.operate import operate
from linesteps.scenarios.models import Scenario
from linesteps.testing.build import send, trigger, wait
from linesteps.testing.shop import Shop
from tests.integration.api.making import EVERYTHING, Program

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scenario(shop: Shop) -> Scenario:
    return shop.publish(
        steps=[send("Hello"), wait(days=3), send("Bye")], triggers=[trigger("tag_added", tag="x")]
    )


@pytest.fixture
def program(shop: Shop) -> Program:
    return Program(*EVERYTHING, root=f"/line/api/v1/accounts/{shop.account.channel_id}")


def test_a_program_starts_a_friend_and_the_messages_arrive(
    shop: Shop, scenario: Scenario, program: Program
) -> None:
    person = shop.add_friend()
    answer = program.call("POST", f"/scenarios/{scenario.pk}/runs", {"line_user_id": person})
    assert answer.status_code == 201, answer.content
    shop.settle()
    assert shop.texts_to(person) == ["Hello"]
    shop.pass_time(days=3)
    assert shop.texts_to(person) == ["Hello", "Bye"]
    run = Enrolment.objects.get(pk=answer.json()["id"])
    assert (run.cause, run.status) == ("api", Enrolment.Status.COMPLETED)


def test_a_program_ends_a_run_and_nothing_more_arrives(
    shop: Shop, scenario: Scenario, program: Program
) -> None:
    person = shop.add_friend()
    program.call("POST", f"/scenarios/{scenario.pk}/runs", {"line_user_id": person})
    shop.settle()
    address = f"/scenarios/{scenario.pk}/runs/{person}"
    assert program.call("DELETE", address).status_code == 204
    assert program.call("DELETE", address).status_code == 204
    shop.pass_time(days=4)
    assert shop.texts_to(person) == ["Hello"]
    assert Enrolment.objects.get().left_reason == Enrolment.LeftReason.API


def test_why_somebody_does_not_start_is_told(shop: Shop, scenario: Scenario, program: Program) -> None:
    person, blocker = shop.add_friend(), shop.add_friend("Ren")
    shop.line.block(shop.there, blocker)
    shop.settle()
    address = f"/scenarios/{scenario.pk}/runs"

    def why(who: str) -> str:
        answer = program.call("POST", address, {"line_user_id": who})
        assert answer.status_code == 409, answer.content
        return str(answer.json()["type"]).removeprefix("urn:linesteps:problem:")

    assert why(blocker) == "not_a_friend"
    assert program.call("POST", address, {"line_user_id": person}).status_code == 201
    assert why(person) == "inside_already"
    shop.pass_time(days=4)
    assert why(person) == "was_inside"
    operate(scenario, Scenario.State.PAUSED)
    assert why(shop.add_friend("Mio")) == "takes_in_nobody"


def test_only_what_was_published_is_listed(shop: Shop, scenario: Scenario, program: Program) -> None:
    shop.draw(steps=[send("Draft")], name="Draft")
    listed = program.call("GET", "/scenarios").json()
    assert listed == [{"id": scenario.pk, "name": scenario.name, "state": "active", "takes_in": True}]
    scenario.unpublish()
    assert [one["takes_in"] for one in program.call("GET", "/scenarios").json()] == [False]


def test_a_scenario_of_another_account_is_unknown(shop: Shop, scenario: Scenario, program: Program) -> None:
    from tests.admin.builders import make_account

    person = shop.add_friend()
    program.root = f"/line/api/v1/accounts/{make_account(channel_id='1650000009').channel_id}"
    answer = program.call("POST", f"/scenarios/{scenario.pk}/runs", {"line_user_id": person})
    assert answer.status_code == 404
    assert not Enrolment.objects.exists()

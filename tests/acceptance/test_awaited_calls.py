"""A step that asks another system waits for the answer, keeps what it says, and goes on without one in time."""

from __future__ import annotations

import json
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from linesteps import clock
from linesteps.calls.models import Call, Endpoint, new_secret
from linesteps.engine.models import Enrolment
from linesteps.followers.models import Attribute, FollowerAttribute
from linesteps.scenarios.compiler import problems
from linesteps.simulator.acts import Act, Answer, Next
from linesteps.simulator.persona import Persona
from linesteps.simulator.simulate import simulate
from linesteps.testing.build import Plain, send, step, trigger
from linesteps.testing.shop import Shop
from tests.acceptance.conftest import START
from tests.calling import System, running

SAID = trigger("keyword", words="hi", match="is")


@pytest.fixture
def system(settings: Any) -> Any:
    with running() as found:
        settings.LINESTEPS_PRIVATE_CALL_HOSTS = [found.host]
        yield found


def says(text: str) -> Any:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        body = text.encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def asking(system: System, **values: Any) -> Plain:
    endpoint = Endpoint.objects.create(name="CRM", url=f"http://{system.host}/", secret=new_secret())
    kept = [
        ("customer.rank", "rank"),
        ("customer.points", "points"),
        ("customer.vip", "vip"),
        ("none", "rank"),
    ]
    items = [
        {"type": "item", "id": place, "value": {"place": place, "attribute": key}} for place, key in kept
    ]
    value = {
        "name": "Rank",
        "endpoint": endpoint.pk,
        "facts": [],
        "attributes": [],
        "keep": items,
        "waits": True,
        "minutes": 30,
        "answered": {"steps": [send("Your rank is {{ attribute.rank|unknown }}", id="yes")]},
        "otherwise": {"steps": [send("We ask later", id="no")]},
    }
    return step("call_webhook", {**value, **values}, "ask")


def known(shop: Shop, friend: str) -> dict[str, str]:
    rows = FollowerAttribute.objects.filter(follower=shop.follower(friend))
    return dict(rows.values_list("attribute__key", "value"))


@pytest.fixture
def attributes(shop: Shop) -> None:
    for key, kind in (("rank", "text"), ("points", "number"), ("vip", "yes_no")):
        Attribute.objects.create(account=shop.account, key=key, name=key.title(), type=kind)


def test_friend_waits_for_the_answer_and_what_it_says_is_kept(
    shop: Shop, system: System, attributes: None
) -> None:
    answer = {"customer": {"rank": "gold", "points": "many", "vip": True}}
    system.answers = [500, says(json.dumps(answer))]
    shop.publish(steps=[asking(system), send("After", id="after")])
    friend = shop.add_friend()
    assert shop.texts_to(friend) == []
    shop.pass_time(minutes=5)
    assert shop.texts_to(friend) == ["Your rank is gold", "After"]
    # What is no number stays out, and says so without the value.
    assert known(shop, friend) == {"rank": "gold", "vip": "true"}
    assert len({one.headers["webhook-id"] for one in system.heard}) == 1
    assert Call.objects.count() == 1


def test_without_an_answer_in_time_the_other_path_is_taken_and_the_system_is_asked_no_more(
    shop: Shop, system: System, attributes: None
) -> None:
    system.answers = [500]
    shop.publish(steps=[asking(system), send("After", id="after")])
    friend = shop.add_friend()
    shop.pass_time(minutes=29)
    assert shop.texts_to(friend) == []
    shop.pass_time(minutes=2)
    assert shop.texts_to(friend) == ["We ask later", "After"]
    shop.pass_time(days=2)
    heard = len(system.heard)
    assert (Call.objects.get().status, heard) == (Call.Status.FAILED, 4)


@pytest.mark.parametrize("cause", ["gone", "off", "no JSON"])
def test_end_of_the_call_is_not_waited_for_longer_than_it_takes(
    shop: Shop, system: System, attributes: None, cause: str
) -> None:
    system.answers = [410 if cause == "gone" else says("thanks")]
    shop.publish(steps=[asking(system)])
    if cause == "off":
        Endpoint.objects.update(is_on=False)
    friend = shop.add_friend()
    expected = "Your rank is unknown" if cause == "no JSON" else "We ask later"
    assert shop.texts_to(friend) == [expected]


def test_run_that_is_set_back_does_not_ask_twice_and_one_that_comes_again_does(
    shop: Shop, system: System, attributes: None
) -> None:
    system.answers = [500]
    scenario = shop.publish(steps=[asking(system)], triggers=[SAID], can_repeat=True)
    friend = shop.add_friend()
    shop.say(friend, "hi")
    # As somebody does who helps a run on by hand, or a worker that died.
    Enrolment.objects.update(status=Enrolment.Status.RUNNING, due_at=clock.now())
    shop.settle()
    assert Call.objects.count() == 1
    system.answers = [says("{}")]
    shop.pass_time(minutes=2)
    assert shop.run_of(friend, scenario).status == Enrolment.Status.COMPLETED
    shop.say(friend, "hi")
    assert Call.objects.count() == 2
    assert shop.texts_to(friend) == ["Your rank is unknown"] * 2


def test_answer_can_be_kept_without_waiting_for_it_and_half_a_form_says_what_lacks(
    shop: Shop, system: System, attributes: None
) -> None:
    system.answers = [says(json.dumps({"customer": {"rank": "silver"}}))]
    plain = {"waits": False, "answered": {"steps": []}, "otherwise": {"steps": []}}
    asked = asking(system, **plain)
    shop.publish(steps=[asked])
    friend = shop.add_friend()
    assert known(shop, friend) == {"rank": "silver"}
    for broken, place in (
        ({"waits": True, "minutes": 0}, ("minutes",)),
        ({"answered": {"steps": [send("Lost")]}}, ("waits",)),
        ({"keep": [{"place": "a..b", "attribute": "rank"}]}, ("keep", 0, "place")),
        ({"keep": [{"place": "a", "attribute": "shoes"}]}, ("keep", 0, "attribute")),
    ):
        value = {**asked["value"], **plain, **broken}
        found = problems(shop.draw(name="Broken", steps=[step("call_webhook", value, "ask")]))
        assert [one.problem.path[-len(place) :] for one in found] == [place], broken


@pytest.mark.parametrize(
    ("acts", "port", "asked"),
    [
        ([], None, "CRM"),
        ([Answer(in_time=True)], "answered", ""),
        ([Answer(in_time=False)], "else", ""),
        ([Next()], "else", ""),
    ],
)
def test_trial_calls_nobody_and_who_tries_says_whether_the_system_answers(
    shop: Shop, system: System, attributes: None, acts: list[Act], port: str | None, asked: str
) -> None:
    scenario = shop.draw(steps=[asking(system)])
    found = simulate(scenario, Persona(name="花子"), start=START, script=acts)
    assert [event.port for event in found.events if event.kind == "decided"] == ([port] if port else [])
    assert (found.asked, found.stopped) == (asked, "")
    if port == "else":
        assert found.now - START == timedelta(minutes=30)
    assert (system.heard, Call.objects.count()) == ([], 0)


def test_trial_asks_no_system_out_of_use_and_takes_no_answer_that_nobody_waits_for(
    shop: Shop, system: System, attributes: None
) -> None:
    scenario = shop.draw(steps=[asking(system)])
    Endpoint.objects.update(is_on=False)
    found = simulate(scenario, Persona(name="花子"), start=START, script=[Answer(in_time=True)])
    assert [event.port for event in found.events if event.kind == "decided"] == ["else"]
    assert (found.asked, found.played) == ("", 0)
    assert found.stopped

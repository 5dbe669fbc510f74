"""The page with what came of a scenario."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from linesteps import clock
from linesteps.admin.scenarios.results import rows_of
from linesteps.engine.versions import forget_versions
from linesteps.stats.figures import figures
from linesteps.testing.build import branch, buttons, clicked, path, send, wait
from linesteps.testing.fake_line import FakeLine
from linesteps.testing.shop import Shop
from tests.acceptance.conftest import START


@pytest.fixture
def shop(transactional_db: None) -> Iterator[Shop]:
    forget_versions()
    with clock.frozen(START) as virtual, FakeLine() as line:
        yield Shop(line, virtual)


def story(shop: Shop) -> list[dict[str, object]]:
    look = buttons("Look", ("Here", "https://example.com/"))
    fork = branch(path([clicked("first")], [send("Thanks")], label="Tapped"), otherwise=[send("Reminder")])
    return [send(look, id="first", name="Coupon"), wait(days=1), fork]


def test_every_step_stands_there_with_its_figures(shop: Shop, admin_user: object) -> None:
    scenario = shop.publish(steps=story(shop))
    people = [shop.add_friend(f"Friend {number}") for number in range(3)]
    shop.tap_link(people[0])
    shop.pass_time(days=2)
    rows = rows_of(scenario, figures(scenario))
    said = [(row.text, row.figures.sent if row.figures else None) for row in rows]
    assert said == [
        ("Send “Coupon”", 3),
        ("Wait 1 day", 0),
        ("Branch: Tapped / Everyone else", 0),
        ("Tapped", None),
        ("Send “Thanks”", 1),
        ("Everyone else", None),
        ("Send “Reminder”", 2),
    ]
    assert rows[0].figures is not None
    assert rows[0].figures.clicked == 1
    assert rows[0].click_rate is None, "a share of three people says nothing"
    client = Client()
    client.force_login(admin_user)  # type: ignore[arg-type]
    url = reverse("linesteps_scenarios:results", args=[scenario.pk])
    page = client.get(url, {"days": "7"})
    assert page.status_code == 200
    assert "Send “Reminder”" in page.content.decode()
    assert url in client.get(reverse("linesteps_scenarios:edit", args=[scenario.pk])).content.decode()
    assert url in client.get(reverse("linesteps_scenarios:list")).content.decode()


def test_results_of_a_period_leave_out_what_was_before(shop: Shop, admin_user: object) -> None:
    scenario = shop.publish(steps=[send("Hello", id="first")])
    shop.add_friend()
    shop.pass_time(days=10)
    client = Client()
    client.force_login(admin_user)  # type: ignore[arg-type]
    url = reverse("linesteps_scenarios:results", args=[scenario.pk])
    assert client.get(url, {"days": "7"}).context["found"].entered == 0
    assert client.get(url, {"days": "0"}).context["found"].entered == 1
    assert client.get(url, {"days": "nonsense"}).context["found"].entered == 1


def test_who_may_not_see_scenarios_sees_no_results(shop: Shop) -> None:
    scenario = shop.publish(steps=[send("Hello")])
    user = get_user_model().objects.create_user("someone", password="x")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = Client()
    client.force_login(user)
    url = reverse("linesteps_scenarios:results", args=[scenario.pk])
    assert client.get(url).status_code == 302
    user.user_permissions.add(Permission.objects.get(codename="view_scenario"))
    assert client.get(url).status_code == 200

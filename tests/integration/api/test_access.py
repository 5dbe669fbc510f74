"""Who may call: tokens, their users' rights, and how often."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from linesteps.accounts.models import Account
from linesteps.followers.models import Activity, Follower
from tests.integration.api.making import Program

pytestmark = pytest.mark.django_db

EVENT = {"events": [{"line_user_id": "U" + "a" * 32, "name": "purchase"}]}


def calls(friend: Follower) -> list[tuple[str, str, Any, str]]:
    """Every call, with the one permission that it asks for."""
    who = friend.line_user_id
    return [
        ("POST", "/events", EVENT, "add_activity"),
        ("GET", f"/followers/{who}", None, "view_follower"),
        ("PATCH", f"/followers/{who}", {"add_tags": ["x"]}, "change_follower"),
        ("GET", "/scenarios", None, "view_scenario"),
        ("POST", "/scenarios/1/runs", {"line_user_id": who}, "add_enrolment"),
        ("DELETE", f"/scenarios/1/runs/{who}", None, "change_enrolment"),
    ]


def test_without_a_token_nothing_is_told(account: Account, friend: Follower) -> None:
    for method, path, _body, _permission in calls(friend):
        address = f"/line/api/v1/accounts/{account.channel_id}{path}"
        for headers in ({}, {"Authorization": "Bearer wagtail_nothing"}, {"Authorization": "Basic eDp4"}):
            response = Client().generic(method, address, "{}", "application/json", headers=headers)
            assert response.status_code == 401, (method, path)
            assert response["Content-Type"] == "application/problem+json"


def test_a_signed_in_browser_is_no_token(account: Account, friend: Follower, admin_client: Client) -> None:
    response = admin_client.get(f"/line/api/v1/accounts/{account.channel_id}/followers/{friend.line_user_id}")
    assert response.status_code == 401


def test_a_revoked_token_opens_nothing(program: Program, friend: Follower) -> None:
    assert program.call("GET", f"/followers/{friend.line_user_id}").status_code == 200
    program.row.revoked_at = timezone.now()
    program.row.save()
    assert program.call("GET", f"/followers/{friend.line_user_id}").status_code == 401


def test_each_call_asks_for_its_own_permission(
    make_program: Callable[..., Program], friend: Follower
) -> None:
    every = {permission for *_call, permission in calls(friend)}
    for method, path, body, permission in calls(friend):
        others = make_program(*(every - {permission}))
        response = others.call(method, path, body)
        assert response.status_code == 403, (method, path)
        assert response.json()["type"] == "urn:linesteps:problem:no_permission"
        assert f"linesteps.{permission}" in response.json()["detail"]
        assert make_program(permission).call(method, path, body).status_code != 403, (method, path)
    assert Activity.objects.filter(kind="event").count() == 1


def test_accounts_out_of_use_and_unknown_ones_answer_alike(program: Program, account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(is_active=False)
    answers = [program.call("POST", "/events", EVENT)]
    program.root = "/line/api/v1/accounts/999"
    answers.append(program.call("POST", "/events", EVENT))
    assert [answer.status_code for answer in answers] == [404, 404]
    assert {answer.json()["type"] for answer in answers} == {"urn:linesteps:problem:unknown_account"}


def test_a_follower_of_another_account_is_unknown(program: Program, friend: Follower) -> None:
    from tests.admin.builders import make_account, make_friend

    other = make_friend(make_account(channel_id="1650000002"))
    assert program.call("GET", f"/followers/{other.line_user_id}").status_code == 404
    answer = program.call("POST", "/events", {"events": [{"line_user_id": other.line_user_id, "name": "x"}]})
    assert answer.json()["results"][0]["status"] == "refused"


def test_too_many_requests_are_told_when_to_come_again(program: Program, settings: Any) -> None:
    cache.clear()
    settings.LINESTEPS_API_REQUESTS_A_MINUTE = 3
    answers = [program.call("GET", "/scenarios") for _ in range(8)]
    # A minute may end in between, and begins a count of its own.
    assert [answer.status_code for answer in answers].count(200) in {3, 4, 5, 6}
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert 1 <= int(refused["Retry-After"]) <= 60
    settings.LINESTEPS_API_REQUESTS_A_MINUTE = 0
    assert program.call("GET", "/scenarios").status_code == 200
    cache.clear()


def test_one_token_does_not_use_up_the_other_ones_minute(
    make_program: Callable[..., Program], settings: Any
) -> None:
    cache.clear()
    settings.LINESTEPS_API_REQUESTS_A_MINUTE = 2
    first, second = make_program("view_scenario"), make_program("view_scenario")
    for _ in range(5):
        first.call("GET", "/scenarios")
    assert second.call("GET", "/scenarios").status_code == 200
    cache.clear()


def test_problems_are_told_in_the_language_of_the_caller(program: Program) -> None:
    english = program.call("GET", "/followers/Unobody", **{"Accept-Language": "en"}).json()
    japanese = program.call("GET", "/followers/Unobody", **{"Accept-Language": "ja"}).json()
    assert "knows nobody" in english["detail"]
    assert "見つかりません" in japanese["detail"]


def test_the_accounts_are_listed_without_their_secrets(program: Program, account: Account) -> None:
    program.root = "/line/api/v1"
    assert program.call("GET", "/accounts").json() == [
        {"channel_id": account.channel_id, "name": account.name}
    ]

"""The API does what its own document says, whatever is asked of it."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import ignored_auth

from linesteps.api.idempotency import HEADER
from linesteps.api.service import api
from linesteps.followers.models import Attribute, Follower
from linesteps.testing.build import send
from linesteps.testing.shop import Shop
from tests.integration.api.making import EVERYTHING, Program

pytestmark = pytest.mark.django_db(transaction=True)

DOCUMENT = "/line/api/v1/openapi.json"
FILE = Path(__file__).parents[3] / "docs" / "reference" / "api.openapi.json"
#: For each operation; a nightly run may ask for more.
EXAMPLES = 40


def answers(operation: Any, known: dict[str, Any], token: str) -> set[int]:
    """The statuses of what one operation answers to many requests, each of which the document must allow."""
    found = set()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def ask(data: Any) -> None:
        case = data.draw(operation.as_strategy())
        asked = case.path_parameters or {}
        # Random accounts and people are unknown, and would never come further than that.
        if data.draw(st.booleans()):
            case.path_parameters = {name: known.get(name, value) for name, value in asked.items()}
        if HEADER in (case.headers or {}):
            # One that named another example is refused, as it should be.
            case.headers[HEADER] = str(uuid.uuid4())
        response = case.call(headers={"Authorization": f"Bearer {token}"})
        found.add(response.status_code)
        # Schemathesis takes our token for one that it made up; test_access tells who may come in.
        case.validate_response(response, excluded_checks=[ignored_auth])

    ask()
    return found


def test_schemathesis_finds_nothing(shop: Shop, settings_: Any) -> None:
    """Anything that the document allows, and much that it does not, for every address."""
    program = Program(*EVERYTHING)
    person = shop.add_friend()
    Attribute.objects.create(account=shop.account, key="points", name="Points", type="number")
    scenario = shop.publish(steps=[send("Hello")])
    known = {"channel_id": shop.account.channel_id, "line_user_id": person, "scenario_id": scenario.pk}
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, get_wsgi_application())
    operations = [result.ok() for result in schema.get_all_operations()]
    statuses = {one.label: answers(one, known, program.token) for one in operations}
    assert len(statuses) == 7
    assert all(max(found) < 500 for found in statuses.values()), statuses
    # Not everything was refused.
    assert sum(min(found) < 300 for found in statuses.values()) >= 5, statuses


@pytest.fixture
def settings_(settings: Any) -> Any:
    settings.LINESTEPS_API_REQUESTS_A_MINUTE = 0
    return settings


def test_the_document_in_the_docs_is_the_one_that_is_served(friend: Follower) -> None:
    served = api.get_openapi_schema(path_prefix="/line/api/v1/")
    assert json.loads(FILE.read_text()) == json.loads(json.dumps(served))

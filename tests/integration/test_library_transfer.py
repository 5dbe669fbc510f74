"""What is shared on this site travels as a copy: another site has neither its library nor its pages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from linesteps.scenarios.transfer import export_scenarios, import_scenarios
from linesteps.testing.build import send
from linesteps.testing.shop import Shop
from tests.library import card_of, linked, make_home, make_page, written

# Wagtail leaves the temporary files of new renditions to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")


@pytest.fixture(autouse=True)
def public(settings: Any) -> None:
    settings.LINESTEPS_PUBLIC_BASE_URL = "https://fish.example"


def test_linked_message_and_page_travel_as_they_stand(shop: Shop) -> None:
    row, page = written("Open from 9"), make_page(make_home(), "Mackerel")
    scenario = shop.publish(steps=[send(linked(row), card_of(page), id="only")])
    data = json.loads(json.dumps(export_scenarios([scenario])))
    text, cards = data["scenarios"][0]["steps"][0]["value"]["messages"]
    assert text == {"type": "text", "value": {"text": "Open from 9"}}
    assert cards["value"]["cards"] == [
        {
            "title": "Mackerel",
            "text": "Caught this morning",
            "url": "https://fish.example/mackerel/",
            "buttons": [{"label": "Read more", "url": "https://fish.example/mackerel/"}],
        }
    ]
    (copy,) = import_scenarios(data, account=shop.account, publish=True)
    assert copy.live
    row.delete()
    page.delete()
    shop.settle()
    copy.refresh_from_db()
    assert copy.state == "active"

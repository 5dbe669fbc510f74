"""What LINE does not take is refused everywhere alike: in the form, at publishing, by an import, by the emulator."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from linesteps.errors import FormatError
from linesteps.line.client import LineClient
from linesteps.line.outcomes import LineFault
from linesteps.messages.kind import Compiling, registry
from linesteps.scenarios.compiler import ScenarioHasProblems
from linesteps.scenarios.models import Scenario
from linesteps.scenarios.transfer.export import export_scenarios
from linesteps.scenarios.transfer.load import import_scenarios
from linesteps.testing.build import message, send, trigger
from linesteps.testing.shop import Shop

LANGUAGES = ("en", "ja")
#: What people are to do about it.
CURES = {"en": r"Shorten|Remove|Make|Fill|begin with", "ja": r"ください|始まる"}


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A message that LINE does not take.

    Args:
        name: the field in English and in Japanese.
        limit: as it stands in the text.
        place: what LINE calls it.
    """

    kind: str
    value: dict[str, Any]
    name: tuple[str, str]
    limit: str
    place: str


def _button(label: str) -> dict[str, str]:
    return {"label": label, "url": "https://example.com/"}


def _bubbles(count: int) -> str:
    bubble = {
        "type": "bubble",
        "body": {"type": "box", "layout": "vertical", "contents": [{"type": "text", "text": "Fish"}]},
    }
    return json.dumps({"type": "carousel", "contents": [bubble] * count})


REFUSED = {
    "long text": Refused(
        kind="text",
        value={"text": "魚" * 5001},
        name=("text", "本文"),
        limit="5,000",
        place="messages[0].text",
    ),
    "long words on a button": Refused(
        kind="buttons",
        value={"text": "Fish?", "buttons": [_button("魚" * 21)]},
        name=("Button 1", "ボタン1"),
        limit="20",
        place="messages[0].template.actions[0].label",
    ),
    "too many buttons": Refused(
        kind="buttons",
        value={"text": "Fish?", "buttons": [_button("Yes")] * 5},
        name=("buttons", "ボタン"),
        limit="4",
        place="messages[0].template.actions",
    ),
    "too many cards": Refused(
        kind="cards",
        value={"cards": [{"text": "Fish", "buttons": [_button("Yes")]}] * 11, "shape": "square"},
        name=("cards", "カード"),
        limit="10",
        place="messages[0].template.columns",
    ),
    "a long address": Refused(
        kind="location",
        value={"title": "Shop", "address": "魚" * 101, "coordinates": "35, 139"},
        name=("", ""),
        limit="100",
        place="messages[0].address",
    ),
    "too many bubbles": Refused(
        kind="flex",
        value={"alt_text": "Fish", "code": _bubbles(13)},
        name=("contents", "contents"),
        limit="12",
        place="messages[0].contents.contents",
    ),
    "too large a design": Refused(
        kind="announcement",
        # One character each for people, and 800 bytes.
        value={"label": "", "title": "Fish", "text": ("e" + "\u0301" * 400) * 40},
        name=("Message", "メッセージ"),
        limit="30000",
        place="messages[0].contents",
    ),
}
every_refusal = pytest.mark.parametrize("refused", REFUSED.values(), ids=REFUSED)


def scenario_with(shop: Shop, refused: Refused) -> Scenario:
    """A draft whose only step sends it."""
    drawn = Scenario(name="Fish", account=shop.account, live=False)
    stream: Any = drawn
    stream.triggers = [trigger()]
    stream.steps = [send(message(refused.kind, **refused.value))]
    drawn.save()
    drawn.save_revision(clean=False)
    return drawn


def problem_of(drawn: Scenario) -> str:
    """What publishing says, in the language of now."""
    with pytest.raises(ScenarioHasProblems) as caught:
        drawn.latest_revision.publish()
    return str(caught.value)


def import_of(file: dict[str, Any], shop: Shop) -> str:
    """What an import that is to publish says, in the language of now."""
    notes: list[str] = []
    try:
        import_scenarios(file, account=shop.account, publish=True, notes=notes)
    except FormatError as error:
        return str(error)
    return " ".join(notes)


@every_refusal
def test_it_is_refused_by_form_publishing_and_import_in_the_same_words(
    refused: Refused, shop: Shop, admin_user: Any
) -> None:
    drawn = scenario_with(shop, refused)
    file = export_scenarios([drawn])
    client = Client()
    client.force_login(admin_user)
    for language, name in zip(LANGUAGES, refused.name, strict=True):
        with translation.override(language):
            said = problem_of(drawn)
            imported = import_of(file, shop)
        assert name in said
        assert refused.limit in said
        assert re.search(CURES[language], said)
        # A file that no form can hold is refused as a whole, at its place; else the draft stays unpublished.
        assert said in imported or "scenarios[0].steps[0].value.messages[0]" in imported
        assert refused.limit in imported
        assert re.search(CURES[language], imported)
        steps = drawn.get_latest_revision_as_object().steps.get_prep_value()
        asked = {"account": str(shop.account.pk), "scenario": None, "steps": steps, "triggers": ""}
        answer = client.post(
            reverse("linesteps_scenarios:describe"),
            asked,
            content_type="application/json",
            headers={"accept-language": language},
        ).json()
        [card] = answer["cards"].values()
        assert said in " ".join(problem["message"] for problem in card["problems"])


@every_refusal
def test_it_is_refused_by_the_emulator_at_the_same_place(refused: Refused, shop: Shop) -> None:
    compiling = Compiling(account=shop.account, scenario_id=1, step_id="here")
    compiled = registry.get(refused.kind).compile(refused.value, compiling)
    whole = re.sub(r"\{\{ link\.\d+ \}\}", "https://example.com/", json.dumps(compiled))
    client = LineClient(shop.account.api_url, shop.account.access_token())
    with pytest.raises(LineFault, match=re.escape(refused.place)):
        client.validate_push([json.loads(whole)])

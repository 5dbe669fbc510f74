"""The referee is no yes-man: what LINE's document does not allow, it refuses."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
import requests

from tests.contract.referee import Referee, document
from tests.contract.referee.patches import PATCHES
from tests.contract.referee.server import PATHS
from tests.contract.valid_messages import POSTBACK, RICH, URI, VALID, flex, template

pytestmark = pytest.mark.any_database_once

KEY = "123e4567-e89b-12d3-a456-426614174000"
TEXT = {"type": "text", "text": "Hello"}
Json = dict[str, Any]


def changed(message: Json, *place: Any, to: Any) -> Json:
    """The message with one part replaced, or removed by ``...``."""
    whole: Any = copy.deepcopy(message)
    part = whole
    for key in place[:-1]:
        part = part[key]
    if to is ...:
        del part[place[-1]]
    else:
        part[place[-1]] = to
    return dict(whole)


BUTTONS, CAROUSEL, RICH_FLEX = VALID["buttons"], VALID["carousel"], VALID["rich_flex"]
WRONG = {
    "no type": ({"text": "Hello"}, "messages[0]", "required"),
    "unknown type": ({"type": "texts", "text": "Hello"}, "messages[0].type", "enum"),
    "missing field": ({"type": "text"}, "messages[0]", "required"),
    "unknown field": ({**TEXT, "colour": "red"}, "messages[0]", "additionalProperties"),
    "too long a text": ({"type": "text", "text": "😀" * 2501}, "messages[0].text", "maxLength"),
    "empty text": ({"type": "text", "text": ""}, "messages[0].text", "minLength"),
    "number for a text": ({"type": "text", "text": 5}, "messages[0].text", "type"),
    "field of another message": ({**VALID["sticker"], "text": "Hi"}, "messages[0]", "additionalProperties"),
    "http picture": (
        changed(VALID["image"], "previewImageUrl", to="http://example.com/"),
        "messages[0].previewImageUrl",
        "pattern",
    ),
    "unencoded address": (
        changed(VALID["image"], "previewImageUrl", to="https://example.com/魚"),
        "messages[0].previewImageUrl",
        "format",
    ),
    "unknown template": (template({"type": "grid"}), "messages[0].template.type", "enum"),
    "unknown action": (
        changed(BUTTONS, "template", "actions", 0, "type", to="open"),
        "messages[0].template.actions[0].type",
        "enum",
    ),
    "action without its data": (
        changed(BUTTONS, "template", "actions", 0, "data", to=...),
        "messages[0].template.actions[0]",
        "required",
    ),
    "field of another action": (
        changed(
            CAROUSEL, "template", "columns", 1, "actions", 0, to={**POSTBACK, "uri": "https://a.example/"}
        ),
        "messages[0].template.columns[1].actions[0]",
        "additionalProperties",
    ),
    "camera on a card": (
        changed(BUTTONS, "template", "actions", 0, to={"type": "camera", "label": "Camera"}),
        "messages[0].template.actions[0].type",
        "enum",
    ),
    "button without words": (
        changed(BUTTONS, "template", "actions", 0, to={"type": "uri", "uri": "https://a.example/"}),
        "messages[0].template.actions[0]",
        "required",
    ),
    "five buttons": (
        changed(BUTTONS, "template", "actions", to=[POSTBACK] * 5),
        "messages[0].template.actions",
        "maxItems",
    ),
    "quick reply without action": (
        {**TEXT, "quickReply": {"items": [{"type": "action"}]}},
        "messages[0].quickReply.items[0]",
        "required",
    ),
    "fourteen quick replies": (
        {**TEXT, "quickReply": {"items": [{"type": "action", "action": URI}] * 14}},
        "messages[0].quickReply.items",
        "maxItems",
    ),
    "a button for a body": (
        changed(RICH_FLEX, "contents", "body", to={"type": "button", "action": URI}),
        "messages[0].contents.body.type",
        "const",
    ),
    "unknown part of Flex": (
        changed(RICH_FLEX, "contents", "body", "contents", 0, to={"type": "heading", "text": "Hello"}),
        "messages[0].contents.body.contents[0].type",
        "enum",
    ),
    "field of another part of Flex": (
        changed(RICH_FLEX, "contents", "body", "contents", 2, "text", to="Hello"),
        "messages[0].contents.body.contents[2]",
        "additionalProperties",
    ),
    "unknown word in Flex": (
        changed(RICH_FLEX, "contents", "body", "contents", 0, "align", to="middle"),
        "messages[0].contents.body.contents[0].align",
        "enum",
    ),
    "wrong action deep in Flex": (
        changed(RICH_FLEX, "contents", "body", "contents", 4, "action", "uri", to="javascript:alert(1)"),
        "messages[0].contents.body.contents[4].action.uri",
        "pattern",
    ),
    "thirteen bubbles": (
        flex({"type": "carousel", "contents": [RICH] * 13}),
        "messages[0].contents.contents",
        "maxItems",
    ),
}


@pytest.mark.parametrize("name", VALID)
def test_a_valid_message_of_each_type_is_taken(name: str) -> None:
    assert document().refused([VALID[name]]) == []


@pytest.mark.parametrize("name", WRONG)
def test_what_the_document_does_not_allow_is_refused_at_its_place(name: str) -> None:
    message, place, rule = WRONG[name]
    assert (place, rule) in {(one.property, one.rule) for one in document().refused([message])}


def test_the_list_of_valid_messages_has_every_type_of_the_document() -> None:
    types = document().schemas["Message"]["properties"]["type"]["enum"]
    assert set(types) == {message["type"] for message in VALID.values()}
    templates = document().schemas["Template"]["properties"]["type"]["enum"]
    assert set(templates) == {one["template"]["type"] for one in VALID.values() if "template" in one}


def test_every_patch_still_changes_the_document() -> None:
    plain = document(is_patched=False).schemas
    assert {
        patch.schema for patch in PATCHES if plain[patch.schema] == document().schemas[patch.schema]
    } == set()
    assert all(patch.reason for patch in PATCHES)


def post(referee: Referee, path: str, body: Any, **headers: str) -> requests.Response:
    given = {"Authorization": "Bearer t", "Content-Type": "application/json", **headers}
    text = body if isinstance(body, str) else json.dumps(body)
    return requests.post(referee.base_url + path, data=text.encode(), headers=given, timeout=10)


@pytest.mark.parametrize("path", PATHS)
def test_each_call_that_we_make_is_documented_and_answered_as_documented(referee: Referee, path: str) -> None:
    body: Json = {"messages": [TEXT]}
    if path.endswith("message/push"):
        body["to"] = "U1"
    elif path.endswith("message/multicast"):
        body["to"] = ["U1", "U2"]
    elif path.endswith("message/reply"):
        body["replyToken"] = "r"
    answer = post(referee, path, body)
    assert answer.status_code == 200, answer.text
    documented = document().paths[path]["post"]["responses"]["200"]
    if "content" in documented:
        schema = documented["content"]["application/json"]["schema"]
        assert document().violations(answer.json(), schema) == []


def test_a_wrong_request_is_refused_with_all_that_is_wrong(referee: Referee) -> None:
    answer = post(referee, "/v2/bot/message/push", {"to": ["U1"], "messages": [{"type": "text", "txt": ""}]})
    assert answer.status_code == 400
    assert {one["property"] for one in answer.json()["details"]} == {"to", "messages[0]"}
    schema = document().paths["/v2/bot/message/push"]["post"]["responses"]["400"]
    assert document().violations(answer.json(), schema["content"]["application/json"]["schema"]) == []


@pytest.mark.parametrize(
    ("path", "body", "headers", "place"),
    [
        ("push", {"to": "U1", "messages": [TEXT]}, {"Authorization": ""}, "Authorization"),
        ("push", {"to": "U1", "messages": [TEXT]}, {"Content-Type": "text/plain"}, "Content-Type"),
        ("push", {"to": "U1", "messages": [TEXT]}, {"X-Line-Retry-Key": "1"}, "x-line-retry-key"),
        ("reply", {"replyToken": "r", "messages": [TEXT]}, {"X-Line-Retry-Key": KEY}, "x-line-retry-key"),
        ("push", {"to": "U1", "messages": [TEXT] * 6}, {}, "messages"),
        ("push", {"to": "U1", "messages": [TEXT], "from": "me"}, {}, ""),
        ("multicast", {"to": ["U1"] * 501, "messages": [TEXT]}, {}, "to"),
        ("push", '{"to": "U1", "to": "U2", "messages": []}', {}, ""),
        ("push", '{"to": "U1", "messages": [{"type": "text", "text": NaN}]}', {}, ""),
        ("push", "[", {}, ""),
    ],
)
def test_headers_and_bodies_are_judged_too(
    referee: Referee, path: str, body: Any, headers: dict[str, str], place: str
) -> None:
    answer = post(referee, f"/v2/bot/message/{path}", body, **headers)
    assert answer.status_code == 400
    assert place in {one.property for one in referee.violations}


@pytest.mark.parametrize("path", ["/v2/bot/message/narrowcast", "/v2/bot/profile/U1", "/push"])
def test_other_calls_are_not_found(referee: Referee, path: str) -> None:
    assert post(referee, path, {}).status_code == 404
    assert requests.get(f"{referee.base_url}{PATHS[0]}", timeout=10).status_code == 404

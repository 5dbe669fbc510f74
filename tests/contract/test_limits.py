"""Our own validator against LINE's document: whatever the document refuses, we say so before anything is sent."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from linesteps.line.limits import check_messages
from linesteps.line.limits.shapes import (
    FLAG,
    LONG,
    NUMBER,
    SHAPES,
    SUBTYPES,
    TEXT,
    WHOLE,
    Kind,
    Many,
    Named,
    One,
)
from tests.contract.damage import damaged
from tests.contract.referee import document
from tests.contract.test_referee import WRONG
from tests.contract.valid_messages import VALID

pytestmark = pytest.mark.any_database_once

#: Documented subtypes that no message of ours may have, as ``check_messages`` says.
NEVER = {
    ("Action", "richmenuswitch"): "stands in rich menus only",
    ("SubstitutionObject", "mention"): "is for group chats, and we write to single friends",
}
_PLAIN = {"string": TEXT, "number": NUMBER, "boolean": FLAG}


def kind_of(schema: dict[str, Any]) -> Kind:
    """What the document says of a property, in the words of our table."""
    if "$ref" in schema:
        return One(schema["$ref"].rpartition("/")[2])
    if "const" in schema:
        return TEXT
    if "enum" in schema:
        return tuple(schema["enum"])
    if schema["type"] == "array":
        return Many(schema["items"]["$ref"].rpartition("/")[2])
    if schema["type"] == "object":
        return Named(schema["additionalProperties"]["$ref"].rpartition("/")[2])
    if schema["type"] == "integer":
        return LONG if schema.get("format") == "int64" else WHOLE
    return _PLAIN[schema["type"]]


@pytest.mark.parametrize("shape", SHAPES)
def test_our_table_has_the_properties_that_the_document_has(shape: str) -> None:
    documented = document(is_patched=False).schemas[shape]["properties"]
    assert {name: kind_of(schema) for name, schema in documented.items()} == dict(SHAPES[shape])


@pytest.mark.parametrize("base", SUBTYPES)
def test_our_table_has_the_subtypes_that_the_document_has(base: str) -> None:
    documented = document(is_patched=False).schemas[base]
    found = {
        part["if"]["properties"]["type"]["const"]: part["then"]["$ref"].rpartition("/")[2]
        for part in documented["allOf"]
    }
    assert {value: shape for value, shape in found.items() if (base, value) not in NEVER} == SUBTYPES[base]


@pytest.mark.parametrize("name", VALID)
def test_both_take_what_is_valid(name: str) -> None:
    assert check_messages([VALID[name]]) == []


@pytest.mark.parametrize("name", WRONG)
def test_we_refuse_what_the_document_refuses(name: str) -> None:
    assert check_messages([WRONG[name][0]])


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(message=damaged())
def test_we_refuse_whatever_damage_the_document_refuses(message: dict[str, Any]) -> None:
    refused = document().refused([message])
    if refused:
        assert check_messages([message]), f"{refused}\n{json.dumps(message, ensure_ascii=False)}"

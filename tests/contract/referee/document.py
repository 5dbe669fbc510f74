"""LINE's OpenAPI document as JSON Schema that enforces subtypes and refuses what is not documented.

The document tells subtypes by ``discriminator`` and ``allOf``, which validators ignore: an unknown type of
message would pass. So each type is made one flat schema that takes its own properties only, and each base
asks for exactly the schema that ``type`` names.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema.exceptions import ValidationError

from tests.contract.referee.keywords import Judge, formats
from tests.contract.referee.patches import PATCHES

_FOLDER = Path(__file__).resolve().parents[1] / "openapi"
FILE = _FOLDER / "messaging-api.yml"
AUDIENCES = _FOLDER / "manage-audience.yml"
_REF = "#/components/schemas/"
#: What OpenAPI says beside JSON Schema; none of it decides about a value.
_WORDS = ("description", "externalDocs", "example", "default", "discriminator")

Schema = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Violation:
    """Where a value is not as the document says, and which rule of JSON Schema says so."""

    property: str
    rule: str
    message: str


class Document:
    """The document, ready to judge."""

    def __init__(self, raw: Mapping[str, Any], *, is_patched: bool) -> None:
        self.paths: Mapping[str, Any] = raw["paths"]
        self._raw: Mapping[str, Any] = raw["components"]["schemas"]
        self._type_of = {
            target.removeprefix(_REF): (schema["discriminator"]["propertyName"], value)
            for schema in self._raw.values()
            if "discriminator" in schema
            for value, target in schema["discriminator"]["mapping"].items()
        }
        self.schemas = {name: self._strict(name) for name in self._raw}
        for patch in PATCHES if is_patched else ():
            if patch.schema not in self.schemas:
                raise LookupError(f"The document has no {patch.schema} any more.")
            _merge(self.schemas[patch.schema], patch.change)

    def violations(self, value: Any, schema: str | Mapping[str, Any], path: str = "") -> list[Violation]:
        """All that is wrong with a value; ``schema`` is a name of the document's or a schema of a request."""
        asked = {"$ref": _REF + schema} if isinstance(schema, str) else dict(schema)
        judge = Judge({**asked, "components": {"schemas": self.schemas}}, format_checker=formats)
        return [_told(error, path) for error in judge.iter_errors(value)]

    def refused(self, messages: Any) -> list[Violation]:
        """All that is wrong with the messages of a push."""
        return self.violations({"messages": messages}, "ValidateMessageRequest")

    def _strict(self, name: str) -> Schema:
        raw = self._raw[name]
        if "discriminator" in raw:
            return _choice(raw["discriminator"])
        own = self._flat(name)
        if name in self._type_of and own.get("type") == "object":
            key, value = self._type_of[name]
            own["properties"][key] = {"const": value}
            own["required"] = sorted({*own.get("required", ()), key})
        return own

    def _flat(self, name: str) -> Schema:
        """A schema with the properties of all that it is made of."""
        raw = self._raw[name]
        if "allOf" not in raw:
            return _closed(raw)
        whole: Schema = {"type": "object", "properties": {}, "required": []}
        for part in [*raw["allOf"], raw]:
            if "$ref" in part:
                part = self._flat(part["$ref"].removeprefix(_REF))
            whole["properties"] |= part.get("properties", {})
            whole["required"] += part.get("required", [])
        return _closed(whole)


@cache
def document(*, is_patched: bool = True, file: Path = FILE) -> Document:
    """The document in this repository, read once; that of audiences needs no patches."""
    raw = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return Document(raw, is_patched=is_patched and file == FILE)


def _choice(discriminator: Mapping[str, Any]) -> Schema:
    key, targets = discriminator["propertyName"], discriminator["mapping"]
    return {
        "type": "object",
        "required": [key],
        "properties": {key: {"enum": list(targets)}},
        "allOf": [
            {"if": {"required": [key], "properties": {key: {"const": value}}}, "then": {"$ref": target}}
            for value, target in targets.items()
        ],
    }


def _closed(raw: Any) -> Any:
    """A copy without words, in which an object with properties takes no others."""
    if isinstance(raw, list):
        return [_closed(part) for part in raw]
    if not isinstance(raw, Mapping):
        return raw
    own = {key: _closed(part) for key, part in raw.items() if key not in {*_WORDS, "properties"}}
    if isinstance(raw.get("properties"), Mapping):
        own["properties"] = {key: _closed(part) for key, part in raw["properties"].items()}
        own.setdefault("additionalProperties", False)
    return own


def _merge(schema: Schema, change: Mapping[str, Any]) -> None:
    for key, part in change.items():
        if key == "required":
            schema[key] = sorted({*schema.get(key, ()), *part})
        elif isinstance(part, Mapping) and isinstance(schema.get(key), dict):
            _merge(schema[key], part)
        else:
            schema[key] = copy.deepcopy(part)


def _told(error: ValidationError, path: str) -> Violation:
    place = path + "".join(_steps(error.absolute_path))
    return Violation(property=place.removeprefix("."), rule=str(error.validator), message=error.message[:300])


def _steps(path: Any) -> Iterator[str]:
    for part in path:
        yield f"[{part}]" if isinstance(part, int) else f".{part}"

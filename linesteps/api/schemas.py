"""What all bodies of requests have in common."""

from __future__ import annotations

from typing import Any

from ninja import Schema
from pydantic import ConfigDict, model_validator

from linesteps.fields import storable_json


class Body(Schema):
    """A name that is not known is told instead of being passed over: most likely it is misspelt."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="wrap")
    @classmethod
    def keep_what_databases_keep(cls, data: Any, handler: Any) -> Any:
        """A question mark for each NUL and half surrogate, which JSON may carry: a text stays as long as it was."""
        return handler(storable_json(data, nul="?") if isinstance(data, dict) else data)

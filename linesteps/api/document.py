"""The API's own OpenAPI document, with what every address may answer besides."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from ninja import NinjaAPI
from wagtail.api.v3.errors import ProblemDetail

from linesteps.api.idempotency import HEADER, MAX_KEY

_PROBLEMS = {
    "400": "The request is no JSON.",
    "401": "The token is missing, unknown or revoked.",
    "403": "The token's user lacks a permission.",
    "404": "The account, follower or scenario is unknown.",
    "409": "It cannot be done now; `type` says why.",
    "413": "The request is too long.",
    "422": "The request does not fit this document, or a value does not fit what it is for.",
    "429": "Too many requests in this minute; `Retry-After` says how many seconds to wait.",
}
_KEY = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "Names the request: sent again with the same key within a day, it is not done again.",
    # Printable ASCII, since header lines carry nothing else safely.
    "schema": {"type": "string", "minLength": 1, "maxLength": MAX_KEY, "pattern": "^[!-~]+$"},
}


class DocumentedAPI(NinjaAPI):
    """Django Ninja's API, whose document tells of problems and of the idempotency key, too."""

    def get_root_path(self, path_params: Any) -> str:
        """Where the site included us."""
        return reverse("linesteps:linesteps_api:api-root")

    def get_openapi_schema(self, *arguments: Any, **options: Any) -> Any:
        """The document as plain JSON."""
        document = super().get_openapi_schema(*arguments, **options)
        document["components"]["schemas"]["Problem"] = ProblemDetail.model_json_schema()
        content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for path in document["paths"].values():
            for method, operation in path.items():
                for status, words in _PROBLEMS.items():
                    operation["responses"][status] = {"description": words, "content": content}
                if method != "get":
                    operation.setdefault("parameters", []).append(_KEY)
        return document

"""line-bot-sdk with its traps closed: no timeout by default, hidden retries, raw urllib3 exceptions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import urllib3
from linebot.v3.messaging import ApiClient, ApiException, Configuration
from pydantic.v1 import ValidationError

from linesteps.line.outcomes import (
    LineFault,
    LineNotFound,
    LineRefused,
    LineTooFast,
    LineUnauthorized,
    LineUnreachable,
)
from linesteps.line.proxy import proxy

#: Seconds to connect, and to wait for an answer.
TIMEOUT = (3, 10)


def api_client(base_url: str, access_token: str) -> ApiClient:
    """The SDK's connection to one host, by way of the proxy if there is one."""
    return ApiClient(prepared(Configuration(host=base_url, access_token=access_token)))


def prepared(configuration: Any) -> Any:
    """A configuration of one of the SDK's packages, with the proxy if there is one."""
    # The SDK's urllib3 would sleep and repeat on 429 and 503, and follow redirects.
    configuration.retries = False
    if found := proxy():
        configuration.proxy, configuration.proxy_headers = found.url, found.headers
    return configuration


@contextmanager
def faults() -> Iterator[None]:
    """Turn what the SDK and urllib3 raise into faults that carry no secret."""
    try:
        yield
    except ApiException as error:
        text = f"{error.status}: {(error.body or '')[:300]}"
        if error.status in {401, 403}:
            raise LineUnauthorized(text) from None
        if error.status == 404:
            raise LineNotFound(text) from None
        if error.status == 429:
            raise LineTooFast(text) from None
        if error.status is None or error.status >= 500:
            raise LineUnreachable(text) from None
        if error.status == 400:
            raise LineRefused(text, _details(error.body or "")) from None
        raise LineFault(text) from None
    except urllib3.exceptions.HTTPError as error:
        raise LineUnreachable(type(error).__name__) from None
    except (ValidationError, ValueError) as error:
        raise LineFault(f"LINE's answer was not understood: {type(error).__name__}") from None


def _details(body: str) -> list[tuple[str, str]]:
    """Place and words of each error (openapi/messaging-api.yml, ErrorResponse)."""
    try:
        found = json.loads(body)["details"]
        return [(str(one.get("property") or ""), str(one.get("message") or "")) for one in found]
    except (AttributeError, KeyError, TypeError, ValueError):
        return []

"""The referee as an HTTP server: it takes the calls that we make, and says what is wrong with them."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from tests.contract.referee.document import Document, Violation, document

_MESSAGE = "/v2/bot/message"
#: The calls that carry messages; all others are 404.
PATHS = tuple(
    [f"{_MESSAGE}/{name}" for name in ("push", "multicast", "reply")]
    + [f"{_MESSAGE}/validate/{name}" for name in ("push", "multicast", "reply", "narrowcast", "broadcast")]
)
_JSON = "application/json"


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One request, and what the referee answered."""

    path: str
    status: int
    body: Any = None
    violations: list[Violation] = field(default_factory=list)


class Referee:
    """A server on a free loopback port; use it as a context manager, and as an account's API address.

    It answers 200 as documented, or 400 with all that is not as documented.
    """

    def __init__(self) -> None:
        self.document: Document = document()
        #: All requests so far.
        self.judged: list[Judged] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self.base_url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def violations(self) -> list[Violation]:
        """All that was wrong so far."""
        return [one for request in self.judged for one in request.violations]

    @property
    def messages(self) -> list[dict[str, Any]]:
        """All message objects that were taken so far, in order."""
        return [one for request in self.judged if request.status == 200 for one in request.body["messages"]]

    def judge(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Judged:
        """What the document says of a request."""
        operation = self.document.paths.get(path, {}).get(method.lower())
        if path not in PATHS or operation is None:
            return Judged(path=path, status=404)
        given = {name.lower(): value for name, value in headers.items()}
        found = [*self._about_headers(operation, given)]
        try:
            value = json.loads(body, parse_constant=_refuse, object_pairs_hook=_once)
        except ValueError as error:
            found.append(Violation(property="", rule="json", message=str(error)))
            return Judged(path=path, status=400, violations=found)
        found += self.document.violations(value, operation["requestBody"]["content"][_JSON]["schema"])
        return Judged(path=path, status=400 if found else 200, body=value, violations=found)

    def answer(self, judged: Judged) -> dict[str, Any]:
        """The body of the answer, as documented."""
        if judged.status == 404:
            return {"message": "Not found"}
        if judged.violations:
            details = [{"message": one.message, "property": one.property} for one in judged.violations]
            return {"message": f"The request body has {len(details)} error(s)", "details": details}
        if judged.path.rpartition("/")[2] == "multicast" or "/validate/" in judged.path:
            return {}
        sent = [{"id": str(number), "quoteToken": "q"} for number, _one in enumerate(judged.body["messages"])]
        return {"sentMessages": sent}

    def _about_headers(self, operation: Mapping[str, Any], given: Mapping[str, str]) -> list[Violation]:
        found = []
        if not given.get("authorization", "").startswith("Bearer "):
            found.append(_header("Authorization", "required", "A channel access token is missing"))
        if given.get("content-type", "").partition(";")[0].strip() != _JSON:
            found.append(_header("Content-Type", "const", f"Must be {_JSON}"))
        documented = {one["name"].lower(): one for one in operation.get("parameters", ())}
        for name, value in given.items():
            if name in documented:
                found += self.document.violations(value, documented[name]["schema"], name)
            elif name.startswith("x-line-"):
                # A retry key where none is documented is answered with 400 (docs, “Retry failed API requests”).
                found.append(_header(name, "additionalProperties", "Not documented for this call"))
        return found


def _header(name: str, rule: str, message: str) -> Violation:
    return Violation(property=name, rule=rule, message=message)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("A name stands twice in one object")
    return found


def _handler(referee: Referee) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            judged = referee.judge(self.command, self.path, dict(self.headers.items()), body)
            referee.judged.append(judged)
            answer = json.dumps(referee.answer(judged)).encode()
            self.send_response(judged.status)
            self.send_header("Content-Type", _JSON)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_PUT = do_DELETE = do_POST

        def log_message(self, format: str, *args: object) -> None:
            """Tests print nothing."""

    return Handler

"""Opening one address: HEAD, then GET where a server knows no HEAD; nothing of a page is read.

Each hop is checked before it is made, and the connection goes to the very IP address that was
checked. A timer cuts the line, so that a server that answers a byte a second holds nobody up.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from urllib.parse import urljoin

from linesteps.checklist.opening.address import CannotOpen, target_of
from linesteps.checklist.opening.result import Fault
from linesteps.outward.asking import NETWORK, path_of, trouble
from linesteps.outward.target import Target

logger = logging.getLogger("linesteps.checklist")

#: For one address, all its redirects included.
SECONDS = 5.0
_MOST_HOPS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HEADERS = {
    # Told apart from people's taps by our own counting of clicks, and by others'.
    "User-Agent": "Mozilla/5.0 (compatible; linesteps-link-check; bot)",
    "Accept": "text/html,*/*;q=0.8",
    "Accept-Language": "ja,en;q=0.8",
    "Connection": "close",
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an address said.

    Args:
        status_code: of the last page that it led to; ``None`` without an answer.
        fault: why there is none.
    """

    status_code: int | None = None
    fault: Fault = Fault.NONE


def visit(url: str, *, seconds: float = SECONDS) -> Answer:
    """Open an address, for ``seconds`` at most; never raises for what the network does."""
    deadline = time.monotonic() + seconds
    try:
        return Answer(status_code=_follow(url, deadline))
    except CannotOpen as cannot:
        return Answer(fault=cannot.fault)
    except NETWORK as error:
        return Answer(fault=Fault(trouble(error, deadline)))
    except Exception:
        # One odd server must not keep the answers of the others from the editor.
        logger.exception("A link could not be opened.")
        return Answer(fault=Fault.TIMEOUT)


def _follow(url: str, deadline: float) -> int:
    for _hop in range(_MOST_HOPS + 1):
        target = target_of(url)
        status, location = _ask(target, "HEAD", deadline)
        if status >= 400:
            status, location = _ask(target, "GET", deadline)
        if status not in _REDIRECTS or not location:
            return status
        url = urljoin(url, location)
    raise CannotOpen(Fault.CIRCLE)


def _ask(target: Target, method: str, deadline: float) -> tuple[int, str]:
    connection = target.connection(deadline)
    with connection.bounded():
        connection.request(method, path_of(target.parts), headers=_HEADERS)
        answer = connection.getresponse()
        if time.monotonic() >= deadline:
            # Cut off by our timer, headers look as if they had ended.
            raise TimeoutError
        return answer.status, answer.headers.get("Location") or ""

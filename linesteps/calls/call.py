"""One try: POST to an address that was looked up and judged once; no redirects, no more than five seconds."""

from __future__ import annotations

import http.client
import logging
import time
from collections.abc import Mapping
from contextlib import suppress

from linesteps.calls.address import MayNotCall, target_of
from linesteps.calls.result import Answer, Fault
from linesteps.outward.asking import NETWORK, path_of, trouble
from linesteps.outward.target import Target

logger = logging.getLogger("linesteps.calls")

#: For one try, from the look-up of the name to the end of the answer.
SECONDS = 5.0
#: No more of an answer is read.
MOST_BYTES = 64 * 1024


def call(url: str, body: bytes, headers: Mapping[str, str], *, seconds: float = SECONDS) -> Answer:
    """POST a body, for ``seconds`` at most; never raises for what the network does."""
    deadline = time.monotonic() + seconds
    try:
        return _post(target_of(url), body, headers, deadline)
    except MayNotCall as refused:
        return Answer(fault=refused.fault)
    except NETWORK as error:
        return Answer(fault=Fault(trouble(error, deadline)))
    except Exception:
        # One odd server must not hold up the calls of the others.
        logger.exception("Another system could not be called.")
        return Answer(fault=Fault.REFUSED)


def _post(target: Target, body: bytes, headers: Mapping[str, str], deadline: float) -> Answer:
    connection = target.connection(deadline)
    with connection.bounded():
        connection.request("POST", path_of(target.parts), body=body, headers=dict(headers))
        answer = connection.getresponse()
        if time.monotonic() >= deadline:
            # Cut off by our timer, headers look as if they had ended.
            raise TimeoutError
        status = answer.status
        if 300 <= status < 400:
            return Answer(status_code=status, fault=Fault.REDIRECT)
        # Up to its end for those that are short, so that a server sees no broken line. It has it already.
        body = b""
        with suppress(OSError, http.client.HTTPException):
            body = answer.read(MOST_BYTES)
        return Answer(status_code=status, body=body)

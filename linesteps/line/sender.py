"""Sending: many calls at once over kept-alive connections, each with one outcome.

The bodies were made as text when the step ran, so a call only joins bytes: aiohttp alone costs 140 µs a
push where the SDK's asynchronous client costs 655 (measured). Redirects are not followed, since they
would carry the token elsewhere, and an answer is read up to a bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future

import aiohttp

from linesteps.line.answers import outcome_of
from linesteps.line.call import Call
from linesteps.line.outcomes import NotAllowed, NotTried, SendOutcome, Unsure
from linesteps.line.pace import Turns
from linesteps.line.proxy import proxy
from linesteps.line.queue import Queue
from linesteps.line.session import before_writing, session

TIMEOUT = aiohttp.ClientTimeout(total=10, connect=5)
_ANSWER_BYTES = 64 * 1024
_PATHS = {
    "push": "/v2/bot/message/push",
    "multicast": "/v2/bot/message/multicast",
    "reply": "/v2/bot/message/reply",
}


def send(
    base_url: str, access_token: str, calls: Sequence[Call], queue: Queue, until: float
) -> Future[dict[int, SendOutcome]]:
    """Begin to make all calls, some at the same time; the result has an outcome for each key.

    Never fails for LINE's part. Call it outside of database transactions, and feed ``queue.turns`` until
    the result is there.

    Args:
        base_url: ``Account.api_url``.
        access_token: in plain text.
        calls: any number, of one endpoint.
        queue: of the account and endpoint; the same one for all that it sends at a time.
        until: by ``time.monotonic``; calls that did not begin by then come back untried, so that a LINE
            that hangs does not keep a worker beyond its task's time.
    """
    ours = session()
    return ours.run(queue.send_all(_Road(ours.http, base_url, access_token).send, calls, until))


class _Road:
    """The way to LINE for one account."""

    def __init__(self, http: aiohttp.ClientSession, base_url: str, access_token: str) -> None:
        self._http = http
        self._base_url = base_url
        self._headers = {"Authorization": f"Bearer {access_token}", "Content-Type": "application/json"}
        found = proxy()
        self._proxy = found.url if found else None
        self._proxy_headers = found.headers if found else None
        if found and not base_url.startswith("https:"):
            # Without a tunnel, the request itself is what the proxy reads.
            self._headers |= found.headers

    async def send(self, call: Call, turns: Turns) -> SendOutcome:
        """Make one call when it is its turn."""
        is_waiting = has_turn = False

        async def wait() -> None:
            nonlocal is_waiting, has_turn
            is_waiting = True
            await turns.turn()
            is_waiting, has_turn = False, True

        before_writing.set(wait)
        headers = self._headers.copy()
        if call.endpoint != "reply":
            headers["X-Line-Retry-Key"] = call.retry_key
        try:
            async with self._http.request(
                "POST",
                self._base_url + _PATHS[call.endpoint],
                data=call.body(),
                headers=headers,
                allow_redirects=False,
                timeout=TIMEOUT,
                proxy=self._proxy,
                proxy_headers=self._proxy_headers,
            ) as answer:
                body = b""
                while part := await answer.content.read(_ANSWER_BYTES - len(body)):
                    body += part
                if not answer.content.at_eof():
                    answer.close()
                return outcome_of(answer.status, answer.headers, body)
        except TimeoutError:
            # Without a turn nothing was written: LINE surely has not got it.
            return NotTried() if is_waiting else Unsure(reason="TimeoutError")
        except aiohttp.InvalidURL as error:
            return _unusable(error)
        except (aiohttp.ClientError, OSError) as error:
            return Unsure(reason=type(error).__name__)
        except (ValueError, LookupError) as error:
            return _unusable(error)
        finally:
            if not has_turn:
                turns.used += 1


def _unusable(error: Exception) -> NotAllowed:
    """Before anything went out: an address or a token that cannot be put into a request."""
    return NotAllowed(reason=f"{type(error).__name__}: check the API address and the access token")

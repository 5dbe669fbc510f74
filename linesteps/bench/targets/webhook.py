"""G8: webhooks a second on two gunicorn processes, beside a view that only reads the body, and while a worker sends."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import importlib.util
import json
import socket
import threading
import time
import uuid

from linesteps.bench.drive import move_all
from linesteps.bench.figures import Figure
from linesteps.bench.plan import LATENCY, Plan, child, percentile, stub, tidy, worker
from linesteps.bench.shop import PERSONAL, Shop
from linesteps.outbox.models import Dispatch

CLIENTS = 8


def measure(plan: Plan) -> list[Figure]:
    """As fast as it goes, and then 200 a second, alone and while a worker sends."""
    from linesteps.bench.targets import NotHere

    if importlib.util.find_spec("gunicorn") is None:
        raise NotHere("gunicorn is not installed")
    with stub(LATENCY) as line:
        return _measure(plan, Shop(line.url))


def _measure(plan: Plan, shop: Shop) -> list[Figure]:
    sends = min(plan.people, 20_000)
    shop.add_followers(sends)
    shop.enrol(shop.publish(PERSONAL), sends)
    move_all()
    tidy()
    seconds = min(8.0, plan.seconds)
    port = _free_port()
    command = [
        "-m",
        "gunicorn",
        "linesteps.bench.wsgi",
        "--workers",
        "2",
        "--preload",
        "--bind",
        f"127.0.0.1:{port}",
    ]
    with child(*command):
        _wait_until_open(port)
        path = f"/webhook/{shop.account.slug}/"
        bare, _times = _load(port, "/bare/", seconds)
        rate, _times = _load(port, path, seconds)
        _rate, alone = _load(port, path, seconds, a_second=200)
        with worker("outbox", 120):
            _wait_until_sending()
            before = _unsent()
            rate_beside, beside = _load(port, path, seconds, a_second=200)
            sent = before - _unsent()
    return [
        Figure(name="a bare view", value=bare, unit="/s"),
        Figure(name="webhooks stored", value=rate, unit="/s", at_least=1000),
        Figure(name="of the bare view", value=rate / bare if bare else float("nan"), unit="×", at_least=0.17),
        Figure(name="at 200/s, nothing else, p99", value=percentile(alone, 0.99), unit="ms"),
        Figure(name="at 200/s, while sending, reached", value=rate_beside, unit="/s"),
        Figure(name="at 200/s, while sending, p50", value=percentile(beside, 0.5), unit="ms"),
        Figure(name="at 200/s, while sending, p99", value=percentile(beside, 0.99), unit="ms", at_most=15),
        Figure(name="sent meanwhile", value=sent, unit="pushes", note="0 says that sending did not keep on"),
    ]


def _unsent() -> int:
    return Dispatch.objects.filter(status="new").count()


def _wait_until_sending() -> None:
    before, end = _unsent(), time.monotonic() + 30
    while _unsent() == before and time.monotonic() < end:
        time.sleep(0.05)


def _load(port: int, path: str, seconds: float, a_second: float | None = None) -> tuple[float, list[float]]:
    """Requests a second with answer 200, and the milliseconds of each."""
    times: list[float] = []
    begin = time.monotonic()
    end = begin + seconds
    gap = CLIENTS / a_second if a_second else 0.0

    def client(number: int) -> None:
        # One after the other, evenly: all at once would be bursts, however few a second.
        turn = begin + gap * number / CLIENTS
        time.sleep(max(0.0, turn - time.monotonic()))
        while time.monotonic() < end:
            body = _body()
            signature = base64.b64encode(hmac.new(b"secret", body, hashlib.sha256).digest()).decode()
            start = time.perf_counter()
            if _status(port, path, body, signature) == 200:
                times.append((time.perf_counter() - start) * 1e3)
            turn += gap
            time.sleep(max(0.0, turn - time.monotonic()))

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(times) / (time.monotonic() - start), times


def _status(port: int, path: str, body: bytes, signature: str) -> int:
    """Post a body and return the answer's status; over a bare socket, since the load shares the machine's cores.

    gunicorn's sync workers keep no connection, so each request makes one.
    """
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nX-Line-Signature: {signature}\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=10) as link:
        link.sendall(head.encode() + body)
        answer = b""
        while part := link.recv(4096):
            answer += part
    return int(answer.split(b" ", 2)[1])


def _body() -> bytes:
    event = {
        "type": "message", "mode": "active", "timestamp": int(time.time() * 1000), "replyToken": uuid.uuid4().hex,
        "source": {"type": "user", "userId": "U" + "0" * 32}, "webhookEventId": uuid.uuid4().hex,
        "deliveryContext": {"isRedelivery": False},
        "message": {"id": "1", "type": "text", "quoteToken": "q", "text": "Hello"},
    }  # fmt: skip
    return json.dumps({"destination": "U" + "0" * 32, "events": [event]}).encode()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_open(port: int) -> None:
    """Until a worker answers; gunicorn's port is open before one can."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("POST", "/bare/", b"")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)

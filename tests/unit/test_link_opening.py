"""Opening links: a real server on this machine, every kind of bad answer, and no way into a private network."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from linesteps.checklist.opening import visit
from linesteps.checklist.opening.address import CannotOpen, target_of
from linesteps.checklist.opening.result import Fault
from linesteps.checklist.opening.visit import Answer
from linesteps.outward.public import is_public

Answers = dict[str, Any]


class Server:
    """Answers each path with a status code, a redirect or a function; remembers what was asked."""

    def __init__(self, answers: Answers) -> None:
        asked = self.asked = []  # type: ignore[var-annotated]

        class Handler(BaseHTTPRequestHandler):
            def handle_any(self) -> None:
                asked.append((self.command, self.path, dict(self.headers)))
                answer = answers.get((self.command, self.path), answers.get(self.path, 404))
                if callable(answer):
                    answer(self)
                    return
                status, headers = answer if isinstance(answer, tuple) else (answer, {})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()

            do_HEAD = do_GET = handle_any

            def log_message(self, *args: Any) -> None:
                """Quiet."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"
        self.thread = threading.Thread(target=self.http.serve_forever, daemon=True)
        self.thread.start()

    def methods(self) -> list[str]:
        return [f"{method} {path}" for method, path, _headers in self.asked]

    def stop(self) -> None:
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()


@pytest.fixture
def serve() -> Iterator[Callable[[Answers], Server]]:
    servers: list[Server] = []

    def start(answers: Answers) -> Server:
        servers.append(Server(answers))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture(autouse=True)
def own_machine(settings: Any) -> None:
    settings.LINESTEPS_OPEN_PRIVATE_LINKS = True


def test_page_that_is_there_opens_by_one_question(serve: Any) -> None:
    server = serve({"/": 200})
    assert visit.visit(server.url) == Answer(status_code=200)
    assert server.methods() == ["HEAD /"]


def test_page_that_is_gone_is_asked_for_by_get_before_it_counts_as_gone(serve: Any) -> None:
    server = serve({})
    assert visit.visit(f"{server.url}/old?a=1&b=日本") == Answer(status_code=404)
    path = "/old?a=1&b=%E6%97%A5%E6%9C%AC"
    assert server.methods() == [f"HEAD {path}", f"GET {path}"]


def test_server_that_knows_no_head_is_asked_by_get(serve: Any) -> None:
    server = serve({("HEAD", "/page"): 405, ("GET", "/page"): 200})
    assert visit.visit(f"{server.url}/page") == Answer(status_code=200)


def test_redirects_are_followed_to_their_end(serve: Any) -> None:
    server = serve({"/a": (302, {"Location": "/b"}), "/b": (301, {"Location": "c?x=1"}), "/c?x=1": 200})
    assert visit.visit(f"{server.url}/a") == Answer(status_code=200)
    assert server.methods() == ["HEAD /a", "HEAD /b", "HEAD /c?x=1"]


def test_redirects_in_a_circle_end(serve: Any) -> None:
    server = serve({"/a": (302, {"Location": "/b"}), "/b": (302, {"Location": "/a"})})
    assert visit.visit(f"{server.url}/a") == Answer(fault=Fault.CIRCLE)
    assert len(server.asked) == 6


def test_body_is_never_read(serve: Any) -> None:
    sent = []

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while len(sent) < 20_000:
                handler.wfile.write(b"x" * 65536)
                sent.append(1)
        except OSError:
            return

    server = serve({("HEAD", "/big"): 405, ("GET", "/big"): endless})
    assert visit.visit(f"{server.url}/big") == Answer(status_code=200)
    time.sleep(0.3)
    assert len(sent) < 200


def test_slow_server_is_left_after_the_time(serve: Any) -> None:
    def slow(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(2)

    server = serve({"/slow": slow})
    began = time.monotonic()
    assert visit.visit(f"{server.url}/slow", seconds=0.4) == Answer(fault=Fault.TIMEOUT)
    assert time.monotonic() - began < 1.5


def test_server_that_drips_bytes_is_left_after_the_time(serve: Any) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        try:
            for letter in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200:
                handler.wfile.write(bytes([letter]))
                handler.wfile.flush()
                time.sleep(0.05)
        except OSError:
            return

    server = serve({"/drip": drip})
    began = time.monotonic()
    assert visit.visit(f"{server.url}/drip", seconds=0.5) == Answer(fault=Fault.TIMEOUT)
    assert time.monotonic() - began < 1.5


def test_host_without_a_server_gives_no_connection() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert visit.visit(f"http://127.0.0.1:{port}/") == Answer(fault=Fault.REFUSED)


def test_server_that_speaks_no_http_gives_no_connection(serve: Any) -> None:
    server = serve({"/x": lambda handler: handler.wfile.write(b"\x00\x01 nonsense\r\n\r\n")})
    assert visit.visit(f"{server.url}/x") == Answer(fault=Fault.REFUSED)


def test_https_at_a_plain_server_is_not_safe(serve: Any) -> None:
    server = serve({"/": 200})
    assert visit.visit(server.url.replace("http:", "https:")) == Answer(fault=Fault.UNSAFE)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.jp/",
        "file:///etc/passwd",
        "https://",
        "https:///path",
        "https://user:pass@shop.jp/",
        "https://shop.jp:99999/",
        "javascript:alert(1)",
        "http://[::1",
    ],
)
def test_what_is_no_web_address_is_not_opened(url: str) -> None:
    assert visit.visit(url) == Answer(fault=Fault.MALFORMED)


@pytest.mark.parametrize("host", ["example.com", "www.EXAMPLE.com.", "shop.example", "a.test", "b.invalid"])
def test_example_is_told_as_one(host: str) -> None:
    assert visit.visit(f"https://{host}/shop/") == Answer(fault=Fault.EXAMPLE)


# -- private networks --


@pytest.mark.parametrize(
    ("ip", "expected"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - nothing is bound
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::0a00:1", False),
        ("2002:7f00:1::", False),
        ("not an address", False),
    ],
)
def test_only_public_addresses_are_public(ip: str, expected: bool) -> None:
    assert is_public(ip) is expected


@contextmanager
def names(monkeypatch: pytest.MonkeyPatch, **hosts: list[str]) -> Iterator[list[str]]:
    """A name server of our own; yields the names that were looked up."""
    asked: list[str] = []

    real = socket.getaddrinfo

    def look_up(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        if host[0].isdigit():
            return real(host, port, *args, **kwargs)
        asked.append(host)
        key = host.replace(".", "_").replace("-", "_")
        if key not in hosts:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in hosts[key]]

    with monkeypatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", look_up)
        yield asked


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://2130706433/",
        "http://0x7f.1/",
    ],
)
def test_private_address_is_not_opened(url: str, settings: Any) -> None:
    settings.LINESTEPS_OPEN_PRIVATE_LINKS = False
    assert visit.visit(url) == Answer(fault=Fault.PRIVATE)


def test_name_that_leads_to_a_private_address_is_not_opened(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LINESTEPS_OPEN_PRIVATE_LINKS = False
    with names(monkeypatch, rebind_jp=["93.184.216.34", "10.0.0.1"]), pytest.raises(CannotOpen) as refused:
        target_of("https://rebind.jp/")
    assert refused.value.fault == Fault.PRIVATE


def test_name_is_looked_up_once_and_never_again_for_the_connection(
    serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve({"/": 200})
    port = server.http.server_address[1]
    with names(monkeypatch, shop_jp=["127.0.0.1"]) as asked:
        assert visit.visit(f"http://shop.jp:{port}/") == Answer(status_code=200)
    assert asked.count("shop.jp") == 1
    assert server.asked[0][2]["Host"] == f"shop.jp:{port}"


def test_redirect_into_a_private_network_is_not_followed(
    serve: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = serve({"/secret": 200})
    outside = serve({"/": (302, {"Location": f"{inside.url}/secret"})})
    settings.LINESTEPS_OPEN_PRIVATE_LINKS = False
    # The first server stands for a public one, as this very site does.
    settings.LINESTEPS_PUBLIC_BASE_URL = outside.url
    assert visit.visit(outside.url) == Answer(fault=Fault.PRIVATE)
    assert inside.asked == []


def test_own_site_may_have_a_private_address_but_its_other_ports_are_not_opened(
    serve: Any, settings: Any
) -> None:
    own, other = serve({"/shop": 200}), serve({"/": 200})
    settings.LINESTEPS_OPEN_PRIVATE_LINKS = False
    settings.LINESTEPS_PUBLIC_BASE_URL = own.url
    assert visit.visit(f"{own.url}/shop") == Answer(status_code=200)
    assert visit.visit(other.url) == Answer(fault=Fault.PRIVATE)
    assert other.asked == []


def test_unknown_host_is_the_links_fault_only_if_we_can_look_up_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with names(monkeypatch, api_line_me=["93.184.216.34"]):
        assert visit.visit("https://no-such-shop.jp/") == Answer(fault=Fault.UNKNOWN_HOST)
    with names(monkeypatch):
        assert visit.visit("https://no-such-shop.jp/") == Answer(fault=Fault.NO_LOOKUP)

"""Fault matrix: a step that calls another system reaches no private network, and nobody holds it up (S-06)."""

from __future__ import annotations

import socket
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from linesteps.calls.address import problem_of
from linesteps.calls.call import MOST_BYTES, call
from linesteps.calls.result import Answer, Fault
from tests.calling import certificate_for, name_server, running

pytestmark = pytest.mark.any_database_once

PUBLIC = "93.184.216.34"


def post(url: str, **more: Any) -> Answer:
    return call(url, b"{}", {"Content-Type": "application/json"}, **more)


@pytest.fixture
def went_to(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Where connections were made to; none is."""
    found: list[tuple[str, int]] = []

    def connect(where: tuple[str, int], timeout: float) -> Any:
        found.append(where)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    return found


@pytest.mark.fault("S-06")
@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "169.254.169.254",
        "[::1]",
        "0x7f.1",
        "2130706433",
        "0177.0.0.1",
        "[::ffff:10.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[fe80::1]",
        "0.0.0.0",  # noqa: S104 - nothing is bound
        "10.0.0.1",
        "100.64.0.1",
    ],
)
def test_private_address_is_refused_however_it_is_written(host: str, went_to: list[tuple[str, int]]) -> None:
    assert post(f"https://{host}/hook") == Answer(fault=Fault.PRIVATE)
    assert went_to == []


@pytest.mark.fault("S-06")
@pytest.mark.parametrize(
    "ips", [["10.0.0.5"], [PUBLIC, "127.0.0.1"], ["::1"], ["::ffff:192.168.0.1"], [PUBLIC, "fd00::1"]]
)
def test_name_of_which_one_address_is_private_is_refused(
    ips: list[str], monkeypatch: pytest.MonkeyPatch, went_to: list[tuple[str, int]]
) -> None:
    with name_server(monkeypatch, ips):
        assert post("https://hooks.shop.jp/line") == Answer(fault=Fault.PRIVATE)
    assert went_to == []


@pytest.mark.fault("S-06")
def test_name_that_changes_its_address_after_the_look_up_gets_nowhere(
    monkeypatch: pytest.MonkeyPatch, went_to: list[tuple[str, int]]
) -> None:
    with name_server(monkeypatch, [PUBLIC], ["127.0.0.1"]) as asked:
        assert post("https://hooks.shop.jp:8443/line") == Answer(fault=Fault.REFUSED)
    # Looked up once, and the connection went to what was judged.
    assert asked == ["hooks.shop.jp"]
    assert went_to == [(PUBLIC, 8443)]


@pytest.mark.fault("S-06")
@pytest.mark.parametrize(
    "url",
    [
        "http://shop.jp/",
        "ftp://shop.jp/",
        "file:///etc/passwd",
        "gopher://shop.jp/",
        "https://user:pass@shop.jp/",
        "https:///path",
        "https://shop.jp:99999/",
        "https://shop.jp/\r\nX: y",
        "//shop.jp/",
    ],
)
def test_what_is_no_https_address_is_refused_in_words(url: str, went_to: list[tuple[str, int]]) -> None:
    assert problem_of(url)
    assert post(url) == Answer(fault=Fault.NOT_ALLOWED)
    assert went_to == []


@pytest.mark.fault("S-06")
def test_only_allowed_hosts_are_called_where_a_setting_names_some(
    settings: Any, monkeypatch: pytest.MonkeyPatch, went_to: list[tuple[str, int]]
) -> None:
    settings.LINESTEPS_CALL_HOSTS = ["hooks.shop.jp", "*.crm.jp"]
    with name_server(monkeypatch, [PUBLIC]):
        for host in ("shop.jp", "evil-hooks.shop.jp", "crm.jp", "crm.jp.evil.jp", "hooks.shop.jp.evil.jp"):
            assert post(f"https://{host}/") == Answer(fault=Fault.NOT_ALLOWED)
        assert went_to == []
        for host in ("hooks.shop.jp", "HOOKS.shop.jp.", "a.crm.jp"):
            assert post(f"https://{host}/") == Answer(fault=Fault.REFUSED)
    assert went_to == [(PUBLIC, 443)] * 3


@pytest.mark.fault("S-06")
def test_listener_of_ones_own_is_reached_by_an_explicit_setting_only(settings: Any) -> None:
    with running() as system:
        assert post(f"http://{system.host}/") == Answer(fault=Fault.NOT_ALLOWED)
        assert post(f"https://{system.host}/") == Answer(fault=Fault.PRIVATE)
        settings.LINESTEPS_PRIVATE_CALL_HOSTS = [f"127.0.0.1:{system.port + 1}"]
        assert post(f"http://{system.host}/") == Answer(fault=Fault.NOT_ALLOWED)
        assert system.heard == []
        settings.LINESTEPS_PRIVATE_CALL_HOSTS = [system.host]
        assert post(f"http://{system.host}/a?b=日本") == Answer(status_code=200)
    [heard] = system.heard
    assert (heard.path, heard.body) == ("/a?b=%E6%97%A5%E6%9C%AC", b"{}")


@pytest.mark.fault("S-06")
def test_host_and_tls_greeting_keep_the_name_though_the_address_is_pinned(
    settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    certificate = certificate_for("hooks.shop.jp", tmp_path)
    with running(certificate=certificate) as system:
        settings.LINESTEPS_PRIVATE_CALL_HOSTS = [
            f"hooks.shop.jp:{system.port}",
            f"other.shop.jp:{system.port}",
        ]
        with name_server(monkeypatch, ["127.0.0.1"]):
            url = f"https://hooks.shop.jp:{system.port}/"
            # Signed by nobody whom this machine trusts.
            assert post(url) == Answer(fault=Fault.UNSAFE)
            monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
            assert post(url) == Answer(status_code=200)
            # Trusted, but for another name.
            assert post(url.replace("hooks", "other")) == Answer(fault=Fault.UNSAFE)
    [heard] = system.heard
    assert heard.headers["host"] == f"hooks.shop.jp:{system.port}"
    assert "hooks.shop.jp" in system.greeted


@pytest.mark.fault("S-06")
@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_redirect_is_not_followed(settings: Any, code: int) -> None:
    with running() as inner:

        def elsewhere(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(code)
            handler.send_header("Location", f"http://{inner.host}/secret")
            handler.end_headers()

        with running(elsewhere) as system:
            settings.LINESTEPS_PRIVATE_CALL_HOSTS = [system.host, inner.host]
            assert post(f"http://{system.host}/") == Answer(status_code=code, fault=Fault.REDIRECT)
    assert inner.heard == []


@pytest.mark.fault("S-06")
@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\nX: "])
def test_server_that_drips_bytes_is_left_in_time(settings: Any, first: bytes) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        try:
            handler.wfile.write(first)
            for _second in range(200):
                handler.wfile.write(b"y")
                handler.wfile.flush()
                time.sleep(0.05)
        except OSError:
            return

    with running(drip) as system:
        settings.LINESTEPS_PRIVATE_CALL_HOSTS = [system.host]
        began = time.monotonic()
        answer = post(f"http://{system.host}/", seconds=0.5)
        assert time.monotonic() - began < 2
    assert answer.fault in {Fault.TIMEOUT, Fault.REFUSED} and not answer.is_taken


@pytest.mark.fault("S-06")
def test_silent_server_is_left_after_five_seconds(settings: Any) -> None:
    def silent(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(6)

    with running(silent) as system:
        settings.LINESTEPS_PRIVATE_CALL_HOSTS = [system.host]
        began = time.monotonic()
        assert post(f"http://{system.host}/") == Answer(fault=Fault.TIMEOUT)
        assert 4.5 < time.monotonic() - began < 5.9


@pytest.mark.fault("S-06")
def test_answer_of_a_gigabyte_is_cut(settings: Any) -> None:
    sent: list[int] = []

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(2**30))
        handler.end_headers()
        try:
            for _part in range(2**30 // 65536):
                handler.wfile.write(b"x" * 65536)
                sent.append(65536)
        except OSError:
            return

    with running(endless) as system:
        settings.LINESTEPS_PRIVATE_CALL_HOSTS = [system.host]
        assert post(f"http://{system.host}/") == Answer(status_code=200)
    # What the kernel keeps on the way counts, too.
    assert sum(sent) < MOST_BYTES + 16 * 2**20


@pytest.mark.fault("S-06")
def test_headers_without_end_are_cut(settings: Any) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        try:
            for number in range(100_000):
                handler.wfile.write(b"X-%d: y\r\n" % number)
        except OSError:
            return

    with running(endless) as system:
        settings.LINESTEPS_PRIVATE_CALL_HOSTS = [system.host]
        assert post(f"http://{system.host}/") == Answer(fault=Fault.REFUSED)

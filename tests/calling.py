"""Another system for tests: a real server on this machine, and a name server that says what a test wants."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from linesteps import clock

Answer = int | Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Heard:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class System:
    """Answers every POST with the next of its answers, the last one for ever; remembers what it heard."""

    answers: list[Answer] = field(default_factory=lambda: [200])
    certificate: tuple[Path, Path] | None = None
    heard: list[Heard] = field(default_factory=list)
    #: Names of TLS greetings.
    greeted: list[str | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        system = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                headers = {name.lower(): value for name, value in self.headers.items()}
                system.heard.append(Heard(self.path, headers, self.rfile.read(size)))
                answer = system.answers.pop(0) if len(system.answers) > 1 else system.answers[0]
                if callable(answer):
                    answer(self)
                    return
                self.send_response(answer)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"ok")

            def log_message(self, *args: Any) -> None:
                """Quiet."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if self.certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self.certificate)
            context.sni_callback = lambda _line, name, _context: self.greeted.append(name)
            self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
        self.port = int(self.http.server_address[1])
        self.host = f"127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.http.serve_forever, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """No more answers."""
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()


@contextmanager
def running(*answers: Answer, certificate: tuple[Path, Path] | None = None) -> Iterator[System]:
    """A system for the length of the block."""
    system = System(answers=list(answers) or [200], certificate=certificate)
    try:
        yield system
    finally:
        system.stop()


@contextmanager
def name_server(patch: pytest.MonkeyPatch, *answers: list[str]) -> Iterator[list[str]]:
    """Answers each look-up of a name with the next list of addresses; yields the names that were asked for."""
    asked: list[str] = []
    left = list(answers)
    real = socket.getaddrinfo

    def look_up(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        if any(letter.isdigit() for letter in host[:1]) or ":" in host:
            return real(host, port, *args, **kwargs)
        asked.append(host)
        if not left:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        ips = left.pop(0) if len(left) > 1 else left[0]
        families = [socket.AF_INET6 if ":" in ip else socket.AF_INET for ip in ips]
        pairs = zip(families, ips, strict=True)
        return [(family, socket.SOCK_STREAM, 6, "", (ip, port)) for family, ip in pairs]

    with patch.context() as inside:
        inside.setattr(socket, "getaddrinfo", look_up)
        yield asked


def certificate_for(host: str, folder: Path) -> tuple[Path, Path]:
    """A certificate that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    moment = clock.real_now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths

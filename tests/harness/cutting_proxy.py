"""A road to PostgreSQL that breaks at the worst moment: after COMMIT has gone out, before its answer comes."""

from __future__ import annotations

import selectors
import socket
import threading
from typing import Self

#: The simple query as the driver sends it: its kind, its length, its text.
COMMIT = b"Q\x00\x00\x00\x0bCOMMIT\x00"


class CuttingProxy:
    """Passes bytes between a free port of this machine and a server, until told to cut.

    Args:
        port: of the server, on this machine.
    """

    def __init__(self, port: int) -> None:
        self.server_port = port
        self.cuts = 0
        self._countdown = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._threads: list[threading.Thread] = []
        self._links: list[socket.socket] = []

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        # Wakes the thread that waits in accept(), which closing alone does not.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for link in self._links:
            link.close()
        for thread in self._threads:
            thread.join(5)

    def cut_at_commit(self, number: int) -> None:
        """Lose the answer to the next COMMIT (1), the one after that (2), …; 0 for none."""
        self._countdown = number

    def _start(self, work: object, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.server_port))
            self._links += [client, server]
            self._start(self._pass, client, server)

    def _pass(self, client: socket.socket, server: socket.socket) -> None:
        with client, server, selectors.DefaultSelector() as ready:
            ready.register(client, selectors.EVENT_READ, server)
            ready.register(server, selectors.EVENT_READ, client)
            while True:
                for key, _events in ready.select():
                    source: socket.socket = key.fileobj  # type: ignore[assignment]
                    try:
                        data = source.recv(65536)
                        if not data:
                            return
                        key.data.sendall(data)
                    except OSError:
                        return
                    if source is client and COMMIT in data and self._is_to_be_cut():
                        self._lose_answer(client, server)
                        return

    def _is_to_be_cut(self) -> bool:
        if not self._countdown:
            return False
        self._countdown -= 1
        return self._countdown == 0

    def _lose_answer(self, client: socket.socket, server: socket.socket) -> None:
        # The server has answered, so the commit is done; only nobody hears of it.
        server.recv(65536)
        self.cuts += 1
        client.close()

"""A line between a client and a server that a test can cut at a chosen word."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from types import TracebackType
from typing import Self


class Relay:
    """Passes bytes on between its own port and that of a server on 127.0.0.1.

    When a client has said `cut_after`, the server hears it whole, answers, and nobody hears the answer: the line is
    dead. `times` counts how often that is done; later connections go on undisturbed. No TLS: the word must be seen.
    What the server says with `adding[0]` in it goes on in one packet with `adding[1]` behind it.
    """

    def __init__(self, port: int, cut_after: bytes, times: int = 1, adding: tuple[bytes, bytes] = (b"", b"")) -> None:
        self._server_port = port
        self._word = cut_after
        self._left = times
        self._adding = adding
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.connections = 0
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)

    def _serve(self) -> None:
        """One connection after the other, as the client under test makes them."""
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            server = socket.create_connection(("127.0.0.1", self._server_port))
            with client, server, contextlib.suppress(ConnectionError):
                self._pass_on(client, server)

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        said = b""
        with selectors.DefaultSelector() as selector:
            selector.register(client, selectors.EVENT_READ, server)
            selector.register(server, selectors.EVENT_READ, client)
            while True:
                for key, _ in selector.select():
                    source, target = key.fileobj, key.data
                    assert isinstance(source, socket.socket)
                    data = source.recv(65536)
                    if not data:
                        return
                    added = self._adding[1] if source is server and self._adding[0] in data else b""
                    target.sendall(data + added)
                    if source is client:
                        said = (said + data)[-200:]
                        if self._left and self._word in said:
                            self._left -= 1
                            server.recv(65536)  # the answer that nobody hears
                            return

"""Ports of 127.0.0.1: choosing free ones, waiting until a server listens."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterable


def free_ports(names: Iterable[str]) -> dict[str, int]:
    """Ports that were free a moment ago; held together while choosing so that none comes twice."""
    with contextlib.ExitStack() as stack:
        sockets = {name: stack.enter_context(socket.socket()) for name in names}
        for each in sockets.values():
            each.bind(("127.0.0.1", 0))
        return {name: each.getsockname()[1] for name, each in sockets.items()}


def wait_for_port(port: int, seconds: float = 20) -> None:
    """Raises TimeoutError when nobody listens by then."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.05)
    raise TimeoutError(f"nobody listens on port {port} after {seconds} s")

"""Ports of 127.0.0.1: choosing free ones, waiting until a server listens."""

from __future__ import annotations

import contextlib
import itertools
import os
import socket
import time
from collections.abc import Iterable, Iterator

# Below those that systems give to connections that go out (from 32768 on): nobody else takes one between the choice
# and the server's start. Each worker of the tests has a range of its own.
_FIRST, _EACH = 20_000, 1_500


def _ports_of_this_worker() -> Iterator[int]:
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = _FIRST + _EACH * (worker % 8)
    return itertools.cycle(range(first, first + _EACH))


_CANDIDATES = _ports_of_this_worker()


def free_ports(names: Iterable[str]) -> dict[str, int]:
    """Return a port for each name, on which nobody listens; none comes twice."""
    return {name: next(port for port in _CANDIDATES if _is_free(port)) for name in names}


def _is_free(port: int) -> bool:
    with socket.socket() as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the servers do
        try:
            candidate.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def wait_for_port(port: int, seconds: float = 20) -> None:
    """Return when somebody listens on the port. Raises TimeoutError when nobody does by then."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.05)
    raise TimeoutError(f"nobody listens on port {port} after {seconds} s")

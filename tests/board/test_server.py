"""The board's server beside the daemon's other work: it comes, goes and moves, and never stands in their way."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import httpx
import pytest
from application.in_process_daemon import InProcessDaemon
from servers.ports import free_ports

from daemon.application.app_context import AppContext, CurrentContext
from daemon.board import server
from daemon.config.settings import Board

PATIENCE = 15.0


@contextmanager
def serving(current: CurrentContext) -> Iterator[threading.Thread]:
    board = server.BoardServer(current)
    thread = threading.Thread(target=board.run)
    thread.start()
    try:
        yield thread
    finally:
        board.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def listening(app: AppContext, port: int) -> AppContext:
    board = Board("127.0.0.1", port, f"http://127.0.0.1:{port}")
    return replace(app, settings=replace(app.settings, board=board))


def answers(port: int) -> bool:
    """Return whether the board answers at a port before patience ends."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            return httpx.get(f"http://127.0.0.1:{port}/sign-in", timeout=PATIENCE).status_code == 200
        except httpx.TransportError:
            threading.Event().wait(0.05)
    return False


def test_it_serves_while_the_configuration_has_a_board_and_moves_with_it(contractd: InProcessDaemon) -> None:
    ports = free_ports(["one", "two"])
    current = CurrentContext(listening(contractd.app, ports["one"]))
    with serving(current):
        assert answers(ports["one"])
        current.becomes(listening(contractd.app, ports["two"]))
        assert answers(ports["two"])


def test_a_port_that_is_taken_disturbs_nobody_and_is_tried_again(
    contractd: InProcessDaemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_RETRY_SECONDS", 0.1)
    port = free_ports(["board"])["board"]
    with (
        closing(socket.create_server(("127.0.0.1", port))) as taken,
        serving(CurrentContext(listening(contractd.app, port))) as thread,
    ):
        thread.join(1)
        assert thread.is_alive()
        taken.close()
        assert answers(port)

"""The board's server beside the daemon's other work: it never stops them, and starts again where it is told to."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import structlog

from daemon.application.app_context import CurrentContext
from daemon.config.settings import Board

if TYPE_CHECKING:
    import uvicorn

log = structlog.get_logger()

_LOOK_SECONDS = 2  # after which an edit of the configuration is taken over
_RETRY_SECONDS = 30  # after which an address that was taken is tried again
_LEAVE_SECONDS = 3  # for pages that are open


class BoardServer:
    """Serves the pages while `board` is in the configuration, in a thread of its own."""

    def __init__(self, current: CurrentContext) -> None:
        self._current = current
        self._stop = threading.Event()

    def run(self) -> None:
        """Serve until `stop`; an address that cannot be listened on is logged and tried again."""
        while not self._stop.is_set():
            board = self._current().settings.board
            if board is None:
                self._stop.wait(_LOOK_SECONDS)
            elif not self._serve(board):
                log.error("the board cannot listen; tried again", address=f"{board.host}:{board.port}")
                self._stop.wait(_RETRY_SECONDS)

    def stop(self) -> None:
        self._stop.set()

    def _serve(self, board: Board) -> bool:
        """Serve until `stop`, or until the configuration says otherwise; return False if that never began."""
        import uvicorn  # a house without a board, and the command line, do without it

        from daemon.board.web import make_web

        server = uvicorn.Server(
            uvicorn.Config(
                make_web(self._current),
                host=board.host,
                port=board.port,
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=_LEAVE_SECONDS,
            )
        )
        thread = threading.Thread(target=_run, args=(server,), name="board", daemon=True)
        thread.start()
        while thread.is_alive() and not self._stop.wait(_LOOK_SECONDS):
            now = self._current().settings.board
            if now is None or (now.host, now.port) != (board.host, board.port):
                break
        server.should_exit = True
        thread.join(_LEAVE_SECONDS + _LOOK_SECONDS)
        return server.started


def _run(server: uvicorn.Server) -> None:
    try:
        server.run()
    except SystemExit:  # so uvicorn says that it cannot listen, having logged why
        return

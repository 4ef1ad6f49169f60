"""The one cookie: the secret of a session. Behind TLS no other host and no page in the clear can set or read it."""

from __future__ import annotations

from starlette.responses import Response

from daemon.config.settings import Board
from daemon.store.sessions import LASTS

_NAME = "contractd_session"


def cookie_name(board: Board | None) -> str:
    """Return the cookie's name; behind TLS browsers keep one of this prefix only if it is Secure (RFC 6265bis)."""
    return f"__Host-{_NAME}" if _is_behind_tls(board) else _NAME


def keep(answer: Response, board: Board | None, secret: str) -> None:
    """Have the browser keep the secret of a session."""
    lasts = int(LASTS.total_seconds())
    tls = _is_behind_tls(board)
    answer.set_cookie(cookie_name(board), secret, lasts, path="/", secure=tls, httponly=True, samesite="lax")


def forget(answer: Response, board: Board | None) -> None:
    """Have the browser forget it."""
    tls = _is_behind_tls(board)
    answer.delete_cookie(cookie_name(board), path="/", secure=tls, httponly=True, samesite="lax")


def _is_behind_tls(board: Board | None) -> bool:
    return board is not None and board.address.startswith("https://")

"""Only what is meant for the board reaches its pages: its own host's name, and forms from its own pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from daemon.application.app_context import CurrentContext
from daemon.config.settings import Board

_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


class OwnRequests:
    """Refuses a request to a name that is not the board's, and a form that another site's page sends."""

    def __init__(self, app: ASGIApp, current: CurrentContext) -> None:
        self._app, self._current = app, current

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        if not _is_our_host(request, self._current().settings.board):
            await PlainTextResponse("This is not the host's name.\n", 400)(scope, receive, send)
        elif request.method not in ("GET", "HEAD") and not _is_of_our_page(request):
            await PlainTextResponse("This form was not sent by a page of the board.\n", 403)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _is_our_host(request: Request, board: Board | None) -> bool:
    """Return whether the request names the board: a page elsewhere that resolves to it must not read it."""
    named = _host(f"//{request.headers.get('host', '')}")
    return board is not None and named in {_host(board.address), board.host.lower(), *_THIS_MACHINE}


def _is_of_our_page(request: Request) -> bool:
    """Return whether a form comes from a page of ours, by what only browsers write; other programs have no cookie."""
    if (site := request.headers.get("sec-fetch-site")) is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower()


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:  # a bracket too many
        return ""

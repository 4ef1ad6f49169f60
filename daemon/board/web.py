"""The board as a web application: its addresses, and the headers that every answer carries."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from daemon.application.app_context import CurrentContext
from daemon.board import card_page, figures_page, pages, sign_in_pages
from daemon.board.live import ChangeFeed, live
from daemon.board.own_requests import OwnRequests
from daemon.board.pages import Page, for_signed_in
from daemon.board.visit import Visit
from daemon.board.wall import wall

STATIC = Path(__file__).with_name("static")
# Every page that shows contracts, by its address; only who is signed in gets one.
PAGES: Mapping[str, Page] = {
    "/": pages.board,
    "/search": pages.search,
    "/figures": figures_page.figures_of,
    "/contracts/{number}": card_page.card,
    "/contracts/{number:path}/files/{sha256}/{name}": card_page.file,
    "/contracts/{number:path}/mails/{sha256}": card_page.mail,
    "/contracts/{number:path}/mails/{sha256}/original.eml": card_page.original,
    "/contracts/{number:path}": card_page.card,  # some houses have slashes in their numbers
}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class SecurityHeaders:
    """Puts the headers on every answer: no script of a page's own, nothing from elsewhere, no frame around it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)


def make_web(current: CurrentContext) -> Starlette:
    """Return the board by the configuration in force at each request."""
    routes = [
        *(Route(address, for_signed_in(page)) for address, page in PAGES.items()),
        Route("/live", live),
        Route("/wall", wall),
        Mount("/static", StaticFiles(directory=STATIC)),
        Route("/sign-in", sign_in_pages.sign_in_page, methods=["GET", "POST"]),
        Route("/sign-in/{secret}", sign_in_pages.link_page, methods=["GET", "POST"]),
        Route("/sign-out", sign_in_pages.sign_out, methods=["POST"]),
        Route("/{rest:path}", for_signed_in(_nothing)),
    ]
    web = Starlette(routes=routes, middleware=[Middleware(SecurityHeaders), Middleware(OwnRequests, current=current)])
    web.state.current = current
    web.state.feed = ChangeFeed(current)
    return web


def _nothing(_: Request, visit: Visit) -> Response:
    return pages.not_found(visit)

"""A tiny page with every mailbox and a reply button, for the person who wants to play an approver.

Only this machine can open it. Letters are shown in a sandbox without scripts and without a way to load anything; what
they say is escaped everywhere else; other sites can neither read the page nor send its forms.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import jinja2
import lxml.html
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from daemon.application.wording import house_words
from demo.chronicle import short_name
from demo.house import REPOSITORY
from demo.letters import Attachment, Letter
from demo.mail_server import LARGEST_BYTES
from demo.post_room import PostRoom
from demo.programs import program_of
from demo.upload import Form, NotAForm, parse_form
from demo.words import WORDS

_PAGES = REPOSITORY / "demo/pages"
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_LETTER_POLICY = (
    "sandbox allow-top-navigation-by-user-activation; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
_NOT_SHOWN = ("script", "meta", "base", "link", "iframe", "object", "embed", "form")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def make_app(room: PostRoom) -> Starlette:
    """The page over a post room."""
    page = _Page(room)
    routes = [
        Route("/", page.first),
        Route("/news", page.news),
        Route("/box/{key}", page.box),
        Route("/box/{key}/{number:int}", page.letter),
        Route("/box/{key}/{number:int}/html", page.letter_html),
        Route("/box/{key}/{number:int}/file/{place:int}", page.file),
        Route("/box/{key}/{number:int}/reply", page.reply, methods=["POST"]),
        Route("/form/{type}", page.blank_form),
        Route("/drop", page.drop, methods=["POST"]),
        Route("/next-day", page.next_day, methods=["POST"]),
        Mount("/static", StaticFiles(directory=_PAGES / "static")),
    ]
    middleware = [
        Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"]),  # no rebinding of names
        Middleware(BaseHTTPMiddleware, dispatch=_guarded),
    ]
    return Starlette(
        routes=routes, middleware=middleware, exception_handlers={KeyError: _nothing, IndexError: _nothing}
    )


async def _guarded(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
    """Take forms from our own page only, and tell browsers what a page may do."""
    origin = request.headers.get("origin")
    if request.method == "POST" and (
        request.headers.get("sec-fetch-site", "same-origin") != "same-origin"
        or (origin is not None and urlsplit(origin).netloc != request.headers.get("host"))
    ):
        return Response("this form does not come from this page", 403)
    response = await go_on(request)
    for name, value in (
        ("Content-Security-Policy", _POLICY),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cache-Control", "no-store"),
    ):
        response.headers.setdefault(name, value)
    return response


async def _nothing(_request: Request, _error: Exception) -> Response:
    return Response("there is nothing here", 404)


class _Page:
    """What each address shows."""

    def __init__(self, room: PostRoom) -> None:
        self._room = room
        loader = jinja2.FileSystemLoader(_PAGES)
        self._templates = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
        self._templates.globals |= {"room": room, "short_name": short_name, "program_of": program_of}

    async def first(self, _request: Request) -> Response:
        return RedirectResponse(f"/box/{self._room.busiest()}", 303)

    async def box(self, request: Request) -> Response:
        """A mailbox; its newest letter is opened."""
        key = request.path_params["key"]
        letters = self._room.letters(key)
        if letters:
            return RedirectResponse(f"/box/{key}/{letters[0].number}", 303)
        return self._show(request, "letter.html", key=key, letter=None)

    async def letter(self, request: Request) -> Response:
        key = request.path_params["key"]
        letter = self._room.open(key, request.path_params["number"])
        written = request.query_params.get("words", "")
        sent = request.query_params.get("sent") == "1"
        return self._show(request, "letter.html", key=key, letter=letter, written=written, sent=sent)

    async def letter_html(self, request: Request) -> Response:
        letter = self._find(request)
        return HTMLResponse(sandboxed(letter), headers={"Content-Security-Policy": _LETTER_POLICY})

    async def file(self, request: Request) -> Response:
        """An attachment, always as a download."""
        attachment = self._find(request).attachments[request.path_params["place"]]
        return _download(attachment.name, "application/octet-stream", attachment.content)

    async def reply(self, request: Request) -> Response:
        letter = self._find(request)
        form = await _form(request)
        words = form.values.get("words", "").strip()
        attachments = [Attachment(each.name, each.media_type, each.content) for each in form.files]
        if words or attachments:
            self._room.reply(letter, words, attachments)
        return RedirectResponse(
            f"/box/{letter.owner.key}/{letter.number}?sent={int(bool(words or attachments))}#reply", 303
        )

    async def blank_form(self, request: Request) -> Response:
        type_ = request.path_params["type"]
        title = self._room.house.settings.contract_types[type_].title
        return _download(f"{title}.xlsx", _XLSX, self._room.form(type_))

    async def drop(self, request: Request) -> Response:
        form = await _form(request)
        for each in form.files:
            self._room.drop(form.values.get("type", ""), each.name, each.content)
        key = form.values.get("key", "")
        return RedirectResponse(f"/box/{key}" if key in self._room.people else "/", 303)

    async def next_day(self, request: Request) -> Response:
        """Make it the next working morning, and show the same mailbox."""
        form = await _form(request)
        self._room.next_day()
        key = form.values.get("key", "")
        return RedirectResponse(f"/box/{key}" if key in self._room.people else "/", 303)

    async def news(self, request: Request) -> Response:
        """The lists beside the letter, for a page that is open."""
        key = request.query_params.get("key", "")
        if key not in self._room.people:
            raise HTTPException(404)
        return self._show(request, "lists.html", key=key, letter=None)

    def _find(self, request: Request) -> Letter:
        return self._room.letter(request.path_params["key"], request.path_params["number"])

    def _show(self, request: Request, template: str, **values: Any) -> Response:
        preferred = request.headers.get("accept-language", "").lower()
        language = "ru" if preferred.startswith("ru") else "en"
        statuses = house_words(language, self._room.house.settings.organisation.timezone).table("statuses")
        fixed = {"say": WORDS[language], "language": language, "statuses": statuses}
        values = {"written": "", "sent": False} | fixed | values
        return HTMLResponse(self._templates.get_template(template).render(values))


def sandboxed(letter: Letter) -> str:
    """The letter's HTML; its buttons, which would open a mail program, fill in the reply of the page instead."""
    if not letter.html.strip():
        return ""
    tree = lxml.html.document_fromstring(letter.html)
    for element in list(tree.iter(*_NOT_SHOWN)):
        element.drop_tree()
    for link in tree.iter("a", "area"):
        href = link.attrib.pop("href", "")
        if href.lower().startswith("mailto:"):
            words = parse_qs(urlsplit(href).query).get("body", [""])[0]
            link.set("href", f"/box/{letter.owner.key}/{letter.number}?words={quote(words)}#reply")
            link.set("target", "_top")
    return str(lxml.html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>"))


async def _form(request: Request) -> Form:
    if int(request.headers.get("content-length", "0")) > LARGEST_BYTES:
        raise HTTPException(413, "too large")
    try:
        return parse_form(request.headers.get("content-type", ""), await request.body())
    except NotAForm as error:
        raise HTTPException(400, str(error)) from error


def _download(name: str, media_type: str, content: bytes) -> Response:
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})

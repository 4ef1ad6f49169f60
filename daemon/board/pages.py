"""Answers to requests for pages: who is not signed in is asked to sign in, and sees nothing else."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlencode

import jinja2
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from daemon.board import cookies, kanban, search_page
from daemon.board.filters import read_filter
from daemon.board.visit import Visit, secret_of, visit_of
from daemon.mail.compose import russian_names
from daemon.mail.compose.layout import plain
from daemon.store import sessions
from daemon.store.sessions import Session

Page = Callable[[Request, Visit], Response]
_TEMPLATES = Path(__file__).with_name("templates")
MENU = (("board", "/"), ("search", "/search"), ("figures", "/figures"))


def for_signed_in(page: Page) -> Callable[[Request], Response]:
    """Return a handler that gives a page to those who are signed in, and sends others to sign in first."""

    def answer(request: Request) -> Response:
        visit = visit_of(request)
        if visit is None:
            wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse(f"/sign-in?{urlencode({'next': wanted})}", 303)
        answer = page(request, visit)
        if visit.session and visit.session.is_old(visit.now):
            _renew(answer, secret_of(request), visit.session, visit)
        return answer

    return answer


def _renew(answer: Response, secret: str, session: Session, visit: Visit) -> None:
    """Have the browser keep another secret of its session from now on."""
    with visit.app.database.transaction() as tx:
        new = sessions.renew(tx, secret, session, visit.now)
    if new:
        cookies.keep(answer, visit.app.settings.board, new)


def render(template: str, visit: Visit, here: str, status: int = 200, /, **values: object) -> HTMLResponse:
    """Return a page of the board as an answer. `here` is the address in the menu that it belongs to."""
    page = (
        templates()
        .get_template(template)
        .render(
            visit=visit,
            say=visit.texts.say,
            house=visit.app.settings.organisation.name,
            name=russian_names.short(visit.person.name),
            menu=MENU,
            here=here,
            **values,
        )
    )
    return HTMLResponse(page, status, {"Cache-Control": "no-store"})


@cache
def templates() -> jinja2.Environment:
    """Return the pages' templates, which escape every value for HTML and leave out its invisible signs."""
    loader = jinja2.FileSystemLoader(_TEMPLATES)
    return jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, finalize=_harmless
    )


def _harmless(value: object) -> object:
    """Return a value without signs that are not seen and turn what stands around them."""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def not_found(visit: Visit) -> HTMLResponse:
    """Return the answer about what is not there, the same for what the visitor may not see."""
    return render("wrong.html", visit, "", 404, what="not_found")


def page_number(request: Request) -> int:
    """Return the page that an address asks for, from 1; what is no number is the first."""
    written = request.query_params.get("page", "")
    return max(1, int(written)) if written.isascii() and written.isdecimal() and len(written) < 6 else 1


def board(request: Request, visit: Visit) -> Response:
    """Return the kanban, or one column of it with all its pages."""
    chosen, key, page = read_filter(request.query_params), request.query_params.get("column", ""), page_number(request)
    with visit.app.database.read() as connection:
        choosable = kanban.choosable(chosen, visit)
        one = kanban.column(connection, key, page, chosen, visit) if key else None
        shown = [one] if one else kanban.columns(connection, chosen, visit)
    return render(
        "kanban.html",
        visit,
        "/",
        chosen=chosen,
        choosable=choosable,
        columns=shown,
        alone=one is not None,
        page=page,
        pages=math.ceil(one.number / kanban.TILES_ALONE) if one else 1,
        link_to=lambda number: f"/?{chosen.address(column=key, page=str(number))}",
    )


def search(request: Request, visit: Visit) -> Response:
    """Return what was found of the words in an address, a page of it."""
    words, page = request.query_params.get("q", "").strip(), page_number(request)
    with visit.app.database.read() as connection:
        number, found = search_page.find(connection, words, page, visit) if words else (0, [])
    return render(
        "search.html",
        visit,
        "/search",
        words=words,
        number=number,
        found=found,
        page=page,
        pages=math.ceil(min(number, search_page.MOST) / search_page.FOUND),
        most=search_page.MOST,
        link_to=lambda number: f"/search?q={quote(words)}&page={number}",
    )

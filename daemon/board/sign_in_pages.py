"""Pages for whoever is not signed in yet: they ask for a link and use it. Only a form that is sent changes anything."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from daemon.application import sign_in
from daemon.board import cookies
from daemon.board.clients import client_of
from daemon.board.pages import templates
from daemon.board.visit import app_of, secret_of, texts_in, visit_of
from daemon.store import sessions, sign_ins

_LARGEST = 4096  # bytes of a form: an address and a page
_LONGEST = 500  # characters of the page to go on to
_LANGUAGES = ("ru", "en")
# A path of ours: "//host", "/\host" and what browsers drop, such as a tab between two slashes, would lead elsewhere.
_OWN_PATH = re.compile(r"/(?![/\\])[^\\\s\x00-\x20\x7f]*")


async def sign_in_page(request: Request) -> Response:
    """Return the form for an address, or what becomes of one that was sent."""
    if request.method != "POST":
        return await run_in_threadpool(_form, request)
    sent = await _sent(request)
    if sent is None:
        return PlainTextResponse("This form is too large.\n", 413)
    return await run_in_threadpool(_asked, request, sent)


async def link_page(request: Request) -> Response:
    """Return the page of a link, whose button signs in: programs that open links to look at them sign nobody in."""
    act = _use if request.method == "POST" else _show
    return await run_in_threadpool(act, request)


async def sign_out(request: Request) -> Response:
    """Sign out, and go to the form again."""
    return await run_in_threadpool(_end, request)


def own_path(written: str) -> str:
    """Return the page that was wanted, if it is one of ours; else the first one."""
    fits = len(written) <= _LONGEST and _OWN_PATH.fullmatch(written) and not written.startswith("/sign-")
    return written if fits else "/"


def _form(request: Request) -> Response:
    wanted = own_path(request.query_params.get("next", "/"))
    if visit_of(request):
        return RedirectResponse(wanted, 303)
    return _page(request, "form", wanted=wanted)


def _asked(request: Request, sent: dict[str, str]) -> Response:
    """Record that somebody asks for a link; the answer is the same whether or not anybody has the address."""
    app = app_of(request)
    address, wanted = sent.get("address", "").strip(), own_path(sent.get("next", "/"))
    if "@" not in address:
        return _page(request, "form", 400, wanted=wanted, mistake=address)
    client = client_of(request, app.settings.board)
    with app.database.transaction() as tx:
        recorded = sign_in.ask(app, tx, address, client, wanted, app.now())
    return _page(request, "sent") if recorded else _page(request, "too_many", 429)


def _show(request: Request) -> Response:
    app = app_of(request)
    with app.database.read() as connection:
        good = sign_ins.is_good(connection, request.path_params["secret"], app.now())
    return _page(request, "enter") if good else _page(request, "void", 410)


def _use(request: Request) -> Response:
    app = app_of(request)
    used = sign_in.use_link(app, request.path_params["secret"])
    if used is None:
        return _page(request, "void", 410)
    secret, wanted = used
    answer = RedirectResponse(own_path(wanted), 303)
    cookies.keep(answer, app.settings.board, secret)
    return answer


def _end(request: Request) -> Response:
    app = app_of(request)
    with app.database.transaction() as tx:
        sessions.end(tx, secret_of(request))
    answer = RedirectResponse("/sign-in", 303)
    cookies.forget(answer, app.settings.board)
    return answer


async def _sent(request: Request) -> dict[str, str] | None:
    """Return the fields of a form; None if it is larger than any of ours."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST:
            return None
    return dict(parse_qsl(body.decode("utf-8", "replace")))


def _page(request: Request, what: str, status: int = 200, /, **values: object) -> HTMLResponse:
    app = app_of(request)
    texts = texts_in(_language(request, app.settings.organisation.language), app)
    page = templates().get_template("sign_in.html")
    house, minutes = app.settings.organisation.name, int(sign_ins.LINK_LIFE.total_seconds() // 60)
    named = {"texts": texts, "say": texts.say, "house": house, "what": what, "minutes": minutes}
    html = page.render(**named, **{"wanted": "/", "mistake": None, **values})
    return HTMLResponse(html, status, {"Cache-Control": "no-store", "Vary": "Accept-Language"})


def _language(request: Request, house: str) -> str:
    """Return the first language of the browser's that the pages have; else the house's."""
    written = request.headers.get("accept-language", "").lower().split(",")
    return next((each.strip()[:2] for each in written if each.strip()[:2] in _LANGUAGES), house)

"""Who asks for a page, what they may see, and in which words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import cast

from starlette.requests import Request

from daemon.application import sign_in
from daemon.application.app_context import AppContext, CurrentContext
from daemon.application.wording import house_words, words_in
from daemon.board.clients import signed_in_by_proxy
from daemon.board.cookies import cookie_name
from daemon.mail.compose.catalogue import Wording
from daemon.store import sessions
from daemon.store.contract_queries import Viewer
from daemon.store.sessions import Session
from daemon.workflow.model import Person

_TEXTS = Path(__file__).with_name("texts")


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody who is signed in. `words` are the house's, `texts` the pages' own, in their language.

    `session` is None where a reverse proxy has signed them in: they sign out there.
    """

    app: AppContext
    person: Person
    viewer: Viewer
    words: Wording
    texts: Wording
    now: datetime
    session: Session | None = None


def app_of(request: Request) -> AppContext:
    """Return the app context by the configuration in force."""
    return cast("CurrentContext", request.app.state.current)()


def visit_of(request: Request) -> Visit | None:
    """Return who asks for a page; None if nobody is signed in."""
    app = app_of(request)
    if person := signed_in_by_proxy(request, app.settings.board, app.directory):
        return visit_by(app, person)
    secret = secret_of(request)
    with app.database.read() as connection:
        session = sessions.find(connection, secret, app.now()) if secret else None
    signed_in = sign_in.signed_in(app, session)
    return replace(visit_by(app, signed_in), session=session) if signed_in else None


def visit_by(app: AppContext, person: Person) -> Visit:
    """Return a visit of somebody, as if they had asked for a page now."""
    zone = app.settings.organisation.timezone
    return Visit(
        app,
        person,
        app.viewer(person),
        house_words(person.language, zone),
        texts_in(person.language, app),
        app.now(),
    )


def texts_in(language: str, app: AppContext) -> Wording:
    """Return the pages' own words in a language."""
    return words_in(_TEXTS, language, app.settings.organisation.timezone)


def secret_of(request: Request) -> str:
    """Return what the browser keeps of its session; empty if it has none."""
    return request.cookies.get(cookie_name(app_of(request).settings.board), "")

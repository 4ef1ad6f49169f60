"""Who asks for a page, what they may see, and in which words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from starlette.requests import Request

from daemon.application.app_context import AppContext, CurrentContext
from daemon.application.wording import house_words, words_in
from daemon.mail.compose.catalogue import Wording
from daemon.store import sessions
from daemon.store.contract_queries import Viewer
from daemon.workflow.model import Person

COOKIE = "contractd_session"
_TEXTS = Path(__file__).with_name("texts")


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody who is signed in. `words` are the house's, `texts` the pages' own, in their language."""

    app: AppContext
    person: Person
    viewer: Viewer
    words: Wording
    texts: Wording
    now: datetime


def app_of(request: Request) -> AppContext:
    """Return the app context by the configuration in force."""
    return cast("CurrentContext", request.app.state.current)()


def visit_of(request: Request) -> Visit | None:
    """Return who asks for a page; None if nobody is signed in."""
    app = app_of(request)
    person = _signed_in(app, request)
    return visit_by(app, person) if person else None


def visit_by(app: AppContext, person: Person) -> Visit:
    """Return a visit of somebody, as if they had asked for a page now."""
    zone = app.settings.organisation.timezone
    texts = words_in(_TEXTS, person.language, zone)
    return Visit(app, person, app.viewer(person), house_words(person.language, zone), texts, app.now())


def _signed_in(app: AppContext, request: Request) -> Person | None:
    token = request.cookies.get(COOKIE, "")
    with app.database.read() as connection:
        session = sessions.find(connection, token, app.now()) if token else None
    person = app.directory.people.get(session.person) if session else None
    return person if person and session and person.name == session.name else None

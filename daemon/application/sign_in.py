"""Signing in to the board by a link in a letter: who asks learns nothing, who has the address gets the letter."""

from __future__ import annotations

from datetime import datetime

from daemon.addresses import one_form
from daemon.application.app_context import AppContext
from daemon.mail.compose import board_letters
from daemon.store import sessions, sign_ins
from daemon.store.cause import Cause
from daemon.store.database import Transaction
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.people import Person
from daemon.workflow.route import participant


def ask(app: AppContext, tx: Transaction, address: str, client: str, wanted: str, now: datetime) -> bool:
    """Record that somebody asks for a link; False if they have to wait since there were too many tries.

    The answer and the time that it takes do not depend on whether anybody has the address.
    """
    address = one_form(address)
    if sign_ins.are_too_many(tx.connection, address, client, now):
        return False
    known = app.directory.by_address(address)
    sign_ins.put(tx, address, client, known.key if known else "", wanted, now)
    return True


def send_link(app: AppContext, sign_in_id: int) -> None:
    """Send the link to the person's own address in the directory; nothing to an address that nobody has."""
    with app.database.transaction() as tx:
        asked, board, now = sign_ins.take_up(tx, sign_in_id), app.settings.board, app.now()
        person = app.directory.people.get(asked.person) if asked else None
        if asked is None or person is None or board is None or now - asked.asked_at > sign_ins.LINK_LIFE:
            return
        to = participant(person)
        link = f"{board.address}/sign-in/{sign_ins.make_link(tx, sign_in_id, to, now)}"
        minutes = int(sign_ins.LINK_LIFE.total_seconds() // 60)
        composed = board_letters.sign_in(app.letters.letter_settings, to, link, minutes)
        app.letters.inform(tx, to, LetterKind.SIGN_IN, composed, now, Cause.of_sign_in(sign_in_id))


def use_link(app: AppContext, secret: str) -> tuple[str, str] | None:
    """Sign in whoever a link was sent to; return the secret of their session and the page that they wanted.

    None for a link that was used or has expired, that never was, or whose reader has left the directory.
    """
    with app.database.transaction() as tx:
        now = app.now()
        used = sign_ins.use_link(tx, secret, now)
        if used is None:
            return None
        recorded, wanted = used
        person = app.directory.people.get(recorded.key)
        if person is None or not person.is_human(recorded):
            return None
        return sessions.begin(tx, participant(person), now), wanted


def signed_in(app: AppContext, session: sessions.Session | None) -> Person | None:
    """Return whose session it is; None once they have left the directory, or their key is another's."""
    person = app.directory.people.get(session.person.key) if session else None
    return person if person and session and person.is_human(session.person) else None

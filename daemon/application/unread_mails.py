"""A mail that could not be worked on: whoever wrote it is told that it is kept, and that somebody looks at it."""

from __future__ import annotations

from datetime import datetime

from daemon.application.app_context import AppContext
from daemon.application.letter_post import answering
from daemon.mail.classify.sender_kind import Kind, kind_of
from daemon.mail.compose import unmatched_letters
from daemon.mail.parsing.message import parse
from daemon.store import inbox
from daemon.store.database import Transaction
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.route import participant


def tell_sender(app: AppContext, tx: Transaction, mail_id: int, now: datetime) -> None:
    """Answer a mail of somebody in the directory that was quarantined; once, and never a machine's."""
    message = parse(inbox.load(tx.connection, mail_id).raw)
    person = app.directory.by_address(message.sender.email) if message.sender.email else None
    if person is None or kind_of(message, app.own_addresses).kind is not Kind.PERSON:
        return
    to = participant(person)
    composed = unmatched_letters.set_aside(app.letters.letter_settings, to)
    app.letters.note(tx, to, LetterKind.SET_ASIDE, composed, now, answering(mail_id, message))

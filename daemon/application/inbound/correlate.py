"""Which of our letters a mail answers: by the Message-IDs we gave out, else by the token, else weakly by the number."""

from __future__ import annotations

from sqlalchemy import Connection

from daemon.addresses import one_form
from daemon.application.inbound.mail_context import Correlation
from daemon.mail.parsing.message import Message
from daemon.mail.parsing.thread_refs import thread_of
from daemon.store import digests, history, outbox, sequences
from daemon.store.outbox import StoredLetter
from daemon.workflow.letter_kind import LetterKind


def correlate(connection: Connection, message: Message) -> Correlation | None:
    """Return what the mail answers; None when nothing in it says so."""
    thread = thread_of(message)
    returned = (message.returned_id,) if message.returned_id else ()
    tokens = [known for each in thread.tokens if (known := sequences.find_token(connection, each))]
    if letter := outbox.find(connection, (*thread.message_ids, *returned)):
        return _to(letter, token=(letter.contract_id, letter.request) in tokens)
    if tokens:
        return _by_token(connection, *tokens[0])
    if digest := next(filter(None, (digests.find_token(connection, each) for each in thread.tokens)), None):
        letter = outbox.digest_letter(connection, digest)
        return _to(letter, token=True) if letter else None
    if thread.number and (contract := sequences.find_number(connection, thread.number)):
        return Correlation(contract, weak=True)
    return None


def _by_token(connection: Connection, contract_id: int, request: int) -> Correlation:
    person = history.load(connection, contract_id).contract.request(request).assignee
    if last := outbox.last_about(connection, contract_id, request, person.email):
        return _to(last, token=True)
    return Correlation(contract_id, request, LetterKind.REQUEST, recipient=one_form(person.email).lower(), token=True)


def _to(letter: StoredLetter, *, token: bool) -> Correlation:
    return Correlation(
        letter.contract_id,
        letter.request,
        LetterKind(letter.kind),
        letter.absence_id,
        one_form(letter.recipient).lower(),
        letter.raw,
        letter.id,
        token=token,
        written_at=letter.created_at,
        digest_id=letter.digest_id,
    )

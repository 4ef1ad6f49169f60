"""Letters that cannot be delivered: the address is marked, and those who can mend it are told, once a day for each."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes
from functools import partial

from daemon.addresses import one_form
from daemon.application.app_context import AppContext
from daemon.application.availability import directory
from daemon.mail.compose import reply_letters
from daemon.mail.compose.letter_traits import TRAITS
from daemon.mail.parsing.charset import decode_header
from daemon.store import history, unreachable_addresses
from daemon.store.cause import Cause
from daemon.store.database import Transaction
from daemon.store.history import StoredContract
from daemon.store.outbox import StoredLetter
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Participant, Person, Request
from daemon.workflow.route import participant

_LONGEST_REASON = 2000  # characters of a server's answer that are kept: it says why in its first lines


def not_delivered(app: AppContext, tx: Transaction, letter: StoredLetter, why: str, now: datetime) -> None:
    """Mark the address and tell the administrators, the initiator, and whoever the ladder would tell first."""
    unreachable_addresses.mark(tx, letter.recipient, why[:_LONGEST_REASON], now)
    if TRAITS[LetterKind(letter.kind)].about_delivery:
        return  # a letter about a letter about a letter helps nobody
    day = now.astimezone(app.settings.organisation.timezone).date()
    cause = Cause.of_undelivered(letter.recipient, day)
    stored = history.load(tx.connection, letter.contract_id) if letter.contract_id is not None else None
    told = _tell_of_request(app, tx, stored, letter, why, now, cause) if stored else frozenset()
    subject = decode_header(str(message_from_bytes(letter.raw)["Subject"]))
    for person in _can_mend(app, stored):
        if person.key not in told and one_form(letter.recipient).lower() not in person.addresses:
            to = participant(person)
            composed = reply_letters.not_delivered(app.letters.letter_settings, to, letter.recipient, subject, why)
            app.letters.inform(tx, to, LetterKind.NOT_DELIVERED, composed, now, cause)


def _tell_of_request(
    app: AppContext,
    tx: Transaction,
    stored: StoredContract,
    letter: StoredLetter,
    why: str,
    now: datetime,
    cause: Cause,
) -> frozenset[str]:
    """A request waits for somebody who cannot be reached: nobody needs to wait for its deadline to act."""
    request = _waiting_request(app, stored, letter)
    if request is None:
        return frozenset()
    present = directory(app, tx.connection)
    first = _first_of_ladder(app, request)
    stands_in = app.directory.people.get(present.present(first.key, now)) if first else None
    ladder = participant(stands_in) if stands_in else first
    told = {each.key: each for each in (stored.contract.acting, ladder) if each}
    told.pop(request.assignee.key, None)
    for to in told.values():
        compose = partial(reply_letters.unreachable, recipient=letter.recipient, why=why)
        app.letters.tell(tx, stored, request.id, to, LetterKind.UNREACHABLE, compose, now, cause)
    return frozenset(told)


def _waiting_request(app: AppContext, stored: StoredContract, letter: StoredLetter) -> Request | None:
    person = app.directory.by_address(letter.recipient)
    waiting = (each for each in stored.contract.requests if each.waits and person and each.assignee.key == person.key)
    return next(waiting, None)


def _first_of_ladder(app: AppContext, request: Request) -> Participant | None:
    for step in request.escalation:
        if step.to:
            return step.to
    asked = app.directory.people.get(request.assignee.key)
    manager = app.directory.people.get(asked.manager or "") if asked else None
    return participant(manager) if manager else None


def _can_mend(app: AppContext, stored: StoredContract | None) -> tuple[Person, ...]:
    people = list(app.administrators())
    initiator = app.directory.people.get(stored.contract.acting.key) if stored else None
    if initiator and initiator not in people:
        people.insert(0, initiator)
    return tuple(people)

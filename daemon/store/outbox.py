"""Letters to send: finished bytes with their Message-ID, recorded with the event that caused them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, or_, select, update

from daemon.store.cause import Cause
from daemon.store.database import Transaction
from daemon.store.job_key import JobKey, JobKind
from daemon.store.tables import letters
from daemon.workflow.letter_kind import LetterKind

MOST_REFERENCES = 10  # Message-IDs in References: a thread is found by a few, and a header must not grow for ever
_MOST_ASKED = 50  # Message-IDs of one mail that are looked up: a stranger decides how many it has


@dataclass(frozen=True, slots=True)
class OutgoingLetter:
    """The same cause never makes a second letter. `request` None: about no single request."""

    cause: Cause
    message_id: str
    kind: str
    recipient: str
    raw: bytes
    contract_id: int | None = None
    request: int | None = None


@dataclass(frozen=True, slots=True)
class StoredLetter:
    id: int
    recipient: str
    raw: bytes
    attempts: int
    absence_id: int | None  # what it is about
    kind: str
    contract_id: int | None
    request: int | None
    created_at: datetime
    digest_id: int | None = None  # the digest that it is, or is about


def put(tx: Transaction, letter: OutgoingLetter, now: datetime) -> bool:
    """Record a letter and wake its sender. False when its cause made one already."""
    values = {
        "dedup_key": letter.cause.text,
        "mail_id": letter.cause.mail_id,
        "absence_id": letter.cause.absence_id,
        "digest_id": letter.cause.digest_id,
        "message_id": letter.message_id,
        "contract_id": letter.contract_id,
        "request": letter.request or 0,
        "kind": letter.kind,
        "recipient": letter.recipient,
        "raw": letter.raw,
        "state": "waiting",
        "created_at": now,
        "attempts": 0,
        "next_try_at": now,
        "error": "",
    }
    letter_id = tx.insert_new(letters, values, ("dedup_key",))
    if letter_id is None:
        return False
    tx.wake(JobKey(JobKind.LETTER, letter_id))
    return True


def to_send(connection: Connection, letter_id: int, now: datetime) -> StoredLetter | None:
    """The letter if it is its turn, else None: sent already, refused for good, or to be tried later."""
    due = or_(letters.c.next_try_at.is_(None), letters.c.next_try_at <= now)
    row = connection.execute(
        select(letters).where(letters.c.id == letter_id, letters.c.state == "waiting", due)
    ).first()
    if row is None:
        return None
    return _sending(row)


def due(connection: Connection, now: datetime) -> list[int]:
    query = select(letters.c.id).where(letters.c.state == "waiting", letters.c.next_try_at <= now)
    return list(connection.execute(query.order_by(letters.c.id)).scalars())


def mark_sent(tx: Transaction, letter_id: int, now: datetime) -> None:
    _mark(tx, letter_id, state="sent", sent_at=now, error="")


def mark_refused(tx: Transaction, letter_id: int, why: str) -> None:
    _mark(tx, letter_id, state="refused", error=why)


def mark_later(tx: Transaction, letter_id: int, why: str, next_try_at: datetime) -> None:
    _mark(tx, letter_id, attempts=letters.c.attempts + 1, error=why, next_try_at=next_try_at)


def send_again(tx: Transaction, letter_id: int, now: datetime) -> None:
    """Try a letter that was refused once more, with the same bytes."""
    _mark(tx, letter_id, state="waiting", next_try_at=now, attempts=0)
    tx.wake(JobKey(JobKind.LETTER, letter_id))


def find(connection: Connection, message_ids: tuple[str, ...]) -> StoredLetter | None:
    """Return which of our letters somebody answers: the first that we know, in the order of the Message-IDs."""
    query = select(letters).where(letters.c.message_id.in_(message_ids[:_MOST_ASKED]))
    rows = {row.message_id: row for row in connection.execute(query)}
    return next((_sending(rows[each]) for each in message_ids if each in rows), None)


def last_about(connection: Connection, contract_id: int, request: int, recipient: str) -> StoredLetter | None:
    """Return the latest letter about a request that a person got."""
    query = select(letters).where(
        letters.c.contract_id == contract_id, letters.c.request == request, letters.c.recipient == recipient
    )
    row = connection.execute(query.order_by(letters.c.id.desc()).limit(1)).first()
    return _sending(row) if row else None


def last_message_id(
    connection: Connection, contract_id: int, recipient: str, kind: LetterKind | None = None, request: int = 0
) -> str:
    """Return the Message-ID of the latest letter about a contract that somebody got; empty if there is none.

    Of a `kind`, where one is named, and then about that request.
    """
    query = select(letters.c.message_id).where(letters.c.contract_id == contract_id, letters.c.recipient == recipient)
    if kind is not None:
        query = query.where(letters.c.kind == kind.value, letters.c.request == request)
    return str(connection.execute(query.order_by(letters.c.id.desc()).limit(1)).scalar() or "")


def sent_about(connection: Connection, contract_id: int, addresses: Collection[str]) -> list[tuple[LetterKind, int]]:
    """Return the kind and the request (0: none) of every letter about a contract that somebody got."""
    query = select(letters.c.kind, letters.c.request).where(
        letters.c.contract_id == contract_id, func.lower(letters.c.recipient).in_(addresses)
    )
    return [(LetterKind(row.kind), row.request) for row in connection.execute(query)]


def digest_letter(connection: Connection, digest_id: int) -> StoredLetter | None:
    """Return the letter that a digest is; others of its id answer replies to it."""
    query = select(letters).where(letters.c.digest_id == digest_id)
    row = connection.execute(query.order_by(letters.c.id).limit(1)).first()
    return _sending(row) if row else None


def last_to(connection: Connection, recipient: str, since: datetime) -> StoredLetter | None:
    """Return the latest letter to an address, which is in small letters, that was written since then."""
    query = select(letters).where(func.lower(letters.c.recipient) == recipient, letters.c.created_at >= since)
    row = connection.execute(query.order_by(letters.c.id.desc()).limit(1)).first()
    return _sending(row) if row else None


def last_of_kind(connection: Connection, recipients: Collection[str], kind: str, since: datetime) -> int | None:
    """Return the latest letter of a kind that was written to any of these addresses, in small letters, since then."""
    query = select(letters.c.id).where(
        func.lower(letters.c.recipient).in_(recipients), letters.c.kind == kind, letters.c.created_at >= since
    )
    letter_id: int | None = connection.execute(query.order_by(letters.c.id.desc()).limit(1)).scalar()
    return letter_id


def about_contract(connection: Connection, contract_id: int) -> list[tuple[int, str, str, bytes]]:
    """Every letter about a contract: its id, kind, recipient and bytes, in the order in which they were written."""
    query = select(letters.c.id, letters.c.kind, letters.c.recipient, letters.c.raw)
    rows = connection.execute(query.where(letters.c.contract_id == contract_id).order_by(letters.c.id))
    return [(row.id, row.kind, row.recipient, row.raw) for row in rows]


def thread(connection: Connection, contract_id: int, recipient: str) -> tuple[str, ...]:
    """Return the Message-IDs of what a person has got about a contract, oldest first: References (RFC 5322, 3.6.4)."""
    query = select(letters.c.message_id).where(letters.c.contract_id == contract_id, letters.c.recipient == recipient)
    known = list(connection.execute(query.order_by(letters.c.id)).scalars())
    return tuple(known[:1] + known[1:][-(MOST_REFERENCES - 1) :])


def count_replies_since(connection: Connection, recipient: str, since: datetime) -> int:
    """Return how many letters somebody got in answer to mails of theirs: against loops that are not recognised."""
    query = select(func.count()).where(
        letters.c.recipient == recipient, letters.c.mail_id.is_not(None), letters.c.created_at >= since
    )
    return int(connection.execute(query).scalar_one())


def kinds_answered(connection: Connection, mail_id: int, recipient: str) -> list[str]:
    """Return the kinds of the letters that somebody got in answer to a mail of theirs."""
    query = select(letters.c.kind).where(letters.c.recipient == recipient, letters.c.mail_id == mail_id)
    return list(connection.execute(query.order_by(letters.c.id)).scalars())


def mails_answered(connection: Connection, recipient: str, since: datetime) -> list[int]:
    """Return the mails of somebody that were answered since then, in their order."""
    query = select(letters.c.mail_id).where(
        letters.c.recipient == recipient, letters.c.mail_id.is_not(None), letters.c.created_at >= since
    )
    return list(connection.execute(query.distinct().order_by(letters.c.mail_id)).scalars())


def mail_answered(connection: Connection, letter_id: int) -> int | None:
    """Return the mail that a letter answers; None if it answers none."""
    mail_id: int | None = connection.execute(select(letters.c.mail_id).where(letters.c.id == letter_id)).scalar()
    return mail_id


def is_there_about(connection: Connection, contract_id: int, request: int, kind: str) -> bool:
    """Return whether a letter of this kind was written about a request."""
    query = select(letters.c.id).where(
        letters.c.contract_id == contract_id, letters.c.request == request, letters.c.kind == kind
    )
    return connection.execute(query.limit(1)).first() is not None


def is_there_since(connection: Connection, recipient: str, kind: str, since: datetime) -> bool:
    """Return whether somebody got a letter of this kind lately."""
    query = select(letters.c.id).where(
        letters.c.recipient == recipient, letters.c.kind == kind, letters.c.created_at >= since
    )
    return connection.execute(query.limit(1)).first() is not None


def _sending(row: Any) -> StoredLetter:
    return StoredLetter(
        row.id,
        row.recipient,
        row.raw,
        row.attempts,
        row.absence_id,
        row.kind,
        row.contract_id,
        row.request or None,
        row.created_at,
        row.digest_id,
    )


def _mark(tx: Transaction, letter_id: int, **values: Any) -> None:
    tx.execute(update(letters).where(letters.c.id == letter_id).values(**values))

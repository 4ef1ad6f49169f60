"""Digests: one letter a day to a person, its numbered lines, and the letters that are held for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from daemon.store import sequences
from daemon.store.database import Transaction
from daemon.store.tables import digest_lines, digests, held_letters
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import PersonKey

WAITING, SENT, EMPTY = "waiting", "sent", "empty"


@dataclass(frozen=True, slots=True)
class DigestLine:
    """What stands under a number of a digest: a request, and the version that it asked about then."""

    line: int
    contract_id: int
    request: int
    version: int


@dataclass(frozen=True, slots=True)
class StoredDigest:
    """`made_at` None: it is still to be made."""

    id: int
    person: PersonKey
    day: date
    token: str
    made_at: datetime | None
    lines: tuple[DigestLine, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldLetter:
    """A letter about a request that waits for a digest. `seq` is the history entry that wanted it."""

    id: int
    contract_id: int
    request: int
    person: PersonKey
    kind: LetterKind
    seq: int
    due_at: datetime | None


# -- digests ----------------------------------------------------------------------------------------------------------


def open_for(tx: Transaction, person: PersonKey, day: date) -> None:
    """Record that somebody is to have a digest of this day; once, whoever says so."""
    values = {"person": person, "day": day, "token": sequences.make_token(), "state": WAITING}
    tx.insert_new(digests, values, ("person", "day"))


def people_served(connection: Connection, day: date) -> frozenset[PersonKey]:
    """Return who has, or is to have, their digest of a day."""
    return frozenset(connection.execute(select(digests.c.person).where(digests.c.day == day)).scalars())


def waiting(connection: Connection) -> list[StoredDigest]:
    """Return the digests that are still to be made."""
    rows = connection.execute(select(digests).where(digests.c.state == WAITING).order_by(digests.c.id))
    return [_digest(row) for row in rows]


def claim(tx: Transaction, digest_id: int, now: datetime) -> StoredDigest | None:
    """Take a digest to be made in this transaction; None if that was done already, by whomever."""
    mine = update(digests).where(digests.c.id == digest_id, digests.c.state == WAITING)
    row = tx.execute(mine.values(state=SENT, made_at=now).returning(*digests.columns)).first()
    return _digest(row) if row else None


def put_lines(tx: Transaction, digest_id: int, lines: Sequence[DigestLine]) -> None:
    """Record what stands under each number; without any the digest is empty, and no letter."""
    if not lines:
        tx.execute(update(digests).where(digests.c.id == digest_id).values(state=EMPTY))
        return
    rows = [
        {
            "digest_id": digest_id,
            "line": each.line,
            "contract_id": each.contract_id,
            "request": each.request,
            "version": each.version,
        }
        for each in lines
    ]
    tx.execute(insert(digest_lines), rows)


def load(connection: Connection, digest_id: int) -> StoredDigest:
    """Return a digest with its lines. Raises LookupError when there is none."""
    row = connection.execute(select(digests).where(digests.c.id == digest_id)).first()
    if row is None:
        raise LookupError(f"no digest {digest_id}")
    query = select(digest_lines).where(digest_lines.c.digest_id == digest_id).order_by(digest_lines.c.line)
    lines = (DigestLine(each.line, each.contract_id, each.request, each.version) for each in connection.execute(query))
    return _digest(row, tuple(lines))


def find_token(connection: Connection, token: str) -> int | None:
    """Return the digest of a token."""
    digest_id: int | None = connection.execute(select(digests.c.id).where(digests.c.token == token.lower())).scalar()
    return digest_id


def _digest(row: Any, lines: tuple[DigestLine, ...] = ()) -> StoredDigest:
    return StoredDigest(row.id, row.person, row.day, row.token, row.made_at, lines)


# -- held letters -----------------------------------------------------------------------------------------------------


def hold(
    tx: Transaction,
    contract_id: int,
    request: int,
    person: PersonKey,
    kind: LetterKind,
    seq: int,
    due_at: datetime,
) -> None:
    """Hold a letter about a request; one that is held already stays as it is."""
    values = {
        "contract_id": contract_id,
        "request": request,
        "person": person,
        "kind": kind.value,
        "seq": seq,
        "due_at": due_at,
    }
    tx.insert_new(held_letters, values, ("contract_id", "request"))


def held(connection: Connection) -> list[HeldLetter]:
    """Return the held letters whose requests wait; there are as many as came since the last digests."""
    rows = connection.execute(
        select(held_letters).where(held_letters.c.due_at.is_not(None)).order_by(held_letters.c.id)
    )
    return [_held(row) for row in rows]


def held_letter(connection: Connection, held_id: int) -> HeldLetter | None:
    row = connection.execute(select(held_letters).where(held_letters.c.id == held_id)).first()
    return _held(row) if row else None


def held_about(connection: Connection, contract_id: int) -> list[HeldLetter]:
    rows = connection.execute(select(held_letters).where(held_letters.c.contract_id == contract_id))
    return [_held(row) for row in rows]


def take(tx: Transaction, held_id: int) -> HeldLetter | None:
    """Return a held letter that is held no more; None if somebody has taken it before."""
    mine = delete(held_letters).where(held_letters.c.id == held_id).returning(*held_letters.columns)
    row = tx.execute(mine).first()
    return _held(row) if row else None


def set_due(tx: Transaction, held_id: int, due_at: datetime | None) -> None:
    tx.execute(update(held_letters).where(held_letters.c.id == held_id).values(due_at=due_at))


def let_go(tx: Transaction, contract_id: int, request: int) -> HeldLetter | None:
    """Return what was held about a request, which is held no more; None if nothing was."""
    about = (held_letters.c.contract_id == contract_id) & (held_letters.c.request == request)
    row = tx.execute(delete(held_letters).where(about).returning(*held_letters.columns)).first()
    return _held(row) if row else None


def _held(row: Any) -> HeldLetter:
    return HeldLetter(row.id, row.contract_id, row.request, row.person, LetterKind(row.kind), row.seq, row.due_at)

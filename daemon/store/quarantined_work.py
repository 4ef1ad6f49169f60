"""What could not be digested: kept with its reason until somebody has it tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from daemon.store import drafts, inbox, outbox
from daemon.store.database import Transaction
from daemon.store.tables import aside, mails
from daemon.store.tables import drafts as drafts_table


@dataclass(frozen=True, slots=True)
class SetAside:
    id: int
    key: str
    at: datetime
    reason: str
    traceback: str
    replayed_at: datetime | None


def put(tx: Transaction, key: str, reason: str, traceback: str, now: datetime) -> bool:
    """Set something aside. False when it lies there already: what fails again is not told again."""
    kind, _, number = key.partition(":")
    table = {"mail": mails, "draft": drafts_table}.get(kind)
    if table is not None:
        tx.execute(update(table).where(table.c.id == int(number)).values(state="aside"))
    lying = select(aside.c.id).where(aside.c.key == key, aside.c.replayed_at.is_(None))
    if tx.execute(lying).first():
        return False
    tx.execute(insert(aside).values(key=key, at=now, reason=reason, traceback=traceback))
    return True


def is_lying(connection: Connection, key: str) -> bool:
    query = select(aside.c.id).where(aside.c.key == key, aside.c.replayed_at.is_(None))
    return connection.execute(query).first() is not None


def lying(connection: Connection, *, everything: bool = False) -> list[SetAside]:
    query = select(aside).order_by(aside.c.id)
    rows = connection.execute(query if everything else query.where(aside.c.replayed_at.is_(None)))
    return [SetAside(row.id, row.key, row.at, row.reason, row.traceback, row.replayed_at) for row in rows]


def replay(tx: Transaction, aside_id: int, now: datetime) -> str:
    """Take something up again; returns its key. Raises LookupError when nothing of that id lies aside."""
    row = tx.execute(select(aside).where(aside.c.id == aside_id, aside.c.replayed_at.is_(None))).first()
    if row is None:
        raise LookupError(f"nothing that waits is set aside under {aside_id}")
    tx.execute(update(aside).where(aside.c.id == aside_id).values(replayed_at=now))
    kind, _, number = row.key.partition(":")
    reopen = {"mail": inbox.reopen, "draft": drafts.reopen}.get(kind)
    if reopen:
        reopen(tx, int(number))
    elif kind == "letter":
        outbox.send_again(tx, int(number), now)
    else:
        tx.wake(row.key)
    return str(row.key)

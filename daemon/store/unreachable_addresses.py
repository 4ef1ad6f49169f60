"""Addresses that our letters do not reach, from the first refusal until a mail comes from there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from daemon.store.database import Transaction
from daemon.store.tables import undelivered


def mark(tx: Transaction, address: str, why: str, now: datetime) -> None:
    """Note that a letter to this address came back."""
    mine = undelivered.c.address == address.lower()
    if not tx.execute(update(undelivered).where(mine).values(why=why)).rowcount:
        tx.execute(insert(undelivered).values(address=address.lower(), since=now, why=why))


def clear(tx: Transaction, address: str) -> bool:
    """Forget the mark: somebody wrote from there. False when there was none."""
    return bool(tx.execute(delete(undelivered).where(undelivered.c.address == address.lower())).rowcount)


def addresses(connection: Connection) -> dict[str, str]:
    """All that are marked, each with why the last letter came back."""
    return {row.address: row.why for row in connection.execute(select(undelivered))}

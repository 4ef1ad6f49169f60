"""Addresses that our letters do not reach, from the first refusal until a mail comes from there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select

from daemon.store.database import Transaction
from daemon.store.tables import undelivered


def mark(tx: Transaction, address: str, why: str, now: datetime) -> None:
    """Note that a letter to this address came back."""
    tx.upsert(undelivered, {"address": address.lower(), "since": now, "why": why}, ("address",), ("why",))


def clear(tx: Transaction, address: str) -> bool:
    """Forget the mark: somebody wrote from there. False when there was none."""
    return bool(tx.execute(delete(undelivered).where(undelivered.c.address == address.lower())).rowcount)


def addresses(connection: Connection) -> dict[str, str]:
    """Return all that are marked, each with why the last letter came back."""
    return {row.address: row.why for row in connection.execute(select(undelivered))}

"""What lies in the drafts' folder and becomes no draft, as far as somebody was told of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from daemon.store.database import Transaction
from daemon.store.tables import untaken


@dataclass(frozen=True, slots=True)
class UntakenRow:
    """`why` is a key of the letters' texts."""

    id: int
    path: str
    why: str
    detail: str
    told_at: datetime


def told(connection: Connection) -> list[UntakenRow]:
    rows = connection.execute(select(untaken).order_by(untaken.c.path))
    return [UntakenRow(row.id, row.path, row.why, row.detail, row.told_at) for row in rows]


def note(tx: Transaction, path: str, why: str, detail: str, now: datetime) -> int:
    """Note what is told now, and return its row."""
    values = {"path": path, "why": why, "detail": detail, "told_at": now}
    return int(tx.execute(insert(untaken).values(**values).returning(untaken.c.id)).scalar_one())


def forget(tx: Transaction, ids: Iterable[int]) -> None:
    """Forget what does not lie there any more: when it comes back, it is told again."""
    tx.execute(delete(untaken).where(untaken.c.id.in_(tuple(ids))))

"""What could not be digested: kept with its reason until somebody has it retried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select, update

from daemon.store import drafts, inbox, outbox
from daemon.store.database import Transaction
from daemon.store.job_key import JobKey, JobKind
from daemon.store.tables import IN_QUARANTINE, mails, quarantine
from daemon.store.tables import drafts as drafts_table

_WAITING_ROWS = {JobKind.MAIL: mails, JobKind.DRAFT: drafts_table}  # whose state says that they wait


@dataclass(frozen=True, slots=True)
class QuarantinedWork:
    id: int
    key: JobKey
    at: datetime
    reason: str
    traceback: str
    retried_at: datetime | None


def put(tx: Transaction, key: JobKey, reason: str, traceback: str, now: datetime) -> bool:
    """Quarantine something. False when it is there already: what fails again is not told again."""
    table = _WAITING_ROWS.get(key.kind)
    if table is not None:
        tx.execute(update(table).where(table.c.id == key.id).values(state="quarantined"))
    which = {"job_kind": key.kind.value, "row_id": key.id}
    values = {**which, "at": now, "reason": reason, "traceback": traceback}
    return tx.insert_new(quarantine, values, tuple(which), among=IN_QUARANTINE) is not None


def is_quarantined(connection: Connection, key: JobKey) -> bool:
    """Return True while nobody has had it retried."""
    return connection.execute(select(quarantine.c.id).where(_of(key), IN_QUARANTINE)).first() is not None


def quarantined(connection: Connection, *, everything: bool = False) -> list[QuarantinedWork]:
    """Return what waits for somebody; `everything` also what was retried."""
    query = select(quarantine).order_by(quarantine.c.id)
    rows = connection.execute(query if everything else query.where(IN_QUARANTINE))
    return [
        QuarantinedWork(
            row.id, JobKey(JobKind(row.job_kind), row.row_id), row.at, row.reason, row.traceback, row.retried_at
        )
        for row in rows
    ]


def retry(tx: Transaction, quarantine_id: int, now: datetime) -> JobKey:
    """Take something up again; returns its key. Raises LookupError when nothing of that id is quarantined."""
    mine = update(quarantine).where(quarantine.c.id == quarantine_id, IN_QUARANTINE).values(retried_at=now)
    row = tx.execute(mine.returning(quarantine.c.job_kind, quarantine.c.row_id)).first()
    if row is None:
        raise LookupError(f"nothing that waits is quarantined under {quarantine_id}")
    key = JobKey(JobKind(row.job_kind), row.row_id)
    match key.kind:
        case JobKind.MAIL:
            inbox.reopen(tx, key.id)
        case JobKind.DRAFT:
            drafts.reopen(tx, key.id)
        case JobKind.LETTER:
            outbox.send_again(tx, key.id, now)
        case JobKind.CONTRACT | JobKind.DOCUMENTS | JobKind.REPORT | JobKind.DIGEST | JobKind.HELD:
            tx.wake(key)
    return key


def _of(key: JobKey) -> ColumnElement[bool]:
    return (quarantine.c.job_kind == key.kind.value) & (quarantine.c.row_id == key.id)

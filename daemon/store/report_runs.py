"""When the reports of each schedule were sent last."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from daemon.store.database import Transaction
from daemon.store.tables import report_runs


@dataclass(frozen=True, slots=True)
class ReportRun:
    """A schedule, such as "weekly monday 09:00", and the time of its latest report."""

    id: int
    schedule: str
    last_at: datetime


def all_runs(connection: Connection) -> list[ReportRun]:
    rows = connection.execute(select(report_runs).order_by(report_runs.c.id))
    return [ReportRun(row.id, row.schedule, row.last_at) for row in rows]


def keep_only(tx: Transaction, schedules: Collection[str], now: datetime) -> None:
    """Have a run for each of these schedules and no other; a new one has nothing to make up for."""
    tx.execute(delete(report_runs).where(report_runs.c.schedule.not_in(schedules)))
    for each in sorted(schedules):
        tx.insert_new(report_runs, {"schedule": each, "last_at": now}, ("schedule",))


def advance(tx: Transaction, run_id: int, at: datetime) -> bool:
    """Note that the report of this time is made; return False if that was noted before."""
    earlier = (report_runs.c.id == run_id) & (report_runs.c.last_at < at)
    return bool(tx.execute(update(report_runs).where(earlier).values(last_at=at)).rowcount)

"""Figures of a period, from rows: how contracts fared in it, and how people did what they had to do.

A task counts in the period in which it ended; what waits counts in the period that has not ended yet. So every task
counts once, and the figures of two periods add up. A period has a beginning, included, and an end that is not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, literal, select

from daemon.store.contract_queries import UNDER_WAY, Viewer, may_be_seen
from daemon.store.tables import contracts, tasks, waits
from daemon.workflow.model import PersonKey, Status
from daemon.workflow.tasks import TaskEnd, TaskKind


@dataclass(frozen=True, slots=True)
class FigureFilter:
    """Which contracts, and which tasks of them, are counted; what is empty lets all through.

    `with_waiting`: also what waits now, though the period has ended.
    """

    begin: datetime | None = None
    end: datetime | None = None
    type: str = ""
    kind: str = ""
    person: PersonKey = ""
    with_waiting: bool = False

    def includes(self, now: datetime) -> bool:
        """Return True if what waits now counts: the period has begun and has not ended, or it was asked for."""
        return self.with_waiting or ((self.begin is None or self.begin <= now) and (self.end is None or now < self.end))


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """So many tasks that are alike. `minutes` None: nobody counted how long they took."""

    person: PersonKey
    name: str
    stage: str
    kind: TaskKind
    outcome: TaskEnd
    on_time: bool | None
    minutes: int | None
    overdue: bool
    number: int


def task_groups(connection: Connection, wanted: FigureFilter, viewer: Viewer, now: datetime) -> Iterator[TaskGroup]:
    """Yield the tasks of a period, alike ones together: their number follows the people, not the contracts."""
    columns = [tasks.c[each] for each in ("person", "name", "stage", "kind", "outcome", "on_time", "working_minutes")]
    base = select(*columns, func.count().label("number")).where(
        tasks.c.counted, *_of_contract(wanted, viewer, tasks.c.contract_id)
    )
    if wanted.person:
        base = base.where(tasks.c.person == wanted.person)
    ended = base.where(*_within(tasks.c.done_at, wanted), tasks.c.done_at.is_not(None)).group_by(*columns)
    for row in connection.execute(ended):
        yield _group(row, overdue=row.outcome == TaskEnd.MISSED)
    if wanted.includes(now):
        late = tasks.c.due_at < func.coalesce(tasks.c.paused_at, literal(now, tasks.c.due_at.type))
        for overdue, condition in ((True, late), (False, ~late)):
            waiting = base.where(tasks.c.done_at.is_(None), condition).group_by(*columns)
            for row in connection.execute(waiting):
                yield _group(row, overdue=overdue)


def _group(row: Any, *, overdue: bool) -> TaskGroup:
    return TaskGroup(
        row.person,
        row.name,
        row.stage,
        TaskKind(row.kind),
        TaskEnd(row.outcome),
        row.on_time,
        row.working_minutes,
        overdue,
        row.number,
    )


@dataclass(frozen=True, slots=True)
class ContractCount:
    """So many contracts of a type that were `opened`, `approved`, `returned` … in a period, or are so now."""

    type: str
    kind: str
    what: str
    number: int


def contract_counts(
    connection: Connection, wanted: FigureFilter, viewer: Viewer, now: datetime
) -> Iterator[ContractCount]:
    """Yield how contracts fared in a period, by type: opened, returned, and closed by their status.

    Of a period that has not ended also how many are `under_way`, and `overdue`: somebody should have acted by now.
    """
    row, may = contracts.c, _of_contract(wanted, viewer, None)
    by = (row.type, row.kind)
    for each in connection.execute(
        select(*by, func.count()).where(*_within(row.opened_at, wanted), *may).group_by(*by)
    ):
        yield ContractCount(each[0], each[1], "opened", each[2])
    closed = select(*by, row.status, func.count()).where(row.closed_at.is_not(None), *_within(row.closed_at, wanted))
    for each in connection.execute(closed.where(*may).group_by(*by, row.status)):
        yield ContractCount(each[0], each[1], Status(each[2]).value, each[3])
    returned = select(*by, func.count()).join(tasks, tasks.c.contract_id == row.id)
    returned = returned.where(tasks.c.kind == TaskKind.REWORK.value, ~tasks.c.taken_over)
    for each in connection.execute(returned.where(*_within(tasks.c.asked_at, wanted), *may).group_by(*by)):
        yield ContractCount(each[0], each[1], "returned", each[2])
    if wanted.includes(now):
        yield from _under_way(connection, may, now)


def _under_way(connection: Connection, may: Collection[ColumnElement[bool]], now: datetime) -> Iterator[ContractCount]:
    row = contracts.c
    under_way = row.status.in_([each.value for each in UNDER_WAY])
    late = select(waits.c.contract_id).where(waits.c.contract_id == row.id, waits.c.due_at < now).exists()
    for what, condition in (("under_way", under_way), ("overdue", and_(under_way, late))):
        query = select(row.type, row.kind, func.count()).where(condition, *may).group_by(row.type, row.kind)
        for each in connection.execute(query):
            yield ContractCount(each[0], each[1], what, each[2])


def longest_waiting(connection: Connection, wanted: FigureFilter, viewer: Viewer, limit: int) -> list[int]:
    """Return the contracts for which somebody is waited for longest, these first."""
    since = func.min(waits.c.since)
    query = select(waits.c.contract_id).where(*_of_contract(wanted, viewer, waits.c.contract_id))
    if wanted.person:
        query = query.where(waits.c.person == wanted.person)
    query = query.group_by(waits.c.contract_id).order_by(since, waits.c.contract_id).limit(limit)
    return list(connection.execute(query).scalars())


def _within(moment: ColumnElement[datetime | None], wanted: FigureFilter) -> list[ColumnElement[bool]]:
    found = [moment >= wanted.begin] if wanted.begin else []
    return [*found, moment < wanted.end] if wanted.end else found


def _of_contract(
    wanted: FigureFilter, viewer: Viewer, contract_id: ColumnElement[int] | None
) -> list[ColumnElement[bool]]:
    """Return the conditions on a contract, or on rows that hang on it by this column; none where all are counted."""
    row = contracts.c
    found = [column == value for column, value in ((row.type, wanted.type), (row.kind, wanted.kind)) if value]
    if not viewer.everything:
        found.append(may_be_seen(viewer))
    if contract_id is None or not found:
        return found
    return [select(row.id).where(row.id == contract_id, *found).exists()]

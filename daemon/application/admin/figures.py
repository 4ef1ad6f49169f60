"""The figures of a house: how contracts fared in a period, who answered in time and how fast, and what is stuck.

One source for the report letter, the command line and the board. A viewer gets the figures of the contracts that they
may see, and no others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from daemon.store import contract_queries, task_queries
from daemon.store.contract_queries import EVERYTHING, ContractFilter, Viewer, WaitRow
from daemon.store.contract_row import ContractRow
from daemon.store.task_queries import ContractCount, FigureFilter, TaskGroup
from daemon.workflow.model import Participant, PersonKey
from daemon.workflow.tasks import TaskEnd, TaskKind

STUCK = 10  # contracts that are named as stuck longest


@dataclass(slots=True)
class TaskFigures:
    """How somebody, or a stage, did: `asked` is the sum of `on_time`, `late`, `waiting`, `missed` and `released`.

    `overdue` are those that wait beyond their deadline, and `missed`: those that were taken away after it. `minutes`
    has how many answers took how many minutes of working time.
    """

    asked: int = 0
    on_time: int = 0
    late: int = 0
    waiting: int = 0
    overdue: int = 0
    missed: int = 0
    released: int = 0
    minutes: Counter[int] = field(default_factory=Counter)

    @property
    def on_time_share(self) -> float | None:
        """The share done in time of all that was done or should have been; None if nothing was."""
        due = self.on_time + self.late + self.overdue
        return self.on_time / due if due else None

    @property
    def median_minutes(self) -> float | None:
        """The median of the working time that answers took; None without any."""
        return _median(self.minutes)

    @property
    def median_hours(self) -> float | None:
        return None if self.median_minutes is None else round(self.median_minutes / 60, 2)

    def add(self, group: TaskGroup) -> None:
        self.asked += group.number
        match group.outcome:
            case TaskEnd.DONE | TaskEnd.SILENT:
                if group.on_time:
                    self.on_time += group.number
                else:
                    self.late += group.number
            case TaskEnd.WAITING:
                self.waiting += group.number
            case TaskEnd.MISSED:
                self.missed += group.number
            case _:
                self.released += group.number
        self.overdue += group.number if group.overdue else 0
        if group.minutes is not None:
            self.minutes[group.minutes] += group.number


@dataclass(frozen=True, slots=True)
class PersonFigures:
    person: Participant
    tasks: TaskFigures


@dataclass(frozen=True, slots=True)
class StageFigures:
    """Of a stage by its title; of what initiators do, `stage` is empty and `kind` says what."""

    stage: str
    kind: TaskKind
    tasks: TaskFigures


@dataclass(frozen=True, slots=True)
class ContractFigures:
    """How many contracts were opened, approved … in a period, were returned, and how many are under way or late now."""

    opened: int = 0
    approved: int = 0
    returned: int = 0
    declined: int = 0
    withdrawn: int = 0
    under_way: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class Stuck:
    """A contract for which somebody is waited for long, and who that is."""

    contract: ContractRow
    waits: tuple[WaitRow, ...]

    @property
    def since(self) -> datetime:
        return min(each.since for each in self.waits)


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything about one period. `by_type` and `by_kind` have the contracts' figures, by key."""

    wanted: FigureFilter
    contracts: ContractFigures
    by_type: dict[str, ContractFigures]
    by_kind: dict[str, ContractFigures]
    people: tuple[PersonFigures, ...]
    stages: tuple[StageFigures, ...]
    stuck: tuple[Stuck, ...]


def figures(connection: Connection, wanted: FigureFilter, viewer: Viewer, now: datetime) -> Figures:
    """Return the figures of a period, of the contracts that the viewer may see."""
    counts = list(task_queries.contract_counts(connection, wanted, viewer, now))
    groups = list(task_queries.task_groups(connection, wanted, viewer, now))
    return Figures(
        wanted,
        _summed(counts),
        {key: _summed(each for each in counts if each.type == key) for key in sorted({each.type for each in counts})},
        {key: _summed(each for each in counts if each.kind == key) for key in sorted({each.kind for each in counts})},
        people_figures(groups),
        _stage_figures(groups),
        stuck(connection, wanted, viewer),
    )


def people_figures(groups: Iterable[TaskGroup]) -> tuple[PersonFigures, ...]:
    """Return the figures of each person, also where two had the same key one after another."""
    found: list[PersonFigures] = []
    by_name: dict[tuple[PersonKey, str], PersonFigures] = {}
    for group in groups:
        known = by_name.get((group.person, group.name))
        if known is None:
            person = Participant(group.person, group.name)
            known = next((each for each in found if each.person.is_same(person)), None)
            if known is None:
                known = PersonFigures(person, TaskFigures())
                found.append(known)
            by_name[group.person, group.name] = known
        known.tasks.add(group)
    return tuple(sorted(found, key=lambda each: (each.person.key, each.person.name)))


def report_rows(
    connection: Connection, now: datetime, wanted: FigureFilter | None = None, viewer: Viewer = EVERYTHING
) -> list[dict[str, Any]]:
    """Return a row for each person: how they did what they were asked, and what an initiator had a deadline for.

    Kept approvals and what was handed over in time do not count. `overdue` has what waits, and what was taken away.
    """
    groups = task_queries.task_groups(connection, wanted or FigureFilter(), viewer, now)
    return [_row(each) for each in people_figures(groups)]


def _row(each: PersonFigures) -> dict[str, Any]:
    did, share = each.tasks, each.tasks.on_time_share
    return {
        "person": each.person.key,
        "name": each.person.name,
        "asked": did.asked,
        "on_time": did.on_time,
        "late": did.late,
        "waiting": did.waiting,
        "overdue": did.overdue,
        "on_time_share": None if share is None else round(share, 3),
        "median_working_hours": did.median_hours,
    }


def month_of(text: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the beginning and the end of the month "2026-11" in a zone. Raises ValueError if it is none."""
    month = datetime.strptime(text, "%Y-%m")  # noqa: DTZ007  the zone comes next
    if month.year == 1:  # in some zones it begins before the first moment that there is in UTC
        raise ValueError(text)
    return month_begin(month.year, month.month, zone), month_begin(month.year, month.month + 1, zone)


def by_month(
    connection: Connection, wanted: FigureFilter, viewer: Viewer, now: datetime, zone: ZoneInfo, months: int
) -> tuple[tuple[datetime, ContractFigures], ...]:
    """Return the contracts' figures of the latest months in a zone, the earliest first, each with its beginning."""
    local = now.astimezone(zone)
    firsts = [month_begin(local.year, local.month - back, zone) for back in reversed(range(-1, months))]
    return tuple(
        (begin, _summed(task_queries.contract_counts(connection, replace(wanted, begin=begin, end=end), viewer, now)))
        for begin, end in pairwise(firsts)
    )


def month_begin(year: int, month: int, zone: ZoneInfo) -> datetime:
    """Return when a month begins in a zone; months may lie outside of 1 to 12: they go into other years."""
    return datetime(year + (month - 1) // 12, (month - 1) % 12 + 1, 1, tzinfo=zone)


def stuck(connection: Connection, wanted: FigureFilter, viewer: Viewer, limit: int = STUCK) -> tuple[Stuck, ...]:
    """Return the contracts that have waited longest for somebody, these first."""
    ids = task_queries.longest_waiting(connection, wanted, viewer, limit)
    rows = {each.id: each for each in contract_queries.find(connection, ContractFilter(ids=ids), viewer)}
    waits = contract_queries.waits_of(connection, ids)
    return tuple(Stuck(rows[each], waits[each]) for each in ids)


def _stage_figures(groups: Iterable[TaskGroup]) -> tuple[StageFigures, ...]:
    found: dict[tuple[str, TaskKind], TaskFigures] = {}
    for group in groups:
        kind = group.kind if not group.stage else TaskKind.APPROVAL
        found.setdefault((group.stage, kind), TaskFigures()).add(group)
    ordered = sorted(found, key=lambda each: (not each[0], *each))  # what initiators do comes last
    return tuple(StageFigures(stage, kind, found[stage, kind]) for stage, kind in ordered)


def _summed(counts: Iterable[ContractCount]) -> ContractFigures:
    total: Counter[str] = Counter()
    for each in counts:
        total[each.what] += each.number
    return ContractFigures(**total)


def _median(counted: Counter[int]) -> float | None:
    """Return the median of numbers that occur so often each."""
    total = counted.total()
    if not total:
        return None
    ordered, seen, middle = sorted(counted), 0, []
    for number in ordered:
        before, seen = seen, seen + counted[number]
        middle += [number] * sum(before <= place < seen for place in ((total - 1) // 2, total // 2))
    return sum(middle) / 2

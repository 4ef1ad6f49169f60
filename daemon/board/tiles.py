"""A contract as a tile shows it: what and whom it is about, who is waited for, since when, and whether it is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from daemon.application import wording
from daemon.board.visit import Visit
from daemon.mail.compose import russian_names
from daemon.store import contract_queries
from daemon.store.contract_queries import WaitRow
from daemon.store.contract_row import ContractRow
from daemon.workflow import working_time


@dataclass(frozen=True, slots=True)
class Waited:
    """Somebody who is waited for, in words; `late` is empty while there is time."""

    name: str
    since: str
    until: str
    late: str


@dataclass(frozen=True, slots=True)
class Tile:
    number: str
    title: str
    summary: str
    kind: str
    kind_in_words: str
    status: str
    status_in_words: str
    stage: str
    waits: tuple[Waited, ...]
    state: str  # late, soon or "": the sign and the colour of the tile
    age: str
    closes: str  # when the stage closes by itself; empty: it does not
    closed: str


def tiles(connection: Connection, rows: Sequence[ContractRow], visit: Visit) -> list[Tile]:
    """Return the tiles of contracts that were found for the visitor."""
    waits = contract_queries.waits_of(connection, [each.id for each in rows])
    return [_tile(each, waits.get(each.id, ()), visit) for each in rows]


def _tile(row: ContractRow, waits: Sequence[WaitRow], visit: Visit) -> Tile:
    words, now = visit.words, visit.now
    return Tile(
        number=row.number,
        title=row.title,
        summary=row.summary,
        kind=row.kind,
        kind_in_words=words.table("kinds").get(row.kind, ""),
        status=row.status,
        status_in_words=words.table("statuses")[row.status],
        stage=row.stage_title,
        waits=tuple(_waited(each, visit) for each in waits),
        state="late" if any(_is_late(each, now) for each in waits) else "",
        age=age(visit, row.opened_at, row.closed_at or now),
        closes=wording.moment(words, row.closes_at, now) if row.closes_at else "",
        closed=wording.moment(words, row.closed_at, now) if row.closed_at else "",
    )


def _waited(wait: WaitRow, visit: Visit) -> Waited:
    late = lateness(visit, wait.due_at, visit.now) if wait.due_at and _is_late(wait, visit.now) else ""
    return Waited(
        russian_names.short(wait.name),
        wording.moment(visit.words, wait.since, visit.now),
        wording.moment(visit.words, wait.due_at, visit.now) if wait.due_at else "",
        late,
    )


def _is_late(wait: WaitRow, now: datetime) -> bool:
    return wait.due_at is not None and wait.due_at < now


def lateness(visit: Visit, due_at: datetime, now: datetime) -> str:
    """Return that a deadline has passed, and by how many working days or hours of the house, if it is one or more."""
    worked = working_time.between(visit.app.directory.calendar, due_at, now)
    if days := _working_days(visit, due_at + timedelta(days=1), now):
        return visit.texts.say("tile.late_by", span=visit.words.count("working_day", days))
    if worked >= timedelta(hours=1):
        return visit.texts.say("tile.late_by", span=visit.words.working_span(worked))
    return visit.texts.say("tile.late")


def age(visit: Visit, start: datetime, end: datetime) -> str:
    """Return on how many working days of the house something was under way, in words; the first day counts."""
    return visit.words.count("working_day", _working_days(visit, start, end))


def _working_days(visit: Visit, start: datetime, end: datetime) -> int:
    """Return how many days of a span, both ends included, are working days of the house."""
    calendar = visit.app.directory.calendar
    first, last = (each.astimezone(calendar.timezone).date() for each in (start, end))
    days = (first + timedelta(days=each) for each in range((last - first).days + 1))
    return sum(bool(working_time.spans(calendar, each)) for each in days)

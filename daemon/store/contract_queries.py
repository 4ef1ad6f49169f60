"""Finding contracts: by status, by words, by who looks, by what the clock has to do."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, column, func, or_, select, table, true, update

from daemon.store.contract_row import ContractRow as ContractRow  # who asks for rows, finds their shape here
from daemon.store.database import Transaction
from daemon.store.job_key import JobKey, JobKind
from daemon.store.projections import searchable
from daemon.store.tables import StorableText, choices, contracts, participants, waits
from daemon.workflow.model import CLOSED, PersonKey, Status

_TRIGRAMS = table("contracts_search", column("rowid"), column("words", StorableText))


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at contracts: their own, besides them all of a `kind` (empty: none), or `everything`."""

    person: PersonKey
    kind: str = ""
    everything: bool = False

    def sees_kind(self, kind: str) -> bool:
        """Return True if they may look at every contract of this kind."""
        return self.everything or (bool(self.kind) and self.kind == kind)


EVERYTHING = Viewer("", everything=True)


class Order(Enum):
    """In which order contracts are listed. Their ids have the order in which they were registered."""

    BY_DEADLINE = (contracts.c.ordered_at.asc(), contracts.c.id.asc())
    OLDEST_FIRST = (contracts.c.id.asc(),)
    LATEST_FIRST = (contracts.c.id.desc(),)
    CLOSED_LAST_FIRST = (contracts.c.closed_at.desc(), contracts.c.id.desc())


@dataclass(frozen=True, slots=True)
class ContractFilter:
    """What contracts are looked for; what is empty lets all through.

    `words`: every one occurs in number, name, values, people or remarks, any part, any case. `waiting_for`: one of
    these people. `choices`: values by the names of their fields. `overdue_at`: somebody was waited for, and their
    deadline had passed then. Periods have a beginning, included, and an end that is not.
    """

    words: tuple[str, ...] = ()
    statuses: Collection[Status] = ()
    stage_title: str | None = None
    type: str = ""
    kind: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    waiting_for: Collection[PersonKey] = ()
    takes_part: PersonKey = ""
    overdue_at: datetime | None = None
    opened: tuple[datetime | None, datetime | None] = (None, None)
    closed: tuple[datetime | None, datetime | None] = (None, None)
    ids: Collection[int] | None = None


UNDER_WAY = tuple(each for each in Status if each not in CLOSED)


@dataclass(frozen=True, slots=True)
class WaitRow:
    """Somebody who is waited for, as a list shows them."""

    person: PersonKey
    name: str
    since: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class ChangedContract:
    """A contract that has changed, and whom that concerns."""

    number: str
    kind: str
    people: frozenset[PersonKey]

    def may_be_seen_by(self, viewer: Viewer) -> bool:
        """Return True if the viewer may know of it: the same as `may_be_seen`."""
        return viewer.sees_kind(self.kind) or viewer.person in self.people


def find(
    connection: Connection,
    wanted: ContractFilter,
    viewer: Viewer,
    order: Order = Order.OLDEST_FIRST,
    limit: int | None = None,
    offset: int = 0,
) -> list[ContractRow]:
    """Return the contracts that are looked for, among those that the viewer may see."""
    query = select(contracts).where(*_conditions(connection, wanted), may_be_seen(viewer))
    return _listed(connection, query.order_by(*order.value).limit(limit).offset(offset or None))


def count(connection: Connection, wanted: ContractFilter, viewer: Viewer, limit: int | None = None) -> int:
    """Return how many contracts `find` would return without its limit; counting stops at a `limit` of its own."""
    found = select(contracts.c.id).where(*_conditions(connection, wanted), may_be_seen(viewer)).limit(limit)
    return connection.execute(select(func.count()).select_from(found.subquery())).scalar_one()


def count_by_stage(connection: Connection, wanted: ContractFilter, viewer: Viewer) -> dict[tuple[Status, str], int]:
    """Return how many contracts `find` would return, by status and title of the open stage."""
    place = (contracts.c.status, contracts.c.stage_title)
    query = select(*place, func.count()).where(*_conditions(connection, wanted), may_be_seen(viewer)).group_by(*place)
    return {(Status(status), stage): number for status, stage, number in connection.execute(query)}


def changed_since(connection: Connection, moment: datetime) -> dict[int, str]:
    """Return the contracts whose rows were stamped since then: the ends of their histories by their ids."""
    query = select(contracts.c.id, contracts.c.last_hash).where(contracts.c.changed_at >= moment)
    return {row.id: row.last_hash for row in connection.execute(query)}


def changed(connection: Connection, ids: Collection[int]) -> list[ChangedContract]:
    """Return of these contracts what is needed to tell whom their change concerns."""
    people: dict[int, set[PersonKey]] = {each: set() for each in ids}
    for row in connection.execute(select(participants).where(participants.c.contract_id.in_(ids))) if ids else ():
        people[row.contract_id].add(row.person)
    query = select(contracts.c.id, contracts.c.number, contracts.c.kind).where(contracts.c.id.in_(ids))
    rows = connection.execute(query) if ids else ()
    return [ChangedContract(number, kind, frozenset(people[id_])) for id_, number, kind in rows]


def waits_of(connection: Connection, contract_ids: Collection[int]) -> dict[int, tuple[WaitRow, ...]]:
    """Return who is waited for, by contract, the nearest deadline first."""
    found: dict[int, tuple[WaitRow, ...]] = {}
    query = select(waits).where(waits.c.contract_id.in_(contract_ids)).order_by(waits.c.due_at, waits.c.name)
    for row in connection.execute(query) if contract_ids else ():
        wait = WaitRow(row.person, row.name, row.since, row.due_at)
        found[row.contract_id] = (*found.get(row.contract_id, ()), wait)
    return found


def waits_by_person(connection: Connection, now: datetime) -> list[tuple[PersonKey, str, int, int]]:
    """Return for everybody who is waited for: key, name, for how many contracts, and for how many of them too long."""
    late = func.sum(case((waits.c.due_at < now, 1), else_=0))
    query = select(waits.c.person, func.max(waits.c.name), func.count(), late).group_by(waits.c.person)
    return [(person, name, number, int(too_long)) for person, name, number, too_long in connection.execute(query)]


def oldest_by_stage(connection: Connection) -> dict[str, datetime]:
    """Return when the oldest contract in approval was opened, by the title of the open stage."""
    row = contracts.c
    query = select(row.stage_title, func.min(row.opened_at)).where(row.status == Status.IN_APPROVAL.value)
    return dict(connection.execute(query.group_by(row.stage_title)).tuples().all())


def may_be_seen(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition on a contract's row that the viewer may see it: the same as `AppContext.may_see`."""
    if viewer.everything:
        return true()
    takes_part = _takes_part(viewer.person)
    return or_(contracts.c.kind == viewer.kind, takes_part) if viewer.kind else takes_part


def _takes_part(person: PersonKey) -> ColumnElement[bool]:
    own = and_(participants.c.contract_id == contracts.c.id, participants.c.person == person)
    return select(participants.c.person).where(own).exists()


def _conditions(connection: Connection, wanted: ContractFilter) -> list[ColumnElement[bool]]:
    row = contracts.c
    found = [_holds(connection, searchable(word)) for word in wanted.words]
    if wanted.ids is not None:
        found.append(row.id.in_(wanted.ids))
    if wanted.statuses:
        found.append(row.status.in_([each.value for each in wanted.statuses]))
    found += [column_ == value for column_, value in ((row.type, wanted.type), (row.kind, wanted.kind)) if value]
    if wanted.stage_title is not None:
        found.append(row.stage_title == wanted.stage_title)
    if wanted.waiting_for:
        found.append(_some(waits, waits.c.person.in_(wanted.waiting_for)))
    if wanted.takes_part:
        found.append(_takes_part(wanted.takes_part))
    if wanted.overdue_at:
        found.append(_some(waits, waits.c.due_at < wanted.overdue_at))
    for name, value in wanted.choices.items():
        found.append(_some(choices, choices.c.field == name, choices.c.value == value))
    for moment, (begin, end) in ((row.opened_at, wanted.opened), (row.closed_at, wanted.closed)):
        found += [moment >= begin] if begin else []
        found += [moment < end] if end else []
    return found


def _some(of: Any, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that a contract has such a row in a table of what hangs on contracts."""
    return select(of.c.contract_id).where(of.c.contract_id == contracts.c.id, *conditions).exists()


def _holds(connection: Connection, word: str) -> ColumnElement[bool]:
    if connection.dialect.name == "sqlite" and len(word) >= 3:  # the index knows parts of three characters and more
        quoted = '"' + word.replace('"', '""') + '"'
        matching = select(_TRIGRAMS.c.rowid).where(_TRIGRAMS.c.words.op("MATCH")(quoted))
        return contracts.c.id.in_(matching)
    return contracts.c.search.contains(word, autoescape=True)


def contracts_under_way(connection: Connection) -> list[ContractRow]:
    return find(connection, ContractFilter(statuses=UNDER_WAY), EVERYTHING)


def all_contracts(connection: Connection) -> list[ContractRow]:
    return find(connection, ContractFilter(), EVERYTHING)


def search(connection: Connection, words: str) -> list[ContractRow]:
    """Contracts that hold every word (any part of one, in any case) in number, name, values, people or remarks."""
    return find(connection, ContractFilter(words=tuple(words.split())), EVERYTHING)


def due(connection: Connection, now: datetime) -> list[int]:
    """Contracts for which the clock has something to do; the cost follows these, not all that are open."""
    query = select(contracts.c.id).where(contracts.c.next_due_at <= now).order_by(contracts.c.next_due_at)
    return list(connection.execute(query).scalars())


def wake_due(tx: Transaction, now: datetime) -> None:
    """Have the clock look at the contracts for which it has something to do."""
    for each in due(tx.connection, now):
        tx.wake(JobKey(JobKind.CONTRACT, each))


def waiting_for(connection: Connection, people: Collection[PersonKey]) -> list[ContractRow]:
    """Contracts under way that wait for any of these people."""
    return find(connection, ContractFilter(waiting_for=people), EVERYTHING) if people else []


def short(connection: Connection) -> list[ContractRow]:
    """Contracts under way of which too few people can approve the open stage."""
    return _listed(connection, _oldest_first(contracts.c.status.not_in(CLOSED), contracts.c.shortage != ""))


def handed_in_by(connection: Connection, people: Collection[PersonKey]) -> list[ContractRow]:
    """Contracts under way whose initiator is any of these people."""
    if not people:
        return []
    theirs = contracts.c.initiator.in_(people)
    return _listed(connection, _oldest_first(contracts.c.status.not_in(CLOSED), theirs))


def schedule_now(tx: Transaction, contract_ids: Collection[int], now: datetime) -> None:
    """Have the clock look at contracts now; the rows say so, so that a lost wake-up does no harm."""
    if contract_ids:
        tx.execute(update(contracts).where(contracts.c.id.in_(contract_ids)).values(next_due_at=now))
    for each in contract_ids:
        tx.wake(JobKey(JobKind.CONTRACT, each))


def next_due(connection: Connection) -> datetime | None:
    query = select(contracts.c.next_due_at).where(contracts.c.next_due_at.is_not(None))
    moment: datetime | None = connection.execute(query.order_by(contracts.c.next_due_at).limit(1)).scalar()
    return moment


def documents_to_make(connection: Connection) -> list[int]:
    """Contracts that wait for the documents of a version, or for their final set."""
    return list(connection.execute(select(contracts.c.id).where(contracts.c.documents_to_make)).scalars())


def _oldest_first(*conditions: ColumnElement[bool]) -> Select[Any]:
    return select(contracts).where(*conditions).order_by(*Order.OLDEST_FIRST.value)


def _listed(connection: Connection, query: Select[Any]) -> list[ContractRow]:
    return [
        ContractRow(
            row.id,
            row.number,
            row.name,
            row.type,
            row.kind,
            row.status,
            row.stage,
            row.round,
            row.version,
            row.sha256,
            tuple(json.loads(row.waiting_for)),
            row.due_at,
            row.opened_at,
            row.closed_at,
            row.shortage,
            row.title,
            row.summary,
            row.amount,
            row.stage_title,
            row.status_since,
            row.initiator,
        )
        for row in connection.execute(query)
    ]


def numbers(connection: Connection, contract_ids: Collection[int]) -> dict[int, str]:
    """Return the numbers of contracts by their ids."""
    query = select(contracts.c.id, contracts.c.number).where(contracts.c.id.in_(contract_ids))
    return {row.id: row.number for row in connection.execute(query)}

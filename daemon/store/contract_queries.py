"""Finding contracts: by status, by words, by what the clock has to do."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, column, or_, select, table, update

from daemon.store.database import Transaction
from daemon.store.job_key import JobKey, JobKind
from daemon.store.tables import StorableText, contracts
from daemon.workflow.model import CLOSED, PersonKey, Status

_TRIGRAMS = table("contracts_search", column("rowid"), column("words", StorableText))


@dataclass(frozen=True, slots=True)
class ContractRow:
    id: int
    number: str
    name: str
    type: str
    kind: str
    status: str
    stage: str
    round: int
    version: int
    sha256: str
    waiting_for: tuple[str, ...]
    due_at: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    shortage: str = ""  # "1/2": one can approve the open stage, which needs two; empty: enough can

    @property
    def closes_at(self) -> datetime | None:
        """When the open stage closes by itself: of a contract in approval that waits for nobody."""
        waits = self.waiting_for or self.status != Status.IN_APPROVAL
        return None if waits else self.due_at


def contracts_under_way(connection: Connection) -> list[ContractRow]:
    return _listed(connection, select(contracts).where(contracts.c.status.not_in(CLOSED)))


def all_contracts(connection: Connection) -> list[ContractRow]:
    return _listed(connection, select(contracts))


def search(connection: Connection, words: str) -> list[ContractRow]:
    """Contracts that hold every word (any part of one, in any case) in number, name, values or people."""
    query = select(contracts)
    for word in words.casefold().split():
        if connection.dialect.name == "sqlite" and len(word) >= 3:
            quoted = '"' + word.replace('"', '""') + '"'
            query = query.where(
                contracts.c.id.in_(select(_TRIGRAMS.c.rowid).where(_TRIGRAMS.c.words.op("MATCH")(quoted)))
            )
        else:
            query = query.where(contracts.c.search.contains(word, autoescape=True))
    return _listed(connection, query)


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
    if not people:
        return []
    waits_for_one = or_(*(contracts.c.waiting_for.contains(json.dumps(each), autoescape=True) for each in people))
    return _listed(connection, select(contracts).where(contracts.c.status.not_in(CLOSED), waits_for_one))


def short(connection: Connection) -> list[ContractRow]:
    """Contracts under way of which too few people can approve the open stage."""
    return _listed(connection, select(contracts).where(contracts.c.status.not_in(CLOSED), contracts.c.shortage != ""))


def handed_in_by(connection: Connection, people: Collection[PersonKey]) -> list[ContractRow]:
    """Contracts under way whose initiator is any of these people."""
    if not people:
        return []
    theirs = contracts.c.initiator.in_(people)
    return _listed(connection, select(contracts).where(contracts.c.status.not_in(CLOSED), theirs))


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


def _listed(connection: Connection, query: Select[Any]) -> list[ContractRow]:
    rows = connection.execute(query.order_by(contracts.c.opened_at, contracts.c.id))
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
        )
        for row in rows
    ]

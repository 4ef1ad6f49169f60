"""The history of contracts: appending to it, reading it back, and checking its chain of hashes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, insert, select

from daemon.store import projections
from daemon.store.cause import Cause
from daemon.store.database import Transaction
from daemon.store.tables import contracts, events, storable
from daemon.workflow.codec import GENESIS, canonical, entry_hash, event_from_json, event_to_json
from daemon.workflow.events import Event
from daemon.workflow.evolve import evolve, replay
from daemon.workflow.model import Contract


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a contract's history, as it is kept."""

    seq: int
    at: datetime
    kind: str
    cause: str
    data: str  # canonical JSON
    previous: str
    hash: str

    @property
    def event(self) -> Event:
        return event_from_json(self.kind, json.loads(self.data))


@dataclass(frozen=True, slots=True)
class StoredContract:
    """A contract with its place in the database and the end of its history."""

    id: int
    contract: Contract
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class BrokenEntry:
    """The first entry of a history that does not hold, and why."""

    number: str
    seq: int
    why: str


def load(connection: Connection, contract_id: int, *, lock: bool = False) -> StoredContract:
    """Return the contract as its history has it. `lock` keeps other writers away until the transaction ends.

    Raises LookupError when there is none.
    """
    query = select(contracts.c.last_seq, contracts.c.last_hash).where(contracts.c.id == contract_id)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise LookupError(f"there is no contract {contract_id}")
    cached = _remembered(row.last_hash)
    if cached.contract is None:
        history = ((entry.at, entry.event) for entry in entries(connection, contract_id) if entry.seq <= row.last_seq)
        cached.contract = replay(history)
    return StoredContract(contract_id, cached.contract, row.last_seq, row.last_hash)


def create(tx: Transaction, recorded: list[Event], cause: Cause, now: datetime) -> StoredContract:
    """Record the first events of a new contract."""
    recorded = [_as_stored(each) for each in recorded]
    contract: Contract | None = None
    for event in recorded:
        contract = evolve(contract, event, now)
    if contract is None:
        raise ValueError("a history begins with an event")
    contract_id = projections.project_new(tx, contract, (0, GENESIS))
    return _append(tx, contract_id, contract, recorded, 0, GENESIS, cause, now)


def append(
    tx: Transaction, stored: StoredContract, recorded: list[Event], cause: Cause, now: datetime
) -> StoredContract:
    """Record events after those that `stored` ends with; the contract's row follows in the same transaction."""
    recorded = [_as_stored(each) for each in recorded]
    contract = stored.contract
    for event in recorded:
        contract = evolve(contract, event, now)
    return _append(tx, stored.id, contract, recorded, stored.seq, stored.hash, cause, now)


def entries(connection: Connection, contract_id: int) -> Iterator[Entry]:
    query = select(events).where(events.c.contract_id == contract_id).order_by(events.c.seq)
    for row in connection.execute(query):
        yield _entry(row)


def verify(connection: Connection, number: str | None = None) -> Iterator[BrokenEntry | None]:
    """For each contract, None or the first entry of its history that does not hold."""
    query = select(contracts.c.id, contracts.c.number, contracts.c.last_seq, contracts.c.last_hash)
    if number is not None:
        query = query.where(contracts.c.number == number)
    for row in connection.execute(query.order_by(contracts.c.id)).all():
        yield _verify_one(connection, row)


def _verify_one(connection: Connection, row: Any) -> BrokenEntry | None:
    seq, digest = 0, GENESIS
    for each in follow(row.number, entries(connection, row.id)):
        if isinstance(each, BrokenEntry):
            return each
        seq, digest = each.seq, each.hash
    if (seq, digest) != (row.last_seq, row.last_hash):
        return BrokenEntry(row.number, seq + 1, f"the history ends here, the contract's row says at {row.last_seq}")
    return None


def follow(number: str, found: Iterable[Entry]) -> Iterator[Entry | BrokenEntry]:
    """Yield the entries of a contract's history as far as they hold, and then the first that does not."""
    previous, expected = GENESIS, 1
    for entry in found:
        if why := _fault(number, entry, expected, previous):
            yield BrokenEntry(number, min(entry.seq, expected), why)
            return
        yield entry
        previous, expected = entry.hash, expected + 1


def _fault(number: str, entry: Entry, expected: int, previous: str) -> str:
    if entry.seq != expected:
        return f"entry {expected} is missing"
    if entry.previous != previous:
        return "it does not follow from the entry before"
    try:
        data = json.loads(entry.data)
    except ValueError:
        return "its data is not JSON"
    if entry_hash(number, entry.seq, entry.at, entry.kind, entry.cause, data, entry.previous) != entry.hash:
        return "its content was changed after it was recorded"
    return ""


def _append(
    tx: Transaction,
    contract_id: int,
    contract: Contract,
    recorded: list[Event],
    seq: int,
    previous: str,
    cause: Cause,
    now: datetime,
) -> StoredContract:
    rows = []
    why = storable(str(cause))
    for event in recorded:
        seq += 1
        kind, data = event_to_json(event)
        digest = entry_hash(contract.number, seq, now, kind, why, data, previous)
        rows.append(
            {
                "contract_id": contract_id,
                "seq": seq,
                "at": now,
                "kind": kind,
                "cause": why,
                "data": canonical(data),
                "previous": previous,
                "hash": digest,
            }
        )
        previous = digest
    if rows:
        tx.execute(insert(events), rows)
    projections.project(tx, contract_id, contract, (seq, previous))
    _remembered(previous).contract = contract
    return StoredContract(contract_id, contract, seq, previous)


def _as_stored(event: Event) -> Event:
    """Return the event with nothing in it that no database keeps: what is hashed, stored and replayed is the same."""
    kind, data = event_to_json(event)
    kept = _storable_json(data)
    return event if kept == data else event_from_json(kind, kept)


def _storable_json(data: Any) -> Any:
    match data:
        case str():
            return storable(data)
        case list():
            return [_storable_json(each) for each in data]
        case dict():
            return {name: _storable_json(each) for name, each in data.items()}
    return data


_STATES_KEPT = 512  # contracts' states in memory; one that is not there is computed from its history


class _Remembered:
    contract: Contract | None = None


@lru_cache(maxsize=_STATES_KEPT)
def _remembered(last_hash: str) -> _Remembered:  # noqa: ARG001
    """A contract's state by the hash its history ends with: the same hash is the same history, so never stale."""
    return _Remembered()


def forget_states() -> None:
    """Have every contract's state computed from its history again."""
    _remembered.cache_clear()


def _entry(row: Any) -> Entry:
    return Entry(row.seq, row.at, row.kind, row.cause, row.data, row.previous, row.hash)

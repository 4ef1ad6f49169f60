"""Who is away from when to when, as people said by mail or an administrator by command."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from daemon.store.cause import Cause
from daemon.store.database import Transaction
from daemon.store.tables import absences, away
from daemon.workflow.model import PersonKey

PROPOSED, AGREED = "proposed", "agreed"


@dataclass(frozen=True, slots=True)
class StoredAbsence:
    """An absence, both days included. `substitute` None: the one whom the configuration names."""

    id: int
    person: PersonKey
    first: date
    last: date
    substitute: PersonKey | None
    source: str
    proposed: bool = False  # a machine said it, and nobody has confirmed it yet


def add(
    tx: Transaction,
    person: PersonKey,
    first: date,
    last: date,
    substitute: PersonKey | None,
    source: Cause,
    now: datetime,
    *,
    proposed: bool = False,
) -> int:
    """Record an absence; the same one twice is one, and confirmed when either is. Returns its id."""
    if last < first:
        raise ValueError(f"an absence that ends on {last}, before it begins on {first}")
    values = {
        "person": person,
        "first": first,
        "last": last,
        "substitute": substitute or "",
        "state": PROPOSED if proposed else AGREED,
        "source": str(source),
        "recorded_at": now,
    }
    same = ("person", "first", "last", "substitute")
    absence_id: int = tx.upsert(absences, values, same, same[:1] if proposed else ("state",))
    return absence_id


def agree(tx: Transaction, absence_id: int) -> bool:
    """Make a proposed absence count. False when it did already, or is gone."""
    proposed = (absences.c.id == absence_id) & (absences.c.state == PROPOSED)
    return bool(tx.execute(update(absences).where(proposed).values(state=AGREED)).rowcount)


def remove(tx: Transaction, absence_id: int) -> bool:
    """Take an absence back. False when there is none of that id."""
    return bool(tx.execute(delete(absences).where(absences.c.id == absence_id)).rowcount)


def find(connection: Connection, absence_id: int) -> StoredAbsence | None:
    row = connection.execute(select(absences).where(absences.c.id == absence_id)).first()
    return _stored(row) if row else None


def recorded(connection: Connection) -> tuple[StoredAbsence, ...]:
    """Return all that count, the earliest first."""
    query = select(absences).where(absences.c.state == AGREED).order_by(absences.c.first, absences.c.id)
    return tuple(_stored(row) for row in connection.execute(query))


def of_person(connection: Connection, person: PersonKey, *, everything: bool = False) -> tuple[StoredAbsence, ...]:
    """Return a person's absences; `everything` also those that are only proposed."""
    query = select(absences).where(absences.c.person == person).order_by(absences.c.first, absences.c.id)
    found = (_stored(row) for row in connection.execute(query))
    return tuple(each for each in found if everything or not each.proposed)


def known_away(connection: Connection) -> dict[PersonKey, tuple[PersonKey, ...]]:
    """Return who is away as the contracts were told last, each with those who stand in."""
    return {row.person: tuple(json.loads(row.substitutes)) for row in connection.execute(select(away))}


def set_known_away(tx: Transaction, people: Mapping[PersonKey, tuple[PersonKey, ...]]) -> None:
    """Note that the contracts have been told who is away now."""
    tx.execute(delete(away).where(away.c.person.not_in(people)))
    for key in sorted(people):  # in one order, so that two that do it at once never wait for each other
        tx.upsert(away, {"person": key, "substitutes": json.dumps(people[key])}, ("person",), ("substitutes",))


def _stored(row: Any) -> StoredAbsence:
    return StoredAbsence(
        row.id, row.person, row.first, row.last, row.substitute or None, row.source, row.state == PROPOSED
    )

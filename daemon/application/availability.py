"""Who cannot be asked: away, by configuration, command and mail together; or where our letters do not arrive."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from daemon.application import still_needed
from daemon.application.app_context import AppContext
from daemon.store import absences, contract_queries, sequences, unreachable_addresses
from daemon.store.cause import Cause
from daemon.store.database import Transaction
from daemon.workflow.leavers import Concern
from daemon.workflow.model import Absence, PersonKey
from daemon.workflow.route import Directory


def directory(app: AppContext, connection: Connection) -> Directory:
    """Return the house's people with everybody's absences: the configuration's and those in the database."""
    known = app.settings.directory
    recorded = tuple(Absence(a.person, a.first, a.last, a.substitute) for a in absences.recorded(connection))
    return replace(known, absences=(*known.absences, *recorded)) if recorded else known


def unreached(directory: Directory, connection: Connection) -> dict[PersonKey, str]:
    """Whom our letters do not reach, each with why."""
    marked = unreachable_addresses.addresses(connection)
    people = directory.people.values() if marked else ()
    return {each.key: marked[each.email.lower()] for each in people if each.email.lower() in marked}


def sync_absences(app: AppContext) -> None:
    """Have the clock look at the contracts of everybody whose absence began, ended or changed since the last look."""
    with app.database.read() as connection:
        if _away(app, connection) == absences.known_away(connection):
            return
    with app.database.transaction() as tx:
        mark_affected_due(app, tx)


def tell_of_leavers(app: AppContext) -> tuple[Concern, ...]:
    """Tell the administrators, once, what hangs on people who are not in the directory any more; return it.

    The clock looks at the contracts concerned, at those that wait for somebody to be there, and at those that wait for
    somebody whose key has passed to another.
    """
    with app.database.read() as connection:
        found = still_needed.leavers(connection, app.directory)
        passed = still_needed.waiting_for_who_had_a_key(connection, app.directory)
    with app.database.transaction() as tx:
        if found:
            app.letters.tell_of_leavers(tx, found, app.now(), Cause.of_leavers(still_needed.digest(found)))
        numbers = dict.fromkeys((*(each.number for each in found if each.number), *passed))
        ids = [sequences.find_number(tx.connection, each) for each in numbers]
        short = [each.id for each in contract_queries.short(tx.connection)]  # somebody may be there again
        contract_queries.schedule_now(tx, list(dict.fromkeys((*filter(None, ids), *short))), app.now())
    return found


def mark_affected_due(app: AppContext, tx: Transaction) -> None:
    """The same, within a transaction that changes absences."""
    away, known = _away(app, tx.connection), absences.known_away(tx.connection)
    concerned: set[PersonKey] = set()
    for person in away.keys() | known.keys():
        if away.get(person) != known.get(person):
            concerned |= {person, *away.get(person, ()), *known.get(person, ())}
    waiting = contract_queries.waiting_for(tx.connection, concerned)
    short = contract_queries.short(tx.connection) if concerned else []  # wait for whoever comes back
    theirs = contract_queries.handed_in_by(tx.connection, concerned)
    found = (*waiting, *short, *theirs)
    contract_queries.schedule_now(tx, list({each.id: None for each in found}), app.now())
    absences.set_known_away(tx, away)


def _away(app: AppContext, connection: Connection) -> dict[PersonKey, tuple[PersonKey, ...]]:
    """Return everybody who is away now, each with those who stand in, one for another."""
    present, now = directory(app, connection), app.now()
    found: dict[PersonKey, tuple[PersonKey, ...]] = {}
    for person in {each.person for each in present.absences}:
        if present.absence(person, now):
            found[person] = _stand_ins(present, person, app)
    return found


def _stand_ins(present: Directory, person: PersonKey, app: AppContext) -> tuple[PersonKey, ...]:
    """Return those who may be asked in the place of somebody: the substitutes, one for another, and the manager."""
    met = [person]
    while absence := present.absence(met[-1], app.now()):
        known = present.people.get(met[-1])
        follows = absence.substitute or (known.substitute if known else None)
        if follows is None or follows in met:
            break
        met.append(follows)
    known = present.people.get(person)
    manager = known.manager if known else None
    return tuple(dict.fromkeys((*met[1:], *([manager] if manager else []))))

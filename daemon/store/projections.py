"""What lists, searches, figures and the clock look at: rows that are derived from a contract, never the truth.

They change in the transaction of the events that change the contract. A release that derives more raises `SHAPE`; rows
of an older shape are derived anew after its start.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from daemon.store.database import Transaction
from daemon.store.tables import choices, contracts, participants, storable, tasks, waits
from daemon.workflow import waiting
from daemon.workflow.codec import canonical
from daemon.workflow.facts import LABELLED
from daemon.workflow.model import Contract, Status
from daemon.workflow.request_schedule import next_due
from daemon.workflow.tasks import tasks_of

SHAPE = 3
_NO_DEADLINE = datetime(9999, 12, 31, tzinfo=UTC)


def project_new(tx: Transaction, contract: Contract, end: tuple[int, str]) -> int:
    """Insert the rows of a new contract, return its id. `end`: number and hash of the last entry of its history."""
    values = _row(contract, end)
    contract_id: int = tx.execute(insert(contracts).values(**values)).inserted_primary_key[0]  # type: ignore[index]
    _project_rest(tx, contract_id, contract, values["search"])
    return contract_id


def project(tx: Transaction, contract_id: int, contract: Contract, end: tuple[int, str]) -> None:
    """Have a contract's rows say what it says now. `end`: number and hash of the last entry of its history."""
    values = _row(contract, end)
    tx.execute(update(contracts).where(contracts.c.id == contract_id).values(**values))
    _project_rest(tx, contract_id, contract, values["search"])


def outdated(connection: Connection, limit: int) -> list[int]:
    """Return contracts whose rows an earlier release derived, the latest first; at most `limit`."""
    query = select(contracts.c.id).where(contracts.c.projected < SHAPE).order_by(contracts.c.id.desc()).limit(limit)
    return list(connection.execute(query).scalars())


def stamp() -> datetime:
    """Return the time that rows are stamped with: always that of the machine, also where the house's runs faster."""
    return datetime.now(UTC)


def searchable(text: str) -> str:
    """Return a text as searches compare it: the case and the dots of "ё" do not count."""
    return storable(text.casefold().replace("ё", "е"))


def _row(contract: Contract, end: tuple[int, str]) -> dict[str, Any]:
    version, stage, short = contract.version, contract.stage, contract.shortage
    due_at = contract.due_at()
    return {
        "number": contract.number,
        "name": contract.name,
        "type": contract.type,
        "kind": contract.kind,
        "title": contract.title,
        "summary": contract.summary,
        "amount": contract.amount,
        "status": contract.status.value,
        "status_since": contract.status_since or contract.opened_at,
        "stage": stage.key if stage else "",
        "stage_title": stage.title if stage else "",
        "round": contract.round,
        "version": version.number,
        "sha256": version.sha256,
        "initiator": contract.initiator.key,
        "waiting_for": canonical([each.key for each in contract.waiting_for()]),
        "shortage": f"{short.possible}/{short.needed}" if short else "",
        "due_at": due_at,
        "ordered_at": due_at or _NO_DEADLINE,
        "next_due_at": next_due(contract),
        "documents_to_make": _documents_to_make(contract),
        "opened_at": contract.opened_at,
        "closed_at": contract.closed_at,
        "search": searchable("\n".join(filter(None, words_of(contract)))),
        "projected": SHAPE,
        "changed_at": stamp(),
        "last_seq": end[0],
        "last_hash": end[1],
    }


def _documents_to_make(contract: Contract) -> bool:
    final_set = contract.is_closed and (contract.final is None or contract.outdated)
    return contract.status is Status.PREPARING or final_set or bool(contract.without_sheet())


def words_of(contract: Contract) -> Iterator[str]:
    """Yield everything by which somebody may look for a contract."""
    yield from (contract.number, contract.name, contract.title, contract.summary)
    yield from (each.name for each in contract.participants())
    yield from (each.person.name for stage in contract.route.stages for each in stage.approvers)
    for fact in contract.facts:
        yield from (fact.value, fact.shown)
        yield from (cell for row in fact.rows for cell in row)
    yield from (each.words for each in contract.versions)
    yield from (each.text for each in contract.comments)
    for request in contract.requests:
        yield from (each.remarks for each in request.answers)
        yield from (each.remarks for each in request.late)
        yield from (text for each in request.questions for text in (each.text, each.answer))
    yield contract.closing_remarks


def _project_rest(tx: Transaction, contract_id: int, contract: Contract, words: str) -> None:
    waited = [
        {"person": each.person.key, "name": each.person.name, "since": each.since, "due_at": each.due_at}
        for each in waiting.waits(contract)
    ]
    _replace(tx, waits, contract_id, waited)
    _replace(tx, participants, contract_id, [{"person": each} for each in sorted(contract.concerned())])
    chosen = (each for each in contract.facts if each.type in LABELLED and each.value)
    labelled = [{"field": each.name, "value": each.value, "label": each.shown or each.value} for each in chosen]
    _replace(tx, choices, contract_id, labelled)
    _replace(tx, tasks, contract_id, _tasks(contract))
    _index(tx.connection, contract_id, words)


def _tasks(contract: Contract) -> list[dict[str, Any]]:
    return [
        {
            "task": number,
            "person": each.person.key,
            "name": storable(each.person.name),
            "stage": storable(each.stage),
            "kind": each.kind.value,
            "round": each.round,
            "asked_at": each.asked_at.astimezone(UTC),
            "due_at": each.due_at,
            "paused_at": each.paused_at,
            "done_at": each.ended_at,
            "outcome": each.end.value,
            "working_minutes": each.worked,
            "on_time": each.on_time,
            "counted": each.counts,
            "taken_over": each.taken_over,
        }
        for number, each in enumerate(tasks_of(contract), 1)
    ]


def _replace(tx: Transaction, table: Table, contract_id: int, rows: Sequence[dict[str, Any]]) -> None:
    """Have exactly these rows hang on a contract; nothing is written where they are the same."""
    wanted = [{"contract_id": contract_id, **each} for each in rows]
    found = [dict(each) for each in tx.execute(select(table).where(table.c.contract_id == contract_id)).mappings()]
    if len(found) == len(wanted) and all(each in found for each in wanted):
        return
    tx.execute(delete(table).where(table.c.contract_id == contract_id))
    if wanted:
        tx.execute(insert(table), wanted)


def _index(connection: Connection, contract_id: int, words: str) -> None:
    """Keep SQLite's trigram index beside the row; PostgreSQL has an index on the column itself."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DELETE FROM contracts_search WHERE rowid = ?", (contract_id,))
        connection.exec_driver_sql("INSERT INTO contracts_search(rowid, words) VALUES (?, ?)", (contract_id, words))

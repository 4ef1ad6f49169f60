"""Rows for lists: who is waited for, who may look, and every filter; they follow the contract and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import ColumnElement, Table, delete, select, update
from workflow.people import docx, someone

from daemon.store import contract_queries, history, projections
from daemon.store.cause import CLOCK
from daemon.store.contract_queries import EVERYTHING, ContractFilter, Order, Viewer, find
from daemon.store.database import Database
from daemon.store.tables import choices, contracts, participants, waits
from daemon.workflow.commands import AskQuestion, GiveVerdict
from daemon.workflow.model import Fact, FactType, Status, Verdict
from store.cases import NOW, create, execute, register, under_way

FUND = Fact("fund", "Источник", FactType.CHOICE, "commercial", "Фонд коммерческого директора")


def numbers(database: Database, wanted: ContractFilter, viewer: Viewer = EVERYTHING) -> list[str]:
    with database.read() as connection:
        found = [each.number for each in find(connection, wanted, viewer)]
        assert contract_queries.count(connection, wanted, viewer) == len(found)
        assert sum(contract_queries.count_by_stage(connection, wanted, viewer).values()) == len(found)
    return found


def test_who_is_asked_is_waited_for_since_they_were_asked_and_until_their_deadline(database: Database) -> None:
    stored = under_way(database)
    with database.read() as connection:
        (wait,) = contract_queries.waits_of(connection, [stored.id])[stored.id]
    assert (wait.person, wait.name, wait.since) == ("lawyer", "Орлова Мария Петровна", NOW)
    assert wait.due_at == stored.contract.requests[0].due_at


def test_a_question_waits_for_the_initiator_and_a_return_does(database: Database) -> None:
    asked, returned = under_way(database), under_way(database, "З-2026-0002")
    with database.transaction() as tx:
        execute(tx, asked, AskQuestion(1, "Почему аванс?", someone("lawyer"), "e" * 64))
        execute(tx, returned, GiveVerdict(1, Verdict.RETURN, "нет сметы", someone("lawyer"), "e" * 64))
    with database.read() as connection:
        waited = contract_queries.waits_of(connection, [asked.id, returned.id])
    assert [[each.person for each in theirs] for theirs in waited.values()] == [["clerk"], ["clerk"]]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (ContractFilter(), ["З-2026-0001", "З-2026-0002"]),
        (ContractFilter(waiting_for=["lawyer"]), ["З-2026-0001"]),
        (ContractFilter(waiting_for=["accountant"]), []),
        (ContractFilter(takes_part="accountant"), ["З-2026-0001", "З-2026-0002"]),
        (ContractFilter(takes_part="economist"), []),
        (ContractFilter(statuses=[Status.PREPARING]), ["З-2026-0002"]),
        (ContractFilter(kind="expense"), ["З-2026-0001", "З-2026-0002"]),
        (ContractFilter(kind="income"), []),
        (ContractFilter(type="tickets"), []),
        (ContractFilter(overdue_at=NOW + timedelta(days=60)), ["З-2026-0001"]),
        (ContractFilter(overdue_at=NOW), []),
        (ContractFilter(opened=(NOW, NOW + timedelta(1))), ["З-2026-0001", "З-2026-0002"]),
        (ContractFilter(opened=(None, NOW)), []),
        (ContractFilter(closed=(NOW, None)), []),
        (ContractFilter(choices={"fund": "commercial"}), ["З-2026-0002"]),
        (ContractFilter(choices={"fund": "artistic"}), []),
        (ContractFilter(words=("ромашка",)), ["З-2026-0001", "З-2026-0002"]),
        (ContractFilter(words=("РОМАШ", "0002")), ["З-2026-0002"]),
        (ContractFilter(words=("крылова",)), ["З-2026-0001", "З-2026-0002"]),  # asked in a later stage
        (ContractFilter(words=("нет такого",)), []),
        (ContractFilter(stage_title=""), ["З-2026-0002"]),
        (ContractFilter(ids=[]), []),
    ],
)
def test_each_filter_lets_through_what_it_names(
    database: Database, wanted: ContractFilter, expected: list[str]
) -> None:
    under_way(database)
    with database.transaction() as tx:
        create(tx, "З-2026-0002", further=(FUND,))
    assert numbers(database, wanted) == expected


@pytest.mark.parametrize(
    ("viewer", "sees"),
    [
        (Viewer("lawyer"), True),
        (Viewer("clerk"), True),
        (Viewer("accountant"), True),  # asked in a later stage
        (Viewer("economist"), False),
        (Viewer("economist", kind="income"), False),
        (Viewer("economist", kind="expense"), True),
        (Viewer("economist", everything=True), True),
        (Viewer(""), False),
    ],
)
def test_nobody_finds_what_they_may_not_see(database: Database, viewer: Viewer, *, sees: bool) -> None:
    under_way(database)
    assert numbers(database, ContractFilter(), viewer) == ["З-2026-0001"] * sees
    assert numbers(database, ContractFilter(words=("З-2026-0001",)), viewer) == ["З-2026-0001"] * sees


@pytest.mark.parametrize("words", ["нет  сметы", "СМЕТ", "ёлк", "елк"])
def test_remarks_are_found_too_and_the_dots_of_a_letter_do_not_count(database: Database, words: str) -> None:
    stored = under_way(database)
    with database.transaction() as tx:
        execute(tx, stored, GiveVerdict(1, Verdict.RETURN, "нет сметы на ёлку", someone("lawyer"), "e" * 64))
    assert numbers(database, ContractFilter(words=tuple(words.split()))) == ["З-2026-0001"]


def test_a_list_by_deadline_has_what_has_none_at_its_end(database: Database) -> None:
    register(database, "З-2026-0002")
    under_way(database)
    with database.read() as connection:
        listed = find(connection, ContractFilter(), EVERYTHING, Order.BY_DEADLINE)
        page = find(connection, ContractFilter(), EVERYTHING, Order.BY_DEADLINE, limit=1, offset=1)
    assert [each.number for each in listed] == ["З-2026-0001", "З-2026-0002"]
    assert page == listed[1:]


def test_rows_of_an_earlier_release_are_derived_anew_and_are_the_same(database: Database) -> None:
    stored = under_way(database)
    tables = (contracts, waits, participants, choices)
    with database.read() as connection:
        before = [connection.execute(select(*_told(each))).all() for each in tables]
    with database.transaction() as tx:
        for each in (waits, participants, choices):
            tx.execute(delete(each))
        tx.execute(update(contracts).values(projected=0, summary="", search=""))
    with database.read() as connection:
        assert projections.outdated(connection, 10) == [stored.id]
    with database.transaction() as tx:
        history.append(tx, history.load(tx.connection, stored.id), [], CLOCK, NOW)
    with database.read() as connection:
        assert projections.outdated(connection, 10) == []
        assert [connection.execute(select(*_told(each))).all() for each in tables] == before
    assert docx(1).sha256 == before[0][0].sha256


def _told(table: Table) -> list[ColumnElement[object]]:
    """What a row says of its contract: when it was written does not belong to it."""
    return [each for each in table.columns if each.name != "changed_at"]

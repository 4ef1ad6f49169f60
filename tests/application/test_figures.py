"""Figures of a period: every task counts once, in whose hands it was; contracts by what became of them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest
from sqlalchemy import select
from workflow.people import YEKATERINBURG, at

from application.in_process_daemon import InProcessDaemon
from daemon.application.admin.figures import ContractFigures, Figures, by_month, figures, month_of, report_rows
from daemon.store import history
from daemon.store.contract_queries import EVERYTHING, Viewer
from daemon.store.tables import tasks
from daemon.store.task_queries import FigureFilter
from daemon.workflow.commands import Recall, Withdraw
from daemon.workflow.tasks import TaskKind, tasks_of


def answers(contractd: InProcessDaemon, sender: str, words: str = "Согласовано") -> None:
    contractd.mail(sender, words, answers=contractd.letter(sender, "request"))


def of(
    contractd: InProcessDaemon, viewer: Viewer = EVERYTHING, *, type_: str = "", kind: str = "", person: str = ""
) -> Figures:
    wanted = FigureFilter(None, None, type_, kind, person)
    with contractd.database.read() as connection:
        return figures(connection, wanted, viewer, contractd.clock)


def rows(contractd: InProcessDaemon, begin: datetime | None = None, end: datetime | None = None) -> dict[str, object]:
    with contractd.database.read() as connection:
        found = report_rows(connection, contractd.clock, FigureFilter(begin, end))
    return {each["person"]: each for each in found}  # type: ignore[misc]


@pytest.fixture
def week(contractd: InProcessDaemon) -> InProcessDaemon:
    """Three contracts: one that waits too long for its second stage, one that was returned, one withdrawn."""
    contractd.drop()
    contractd.clock = at("2026-11-23 12:00")
    answers(contractd, "orlova")
    contractd.drop(amount=1000)
    contractd.clock = at("2026-11-24 10:00")
    answers(contractd, "orlova", "Вернуть: нет сметы")
    third = contractd.drop(amount=2000)
    contractd.do(third, Withdraw("Титова"))
    contractd.at("2026-11-27 10:00")
    return contractd


def test_contracts_are_counted_by_what_became_of_them(week: InProcessDaemon) -> None:
    found = of(week)
    assert found.contracts == ContractFigures(
        opened=3, returned=1, withdrawn=1, under_way=2, overdue=found.contracts.overdue
    )
    assert found.by_type == {"purchase": found.contracts}
    assert found.by_kind == {"expense": found.contracts}
    assert of(week, kind="income").contracts == ContractFigures()
    assert of(week, type_="purchase").contracts == found.contracts


def test_what_a_person_did_adds_up_and_says_how_fast(week: InProcessDaemon) -> None:
    for each in of(week).people:
        did = each.tasks
        assert did.asked == did.on_time + did.late + did.waiting + did.missed + did.released
    orlova = next(each.tasks for each in of(week).people if each.person.key == "lawyer")
    assert (orlova.on_time, orlova.released, orlova.on_time_share) == (2, 1, 1.0)
    assert orlova.minutes == Counter({120: 1, 60 + 252 + 60: 1})
    assert orlova.median_minutes == (120 + 372) / 2
    belova = next(each.tasks for each in of(week).people if each.person.key == "commercial")
    assert (belova.asked, belova.missed, belova.overdue, belova.on_time_share) == (1, 1, 1, 0.0)  # the ladder took it


def test_rows_say_what_the_contracts_say(week: InProcessDaemon) -> None:
    expected = Counter[tuple[str, str, str]]()
    with week.database.read() as connection:
        for row in week.rows():
            contract = history.load(connection, row).contract
            expected.update((each.person.key, each.kind.value, each.end.value) for each in tasks_of(contract))
        found = Counter(connection.execute(select(tasks.c.person, tasks.c.kind, tasks.c.outcome)).tuples())
    assert found == expected


def test_each_task_counts_in_one_month_and_what_waits_in_the_present_one(week: InProcessDaemon) -> None:
    november, december = (month_of(each, YEKATERINBURG) for each in ("2026-11", "2026-12"))
    assert rows(week, *november) == rows(week)
    assert rows(week, *december) == {}
    week.at("2026-12-03 10:00")
    waits, ended = rows(week, *december), rows(week, *november)
    for person, whole in rows(week).items():
        parts = [each[person] for each in (waits, ended) if person in each]  # type: ignore[index]
        assert whole["asked"] == sum(each["asked"] for each in parts)  # type: ignore[index]


def test_a_viewer_gets_the_figures_of_their_contracts_alone(week: InProcessDaemon) -> None:
    assert of(week, Viewer("lawyer")).contracts == of(week).contracts
    nobody = of(week, Viewer("nobody"))
    assert (nobody.contracts, nobody.people, nobody.stages, nobody.stuck) == (ContractFigures(), (), (), ())
    assert of(week, Viewer("nobody", "expense")).contracts == of(week).contracts
    assert of(week, Viewer("nobody", "income")).people == ()


def test_what_waits_longest_is_named_first_with_whom_it_waits_for(week: InProcessDaemon) -> None:
    found = of(week).stuck
    assert [each.since for each in found] == sorted(each.since for each in found)
    assert {wait.person for each in found for wait in each.waits} <= {"accountant", "clerk", "commercial", "director"}
    assert all(each.waits for each in found)


def test_initiators_and_stages_have_their_figures(week: InProcessDaemon) -> None:
    found = {(each.stage, each.kind): each.tasks for each in of(week).stages}
    assert found["", TaskKind.REWORK].waiting == 1
    assert sum(each.asked for each in found.values()) == sum(each.tasks.asked for each in of(week).people)


def test_a_contract_that_was_taken_back_is_not_counted_as_returned(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    contractd.do(contract, Recall("Титова", "перепутала ИНН"))
    assert of(contractd).contracts.returned == 0


def test_months_begin_in_the_zone_of_the_house(week: InProcessDaemon) -> None:
    with week.database.read() as connection:
        months = by_month(connection, FigureFilter(), EVERYTHING, week.clock, YEKATERINBURG, 3)
    assert [begin for begin, _ in months] == [at("2026-09-01 00:00"), at("2026-10-01 00:00"), at("2026-11-01 00:00")]
    assert [each.opened for _, each in months] == [0, 0, 3]

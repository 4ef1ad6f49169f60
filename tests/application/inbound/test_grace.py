"""A stage that is decided stays open for a while: what its receipts promise, and what everybody sees meanwhile."""

from __future__ import annotations

import pytest

from application.conftest import Edited
from application.in_process_daemon import InProcessDaemon
from daemon.application.execute import fire_timers
from daemon.workflow import events as e
from daemon.workflow.model import LateKind, Status


@pytest.fixture
def patient(edited: Edited) -> InProcessDaemon:
    return edited(lambda text: text.replace("grace: 0", "grace: 10 minutes"))


def test_the_receipt_of_the_only_verdict_of_a_stage_says_until_when_and_that_is_kept(patient: InProcessDaemon) -> None:
    contract = patient.drop()
    patient.mail("orlova", "Согласовано", answers=patient.letter("orlova", "request"))
    receipt = patient.letter("orlova", "receipt")
    assert "ответьте «отмена» до 10:10: тогда этап закроется" in receipt.text
    assert "Этап закроется 10:10, затем спросим следующих: " in receipt.text
    assert "Белова И. О." in receipt.text
    assert patient.letters("belova", "request") == []
    patient.clock = patient.clock.replace(minute=9)
    patient.mail("orlova", "Отмена", answers=receipt)
    assert patient.waiting(contract) == ["lawyer"]
    patient.at("2026-11-23 10:30")
    assert patient.letters("belova", "request") == []


def test_when_the_grace_is_over_the_next_are_asked_and_it_is_too_late(patient: InProcessDaemon) -> None:
    contract = patient.drop()
    patient.mail("orlova", "Согласовано", answers=patient.letter("orlova", "request"))
    patient.at("2026-11-23 10:10")
    assert patient.waiting(contract) == ["commercial"]
    patient.mail("orlova", "Отмена", answers=patient.letter("orlova", "receipt"))
    assert patient.letters("orlova", "undone") == []
    [undo] = patient.events(contract, "LateAnswerKept")  # what becomes of it is told in test_too_late
    assert isinstance(undo, e.LateAnswerKept)
    assert undo.kind is LateKind.UNDO


def test_who_asks_for_the_status_learns_when_the_stage_closes(patient: InProcessDaemon) -> None:
    patient.drop()
    patient.mail("orlova", "Согласовано", answers=patient.letter("orlova", "request"))
    patient.mail("titova", "статус", answers=patient.letter("titova", "registered"))
    text = patient.letter("titova", "status").text
    assert "решение принято. Этап закроется 10:10, затем спросим следующих" in text
    assert "ждём до" not in text


def test_the_row_wakes_the_clock_when_the_stage_closes(patient: InProcessDaemon) -> None:
    contract = patient.drop()
    patient.mail("orlova", "Согласовано", answers=patient.letter("orlova", "request"))
    [row] = patient.rows()
    fire_timers(patient.app, row)  # too early
    assert patient.waiting(contract) == []
    assert patient.contract(contract.number).status is Status.IN_APPROVAL
    patient.at("2026-11-23 10:09")
    assert patient.waiting(contract) == []
    patient.at("2026-11-23 10:10")
    assert patient.waiting(contract) == ["commercial"]

"""Mails that come twice, in the wrong order, too often, or from people whom the configuration has lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from application.in_process_daemon import InProcessDaemon
from daemon.application.app_context import AppContext
from daemon.application.letters import LetterWriter
from daemon.application.quarantine import NeedsAdmin
from daemon.workflow.model import Verdict


def _without(app: AppContext, person: str) -> AppContext:
    people = {key: each for key, each in app.directory.people.items() if key != person}
    return replace(app, settings=replace(app.settings, directory=replace(app.directory, people=people)))


def test_the_same_words_after_the_stage_has_closed_are_known_and_not_late(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    request = contractd.letter("orlova", "request")
    contractd.mail("orlova", "Согласовано", answers=request)
    contractd.mail("orlova", "Согласовано", answers=request)
    assert len(contractd.events(contract, "VerdictGiven")) == 1
    assert contractd.events(contract, "LateAnswerKept") == []
    assert contractd.letters("orlova", "refused")


def test_an_approval_written_before_a_return_does_not_replace_it(contractd: InProcessDaemon) -> None:
    contract = contractd.drop(900_000)
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    request = contractd.letter("pavlova", "request")
    contractd.mail("pavlova", "Вернуть: исправьте сумму", answers=request)
    came, contractd.clock = contractd.clock, contractd.clock - timedelta(seconds=5)
    contractd.mail("pavlova", "Согласовано", answers=request)
    assert "раньше вашего возврата" in contractd.letter("pavlova", "refused").text
    contractd.clock = came + timedelta(minutes=1)
    contractd.mail("pavlova", "Согласовано", answers=request)
    answer = contractd.request(contract, "procurement").answer
    assert answer is not None
    assert answer.verdict is Verdict.APPROVE


def test_a_clear_verdict_counts_however_many_answers_its_sender_has_had(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    for _ in range(31):
        contractd.mail("orlova", "статус", answers=contractd.letter("orlova", "request"))
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    assert len(contractd.events(contract, "VerdictGiven")) == 1


def test_what_somebody_writes_whom_the_configuration_has_lost_waits_for_an_administrator(
    contractd: InProcessDaemon,
) -> None:
    contractd.drop()
    contractd.app = _without(contractd.app, "lawyer")
    with pytest.raises(NeedsAdmin, match=r"not in the configuration any more.*reassign"):
        contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))


def test_a_return_goes_on_when_the_contract_s_type_is_configured_no_more(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    types = {key: each for key, each in contractd.app.settings.contract_types.items() if key != contract.type}
    settings = replace(contractd.app.settings, contract_types=types)
    contractd.app = replace(contractd.app, settings=settings, letters=LetterWriter(settings))
    contractd.mail("orlova", "Вернуть: исправьте сумму", answers=contractd.letter("orlova", "request"))
    assert contractd.letters("titova", "returned")

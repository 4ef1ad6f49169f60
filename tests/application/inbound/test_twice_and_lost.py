"""Mails that come twice, in the wrong order, too often, or from people whom the configuration has lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from application.theatre import Theatre
from daemon.application.app_context import AppContext
from daemon.application.letters import LetterWriter
from daemon.application.quarantine import NeedsAdmin
from daemon.workflow.model import Verdict


def _without(app: AppContext, person: str) -> AppContext:
    people = {key: each for key, each in app.directory.people.items() if key != person}
    return replace(app, settings=replace(app.settings, directory=replace(app.directory, people=people)))


def test_the_same_words_after_the_stage_has_closed_are_known_and_not_late(theatre: Theatre) -> None:
    contract = theatre.drop()
    request = theatre.letter("orlova", "request")
    theatre.mail("orlova", "Согласовано", answers=request)
    theatre.mail("orlova", "Согласовано", answers=request)
    assert len(theatre.events(contract, "VerdictGiven")) == 1
    assert theatre.events(contract, "LateAnswerKept") == []
    assert theatre.letters("orlova", "refused")


def test_an_approval_written_before_a_return_does_not_replace_it(theatre: Theatre) -> None:
    contract = theatre.drop(900_000)
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"))
    request = theatre.letter("pavlova", "request")
    theatre.mail("pavlova", "Вернуть: исправьте сумму", answers=request)
    came, theatre.clock = theatre.clock, theatre.clock - timedelta(seconds=5)
    theatre.mail("pavlova", "Согласовано", answers=request)
    assert "раньше вашего возврата" in theatre.letter("pavlova", "refused").text
    theatre.clock = came + timedelta(minutes=1)
    theatre.mail("pavlova", "Согласовано", answers=request)
    answer = theatre.request(contract, "procurement").answer
    assert answer is not None
    assert answer.verdict is Verdict.APPROVE


def test_a_clear_verdict_counts_however_many_answers_its_sender_has_had(theatre: Theatre) -> None:
    contract = theatre.drop()
    for _ in range(31):
        theatre.mail("orlova", "статус", answers=theatre.letter("orlova", "request"))
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"))
    assert len(theatre.events(contract, "VerdictGiven")) == 1


def test_what_somebody_writes_whom_the_configuration_has_lost_waits_for_an_administrator(theatre: Theatre) -> None:
    theatre.drop()
    theatre.app = _without(theatre.app, "lawyer")
    with pytest.raises(NeedsAdmin, match=r"not in the configuration any more.*reassign"):
        theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"))


def test_a_return_goes_on_when_the_contract_s_type_is_configured_no_more(theatre: Theatre) -> None:
    contract = theatre.drop()
    types = {key: each for key, each in theatre.app.settings.contract_types.items() if key != contract.type}
    settings = replace(theatre.app.settings, contract_types=types)
    theatre.app = replace(theatre.app, settings=settings, letters=LetterWriter(settings))
    theatre.mail("orlova", "Вернуть: исправьте сумму", answers=theatre.letter("orlova", "request"))
    assert theatre.letters("titova", "returned")

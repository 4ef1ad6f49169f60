"""Orders and remarks in answer to any letter about a contract are about that contract, and none of them is lost."""

from __future__ import annotations

import json

import pytest

from application.conftest import Edited
from application.in_process_daemon import InProcessDaemon, OutboxLetter
from daemon.workflow.model import Contract

# What an answer to any letter about a contract may come to; nothing here is a loss.
TOLD = {"told", "executed", "refused", "asked_back", "late"}


def _eventful(contractd: InProcessDaemon) -> Contract:
    """A contract about which most kinds of letters were written, on its way still."""
    contract = contractd.drop(700_000)
    contractd.mail("orlova", "Вопрос: где смета?", answers=contractd.letter("orlova", "request"))
    contractd.mail("titova", "В приложении", answers=contractd.letter("titova", "question"))
    contractd.mail("zaitsev", "Согласовано", answers=contractd.letter("orlova", "request"))
    contractd.mail("orlova", "Ну такое", answers=contractd.letter("orlova", "request"))
    contractd.mail("orlova", "Помощь", answers=contractd.letter("orlova", "request"))
    contractd.mail("orlova", "Статус", answers=contractd.letter("orlova", "request"))
    contractd.mail("titova", "Приостановить", answers=contractd.letter("titova", "registered"))
    contractd.mail("titova", "Продолжить", answers=contractd.letter("titova", "held"))
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    for moment in ("2026-11-23 10:30", "2026-11-25 11:00", "2026-11-25 18:01", "2026-11-26 10:05"):
        contractd.at(moment)
    contractd.mail("sokolov", "Продлить до 10.12", answers=contractd.letter("sokolov", "escalation"))
    return contract


def _ended(contractd: InProcessDaemon) -> Contract:
    contract = _eventful(contractd)
    contractd.mail("titova", "Отозвать", answers=contractd.letter("titova", "registered"))
    contractd.work()
    return contract


def _in_rework(contractd: InProcessDaemon) -> Contract:
    contract = _eventful(contractd)
    contractd.mail("belova", "Вернуть: нет сметы", answers=contractd.letter("belova", "request"))
    contractd.mail("pavlova", "Согласовано", answers=contractd.letter("pavlova", "request"))
    return contract


def _latest(contractd: InProcessDaemon) -> list[OutboxLetter]:
    """The latest letter of each kind to each person."""
    return list({(each.kind, each.recipient): each for each in contractd.letters()}.values())


@pytest.mark.parametrize("state", [_eventful, _in_rework, _ended])
@pytest.mark.parametrize("words", ["Статус", "Продлить до 15.12", "Смету приложу завтра", "Опечатка в п. 3"])
def test_an_answer_to_any_letter_about_a_contract_is_about_it(
    contractd: InProcessDaemon, state: object, words: str
) -> None:
    contract = state(contractd)  # type: ignore[operator]
    letters = _latest(contractd)
    assert len({each.kind for each in letters}) > 12
    for letter in letters:
        before = len(contractd.letters(letter.recipient))
        result = json.loads(contractd.mail(letter.recipient, words, answers=letter))["outcome"]
        assert result["kind"] in TOLD, f"{words} in answer to {letter.kind} to {letter.recipient}: {result}"
        answers = contractd.letters(letter.recipient)[before:]
        assert any(contract.number in each.subject for each in answers), f"{letter.kind}: {result}"
        if words == "Статус":
            assert result == {"kind": "told", "what": "status"}


def test_the_initiators_words_in_rework_reach_who_returned_it_and_are_in_every_later_letter(
    contractd: InProcessDaemon,
) -> None:
    contract = _in_rework(contractd)
    contractd.mail("titova", "Смету приложу завтра", answers=contractd.letter("titova", "returned"))
    assert (
        "Титова О. Н. пишет о договоре З-2026-0001: «Смету приложу завтра»"
        in contractd.letter("belova", "comment").text
    )
    assert "Ваши слова переданы: Белова И. О." in contractd.letter("titova", "done").text
    assert contractd.contract(contract.number).comments[-1].text == "Смету приложу завтра"
    contractd.mail("orlova", "Статус", answers=contractd.letter("orlova", "request"))
    assert "Что писали о договоре:" in contractd.letter("orlova", "status").text
    assert "Смету приложу завтра" in contractd.letter("orlova", "status").text


def test_who_is_not_asked_any_more_writes_to_those_who_are_and_to_the_initiator(contractd: InProcessDaemon) -> None:
    contract = _eventful(contractd)
    contractd.mail("orlova", "В п. 3 опечатка, посмотрите", answers=contractd.letter("orlova", "request"))
    for reader in ("titova", "belova", "pavlova"):
        assert "В п. 3 опечатка, посмотрите" in contractd.letter(reader).text
    assert {"commercial", "procurement"} <= set(contractd.waiting(contract))


def test_a_bare_approval_of_somebody_who_is_not_asked_is_no_remark(contractd: InProcessDaemon) -> None:
    contract = _eventful(contractd)
    contractd.mail("titova", "Согласовано", answers=contractd.letter("titova", "registered"))
    assert "вас об этом договоре сейчас не спрашивают" in contractd.letter("titova", "refused").text
    assert contractd.contract(contract.number).comments == ()


@pytest.mark.parametrize("words", ["Спасибо!", "Спасибо, хорошего дня", "Ок"])
def test_politeness_bothers_nobody_and_is_answered(contractd: InProcessDaemon, words: str) -> None:
    _eventful(contractd)
    contractd.new()
    contractd.mail("titova", words, answers=contractd.letter("titova", "registered"))
    [answer] = contractd.new()
    assert answer.recipient == "titova@scena.example"
    assert answer.text.startswith("Спасибо, ваше письмо прочитано. От вас ничего не нужно.")


def test_who_was_told_of_a_silent_approver_does_not_give_the_initiator_time(edited: Edited) -> None:
    contractd = edited(lambda text: text.replace("manager: commercial, sees: all", "sees: all"))
    contract = _in_rework(contractd)
    due = contractd.contract(contract.number).due_at()
    contractd.mail("sokolov", "Продлить до 15.12", answers=contractd.letter("sokolov", "escalation"))
    assert contractd.contract(contract.number).due_at() == due
    assert "срок инициатора продлевает его руководитель" in contractd.letter("sokolov", "refused").text


def test_an_answer_after_the_question_was_closed_still_reaches_the_asker(contractd: InProcessDaemon) -> None:
    contractd.drop(700_000)
    contractd.mail("orlova", "Вопрос: где смета?", answers=contractd.letter("orlova", "request"))
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    contractd.at("2026-11-23 11:00")
    contractd.mail("titova", "Смета в приложении 2", answers=contractd.letter("titova", "question"))
    assert "Смета в приложении 2" in contractd.letter("orlova", "comment").text

"""The initiator by mail: reminded, stood in for, given more time or replaced by those who may."""

from __future__ import annotations

import pytest
from workflow.people import at

from application.conftest import Edited
from application.in_process_daemon import DRAFT, InProcessDaemon, in_zone
from daemon.workflow.model import Contract, Status


def _returned(contractd: InProcessDaemon) -> Contract:
    contract = contractd.drop()
    contractd.mail("orlova", "Вернуть: нет сметы", answers=contractd.letter("orlova", "request"))
    return contract


def _forgotten(contractd: InProcessDaemon) -> Contract:
    """The clerk has let the deadline for the new version pass by a working day."""
    contract = _returned(contractd)
    for moment in ("2026-11-30 09:30", "2026-11-30 18:01", "2026-12-01 18:01"):
        contractd.at(moment)
    return contract


def _away(contractd: InProcessDaemon) -> None:
    """The clerk is on holiday from Wednesday, and the accountant stands in."""
    contractd.mail("titova", "Я в отпуске с 25 ноября по 4 декабря, за меня Крылова", subject="Отпуск")
    contractd.mail("titova", "да", answers=contractd.letter("titova", "absence_proposed"))
    contractd.at("2026-11-25 10:00")


def test_a_returned_contract_says_until_when_the_new_version_is_waited_for(contractd: InProcessDaemon) -> None:
    contract = _returned(contractd)
    letter = contractd.letter("titova", "returned")
    assert "На доработку до пн 30.11 18:00" in letter.subject
    assert "Новую версию ждём до пн 30.11 18:00." in letter.text
    contractd.mail("orlova", "Статус", answers=contractd.letter("orlova", "receipt"))
    assert "до пн 30.11 18:00 ждём новую версию от инициатора (Титова О. Н.)" in contractd.letter("orlova").text
    due = contractd.contract(contract.number).due_at()
    assert due == at("2026-11-30 18:00")


def test_a_forgotten_version_is_reminded_of_and_somebody_who_can_do_something_is_told(
    contractd: InProcessDaemon,
) -> None:
    _forgotten(contractd)
    soon, late, later = contractd.letters("titova", "returned")[1:]
    assert soon.subject.startswith("[З-2026-0001] Осталось 8 рабочих часов: на доработку")
    assert "Срок прошёл" in late.subject
    assert "Напоминаю: осталось" in soon.text
    assert [each.name for each in later.message.attachments if each.name.endswith(".xlsx")]
    told = contractd.letter("", "duty_overdue")
    assert "не сдала новую версию до пн 30.11 18:00" in told.text
    assert "«передать инициатора» и фамилию, «напомнить», «продлить до" in told.text


@pytest.mark.parametrize("words", ["Продлить до 10.12", "продлить до 10 декабря"])
def test_who_was_told_of_it_gives_more_time_and_the_initiator_cannot(contractd: InProcessDaemon, words: str) -> None:
    contract = _forgotten(contractd)
    contractd.mail("titova", words, answers=contractd.letter("titova", "returned"))
    assert "срок инициатора продлевает его руководитель или администратор" in contractd.letter("titova", "refused").text
    told = contractd.letter("", "duty_overdue")
    contractd.mail(told.recipient, words, answers=told)
    due = contractd.contract(contract.number).due_at()
    assert due
    assert in_zone(due) == "2026-12-10 18:00"
    assert "ждём теперь до четверга 10 декабря, 18:00" in contractd.letter("titova", "duty_moved").text
    # and once more, in answer to the receipt
    contractd.mail(told.recipient, "Продлить до 11.12", answers=contractd.letter(told.recipient, "done"))
    due = contractd.contract(contract.number).due_at()
    assert due
    assert in_zone(due) == "2026-12-11 17:00"


@pytest.mark.parametrize(
    "words", ["Передать инициатора Крыловой", "Новый инициатор: Крылова", "new initiator: Крылова"]
)
def test_who_was_told_of_it_gives_the_contract_another_initiator(contractd: InProcessDaemon, words: str) -> None:
    contract = _forgotten(contractd)
    told = contractd.letter("", "duty_overdue")
    contractd.mail(told.recipient, words, answers=told)
    assert contractd.contract(contract.number).initiator.key == "accountant"
    assert contractd.waiting(contract) == ["accountant"]
    assert "теперь вы его инициатор" in contractd.letter("krylova", "initiator_changed").text
    assert "инициатор теперь Крылова Н. С." in contractd.letter("titova", "initiator_changed").text
    assert contractd.letter("krylova", "returned").message.attachments


def test_an_approver_cannot_give_the_contract_another_initiator_nor_is_it_taken_for_a_delegation(
    contractd: InProcessDaemon,
) -> None:
    contract = contractd.drop()
    contractd.mail("orlova", "Передать инициатора Зайцеву", answers=contractd.letter("orlova", "request"))
    assert contractd.contract(contract.number).initiator.key == "clerk"
    assert contractd.waiting(contract) == ["lawyer"]
    assert "могут руководитель инициатора и администратор" in contractd.letter("orlova", "refused").text


def test_a_handing_over_that_does_not_say_to_whom_is_asked_back_about(contractd: InProcessDaemon) -> None:
    contract = _forgotten(contractd)
    told = contractd.letter("", "duty_overdue")
    contractd.mail(told.recipient, "Передать инициатора", answers=told)
    assert "кому передать" in contractd.letter(told.recipient, "ask_back").text
    assert contractd.contract(contract.number).initiator.key == "clerk"


def test_the_substitute_gets_what_was_returned_and_hands_in_the_version(contractd: InProcessDaemon) -> None:
    contract = _returned(contractd)
    _away(contractd)
    assert contractd.waiting(contract) == ["accountant"]
    returned = contractd.letter("krylova", "returned")
    assert "Вы отвечаете за Титову О. Н.: инициатора сейчас нет." in returned.text
    form = f"contract: {contract.number}\n" + DRAFT.format(amount=600_000, fund="commercial")
    contractd.mail("krylova", "Смету приложили", answers=returned, attachments=[("form.yaml", form.encode())])
    assert contractd.contract(contract.number).version.number == 2
    assert contractd.contract(contract.number).version.by.key == "accountant"
    assert contractd.waiting(contract) == ["lawyer"]
    assert "версия 2 договора З-2026-0001" in contractd.letter("krylova", "draft_accepted").text


def test_the_substitute_answers_a_question_and_the_asker_sees_who_did(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    _away(contractd)
    contractd.mail("orlova", "Вопрос: где смета?", answers=contractd.letter("orlova", "request"))
    assert contractd.waiting(contract) == ["accountant"]
    contractd.mail("krylova", "В приложении 2", answers=contractd.letter("krylova", "question"))
    answer = contractd.letter("orlova", "answer")
    assert "В приложении 2" in answer.text
    assert "Крылова Н. С." in answer.text


def test_what_the_substitute_orders_counts_and_names_for_whom(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    _away(contractd)
    assert contractd.contract(contract.number).acting.key == "accountant"
    contractd.mail("orlova", "Вопрос: где смета?", answers=contractd.letter("orlova", "request"))
    contractd.mail("krylova", "Отозвать", answers=contractd.letter("krylova", "question"))
    assert contractd.contract(contract.number).status is Status.WITHDRAWN
    withdrawn = contractd.events(contract, "ContractWithdrawn")[0]
    assert "за Титову О. Н." in withdrawn.by


def test_a_question_that_is_not_answered_in_time_reaches_somebody(contractd: InProcessDaemon) -> None:
    contractd.drop()
    contractd.mail("orlova", "Вопрос: где смета?", answers=contractd.letter("orlova", "request"))
    assert "ответ до вт 24.11 18:00" in contractd.letter("titova", "question").subject
    for moment in ("2026-11-24 09:30", "2026-11-24 18:01", "2026-11-25 18:01"):
        contractd.at(moment)
    told = contractd.letter("", "duty_overdue")
    assert "не ответила на вопрос до вт 24.11 18:00" in told.text
    assert "где смета?" in told.text


def test_a_house_that_says_otherwise_gives_other_times(edited: Edited) -> None:
    contractd = edited(lambda text: text + "\nrework: 2 working days\n")
    contract = _returned(contractd)
    assert contractd.contract(contract.number).due_at() == at("2026-11-25 18:00")

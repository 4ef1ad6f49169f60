"""Approvals with a condition by mail: kept whole, shown to everybody, confirmed before the signature, or disputed."""

from __future__ import annotations

import pytest
from workflow.people import at

from application.conftest import Edited
from application.in_process_daemon import InProcessDaemon
from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.model import Contract, Status, Verdict

CONDITION = "при условии, что срок поставки будет 10 дней"


@pytest.fixture
def with_grace(edited: Edited) -> InProcessDaemon:
    return edited(lambda text: text.replace("\ngrace: 0", "\ngrace: 10 minutes"))


def said(contractd: InProcessDaemon, who: str, words: str) -> None:
    contractd.mail(who, words, answers=contractd.letter(who, "request"))


def conditional(contractd: InProcessDaemon, words: str = f"Согласовано {CONDITION}.") -> Contract:
    """Everybody before the director has approved, the commercial director under a condition."""
    contract = contractd.drop()
    said(contractd, "orlova", "Согласовано")
    contractd.at("2026-11-23 10:20")  # a stage has its own grace
    said(contractd, "belova", words)
    contractd.at("2026-11-23 10:40")
    for who in ("krylova", "mishin"):
        said(contractd, who, "Согласовано")
    contractd.at("2026-11-23 11:00")
    return contract


def confirms(contractd: InProcessDaemon, words: str = "Выполнено: срок поставки 10 дней, п. 4.2") -> str:
    return contractd.mail("titova", words, answers=contractd.letter("titova", "conditions"))


def test_the_condition_is_kept_whole_and_the_receipt_says_what_it_means(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    said(contractd, "orlova", f"Согласовано {CONDITION}.")
    [given] = contractd.events(contract, "VerdictGiven")
    assert isinstance(given, e.VerdictGiven)
    assert (given.verdict, given.conditions) == (Verdict.APPROVE_WITH_REMARKS, (f"{CONDITION}.",))
    receipt = contractd.letter("orlova", "receipt")
    assert f"Записано: согласовано с условием, «{CONDITION}.»" in receipt.text
    assert "Пока инициатор не подтвердит, что условие выполнено, договор не подпишут." in receipt.text
    request = contractd.letter("belova", "request")
    assert "согласовано с условием" in request.text
    assert "условие 1 не подтверждено" in request.text


def test_nobody_signs_before_the_initiator_has_confirmed(contractd: InProcessDaemon) -> None:
    contract = conditional(contractd)
    assert (contractd.waiting(contract), contractd.letters("sokolov", "request")) == (["clerk"], [])
    asked = contractd.letter("titova", "conditions")
    assert "Титова Ольга Николаевна" not in asked.first_lines
    assert f"«{CONDITION}.»" in asked.text
    assert "До этого договор не пойдёт на подпись." in asked.text
    confirms(contractd)
    assert contractd.waiting(contract) == ["director"]
    done = contractd.letter("titova", "done")
    assert "Записано: условие выполнено." in done.text
    shown = contractd.letter("belova", "condition_confirmed")
    assert "срок поставки 10 дней, п. 4.2" in shown.text
    sign = contractd.letter("sokolov", "request")
    assert "условие 1 подтверждено: Титова Ольга Николаевна" in sign.text
    assert "«срок поставки 10 дней, п. 4.2»" in sign.text


def test_words_that_confirm_nothing_are_asked_back(contractd: InProcessDaemon) -> None:
    contract = conditional(contractd)
    for words in ("Посмотрю завтра", "Выполнено частично", "Не выполнено", "7 выполнено", ""):
        confirms(contractd, words)
        assert contractd.letter("titova").kind == "ask_back", words
        assert contractd.waiting(contract) == ["clerk"]
    assert "«1 выполнено: срок поставки 10 дней»" in contractd.letter("titova", "ask_back").text


def test_conditions_are_confirmed_by_their_numbers(contractd: InProcessDaemon) -> None:
    contract = conditional(contractd, "Согласовано при следующих условиях: 1) срок 10 дней; 2) аванс 30 %")
    asked = contractd.letter("titova", "conditions").text
    assert "«срок 10 дней»" in asked
    assert "«аванс 30 %»" in asked
    confirms(contractd, "2 выполнено: аванс 30 % в п. 3.1")
    assert contractd.waiting(contract) == ["clerk"]
    confirms(contractd, "1 выполнено")
    assert contractd.waiting(contract) == ["director"]
    [first, second] = contractd.contract(contract.number).conditions
    assert first.confirmation
    assert second.confirmation
    assert (first.confirmation.words, second.confirmation.words) == ("", "аванс 30 % в п. 3.1")


def test_who_set_the_condition_can_object_within_the_grace(with_grace: InProcessDaemon) -> None:
    contractd = with_grace
    contract = conditional(contractd)
    confirms(contractd)
    assert contractd.letters("sokolov", "request") == []
    shown = contractd.letter("belova", "condition_confirmed")
    assert "Если это не так, до 11:10 ответьте «не выполнено»" in shown.text
    contractd.at("2026-11-23 11:05")
    contractd.mail("belova", "Не выполнено: в п. 4.2 по-прежнему 20 дней", answers=shown)
    assert contractd.waiting(contract) == ["clerk"]
    again = contractd.letter("titova", "conditions")
    assert "в п. 4.2 по-прежнему 20 дней" in again.text
    confirms(contractd, "Выполнено: теперь 10")
    contractd.at("2026-11-23 11:20")
    assert contractd.waiting(contract) == ["director"]


def test_words_that_are_not_clear_are_an_objection_and_thanks_are_none(with_grace: InProcessDaemon) -> None:
    contractd = with_grace
    contract = conditional(contractd)
    confirms(contractd)
    shown = contractd.letter("belova", "condition_confirmed")
    for words in ("Спасибо", "Да", "Согласовано"):
        contractd.mail("belova", words, answers=shown)
        assert contractd.waiting(contract) == [], words
        assert "Возражений нет" in contractd.letter("belova", "done").text
    contractd.mail("belova", "В п. 4.2 по-прежнему 20 дней", answers=shown)
    assert contractd.waiting(contract) == ["clerk"]
    assert "В п. 4.2 по-прежнему 20 дней" in contractd.letter("titova", "conditions").text


def test_who_set_the_condition_can_return_the_contract_while_it_holds_it_back(with_grace: InProcessDaemon) -> None:
    contractd = with_grace
    contract = conditional(contractd)
    confirms(contractd)
    contractd.mail("belova", "Вернуть: срок не исправлен", answers=contractd.letter("belova", "condition_confirmed"))
    assert contractd.contract(contract.number).status is Status.IN_REWORK
    assert "срок не исправлен" in contractd.letter("titova", "returned").text


def test_who_set_the_condition_may_say_that_it_is_met(contractd: InProcessDaemon) -> None:
    contract = conditional(contractd)
    contractd.mail("belova", "Выполнено, договорились по телефону", answers=contractd.letter("belova", "receipt"))
    assert contractd.waiting(contract) == ["director"]


def test_others_confirm_nothing(contractd: InProcessDaemon) -> None:
    contract = conditional(contractd)
    contractd.mail("orlova", "Выполнено", answers=contractd.letter("orlova", "receipt"))
    contractd.mail("titova", "Выполнено", subject=f"[{contract.number}] условия")  # no answer to a letter of ours
    assert contractd.waiting(contract) == ["clerk"]


def test_a_condition_that_was_guessed_is_kept_with_the_yes(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    said(contractd, "orlova", "Согласовано, если срок поставки будет 10 дней")
    guess = contractd.letter("orlova", "guessed")
    assert "В этих словах есть условие." in guess.text
    assert contractd.waiting(contract) == ["lawyer"]
    contractd.mail("orlova", "Да", answers=guess)
    [condition] = contractd.contract(contract.number).open_conditions
    assert condition.text == "Согласовано, если срок поставки будет 10 дней"


def test_a_bare_word_after_words_with_a_condition_does_not_drop_it(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    said(contractd, "orlova", "Согласовано, если срок поставки будет 10 дней")
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "guessed"))
    [condition] = contractd.contract(contract.number).open_conditions
    assert condition.text == "Согласовано, если срок поставки будет 10 дней"


def test_a_promise_is_no_approval(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    for words in ("Согласую, когда будет смета", "Согласовал бы, если бы была смета", "Добро дадим, когда будет смета"):
        said(contractd, "orlova", words)
        assert contractd.events(contract, "VerdictGiven") == []


def test_where_the_house_says_so_an_approval_with_a_condition_is_a_return(edited: Edited) -> None:
    contractd = edited(lambda text: f"conditions: return\n{text}")
    contract = contractd.drop()
    said(contractd, "orlova", f"Согласовано {CONDITION}.")
    assert contractd.contract(contract.number).status is Status.IN_REWORK
    receipt = contractd.letter("orlova", "receipt")
    assert "Записано: возвращено на доработку" in receipt.text
    assert "Согласование с условием здесь считается возвратом" in receipt.text
    assert CONDITION in contractd.letter("titova", "returned").text


def test_a_late_word_of_the_initiator_finds_nothing_to_confirm(contractd: InProcessDaemon) -> None:
    conditional(contractd)
    confirms(contractd)
    confirms(contractd)
    assert "это условие не ждёт подтверждения" in contractd.letter("titova", "refused").text


def test_an_administrator_who_reminds_reminds_the_initiator(contractd: InProcessDaemon) -> None:
    contract = conditional(contractd)
    contractd.do(contract, c.Remind("Лапин"))
    assert len(contractd.letters("titova", "conditions")) == 2


# -- in time -----------------------------------------------------------------------------------------------------------


def test_a_condition_that_nobody_confirms_is_reminded_of_and_reaches_somebody(contractd: InProcessDaemon) -> None:
    contract = conditional(contractd)
    asked = contractd.letter("titova", "conditions")
    assert "Подтвердите условия до вт 24.11 18:00" in asked.subject
    assert "Подтверждение ждём до вт 24.11 18:00." in asked.text
    assert contractd.contract(contract.number).due_at() == at("2026-11-24 18:00")
    contractd.mail("orlova", "Статус", answers=contractd.letter("orlova", "receipt"))
    assert "до вт 24.11 18:00 ждём, что инициатор (Титова О. Н.) подтвердит условия" in contractd.letter("orlova").text
    for moment in ("2026-11-24 09:30", "2026-11-24 18:01", "2026-11-25 18:01"):
        contractd.at(moment)
    assert "Срок прошёл: подтвердите условия" in contractd.letter("titova", "conditions").subject
    told = contractd.letter("", "duty_overdue")
    assert "Не подтверждены условия: Титова О. Н." in told.subject
    assert "не подтвердила условия до вт 24.11 18:00" in told.text
    assert f"«{CONDITION}.»" in told.text
    contractd.mail(told.recipient, "Продлить до 27.11", answers=told)
    assert "подтверждение условий по договору З-2026-0001 ждём теперь до" in contractd.letter("titova").text
    confirms(contractd)
    assert contractd.waiting(contract) == ["director"]


def test_while_the_clerk_is_away_their_substitute_confirms_and_is_named_with_them(contractd: InProcessDaemon) -> None:
    contract = conditional(contractd)
    contractd.mail("titova", "Я в отпуске с 24 ноября по 4 декабря, за меня Павлова", subject="Отпуск")
    contractd.mail("titova", "да", answers=contractd.letter("titova", "absence_proposed"))
    contractd.at("2026-11-24 10:00")
    asked = contractd.letter("pavlova", "conditions")
    assert "Вы отвечаете за Титову О. Н." in asked.text
    contractd.mail("pavlova", "Выполнено: срок поставки 10 дней", answers=asked)
    assert contractd.waiting(contract) == ["director"]
    assert "Павлова Анна Игоревна (за Титову О. Н.)" in contractd.letter("belova", "condition_confirmed").text

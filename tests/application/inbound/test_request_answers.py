"""What the one who was asked can answer, and what comes back: receipts, undoing, late answers, delegation."""

from __future__ import annotations

from application.conftest import Edited
from application.in_process_daemon import InProcessDaemon
from daemon.workflow.model import Status, Verdict
from daemon.workflow.refusal import Reason


def test_a_receipt_says_what_was_understood_and_until_when_it_can_be_taken_back(contractd: InProcessDaemon) -> None:
    contract = contractd.drop(700_000)
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    contractd.mail("belova", "Согласовано, но цена высока", answers=contractd.letter("belova", "request"))
    receipt = contractd.letter("belova", "receipt")
    assert receipt.first_lines == "Записано: согласовано с замечанием, «но цена высока»."
    assert "ответьте «отмена» до 10:30" in receipt.text
    assert "ждём Павлову А. И." in receipt.text
    assert receipt.message.in_reply_to == receipt.message.references[-1:]  # in the thread of the mail it answers
    assert contractd.request(contract, "commercial").answer is not None


def test_a_verdict_is_taken_back_and_both_stay_in_the_history(contractd: InProcessDaemon) -> None:
    contract = contractd.drop(700_000)
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    contractd.mail("belova", "Вернуть: нет сметы", answers=contractd.letter("belova", "request"))
    contractd.mail("belova", "Отмена", answers=contractd.letter("belova", "receipt"))
    assert contractd.waiting(contract) == ["commercial", "procurement"]
    assert [type(each).__name__ for each in contractd.events(contract)][-2:] == ["VerdictGiven", "VerdictUndone"]
    undone = contractd.letter("belova", "undone")
    assert "возвращено на доработку» больше не считается" in undone.text
    contractd.mail("belova", "Согласовано", answers=undone)
    assert contractd.waiting(contract) == ["procurement"]


def test_a_verdict_that_was_followed_by_the_next_stage_cannot_be_taken_back_and_the_receipt_says_what_to_do(
    contractd: InProcessDaemon,
) -> None:
    contract = contractd.drop()
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    receipt = contractd.letter("orlova", "receipt")
    assert "отменить этот ответ уже нельзя. Если это ошибка, напишите инициатору: Титова О. Н." in receipt.text
    contractd.mail("orlova", "Отмена", answers=receipt)
    assert "Отменить этот ответ уже нельзя" in contractd.letter("orlova", "late").text
    assert contractd.request(contract, "lawyer").answer is not None


def test_what_is_not_understood_is_asked_back_with_the_words_as_they_were_written(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    contractd.mail("orlova", "Добро дадим, когда будет смета", answers=contractd.letter("orlova", "request"))
    unclear = contractd.letter("orlova", "unclear")
    assert "Добро дадим, когда будет смета" in unclear.text
    assert "Срок прежний: ср 25.11 18:00" in unclear.text
    assert contractd.waiting(contract) == ["lawyer"]
    contractd.mail("orlova", "согласовано", answers=unclear)
    assert contractd.waiting(contract) == ["commercial"]


def test_an_answer_to_an_old_version_is_kept_and_the_sender_gets_the_request_that_waits_for_them(
    contractd: InProcessDaemon,
) -> None:
    contract = contractd.drop(700_000)
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    first = contractd.letter("belova", "request")
    contractd.mail("pavlova", "Вернуть: цена", answers=contractd.letter("pavlova", "request"))
    contractd.mail("belova", "Вернуть: предмет", answers=first)
    contractd.rework(contract, amount=650_000)
    assert set(contractd.waiting(contract)) == {"commercial", "procurement"}
    contractd.mail("belova", "Согласовано", answers=first)
    assert contractd.request(contract, "commercial").waits
    kept = contractd.contract(contract.number).requests[1].late
    assert [(each.verdict, each.reason) for each in kept] == [(Verdict.APPROVE, Reason.OLD_VERSION)]
    late = contractd.letter("belova", "late")
    assert "относится к прежней версии" in late.text
    assert "650 000,00" in late.text
    contractd.mail("belova", "Согласовано", answers=late)
    assert contractd.waiting(contract) == ["procurement"]


def test_an_answer_after_the_end_is_kept_and_answered_with_where_things_stand(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    request = contractd.letter("orlova", "request")
    contractd.mail("titova", "Отозвать", answers=contractd.letter("titova", "registered"))
    contractd.mail("orlova", "Согласовано", answers=request)
    assert contractd.contract(contract.number).status is Status.WITHDRAWN
    late = contractd.letter("orlova", "late")
    assert "согласование договора З-2026-0001 уже завершено" in late.text
    assert "Он сохранён в истории" in late.text


def test_a_question_goes_to_the_initiator_and_its_answer_comes_back_with_the_request(
    contractd: InProcessDaemon,
) -> None:
    contract = contractd.drop()
    contractd.mail("orlova", "Вопрос: где смета?", answers=contractd.letter("orlova", "request"))
    question = contractd.letter("titova", "question")
    assert "Мария Петровна" not in question.first_lines
    assert "где смета?" in question.text
    assert contractd.waiting(contract) == ["clerk"]
    contractd.at("2026-11-24 10:00")
    contractd.mail("titova", "Смета у бухгалтера", answers=question)
    answer = contractd.letter("orlova", "answer")
    assert "Смета у бухгалтера" in answer.text
    assert "где смета?" in answer.text
    assert contractd.waiting(contract) == ["lawyer"]


def test_a_request_is_passed_on_by_mail_and_the_receipt_says_to_whom(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    contractd.mail("orlova", "Перешлите Зайцеву", answers=contractd.letter("orlova", "request"))
    assert contractd.waiting(contract) == ["lawyer_deputy"]
    receipt = contractd.letter("orlova", "void")
    assert receipt.first_lines.startswith("Передано: по договору З-2026-0001 отвечает Зайцев О. Ю.")
    assert receipt.subject.startswith("Re: ")


def test_nobody_passes_a_request_on_where_the_house_forbids_it(edited: Edited) -> None:
    contractd = edited(lambda text: text.replace("delegation: anyone", "delegation: nobody"))
    contract = contractd.drop()
    contractd.mail("orlova", "Передать Зайцеву", answers=contractd.letter("orlova", "request"))
    assert contractd.waiting(contract) == ["lawyer"]
    assert "передавать запросы другим здесь не разрешено" in contractd.letter("orlova", "refused").text


def test_a_surname_that_two_people_have_is_asked_back(edited: Edited) -> None:
    second = "  second:        {name: Зайцева Ольга Ивановна, email: zaitseva@scena.example}\n"
    contractd = edited(lambda text: text.replace("  clerk:  ", second + "  clerk:  ", 1))
    contract = contractd.drop()
    contractd.mail("orlova", "Передать Зайцеву", answers=contractd.letter("orlova", "request"))
    asked = contractd.letter("orlova", "ask_back")
    assert "Зайцев Олег Юрьевич" in asked.text
    assert "Зайцева Ольга Ивановна" in asked.text
    contractd.mail("orlova", "Передать Зайцеву Олегу", answers=contractd.letter("orlova", "request"))
    assert contractd.waiting(contract) == ["lawyer_deputy"]


def test_the_number_in_a_subject_decides_nothing_but_brings_a_letter_that_can_be_answered(
    contractd: InProcessDaemon,
) -> None:
    contract = contractd.drop()
    contractd.mail("orlova", "Согласовано", subject=f"[{contract.number}] договор")
    assert contractd.waiting(contract) == ["lawyer"]
    asked = contractd.letter("orlova", "number_alone")
    assert "700" not in asked.subject
    contractd.mail("orlova", "Согласовано", answers=asked, threaded=False)
    assert contractd.waiting(contract) == ["commercial"]


def test_a_mail_about_nothing_is_answered_each_time_with_what_waits(contractd: InProcessDaemon) -> None:
    contractd.drop()
    contractd.mail("orlova", "Что у нас нового?", subject="Привет")
    contractd.mail("orlova", "Ау", subject="Привет")
    first, second = contractd.letters("orlova", "unbound")
    assert "З-2026-0001" in first.text
    assert "З-2026-0001" in second.text


def test_a_verdict_that_fits_no_request_is_told_each_time_that_it_does_not_count(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    contractd.mail("orlova", "Согласовано", subject="Договор")
    contractd.mail("orlova", "Согласовано", subject="Договор, ещё раз")
    assert contractd.waiting(contract) == ["lawyer"]
    assert [
        each.text.startswith("Я не понял, о каком договоре") for each in contractd.letters("orlova", "unbound")
    ] == [
        True,
        True,
    ]


def test_the_letter_about_a_declined_contract_names_who_declined_it_and_not_who_returned_it(
    contractd: InProcessDaemon,
) -> None:
    contractd.drop(amount=700_000)
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    contractd.mail("pavlova", "Отклонить: не нужен", answers=contractd.letter("pavlova", "request"))
    contractd.mail("belova", "Вернуть: дорого", answers=contractd.letter("belova", "request"))
    text = " ".join(contractd.letter("titova", "finished").text.split())
    assert text.startswith("Договор З-2026-0001 отклонён пн 23.11 10:00: Павлова А. И. не нужен")


def test_several_contracts_in_one_letter_only_the_one_that_is_answered_is_decided(contractd: InProcessDaemon) -> None:
    first, second = contractd.drop(1000), contractd.drop(2000)
    letter = next(each for each in contractd.letters("orlova", "request") if first.number in each.subject)
    contractd.mail("orlova", f"{first.number} согласовано, {second.number} вернуть: нет сметы", answers=letter)
    assert contractd.waiting(first) == ["commercial"]
    assert contractd.waiting(second) == ["lawyer"]
    other = contractd.letter("orlova", "several")
    assert second.number in other.subject
    contractd.mail("orlova", "вернуть: нет сметы", answers=other)
    assert contractd.contract(second.number).status is Status.IN_REWORK

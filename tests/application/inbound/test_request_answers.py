"""What the one who was asked can answer, and what comes back: receipts, undoing, late answers, delegation."""

from __future__ import annotations

from application.conftest import Edited
from application.theatre import Theatre
from daemon.workflow.model import Status, Verdict
from daemon.workflow.refusal import Reason


def test_a_receipt_says_what_was_understood_and_until_when_it_can_be_taken_back(theatre: Theatre) -> None:
    contract = theatre.drop(700_000)
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"))
    theatre.mail("belova", "Согласовано, но цена высока", answers=theatre.letter("belova", "request"))
    receipt = theatre.letter("belova", "receipt")
    assert receipt.first_lines == "Записано: согласовано с замечанием, «но цена высока»."
    assert "ответьте «отмена» до 10:30" in receipt.text
    assert "ждём Павлову А. И." in receipt.text
    assert receipt.message.in_reply_to == receipt.message.references[-1:]  # in the thread of the mail it answers
    assert theatre.request(contract, "commercial").answer is not None


def test_a_verdict_is_taken_back_and_both_stay_in_the_history(theatre: Theatre) -> None:
    contract = theatre.drop(700_000)
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"))
    theatre.mail("belova", "Вернуть: нет сметы", answers=theatre.letter("belova", "request"))
    theatre.mail("belova", "Отмена", answers=theatre.letter("belova", "receipt"))
    assert theatre.waiting(contract) == ["commercial", "procurement"]
    assert [type(each).__name__ for each in theatre.events(contract)][-2:] == ["VerdictGiven", "VerdictUndone"]
    undone = theatre.letter("belova", "undone")
    assert "возвращено на доработку» больше не считается" in undone.text
    theatre.mail("belova", "Согласовано", answers=undone)
    assert theatre.waiting(contract) == ["procurement"]


def test_a_verdict_that_was_followed_by_the_next_stage_cannot_be_taken_back_and_the_receipt_says_what_to_do(
    theatre: Theatre,
) -> None:
    contract = theatre.drop()
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"))
    receipt = theatre.letter("orlova", "receipt")
    assert "отменить этот ответ уже нельзя. Если это ошибка, напишите инициатору: Титова О. Н." in receipt.text
    theatre.mail("orlova", "Отмена", answers=receipt)
    assert "Отменить уже нельзя" in theatre.letter("orlova", "refused").text
    assert theatre.waiting(contract) == ["commercial"]


def test_what_is_not_understood_is_asked_back_with_the_words_as_they_were_written(theatre: Theatre) -> None:
    contract = theatre.drop()
    theatre.mail("orlova", "Добро дадим, когда будет смета", answers=theatre.letter("orlova", "request"))
    unclear = theatre.letter("orlova", "unclear")
    assert "Добро дадим, когда будет смета" in unclear.text
    assert "Срок прежний: ср 25.11 18:00" in unclear.text
    assert theatre.waiting(contract) == ["lawyer"]
    theatre.mail("orlova", "согласовано", answers=unclear)
    assert theatre.waiting(contract) == ["commercial"]


def test_an_answer_to_an_old_version_is_kept_and_the_sender_gets_the_request_that_waits_for_them(
    theatre: Theatre,
) -> None:
    contract = theatre.drop(700_000)
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"))
    first = theatre.letter("belova", "request")
    theatre.mail("pavlova", "Вернуть: цена", answers=theatre.letter("pavlova", "request"))
    theatre.mail("belova", "Вернуть: предмет", answers=first)
    theatre.rework(contract, amount=650_000)
    assert set(theatre.waiting(contract)) == {"commercial", "procurement"}
    theatre.mail("belova", "Согласовано", answers=first)
    assert theatre.request(contract, "commercial").waits
    kept = theatre.contract(contract.number).requests[1].late
    assert [(each.verdict, each.reason) for each in kept] == [(Verdict.APPROVE, Reason.OLD_VERSION)]
    late = theatre.letter("belova", "late")
    assert "относится к прежней версии" in late.text
    assert "650 000,00" in late.text
    theatre.mail("belova", "Согласовано", answers=late)
    assert theatre.waiting(contract) == ["procurement"]


def test_an_answer_after_the_end_is_kept_and_answered_with_where_things_stand(theatre: Theatre) -> None:
    contract = theatre.drop()
    request = theatre.letter("orlova", "request")
    theatre.mail("titova", "Отозвать", answers=theatre.letter("titova", "registered"))
    theatre.mail("orlova", "Согласовано", answers=request)
    assert theatre.contract(contract.number).status is Status.WITHDRAWN
    late = theatre.letter("orlova", "late")
    assert "согласование договора З-2026-0001 уже завершено" in late.text
    assert "Он сохранён в истории" in late.text


def test_a_question_goes_to_the_initiator_and_its_answer_comes_back_with_the_request(theatre: Theatre) -> None:
    contract = theatre.drop()
    theatre.mail("orlova", "Вопрос: где смета?", answers=theatre.letter("orlova", "request"))
    question = theatre.letter("titova", "question")
    assert "Мария Петровна" not in question.first_lines
    assert "где смета?" in question.text
    assert theatre.waiting(contract) == ["clerk"]
    theatre.at("2026-11-24 10:00")
    theatre.mail("titova", "Смета у бухгалтера", answers=question)
    answer = theatre.letter("orlova", "answer")
    assert "Смета у бухгалтера" in answer.text
    assert "где смета?" in answer.text
    assert theatre.waiting(contract) == ["lawyer"]


def test_a_request_is_passed_on_by_mail_and_the_receipt_says_to_whom(theatre: Theatre) -> None:
    contract = theatre.drop()
    theatre.mail("orlova", "Перешлите Зайцеву", answers=theatre.letter("orlova", "request"))
    assert theatre.waiting(contract) == ["lawyer_deputy"]
    receipt = theatre.letter("orlova", "void")
    assert receipt.first_lines.startswith("Передано: по договору З-2026-0001 отвечает Зайцев О. Ю.")
    assert receipt.subject.startswith("Re: ")


def test_nobody_passes_a_request_on_where_the_house_forbids_it(edited: Edited) -> None:
    theatre = edited(lambda text: text.replace("delegation: anyone", "delegation: nobody"))
    contract = theatre.drop()
    theatre.mail("orlova", "Передать Зайцеву", answers=theatre.letter("orlova", "request"))
    assert theatre.waiting(contract) == ["lawyer"]
    assert "передавать запросы другим здесь не разрешено" in theatre.letter("orlova", "refused").text


def test_a_surname_that_two_people_have_is_asked_back(edited: Edited) -> None:
    second = "  second:        {name: Зайцева Ольга Ивановна, email: zaitseva@scena.example}\n"
    theatre = edited(lambda text: text.replace("  clerk:  ", second + "  clerk:  ", 1))
    contract = theatre.drop()
    theatre.mail("orlova", "Передать Зайцеву", answers=theatre.letter("orlova", "request"))
    asked = theatre.letter("orlova", "ask_back")
    assert "Зайцев Олег Юрьевич" in asked.text
    assert "Зайцева Ольга Ивановна" in asked.text
    theatre.mail("orlova", "Передать Зайцеву Олегу", answers=theatre.letter("orlova", "request"))
    assert theatre.waiting(contract) == ["lawyer_deputy"]


def test_the_number_in_a_subject_decides_nothing_but_brings_a_letter_that_can_be_answered(theatre: Theatre) -> None:
    contract = theatre.drop()
    theatre.mail("orlova", "Согласовано", subject=f"[{contract.number}] договор")
    assert theatre.waiting(contract) == ["lawyer"]
    asked = theatre.letter("orlova", "number_alone")
    assert "700" not in asked.subject
    theatre.mail("orlova", "Согласовано", answers=asked, threaded=False)
    assert theatre.waiting(contract) == ["commercial"]


def test_a_mail_about_nothing_is_answered_once_a_day_with_what_waits(theatre: Theatre) -> None:
    theatre.drop()
    theatre.mail("orlova", "Что у нас нового?", subject="Привет")
    theatre.mail("orlova", "Ау", subject="Привет")
    [unbound] = theatre.letters("orlova", "unbound")
    assert "З-2026-0001" in unbound.text
    theatre.at("2026-11-24 11:00")
    theatre.mail("orlova", "Ау", subject="Привет")
    assert len(theatre.letters("orlova", "unbound")) == 2


def test_a_verdict_that_fits_no_request_is_told_each_time_that_it_does_not_count(theatre: Theatre) -> None:
    contract = theatre.drop()
    theatre.mail("orlova", "Согласовано", subject="Договор")
    theatre.mail("orlova", "Согласовано", subject="Договор, ещё раз")
    assert theatre.waiting(contract) == ["lawyer"]
    assert [each.text.startswith("Я не понял, о каком договоре") for each in theatre.letters("orlova", "unbound")] == [
        True,
        True,
    ]


def test_the_letter_about_a_declined_contract_names_who_declined_it_and_not_who_returned_it(theatre: Theatre) -> None:
    theatre.drop(amount=700_000)
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"))
    theatre.mail("pavlova", "Отклонить: не нужен", answers=theatre.letter("pavlova", "request"))
    theatre.mail("belova", "Вернуть: дорого", answers=theatre.letter("belova", "request"))
    text = " ".join(theatre.letter("titova", "finished").text.split())
    assert text.startswith("Договор З-2026-0001 отклонён пн 23.11 10:00: Павлова А. И. не нужен")


def test_several_contracts_in_one_letter_only_the_one_that_is_answered_is_decided(theatre: Theatre) -> None:
    first, second = theatre.drop(1000), theatre.drop(2000)
    letter = next(each for each in theatre.letters("orlova", "request") if first.number in each.subject)
    theatre.mail("orlova", f"{first.number} согласовано, {second.number} вернуть: нет сметы", answers=letter)
    assert theatre.waiting(first) == ["commercial"]
    assert theatre.waiting(second) == ["lawyer"]
    other = theatre.letter("orlova", "several")
    assert second.number in other.subject
    theatre.mail("orlova", "вернуть: нет сметы", answers=other)
    assert theatre.contract(second.number).status is Status.IN_REWORK

"""Orders by mail: status, withdraw, hold, resume, remind, another approver, more time; and who may give them."""

from __future__ import annotations

from application.conftest import Edited
from application.theatre import Theatre, in_zone
from daemon.workflow.model import Contract, Status


def _overdue(theatre: Theatre) -> Contract:
    """Both approvers of the fund have missed their deadline, and the ladder has begun."""
    contract = theatre.drop(700_000)
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"))
    for moment in ("2026-11-25 11:00", "2026-11-25 18:01", "2026-11-26 10:05"):
        theatre.at(moment)
    return contract


def test_whoever_takes_part_may_ask_where_a_contract_stands(theatre: Theatre) -> None:
    theatre.drop()
    theatre.mail("orlova", "Статус", answers=theatre.letter("orlova", "request"))
    status = theatre.letter("orlova", "status")
    assert status.first_lines.startswith("Сейчас: Правовая экспертиза, ждём Орлову М. П.")
    theatre.mail("mishin", "Статус", subject="[З-2026-0001]")
    assert "Финансовый контроль" in theatre.letter("mishin", "status").text


def test_a_person_who_takes_no_part_is_told_nothing_of_a_contract(theatre: Theatre) -> None:
    theatre.drop()
    theatre.mail("gromov", "Статус", subject="[З-2026-0001]")
    assert "вы не участвуете" in theatre.letter("gromov", "refused").text or theatre.letters("gromov", "unbound")
    assert theatre.letters("gromov", "status") == []


def test_the_initiator_withdraws_holds_and_resumes_by_a_word(theatre: Theatre) -> None:
    contract = theatre.drop()
    registered = theatre.letter("titova", "registered")
    theatre.mail("titova", "Приостановить: ждём смету", answers=registered)
    assert theatre.contract(contract.number).status is Status.ON_HOLD
    assert "ждём смету" in theatre.letter("orlova", "held").text
    theatre.mail("titova", "Продолжить", answers=theatre.letter("titova", "held"))
    assert theatre.contract(contract.number).status is Status.IN_APPROVAL
    theatre.mail("titova", "Отозвать", answers=registered)
    assert theatre.contract(contract.number).status is Status.WITHDRAWN
    assert "Договор З-2026-0001 отозван" in theatre.letter("titova", "done").text


def test_an_approver_may_not_withdraw(theatre: Theatre) -> None:
    contract = theatre.drop()
    theatre.mail("orlova", "Отозвать", answers=theatre.letter("orlova", "request"))
    assert theatre.contract(contract.number).status is Status.IN_APPROVAL
    assert "могут инициатор (Титова О. Н.) и администратор" in theatre.letter("orlova", "refused").text


def test_a_number_alone_does_not_steer_a_contract(theatre: Theatre) -> None:
    contract = theatre.drop()
    theatre.mail("titova", "Отозвать", subject="[З-2026-0001]")
    assert theatre.contract(contract.number).status is Status.IN_APPROVAL
    theatre.mail("titova", "Отозвать", answers=theatre.letter("titova", "number_alone"))
    assert theatre.contract(contract.number).status is Status.WITHDRAWN


def test_a_reminder_goes_to_everybody_who_is_waited_for_and_the_receipt_names_them(theatre: Theatre) -> None:
    theatre.drop(700_000)
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"))
    theatre.mail("titova", "Напомнить", answers=theatre.letter("titova", "registered"))
    assert theatre.letters("belova", "reminder")
    assert theatre.letters("pavlova", "reminder")
    assert "Напоминание отправлено: Белова И. О., Павлова А. И." in theatre.letter("titova", "done").text


def test_an_escalation_says_what_happens_next_and_its_reader_hands_the_request_over(theatre: Theatre) -> None:
    contract = _overdue(theatre)
    letter = next(x for x in theatre.letters("sokolov", "escalation") if "Белова" in x.subject)
    assert letter.first_lines.startswith("Белова И. О. не ответила до ср 25.11 18:00")
    assert "решать будет Соколов А. В." in letter.text
    theatre.mail("sokolov", "Передать Громову", answers=letter)
    assert theatre.waiting(contract) == ["procurement", "artistic"]
    assert "вместо Белова И. О. отвечает Громов П. И." in theatre.letter("sokolov", "done").text
    assert "запрос передан" in theatre.letter("belova", "void").text


def test_the_initiator_says_instead_of_whom(theatre: Theatre) -> None:
    contract = theatre.drop(700_000)
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"))
    registered = theatre.letter("titova", "registered")
    theatre.mail("titova", "Передать Громову", answers=registered)
    assert "Напишите, вместо кого" in theatre.letter("titova", "ask_back").text
    theatre.mail("titova", "Передать Громову вместо Беловой", answers=registered)
    assert theatre.waiting(contract) == ["procurement", "artistic"]


def test_a_deadline_is_moved_to_the_end_of_a_working_day(theatre: Theatre) -> None:
    contract = _overdue(theatre)
    letter = next(x for x in theatre.letters("titova", "escalation") if "Белова" in x.subject)
    theatre.mail("titova", "Продлить до пн 30.11", answers=letter)
    assert in_zone(theatre.request(contract, "commercial").due_at) == "2026-11-30 18:00"
    assert in_zone(theatre.request(contract, "procurement").due_at) == "2026-11-25 18:00"
    assert (
        "срок вашего ответа продлён до понедельника 30 ноября, 18:00" in theatre.letter("belova", "deadline_moved").text
    )


def test_a_deadline_on_a_free_day_moves_to_the_next_working_one(theatre: Theatre) -> None:
    contract = theatre.drop()
    theatre.mail("titova", "Продлить до 28.11", answers=theatre.letter("titova", "registered"))
    assert in_zone(theatre.request(contract, "lawyer").due_at) == "2026-11-30 18:00"


def test_a_deadline_in_the_past_or_on_no_day_is_not_set(theatre: Theatre) -> None:
    contract = theatre.drop()
    due = theatre.request(contract, "lawyer").due_at
    theatre.mail("titova", "Продлить до 20.11", answers=theatre.letter("titova", "registered"))
    assert "уже прошло" in theatre.letter("titova", "refused").text
    theatre.mail("titova", "Продлить до 31.11", answers=theatre.letter("titova", "registered"))
    assert theatre.request(contract, "lawyer").due_at == due


def test_an_order_that_is_refused_for_one_approver_changes_nothing_for_another(edited: Edited) -> None:
    """At half past six on Thursday the commercial director, who works till eight, could have had till then."""
    theatre = edited(
        lambda text: text.replace(
            "email: belova@scena.example, manager: director",
            "email: belova@scena.example, manager: director, calendar: stage",
        )
    )
    contract = theatre.drop(700_000)
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"))
    assert theatre.waiting(contract) == ["commercial", "procurement"]
    due = theatre.request(contract, "commercial").due_at
    theatre.at("2026-11-26 18:30")
    moved = len(theatre.letters("belova", "deadline_moved"))
    theatre.mail("titova", "Продлить до 26.11", answers=theatre.letter("titova", "registered"))
    assert "уже прошло" in theatre.letter("titova", "refused").text
    assert theatre.request(contract, "commercial").due_at == due
    assert theatre.events(contract, "DeadlineMoved") == []
    assert len(theatre.letters("belova", "deadline_moved")) == moved


def test_an_approver_may_not_give_themselves_more_time(theatre: Theatre) -> None:
    contract = theatre.drop()
    due = theatre.request(contract, "lawyer").due_at
    theatre.mail("orlova", "Продлить до 30.11", answers=theatre.letter("orlova", "request"))
    assert theatre.request(contract, "lawyer").due_at == due


def test_help_lists_what_can_be_written(theatre: Theatre) -> None:
    theatre.mail("orlova", "Помощь")
    assert "продлить до пн 30.11" in theatre.letter("orlova", "help").text


def test_the_answer_to_a_help_letter_is_about_the_contract_that_help_was_asked_about(theatre: Theatre) -> None:
    contract = theatre.drop()
    theatre.mail("orlova", "Помощь", answers=theatre.letter("orlova", "request"))
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "help"))
    assert "orlova" not in theatre.waiting(contract)
    assert theatre.letter("orlova", "receipt").first_lines.startswith("Записано: согласовано.")


def test_a_new_version_of_a_contract_on_hold_is_refused_with_what_to_do_and_taken_afterwards(theatre: Theatre) -> None:
    contract = theatre.drop()
    theatre.mail("orlova", "Вернуть: исправьте сумму", answers=theatre.letter("orlova", "request"))
    returned = theatre.letter("titova", "returned")
    form = next((each.name, each.content) for each in returned.message.attachments if each.name.endswith(".xlsx"))
    theatre.mail("titova", "Приостановить: ждём смету", answers=returned)
    theatre.mail("titova", "Исправлено", answers=returned, attachments=[form])
    refusal = theatre.letter("titova", "draft_rejected")
    assert "состояние: приостановлен" in " ".join(refusal.text.split())
    assert "ответьте «продолжить»" in " ".join(refusal.text.split())
    theatre.mail("titova", "Продолжить", answers=refusal)
    theatre.mail("titova", "Исправлено", answers=refusal, attachments=[form])
    assert len(theatre.contract(contract.number).versions) == 2


def test_a_sender_who_writes_without_end_is_answered_thirty_times_an_hour(theatre: Theatre) -> None:
    theatre.drop()
    request = theatre.letter("orlova", "request")
    for _ in range(35):
        theatre.mail("orlova", "Статус", answers=request)
    assert len(theatre.letters("orlova", "status")) == 30


def test_an_escalation_that_was_forwarded_gives_its_reader_no_say(theatre: Theatre) -> None:
    contract = _overdue(theatre)
    letter = next(x for x in theatre.letters("sokolov", "escalation") if "Белова" in x.subject)
    theatre.mail("mishin", "Передать Громову", answers=letter)
    assert theatre.waiting(contract) == ["commercial", "procurement"]


def test_a_surname_in_latin_letters_is_found_too(theatre: Theatre) -> None:
    for written, key in (("Pavlova", "procurement"), ("Zaitsev", "lawyer_deputy"), ("Zaytsev", "lawyer_deputy")):
        assert [each.key for each in theatre.app.find_by_surname(written)] == [key]
    assert [each.key for each in theatre.app.find_by_surname("Reed John")] == ["john"]
    assert theatre.app.find_by_surname("Smith") == ()

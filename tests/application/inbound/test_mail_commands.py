"""Orders by mail: status, withdraw, hold, resume, remind, another approver, more time; and who may give them."""

from __future__ import annotations

from application.conftest import Edited
from application.in_process_daemon import InProcessDaemon, in_zone
from daemon.workflow.model import Contract, Status


def _overdue(contractd: InProcessDaemon) -> Contract:
    """Both approvers of the fund have missed their deadline, and the ladder has begun."""
    contract = contractd.drop(700_000)
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    for moment in ("2026-11-25 11:00", "2026-11-25 18:01", "2026-11-26 10:05"):
        contractd.at(moment)
    return contract


def test_whoever_takes_part_may_ask_where_a_contract_stands(contractd: InProcessDaemon) -> None:
    contractd.drop()
    contractd.mail("orlova", "Статус", answers=contractd.letter("orlova", "request"))
    status = contractd.letter("orlova", "status")
    assert status.first_lines.startswith("Сейчас: Правовая экспертиза, ждём Орлову М. П.")
    contractd.mail("mishin", "Статус", subject="[З-2026-0001]")
    assert "Финансовый контроль" in contractd.letter("mishin", "status").text


def test_a_person_who_takes_no_part_is_told_nothing_of_a_contract(contractd: InProcessDaemon) -> None:
    contractd.drop()
    contractd.mail("gromov", "Статус", subject="[З-2026-0001]")
    [told] = contractd.letters("gromov")
    assert (told.kind, "Правовая экспертиза" in told.text) == ("not_found", False)


def test_an_order_that_does_not_fit_is_refused_with_the_status_in_words(contractd: InProcessDaemon) -> None:
    contractd.drop()
    contractd.mail("titova", "продолжить", answers=contractd.letter("titova", "registered"))
    assert "состояние договора З-2026-0001 – «На согласовании»" in contractd.letter("titova", "refused").text


def test_the_initiator_withdraws_holds_and_resumes_by_a_word(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    registered = contractd.letter("titova", "registered")
    contractd.mail("titova", "Приостановить: ждём смету", answers=registered)
    assert contractd.contract(contract.number).status is Status.ON_HOLD
    assert "ждём смету" in contractd.letter("orlova", "held").text
    contractd.mail("titova", "Продолжить", answers=contractd.letter("titova", "held"))
    assert contractd.contract(contract.number).status is Status.IN_APPROVAL
    contractd.mail("titova", "Отозвать", answers=registered)
    assert contractd.contract(contract.number).status is Status.WITHDRAWN
    assert "Договор З-2026-0001 отозван" in contractd.letter("titova", "done").text


def test_the_initiator_recalls_a_contract_to_correct_it(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    contractd.mail(
        "titova", "Отозвать для исправления: перепутала ИНН", answers=contractd.letter("titova", "registered")
    )
    assert contractd.contract(contract.number).status is Status.IN_REWORK
    told = contractd.letter("orlova", "recalled")
    assert "Отозван для исправления" in told.subject
    assert "ваш ответ по договору З-2026-0001 больше не нужен" in told.text
    assert "перепутала ИНН" in told.text
    returned = contractd.letter("titova", "returned")
    assert "отозван для исправления (Титова Ольга Николаевна)" in returned.text
    form = next(each for each in returned.message.attachments if each.name.endswith(".xlsx"))
    contractd.rework(contract, amount=600_000)
    after = contractd.contract(contract.number)
    assert (form.name[:11], after.number, after.version.number) == ("З-2026-0001", contract.number, 2)
    assert contractd.waiting(contract) == ["lawyer"]


def test_a_withdrawal_beside_words_of_correcting_is_asked_back_about(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    contractd.mail("titova", "Отозвать, исправлю сумму", answers=contractd.letter("titova", "registered"))
    assert contractd.contract(contract.number).status is Status.IN_APPROVAL
    asked = contractd.letter("titova", "ask_back")
    assert "отозвать договор совсем или отозвать, чтобы исправить" in asked.text
    contractd.mail("titova", "Отозвать для исправления", answers=asked)
    assert contractd.contract(contract.number).status is Status.IN_REWORK


def test_who_cannot_recall_is_told_what_to_do_instead(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    registered = contractd.letter("titova", "registered")
    contractd.mail("orlova", "Recall to correct", answers=contractd.letter("orlova", "request"))
    assert "могут инициатор (Титова О. Н.) и администратор" in contractd.letter("orlova", "refused").text
    contractd.mail("orlova", "Вернуть: нет сметы", answers=contractd.letter("orlova", "request"))
    contractd.mail("titova", "Отозвать для исправления", answers=registered)
    assert "и так на доработке" in contractd.letter("titova", "refused").text
    contractd.mail("titova", "Отозвать", answers=registered)
    contractd.mail("titova", "Отозвать для исправления", answers=registered)
    assert contractd.contract(contract.number).status is Status.WITHDRAWN
    assert "сдайте форму заново, это будет новый договор" in contractd.letter("titova", "refused").text


def test_an_approver_may_not_withdraw(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    contractd.mail("orlova", "Отозвать", answers=contractd.letter("orlova", "request"))
    assert contractd.contract(contract.number).status is Status.IN_APPROVAL
    assert "могут инициатор (Титова О. Н.) и администратор" in contractd.letter("orlova", "refused").text


def test_a_number_alone_does_not_steer_a_contract(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    contractd.mail("titova", "Отозвать", subject="[З-2026-0001]")
    assert contractd.contract(contract.number).status is Status.IN_APPROVAL
    contractd.mail("titova", "Отозвать", answers=contractd.letter("titova", "number_alone"))
    assert contractd.contract(contract.number).status is Status.WITHDRAWN


def test_a_reminder_goes_to_everybody_who_is_waited_for_and_the_receipt_names_them(contractd: InProcessDaemon) -> None:
    contractd.drop(700_000)
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    contractd.mail("titova", "Напомнить", answers=contractd.letter("titova", "registered"))
    assert contractd.letters("belova", "reminder")
    assert contractd.letters("pavlova", "reminder")
    assert "Напоминание отправлено: Белова И. О., Павлова А. И." in contractd.letter("titova", "done").text


def test_an_escalation_says_what_happens_next_and_its_reader_hands_the_request_over(contractd: InProcessDaemon) -> None:
    contract = _overdue(contractd)
    letter = next(x for x in contractd.letters("sokolov", "escalation") if "Белова" in x.subject)
    assert letter.first_lines.startswith("Белова И. О. не ответила до ср 25.11 18:00")
    assert "решать будет Соколов А. В." in letter.text
    contractd.mail("sokolov", "Передать Громову", answers=letter)
    assert contractd.waiting(contract) == ["procurement", "artistic"]
    assert "вместо Белова И. О. отвечает Громов П. И." in contractd.letter("sokolov", "done").text
    assert "запрос передан" in contractd.letter("belova", "void").text


def test_the_initiator_says_instead_of_whom(contractd: InProcessDaemon) -> None:
    contract = contractd.drop(700_000)
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    registered = contractd.letter("titova", "registered")
    contractd.mail("titova", "Передать Громову", answers=registered)
    assert "Напишите, вместо кого" in contractd.letter("titova", "ask_back").text
    contractd.mail("titova", "Передать Громову вместо Беловой", answers=registered)
    assert contractd.waiting(contract) == ["procurement", "artistic"]


def test_a_deadline_is_moved_to_the_end_of_a_working_day(contractd: InProcessDaemon) -> None:
    contract = _overdue(contractd)
    letter = next(x for x in contractd.letters("titova", "escalation") if "Белова" in x.subject)
    contractd.mail("titova", "Продлить до пн 30.11", answers=letter)
    assert in_zone(contractd.request(contract, "commercial").due_at) == "2026-11-30 18:00"
    assert in_zone(contractd.request(contract, "procurement").due_at) == "2026-11-25 18:00"
    assert (
        "срок вашего ответа продлён до понедельника 30 ноября, 18:00"
        in contractd.letter("belova", "deadline_moved").text
    )


def test_a_deadline_on_a_free_day_moves_to_the_next_working_one(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    contractd.mail("titova", "Продлить до 28.11", answers=contractd.letter("titova", "registered"))
    assert in_zone(contractd.request(contract, "lawyer").due_at) == "2026-11-30 18:00"


def test_a_deadline_in_the_past_or_on_no_day_is_not_set(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    due = contractd.request(contract, "lawyer").due_at
    contractd.mail("titova", "Продлить до 20.11", answers=contractd.letter("titova", "registered"))
    assert "уже прошло" in contractd.letter("titova", "refused").text
    contractd.mail("titova", "Продлить до 31.11", answers=contractd.letter("titova", "registered"))
    assert contractd.request(contract, "lawyer").due_at == due


def test_an_order_that_is_refused_for_one_approver_changes_nothing_for_another(edited: Edited) -> None:
    """At half past six on Thursday the commercial director, who works till eight, could have had till then."""
    contractd = edited(
        lambda text: text.replace(
            "email: belova@scena.example, manager: director",
            "email: belova@scena.example, manager: director, calendar: stage",
        )
    )
    contract = contractd.drop(700_000)
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    assert contractd.waiting(contract) == ["commercial", "procurement"]
    due = contractd.request(contract, "commercial").due_at
    contractd.at("2026-11-26 18:30")
    moved = len(contractd.letters("belova", "deadline_moved"))
    contractd.mail("titova", "Продлить до 26.11", answers=contractd.letter("titova", "registered"))
    assert "уже прошло" in contractd.letter("titova", "refused").text
    assert contractd.request(contract, "commercial").due_at == due
    assert contractd.events(contract, "DeadlineMoved") == []
    assert len(contractd.letters("belova", "deadline_moved")) == moved


def test_an_approver_may_not_give_themselves_more_time(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    due = contractd.request(contract, "lawyer").due_at
    contractd.mail("orlova", "Продлить до 30.11", answers=contractd.letter("orlova", "request"))
    assert contractd.request(contract, "lawyer").due_at == due


def test_help_lists_what_can_be_written(contractd: InProcessDaemon) -> None:
    contractd.mail("orlova", "Помощь")
    assert "продлить до пн 30.11" in contractd.letter("orlova", "help").text


def test_the_answer_to_a_help_letter_is_about_the_contract_that_help_was_asked_about(
    contractd: InProcessDaemon,
) -> None:
    contract = contractd.drop()
    contractd.mail("orlova", "Помощь", answers=contractd.letter("orlova", "request"))
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "help"))
    assert "orlova" not in contractd.waiting(contract)
    assert contractd.letter("orlova", "receipt").first_lines.startswith("Записано: согласовано.")


def test_a_new_version_of_a_contract_on_hold_is_refused_with_what_to_do_and_taken_afterwards(
    contractd: InProcessDaemon,
) -> None:
    contract = contractd.drop()
    contractd.mail("orlova", "Вернуть: исправьте сумму", answers=contractd.letter("orlova", "request"))
    returned = contractd.letter("titova", "returned")
    form = next((each.name, each.content) for each in returned.message.attachments if each.name.endswith(".xlsx"))
    contractd.mail("titova", "Приостановить: ждём смету", answers=returned)
    contractd.mail("titova", "Исправлено", answers=returned, attachments=[form])
    refusal = contractd.letter("titova", "draft_rejected")
    assert "состояние: приостановлен" in " ".join(refusal.text.split())
    assert "ответьте «продолжить»" in " ".join(refusal.text.split())
    contractd.mail("titova", "Продолжить", answers=refusal)
    contractd.mail("titova", "Отправляю без изменений", answers=refusal, attachments=[form])
    assert len(contractd.contract(contract.number).versions) == 2


def test_who_asks_as_often_as_they_like_is_answered_each_time(contractd: InProcessDaemon) -> None:
    contractd.drop()
    request = contractd.letter("orlova", "request")
    for _ in range(35):
        contractd.mail("orlova", "Статус", answers=request)
    assert len(contractd.letters("orlova", "status")) == 35


def test_a_machine_that_passes_for_a_person_is_answered_ten_times_a_day(contractd: InProcessDaemon) -> None:
    """It answers each of our letters with the same words, but for the number of its case."""
    contractd.drop()
    letter = contractd.letter("orlova", "request")
    for case in range(40):
        contractd.mail("orlova", f"Обращение {4000 + case} принято в работу", answers=letter)
        letter = contractd.letter("orlova")
    assert len(contractd.letters("orlova")) == 12  # the first answered another subject


def test_an_escalation_that_was_forwarded_gives_its_reader_no_say(contractd: InProcessDaemon) -> None:
    contract = _overdue(contractd)
    letter = next(x for x in contractd.letters("sokolov", "escalation") if "Белова" in x.subject)
    contractd.mail("mishin", "Передать Громову", answers=letter)
    assert contractd.waiting(contract) == ["commercial", "procurement"]


def test_a_surname_in_latin_letters_is_found_too(contractd: InProcessDaemon) -> None:
    for written, key in (("Pavlova", "procurement"), ("Zaitsev", "lawyer_deputy"), ("Zaytsev", "lawyer_deputy")):
        assert [each.key for each in contractd.app.find_by_surname(written)] == [key]
    assert [each.key for each in contractd.app.find_by_surname("Reed John")] == ["john"]
    assert contractd.app.find_by_surname("Smith") == ()

"""A From is easily forged: what a forger may know (a number, a letter sent to themself) decides and steers nothing."""

from __future__ import annotations

from application.conftest import Edited
from application.in_process_daemon import InProcessDaemon
from daemon.documents.forms import filled_from, make_form
from daemon.workflow import commands as c
from daemon.workflow.model import Status, Verdict


def test_the_initiator_cannot_approve_in_the_approver_s_name(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    contractd.at("2026-11-30 10:00")
    escalation = contractd.letter("titova", "escalation")  # about the lawyer's request, without its token
    contractd.mail("orlova", "Согласовано", answers=escalation)
    assert contractd.events(contract, "VerdictGiven") == []
    asked = contractd.letter("orlova", "number_alone")
    assert "Ничего не записано" in asked.text
    contractd.mail("orlova", "Согласовано", answers=asked)
    assert len(contractd.events(contract, "VerdictGiven")) == 1


def test_an_approver_cannot_steer_in_the_initiator_s_name(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    request = contractd.letter("orlova", "request")
    for order in ("Отозвать", "Приостановить", "Продлить до 01.12.2026", "Передать Зайцеву"):
        contractd.mail("titova", order, answers=request)
    assert (contractd.contract(contract.number).status, contractd.waiting(contract)) == (Status.IN_APPROVAL, ["lawyer"])
    contractd.mail("titova", "Отозвать", answers=contractd.letter("titova", "number_alone"))
    assert contractd.contract(contract.number).status is Status.WITHDRAWN


def test_a_forwarded_escalation_gives_nobody_the_right_to_hand_over(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    contractd.at("2026-12-10 10:00")
    before = contractd.waiting(contract)
    told = [each for each in contractd.letters(kind="escalation") if "titova" not in each.recipient]
    contractd.mail("mishin", "Передать Мишину", answers=told[-1])
    assert contractd.waiting(contract) == before


def test_an_answer_to_a_letter_about_an_earlier_version_does_not_count_for_the_present_one(
    contractd: InProcessDaemon,
) -> None:
    contract = contractd.drop()
    contractd.mail("orlova", "статус", answers=contractd.letter("orlova", "request"))
    contractd.do(contract, c.Hold("Титова"))
    held = contractd.letter("orlova", "held")
    contractd.do(contract, c.Resume("Титова"))
    contractd.mail("orlova", "Вернуть: исправьте сумму", answers=contractd.letter("orlova", "request"))
    contractd.clock = contractd.clock.replace(minute=30)
    contractd.rework(contract, 400_000)
    assert contractd.contract(contract.number).round == 2
    contractd.mail("orlova", "Согласовано", answers=held)
    given = contractd.events(contract, "VerdictGiven")
    assert [each.verdict for each in given] == [Verdict.RETURN]  # type: ignore[attr-defined]
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "number_alone"))
    assert len(contractd.events(contract, "VerdictGiven")) == 2


def test_an_empty_answer_to_a_question_is_no_answer(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    contractd.mail("orlova", "Вопрос: почему такая сумма?", answers=contractd.letter("orlova", "request"))
    contractd.mail("titova", "", answers=contractd.letter("titova", "question"))
    assert contractd.request(contract, "lawyer").question is not None
    assert "нет ваших слов" in contractd.letter("titova", "ask_back").text


def test_a_new_version_by_mail_answers_a_letter_that_the_initiator_got(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    contractd.mail("orlova", "Вернуть: исправьте сумму", answers=contractd.letter("orlova", "request"))
    returned = contractd.letter("titova", "returned")
    form = next((each.name, each.content) for each in returned.message.attachments if each.name.endswith(".xlsx"))
    contractd.mail("titova", "Исправлено", answers=contractd.letter("orlova", "request"), attachments=[form])
    contractd.mail("titova", "Исправлено", subject=f"[{contract.number}]", attachments=[form])
    contractd.mail("titova", "Исправлено", subject="Новая версия", attachments=[form])
    assert len(contractd.contract(contract.number).versions) == 1
    refusal = contractd.letter("titova", "draft_rejected")
    assert "Ответьте с этим файлом на это письмо" in refusal.text
    contractd.mail("titova", "Отправляю без изменений", answers=refusal, attachments=[form])
    assert len(contractd.contract(contract.number).versions) == 2


def test_a_proof_is_wanted_of_drafts_where_the_house_wants_one_of_answers(edited: Edited) -> None:
    contractd = edited(lambda text: text.replace("identity: token_and_address", "identity: authenticated"))
    contract = contractd.drop()
    type_ = contractd.app.settings.contract_types["purchase"]
    filled = filled_from(contractd.drop(300_000).facts, "", contract.initiator.key)
    form = ("form.xlsx", make_form(type_, contractd.app.people(), "ru", filled))
    contractd.mail("titova", "Новый договор", subject="Заявка", attachments=[form])
    assert "(нет DMARC или DKIM)" in contractd.letter("titova", "draft_rejected").text
    assert len(contractd.numbers()) == 2


def test_a_substitute_named_in_a_fresh_mail_is_confirmed_from_the_known_address(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    contractd.mail("orlova", "Я в отпуске с 23 ноября по 4 декабря, за меня Мишин", subject="Отпуск")
    assert contractd.waiting(contract) == ["lawyer"]
    asked = contractd.letter("orlova", "absence_proposed")
    contractd.mail("orlova", "Да", answers=asked)
    assert contractd.waiting(contract) != ["lawyer"]


def test_an_automatic_reply_out_of_the_blue_is_not_confirmed_by_whom_it_names(contractd: InProcessDaemon) -> None:
    contractd.drop()
    notice = "Нахожусь в отпуске с 23 ноября по 4 декабря. Меня замещает Мишин."
    contractd.mail("orlova", notice, subject="Автоответ", headers=[("Auto-Submitted", "auto-replied")])
    assert contractd.letters("mishin", "absence_proposed") == []


def test_orders_want_a_proof_where_answers_do(edited: Edited) -> None:
    contractd = edited(lambda text: text.replace("identity: token_and_address", "identity: authenticated"))
    contract = contractd.drop()
    contractd.mail("orlova", "Передать Зайцеву", answers=contractd.letter("orlova", "request"))
    contractd.mail("titova", "Отозвать", answers=contractd.letter("titova", "registered"))
    assert (contractd.contract(contract.number).status, contractd.waiting(contract)) == (Status.IN_APPROVAL, ["lawyer"])
    assert "(нет DMARC или DKIM)" in contractd.letter("titova", "refused").text

"""A From is easily forged: what a forger may know (a number, a letter sent to themself) decides and steers nothing."""

from __future__ import annotations

from application.conftest import Edited
from application.theatre import Theatre
from daemon.documents.forms import filled_from, make_form
from daemon.workflow import commands as c
from daemon.workflow.model import Status, Verdict


def test_the_initiator_cannot_approve_in_the_approver_s_name(theatre: Theatre) -> None:
    contract = theatre.drop()
    theatre.at("2026-11-30 10:00")
    escalation = theatre.letter("titova", "escalation")  # about the lawyer's request, without its token
    theatre.mail("orlova", "Согласовано", answers=escalation)
    assert theatre.events(contract, "VerdictGiven") == []
    asked = theatre.letter("orlova", "number_alone")
    assert "Ничего не записано" in asked.text
    theatre.mail("orlova", "Согласовано", answers=asked)
    assert len(theatre.events(contract, "VerdictGiven")) == 1


def test_an_approver_cannot_steer_in_the_initiator_s_name(theatre: Theatre) -> None:
    contract = theatre.drop()
    request = theatre.letter("orlova", "request")
    for order in ("Отозвать", "Приостановить", "Продлить до 01.12.2026", "Передать Зайцеву"):
        theatre.mail("titova", order, answers=request)
    assert (theatre.contract(contract.number).status, theatre.waiting(contract)) == (Status.IN_APPROVAL, ["lawyer"])
    theatre.mail("titova", "Отозвать", answers=theatre.letter("titova", "number_alone"))
    assert theatre.contract(contract.number).status is Status.WITHDRAWN


def test_a_forwarded_escalation_gives_nobody_the_right_to_hand_over(theatre: Theatre) -> None:
    contract = theatre.drop()
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"))
    theatre.at("2026-12-10 10:00")
    before = theatre.waiting(contract)
    told = [each for each in theatre.letters(kind="escalation") if "titova" not in each.recipient]
    theatre.mail("mishin", "Передать Мишину", answers=told[-1])
    assert theatre.waiting(contract) == before


def test_an_answer_to_a_letter_about_an_earlier_version_does_not_count_for_the_present_one(theatre: Theatre) -> None:
    contract = theatre.drop()
    theatre.mail("orlova", "статус", answers=theatre.letter("orlova", "request"))
    theatre.do(contract, c.Hold("Титова"))
    held = theatre.letter("orlova", "held")
    theatre.do(contract, c.Resume("Титова"))
    theatre.mail("orlova", "Вернуть: исправьте сумму", answers=theatre.letter("orlova", "request"))
    theatre.clock = theatre.clock.replace(minute=30)
    theatre.rework(contract, 400_000)
    assert theatre.contract(contract.number).round == 2
    theatre.mail("orlova", "Согласовано", answers=held)
    given = theatre.events(contract, "VerdictGiven")
    assert [each.verdict for each in given] == [Verdict.RETURN]  # type: ignore[attr-defined]
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "number_alone"))
    assert len(theatre.events(contract, "VerdictGiven")) == 2


def test_an_empty_answer_to_a_question_is_no_answer(theatre: Theatre) -> None:
    contract = theatre.drop()
    theatre.mail("orlova", "Вопрос: почему такая сумма?", answers=theatre.letter("orlova", "request"))
    theatre.mail("titova", "", answers=theatre.letter("titova", "question"))
    assert theatre.request(contract, "lawyer").question is not None
    assert "нет ваших слов" in theatre.letter("titova", "ask_back").text


def test_a_new_version_by_mail_answers_a_letter_that_the_initiator_got(theatre: Theatre) -> None:
    contract = theatre.drop()
    theatre.mail("orlova", "Вернуть: исправьте сумму", answers=theatre.letter("orlova", "request"))
    returned = theatre.letter("titova", "returned")
    form = next((each.name, each.content) for each in returned.message.attachments if each.name.endswith(".xlsx"))
    theatre.mail("titova", "Исправлено", answers=theatre.letter("orlova", "request"), attachments=[form])
    theatre.mail("titova", "Исправлено", subject=f"[{contract.number}]", attachments=[form])
    theatre.mail("titova", "Исправлено", subject="Новая версия", attachments=[form])
    assert len(theatre.contract(contract.number).versions) == 1
    refusal = theatre.letter("titova", "draft_rejected")
    assert "Ответьте с этим файлом на это письмо" in refusal.text
    theatre.mail("titova", "Исправлено", answers=refusal, attachments=[form])
    assert len(theatre.contract(contract.number).versions) == 2


def test_a_proof_is_wanted_of_drafts_where_the_house_wants_one_of_answers(edited: Edited) -> None:
    theatre = edited(lambda text: text.replace("identity: token_and_address", "identity: authenticated"))
    contract = theatre.drop()
    type_ = theatre.app.settings.contract_types["purchase"]
    filled = filled_from(theatre.drop(300_000).facts, "", contract.initiator.key)
    form = ("form.xlsx", make_form(type_, theatre.app.people(), "ru", filled))
    theatre.mail("titova", "Новый договор", subject="Заявка", attachments=[form])
    assert "(нет DMARC или DKIM)" in theatre.letter("titova", "draft_rejected").text
    assert len(theatre.numbers()) == 2


def test_a_substitute_named_in_a_fresh_mail_is_confirmed_from_the_known_address(theatre: Theatre) -> None:
    contract = theatre.drop()
    theatre.mail("orlova", "Я в отпуске с 23 ноября по 4 декабря, за меня Мишин", subject="Отпуск")
    assert theatre.waiting(contract) == ["lawyer"]
    asked = theatre.letter("orlova", "absence_proposed")
    theatre.mail("orlova", "Да", answers=asked)
    assert theatre.waiting(contract) != ["lawyer"]


def test_an_automatic_reply_out_of_the_blue_is_not_confirmed_by_whom_it_names(theatre: Theatre) -> None:
    theatre.drop()
    notice = "Нахожусь в отпуске с 23 ноября по 4 декабря. Меня замещает Мишин."
    theatre.mail("orlova", notice, subject="Автоответ", headers=[("Auto-Submitted", "auto-replied")])
    assert theatre.letters("mishin", "absence_proposed") == []


def test_orders_want_a_proof_where_answers_do(edited: Edited) -> None:
    theatre = edited(lambda text: text.replace("identity: token_and_address", "identity: authenticated"))
    contract = theatre.drop()
    theatre.mail("orlova", "Передать Зайцеву", answers=theatre.letter("orlova", "request"))
    theatre.mail("titova", "Отозвать", answers=theatre.letter("titova", "registered"))
    assert (theatre.contract(contract.number).status, theatre.waiting(contract)) == (Status.IN_APPROVAL, ["lawyer"])
    assert "(нет DMARC или DKIM)" in theatre.letter("titova", "refused").text

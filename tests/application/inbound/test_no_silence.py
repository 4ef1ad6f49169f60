"""No mail of a person of the directory stays without an answer; what fitted nothing is told to the administrators."""

from __future__ import annotations

import json

import pytest

from application.conftest import Edited
from application.in_process_daemon import DRAFT, InProcessDaemon
from daemon.application import unmatched_mails
from daemon.application.quarantine import quarantine
from daemon.store.job_key import JobKey, JobKind
from daemon.workflow.commands import Withdraw

FORM = ("form.xlsx", b"PK\x03\x04 no workbook at all")

WORDS = [
    "",
    "Спасибо!",
    "Ау",
    "?",
    "\U0001f44d",
    "Согласовано",
    "Вернуть",
    "вопрос",
    "Отмена",
    "Отозвать",
    "Напомнить",
    "Продлить",
    "Передать Кузнецову",
    "Да",
    "Нет",
    "123456",
    "Я в отпуске",
    "Смотрю, отвечу позже",
    "-----Original Message-----\nFrom: a@b.example\nSubject: x\n\nПосмотрите, пожалуйста",
    "Сколько стоит билет?",
]


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("state", ["under way", "withdrawn"])
def test_every_mail_of_a_person_is_answered(contractd: InProcessDaemon, words: str, state: str) -> None:
    contract = contractd.drop()
    letters = {
        "orlova": contractd.letter("orlova", "request"),
        "titova": contractd.letter("titova", "registered"),
        "gromov": contractd.letter("orlova", "request"),  # somebody passed it on
    }
    if state == "withdrawn":
        contractd.do(contract, Withdraw("admin", "не нужен"))
    for person, letter in letters.items():
        for answers in (letter, None):
            contractd.new()
            contractd.mail(person, words, answers=answers, subject="" if answers else "Письмо")
            told = [each.kind for each in contractd.new() if each.recipient == f"{person}@scena.example"]
            assert told, (person, answers is not None)


def test_a_mail_with_nothing_but_a_file_is_answered(contractd: InProcessDaemon) -> None:
    contractd.drop()
    for answers in (contractd.letter("orlova", "request"), None):
        contractd.new()
        contractd.mail("orlova", "", answers=answers, attachments=[("скан.pdf", b"%PDF-1.4")])
        assert [each for each in contractd.new() if each.recipient == "orlova@scena.example"]


def test_a_mail_that_could_not_be_worked_on_is_answered_once(contractd: InProcessDaemon) -> None:
    mail = contractd.store(contractd.written("orlova", "Согласовано"))
    for _ in range(2):
        quarantine(contractd.app, JobKey(JobKind.MAIL, mail or 0), ValueError("a bug"))
    [told] = contractd.letters("orlova")
    assert told.text.startswith("Ваше письмо получено и сохранено, но прочитать его пока не удалось.")


def test_a_quarantined_mail_of_a_machine_is_not_answered(contractd: InProcessDaemon) -> None:
    mail = contractd.store(contractd.written("orlova", "Меня нет", headers=[("Auto-Submitted", "auto-replied")]))
    quarantine(contractd.app, JobKey(JobKind.MAIL, mail or 0), ValueError("a bug"))
    assert contractd.letters("orlova") == []


# -- strangers --------------------------------------------------------------------------------------------------------


def test_a_stranger_who_sends_a_form_gets_one_polite_answer_a_day_in_both_languages(
    contractd: InProcessDaemon,
) -> None:
    contractd.drop()
    contractd.new()
    for _ in range(3):
        contractd.mail("kuznetsov@mail.example", "Добрый день, договор во вложении", attachments=[FORM])
    [told] = contractd.new()
    assert (told.recipient, told.kind) == ("kuznetsov@mail.example", "stranger")
    assert "Ваше письмо получено, но вашего адреса нет в справочнике" in told.text
    assert "Your mail has arrived, but your address is not in the directory" in told.text
    assert "З-2026" not in told.text
    assert told.message.header("auto-submitted").startswith("auto-")
    contractd.at("2026-11-24 07:00")
    contractd.new()
    contractd.mail("kuznetsov@mail.example", "Добрый день, договор во вложении", attachments=[FORM])
    assert [each.kind for each in contractd.new()] == ["stranger"]


@pytest.mark.parametrize(
    ("sender", "headers"),
    [
        ("kuznetsov@mail.example", [("Auto-Submitted", "auto-generated")]),
        ("kuznetsov@mail.example", [("Precedence", "bulk")]),
        ("kuznetsov@mail.example", [("Return-Path", "<>")]),
        ("noreply@mail.example", []),
    ],
)
def test_a_machine_that_sends_a_form_gets_nothing(
    contractd: InProcessDaemon, sender: str, headers: list[tuple[str, str]]
) -> None:
    contractd.mail(sender, "Документ во вложении", attachments=[FORM], headers=headers)
    assert contractd.letters() == []


def test_a_stranger_without_a_form_gets_nothing(contractd: InProcessDaemon) -> None:
    contractd.mail("kuznetsov@mail.example", "где договор с Ромашкой?")
    assert contractd.letters() == []


def test_no_more_than_thirty_strangers_a_day_are_answered(contractd: InProcessDaemon) -> None:
    for number in range(33):
        contractd.mail(f"kuznetsov{number}@mail.example", "Форма", attachments=[FORM])
    assert len(contractd.letters()) == 30


# -- what fitted nothing ----------------------------------------------------------------------------------------------


def _unmatched(contractd: InProcessDaemon) -> list[unmatched_mails.UnmatchedMail]:
    with contractd.database.read() as connection:
        return list(unmatched_mails.unmatched(connection, contractd.app.directory))


def test_what_fitted_nothing_is_told_once_a_morning_with_who_probably_wrote(edited: Edited) -> None:
    contractd = edited(lambda text: text.replace("email: belova@scena.example", "email: belowa@scena.example"))
    contractd.drop()
    contractd.at("2026-11-23 11:00")
    contractd.new()
    contractd.mail("belova", "Согласовано", subject="Договор закупки")
    contractd.mail("orlova", "Ау", subject="Привет")
    contractd.mail("orlova", "где договор с Ромашкой?")
    contractd.at("2026-11-23 18:00")
    assert contractd.letters("admin", "unmatched") == []
    contractd.at("2026-11-24 08:00")
    [told] = contractd.letters("admin", "unmatched")
    assert told.text.startswith("Писем, которые ни к чему не подошли: 2.")
    assert "belova@scena.example: «Договор закупки». Адреса нет в справочнике." in told.text
    assert "Похоже, это Белова И. О. <belowa@scena.example> (в справочнике commercial): проверьте адрес." in told.text
    assert "Без ответа." in told.text
    assert "orlova@scena.example: «Привет». Непонятно, о каком договоре. Ответ отправлен." in told.text
    for moment in ("2026-11-24 08:01", "2026-11-24 12:00", "2026-11-25 09:00", "2026-11-26 09:00"):
        contractd.at(moment)
    assert len(contractd.letters("admin", "unmatched")) == 1


def test_a_daemon_that_was_stopped_for_days_tells_once_of_all_of_them(contractd: InProcessDaemon) -> None:
    contractd.at("2026-11-23 11:00")
    contractd.mail("belowa@scena.example", "Согласовано")
    contractd.clock = contractd.clock.replace(day=25)
    contractd.mail("belowa@scena.example", "Согласовано, я писала позавчера")
    contractd.at("2026-11-27 10:00")
    [told] = contractd.letters("admin", "unmatched")
    assert told.text.startswith("Писем, которые ни к чему не подошли: 2.")


def test_two_daemons_tell_once(contractd: InProcessDaemon) -> None:
    contractd.mail("belowa@scena.example", "Согласовано")
    contractd.at("2026-11-24 09:00")
    with contractd.database.transaction() as tx:
        from daemon.store import sequences

        assert sequences.reach(tx, "unmatched mails told", contractd.clock.date().toordinal()) is None
    unmatched_mails.tell_of_unmatched(contractd.app)
    assert len(contractd.letters("admin", "unmatched")) == 1


@pytest.mark.parametrize(
    ("sender", "meant"),
    [
        ("belowa@scena.example", "commercial"),
        ("belova@scena.exampel", "commercial"),
        ("belova@mail.example", "commercial"),
        ("Белова Ирина Олеговна <irina77@mail.example>", "commercial"),
        ("Ирина Белова <irina77@mail.example>", "commercial"),
        ("Кузнецов Иван <kuznetsov@mail.example>", None),
        ("spam@shop.example", None),
    ],
)
def test_who_a_stranger_probably_is(contractd: InProcessDaemon, sender: str, meant: str | None) -> None:
    contractd.mail(sender, "Согласовано")
    [mail] = _unmatched(contractd)
    assert (mail.meant.key if mail.meant else None) == meant
    assert mail.why == "stranger"


def test_what_somebody_is_told_of_a_form_stands_with_the_mail(contractd: InProcessDaemon) -> None:
    contractd.mail("kuznetsov@mail.example", "Форма", attachments=[("purchase.yaml", DRAFT.encode()), FORM])
    [mail] = _unmatched(contractd)
    assert (mail.sender, mail.why, mail.answered) == ("kuznetsov@mail.example", "stranger", ("stranger",))


def test_machines_are_nobody_s_business(contractd: InProcessDaemon) -> None:
    outcome = contractd.mail("news@shop.example", "Скидки", headers=[("Auto-Submitted", "auto-generated")])
    assert json.loads(outcome)["kind"] != "person"
    assert _unmatched(contractd) == []

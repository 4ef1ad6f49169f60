"""A machine is never a person, and a person is never a machine."""

from __future__ import annotations

import pytest

from daemon.mail.classify.sender_kind import Kind
from daemon.mail.interpret.pipeline import Interpretation, interpret
from daemon.mail.interpret.rules import Intent
from mail.post import LEXICON, OWN, letter, mail, marked

TAG = "[З-2026-0042/pesrq4e82r]"


def interpretation(raw: bytes, *, known: bool = True) -> Interpretation:
    return interpret(raw, own_addresses=OWN, sent=letter() if known else None, lexicon=LEXICON)


AUTO_HEADERS = [
    ("Auto-Submitted", "auto-replied"),
    ("Auto-Submitted", "auto-generated"),
    ("Auto-Submitted", "auto-replied (vacation)"),
    ("X-Autoreply", "yes"),
    ("X-Auto-Reply", "true"),
    ("X-Autorespond", "1"),
    ("X-Vacation", "yes"),
    ("Precedence", "auto_reply"),
    ("Preference", "auto_reply"),
    ("X-POST-MessageClass", "9; Autoresponder"),
    ("X-FC-MachineGenerated", "true"),
    ("Return-Path", "<>"),
]


@pytest.mark.parametrize(("name", "value"), AUTO_HEADERS)
def test_a_header_of_automatic_replies_makes_one_whatever_the_words(name: str, value: str) -> None:
    result = interpretation(mail("Согласовано", headers=((name, value),)))
    assert result.kind is Kind.AUTO_REPLY
    assert result.verdict is None


@pytest.mark.parametrize(("name", "value"), [("Auto-Submitted", "no"), ("X-Auto-Response-Suppress", "All")])
def test_headers_that_people_have_too_make_no_machine(name: str, value: str) -> None:
    assert interpretation(mail("Согласовано", headers=((name, value),))).verdict is Intent.APPROVE


AUTO_SUBJECTS = [
    "Автоматический ответ: {}",
    "Автоответ: {}",
    "Автоответ",
    "Re: Автоответ: {}",
    "Automatic reply: {}",
    "Auto: {}",
    "Out of Office: {}",
    "Out of office AutoReply: {}",
    "Вне офиса: {}",
    "Я в отпуске",
    "Abwesenheitsnotiz: {}",
]


@pytest.mark.parametrize("subject", AUTO_SUBJECTS)
def test_a_subject_of_automatic_replies_makes_one(subject: str) -> None:
    assert interpretation(mail("Согласовано", subject=subject.format(f"{TAG} На согласование"))).kind is Kind.AUTO_REPLY


NOTICES = [
    "Здравствуйте! Я нахожусь в отпуске с 1 по 14 декабря. По срочным вопросам обращайтесь к Зайцеву О. Ю.",
    "Добрый день.\nВ настоящее время я отсутствую на рабочем месте, отвечу после 30.11.2026.",
    "Спасибо за ваше письмо! Я в командировке до 5 декабря и не всегда имею доступ к почте.",
    "Вне офиса. Вернусь 7 декабря.",
    "Нахожусь на больничном.",
    "I am out of the office until December 3. For urgent matters please contact John Reed.",
    "Thank you for your email. I'm on annual leave with limited access to email.",
    "Ваше письмо получено и будет рассмотрено в ближайшее время.",
    "Ваша заявка № 12345 зарегистрирована. Не отвечайте на это письмо.",
    "This is an automated response. Your request has been received.",
    "Этот почтовый ящик больше не обслуживается.",
    "Иванов больше не работает в компании.",
]


@pytest.mark.parametrize("text", NOTICES)
def test_a_notice_without_any_header_is_a_machines(text: str) -> None:
    assert interpretation(mail(text)).kind is Kind.AUTO_REPLY


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Согласовано. С завтрашнего дня я в отпуске", {Intent.APPROVE, Intent.APPROVE_WITH_REMARKS}),
        ("Согласовано.\nС понедельника в отпуске, за меня Зайцев", {Intent.APPROVE, Intent.APPROVE_WITH_REMARKS}),
        ("Вернуть: директор в отпуске до 14 декабря, подписать некому", {Intent.RETURN}),
        ("Вопрос: кто подписывает, пока директор в командировке?", {Intent.QUESTION}),
    ],
)  # fmt: skip
def test_a_person_who_speaks_of_an_absence_is_a_person(text: str, said: set[Intent]) -> None:
    result = interpretation(mail(f"{text}\n\n{marked(letter())}"))
    assert result.kind is Kind.PERSON
    assert result.verdict in said


def test_an_absence_is_told_in_either_case() -> None:
    by_machine = interpretation(mail(NOTICES[0])).absent
    by_person = interpretation(mail("Согласовано.\nС понедельника в отпуске до 14 декабря")).absent
    assert by_machine is not None
    assert by_machine.substitute_words == "Зайцеву О. Ю."
    assert by_person is not None


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        ("Прочтено: {}", Kind.RECEIPT),
        ("Read: {}", Kind.RECEIPT),
        ("Не прочтено: {}", Kind.RECEIPT),
        ("Уведомление о прочтении", Kind.RECEIPT),
        ("Принято: {}", Kind.CALENDAR),
        ("Отклонено: {}", Kind.CALENDAR),
        ("Accepted: {}", Kind.CALENDAR),
        ("Отзыв: {}", Kind.UNKNOWN),
        ("Recall: {}", Kind.UNKNOWN),
        ("Не доставлено: {}", Kind.BOUNCE),
        ("Undeliverable: {}", Kind.BOUNCE),
        ("Mail delivery failed: returning message to sender", Kind.BOUNCE),
    ],
)
def test_subjects_that_machines_begin(subject: str, kind: Kind) -> None:
    result = interpretation(mail("", subject=subject.format(f"{TAG} На согласование")))
    assert result.kind is kind
    assert result.verdict is None


def test_a_person_who_answers_under_such_a_subject_is_heard() -> None:
    assert interpretation(mail("Вернуть: нет сметы", subject=f"Принято: {TAG}")).verdict is Intent.RETURN


@pytest.mark.parametrize(
    "header", [("List-Id", "<news.example>"), ("List-Unsubscribe", "<mailto:u@n.example>"), ("Precedence", "bulk")]
)
def test_lists_and_newsletters_are_bulk(header: tuple[str, str]) -> None:
    assert interpretation(mail("Согласовано", headers=(header,))).kind is Kind.BULK


def test_a_challenge_is_bulk() -> None:
    text = "Подтвердите, что вы не робот: перейдите по ссылке https://filter.example/1"
    assert interpretation(mail(text)).kind is Kind.BULK


@pytest.mark.parametrize("sender", ["contracts@scena.example", "contracts+pesrq4e82r@scena.example"])
def test_our_own_mail_come_back_is_own(sender: str) -> None:
    assert interpretation(mail("Согласовано", sender=sender)).kind is Kind.OWN


@pytest.mark.parametrize("sender", ["MAILER-DAEMON@mx.example", "postmaster@scena.example"])
def test_a_mail_systems_sender_makes_a_bounce(sender: str) -> None:
    assert interpretation(mail("Согласовано", sender=sender)).kind is Kind.BOUNCE


def _multipart(kind: str, *parts: tuple[str, str]) -> bytes:
    head = mail("").split(b"\r\n\r\n", maxsplit=1)[0].split(b"\r\n")
    kept = [line for line in head if not line.lower().startswith((b"content-", b"mime-"))]
    out = [*kept, b"MIME-Version: 1.0", f'Content-Type: {kind}; boundary="b"'.encode(), b""]
    for media_type, text in parts:
        out += [b"--b", f"Content-Type: {media_type}; charset=utf-8".encode(), b"", text.encode()]
    return b"\r\n".join([*out, b"--b--", b""])


def test_a_disposition_notification_is_a_receipt() -> None:
    raw = _multipart(
        "multipart/report; report-type=disposition-notification",
        ("text/plain", "Согласовано"),
        ("message/disposition-notification", "Disposition: manual-action/MDN-sent-manually; displayed"),
    )
    assert interpretation(raw).kind is Kind.RECEIPT


def test_a_delivery_status_is_a_bounce_with_the_address_and_the_reason() -> None:
    status = (
        "Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; orlova@scena.example\r\nAction: failed\r\n"
        "Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user"
    )
    raw = _multipart(
        "multipart/report; report-type=delivery-status",
        ("text/plain", "Согласовано"),
        ("message/delivery-status", status),
    )
    bounce = interpretation(raw).bounce
    assert bounce is not None
    assert [(each.address, each.status, each.why) for each in bounce.failed] == [
        ("orlova@scena.example", "5.1.1", "550 5.1.1 no such user")
    ]
    assert bounce.permanent


def test_a_report_of_delivery_is_no_bounce() -> None:
    status = "Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\nAction: delivered"
    raw = _multipart(
        "multipart/report; report-type=delivery-status", ("text/plain", "ok"), ("message/delivery-status", status)
    )
    assert interpretation(raw).kind is Kind.RECEIPT


def test_an_answer_to_a_meeting_is_a_calendars() -> None:
    raw = _multipart(
        "multipart/alternative", ("text/plain", "Принято"), ("text/calendar; method=REPLY", "BEGIN:VCALENDAR")
    )
    assert interpretation(raw).kind is Kind.CALENDAR


@pytest.mark.parametrize(
    "raw",
    [
        _multipart(
            "multipart/alternative",
            ("text/plain", "👍\n\nМария Орлова reacted via Gmail"),
            ("text/vnd.google.email-reaction+json", '{"emoji": "👍", "version": 1}'),
        ),
        mail("👍", subject="Мария Орлова reacted to your message: На согласование"),
    ],
)
def test_a_reaction_is_a_persons_but_no_word(raw: bytes) -> None:
    result = interpretation(raw)
    assert result.kind is Kind.PERSON
    assert result.verdict is Intent.UNCLEAR

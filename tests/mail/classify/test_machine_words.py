"""What a subject or a part hints at is a machine's only if the words are: a person chooses such subjects, too."""

from __future__ import annotations

import pytest

from daemon.mail.classify.machine_words import are_calendars, are_mail_systems, are_receipts, speak_of_contract
from daemon.mail.classify.sender_kind import Kind
from daemon.mail.interpret.pipeline import Interpretation, interpret
from daemon.mail.interpret.rules import Intent
from mail.post import LEXICON, OWN, letter, mail

TAG = "[З-2026-0042/pesrq4e82r]"
REPLIED = (("In-Reply-To", letter().message_id),)
COLLEAGUE = "titova@scena.example"


def interpretation(raw: bytes) -> Interpretation:
    return interpret(raw, own_addresses=OWN, sent=letter(), lexicon=LEXICON)


def of_parts(kind: str, *parts: tuple[str, str], subject: str = f"Re: {TAG}") -> bytes:
    head = mail("", subject=subject, headers=REPLIED).split(b"\r\n\r\n", maxsplit=1)[0].split(b"\r\n")
    kept = [line for line in head if not line.lower().startswith((b"content-", b"mime-"))]
    out = [*kept, b"MIME-Version: 1.0", f'Content-Type: {kind}; boundary="b"'.encode(), b""]
    for headers, text in parts:
        out += [b"--b", f"Content-Type: {headers}".encode(), b"", text.encode()]
    return b"\r\n".join([*out, b"--b--", b""])


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Ошибка доставки оборудования", "Оборудование не привезли. Что делать с договором З-2026-0042?"),
        ("Недоставка оборудования", "Поставщик не привёз пульт за 500 рублей."),
        ("Возврат письма поставщику", "Верните договор З-2026-0042 на доработку."),
        ("Delivery problem with the lights", "The supplier is late. What now?"),
        ("Уведомление о получении оборудования", "Оборудование получено, договор можно закрыть."),
        ("Уведомление о доставке оборудования", "Поставщик доставит 5 декабря."),
        ("Отзыв: договор З-2026-0042", "Прошу снять договор с согласования."),
        ("Vacation home contract", "Where is it now?"),
    ],
)
def test_a_colleagues_new_mail_under_a_machines_subject_is_a_persons(subject: str, text: str) -> None:
    assert interpretation(mail(text, subject=subject, sender=COLLEAGUE)).kind is Kind.PERSON


@pytest.mark.parametrize(
    ("subject", "text", "kind"),
    [
        ("Ошибка доставки", "Сообщение для orlova@scena.example не может быть доставлено.", Kind.BOUNCE),
        ("Delivery problem", "550 5.1.1 no such user", Kind.BOUNCE),
        ("Delivery problem", "orlova@scena.example wasn't found at scena.example.", Kind.BOUNCE),
        ("Ошибка доставки письма", "Адрес orlova@scena.example не найден на сервере.", Kind.BOUNCE),
        ("Не доставлено: {}", "Почтовый ящик переполнен", Kind.BOUNCE),
        ("Отзыв: {}", "Орлова М. П. хочет отозвать сообщение «Re: На согласование».", Kind.UNKNOWN),
        ("Recall: {}", "Orlova would like to recall the message, “Re: x”.", Kind.UNKNOWN),
        ("Уведомление о прочтении: {}", "Ваше сообщение от 24.11.2026 прочитано.", Kind.RECEIPT),
        ("Return Receipt (displayed) - {}", "This is a Return Receipt for the mail that you sent.", Kind.RECEIPT),
        ("Vacation: {}", "Back on Monday", Kind.AUTO_REPLY),
    ],
)
def test_a_machines_words_under_it_are_a_machines(subject: str, text: str, kind: Kind) -> None:
    raw = mail(text, subject=subject.format(TAG), sender=COLLEAGUE)
    assert interpretation(raw).kind is kind


@pytest.mark.parametrize(
    "subject",
    ["Отзыв: {}", "Уведомление о получении: {}", "Re: Автоматический ответ: {}", "Re: Out of Office: {}"],
)
@pytest.mark.parametrize("text", ["Согласовано.", "Вернуть: пункт 5 неверен.", "Отзываю своё согласование."])
def test_the_answer_of_the_person_asked_under_it_is_asked_about(subject: str, text: str) -> None:
    result = interpretation(mail(text, subject=subject.format(TAG), headers=REPLIED))
    assert (result.kind, result.verdict) == (Kind.PERSON, Intent.UNCLEAR)


@pytest.mark.parametrize("subject", ["Автоматический ответ: {}", "Re: Автоответ: {}"])
@pytest.mark.parametrize("text", ["Я в отпуске до 14 декабря.", "Ваше письмо получено."])
def test_an_automatic_reply_that_sets_the_headers_of_an_answer_stays_one(subject: str, text: str) -> None:
    assert interpretation(mail(text, subject=subject.format(TAG), headers=REPLIED)).kind is Kind.AUTO_REPLY


@pytest.mark.parametrize(
    ("subject", "text", "kind"),
    [
        ("Прочитано: {}", "Ваше сообщение\n\n   Кому: Орлова\n   Тема: x\n\nбыло прочитано 28.11.2026", Kind.RECEIPT),
        ("Не прочитано: {}", "Ваше сообщение\nбыло удалено без прочтения 28 ноября 2026 г. 9:12", Kind.RECEIPT),
        ("Read: {}", "Your message\n\n  To: Orlova\n\nwas read on Saturday.", Kind.RECEIPT),
        ("Not read: {}", "Your message was deleted without being read.", Kind.RECEIPT),
        ("Принято: {}", "Мария Орлова приняла приглашение.", Kind.CALENDAR),
        ("Отклонено: {}", "Мария Орлова отклонила приглашение на встречу.", Kind.CALENDAR),
        ("Accepted: {}", "Maria Orlova has accepted this invitation.", Kind.CALENDAR),
    ],
)
def test_a_receipt_and_an_answer_to_a_meeting_without_their_parts_are_known_by_their_words(
    subject: str, text: str, kind: Kind
) -> None:
    assert interpretation(mail(text, subject=subject.format(TAG), headers=REPLIED)).kind is kind


@pytest.mark.parametrize(
    ("subject", "text", "verdict"),
    [
        ("Прочитано: {}", "Согласовано.", Intent.APPROVE),
        ("Read: {}", "Вернуть: сообщение поставщика не прочитано им.", Intent.RETURN),
        ("Принято: {}", "Вернуть: нет сметы", Intent.RETURN),
        ("Отклонено: {}", "Вернуть, приглашение не приложено", Intent.RETURN),
    ],
)
def test_a_persons_verdict_under_their_subjects_is_heard(subject: str, text: str, verdict: Intent) -> None:
    assert interpretation(mail(text, subject=subject.format(TAG), headers=REPLIED)).verdict is verdict


CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR"
ENTRY = CALENDAR.replace("END", "SUMMARY:Согласование договора\r\nEND")


@pytest.mark.parametrize("calendar", [CALENDAR, ENTRY])
@pytest.mark.parametrize("subject", ["Принято: {}", "Re: {}"])
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Согласовано, но пункт 5 уточните.", Kind.PERSON),
        ("Вернуть: пункт 5 исправить.", Kind.PERSON),
        ("Вопрос: почему предоплата 100 %?", Kind.PERSON),
        ("Принято", Kind.CALENDAR),
        ("Мария Орлова отклонила ваше приглашение", Kind.CALENDAR),
        ("", Kind.CALENDAR),
    ],
)
def test_words_in_place_of_a_calendar_that_no_calendar_writes_are_asked_about(
    calendar: str, subject: str, text: str, kind: Kind
) -> None:
    parts = (("text/plain; charset=utf-8", text), ("text/calendar; charset=utf-8; method=REPLY", calendar))
    result = interpretation(of_parts("multipart/alternative", *parts, subject=subject.format(TAG)))
    assert result.kind is kind
    assert result.verdict in (None, Intent.UNCLEAR)


STATUS = "Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; contracts@scena.example\r\nAction: failed"
READ = "Final-Recipient: rfc822; a@b.example\r\nDisposition: manual-action/MDN-sent-manually; displayed"


@pytest.mark.parametrize(
    ("media_type", "report"), [("message/delivery-status", STATUS), ("message/disposition-notification", READ)]
)
@pytest.mark.parametrize(
    ("container", "disposition", "kind"),
    [
        ("multipart/mixed", "\r\nContent-Disposition: attachment; filename=details.txt", Kind.PERSON),
        ("multipart/mixed", "", None),
        ("multipart/report; report-type=x", "\r\nContent-Disposition: attachment; filename=details.txt", None),
    ],
)
def test_a_report_that_a_person_encloses_as_a_file_makes_no_machine_of_them(
    media_type: str, report: str, container: str, disposition: str, kind: Kind | None
) -> None:
    words = ("text/plain; charset=utf-8", "Согласовано, а сервер жалуется.")
    result = interpretation(of_parts(container, words, (f"{media_type}{disposition}", report)))
    assert result.kind is (kind or (Kind.BOUNCE if "delivery" in media_type else Kind.RECEIPT))
    assert result.verdict in (None, Intent.UNCLEAR)


@pytest.mark.parametrize(
    "raw",
    [
        mail("Мария Орлова отреагировала 👍 на ваше сообщение", headers=REPLIED),
        mail("Вернуть: пункт 5.", subject=f"Отзыв: {TAG}", headers=REPLIED),
        of_parts(
            "multipart/alternative",
            ("text/plain; charset=utf-8", "Вернуть: время занято."),
            ("text/calendar; method=REPLY", CALENDAR),
        ),
        of_parts(
            "multipart/mixed",
            ("text/plain; charset=utf-8", "Встречу согласовано перенести."),
            ("text/calendar; method=REPLY; name=i.ics", CALENDAR),
        ),
        of_parts(
            "multipart/mixed",
            ("text/plain; charset=utf-8", "Письмо вернулось."),
            ("message/delivery-status\r\nContent-Disposition: attachment; filename=details.txt", STATUS),
        ),
    ],
)
def test_what_a_header_calls_automatic_is_never_a_persons_and_so_never_asked_about(raw: bytes) -> None:
    assert interpretation(raw).kind is Kind.PERSON
    automatic = raw.replace(b"MIME-Version", b"Auto-Submitted: auto-generated (by a rule)\r\nMIME-Version", 1)
    assert interpretation(automatic).kind is Kind.AUTO_REPLY


OF_CONTRACT = [
    "Меня нет в городе, но согласовано.",
    "Меня нет, но договор согласовываю.",
    "Я в отпуске до 10 декабря, но договор посмотрела: согласовано.",
    "На больничном, но прочитала - возражений нет.",
    "Я в командировке до пятницы, однако договор нужно вернуть: сумма неверна.",
    "Подписант больше не работает, доверенность недействительна.",
    "Сидоров больше не работает в компании. Доверенность на нём, нужна новая.",
    "Ваше обращение принято к сведению, но пункт 5 меня не устраивает.",
    "Пока не отвечайте на это предложение, сумма завышена.",
    "Подтвердите доставку письма поставщику, тогда согласую.",
    "I'm on leave until Monday, but clause 5 is wrong.",
    "Подписант уволен, обращайтесь к поставщику за новой доверенностью.",
]


@pytest.mark.parametrize("text", OF_CONTRACT)
def test_an_absence_beside_words_of_the_contract_is_a_persons_and_asked_about(text: str) -> None:
    result = interpretation(mail(text, headers=REPLIED))
    assert result.kind is Kind.PERSON
    assert result.verdict not in (Intent.APPROVE, Intent.DELEGATE)


@pytest.mark.parametrize(
    "text",
    [
        "Здравствуйте! Я в отпуске до 14 декабря. По вопросам согласования договоров обращайтесь к Зайцеву О. Ю.",
        "Нахожусь в отпуске. Меня замещает Зайцев О. Ю.",
        "Меня сегодня нет на месте, отвечу завтра.",
        "Ваша заявка № 45 зарегистрирована. Тема: договор закупки. Статус: согласовано",
        "Ваша заявка 77 создана. Описание: Договор закупки ООО «Ромашка».",
        "Сотрудник Орлова М. П. уволена 1 ноября. Обращайтесь в отдел кадров.",
        "Орлова Мария Петровна в декретном отпуске. Её обязанности исполняет Зайцев О. Ю.",
        "Орлова больше не работает в театре. По договорам пишите zaitsev@scena.example",
    ],
)
def test_a_notice_that_mentions_contracts_is_a_machines(text: str) -> None:
    assert not speak_of_contract(text)
    assert interpretation(mail(text, headers=REPLIED)).kind is Kind.AUTO_REPLY


@pytest.mark.parametrize("header", [("Precedence", "bulk"), ("Auto-Submitted", "auto-replied")])
def test_words_of_the_contract_make_no_person_of_what_a_header_calls_automatic(header: tuple[str, str]) -> None:
    text = "Я в отпуске до 14 декабря, договоры согласует Зайцев, возражений нет."
    assert interpretation(mail(text, headers=(header, *REPLIED))).kind is Kind.AUTO_REPLY


@pytest.mark.parametrize("text", ["Согласовано", "Прочитала, пункт 5 неверен", "The annex is not delivered", ""])
def test_a_persons_words_are_none_of_these(text: str) -> None:
    assert not are_receipts(text)
    assert not are_mail_systems(text.replace("not delivered", "missing"))
    assert not (text and are_calendars(text))

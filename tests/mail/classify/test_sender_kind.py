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
    ("Auto-Submitted", '(from a rule) Auto-Replied; owner-email="orlova@scena.example"'),
    ("Auto-Submitted", "auto-notified"),
    ("X-Autoreply", "yes (vacation)"),
]


@pytest.mark.parametrize(("name", "value"), AUTO_HEADERS)
def test_a_header_of_automatic_replies_makes_one_whatever_the_words(name: str, value: str) -> None:
    result = interpretation(mail("Согласовано", headers=((name, value),)))
    assert result.kind is Kind.AUTO_REPLY
    assert result.verdict is None


NO_MACHINE = [
    ("Auto-Submitted", "no"),
    ("Auto-Submitted", "no (not automatically)"),
    ("Auto-Submitted", "(sent by hand (really)) NO"),
    ("Auto-Submitted", "no; x-by=hand"),
    ("Auto-Submitted", '"no"'),
    ("Auto-Submitted", "No,"),
    ("X-Autoreply", "no (by hand)"),
    ("X-Auto-Response-Suppress", "All"),
]


@pytest.mark.parametrize(("name", "value"), NO_MACHINE)
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


NO_NOTICES = [
    "у меня нет возражений",
    "У меня нет замечаний по договору",
    "Возражения отсутствуют",
    "Замечания отсутствуют.",
    "У меня не будет возражений",
    "От меня нет замечаний",
    "Меня нет в списке согласующих",
    "В договоре отсутствует приложение 2",
    "Подпись отсутствует",
    "Смета расходования на командировки не приложена",
    "Сегодня в договоре на поездки нашла ошибку",
    "Поставщик больше не работает с НДС",
    "Спасибо за письмо, посмотрю завтра",
    "Ваше письмо прочитала, непонятно по пункту 5",
    "Подтвердите, что вы проверили сумму",
    "Я сейчас в командировке. Пункт 5 непонятен",
    "Пункт 5 непонятен. Я сейчас в командировке",
    "The annex is currently unavailable",
    "This does not work for us",
    "Please confirm the delivery date",
]


@pytest.mark.parametrize("text", NO_NOTICES)
def test_a_persons_words_that_only_resemble_a_notice_are_a_persons(text: str) -> None:
    assert interpretation(mail(text)).kind is Kind.PERSON
    assert interpretation(mail(text, headers=(("In-Reply-To", letter().message_id),))).kind is Kind.PERSON


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


RELAYED = [
    ("Feedback-ID", "rr0801:zu0801:rf0801:ZohoMail"),
    ("X-SG-EID", "u001.AAAA"),
    ("X-Mailgun-Sid", "WyJhIl0="),
    ("X-CSA-Complaints", "csa@relay.example"),
]
MANY = [
    ("List-Id", "<news.example>"),
    ("List-Unsubscribe", "<mailto:u@n.example>"),
    ("Precedence", "bulk"),
    ("Precedence", "List (all)"),
]
ELSEWHERE = "forum@lists.example"


@pytest.mark.parametrize("header", MANY)
def test_what_goes_to_many_and_answers_nothing_of_ours_is_bulk(header: tuple[str, str]) -> None:
    other = interpretation(mail("Согласовано", subject="Скидки", headers=(header,)))
    in_list = interpretation(mail("Согласовано", sender=ELSEWHERE, headers=(header,)))
    assert (other.kind, in_list.kind) == (Kind.BULK, Kind.BULK)


@pytest.mark.parametrize("header", RELAYED)
def test_what_a_relay_puts_on_a_mail_makes_no_machine_of_its_writer(header: tuple[str, str]) -> None:
    assert interpretation(mail("Где договор с Ромашкой?", subject="Вопрос", headers=(header,))).kind is Kind.PERSON


@pytest.mark.parametrize("header", [*RELAYED, *MANY])
@pytest.mark.parametrize(
    "answers",
    [
        (("Subject", f"Re: {TAG} На согласование"),),
        (("Subject", "Договор"), ("In-Reply-To", letter().message_id)),
        (("Subject", "Договор"), ("References", f"<other@scena.example> {letter().message_id}")),
        (("Subject", "Договор"), ("Cc", "Contracts <contracts+pesrq4e82r@scena.example>")),
    ],
)
def test_an_answer_to_our_letter_is_a_persons_whatever_a_relay_has_put_on_it(
    header: tuple[str, str], answers: tuple[tuple[str, str], ...]
) -> None:
    (_, subject), *headers = answers
    said = {text: interpretation(mail(text, subject=subject, headers=(header, *headers))) for text in WORDS}
    assert {text: each.verdict for text, each in said.items()} == WORDS


WORDS = {
    "Согласовано.": Intent.APPROVE,
    "Вернуть: срок поставки не тот.": Intent.RETURN,
    "Посмотрю завтра": Intent.UNCLEAR,
}


def test_a_colleagues_answer_through_a_list_is_a_persons_too() -> None:
    headers = (("List-Id", "<law.scena.example>"), ("In-Reply-To", letter().message_id))
    assert interpretation(mail("Согласовано", sender="zaitsev@scena.example", headers=headers)).verdict is not None


def test_a_list_servers_own_words_are_bulk_whatever_they_answer() -> None:
    headers = (("In-Reply-To", letter().message_id), ("X-List-Administrivia", "yes"), ("Precedence", "bulk"))
    raw = mail("Your mail awaits approval", sender="law-owner@scena.example", headers=headers)
    assert interpretation(raw).kind is Kind.BULK


def test_a_robots_answer_is_bulk_whatever_it_answers() -> None:
    headers = (("In-Reply-To", letter().message_id),)
    assert interpretation(mail("Согласовано", sender="noreply@desk.example", headers=headers)).kind is Kind.BULK


@pytest.mark.parametrize("precedence", ["bulk", "junk", "Bulk (vacation)"])
def test_a_notice_of_absence_that_goes_to_many_is_a_machines(precedence: str) -> None:
    texts = (
        "Здравствуйте!\nЯ в отпуске до 14 декабря.",
        "Я в отпуске. Согласовано с Зайцевым.",
        "Спасибо за письмо. Меня нет до 14 декабря.",
    )
    for text in texts:
        headers = (("Precedence", precedence), ("In-Reply-To", letter().message_id))
        assert interpretation(mail(f"{text}\n\n{marked(letter())}", headers=headers)).kind is Kind.AUTO_REPLY


@pytest.mark.parametrize("text", ["Согласовано.", "Вернуть: нет сметы", "Что с пунктом 5?"])
def test_words_with_an_empty_return_path_are_asked_about(text: str) -> None:
    result = interpretation(mail(text, headers=(("Return-Path", "<>"),)))
    assert (result.kind, result.verdict) == (Kind.PERSON, Intent.UNCLEAR)


@pytest.mark.parametrize("text", ["", "Я в отпуске до 14 декабря", "Ваше письмо получено."])
def test_a_machines_words_with_an_empty_return_path_are_a_machines(text: str) -> None:
    body = f"{text}\n\n{marked(letter())}"
    assert interpretation(mail(body, headers=(("Return-Path", "<>"),))).kind is Kind.AUTO_REPLY


def test_an_empty_return_path_on_what_answers_nothing_of_ours_is_a_machines() -> None:
    assert interpretation(mail("Согласовано", subject="Дела", headers=(("Return-Path", "<>"),))).kind is Kind.AUTO_REPLY


def test_a_challenge_is_bulk() -> None:
    text = "Подтвердите, что вы не робот: перейдите по ссылке https://filter.example/1"
    assert interpretation(mail(text)).kind is Kind.BULK


@pytest.mark.parametrize("sender", ["contracts@scena.example", "contracts+pesrq4e82r@scena.example"])
def test_our_own_mail_come_back_is_own(sender: str) -> None:
    assert interpretation(mail("Согласовано", sender=sender)).kind is Kind.OWN


@pytest.mark.parametrize("sender", ["MAILER-DAEMON@mx.example", "postmaster@scena.example"])
def test_a_mail_systems_sender_makes_a_bounce(sender: str) -> None:
    assert interpretation(mail("Согласовано", sender=sender)).kind is Kind.BOUNCE


def _multipart(kind: str, *parts: tuple[str, str], headers: tuple[tuple[str, str], ...] = ()) -> bytes:
    head = mail("", headers=headers).split(b"\r\n\r\n", maxsplit=1)[0].split(b"\r\n")
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


INVITATION = "BEGIN:VCALENDAR\r\nMETHOD:{}\r\nEND:VCALENDAR"
AS_FILE = '{}; method={}; name="invite.ics"'
REPLIED = (("In-Reply-To", letter().message_id),)


@pytest.mark.parametrize(
    ("method", "verdicts"),
    [
        ("REQUEST", {Intent.APPROVE, Intent.APPROVE_WITH_REMARKS}),
        ("PUBLISH", {Intent.APPROVE, Intent.APPROVE_WITH_REMARKS}),
        ("REPLY", {Intent.UNCLEAR}),
        ("COUNTER", {Intent.UNCLEAR}),
        ("CANCEL", {Intent.UNCLEAR}),
    ],
)
def test_a_calendars_file_beside_words_leaves_them_a_persons(method: str, verdicts: set[Intent]) -> None:
    calendar = (AS_FILE.format("text/calendar", method), INVITATION.format(method))
    raw = _multipart("multipart/mixed", ("text/plain", "Согласовано."), calendar, headers=REPLIED)
    result = interpretation(raw)
    assert result.kind is Kind.PERSON
    assert result.verdict in verdicts


def test_a_calendar_without_a_name_beside_words_leaves_them_a_persons() -> None:
    calendar = ("text/calendar; method=REQUEST", INVITATION.format("REQUEST"))
    raw = _multipart("multipart/mixed", ("text/plain", "Вернуть: нет сметы"), calendar, headers=REPLIED)
    assert interpretation(raw).verdict is Intent.RETURN


@pytest.mark.parametrize("quoted", [False, True])
def test_a_calendars_file_without_words_is_a_calendars(quoted: bool) -> None:
    text = "\r\n".join(f"> {line}" for line in letter().plain.splitlines()) if quoted else ""
    calendar = (AS_FILE.format("text/calendar", "REQUEST"), INVITATION.format("REQUEST"))
    raw = _multipart("multipart/mixed", ("text/plain", text), calendar, headers=REPLIED)
    assert interpretation(raw).kind is Kind.CALENDAR


@pytest.mark.parametrize(
    "raw",
    [
        mail("👍").replace(b"MIME-Version", b"Content-Disposition: reaction\r\nMIME-Version"),
        mail("✅").replace(b"MIME-Version", b"Content-Disposition: Reaction ; x=1\r\nMIME-Version"),
        _multipart("multipart/mixed", ("text/plain", "👍"), ("text/plain\r\nContent-Disposition: reaction; x=1", "👍")),
        mail("👍", subject="Мария Орлова отреагировала(-а) на ваше сообщение: На согласование"),
        mail("👍\n\nJohn Reed reacted 👍 to your message"),
        mail(html="<p>👍</p><p>Мария Орлова <b>отреагировал(-а)</b> на ваше сообщение</p>"),
        _multipart(
            "multipart/alternative",
            ("text/plain", "👍\n\nМария Орлова reacted via Gmail"),
            ("text/vnd.google.email-reaction+json", '{"emoji": "👍", "version": 1}'),
        ),
        mail("👍", subject="Мария Орлова reacted to your message: На согласование"),
        mail("Мария Орлова поставила 👍 на ваше письмо: «согласовано»"),
        mail("«согласовано» — отметил(а) «Нравится»"),
    ],
)
def test_a_reaction_is_a_persons_but_no_word(raw: bytes) -> None:
    result = interpretation(raw)
    assert result.kind is Kind.PERSON
    assert result.verdict is Intent.UNCLEAR

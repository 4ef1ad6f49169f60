"""What a bounce says: whom the letter did not reach, whether for good, and which letter it was."""

from __future__ import annotations

from base64 import encodebytes
from email.header import Header

import pytest

from daemon.addresses import one_form
from daemon.mail.classify.dsn import Bounce, bounce_of
from daemon.mail.parsing.message import parse
from mail.post import letter

ORLOVA = "orlova@scena.example"
TOKEN = "pesrq4e82r"


def bounce(subject: str, text: str, media_type: str = "text/plain; charset=utf-8") -> Bounce:
    head = (
        f"Return-Path: <>\r\nFrom: MAILER-DAEMON@relay.example\r\nTo: contracts@scena.example\r\n"
        f"Subject: {Header(subject, 'utf-8').encode()}\r\nMIME-Version: 1.0\r\nContent-Type: {media_type}\r\n\r\n"
    )
    raw = f"{head}{text}".encode()
    return bounce_of(raw, parse(raw))


def report(*groups: str, media_type: str = "message/delivery-status", encoding: str = "8bit") -> Bounce:
    status = "\r\n\r\n".join(("Reporting-MTA: dns; relay.example", *groups))
    if encoding == "base64":
        status = encodebytes(status.encode()).decode()
    head = f"--b\r\nContent-Type: {media_type}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return bounce(
        "Undelivered", f"{head}{status}\r\n--b--\r\n", "multipart/report; report-type=delivery-status; boundary=b"
    )


def about(action: str, status: str, address: str = ORLOVA) -> str:
    lines = (f"Final-Recipient: rfc822; {address}", f"Action: {action}" * bool(action), f"Status: {status}")
    return "\r\n".join(filter(None, lines))


@pytest.mark.parametrize(
    ("action", "status", "permanent"),
    [
        ("failed", "4.4.1", True),
        ("failed", "4.4.7", True),
        ("Failed (expired)", "4.2.2 (full)", True),
        ("(at last) failed", "4.0.0", True),
        ("failed", "5.1.1", True),
        ("failed", "", True),
        ("delayed", "4.4.1", False),
        ("delayed", "5.0.0", False),
        ("", "4.4.1", False),
        ("", "5.1.1", True),
        ("unheard-of", "4.4.1", False),
    ],
)
@pytest.mark.parametrize("encoding", ["8bit", "base64"])
@pytest.mark.parametrize("media_type", ["message/delivery-status", "message/global-delivery-status"])
def test_the_action_says_whether_it_is_for_good(
    action: str, status: str, permanent: bool, encoding: str, media_type: str
) -> None:
    found = report(about(action, status), media_type=media_type, encoding=encoding)
    assert [(each.address, each.permanent) for each in found.failed] == [(ORLOVA, permanent)]
    assert found.permanent is permanent


def test_each_recipient_has_its_own_end() -> None:
    found = report(
        about("failed", "4.4.1"), about("delayed", "4.4.1", "b@scena.example"), about("relayed", "2.0.0", "c@x.example")
    )
    assert [(each.address, each.permanent) for each in found.failed] == [(ORLOVA, True), ("b@scena.example", False)]
    assert found.permanent


@pytest.mark.parametrize(
    ("fields", "address"),
    [
        ("Final-Recipient: utf-8; \\x{6F}rlova\\x{40}scena.example", ORLOVA),
        ("Final-Recipient: utf-8; contracts\\x{2B}token@scena.example", "contracts+token@scena.example"),
        ("Original-Recipient: rfc822;orlova+40scena.example", ORLOVA),
        ("Original-Recipient: rfc822;\r\nFinal-Recipient: rfc822; orlova@scena.example", ORLOVA),
        ("Original-Recipient: unknown; UNKNOWN\r\nFinal-Recipient: rfc822; orlova@scena.example", ORLOVA),
        ("Original-Recipient: rfc822;IMCEAEX-_O=S@x.example\r\nFinal-Recipient: rfc822;<orlova@scena.example>", ORLOVA),
        ("Original-Recipient: rfc822; orlova@scena.example\r\nFinal-Recipient: rfc822; m@else.example", ORLOVA),
        ('Final-Recipient: rfc822; "orlova"@scena.example', ORLOVA),
        ("Final-Recipient: RFC822 (x) ; (her) orlova@scena.example (x@y.example)", ORLOVA),
        ("Final-Recipient: rfc822; o'brien@scena.example", "o'brien@scena.example"),
        ("Final-Recipient: utf-8; \\x{D800}\\x{FFFFFF}\\x{0A}orlova@scena.example", ORLOVA),
    ],
)  # fmt: skip
def test_a_recipient_is_read_in_each_spelling(fields: str, address: str) -> None:
    assert [each.address for each in report(f"{fields}\r\nAction: failed\r\nStatus: 5.1.1").failed] == [address]


def test_who_was_given_up_in_the_same_report_is_no_longer_waited_for() -> None:
    found = report(about("delayed", "4.2.2"), about("failed", "4.2.2"), about("delayed", "4.2.2", "b@scena.example"))
    assert [(each.address, each.permanent) for each in found.failed] == [(ORLOVA, True), ("b@scena.example", False)]


@pytest.mark.parametrize("outer", [True, False])
def test_a_report_in_the_mail_that_comes_back_counts_only_where_there_is_no_other(outer: bool) -> None:
    status = "--{0}\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n{1}\r\n"
    inner = (
        "--b\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: multipart/report; boundary=c\r\n\r\n"
        f"{status.format('c', about('failed', '5.1.1'))}--c--\r\n"
    )
    whole = status.format("b", about("failed", "5.1.1", "b@scena.example")) * outer + inner + "--b--\r\n"
    found = bounce("Undelivered", whole, "multipart/report; report-type=delivery-status; boundary=b")
    assert [each.address for each in found.failed] == ["b@scena.example" if outer else ORLOVA]


@pytest.mark.parametrize(
    ("subject", "text", "delivered"),
    [
        ("Доставлено: x", f"Ваше сообщение доставлено следующим получателям:\n\n{ORLOVA}", True),
        ("Relayed: x", f"Delivery to these recipients is complete, but no notification was sent:\n{ORLOVA}", True),
        ("Переслано: x", f"Доставка получателям завершена, однако сервер не отправил уведомление: {ORLOVA}", True),
        ("Successful Mail Delivery Report", f"Your mail was successfully delivered.\n<{ORLOVA}>: 250 2.0.0 Ok", True),
        ("Не доставлено: x", f"Ваше сообщение не доставлено следующим получателям: {ORLOVA}", False),
        ("Отчёт", f"Сообщение доставлено получателям a@b.example, не удалось доставить: {ORLOVA}", False),
        ("Report", f"The mail that was delivered to the following mailbox: {ORLOVA}: user unknown", False),
        ("Report", f"It was delivered to a@b.example. It could not be delivered to {ORLOVA}", False),
        ("Report", f"It was delivered to a@b.example. {ORLOVA}: 550 5.1.1 no such user", False),
    ],
)  # fmt: skip
def test_a_text_that_tells_of_an_arrival_is_no_bounce(subject: str, text: str, delivered: bool) -> None:
    found = bounce(subject, text)
    assert found.delivered is delivered
    assert bool(found.failed) is not delivered


def test_an_address_in_letters_of_its_language_is_read() -> None:
    fields = "Final-Recipient: utf-8; орлова@сцена.example\r\nAction: failed\r\nDiagnostic-Code: smtp; 550 ящика нет"
    (failed,) = report(fields, media_type="message/global-delivery-status").failed
    assert (failed.address, failed.why) == (
        one_form("орлова@сцена.example"),
        "550 ящика нет",
    )


def test_where_the_recipient_is_left_out_the_servers_words_name_it() -> None:
    (failed,) = report(f"Action: failed\r\nDiagnostic-Code: smtp; 550 <{ORLOVA}> no such user").failed
    assert failed.address == ORLOVA


@pytest.mark.parametrize(
    ("text", "permanent"),
    [
        (
            f"<{ORLOVA}>:\nSorry, no mailbox here by that name. (#5.1.1)\nThis is a permanent error; I've given up.",
            True,
        ),
        (f"{ORLOVA}\n  450 4.1.1 try again: retry timeout exceeded", True),
        (f"{ORLOVA}: message expired, 451 4.4.1 no answer from host", True),
        (f"{ORLOVA}\n  451 4.7.1 Greylisted, will keep trying", False),
        (f"Письмо для {ORLOVA} задерживается, повторные попытки продолжаются", False),
        (f"Письмо для {ORLOVA} пока не доставлено. Мы попробуем доставить его ещё раз.", False),
        (f"Your message to {ORLOVA} is being held until the list moderator can review it.", False),
        (f"<{ORLOVA}>: I'm not going to try again; this message has been in the queue too long.", True),
        (f"A message has not yet been delivered to {ORLOVA}. Delivery attempts will continue for some time.", False),
    ],
)
def test_a_text_says_whether_it_is_for_good(text: str, permanent: bool) -> None:
    found = bounce("failure notice", text)
    assert [(each.address, each.permanent) for each in found.failed] == [(ORLOVA, permanent)]


IDS = [
    "Message-ID: {}",
    "Message-Id:\n {}",
    "> Message-ID: {}",
    "X-Original-Message-ID: {}",
    "The letter {} was not delivered",
]
TOKENS = [
    "Subject: [З-2026-0042/pesrq4e82r] На согласование",
    "Subject: =?utf-8?q?=5B=D0=97-2026-0042/pesrq4e?=\n =?utf-8?q?82r=5D_x?=",
    "Тема: [З-2026-0042/pesrq4e82r]",
    "Reply-To: contracts+pesrq4e82r@scena.example",
]


@pytest.mark.parametrize("line", IDS)
def test_the_message_id_is_found_anywhere_in_the_text(line: str) -> None:
    text = f"<{ORLOVA}>: no\n\n--- Below this line is a copy of the message.\n\n{line.format(letter().message_id)}\n"
    found = bounce("failure notice", text)
    assert letter().message_id in found.letter.message_ids + found.letter.mentioned
    assert [each.address for each in found.failed] == [ORLOVA]


@pytest.mark.parametrize("line", TOKENS)
def test_the_token_is_found_anywhere_in_the_text(line: str) -> None:
    assert bounce("failure notice", f"<{ORLOVA}>: no\n\n{line}\n").letter.tokens == (TOKEN,)


def test_a_bounce_of_garbage_is_one_without_recipients() -> None:
    for raw in (b"", b"\xff" * 1000, b"Content-Type: message/delivery-status\r\n\r\n\xff: \xfe\r\n\r\nAction\r\n"):
        assert bounce_of(raw, parse(raw)).failed == ()

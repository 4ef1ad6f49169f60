"""Letters that come back: who is told, how often, and what becomes of the request."""

from __future__ import annotations

from base64 import encodebytes
from collections.abc import Callable
from datetime import timedelta
from email.header import Header
from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from application.in_process_daemon import InProcessDaemon, OutboxLetter
from daemon.application.delivery.undelivered import not_delivered
from daemon.store import outbox, unreachable_addresses


def bounce(letter: OutboxLetter, action: str = "failed", status: str = "5.1.1") -> bytes:
    """A report as Postfix writes it (RFC 3464)."""
    report = MIMEMultipart("report", **{"report-type": "delivery-status"})
    report["From"] = "MAILER-DAEMON@mail.scena.example"
    report["To"] = "contracts@scena.example"
    report["Subject"] = "Undelivered Mail Returned to Sender"
    report["Message-ID"] = f"<bounce-{letter.id}-{action}@mail.scena.example>"
    report["Auto-Submitted"] = "auto-replied"
    report.attach(MIMEText("I'm sorry to have to inform you that your message could not be delivered."))
    delivery = MIMEBase("message", "delivery-status")
    about_server, about_recipient = EmailMessage(), EmailMessage()
    about_server["Reporting-MTA"] = "dns; mail.scena.example"
    about_recipient["Final-Recipient"] = f"rfc822; {letter.recipient}"
    about_recipient["Action"] = action
    about_recipient["Status"] = status
    about_recipient["Diagnostic-Code"] = "smtp; 550 5.1.1 mailbox unavailable"
    delivery.set_payload([about_server, about_recipient])
    report.attach(delivery)
    headers = MIMEBase("text", "rfc822-headers")
    headers.set_payload(f"Message-ID: {letter.message.message_id}\nSubject: x\n")
    report.attach(headers)
    return report.as_bytes()


def _raw(subject: str, media_type: str, *body: bytes, sender: str = "MAILER-DAEMON@relay.example") -> bytes:
    """A bounce by a relay that writes no report of its own."""
    head = (
        f"Return-Path: <>\r\nFrom: {sender}\r\nTo: contracts@scena.example\r\n"
        f"Subject: {Header(subject, 'utf-8').encode()}\r\nMessage-ID: <b-{len(subject)}@relay.example>\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: {media_type}\r\n\r\n"
    )
    return head.encode() + b"".join(body)


def _report(recipient: str, *parts: bytes, fields: str = "Action: failed\r\nStatus: 5.1.1\r\n") -> bytes:
    report = f"Reporting-MTA: dns; relay.example\r\n\r\nFinal-Recipient: rfc822; {recipient}\r\n{fields}"
    inside = (b"Content-Type: message/delivery-status\r\n\r\n" + report.encode(), *parts)
    body = b"".join(b"--b\r\n" + each + b"\r\n" for each in inside)
    return _raw("Failure", "multipart/report; report-type=delivery-status; boundary=b", body, b"--b--\r\n")


def _head(letter: OutboxLetter, *, without: str = "") -> bytes:
    lines = letter.raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
    return b"\r\n".join(each for each in lines if not (without and each.lower().startswith(without.encode()))) + b"\r\n"


def _qmail(letter: OutboxLetter) -> bytes:
    text = (
        "Hi. This is the qmail-send program at relay.example.\r\nI'm afraid I wasn't able to deliver your message "
        "to the following addresses.\r\nThis is a permanent error; I've given up. Sorry it didn't work out.\r\n\r\n"
        f"<{letter.recipient}>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n\r\n"
        "--- Below this line is a copy of the message.\r\n\r\n"
    )
    return _raw("failure notice", "text/plain", text.encode(), _head(letter))


def _exchange(letter: OutboxLetter) -> bytes:
    page = f"<p>Не удалось доставить сообщение следующим получателям: {letter.recipient}</p>"
    subject = f"Не удается доставить: {letter.subject}"
    return _raw(subject, "text/html; charset=utf-8", page.encode(), sender="postmaster@scena.example")


def _exchange_with_headers(letter: OutboxLetter) -> bytes:
    page = f"<p>{letter.recipient}</p><pre>Message-ID: &lt;{letter.message.message_id.strip('<>')}&gt;</pre>"
    return _raw("Не удается доставить", "text/html; charset=utf-8", page.encode(), sender="postmaster@scena.example")


def _exchange_quotes_the_subject(letter: OutboxLetter) -> bytes:
    text = f"Не удалось доставить сообщение\r\n{letter.recipient}\r\nТема: {letter.subject}\r\n"
    return _raw("Сообщение не доставлено", "text/plain; charset=utf-8", text.encode())


def _whole_in_base64(letter: OutboxLetter) -> bytes:
    coded = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encodebytes(letter.raw)
    return _report(letter.recipient, coded)


def _only_headers(media_type: str, encoding: str) -> Callable[[OutboxLetter], bytes]:
    def made(letter: OutboxLetter) -> bytes:
        head = encodebytes(_head(letter)) if encoding == "base64" else _head(letter)
        lines = f"Content-Type: {media_type}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
        return _report(letter.recipient, lines.encode() + head)

    return made


def _with_another_message_id(letter: OutboxLetter) -> bytes:
    """A relay has put a Message-ID of its own on the letter; the token is left."""
    head = b"Message-ID: <0101@eu-west-1.relay.example>\r\n" + _head(letter, without="message-id")
    return _report(letter.recipient, b"Content-Type: text/rfc822-headers\r\n\r\n" + head)


def _recipient_alone(letter: OutboxLetter) -> bytes:
    return _report(letter.recipient)


def _report_in_base64(letter: OutboxLetter) -> bytes:
    recipient = f"Final-Recipient: rfc822; {letter.recipient}\r\nAction: failed\r\nStatus: 4.4.7\r\n"
    status = f"Reporting-MTA: dns; x\r\n\r\n{recipient}"
    lines = b"--b\r\nContent-Type: message/global-delivery-status\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    kind = "multipart/report; report-type=delivery-status; boundary=b"
    return _raw("Failure", kind, lines, encodebytes(status.encode()), b"\r\n--b--\r\n")


FORMS: dict[str, Callable[[OutboxLetter], bytes]] = {
    "qmail": _qmail,
    "exchange": _exchange,
    "exchange with headers": _exchange_with_headers,
    "exchange quotes the subject": _exchange_quotes_the_subject,
    "message/rfc822 in base64": _whole_in_base64,
    "message/global in base64": _only_headers("message/global", "base64"),
    "message/global-headers": _only_headers("message/global-headers", "8bit"),
    "message/global-headers in base64": _only_headers("message/global-headers", "base64"),
    "text/rfc822-headers in base64": _only_headers("text/rfc822-headers", "base64"),
    "another message-id": _with_another_message_id,
    "recipient alone": _recipient_alone,
    "report in base64": _report_in_base64,
}


@pytest.mark.parametrize("form", FORMS)
def test_initiator_and_administrators_hear_of_a_bounce_in_whatever_form(contractd: InProcessDaemon, form: str) -> None:
    contractd.drop()
    contractd.raw(FORMS[form](contractd.letter("orlova", "request")))
    assert _marked(contractd) == ["orlova@scena.example"]
    assert contractd.letters("titova", "unreachable")
    assert contractd.letters("admin", "not_delivered")


@pytest.mark.parametrize("status", ["4.4.1", "4.4.7", "4.2.2", ""])
def test_a_server_that_gave_up_has_given_up_whatever_its_status(contractd: InProcessDaemon, status: str) -> None:
    contractd.drop()
    contractd.raw(bounce(contractd.letter("orlova", "request"), action="failed (time is over)", status=status))
    assert _marked(contractd) == ["orlova@scena.example"]


@pytest.mark.parametrize(("action", "marked"), [("failed", ["orlova@scena.example"]), ("delayed", [])])
def test_each_recipient_is_judged_alone(contractd: InProcessDaemon, action: str, marked: list[str]) -> None:
    contractd.drop()
    letter = contractd.letter("orlova", "request")
    other = "delayed" if action == "failed" else "failed"
    fields = (
        f"Action: {action}\r\nStatus: 4.4.1\r\n\r\n"
        f"Final-Recipient: rfc822; other@scena.example\r\nAction: {other}\r\nStatus: 4.4.1\r\n"
    )
    headers = b"Content-Type: text/rfc822-headers\r\n\r\n" + _head(letter)
    contractd.raw(_report(letter.recipient, headers, fields=fields))
    assert _marked(contractd) == marked


def test_a_bounce_of_a_letter_that_somebody_forged_in_our_name_marks_nobody(contractd: InProcessDaemon) -> None:
    contractd.drop()
    forged = b"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <spam@botnet.example>\r\nSubject: Win\r\n"
    contractd.raw(_report("orlova@scena.example", forged))
    assert _marked(contractd) == []


def test_a_bounce_from_somebody_to_whom_nothing_was_written_lately_marks_nobody(contractd: InProcessDaemon) -> None:
    contractd.drop()
    contractd.clock += timedelta(days=8)
    contractd.raw(_report("orlova@scena.example"))
    assert _marked(contractd) == []


def _marked(contractd: InProcessDaemon) -> list[str]:
    with contractd.database.read() as connection:
        return list(unreachable_addresses.addresses(connection))


def test_a_bounce_marks_the_address_and_tells_initiator_ladder_and_admin(contractd: InProcessDaemon) -> None:
    contractd.drop()
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    contractd.raw(bounce(contractd.letter("belova", "request")))
    assert _marked(contractd) == ["belova@scena.example"]
    letter = contractd.letter("titova", "unreachable")
    assert letter.first_lines.startswith("Письма не доходят: Белова И. О. (belova@scena.example)")
    assert "mailbox unavailable" in letter.text
    assert "ждём до ср 25.11 18:00, письма не доставляются" in letter.text
    assert contractd.letters("sokolov", "unreachable")  # the first whom the ladder would tell
    assert contractd.letters("admin", "not_delivered")


def test_the_reader_of_such_a_letter_hands_the_request_over(contractd: InProcessDaemon) -> None:
    contract = contractd.drop()
    contractd.mail("orlova", "Согласовано", answers=contractd.letter("orlova", "request"))
    contractd.raw(bounce(contractd.letter("belova", "request")))
    contractd.mail("sokolov", "Передать Громову", answers=contractd.letter("sokolov", "unreachable"))
    assert contractd.waiting(contract) == ["artistic"]


def test_an_address_is_told_of_once_a_day(contractd: InProcessDaemon) -> None:
    contractd.drop()
    request = contractd.letter("orlova", "request")
    contractd.raw(bounce(request))
    contractd.mail("titova", "Напомнить", answers=contractd.letter("titova", "registered"))
    contractd.raw(bounce(contractd.letter("orlova", "reminder")))
    assert len(contractd.letters("titova", "unreachable")) == 1
    assert len(contractd.letters("admin", "not_delivered")) == 1
    contractd.at("2026-11-24 09:00")
    contractd.mail("titova", "Напомнить", answers=contractd.letter("titova", "registered"))
    contractd.raw(bounce(contractd.letter("orlova", "reminder")))
    assert len(contractd.letters("titova", "unreachable")) == 2


def test_a_mail_from_the_address_clears_the_mark(contractd: InProcessDaemon) -> None:
    contractd.drop()
    request = contractd.letter("orlova", "request")
    contractd.raw(bounce(request))
    contractd.mail("orlova", "Статус", answers=request)
    assert _marked(contractd) == []
    assert "не доставляются" not in contractd.letter("orlova", "status").text


def test_a_report_that_the_server_still_tries_marks_nothing(contractd: InProcessDaemon) -> None:
    contractd.drop()
    contractd.raw(bounce(contractd.letter("orlova", "request"), action="delayed", status="4.4.1"))
    assert _marked(contractd) == []
    assert contractd.letters("titova", "unreachable") == []


def test_an_escalation_says_that_the_person_cannot_be_reached(contractd: InProcessDaemon) -> None:
    contractd.drop()
    contractd.raw(bounce(contractd.letter("orlova", "request")))
    contractd.at("2026-11-25 18:01")
    assert "Письма этому человеку не доставляются" in contractd.letter("titova", "escalation").text


def test_a_refusal_by_the_server_is_told_as_a_bounce_is(contractd: InProcessDaemon) -> None:
    contractd.drop()
    letter = contractd.letter("orlova", "request")
    with contractd.database.transaction() as tx:
        sending = outbox.find(tx.connection, (letter.message.message_id,))
        assert sending is not None
        not_delivered(contractd.app, tx, sending, "550 no such user", contractd.clock)
    assert "550 no such user" in contractd.letter("titova", "unreachable").text

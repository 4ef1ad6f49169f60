"""Letters that come back: who is told, how often, and what becomes of the request."""

from __future__ import annotations

from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

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

"""Letters that come back: who is told, how often, and what becomes of the request."""

from __future__ import annotations

from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

from application.theatre import Letter, Theatre
from daemon.application.delivery.undelivered import not_delivered
from daemon.store import outbox, unreachable_addresses


def bounce(letter: Letter, action: str = "failed", status: str = "5.1.1") -> bytes:
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


def _marked(theatre: Theatre) -> list[str]:
    with theatre.database.read() as connection:
        return list(unreachable_addresses.addresses(connection))


def test_a_bounce_marks_the_address_and_tells_initiator_ladder_and_admin(theatre: Theatre) -> None:
    theatre.drop()
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"))
    theatre.raw(bounce(theatre.letter("belova", "request")))
    assert _marked(theatre) == ["belova@scena.example"]
    letter = theatre.letter("titova", "unreachable")
    assert letter.first_lines.startswith("Письма не доходят: Белова И. О. (belova@scena.example)")
    assert "mailbox unavailable" in letter.text
    assert "ждём до ср 25.11 18:00, письма не доставляются" in letter.text
    assert theatre.letters("sokolov", "unreachable")  # the first whom the ladder would tell
    assert theatre.letters("admin", "not_delivered")


def test_the_reader_of_such_a_letter_hands_the_request_over(theatre: Theatre) -> None:
    contract = theatre.drop()
    theatre.mail("orlova", "Согласовано", answers=theatre.letter("orlova", "request"))
    theatre.raw(bounce(theatre.letter("belova", "request")))
    theatre.mail("sokolov", "Передать Громову", answers=theatre.letter("sokolov", "unreachable"))
    assert theatre.waiting(contract) == ["artistic"]


def test_an_address_is_told_of_once_a_day(theatre: Theatre) -> None:
    theatre.drop()
    request = theatre.letter("orlova", "request")
    theatre.raw(bounce(request))
    theatre.mail("titova", "Напомнить", answers=theatre.letter("titova", "registered"))
    theatre.raw(bounce(theatre.letter("orlova", "reminder")))
    assert len(theatre.letters("titova", "unreachable")) == 1
    assert len(theatre.letters("admin", "not_delivered")) == 1
    theatre.at("2026-11-24 09:00")
    theatre.mail("titova", "Напомнить", answers=theatre.letter("titova", "registered"))
    theatre.raw(bounce(theatre.letter("orlova", "reminder")))
    assert len(theatre.letters("titova", "unreachable")) == 2


def test_a_mail_from_the_address_clears_the_mark(theatre: Theatre) -> None:
    theatre.drop()
    request = theatre.letter("orlova", "request")
    theatre.raw(bounce(request))
    theatre.mail("orlova", "Статус", answers=request)
    assert _marked(theatre) == []
    assert "не доставляются" not in theatre.letter("orlova", "status").text


def test_a_report_that_the_server_still_tries_marks_nothing(theatre: Theatre) -> None:
    theatre.drop()
    theatre.raw(bounce(theatre.letter("orlova", "request"), action="delayed", status="4.4.1"))
    assert _marked(theatre) == []
    assert theatre.letters("titova", "unreachable") == []


def test_an_escalation_says_that_the_person_cannot_be_reached(theatre: Theatre) -> None:
    theatre.drop()
    theatre.raw(bounce(theatre.letter("orlova", "request")))
    theatre.at("2026-11-25 18:01")
    assert "Письма этому человеку не доставляются" in theatre.letter("titova", "escalation").text


def test_a_refusal_by_the_server_is_told_as_a_bounce_is(theatre: Theatre) -> None:
    theatre.drop()
    letter = theatre.letter("orlova", "request")
    with theatre.database.transaction() as tx:
        sending = outbox.find(tx.connection, (letter.message.message_id,))
        assert sending is not None
        not_delivered(theatre.app, tx, sending, "550 no such user", theatre.clock)
    assert "550 no such user" in theatre.letter("titova", "unreachable").text

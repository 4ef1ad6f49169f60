"""Somebody whose address has a domain in Russian letters is written to, and known by both forms of the address."""

from __future__ import annotations

from email import message_from_bytes

import pytest
from mail.transport.conftest import Person, wait_for
from servers.mailserver import IDN_DOMAIN, MailServer

from application.conftest import Edited
from application.in_process_daemon import InProcessDaemon
from daemon.mail.transport.protocols import SendOutcome
from daemon.mail.transport.smtp import Smtp

WRITTEN = "Orlova@Театр.example"
ON_THE_WIRE = f"Orlova@{IDN_DOMAIN}"


@pytest.fixture
def idn(edited: Edited) -> InProcessDaemon:
    return edited(lambda text: text.replace("orlova@scena.example", WRITTEN))


def test_a_letter_to_a_domain_in_russian_letters_is_sent_and_arrives(edited: Edited, mail_server: MailServer) -> None:
    person = Person(mail_server, mail_server.somebody())
    contractd = edited(lambda text: text.replace("orlova@scena.example", f"{person.name}@театр.example"))
    contractd.drop()
    request = contractd.letter(f"{person.name}@{IDN_DOMAIN}", "request")
    smtp = Smtp(person.sending())
    assert smtp.send(request.raw, "contracts@scena.example", request.recipient).outcome is SendOutcome.ACCEPTED
    smtp.close()
    [arrived] = wait_for("the letter", lambda: mail_server.mailbox(person.name))
    assert f"<{person.name}@{IDN_DOMAIN}>" in message_from_bytes(arrived)["To"]


@pytest.mark.parametrize("sender", [ON_THE_WIRE, WRITTEN, "orlova@ТЕАТР.EXAMPLE", f"orlova@{IDN_DOMAIN.upper()}"])
def test_a_reply_is_known_by_either_form_of_the_address(idn: InProcessDaemon, sender: str) -> None:
    contract = idn.drop()
    request = idn.letter(ON_THE_WIRE, "request")
    raw = (
        f"From: Орлова <{sender}>\r\nTo: contracts@scena.example\r\n"
        f"Subject: Re: [{contract.number}/{request.token}]\r\n"
        f"In-Reply-To: {request.message.message_id}\r\nMessage-ID: <1@a.example>\r\n\r\nСогласовано\r\n"
    )
    idn.raw(raw.encode())
    assert "lawyer" not in idn.waiting(contract)
    assert idn.letters(kind="receipt")[-1].first_lines.startswith("Записано: согласовано.")


def test_a_domain_that_only_looks_alike_is_a_strangers(idn: InProcessDaemon) -> None:
    contract = idn.drop()
    request = idn.letter(ON_THE_WIRE, "request")
    look_alike = "orlova@тeaтр.example"  # with Latin e and a
    idn.raw(
        f"From: <{look_alike}>\r\nTo: c@scena.example\r\nSubject: Re\r\nIn-Reply-To: {request.message.message_id}\r\n"
        "Message-ID: <2@a.example>\r\n\r\nСогласовано\r\n".encode()
    )
    assert "lawyer" in idn.waiting(contract)


def test_who_cannot_be_reached_there_is_named_in_the_letters_of_the_address(idn: InProcessDaemon) -> None:
    idn.drop()
    request = idn.letter(ON_THE_WIRE, "request")
    report = (
        "From: MAILER-DAEMON@scena.example\r\nTo: contracts@scena.example\r\nSubject: Undelivered\r\n"
        "Message-ID: <3@a.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n--b\r\n\r\nfailed\r\n'
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.scena.example\r\n\r\n"
        f"Final-Recipient: rfc822; {ON_THE_WIRE}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {request.message.message_id}\r\n\r\n--b--\r\n"
    )
    idn.raw(report.encode())
    told = [each for each in idn.letters() if each.kind in ("unreachable", "not_delivered")]
    assert told
    assert all("Orlova@театр.example" in each.text for each in told)

"""The mail server inside: what the daemon relies on when it is tried out."""

from __future__ import annotations

import smtplib
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from daemon.mail.transport.imap import Imap
from daemon.mail.transport.protocols import Account, Cursor, Security, SignInRefused
from demo.mail_server import HOST, PASSWORD, MailServer

RAW = (
    b"From: contracts@scena.example\r\nTo: orlova@scena.example\r\nSubject: =?utf-8?b?0JA=?=  two  spaces\r\n"
    b"X-Raw: \xd0\x90\r\n\r\n.dot first\r\nbare\xff bytes \xd0\x90 and a long line " + b"x" * 900 + b"\r\n\r\n\r\n"
)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer(["orlova", "contracts"], right_now) as running:
        yield running


def right_now() -> datetime:
    return datetime.now(UTC)


def connect(server: MailServer, user: str, password: str = PASSWORD) -> Imap:
    return Imap(Account(HOST, server.ports.imap, Security.NONE, user, password))


def deliver(server: MailServer, to: str, raw: bytes = RAW) -> None:
    with smtplib.SMTP(HOST, server.ports.smtp) as client:
        client.login("contracts", PASSWORD)
        client.sendmail("contracts@scena.example", [to], raw)


def test_a_mail_comes_back_as_the_same_bytes(server: MailServer) -> None:
    deliver(server, "orlova@scena.example")
    [mail] = connect(server, "orlova").fetch(Cursor())
    assert mail.raw == RAW


def test_a_plus_address_reaches_the_mailbox_of_its_name_in_any_case(server: MailServer) -> None:
    deliver(server, "Contracts+8f95pqrf7p@scena.example")
    assert len(list(connect(server, "contracts").fetch(Cursor()))) == 1
    assert not list(connect(server, "orlova").fetch(Cursor()))


def test_an_address_that_nobody_has_is_refused(server: MailServer) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        deliver(server, "nobody@scena.example")
    assert refused.value.recipients["nobody@scena.example"][0] == 550


def test_a_wrong_password_is_refused(server: MailServer) -> None:
    with pytest.raises(SignInRefused):
        connect(server, "orlova", "wrong")


def test_idle_tells_of_a_mail_that_comes_while_one_waits(server: MailServer) -> None:
    imap = connect(server, "orlova")
    for number in range(1, 6):
        timer = threading.Timer(0.05, deliver, (server, "orlova@scena.example"))
        timer.start()
        begun = time.monotonic()
        imap.wait(20)
        assert time.monotonic() - begun < 5, "IDLE was silent"
        assert len(list(imap.fetch(Cursor()))) == number
        timer.join()


def test_idle_tells_of_a_mail_that_came_just_before(server: MailServer) -> None:
    imap = connect(server, "orlova")
    assert not list(imap.fetch(Cursor()))
    deliver(server, "orlova@scena.example")
    begun = time.monotonic()
    imap.wait(20)
    assert time.monotonic() - begun < 5, "IDLE was silent"


def test_both_ports_are_free_again_at_the_end() -> None:
    with MailServer(["orlova"], right_now) as server:
        ports = server.ports
        waiting = connect(server, "orlova")
    for port in (ports.imap, ports.smtp):
        with pytest.raises(OSError, match="refused"):
            smtplib.SMTP(HOST, port, timeout=2)
    waiting.close()

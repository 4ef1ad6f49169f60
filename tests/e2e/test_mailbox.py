"""G3 and G8 at the mailbox: each mail is stored once, before it is marked as seen, and none holds up the others."""

from __future__ import annotations

import imaplib
import threading
from collections.abc import Callable, MutableMapping
from typing import Any

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from daemon.app import make_mailbox_watcher
from daemon.application.app_context import AppContext, CurrentContext
from daemon.application.inbound.dispatch import read_mail
from daemon.application.inbound.mailbox_watcher import MailboxWatcher
from daemon.mail.transport.imap import Imap
from daemon.mail.transport.protocols import Account, Security
from daemon.store import inbox
from daemon.store.tables import letters
from e2e.daemon_process import DaemonProcess, wait_for

Start = Callable[[Callable[[], None], Callable[[], None]], threading.Thread]

ODD = [
    b"\x00\x00\x00",
    b"",
    b"\r\n\r\n",
    b"From: \xff\xfe\x00 <a\x00b@x>\r\nMessage-ID: <\x00\xff@x>\r\n\r\nwords",
    b"From: =?utf-8?b?////?= <@>\r\nMessage-ID: " + b"<" * 5000 + b"\r\n\r\nwords",
    b"Content-Type: multipart/mixed; boundary=a\r\n\r\n"
    + b"--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" * 99,
]


def put(contractd: DaemonProcess, raw: bytes) -> None:
    """Lay a mail into the mailbox as it is, as no mail server on its way would let it pass."""
    with _session(contractd) as session:
        session.append("INBOX", "", "", raw)


def flags(contractd: DaemonProcess) -> list[bytes]:
    with _session(contractd) as session:
        session.select("INBOX", readonly=True)
        return [part for part in session.fetch("1:*", "(FLAGS)")[1] if isinstance(part, bytes)]


def _session(contractd: DaemonProcess) -> imaplib.IMAP4_SSL:
    session = imaplib.IMAP4_SSL("localhost", contractd.server.ports["imaps"], ssl_context=contractd.server.tls())
    session.login(contractd.mailbox("contracts"), "secret")
    return session


def stored(app: AppContext) -> list[int]:
    with app.database.read() as connection:
        return inbox.waiting(connection)


def mail(n: int) -> bytes:
    return f"From: orlova@scena.example\r\nMessage-ID: <{n}@scena.example>\r\n\r\nwords {n}\r\n".encode()


@pytest.fixture
def watched(current: CurrentContext, in_a_thread: Start) -> threading.Thread:
    watcher = make_mailbox_watcher(current)
    return in_a_thread(watcher.run, watcher.stop)


def test_mails_that_no_one_can_read_do_not_hold_up_the_next_one(
    contractd: DaemonProcess, app: AppContext, current: CurrentContext, in_a_thread: Start
) -> None:
    for each in ODD:
        if each:  # IMAP knows no empty mail
            put(contractd, each)
    put(contractd, mail(1))
    watcher = make_mailbox_watcher(current)
    in_a_thread(watcher.run, watcher.stop)
    wait_for("all mails", lambda: len(stored(app)) == len(ODD))
    with app.database.read() as connection:
        assert inbox.load(connection, stored(app)[-1]).raw == mail(1)
    wait_for("all to be seen", lambda: all(b"\\Seen" in each for each in flags(contractd)))


def test_many_mails_are_stored_in_their_order(
    contractd: DaemonProcess, app: AppContext, watched: threading.Thread
) -> None:
    """Some arrive while others are fetched or marked as seen: of those IDLE would never tell."""
    for n in range(60):
        put(contractd, mail(n))
    wait_for("all mails", lambda: len(stored(app)) == 60)
    with app.database.read() as connection:
        assert [inbox.load(connection, each).raw for each in stored(app)] == [mail(n) for n in range(60)]


def test_a_mailbox_whose_uids_begin_anew_brings_nothing_twice(
    contractd: DaemonProcess, app: AppContext, watched: threading.Thread
) -> None:
    for n in range(3):
        put(contractd, mail(n))
    wait_for("three mails", lambda: len(stored(app)) == 3)
    contractd.server.change_uidvalidity(contractd.mailbox("contracts"), 4242)
    put(contractd, mail(3))
    wait_for("the fourth", lambda: len(stored(app)) == 4, seconds=90)
    name = f"imap:{contractd.mailbox('contracts')}@localhost:{contractd.server.ports['imaps']}"
    with app.database.read() as connection:
        assert inbox.cursor(connection, name)[0] == 4242


def test_a_mail_that_somebody_moves_away_and_back_is_one_mail(
    contractd: DaemonProcess, app: AppContext, watched: threading.Thread
) -> None:
    put(contractd, mail(1))
    wait_for("the mail", lambda: len(stored(app)) == 1)
    with _session(contractd) as session:
        session.create("Elsewhere")
        session.select("INBOX")
        session.xatom("MOVE", "1", "Elsewhere")
        session.select("Elsewhere")
        session.xatom("MOVE", "1", "INBOX")
    put(contractd, mail(2))
    wait_for("the other mail", lambda: len(stored(app)) == 2)


def test_it_comes_back_when_the_server_does(
    contractd: DaemonProcess, app: AppContext, watched: threading.Thread
) -> None:
    put(contractd, mail(1))
    wait_for("the mail", lambda: len(stored(app)) == 1)
    with capture_logs() as said:
        contractd.server.kill_imap()
        wait_for("the watcher to notice", lambda: is_out_of_reach(said))
    assert watched.is_alive()
    contractd.server.start_imap()
    put(contractd, mail(2))
    wait_for("the other mail", lambda: len(stored(app)) == 2, seconds=30)


def test_a_server_that_is_away_at_the_start_is_waited_for(
    contractd: DaemonProcess, app: AppContext, current: CurrentContext, in_a_thread: Start
) -> None:
    put(contractd, mail(1))
    contractd.server.stop_imap()
    watcher = make_mailbox_watcher(current)
    with capture_logs() as said:
        thread = in_a_thread(watcher.run, watcher.stop)
        wait_for("the watcher to notice", lambda: is_out_of_reach(said))
    assert thread.is_alive()
    contractd.server.start_imap()
    wait_for("the mail", lambda: len(stored(app)) == 1, seconds=30)


def test_of_a_mail_that_is_too_large_the_header_is_kept_and_its_sender_is_told(
    contractd: DaemonProcess, app: AppContext, current: CurrentContext, in_a_thread: Start
) -> None:
    put(contractd, f"From: {contractd.address('orlova')}\r\nSubject: big\r\n\r\n".encode() + b"x" * 70_000)
    account = make_account(contractd)
    watcher = MailboxWatcher(app, "small", lambda: Imap(account, largest=60_000))
    in_a_thread(watcher.run, watcher.stop)
    [mail_id] = wait_for("the mail", lambda: stored(app))
    with app.database.read() as connection:
        assert inbox.load(connection, mail_id).truncated
    read_mail(app, mail_id)
    with app.database.read() as connection:
        [letter] = connection.execute(select(letters.c.kind, letters.c.recipient)).all()
    assert (letter.kind, letter.recipient) == ("too_large", contractd.address("orlova"))


def is_out_of_reach(said: list[MutableMapping[str, Any]]) -> bool:
    return any(each["event"] == "the mailbox is out of reach" for each in said)


def make_account(contractd: DaemonProcess) -> Account:
    port = contractd.server.ports["imaps"]
    return Account("localhost", port, Security.TLS, contractd.mailbox("contracts"), "secret", contractd.server.ca)

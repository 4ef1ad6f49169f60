"""Receiving from a real Dovecot that is told to misbehave."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from imapclient import IMAPClient
from servers.certificates import write_certificates
from servers.mailserver import MailServer
from servers.relay import Relay

from daemon.mail.transport.imap import Imap, batches
from daemon.mail.transport.protocols import (
    Account,
    Cursor,
    FetchedMail,
    NotTrusted,
    Security,
    SignInRefused,
    TransportError,
)

from .conftest import Person, wait_for


def subjects(mails: list[FetchedMail]) -> list[str]:
    return [line.decode()[9:] for mail in mails for line in mail.raw.split(b"\r\n") if line.startswith(b"Subject: ")]


def seen(person: Person) -> list[bool]:
    """Of each mail, as another mail program shows it."""
    with IMAPClient("localhost", person.server.ports["imaps"], ssl_context=person.server.tls()) as other:
        other.login(person.name, "secret")
        other.select_folder("INBOX", readonly=True)
        flags = other.get_flags(other.search("ALL"))
        return [b"\\Seen" in flags[uid] for uid in sorted(flags)]


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_mails_come_oldest_first_as_their_bytes_and_only_those_after_the_cursor(
    person: Person, security: Security
) -> None:
    for subject in ("first", "second", "third"):
        person.gets(subject)
    mailbox = Imap(person.receiving(security))
    mails = list(mailbox.fetch(Cursor()))
    assert subjects(mails) == ["first", "second", "third"]
    assert mails[0].raw.endswith(b"\r\n\r\n" + b"x" * 70 + b"\r\n")
    assert mails[0].at.tzinfo is not None
    assert not mails[0].truncated
    assert subjects(list(mailbox.fetch(mails[1].cursor))) == ["third"]
    assert list(mailbox.fetch(mails[2].cursor)) == []
    mailbox.close()


def test_a_mail_is_seen_only_after_it_was_acknowledged(person: Person, mailbox: Imap) -> None:
    person.gets("first")
    person.gets("second")
    mails = list(mailbox.fetch(Cursor()))
    assert seen(person) == [False, False]
    mailbox.acknowledge(mails[:1])
    assert seen(person) == [True, False]


def test_a_mail_that_somebody_else_opened_is_fetched_all_the_same(person: Person, mailbox: Imap) -> None:
    person.gets("opened by hand")
    other = Imap(person.receiving())
    other.acknowledge(list(other.fetch(Cursor())))
    other.close()
    assert subjects(list(mailbox.fetch(Cursor()))) == ["opened by hand"]


def test_of_a_mail_that_is_too_large_only_the_header_comes_and_the_order_is_kept(person: Person) -> None:
    for subject, size in (("small", 0), ("large", 60_000), ("small too", 0)):
        person.gets(subject, size=size)
    mailbox = Imap(person.receiving(), largest=20_000)
    mails = list(mailbox.fetch(Cursor()))
    assert subjects(mails) == ["small", "large", "small too"]
    assert [mail.truncated for mail in mails] == [False, True, False]
    assert len(mails[1].raw) < 2_000
    mailbox.close()


def test_a_mail_that_is_taken_away_while_we_fetch_is_passed_over(person: Person, mailbox: Imap) -> None:
    for number in range(3):
        person.gets(f"mail {number}", size=17_000_000 if number == 0 else 0)  # the first fills a batch of its own
    fetching = mailbox.fetch(Cursor())
    assert subjects([next(fetching)]) == ["mail 0"]
    with IMAPClient("localhost", person.server.ports["imaps"], ssl_context=person.server.tls()) as other:
        other.login(person.name, "secret")
        other.select_folder("INBOX")
        other.delete_messages([2])
        other.expunge()
    assert subjects(list(fetching)) == ["mail 2"]


# -- waiting -----------------------------------------------------------------------------------------------------------


class Waiting:
    """A mailbox that waits in a thread of its own, as the daemon has it."""

    def __init__(self, mailbox: Imap, seconds: float = 60) -> None:
        self.error: TransportError | None = None
        self._thread = threading.Thread(target=self._wait, args=(mailbox, seconds), daemon=True)
        self._thread.start()

    def _wait(self, mailbox: Imap, seconds: float) -> None:
        try:
            mailbox.wait(seconds)
        except TransportError as error:
            self.error = error

    def ends(self, seconds: float) -> bool:
        self._thread.join(seconds)
        return not self._thread.is_alive()


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_a_wait_ends_when_a_mail_arrives(person: Person, security: Security) -> None:
    mailbox = Imap(person.receiving(security))
    cursor = Cursor()
    for number in range(5):
        waiting = Waiting(mailbox)
        person.gets(f"mail {number}")
        assert waiting.ends(5), "IDLE did not tell of the mail"
        assert waiting.error is None
        [mail] = mailbox.fetch(cursor)
        cursor = mail.cursor
    mailbox.close()


def test_a_wait_without_mail_ends_after_its_seconds(mailbox: Imap) -> None:
    start = time.monotonic()
    mailbox.wait(0.3)
    assert 0.3 <= time.monotonic() - start < 5
    assert list(mailbox.fetch(Cursor())) == []


def test_news_in_one_packet_with_the_beginning_of_idle_ends_a_wait(person: Person) -> None:
    """imaplib reads them with the line that it wants, and the selector never tells of them."""
    account = person.receiving(Security.NONE)
    with Relay(account.port, cut_after=b"never said", adding=(b"+ idling", b"* 1 EXISTS\r\n")) as relay:
        mailbox = Imap(replace(account, port=relay.port))
        assert Waiting(mailbox).ends(5)
        mailbox.close()


@pytest.mark.parametrize("frozen", [False, True])
def test_a_wait_is_interrupted_from_another_thread_even_when_the_server_hangs(person: Person, frozen: bool) -> None:
    mailbox = Imap(person.receiving())
    waiting = Waiting(mailbox)
    wait_for("IDLE", lambda: person.server.is_idle(person.name))
    person.server.freeze_imap(frozen)
    try:
        mailbox.interrupt()
        assert waiting.ends(5)
    finally:
        person.server.freeze_imap(False)
    mailbox.close()
    mailbox.interrupt()  # too late, and harmless


def test_an_interruption_before_the_wait_is_not_lost(mailbox: Imap) -> None:
    mailbox.interrupt()
    assert Waiting(mailbox).ends(5)


def test_who_is_hurried_looks_at_once_on_the_same_connection(person: Person, mailbox: Imap) -> None:
    waiting = Waiting(mailbox)
    wait_for("IDLE", lambda: person.server.is_idle(person.name))
    mailbox.hurry()
    mailbox.hurry()
    assert waiting.ends(5)
    person.gets("the news")
    assert subjects(list(mailbox.fetch(Cursor()))) == ["the news"]
    mailbox.hurry()
    assert Waiting(mailbox).ends(5)


# -- servers that go away ----------------------------------------------------------------------------------------------


def stopped(server: MailServer) -> None:
    server.stop_imap()


def killed(server: MailServer) -> None:
    server.kill_imap()


@pytest.mark.parametrize("gone", [stopped, killed])
def test_a_server_that_goes_away_ends_the_wait_and_is_used_again_when_it_is_back(
    person: Person, gone: Callable[[MailServer], None]
) -> None:
    mailbox = Imap(person.receiving())
    person.gets("before")
    [before] = mailbox.fetch(Cursor())
    waiting = Waiting(mailbox)
    gone(person.server)
    try:
        assert waiting.ends(5), "the wait outlived the server"
        with pytest.raises(TransportError, match=r"localhost:\d+ cannot be used now"):
            list(mailbox.fetch(before.cursor))
        mailbox.close()
        with pytest.raises(TransportError, match="refused"):
            Imap(person.receiving())
    finally:
        person.server.start_imap()
    person.gets("after")
    mailbox = Imap(person.receiving())
    assert subjects(list(mailbox.fetch(before.cursor))) == ["after"]
    mailbox.close()


def test_a_server_that_hangs_is_given_up_after_a_while_and_closing_takes_no_time(person: Person) -> None:
    mailbox = Imap(person.receiving(), answer_seconds=0.5)
    person.server.freeze_imap()
    try:
        start = time.monotonic()
        with pytest.raises(TransportError, match="timed out"):
            list(mailbox.fetch(Cursor()))
        with pytest.raises(TransportError):  # and from then on at once
            mailbox.wait(60)
        mailbox.close()
        assert time.monotonic() - start < 5
    finally:
        person.server.freeze_imap(False)
    person.gets("after the thaw")
    mailbox = Imap(person.receiving())
    assert subjects(list(mailbox.fetch(Cursor()))) == ["after the thaw"]
    mailbox.close()


def test_a_new_uidvalidity_begins_anew(person: Person) -> None:
    person.gets("first")
    person.gets("second")
    mailbox = Imap(person.receiving())
    last = list(mailbox.fetch(Cursor()))[-1]
    mailbox.close()
    person.server.change_uidvalidity(person.name, last.cursor.uidvalidity + 1000)
    mailbox = Imap(person.receiving())
    again = list(mailbox.fetch(last.cursor))
    assert subjects(again) == ["first", "second"]
    assert again[0].cursor.uidvalidity == last.cursor.uidvalidity + 1000
    mailbox.acknowledge([last])  # a UID of before means nothing any more
    assert seen(person) == [False, False]
    mailbox.close()


# -- signing in --------------------------------------------------------------------------------------------------------


def test_a_wrong_password_is_told_from_other_trouble_and_never_shown(person: Person) -> None:
    account = replace(person.receiving(), password="hunter2")
    with pytest.raises(SignInRefused, match=r"refused the user .*check mail.receive.user") as caught:
        Imap(account)
    assert "hunter2" not in str(caught.value) + repr(account)


def test_a_password_may_have_any_letters(person: Person) -> None:
    person.server.set_password(person.name, "пароль")
    Imap(replace(person.receiving(), password="пароль")).close()


def test_a_server_that_goes_away_while_we_sign_in_is_no_wrong_password(person: Person) -> None:
    account = person.receiving(Security.NONE)
    with Relay(account.port, cut_after=b"LOGIN") as relay:
        with pytest.raises(TransportError) as caught:
            Imap(replace(account, port=relay.port))
        assert caught.type is TransportError
        Imap(replace(account, port=relay.port)).close()


def unknown_authority(account: Account, folder: Path) -> Account:
    write_certificates(folder)
    return replace(account, ca=folder / "ca.pem")


def no_authority(account: Account, folder: Path) -> Account:
    return replace(account, ca=folder / "missing.pem")


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
@pytest.mark.parametrize("wrong", [unknown_authority, no_authority])
def test_a_certificate_that_cannot_be_trusted_ends_it(
    person: Person, tmp_path: Path, wrong: Callable[[Account, Path], Account], security: Security
) -> None:
    with pytest.raises(NotTrusted, match=r"mail\.tls_ca"):
        Imap(wrong(person.receiving(security), tmp_path))


def test_a_certificate_of_another_host_is_not_trusted(person: Person) -> None:
    account = replace(person.receiving(), host="127.1")  # reaches it, by a name that is not in the certificate
    with pytest.raises(NotTrusted, match=r"not trusted .*check mail\.receive\.host"):
        Imap(account)


def test_a_port_that_does_not_speak_tls_is_named(person: Person) -> None:
    account = replace(person.receiving(), port=person.server.ports["imap"])
    with pytest.raises(TransportError, match=r"does not speak TLS on this port .*check mail\.receive\.port"):
        Imap(account)


# -- what is fetched together ------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 40)), st.integers(1, 5), st.integers(1, 60))
def test_batches_keep_every_mail_in_order_within_both_bounds(sizes: list[int], mails: int, size: int) -> None:
    by_uid = dict(enumerate(sizes))
    made = list(batches(by_uid, mails, size))
    assert [uid for batch in made for uid in batch] == list(by_uid)
    assert all(len(batch) <= mails for batch in made)
    assert all(len(batch) == 1 or sum(by_uid[uid] for uid in batch) <= size for batch in made)
    assert all(
        len(one) == mails or sum(by_uid[uid] for uid in (*one, other[0])) > size
        for one, other in itertools.pairwise(made)
    ), "a batch was cut short"

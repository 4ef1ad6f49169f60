"""A person of their own for each test, on real servers that all tests share."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import pytest
from servers.mailserver import DOMAIN, MailServer

from daemon.mail.transport.imap import Imap
from daemon.mail.transport.protocols import Account, Security
from daemon.mail.transport.smtp import Smtp

T = TypeVar("T")


@dataclass(frozen=True)
class Person:
    """Somebody with a mailbox, and where it is."""

    server: MailServer
    name: str

    @property
    def address(self) -> str:
        return f"{self.name}@{DOMAIN}"

    def receiving(self, security: Security = Security.TLS) -> Account:
        port = self.server.ports["imaps" if security is Security.TLS else "imap"]
        return Account("localhost", port, security, self.name, "secret", self.server.ca)

    def sending(self, security: Security = Security.STARTTLS) -> Account:
        port = self.server.ports["smtps" if security is Security.TLS else "submission"]
        return Account("localhost", port, security, self.name, "secret", self.server.ca)

    def gets(self, subject: str, *, size: int = 0) -> None:
        """A mail arrives, and it is there when this returns."""
        before = len(self.server.mailbox(self.name))
        self.server.deliver(letter(subject, body="x" * 70 + "\r\n", repeat=size // 72), self.address)
        self.has(before + 1)

    def has(self, mails: int, seconds: float = 20) -> list[bytes]:
        """Wait until there are so many mails in the mailbox."""
        return wait_for(f"{mails} mails of {self.name}", lambda: self._mails(mails), seconds)

    def _mails(self, count: int) -> list[bytes] | None:
        found = self.server.mailbox(self.name)
        return found if len(found) >= count else None


def letter(subject: str, *, body: str = "Hello.\r\n", repeat: int = 0, headers: str = "") -> bytes:
    text = f"From: world@{DOMAIN}\r\nSubject: {subject}\r\nMessage-ID: <{subject}@{DOMAIN}>\r\n{headers}\r\n"
    return (text + body * max(1, repeat)).encode()


def wait_for(what: str, find: Callable[[], T | None], seconds: float = 20) -> T:
    """Look until there is something to see."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := find():
            return found
        time.sleep(0.01)
    raise AssertionError(f"waited {seconds} s in vain for {what}")


@pytest.fixture
def person(mail_server: MailServer) -> Person:
    return Person(mail_server, mail_server.somebody())


@pytest.fixture
def mailbox(person: Person) -> Iterator[Imap]:
    receiver = Imap(person.receiving())
    yield receiver
    receiver.close()


@pytest.fixture
def smtp(person: Person) -> Iterator[Smtp]:
    sender = Smtp(person.sending())
    yield sender
    sender.close()

"""The protocols of receiving and sending mail; `imap.py` and `smtp.py` implement them."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol


class Security(StrEnum):
    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Account:
    """A server and who signs in. `ca` is an authority trusted besides the system's; certificates are always checked."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)
    ca: Path | None = None

    def tls(self) -> ssl.SSLContext:
        """Return a context that checks a certificate's authority and host. Raises NotTrusted if `ca` cannot be read."""
        context = ssl.create_default_context()
        if self.ca:
            try:
                context.load_verify_locations(self.ca)
            except OSError as error:  # ssl.SSLError, too
                raise NotTrusted(
                    f"the authority {self.ca} for {self} cannot be used ({error}): "
                    "mail.tls_ca must name a file of certificates in PEM"
                ) from error
        return context

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class TransportError(Exception):
    """The server cannot be used now. Its text says with which server, what happened, what to do. It can be retried."""


class SignInRefused(TransportError):
    """The server refuses user and password."""


class NotTrusted(TransportError):
    """The server's certificate is not trusted, or the authority for it cannot be used."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last UID that was read, valid for one UIDVALIDITY (RFC 9051, 2.3.1.1)."""

    uidvalidity: int = 0
    uid: int = 0


@dataclass(frozen=True, slots=True)
class FetchedMail:
    """A mail from the mailbox; `at` is when it arrived there. `truncated`: too large or unreadable, only the header."""

    raw: bytes
    cursor: Cursor
    at: datetime
    truncated: bool = False


class Receiver(Protocol):
    """A mailbox. Its methods raise TransportError, after which it has to be closed and a new one made."""

    def fetch(self, after: Cursor) -> Iterator[FetchedMail]:
        """Yield the mails that came in after the cursor, oldest first.

        If UIDVALIDITY has changed, all mails are yielded again: the caller knows them by Message-ID and content.
        """

    def acknowledge(self, mails: list[FetchedMail]) -> None:
        """Mark mails that have been stored as seen."""

    def wait(self, seconds: float) -> None:
        """Return when a mail may have come, when `hurry` or `interrupt` is called, or after so many seconds."""

    def hurry(self) -> None:
        """End the wait that another thread is in, or its next one."""

    def interrupt(self) -> None:
        """End the wait that another thread is in, or its next one; the receiver can only be closed then."""

    def close(self) -> None: ...


class SendOutcome(StrEnum):
    """How sending a letter ended."""

    ACCEPTED = "accepted"
    REFUSED = "refused"  # for good (5yz): the same letter will not be accepted
    LATER = "later"  # not now (4yz), or a dead connection: the same bytes are retried


@dataclass(frozen=True, slots=True)
class Sent:
    """The server's answer to a letter.

    `server_down`: there was no connection at all, so that other letters need not be tried either.
    `perhaps_taken`: the connection broke between the letter's bytes and the answer to them; it has to be retried, and
    may arrive twice, as the same bytes.
    """

    outcome: SendOutcome
    answer: str = ""
    server_down: bool = False
    perhaps_taken: bool = False


class Sender(Protocol):
    def send(self, raw: bytes, sender: str, recipient: str) -> Sent:
        """Send a letter, at least once: the caller retries LATER with the same bytes."""

    def close(self) -> None: ...

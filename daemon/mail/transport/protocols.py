"""What carries mail: two small protocols, receive and send; IMAP and SMTP are files behind them."""

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
    """Where to sign in. `ca` is an authority trusted besides the system's; certificates are always checked."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)
    ca: Path | None = None

    def tls(self) -> ssl.SSLContext:
        """Return what to check a certificate with: its authority, and that it is this host's. Raises NotTrusted."""
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
    """The server cannot be used now: what happened, with which server, what to do. By itself it is temporary."""


class SignInRefused(TransportError):
    """The server does not take user and password."""


class NotTrusted(TransportError):
    """The server's certificate is not to be trusted."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a mailbox has been read: the last UID, good for one UIDVALIDITY (RFC 9051, 2.3.1.1)."""

    uidvalidity: int = 0
    uid: int = 0


@dataclass(frozen=True, slots=True)
class Arrived:
    """A mail from the mailbox. `truncated`: it was too large or unreadable, only its header was fetched."""

    raw: bytes
    cursor: Cursor
    at: datetime
    truncated: bool = False


class Receiver(Protocol):
    """A mailbox. Its methods raise TransportError; after one the receiver is closed and a new one made."""

    def fetch(self, after: Cursor) -> Iterator[Arrived]:
        """Mails that came in after the cursor, oldest first.

        A changed UIDVALIDITY begins anew, so that mails come again: the caller knows them by Message-ID and content.
        """

    def acknowledge(self, mails: list[Arrived]) -> None:
        """Mark as seen what has been stored."""

    def wait(self, seconds: float) -> None:
        """Return when something may have come, when `interrupt` is called, or after so many seconds."""

    def interrupt(self) -> None:
        """End the wait that another thread is in, or its next one; the receiver can only be closed then."""

    def close(self) -> None: ...


class SendOutcome(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"  # for good (5yz): the same letter will not be taken
    LATER = "later"  # not now (4yz), or the connection broke: the same bytes are tried again


@dataclass(frozen=True, slots=True)
class Sent:
    """How the server answered.

    `server_down`: no server took us at all, other letters need not be tried either.
    `perhaps_taken`: the connection broke between the letter's bytes and the answer to them; sent again, as it must be,
    the letter may arrive twice, as the same bytes.
    """

    outcome: SendOutcome
    answer: str = ""
    server_down: bool = False
    perhaps_taken: bool = False


class Sender(Protocol):
    def send(self, raw: bytes, sender: str, recipient: str) -> Sent:
        """Hand a letter over, at least once: after an unclear end it is tried again as the same bytes."""

    def close(self) -> None: ...

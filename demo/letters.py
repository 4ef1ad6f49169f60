"""Letters as people of the demo see them: read from their mailboxes by IMAP, answered over SMTP."""

from __future__ import annotations

import re
import smtplib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from functools import cached_property
from pathlib import Path

from daemon.documents.naming import file_name
from daemon.mail.transport.imap import Imap
from daemon.mail.transport.protocols import Account, Cursor, Security, TransportError
from daemon.workflow.model import Person
from demo.mail_server import HOST, PASSWORD, Ports, mailbox_of

_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL | re.IGNORECASE)
_LOOK_AGAIN_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """A mail in somebody's mailbox. `number` counts the letters of this mailbox from 1."""

    owner: Person
    number: int
    raw: bytes = field(repr=False)

    @cached_property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)  # type: ignore[return-value]

    @property
    def subject(self) -> str:
        return " ".join(str(self.message["Subject"] or "").split())

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"] or "").strip()

    @property
    def date(self) -> datetime:
        return parsedate_to_datetime(str(self.message["Date"]))

    @property
    def sender(self) -> tuple[str, str]:
        """Name and address."""
        return getaddresses([str(self.message["From"])])[0]

    @property
    def answer_to(self) -> str:
        return getaddresses([str(self.message["Reply-To"] or self.message["From"])])[0][1]

    @cached_property
    def text(self) -> str:
        return self._body("plain")

    @cached_property
    def html(self) -> str:
        return self._body("html")

    @property
    def html_inside(self) -> str:
        """What stands in the HTML's body."""
        found = _BODY.search(self.html)
        return found[1].strip() if found else self.html

    @cached_property
    def attachments(self) -> list[Attachment]:
        return [
            Attachment(
                part.get_filename() or "attachment", part.get_content_type(), part.get_payload(decode=True) or b""
            )
            for part in self.message.iter_attachments()
        ]

    def _body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()).replace("\r\n", "\n") if part else ""

    def save(self, folder: Path) -> None:
        """Keep the letter for looking at: as it came, and its HTML."""
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{self.number:02} {file_name(self.subject)[:80].strip()}"
        (folder / f"{name}.eml").write_bytes(self.raw)
        if self.html:
            (folder / f"{name}.html").write_text(self.html, encoding="utf-8")


class Reader:
    """Reads one person's mailbox in a thread of its own, and shows each new letter to `on_letter` there."""

    def __init__(self, owner: Person, ports: Ports, on_letter: Callable[[Letter], None]) -> None:
        self._owner = owner
        self._account = Account(HOST, ports.imap, Security.NONE, mailbox_of(owner.email), PASSWORD)
        self._on_letter = on_letter
        self._stopping = threading.Event()
        self._imap: Imap | None = None
        self._thread = threading.Thread(target=self._run, name=f"reader of {owner.key}", daemon=True)
        self.failure: BaseException | None = None

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._imap:
            self._imap.interrupt()

    def join(self, seconds: float) -> None:
        self._thread.join(seconds)

    def _run(self) -> None:
        try:
            self._read()
        except TransportError as error:
            if not self._stopping.is_set():
                self.failure = error
        except BaseException as error:  # noqa: BLE001  # the main thread tells it
            self.failure = error

    def _read(self) -> None:
        cursor, count = Cursor(), 0
        self._imap = Imap(self._account)
        try:
            while not self._stopping.is_set():
                found = list(self._imap.fetch(cursor))
                for mail in found:
                    cursor, count = mail.cursor, count + 1
                    self._on_letter(Letter(self._owner, count, mail.raw))
                if not found:  # what came while we fetched was told then, IDLE would not tell it again
                    self._imap.wait(_LOOK_AGAIN_SECONDS)
        finally:
            self._imap.close()


def send(raw: bytes, sender: Person, to: str, ports: Ports) -> None:
    """Hand a mail over to the server inside."""
    with smtplib.SMTP(HOST, ports.smtp, timeout=20) as client:
        client.login(mailbox_of(sender.email), PASSWORD)
        client.sendmail(sender.email, [to], raw)

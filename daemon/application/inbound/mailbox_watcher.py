"""The watcher of the mailbox: every mail is stored before it is marked as seen."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from daemon.application.app_context import AppContext, log
from daemon.application.inbound.backoff import Backoff
from daemon.application.inbound.writing_time import written_at
from daemon.mail.parsing.message import parse
from daemon.mail.transport.protocols import Cursor, FetchedMail, Receiver, SignInRefused, TransportError
from daemon.store import contract_queries, inbox

TOGETHER, TOGETHER_BYTES = 10, 8 * 1024 * 1024
_END_OF_HEADER = re.compile(rb"\r?\n\r?\n")
LOOK_AGAIN_SECONDS = 60  # also when the server says nothing: what lies in a buffer is invisible to a wait
READ_SECONDS = 10 * 60  # so long after a look nobody can say any more that no answer lies in the mailbox


class MailboxWatcher:
    """Runs in a thread of its own. Whatever the server does, it connects again."""

    def __init__(self, app: AppContext, name: str, connect: Callable[[], Receiver]) -> None:
        self._app = app
        self._name = name  # of the mailbox, as the cursor is kept under it
        self._connect = connect
        self._stopping = threading.Event()
        self._receiver: Receiver | None = None
        self._looked: _MailboxLook | None = None
        self._is_awaited = threading.Event()

    @property
    def read_until(self) -> datetime | None:
        """Until when all that came is stored; None after a start, or while the server is away: nobody knows."""
        looked = self._looked
        return looked.begun if looked and time.monotonic() - looked.ended < READ_SECONDS else None

    def look(self) -> None:
        """Have the mailbox looked at soon, and contracts that are due woken when that is done."""
        self._is_awaited.set()
        if receiver := self._receiver:
            receiver.hurry()

    def run(self) -> None:
        backoff = Backoff()
        while not self._stopping.is_set():
            try:
                self._watch(backoff)
            except TransportError as error:
                (log.error if isinstance(error, SignInRefused) else log.warning)(
                    "the mailbox is out of reach", why=str(error)
                )
            except Exception:  # noqa: BLE001  a loop never dies
                log.exception("the mailbox could not be read")
            self._stopping.wait(backoff.next())

    def stop(self) -> None:
        self._stopping.set()
        if receiver := self._receiver:
            receiver.interrupt()

    def _watch(self, backoff: Backoff) -> None:
        receiver = self._receiver = self._connect()
        try:
            log.info("reading the mailbox", mailbox=self._name)
            while not self._stopping.is_set():
                begun = self._app.now()
                self._take_in(receiver)
                self._has_looked(begun)
                backoff.reset()
                if not self._stopping.is_set():
                    receiver.wait(LOOK_AGAIN_SECONDS)
        finally:
            self._receiver, self._looked = None, None  # what comes while nobody looks is read before anything is done
            receiver.close()

    def _has_looked(self, begun: datetime) -> None:
        """Say that all that had come is stored. What came meanwhile is read now, in the order of its writing."""
        if self._stopping.is_set():
            return
        was_away, self._looked = self._looked is None, _MailboxLook(begun, time.monotonic())
        if was_away:
            with self._app.database.transaction() as tx:
                inbox.wake_waiting(tx)
        if self._is_awaited.is_set():
            self._is_awaited.clear()
            with self._app.database.transaction() as tx:
                contract_queries.wake_due(tx, begun)

    def _take_in(self, receiver: Receiver) -> None:
        with self._app.database.read() as connection:
            uidvalidity, uid = inbox.cursor(connection, self._name)
        for mails in _together(receiver.fetch(Cursor(uidvalidity, uid))):
            self._store(mails)
            receiver.acknowledge(mails)
            if self._stopping.is_set():
                return

    def _store(self, mails: list[FetchedMail]) -> None:
        stored = []
        with self._app.database.transaction() as tx:
            for mail in mails:
                origin, now = _origin(mail.raw), self._app.now()
                written = written_at(origin.date, mail.at, now)
                mail_id = inbox.store(
                    tx, mail.raw, origin.message_id, origin.sender, now, written_at=written, truncated=mail.truncated
                )
                stored.append((mail_id, origin.sender))
            inbox.move_cursor(tx, self._name, mails[-1].cursor.uidvalidity, mails[-1].cursor.uid)
        for mail_id, sender in stored:
            log.info("mail", id=mail_id, sender=sender, new=mail_id is not None)


def _together(mails: Iterator[FetchedMail]) -> Iterator[list[FetchedMail]]:
    """Mails that are recorded and marked as seen in one go: so many as the server was asked for at once."""
    batch: list[FetchedMail] = []
    for mail in mails:
        batch.append(mail)
        if len(batch) >= TOGETHER or sum(len(each.raw) for each in batch) > TOGETHER_BYTES:
            yield batch
            batch = []
    if batch:
        yield batch


@dataclass(frozen=True, slots=True)
class _MailboxLook:
    """A look at the whole mailbox: when it began, and when (monotonic) it was over."""

    begun: datetime
    ended: float


@dataclass(frozen=True, slots=True)
class _Origin:
    """What the header of a mail says of where it comes from."""

    message_id: str = ""
    sender: str = ""
    date: datetime | None = None


def _origin(raw: bytes) -> _Origin:
    """Return what the header gives: a mail that cannot be read is stored all the same."""
    header = _END_OF_HEADER.split(raw, maxsplit=1)[0]
    try:
        message = parse(header)
    except Exception:  # noqa: BLE001  it is quarantined with its reason when it is read, not here in everybody's way
        log.exception("a mail's header cannot be read")
        return _Origin()
    return _Origin(message.message_id, message.sender.email, message.date)

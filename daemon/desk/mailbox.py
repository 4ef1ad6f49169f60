"""The watcher of the mailbox: every mail is stored before it is marked as seen."""

from __future__ import annotations

import threading
from collections.abc import Callable

from daemon.desk.backoff import Backoff
from daemon.desk.office import Office, log
from daemon.mail.message import parse
from daemon.mail.transport import Arrived, Cursor, Receiver, SignInRefused, TransportError
from daemon.store import inbox

LOOK_AGAIN_SECONDS = 60  # also when the server says nothing: what lies in a buffer is invisible to a wait


class MailboxWatcher:
    """Runs in a thread of its own. Whatever the server does, it connects again."""

    def __init__(self, office: Office, name: str, connect: Callable[[], Receiver]) -> None:
        self._office = office
        self._name = name  # of the mailbox, as the cursor is kept under it
        self._connect = connect
        self._stopping = threading.Event()
        self._receiver: Receiver | None = None

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
                self._take_in(receiver)
                backoff.reset()
                if not self._stopping.is_set():
                    receiver.wait(LOOK_AGAIN_SECONDS)
        finally:
            self._receiver = None
            receiver.close()

    def _take_in(self, receiver: Receiver) -> None:
        with self._office.database.read() as connection:
            uidvalidity, uid = inbox.cursor(connection, self._name)
        for mail in receiver.fetch(Cursor(uidvalidity, uid)):
            self._store(mail)
            receiver.acknowledge([mail])
            if self._stopping.is_set():
                return

    def _store(self, mail: Arrived) -> None:
        message = parse(mail.raw)
        with self._office.database.transaction() as tx:
            stored = inbox.store(tx, mail.raw, message.message_id, message.sender.email, self._office.now())
            inbox.move_cursor(tx, self._name, mail.cursor.uidvalidity, mail.cursor.uid)
        log.info("mail", id=stored, sender=message.sender.email, new=stored is not None)

"""Letters going out: each as the bytes that were recorded, until the server has taken it or refused it for good."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from daemon.application.app_context import AppContext, log
from daemon.application.delivery.group_commit import GroupCommit
from daemon.application.delivery.undelivered import not_delivered
from daemon.config import Settings
from daemon.mail.transport.protocols import Sender, SendOutcome, Sent
from daemon.store import outbox
from daemon.store.database import Transaction
from daemon.store.outbox import StoredLetter

# Minutes until the next try, for about three days; then the letter counts as undeliverable (RFC 5321, 4.5.4.1).
RETRY_MINUTES = (0.5, 1, 2, 5, 10, 20, 40, *([60] * 70))
PAUSE_SECONDS = 5.0  # after the server was found down nobody tries it again before that


class MailSender:
    """Sends letters over connections that are kept, one for each thread that sends."""

    def __init__(self, make_sender: Callable[[Settings], Sender]) -> None:
        self._make_sender = make_sender
        self._mine = threading.local()
        self._down_until = 0.0
        self._down = False
        self._together = GroupCommit(_record)
        self._unrecorded: dict[int, Sent] = {}  # what a server answered and the database could not take down

    def send(self, app: AppContext, letter_id: int) -> None:
        """Send a letter if it is its turn."""
        if time.monotonic() < self._down_until:
            return  # the letter waits in its row; the sweep comes back for it
        with app.database.read() as connection:
            letter = outbox.to_send(connection, letter_id, app.now())
        if letter is None:
            return
        sent = self._unrecorded.pop(letter_id, None) or self._sender(app.settings).send(
            letter.raw, app.settings.mail.address, letter.recipient
        )
        if sent.server_down:
            self._server_down(sent.answer)
            return
        if self._down:
            self._down = False
            log.info("the mail server takes letters again")
        try:
            self._together.do(_Answered(app, letter, sent))
        except Exception:
            self._unrecorded[letter_id] = sent  # a full disk must not send a letter again every few seconds
            raise
        if sent.outcome is SendOutcome.ACCEPTED:
            app.sent_letters.of(letter.id, letter.raw)  # replies will be compared with it
        log.info("letter", outcome=sent.outcome.value, letter=letter.id, kind=letter.kind, answer=sent.answer)

    def _server_down(self, why: str) -> None:
        """No letter's fault: none of them counts it as a try."""
        self._down_until = time.monotonic() + PAUSE_SECONDS
        if not self._down:
            self._down = True
            log.error("no letters can be sent", why=why)

    def _sender(self, settings: Settings) -> Sender:
        """This thread's connection; another one when the configuration names another server, account or password."""
        server = (settings.mail.send, settings.mail.tls_ca)
        if getattr(self._mine, "server", None) != server:
            if hasattr(self._mine, "sender"):
                self._mine.sender.close()
            self._mine.sender, self._mine.server = self._make_sender(settings), server
        sender: Sender = self._mine.sender
        return sender


@dataclass(frozen=True, slots=True)
class _Answered:
    """What the server said to a letter."""

    app: AppContext
    letter: StoredLetter
    sent: Sent


def _record(answers: Sequence[_Answered]) -> None:
    """Take down what servers have answered, in one transaction."""
    with answers[0].app.database.transaction() as tx:
        for each in answers:
            _record_one(tx, each.app, each.letter, each.sent)


def _record_one(tx: Transaction, app: AppContext, letter: StoredLetter, sent: Sent) -> None:
    now = app.now()
    if sent.outcome is SendOutcome.ACCEPTED:
        outbox.mark_sent(tx, letter.id, now)
    elif sent.outcome is SendOutcome.LATER and letter.attempts < len(RETRY_MINUTES):
        again = now + timedelta(minutes=RETRY_MINUTES[letter.attempts])
        outbox.mark_later(tx, letter.id, sent.answer, again)
    else:
        outbox.mark_refused(tx, letter.id, sent.answer)
        not_delivered(app, tx, letter, sent.answer, now)

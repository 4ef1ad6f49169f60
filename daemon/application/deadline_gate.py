"""The clock waits for the mailbox: an answer that lies unread there must not be taken for silence, nor be overtaken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from daemon.application.app_context import AppContext, log
from daemon.application.execute import fire_timers
from daemon.store import inbox
from daemon.workflow.request_schedule import next_due

Work = Callable[[AppContext, int], None]
PATIENCE = timedelta(minutes=1)  # with a mail that was written earlier and cannot be read now


class Mailbox(Protocol):
    @property
    def read_until(self) -> datetime | None:
        """Until when all that came is stored; None: nobody knows."""

    def look(self) -> None:
        """Have it looked at soon, and contracts that are due woken when that is done."""


class DeadlineGate:
    """Lets mails be read once the mailbox has been looked through, and time pass once they have taken effect.

    After a stop of three weeks the answers of three weeks are read first, and only then is anybody reminded, told of
    a deadline, or taken at their silence. The same while the mail server is away. What is due stays due in its row.
    Day by day, too, a deadline passes only when a look that began after it has found no answer from before it.
    """

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self._caught_up = False
        self._told = False

    def once_read(self, read_mail: Work) -> Work:
        """Return the work on a mail, which leaves it alone until all that came while nobody looked is stored.

        So mails take effect in the order of their writing.
        """

        def read_then(app: AppContext, mail_id: int) -> None:
            if self._mailbox.read_until is not None:
                read_mail(app, mail_id)

        return read_then

    def fire_timers(self, app: AppContext, contract_id: int) -> None:
        """Do what was due to a contract while everybody's words are known; for the rest have the mailbox looked at."""
        looked, now = self._mailbox.read_until, app.now()
        if not self._has_caught_up(app, looked) or looked is None:
            return
        with app.database.read() as connection:
            unread = inbox.earliest_waiting(connection, now - PATIENCE)
        after = fire_timers(app, contract_id, min(looked, unread) if unread else looked)
        due = next_due(after.contract)
        if due and looked < due <= now:
            self._mailbox.look()

    def _has_caught_up(self, app: AppContext, looked: datetime | None) -> bool:
        if looked is None:
            if not self._told:
                log.warning("deadlines wait until the mailbox has been read")
            self._caught_up, self._told = False, True
        elif not self._caught_up:
            with app.database.read() as connection:
                self._caught_up = not inbox.waiting(connection)
            self._told = self._told and not self._caught_up
        return self._caught_up

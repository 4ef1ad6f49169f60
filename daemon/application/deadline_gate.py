"""The clock waits for the mailbox: an answer that lies unread there must not be taken for silence, nor be overtaken."""

from __future__ import annotations

from collections.abc import Callable

from daemon.application.app_context import AppContext, log
from daemon.application.execute import fire_timers
from daemon.store import inbox

Work = Callable[[AppContext, int], None]


class DeadlineGate:
    """Lets mails be read once the mailbox has been looked through, and time pass once they have taken effect.

    After a stop of three weeks the answers of three weeks are read first, and only then is anybody reminded, told of
    a deadline, or taken at their silence. The same while the mail server is away. What is due stays due in its row.
    """

    def __init__(self, is_read: Callable[[], bool]) -> None:
        """`is_read` says whether all that lay in the mailbox is stored."""
        self._is_read = is_read
        self._caught_up = False
        self._told = False

    def once_read(self, read_mail: Work) -> Work:
        """Return the work on a mail, which leaves it alone until all that came while nobody looked is stored.

        So mails take effect in the order of their writing.
        """

        def read_then(app: AppContext, mail_id: int) -> None:
            if self._is_read():
                read_mail(app, mail_id)

        return read_then

    def fire_timers(self, app: AppContext, contract_id: int) -> None:
        if self._has_caught_up(app):
            fire_timers(app, contract_id)

    def _has_caught_up(self, app: AppContext) -> bool:
        if not self._is_read():
            if not self._told:
                log.warning("deadlines wait until the mailbox has been read")
            self._caught_up, self._told = False, True
        elif not self._caught_up:
            with app.database.read() as connection:
                self._caught_up = not inbox.waiting(connection)
            self._told = self._told and not self._caught_up
        return self._caught_up

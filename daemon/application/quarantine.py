"""What fails inside is quarantined with its traceback and told to the administrators; the rest goes on."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from contextlib import suppress

from sqlalchemy.exc import OperationalError

from daemon.application.app_context import AppContext, CurrentContext, log
from daemon.application.unread_mails import tell_sender
from daemon.config.secret import known_values
from daemon.runtime.job_queue import Handler
from daemon.runtime.passing_errors import passes
from daemon.runtime.scrubbing import Scrubber
from daemon.store import quarantined_work
from daemon.store.job_key import JobKey, JobKind


class NeedsAdmin(Exception):
    """Something that an administrator has to mend first: `reason` says what is wrong and what to do."""


def guarded(current: CurrentContext, kind: JobKind, work: Callable[[AppContext, int], None]) -> Handler:
    """Return a handler that never raises. What is in quarantine is left alone until somebody has it retried."""

    troubled: set[JobKey] = set()  # told once, not every few seconds

    def handle(number: int) -> None:
        key = JobKey(kind, number)
        app = current()
        try:
            with app.database.read() as connection:
                if quarantined_work.is_quarantined(connection, key):
                    return
            work(app, number)
            troubled.discard(key)
        except OperationalError as error:  # the database is away or busy: the row still waits, the sweep comes back
            log.warning("the database did not answer, it is tried again", key=str(key), error=str(error.orig))
        except OSError as error:
            if not passes(error):
                _give_up(app, key, error)
            elif key not in troubled:
                troubled.add(key)
                log.error("it cannot be done now, it is tried again", key=str(key), why=str(error))
        except Exception as error:  # noqa: BLE001  a loop never dies
            _give_up(app, key, error)

    return handle


def _give_up(app: AppContext, key: JobKey, error: Exception) -> None:
    log.error("quarantined", key=str(key), error=repr(error), exc_info=not isinstance(error, NeedsAdmin))
    quarantine(app, key, error)


def quarantine(app: AppContext, key: JobKey, error: Exception) -> None:
    """Keep what cannot be worked on with its reason, and tell the administrators, once. Never raises."""
    scrubber = Scrubber(known_values)  # both are printed and mailed
    reason = scrubber.text(str(error) if isinstance(error, NeedsAdmin) else f"{type(error).__name__}: {error}")
    lines = scrubber.text("".join(traceback.format_exception(error)))
    now = app.now()
    try:
        with app.database.transaction() as tx:
            if quarantined_work.put(tx, key, reason, lines, now):
                app.letters.tell_administrators(tx, app.administrators(), key, reason, now)
                if key.kind is JobKind.MAIL:
                    with suppress(Exception), tx.savepoint():  # what failed may fail again, on the way to the answer
                        tell_sender(app, tx, key.id, now)
    except Exception:  # noqa: BLE001  a loop never dies
        log.exception("could not be quarantined; it is tried again", key=str(key))

"""What fails inside is set aside with its traceback and told to the administrators; the rest goes on."""

from __future__ import annotations

import traceback
from collections.abc import Callable

from sqlalchemy.exc import OperationalError

from daemon.application.app_context import AppContext, CurrentContext, log
from daemon.config.secret import known_values
from daemon.runtime.job_queue import Handler
from daemon.runtime.passing_errors import passes
from daemon.runtime.scrubbing import Scrubber
from daemon.store import quarantined_work


class Unworkable(Exception):
    """Something that an administrator has to mend first: `reason` says what is wrong and what to do."""


def guarded(current: CurrentContext, kind: str, work: Callable[[AppContext, int], None]) -> Handler:
    """A handler that never raises. What lies aside already is left alone until somebody replays it."""

    troubled: set[str] = set()  # told once, not every few seconds

    def handle(number: int) -> None:
        key = f"{kind}:{number}"
        app = current()
        try:
            with app.database.read() as connection:
                if quarantined_work.is_lying(connection, key):
                    return
            work(app, number)
            troubled.discard(key)
        except OperationalError as error:  # the database is away or busy: the row still waits, the sweep comes back
            log.warning("the database did not answer, it is tried again", key=key, error=str(error.orig))
        except OSError as error:
            if not passes(error):
                _give_up(app, key, error)
            elif key not in troubled:
                troubled.add(key)
                log.error("it cannot be done now, it is tried again", key=key, why=str(error))
        except Exception as error:  # noqa: BLE001  a loop never dies
            _give_up(app, key, error)

    return handle


def _give_up(app: AppContext, key: str, error: Exception) -> None:
    log.error("set aside", key=key, error=repr(error), exc_info=not isinstance(error, Unworkable))
    set_aside(app, key, error)


def set_aside(app: AppContext, key: str, error: Exception) -> None:
    """Keep what cannot be worked on with its reason, and tell the administrators, once. Never raises."""
    scrubber = Scrubber(known_values)  # both are printed and mailed
    reason = scrubber.text(str(error) if isinstance(error, Unworkable) else f"{type(error).__name__}: {error}")
    lines = scrubber.text("".join(traceback.format_exception(error)))
    now = app.now()
    try:
        with app.database.transaction() as tx:
            if quarantined_work.put(tx, key, reason, lines, now):
                app.letters.tell_administrators(tx, app.administrators(), key, reason, now)
    except Exception:  # noqa: BLE001  a loop never dies
        log.exception("could not be set aside; it is tried again", key=key)

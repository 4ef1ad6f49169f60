"""The composition root: puts the parts together from the settings, and runs the loops.

mailbox, folder ──► rows ──► engine ──► desk ──► rows ──► engine ──► letters go out
clock (sweep)   ──►
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import schedule

from daemon.config import Settings
from daemon.config.settings import Account as AccountSettings
from daemon.desk import intake, mails, production
from daemon.desk.casework import pass_time
from daemon.desk.correspondence import Correspondence
from daemon.desk.drafts_folder import FolderWatcher
from daemon.desk.mailbox import MailboxWatcher
from daemon.desk.office import Office, Present, log
from daemon.desk.reloading import Reloading
from daemon.desk.sending import Dispatch
from daemon.desk.setting_aside import guarded
from daemon.desk.sweep import sweep
from daemon.documents.render import Renderer
from daemon.engine import Handler, InProcess
from daemon.mail.imap import Imap
from daemon.mail.smtp import Smtp
from daemon.mail.transport import Account, Security, TransportError
from daemon.mail.verdict import Lexicon
from daemon.notify import notify
from daemon.store import migrations
from daemon.store.database import Database

SWEEP_SECONDS = 5
RELOAD_SECONDS = 2
STOP_SECONDS = 20


class AlreadyRunning(RuntimeError):
    """Another daemon works with the same database; two would send letters twice."""


def now() -> datetime:
    return datetime.now(UTC)


def make_office(settings: Settings, database: Database, renderer: Renderer | None = None) -> Office:
    """The desk without its watchers: what the daemon and the command line have in common. Raises ValueError, OSError.

    A reload makes another one, with the same renderer.
    """
    lexicon = Lexicon.with_words(settings.replies)
    return Office(settings, database, Correspondence(settings), renderer or Renderer(), lexicon, now)


class Watcher(Protocol):
    """Brings in what comes from outside, in a thread of its own, until it is stopped."""

    def run(self) -> None: ...

    def stop(self) -> None: ...


class Daemon:
    """One daemon on one database. `run` returns when `stop` is called."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stop = threading.Event()
        self._engine = InProcess()
        self._database = Database(settings.database, self._engine.wake)

    def stop(self) -> None:
        self._stop.set()

    def run(self) -> None:
        """Work until `stop`. Raises AlreadyRunning."""
        lock = _only_one(self._database)
        try:
            migrations.upgrade(self._database.engine)
            say_at_start(self._settings)
            self._work(Present(make_office(self._settings, self._database)))
        finally:
            self._database.close()
            lock()

    def _work(self, present: Present) -> None:
        watchers: list[Watcher] = [make_mailbox_watcher(present), FolderWatcher(present)]
        self._engine.run(_handlers(present, Dispatch(make_sender)))
        threads = [threading.Thread(target=each.run, name=type(each).__name__, daemon=True) for each in watchers]
        for thread in threads:
            thread.start()
        clock = schedule.Scheduler()
        clock.every(SWEEP_SECONDS).seconds.do(_guarded("the sweep", lambda: self._engine.wake(sweep(present()))))
        clock.every(RELOAD_SECONDS).seconds.do(_guarded("the look at the configuration", make_reloading(present).look))
        self._engine.wake(sweep(present()))
        notify("READY=1", f"STATUS=reading {self._settings.mail.address}")
        log.info("ready", database=self._database.url.render_as_string())
        try:
            self._tick(clock, threads)
        finally:
            notify("STOPPING=1")
            log.info("stopping")
            for watcher in watchers:
                watcher.stop()
            self._engine.stop(STOP_SECONDS)
            for thread in threads:
                thread.join(STOP_SECONDS)
            log.info("stopped")

    def _tick(self, clock: schedule.Scheduler, threads: list[threading.Thread]) -> None:
        """`schedule` only ticks; what is due is a question to the rows. The watchdog hears us while threads live."""
        while not self._stop.is_set():
            clock.run_pending()
            if self._engine.is_alive() and all(thread.is_alive() for thread in threads):
                notify("WATCHDOG=1")
            self._stop.wait(max(0.1, min(clock.idle_seconds or 1.0, SWEEP_SECONDS)))


def _guarded(name: str, job: Callable[[], None]) -> Callable[[], None]:
    """An exception in a job would escape `run_pending` and end the daemon."""

    def guard() -> None:
        try:
            job()
        except Exception:  # noqa: BLE001  a loop never dies
            log.exception(f"{name} failed; it comes again")

    return guard


def make_reloading(present: Present, clock: Callable[[], float] = time.monotonic) -> Reloading:
    return Reloading(present, lambda settings, old: make_office(settings, old.database, old.renderer), clock)


def say_at_start(settings: Settings) -> None:
    """What an administrator should know of a configuration that is right."""
    for sentence in settings.notices:
        log.warning("configuration", notice=sentence)
    for sentence in settings.without_effect:
        log.warning("no effect yet", what=sentence)


def make_mailbox_watcher(present: Present) -> MailboxWatcher:
    """Each connection takes the password and the authority that are in force when it is made."""

    def account() -> Account:
        settings = present().settings
        return _account(settings, settings.mail.receive)

    name = f"imap:{account().user}@{account()}"
    return MailboxWatcher(present(), name, lambda: Imap(account()))


def make_sender(settings: Settings) -> Smtp:
    return Smtp(_account(settings, settings.mail.send))


def check_mail(settings: Settings) -> Iterator[tuple[str, str]]:
    """Sign in to both servers; for each its name and what is wrong, empty when it is fine."""
    try:
        Imap(_account(settings, settings.mail.receive)).close()
        yield "receive", ""
    except TransportError as error:
        yield "receive", str(error)
    sender = make_sender(settings)
    try:
        sender.connect()
        yield "send", ""
    except TransportError as error:
        yield "send", str(error)
    finally:
        sender.close()


def _handlers(present: Present, dispatch: Dispatch) -> dict[str, Handler]:
    return {
        "mail": guarded(present, "mail", mails.read_mail),
        "draft": guarded(present, "draft", intake.take_in),
        "contract": guarded(present, "contract", pass_time),
        "documents": guarded(present, "documents", production.make_documents),
        "letter": guarded(present, "letter", dispatch.send),
    }


def _account(settings: Settings, account: AccountSettings) -> Account:
    password = account.password.reveal() if account.password else ""
    security = Security(account.security.value)
    return Account(account.host, account.port, security, account.user or "", password, settings.mail.tls_ca)


def _only_one(database: Database) -> Callable[[], None]:
    """Hold the database for one daemon until the returned function is called. Raises AlreadyRunning.

    A lock of the operating system on SQLite's side, a session's advisory lock in PostgreSQL: both are free as soon as
    their holder dies, however it dies.
    """
    if database.url.get_backend_name() == "sqlite":
        path = Path(f"{database.url.database}.lock")
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(f"another daemon holds {path}: stop it first") from None
        file.write(str(os.getpid()))
        file.flush()
        return file.close
    return _advisory_lock(database)


_ADVISORY_KEY = 0x636F6E7472616374  # "contract"


def _advisory_lock(database: Database) -> Callable[[], None]:
    connection = database.engine.connect()
    if not connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({_ADVISORY_KEY})").scalar():
        connection.close()
        raise AlreadyRunning("another daemon works on this database: stop it first")
    connection.commit()
    return connection.close

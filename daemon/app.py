"""The composition root: puts the parts together from the settings, and runs the loops.

mailbox, folder ──► rows ──► job queue ──► application ──► rows ──► job queue ──► letters go out
clock (sweep)   ──►
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Protocol

from daemon.application import held_letters, make_digest, sign_in, still_needed
from daemon.application.admin import report_sending
from daemon.application.app_context import AppContext, CurrentContext, log
from daemon.application.availability import tell_of_leavers
from daemon.application.config_reload import ConfigReload
from daemon.application.deadline_gate import DeadlineGate
from daemon.application.delivery.sender import MailSender
from daemon.application.due_work import due_contracts, sweep
from daemon.application.inbound import dispatch
from daemon.application.inbound.mailbox_watcher import MailboxWatcher
from daemon.application.letters import LetterWriter
from daemon.application.quarantine import NeedsAdmin, guarded, quarantine
from daemon.application.submissions import document_production, register
from daemon.application.submissions.folder_watcher import FolderWatcher
from daemon.board.server import BoardServer
from daemon.config import ConfigurationError, Settings
from daemon.config.settings import MailAccount
from daemon.documents.render import Renderer
from daemon.mail.interpret.rules import Lexicon
from daemon.mail.transport.imap import Imap
from daemon.mail.transport.protocols import Account, Security, TransportError
from daemon.mail.transport.smtp import Smtp
from daemon.runtime.instance_lock import AlreadyRunning, InstanceLock, hold
from daemon.runtime.job_queue import Handler, InProcessJobQueue
from daemon.runtime.systemd_notify import notify
from daemon.runtime.ticking import TickingScheduler
from daemon.store import migrations
from daemon.store.database import Database
from daemon.store.job_key import JobKind

CLOCK_SECONDS = 1  # a grace of two minutes ends after two minutes; the question takes a fifth of a millisecond
SWEEP_SECONDS = 5
RELOAD_SECONDS = 2
HOLD_SECONDS = 10
STOP_SECONDS = 10  # for what is being worked on; then it is left, and done again after the next start
STUCK_SECONDS = 20 * 60  # nothing takes that long: a mail server may think about a letter for ten minutes


def now() -> datetime:
    return datetime.now(UTC)


def make_app_context(settings: Settings, database: Database, renderer: Renderer | None = None) -> AppContext:
    """Return what the daemon and the command line have in common. Raises ValueError, OSError.

    A reload makes another one, with the same renderer.
    """
    lexicon = Lexicon.with_words(settings.replies)
    return AppContext(settings, database, LetterWriter(settings), renderer or Renderer(), lexicon, now)


class Watcher(Protocol):
    """Brings in what comes from outside, in a thread of its own, until it is stopped."""

    def run(self) -> None: ...

    def stop(self) -> None: ...


class Daemon:
    """One daemon on one database. `run` returns when `stop` is called."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stop = threading.Event()
        self._jobs = InProcessJobQueue()
        self._database = Database(settings.database, self._jobs.wake)

    def stop(self) -> None:
        self._stop.set()

    def run(self) -> None:
        """Work until `stop`.

        Raises AlreadyRunning, ConfigurationError when contracts under way lack their type, and OperationalError when
        the database cannot be reached.
        """
        held = hold(self._database)
        try:
            migrations.upgrade(self._database.engine)
            check_types(self._settings, self._database)
            say_at_start(self._settings)
            current = CurrentContext(make_app_context(self._settings, self._database))
            tell_of_leavers(current())
            self._work(current, held)
        finally:
            self._database.close()
            held.release()

    def _work(self, current: CurrentContext, held: InstanceLock) -> None:
        mailbox = make_mailbox_watcher(current)
        watchers: list[Watcher] = [mailbox, FolderWatcher(current), BoardServer(current)]
        self._jobs.run(_handlers(current, MailSender(make_sender), DeadlineGate(mailbox)))
        self._jobs.wake(sweep(current()))  # before anything new comes in: mails are read in their order
        threads = [threading.Thread(target=each.run, name=type(each).__name__, daemon=True) for each in watchers]
        for thread in threads:
            thread.start()
        ticking = TickingScheduler()
        ticking.each(CLOCK_SECONDS, _guarded("the clock", lambda: self._jobs.wake(due_contracts(current()))))
        ticking.each(SWEEP_SECONDS, _guarded("the sweep", lambda: self._jobs.wake(sweep(current()))))
        ticking.each(RELOAD_SECONDS, _guarded("the look at the configuration", make_reloading(current).look))
        ticking.each(HOLD_SECONDS, _guarded("the look at the lock", held.keep))
        notify("READY=1", f"STATUS=reading {self._settings.mail.address}")
        log.info("ready", database=self._database.shown)
        try:
            self._tick(ticking, threads, current)
        finally:
            notify("STOPPING=1")
            log.info("stopping")
            self._leave(watchers, threads)
            log.info("stopped")

    def _leave(self, watchers: list[Watcher], threads: list[threading.Thread]) -> None:
        until = time.monotonic() + STOP_SECONDS
        for watcher in watchers:
            watcher.stop()
        self._jobs.stop(STOP_SECONDS)
        for thread in threads:
            thread.join(max(0.1, until - time.monotonic()))

    def _tick(self, ticking: TickingScheduler, threads: list[threading.Thread], current: CurrentContext) -> None:
        """`schedule` only ticks; what is due is a question to the rows. The watchdog hears us while all get on."""
        while not self._stop.is_set():
            ticking.run_pending()
            alive = self._jobs.is_alive() and all(thread.is_alive() for thread in threads)
            if alive and not self._is_stuck(current):
                notify("WATCHDOG=1")
            self._stop.wait(max(0.1, min(ticking.idle_seconds or 1.0, SWEEP_SECONDS)))

    def _is_stuck(self, current: CurrentContext) -> bool:
        """Whether something is worked on without an end. Quarantine it, so that the next start is not blocked."""
        stuck = self._jobs.stuck(STUCK_SECONDS)
        for key in stuck:
            quarantine(current(), key, NeedsAdmin(f"it was worked on for {STUCK_SECONDS // 60} minutes without an end"))
        return bool(stuck)


def _guarded(name: str, job: Callable[[], None]) -> Callable[[], None]:
    """Return a job that logs its exceptions: one that escaped `run_pending` would end the daemon."""

    def guard() -> None:
        try:
            job()
        except AlreadyRunning:
            raise
        except Exception:  # noqa: BLE001  a loop never dies
            log.exception(f"{name} failed; it comes again")

    return guard


def make_reloading(current: CurrentContext, clock: Callable[[], float] = time.monotonic) -> ConfigReload:
    return ConfigReload(current, lambda settings, old: make_app_context(settings, old.database, old.renderer), clock)


def check_types(settings: Settings, database: Database) -> None:
    """Raise ConfigurationError if a contract type is missing that contracts under way need to finish."""
    with database.read() as connection:
        mistakes = still_needed.missing_types(connection, settings)
    if mistakes:
        raise ConfigurationError(mistakes, settings.files)


def say_at_start(settings: Settings) -> None:
    """Log what an administrator should know of a configuration that is right."""
    for sentence in settings.warnings:
        log.warning("configuration", problem=sentence)
    for sentence in settings.unsupported:
        log.warning("no effect yet", what=sentence)


def make_mailbox_watcher(current: CurrentContext) -> MailboxWatcher:
    """Each connection takes the password and the authority that are in force when it is made."""

    def account() -> Account:
        settings = current().settings
        return _account(settings, settings.mail.receive)

    name = f"imap:{account().user}@{account()}"
    return MailboxWatcher(current(), name, lambda: Imap(account()))


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


def _handlers(current: CurrentContext, mail_sender: MailSender, deadline_gate: DeadlineGate) -> dict[JobKind, Handler]:
    return {
        JobKind.MAIL: guarded(current, JobKind.MAIL, deadline_gate.once_read(dispatch.read_mail)),
        JobKind.DRAFT: guarded(current, JobKind.DRAFT, register.take_in),
        JobKind.CONTRACT: guarded(current, JobKind.CONTRACT, deadline_gate.fire_timers),
        JobKind.DOCUMENTS: guarded(current, JobKind.DOCUMENTS, document_production.make_documents),
        JobKind.DIGEST: guarded(current, JobKind.DIGEST, make_digest.make),
        JobKind.HELD: guarded(current, JobKind.HELD, held_letters.send_singly),
        JobKind.SIGN_IN: guarded(current, JobKind.SIGN_IN, sign_in.send_link),
        JobKind.LETTER: guarded(current, JobKind.LETTER, mail_sender.send),
        JobKind.REPORT: guarded(current, JobKind.REPORT, report_sending.send_report),
    }


def _account(settings: Settings, account: MailAccount) -> Account:
    password = account.password.reveal() if account.password else ""
    security = Security(account.security.value)
    return Account(account.host, account.port, security, account.user or "", password, settings.mail.tls_ca)

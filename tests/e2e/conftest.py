"""The daemon's parts without its process: real servers, a real database, the app context as the daemon makes it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from servers.mailserver import MailServer

from daemon.app import make_app_context
from daemon.application.app_context import AppContext, CurrentContext
from daemon.config import load
from daemon.store import migrations
from daemon.store.database import Database
from daemon.store.job_key import JobKey
from e2e.daemon_process import DaemonProcess


@pytest.fixture
def contractd(tmp_path: Path, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch) -> DaemonProcess:
    monkeypatch.setenv("CONTRACTD_SECRET_MAIL_PASSWORD", "secret")
    return DaemonProcess(tmp_path, mail_server)


@pytest.fixture
def woken() -> list[JobKey]:
    return []


@pytest.fixture
def current(contractd: DaemonProcess, woken: list[JobKey]) -> Iterator[CurrentContext]:
    database = Database(contractd.database_url, woken.extend)
    migrations.upgrade(database.engine)
    yield CurrentContext(make_app_context(load(contractd.config), database))
    database.close()
    contractd.log.close()


@pytest.fixture
def app(current: CurrentContext) -> AppContext:
    return current()


@pytest.fixture
def in_a_thread() -> Iterator[Callable[[Callable[[], None], Callable[[], None]], threading.Thread]]:
    """Run a loop in a thread until the test is over; its end is asked for and waited for."""
    running: list[tuple[threading.Thread, Callable[[], None]]] = []

    def start(run: Callable[[], None], stop: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=run)
        thread.start()
        running.append((thread, stop))
        return thread

    yield start
    for thread, stop in running:
        stop()
        thread.join(20)
        assert not thread.is_alive()

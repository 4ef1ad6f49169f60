"""A house at work without its process: real servers, a real database, the desk as the daemon puts it together."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from servers.mailserver import MailServer

from daemon.app import make_office
from daemon.application.app_context import Office, Present
from daemon.config import load
from daemon.store import migrations
from daemon.store.database import Database
from e2e.theatre import Theatre


@pytest.fixture
def theatre(tmp_path: Path, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch) -> Theatre:
    monkeypatch.setenv("CONTRACTD_SECRET_MAIL_PASSWORD", "secret")
    return Theatre(tmp_path, mail_server)


@pytest.fixture
def woken() -> list[str]:
    return []


@pytest.fixture
def present(theatre: Theatre, woken: list[str]) -> Iterator[Present]:
    database = Database(theatre.database_url, woken.extend)
    migrations.upgrade(database.engine)
    yield Present(make_office(load(theatre.config), database))
    database.close()
    theatre.log.close()


@pytest.fixture
def office(present: Present) -> Office:
    return present()


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

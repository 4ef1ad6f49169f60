"""Two daemons on one database would send letters twice: the second is told so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from daemon.runtime.instance_lock import AlreadyRunning, hold
from daemon.store.database import Database


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgresql_url"))
    return f"sqlite:///{tmp_path}/contractd.db"


def test_a_second_daemon_is_refused_until_the_first_has_gone(url: str) -> None:
    first, second = Database(url), Database(url)
    held = hold(first)
    for _ in range(3):
        with pytest.raises(AlreadyRunning, match="stop it first"):
            hold(second)
        held.keep()
    held.release()
    hold(second).release()


def test_a_daemon_that_was_killed_holds_nothing(url: str) -> None:
    code = (
        "import os, sys\nfrom daemon.runtime.instance_lock import hold\nfrom daemon.store.database import Database\n"
        "held = hold(Database(sys.argv[1]))\nprint('held', flush=True)\nsys.stdin.read()\n"
    )
    other = subprocess.Popen([sys.executable, "-c", code, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert other.stdout
    assert other.stdin
    assert other.stdout.readline() == b"held\n"
    with pytest.raises(AlreadyRunning):
        hold(Database(url))
    other.kill()
    other.wait()
    other.stdin.close()
    other.stdout.close()
    _until_free(url)


def test_a_lock_that_the_server_dropped_is_taken_again_or_lost_to_another(postgresql_url: str) -> None:
    database, other = Database(postgresql_url), Database(postgresql_url)
    held = hold(database)
    _end_sessions(database)
    held.keep()
    with pytest.raises(AlreadyRunning):
        hold(other)
    _end_sessions(database)
    theirs = hold(other)
    with pytest.raises(AlreadyRunning):
        held.keep()
    theirs.release()
    held.release()
    database.close()
    other.close()


def _end_sessions(database: Database) -> None:
    """As when the server restarts: every other connection is gone."""
    query = (
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE pid <> pg_backend_pid() AND datname = current_database()"
    )
    with Database(str(database.url.render_as_string(hide_password=False))).engine.connect() as connection:
        connection.execute(text(query))


def _until_free(url: str) -> None:
    """PostgreSQL notices a moment later that its client is gone."""
    import time

    end = time.monotonic() + 10
    while True:
        try:
            return hold(Database(url)).release()
        except (AlreadyRunning, OperationalError):
            assert time.monotonic() < end
            time.sleep(0.05)

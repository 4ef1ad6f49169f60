"""One daemon to a database: two would send letters twice.

A lock of the operating system on SQLite's side, a session's advisory lock in PostgreSQL: both are free as soon as
their holder dies, however it dies.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path
from typing import IO, Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from daemon.store.database import Database

_ADVISORY_KEY = 0x636F6E7472616374  # "contract"


class AlreadyRunning(RuntimeError):
    """Another daemon works with the same database: stop it first."""


class InstanceLock(Protocol):
    """The database is ours until `release`."""

    def keep(self) -> None:
        """See to it that it is still ours. Raises AlreadyRunning when another daemon has taken it meanwhile."""

    def release(self) -> None: ...


def hold(database: Database) -> InstanceLock:
    """Take the database for this daemon. Raises AlreadyRunning."""
    if database.url.get_backend_name() == "sqlite":
        return _File(Path(f"{database.url.database}.lock"))
    return _Session(database)


class _File:
    """flock(2): the kernel keeps it as long as this process lives."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: IO[str] = path.open("a")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise AlreadyRunning(f"another daemon holds {path}: stop it first") from None
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def keep(self) -> None:
        return

    def release(self) -> None:
        self._file.close()


class _Session:
    """An advisory lock lives and dies with its connection: a server that restarts frees it, and anybody may take it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection = self._lock()

    def keep(self) -> None:
        """Raise OperationalError while the server is away: then nobody else can work on it either."""
        try:
            self._connection.exec_driver_sql("SELECT 1")
            self._connection.commit()
        except SQLAlchemyError:
            self.release()
            self._connection = self._lock()

    def release(self) -> None:
        with contextlib.suppress(SQLAlchemyError):  # it may be gone already, and the lock with it
            self._connection.invalidate()  # closed, not given back to the pool with the lock in it
            self._connection.close()

    def _lock(self) -> Connection:
        connection = self._database.engine.connect()
        taken = connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({_ADVISORY_KEY})").scalar()
        connection.commit()
        if not taken:
            connection.close()
            raise AlreadyRunning("another daemon works on this database: stop it first")
        return connection

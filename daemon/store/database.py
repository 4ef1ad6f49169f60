"""One connection pool and the one kind of transaction in which everything is recorded.

with database.transaction() as tx:
    tx.execute(...)
    tx.wake("letter:17")      # reaches the engine when the transaction commits, and only then
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import CursorResult, make_url
from sqlalchemy.sql import Executable

Waker = Callable[[Iterable[str]], None]

_LOOKING: dict[str, dict[str, Any]] = {
    "sqlite": {"contractd_read": True},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}


class Transaction:
    """A write transaction: what it changes and whom it wakes become true together."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.wakes: dict[str, None] = {}

    def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        return self.connection.execute(statement, parameters)

    def wake(self, key: str) -> None:
        """Have `key` worked on after the commit. A wake-up that gets lost does no harm: the sweep finds the rows."""
        self.wakes[key] = None


class Database:
    def __init__(self, url: str, waker: Waker | None = None) -> None:
        self.url = make_url(url)
        self.engine = _sqlite(url) if self.url.get_backend_name() == "sqlite" else _postgresql(url)
        self.waker = waker

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        with self.engine.begin() as connection:
            tx = Transaction(connection)
            yield tx
        if tx.wakes and self.waker:
            self.waker(tx.wakes)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for looking: it sees the database as it was at its first question, and changes nothing."""
        with self.engine.connect() as connection:
            yield connection.execution_options(**_LOOKING[connection.dialect.name])

    def close(self) -> None:
        self.engine.dispose()


def _sqlite(url: str) -> Engine:
    """WAL with synchronous=FULL loses nothing after a commit. Writers take their lock at BEGIN and wait for it.

    Parameters are hidden, here and there: an error's text would hold tokens and whole mails.
    """
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": 30, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # sqlite3 itself would not BEGIN before a SELECT
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("contractd_read")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _postgresql(url: str) -> Engine:
    return create_engine(url, hide_parameters=True, pool_pre_ping=True)

"""One connection pool and the one kind of transaction in which everything is recorded.

with database.transaction() as tx:
    tx.execute(...)
    tx.wake(JobKey(JobKind.LETTER, 17))  # reaches the engine when the transaction commits, and only then
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, CursorResult, make_url
from sqlalchemy.sql import Executable

from daemon.store.job_key import JobKey

Waker = Callable[[Iterable[JobKey]], None]

# SQLAlchemy's own INSERT knows no ON CONFLICT; these do, and say the same.
_INSERT: Mapping[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}

_BUSY_SECONDS = 30  # that a writer waits for another's lock on SQLite before it fails
_LOOKING: dict[str, dict[str, Any]] = {
    "sqlite": {"contractd_read": True},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}


class Transaction:
    """A write transaction: what it changes and whom it wakes become true together."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.wakes: dict[JobKey, None] = {}

    def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        return self.connection.execute(statement, parameters)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what was done inside, wake-ups too, when an exception leaves it; the transaction itself goes on."""
        wakes = dict(self.wakes)
        try:
            with self.connection.begin_nested():
                yield
        except BaseException:
            self.wakes = wakes
            raise

    def insert_new(
        self,
        table: Table,
        values: Mapping[str, Any],
        unique: Sequence[str],
        among: ColumnElement[bool] | None = None,
    ) -> int | None:
        """Insert a row and return its id; None when one with the same `unique` columns is there, from whomever.

        Another transaction that is inserting it right now is waited for. `among`: where a partial index counts.
        """
        statement = _INSERT[self.connection.dialect.name](table).values(**values)
        skipping = statement.on_conflict_do_nothing(index_elements=unique, index_where=among)
        new: int | None = self.execute(skipping.returning(*table.primary_key.columns)).scalar()
        return new

    def upsert(self, table: Table, values: Mapping[str, Any], unique: Sequence[str], change: Sequence[str]) -> Any:
        """Insert a row, or change these columns of the one with the same `unique` columns; returns its primary key."""
        statement = _INSERT[self.connection.dialect.name](table).values(**values)
        changes = {name: statement.excluded[name] for name in change}
        changing = statement.on_conflict_do_update(index_elements=unique, set_=changes)
        return self.execute(changing.returning(*table.primary_key.columns)).scalar_one()

    def wake(self, key: JobKey) -> None:
        """Have `key` worked on after the commit. A wake-up that gets lost does no harm: the sweep finds the rows."""
        self.wakes[key] = None


class Database:
    def __init__(self, url: str, waker: Waker | None = None) -> None:
        self.url = make_url(url)
        self.engine = _sqlite(url) if self.url.get_backend_name() == "sqlite" else _postgresql(url)
        self.waker = waker

    @property
    def shown(self) -> str:
        """The URL for a message or a log, without its password."""
        return without_password(self.url)

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


def without_password(url: URL) -> str:
    """Return the URL with `***` for each password in it; SQLAlchemy itself leaves those of the query in the clear."""
    hidden = {key: "***" for key in url.query if key.lower().endswith("password")}
    return url.update_query_dict(hidden).render_as_string()


def _sqlite(url: str) -> Engine:
    """WAL with synchronous=FULL loses nothing after a commit. Writers take their lock at BEGIN and wait for it.

    Parameters are hidden, here and there: an error's text would hold tokens and whole mails.
    """
    engine = create_engine(
        url, hide_parameters=True, connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # sqlite3 itself would not BEGIN before a SELECT
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={_BUSY_SECONDS * 1000}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("contractd_read")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _postgresql(url: str) -> Engine:
    return create_engine(url, hide_parameters=True, pool_pre_ping=True)

"""G6: history only grows, its entries hang together, and what was tampered with is named."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError
from workflow.people import docx

from daemon.store import history
from daemon.store.cause import Cause
from daemon.store.database import Database
from daemon.store.history import BrokenEntry
from daemon.store.job_key import JobKey, JobKind
from daemon.workflow.codec import GENESIS
from store.cases import NOW, approve, execute, register, under_way

ENTRY = (
    "INSERT {how} INTO events (contract_id, seq, at, kind, cause, data, previous, hash) "
    "SELECT contract_id, seq, at, kind, 'nobody', data, previous, hash FROM events"
)


@contextmanager
def behind_the_triggers(database: Database) -> Iterator[Connection]:
    """As somebody who owns the database could write."""
    with database.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            triggers = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
            for name, _ in triggers:
                connection.execute(text(f"DROP TRIGGER {name}"))
            yield connection
            for _, sql in triggers:
                connection.exec_driver_sql(sql)
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            yield connection


def broken(database: Database) -> list[BrokenEntry]:
    with database.read() as connection:
        return [each for each in history.verify(connection) if each]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET data = '{}'",
        "DELETE FROM events",
        "UPDATE events SET hash = previous WHERE seq = 1",
        ENTRY.format(how="OR REPLACE"),
        ENTRY.format(how=""),
    ],
)
def test_the_database_itself_refuses_to_change_an_entry(database: Database, statement: str) -> None:
    if "OR REPLACE" in statement and database.engine.dialect.name == "postgresql":
        statement = ENTRY.format(how="") + " ON CONFLICT (contract_id, seq) DO UPDATE SET cause = 'nobody'"
    under_way(database)
    with database.read() as connection:
        before = list(history.entries(connection, 1))
    with pytest.raises(DatabaseError), database.transaction() as tx:
        tx.execute(text(statement))
    with database.read() as connection:
        assert list(history.entries(connection, 1)) == before


def test_each_entry_carries_the_hash_of_the_one_before(database: Database) -> None:
    stored = under_way(database)
    with database.read() as connection:
        entries = list(history.entries(connection, stored.id))
    assert [each.seq for each in entries] == list(range(1, len(entries) + 1))
    assert [each.previous for each in entries] == [GENESIS, *(each.hash for each in entries[:-1])]
    assert (stored.seq, stored.hash) == (entries[-1].seq, entries[-1].hash)
    assert broken(database) == []


@pytest.mark.parametrize(
    ("tampering", "seq", "why"),
    [
        ("UPDATE events SET data = replace(data, 'clerk', 'smith') WHERE seq = 1", 1, "changed after"),
        ("UPDATE events SET at = '2026-11-20 05:15:00.000000+00:00' WHERE seq = 2", 2, "changed after"),
        ("UPDATE events SET cause = 'mail:9' WHERE seq = 2", 2, "changed after"),
        ("UPDATE events SET kind = 'RequestOpened' WHERE seq = 1", 1, "changed after"),
        ("UPDATE events SET data = 'no JSON' WHERE seq = 2", 2, "not JSON"),
        ("DELETE FROM events WHERE seq = 2", 2, "missing"),
        ("UPDATE events SET previous = hash WHERE seq = 3", 3, "follow"),
        ("DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)", 5, "ends here"),
        ("UPDATE contracts SET last_hash = 'f'", 6, "ends here"),
    ],
)
def test_verify_names_the_first_entry_that_was_tampered_with(
    database: Database, tampering: str, seq: int, why: str
) -> None:
    stored = under_way(database, "З-2026-0001")
    with database.transaction() as tx:
        stored = execute(tx, stored, approve(1, "lawyer"))
    last = stored.seq
    with behind_the_triggers(database) as connection:
        connection.execute(text(tampering))
    register(database, "З-2026-0002")
    [found] = broken(database)
    expected = {5: last, 6: last + 1}.get(seq, seq)
    assert (found.number, found.seq) == ("З-2026-0001", expected)
    assert why in found.why


def test_verify_of_one_contract_looks_at_no_other(database: Database) -> None:
    under_way(database, "З-2026-0001")
    with behind_the_triggers(database) as connection:
        connection.execute(text("DELETE FROM events WHERE seq = 1"))
    register(database, "З-2026-0002")
    with database.read() as connection:
        assert list(history.verify(connection, "З-2026-0002")) == [None]
        assert [each is not None for each in history.verify(connection)] == [True, False]


def test_what_is_read_back_is_what_was_recorded(database: Database) -> None:
    stored = under_way(database)
    history.forget_states()
    with database.read() as connection:
        again = history.load(connection, stored.id)
    assert again == stored


def test_a_look_at_the_database_sees_one_moment_whatever_is_written_meanwhile(database: Database) -> None:
    stored = under_way(database)
    with database.read() as connection:
        seen = history.load(connection, stored.id)
        with database.transaction() as tx:
            execute(tx, stored, approve(1, "lawyer"))
        history.forget_states()
        assert history.load(connection, stored.id) == seen
        assert list(history.verify(connection)) == [None]
    with database.read() as connection:
        assert history.load(connection, stored.id).seq > seen.seq


def test_what_fails_in_the_middle_leaves_no_trace(database: Database, woken: list[JobKey]) -> None:
    stored = under_way(database)
    woken.clear()

    def fail() -> None:
        with database.transaction() as tx:
            execute(tx, stored, approve(1, "lawyer"))
            tx.wake(JobKey(JobKind.LETTER, 1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.read() as connection:
        assert history.load(connection, stored.id) == stored
    assert woken == []
    assert broken(database) == []


def test_a_wake_up_comes_after_the_commit_and_once(database: Database, woken: list[JobKey]) -> None:
    with database.transaction() as tx:
        tx.wake(JobKey(JobKind.LETTER, 1))
        tx.wake(JobKey(JobKind.LETTER, 1))
        tx.wake(JobKey(JobKind.MAIL, 2))
        assert woken == []
    assert woken == [JobKey(JobKind.LETTER, 1), JobKey(JobKind.MAIL, 2)]


def test_two_answers_at_the_same_time_are_recorded_one_after_the_other(database: Database) -> None:
    stored = under_way(database)
    ready = threading.Barrier(8)

    def repeat_the_last(number: int) -> None:
        ready.wait()
        with database.transaction() as tx:
            present = history.load(tx.connection, stored.id, lock=True)
            *_, last = history.entries(tx.connection, stored.id)
            history.append(tx, present, [last.event], Cause.of_mail(number), NOW)

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(repeat_the_last, range(8))) == [None] * 8
    with database.read() as connection:
        causes = [entry.cause for entry in history.entries(connection, stored.id)]
    assert sorted(causes[-8:]) == [f"mail:{number}" for number in range(8)]
    assert broken(database) == []


def test_documents_are_known_by_their_hash(database: Database) -> None:
    from daemon.store import archive_index

    with database.transaction() as tx:
        archive_index.remember(tx, docx(1).sha256, "2026/a/1.docx", 20)
        archive_index.remember(tx, docx(1).sha256, "2026/a/2.docx", 20)
    with database.read() as connection:
        assert archive_index.path_of(connection, docx(1).sha256) == "2026/a/2.docx"
        assert archive_index.path_of(connection, "0" * 64) is None

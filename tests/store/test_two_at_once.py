"""Two transactions of PostgreSQL that record the same thing at the same time: it is there once, and neither fails.

SQLite has one writer at a time, so that this cannot happen there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from daemon.store import (
    absences,
    archive_index,
    confirmations,
    drafts,
    inbox,
    migrations,
    outbox,
    quarantined_work,
    sequences,
    tables,
    unreachable_addresses,
)
from daemon.store.cause import Cause
from daemon.store.database import Database, Transaction
from daemon.store.job_key import JobKey, JobKind
from store.cases import NOW, create, letter_of, register

RAW = b"Message-ID: <1@scena.example>\r\n\r\nApproved\r\n"
DAY = date(2026, 12, 1)
Doing = Callable[[Transaction], object]


@pytest.fixture
def database(postgresql_url: str) -> Iterator[Database]:
    database = Database(postgresql_url)
    migrations.upgrade(database.engine)
    yield database
    database.close()


def at_once(database: Database, first: Doing, second: Doing) -> tuple[object, object]:
    """What both return: the second begins after the first has written and before it commits."""

    def afterwards() -> object:
        with database.transaction() as tx:
            return second(tx)

    with ThreadPoolExecutor(1) as another:
        with database.transaction() as tx:
            one = first(tx)
            other = another.submit(afterwards)
            _wait(database, other)
        return one, other.result(30)


def _wait(database: Database, other: Future[object]) -> None:
    """Until the other transaction waits for a lock of this one, or has not had to."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    end = time.monotonic() + 30
    while not other.done():
        with database.read() as connection:
            if connection.exec_driver_sql(waiting).scalar():
                return
        assert time.monotonic() < end
        time.sleep(0.005)


def count(database: Database, table: str) -> int:
    with database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(tables.metadata.tables[table])).scalar_one())


def test_one_cause_makes_one_letter(database: Database) -> None:
    def put(message_id: str) -> Doing:
        return lambda tx: outbox.put(tx, letter_of(Cause("1/2/request"), message_id), NOW)

    assert at_once(database, put("<1@contracts>"), put("<2@contracts>")) == (True, False)
    assert count(database, "letters") == 1


def test_one_mail_is_stored_once(database: Database) -> None:
    def store(tx: Transaction) -> object:
        return inbox.store(tx, RAW, "<1@scena.example>", "orlova@scena.example", NOW)

    assert at_once(database, store, store) == (1, None)
    assert count(database, "mails") == 1


def test_a_mailbox_has_one_place_up_to_which_it_was_read(database: Database) -> None:
    def move(uid: int) -> Doing:
        return lambda tx: inbox.move_cursor(tx, "imap", 1, uid)

    at_once(database, move(7), move(8))
    with database.read() as connection:
        assert inbox.cursor(connection, "imap") == (1, 8)


def test_one_draft_is_stored_once(database: Database) -> None:
    def store(tx: Transaction) -> object:
        return drafts.store(tx, "purchase", "form.xlsx", b"x", Cause.of_folder("18a"), NOW).id

    assert at_once(database, store, store) == (1, 1)
    assert count(database, "drafts") == 1


def test_one_form_that_is_handed_in_twice_becomes_one_contract(database: Database) -> None:
    with database.transaction() as tx:
        forms = [drafts.store(tx, "purchase", "a.xlsx", b"x", Cause.of_folder(each), NOW) for each in ("1", "2")]

    def accept(draft: drafts.StoredDraft, number: str) -> Doing:
        def take_in(tx: Transaction) -> object:
            drafts.lock_with_alike(tx, [draft])
            if known := drafts.accepted_before(tx.connection, draft):
                return known.contract_id
            contract = create(tx, number)
            drafts.finish(tx, draft.id, "accepted", number, contract.id)
            return contract.id

        return take_in

    assert at_once(database, accept(forms[1], "З-2026-0001"), accept(forms[0], "З-2026-0002")) == (1, 1)


def test_a_file_lies_in_one_place(database: Database) -> None:
    def remember(path: str) -> Doing:
        return lambda tx: archive_index.remember(tx, "a" * 64, path, 20)

    at_once(database, remember("2026/1.docx"), remember("2026/2.docx"))
    with database.read() as connection:
        assert archive_index.path_of(connection, "a" * 64) == "2026/2.docx"


def test_an_address_is_marked_once_and_since_the_first_letter_that_came_back(database: Database) -> None:
    def mark(why: str, minutes: int) -> Doing:
        return lambda tx: unreachable_addresses.mark(tx, "Orlova@scena.example", why, NOW + timedelta(minutes=minutes))

    at_once(database, mark("550 no such user", 0), mark("552 mailbox full", 1))
    with database.read() as connection:
        assert unreachable_addresses.addresses(connection) == {"orlova@scena.example": "552 mailbox full"}
        assert connection.execute(select(tables.undelivered.c.since)).scalar() == NOW


def test_what_fails_twice_is_in_quarantine_once_and_told_once(database: Database) -> None:
    def put(tx: Transaction) -> object:
        return quarantined_work.put(tx, JobKey(JobKind.DOCUMENTS, 1), "KeyError: 'x'", "Traceback", NOW)

    assert at_once(database, put, put) == (True, False)
    assert count(database, "quarantine") == 1


@pytest.mark.parametrize("substitute", [None, "economist"])
def test_an_absence_is_recorded_once_and_counts_when_either_does(database: Database, substitute: str | None) -> None:
    def add(proposed: bool) -> Doing:
        return lambda tx: absences.add(
            tx, "lawyer", DAY, DAY, substitute, Cause.of_operator("admin"), NOW, proposed=proposed
        )

    assert at_once(database, add(proposed=True), add(proposed=False)) == (1, 1)
    with database.read() as connection:
        [found] = absences.recorded(connection)
    assert (found.id, found.substitute) == (1, substitute)


def test_an_absence_that_counts_stays_so_when_a_machine_tells_of_it(database: Database) -> None:
    with database.transaction() as tx:
        first = absences.add(tx, "lawyer", DAY, DAY, None, Cause.of_operator("admin"), NOW)
        assert absences.add(tx, "lawyer", DAY, DAY, None, Cause.of_mail(1), NOW, proposed=True) == first
    with database.read() as connection:
        assert [each.proposed for each in absences.of_person(connection, "lawyer", everything=True)] == [False]


def test_who_is_known_to_be_away_is_noted_once(database: Database) -> None:
    def know(*people: str) -> Doing:
        return lambda tx: absences.set_known_away(tx, dict.fromkeys(people, ("economist",)))

    at_once(database, know("lawyer", "accountant"), know("lawyer", "commercial"))
    with database.read() as connection:
        assert {"lawyer", "commercial"} <= absences.known_away(connection).keys()
    with database.transaction() as tx:
        know()(tx)
    assert count(database, "away") == 0


def test_a_request_waits_for_the_last_code_only(database: Database) -> None:
    stored = register(database)

    def expect(code: str) -> Doing:
        return lambda tx: confirmations.expect(tx, stored.id, 1, code, NOW + timedelta(days=3))

    at_once(database, expect("111111"), expect("222222"))
    with database.transaction() as tx:
        assert not confirmations.matches(tx, stored.id, 1, "111111", NOW)
        assert confirmations.matches(tx, stored.id, 1, "222222", NOW)


def test_a_request_has_one_token(database: Database) -> None:
    stored = register(database)

    def token(tx: Transaction) -> object:
        return sequences.token_of(tx, stored.id, 1)

    one, other = at_once(database, token, token)
    assert one == other

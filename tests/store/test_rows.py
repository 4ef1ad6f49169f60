"""Mails, letters, drafts, numbers: each cause counts once, whatever the servers and the chances do."""

from __future__ import annotations

import contextlib
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, StatementError

from daemon.store import contract_queries, drafts, inbox, outbox, quarantined_work, sequences
from daemon.store.cause import Cause
from daemon.store.database import Database
from daemon.store.job_key import JobKey, JobKind
from daemon.store.outbox import OutgoingLetter
from daemon.store.tables import letters, mails
from store.cases import NOW, create, letter_of, register

MAIL = b"Message-ID: <1@scena.example>\r\nReceived: by a\r\nSubject: Re\r\n\r\nApproved\r\n"


def letter(key: str = "1/2/request/lawyer/1/0", message_id: str = "<1@contracts>") -> OutgoingLetter:
    return letter_of(Cause(key), message_id)


# -- transactions ------------------------------------------------------------------------------------------------------


def test_what_fails_inside_a_savepoint_leaves_neither_rows_nor_wake_ups(database: Database, woken: list[str]) -> None:
    with database.transaction() as tx:
        first = inbox.store(tx, MAIL, "<1@scena.example>", "", NOW)
        with contextlib.suppress(LookupError), tx.savepoint():
            inbox.store(tx, MAIL, "<2@scena.example>", "", NOW)
            raise LookupError
        with tx.savepoint():
            third = inbox.store(tx, MAIL, "<3@scena.example>", "", NOW)
    with database.read() as connection:
        assert inbox.waiting(connection) == [first, third]
    assert woken == [JobKey(JobKind.MAIL, each) for each in (first, third)]


# -- mails -------------------------------------------------------------------------------------------------------------


def test_a_mail_is_stored_once_whatever_uid_the_server_gives_it(database: Database, woken: list[JobKey]) -> None:
    moved = MAIL.replace(b"Received: by a", b"Received: by b\r\nReceived: by a")
    with database.transaction() as tx:
        first = inbox.store(tx, MAIL, "<1@scena.example>", "orlova@scena.example", NOW)
        inbox.move_cursor(tx, "imap", 1, 7)
    with database.transaction() as tx:
        assert inbox.store(tx, MAIL, "<1@scena.example>", "orlova@scena.example", NOW) is None
        assert inbox.store(tx, moved, "<1@scena.example>", "orlova@scena.example", NOW) is None
        assert inbox.store(tx, MAIL.replace(b"\r\n", b"\n"), "<1@scena.example>", "", NOW) is None
        inbox.move_cursor(tx, "imap", 2, 1)
    with database.read() as connection:
        assert inbox.waiting(connection) == [first]
        assert inbox.cursor(connection, "imap") == (2, 1)
        assert inbox.cursor(connection, "another") == (0, 0)
    assert woken == [JobKey(JobKind.MAIL, first)]


def test_two_mails_under_one_message_id_are_two_when_their_words_differ(database: Database) -> None:
    with database.transaction() as tx:
        one = inbox.store(tx, MAIL, "<1@scena.example>", "", NOW)
        two = inbox.store(tx, MAIL.replace(b"Approved", b"Returned"), "<1@scena.example>", "", NOW)
        three = inbox.store(tx, b"Subject: none\r\n\r\nApproved", "", "", NOW)
        four = inbox.store(tx, b"Subject: none!\r\n\r\nApproved", "", "", NOW)
    assert len({one, two, three, four} - {None}) == 4


@pytest.mark.parametrize("odd", ["\x00", "\udcff", "я" * 2000, "<a\x00\udc80@b>"])
def test_a_mail_with_an_impossible_header_is_stored_all_the_same(database: Database, odd: str) -> None:
    with database.transaction() as tx:
        stored = inbox.store(tx, MAIL, odd, odd, NOW)
    assert stored is not None
    with database.read() as connection:
        assert inbox.load(connection, stored).raw == MAIL


def test_a_mail_takes_effect_in_the_transaction_that_says_so(database: Database) -> None:
    with database.transaction() as tx:
        stored = inbox.store(tx, MAIL, "<1@scena.example>", "", NOW)
    assert stored is not None

    def fail() -> None:
        with database.transaction() as tx:
            inbox.finish(tx, stored, "{}", None)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.transaction() as tx:
        assert inbox.is_waiting(tx.connection, stored, lock=True)
        inbox.finish(tx, stored, '{"outcome": {"kind": "executed"}}', None)
    with database.read() as connection:
        assert not inbox.is_waiting(connection, stored)
        assert inbox.waiting(connection) == []


# -- letters -----------------------------------------------------------------------------------------------------------


def test_one_cause_makes_one_letter(database: Database, woken: list[JobKey]) -> None:
    with database.transaction() as tx:
        assert outbox.put(tx, letter(), NOW)
        assert not outbox.put(tx, letter(message_id="<2@contracts>"), NOW)
    with database.read() as connection:
        assert connection.execute(select(letters.c.message_id)).scalars().all() == ["<1@contracts>"]
    assert woken == [JobKey(JobKind.LETTER, 1)]


def test_no_two_letters_have_one_message_id(database: Database) -> None:
    with database.transaction() as tx:
        outbox.put(tx, letter("a"), NOW)
    with pytest.raises(IntegrityError), database.transaction() as tx:
        outbox.put(tx, letter("b"), NOW)


def test_a_letter_is_due_until_the_server_has_answered_for_good(database: Database) -> None:
    with database.transaction() as tx:
        outbox.put(tx, letter("a", "<a@contracts>"), NOW)
        outbox.put(tx, letter("b", "<b@contracts>"), NOW)
        outbox.put(tx, letter("c", "<c@contracts>"), NOW)
    later = NOW + timedelta(minutes=5)
    with database.transaction() as tx:
        outbox.mark_sent(tx, 1, NOW)
        outbox.mark_later(tx, 2, "451 greylisted", later)
        outbox.mark_refused(tx, 3, "550 no such mailbox")
    with database.read() as connection:
        assert outbox.due(connection, NOW) == []
        assert outbox.to_send(connection, 2, NOW) is None
        assert outbox.due(connection, later) == [2]
        sending = outbox.to_send(connection, 2, later)
    assert sending is not None
    assert (sending.attempts, sending.raw) == (1, b"bytes")


def test_the_letter_that_is_answered_is_found_by_what_points_to_it_most_closely(database: Database) -> None:
    with database.transaction() as tx:
        outbox.put(tx, letter("a", "<a@contracts>"), NOW)
        outbox.put(
            tx, OutgoingLetter(Cause("b"), "<b@contracts>", "receipt", "orlova@scena.example", b"other", None, 2), NOW
        )
    with database.read() as connection:
        found = outbox.find(connection, ("<unknown@x>", "<b@contracts>", "<a@contracts>"))
        assert found is not None
        assert (found.request, found.kind, found.raw) == (2, "receipt", b"other")
        assert outbox.find(connection, ()) is None


# -- drafts ------------------------------------------------------------------------------------------------------------


def test_a_draft_from_one_source_is_one_draft(database: Database) -> None:
    with database.transaction() as tx:
        first = drafts.store(tx, "purchase", "form.xlsx", b"x", Cause.of_folder("1"), NOW)
        again = drafts.store(tx, "purchase", "form.xlsx", b"x", Cause.of_folder("1"), NOW)
        other = drafts.store(tx, "purchase", "form.xlsx", b"x", Cause.of_folder("2"), NOW)
    assert first.id == again.id != other.id
    with database.transaction() as tx:
        contract = create(tx, "З-2026-0001")
        drafts.finish(tx, first.id, "accepted", "З-2026-0001", contract.id)
    with database.read() as connection:
        known = drafts.accepted_before(connection, other)
        assert known is not None
        assert known.contract_id == contract.id
        assert drafts.waiting(connection) == [other.id]


# -- numbers -----------------------------------------------------------------------------------------------------------


def test_numbers_have_no_gap_under_writers_that_fail_at_random(database: Database) -> None:
    def register_or_fail(fails: bool) -> int:
        with database.transaction() as tx:
            number = sequences.next_in(tx, "З-2026")
            create(tx, f"З-2026-{number:04}")
            if fails:
                raise InterruptedError
        return number

    def work(seed: int) -> list[int]:
        chance, numbers = random.Random(seed), []
        for _ in range(20):
            with contextlib.suppress(InterruptedError):
                numbers.append(register_or_fail(chance.random() < 0.3))
        return numbers

    with ThreadPoolExecutor(6) as threads:
        taken = [number for numbers in threads.map(work, range(6)) for number in numbers]
    assert sorted(taken) == list(range(1, len(taken) + 1))
    with database.read() as connection:
        assert sorted(each.number for each in contract_queries.all_contracts(connection)) == [
            f"З-2026-{number:04}" for number in range(1, len(taken) + 1)
        ]


def test_each_series_counts_for_itself(database: Database) -> None:
    with database.transaction() as tx:
        counted = [sequences.next_in(tx, each) for each in ("З-2026", "З-2026", "З-2027", "Б-2026")]
    assert counted == [1, 2, 1, 1]


def test_a_token_belongs_to_one_request_and_is_found_in_any_case(database: Database) -> None:
    stored = register(database)
    with database.transaction() as tx:
        tokens = [sequences.token_of(tx, stored.id, request) for request in (1, 2, 1)]
    assert tokens[0] == tokens[2] != tokens[1]
    with database.read() as connection:
        assert sequences.find_token(connection, tokens[1].upper()) == (stored.id, 2)
        assert sequences.find_token(connection, "nothing") is None


# -- finding -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["ромашка", "РОМАШКА", "маш", "омаШк ромашка", "ООО «Ром", "з-2026-0001", "0001", "а", 'ром"', "титова"]
)
def test_any_part_of_a_name_is_found_in_any_case(database: Database, words: str) -> None:
    register(database, "З-2026-0001", 'ООО «Ромашка» "Ром"')
    register(database, "З-2026-0002", "АО «Лютик»")
    with database.read() as connection:
        found = [each.number for each in contract_queries.search(connection, words)]
    assert "З-2026-0001" in found
    assert ("З-2026-0002" in found) == (words in ("а", "титова"))


@pytest.mark.parametrize("words", ["василёк", "ромашка лютик", "%", "_", "ром%шка", 'OR "', "рома*"])
def test_what_is_nowhere_is_not_found(database: Database, words: str) -> None:
    register(database, "З-2026-0001", "ООО «Ромашка»")
    with database.read() as connection:
        assert contract_queries.search(connection, words) == []


# -- times and tables --------------------------------------------------------------------------------------------------


def test_times_come_back_aware_and_sort_as_they_should(database: Database) -> None:
    moments = [
        datetime(2026, 11, 24, 10, 15, tzinfo=timezone(timedelta(hours=5))),
        datetime(2026, 11, 24, 6, 0, 0, 1, tzinfo=UTC),
        datetime(2026, 11, 24, 6, 0, tzinfo=UTC),
    ]
    with database.transaction() as tx:
        for number, moment in enumerate(moments):
            inbox.store(tx, MAIL + bytes([number]), f"<{number}>", "", moment)
    with database.read() as connection:
        found = connection.execute(select(mails.c.received_at).order_by(mails.c.received_at)).scalars().all()
        early = connection.execute(select(func.count()).where(mails.c.received_at <= moments[2])).scalar()
    assert found == sorted(moments)
    assert {each.tzinfo for each in found} == {UTC}
    assert early == 2


def test_a_time_without_a_zone_never_reaches_the_database(database: Database) -> None:
    naive = datetime(2026, 11, 24, 10, 15)  # noqa: DTZ001  that is what must be refused
    with pytest.raises(StatementError, match="without a zone"), database.transaction() as tx:
        inbox.store(tx, MAIL, "<1>", "", naive)


def test_what_is_in_quarantine_is_told_once_and_can_be_retried(database: Database, woken: list[JobKey]) -> None:
    with database.transaction() as tx:
        stored = inbox.store(tx, MAIL, "<1@scena.example>", "", NOW)
        assert quarantined_work.put(tx, JobKey(JobKind.MAIL, stored), "KeyError: 'x'", "Traceback", NOW)
        assert not quarantined_work.put(tx, JobKey(JobKind.MAIL, stored), "KeyError: 'x'", "Traceback", NOW)
    with database.read() as connection:
        [waiting] = quarantined_work.quarantined(connection)
        assert quarantined_work.is_quarantined(connection, JobKey(JobKind.MAIL, stored))
        assert inbox.waiting(connection) == []
    woken.clear()
    with database.transaction() as tx:
        quarantined_work.retry(tx, waiting.id, NOW)
    with database.read() as connection:
        assert inbox.waiting(connection) == [stored]
        assert quarantined_work.quarantined(connection) == []
    assert woken == [JobKey(JobKind.MAIL, stored)]
    with pytest.raises(LookupError), database.transaction() as tx:
        quarantined_work.retry(tx, waiting.id, NOW)

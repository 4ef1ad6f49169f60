"""G8: what cannot be digested is quarantined with its reason, what only has to wait is tried again."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from daemon.application.app_context import AppContext, CurrentContext
from daemon.application.quarantine import NeedsAdmin, guarded
from daemon.store import inbox, quarantined_work
from daemon.store.job_key import JobKey, JobKind
from daemon.store.tables import letters
from daemon.workflow.letter_kind import LetterKind


@contextmanager
def failing(error: Exception | None) -> Iterator[None]:
    yield
    if error:
        raise error


def quarantined(app: AppContext) -> list[JobKey]:
    with app.database.read() as connection:
        return [each.key for each in quarantined_work.quarantined(connection)]


def told(app: AppContext) -> int:
    with app.database.read() as connection:
        return len(connection.execute(select(letters.c.id).where(letters.c.kind == LetterKind.QUARANTINED)).all())


def test_a_disk_that_is_full_is_waited_for(current: CurrentContext) -> None:
    def write(_app: AppContext, _number: int) -> None:
        Path("/dev/full").write_bytes(b"x")

    handle = guarded(current, JobKind.DOCUMENTS, write)
    for _ in range(3):
        handle(1)
    assert quarantined(current()) == []


@pytest.mark.parametrize(
    "error",
    [
        KeyError("x"),
        RecursionError("deep"),
        NeedsAdmin("the template is wrong"),
        FileNotFoundError(errno.ENOENT, "gone"),
    ],
)
def test_what_fails_is_quarantined_once_and_told_once(current: CurrentContext, error: Exception) -> None:
    tries: list[int] = []

    def fail(_app: AppContext, number: int) -> None:
        tries.append(number)
        raise error

    handle = guarded(current, JobKind.DOCUMENTS, fail)
    for _ in range(3):
        handle(1)
    assert tries == [1]
    assert quarantined(current()) == [JobKey(JobKind.DOCUMENTS, 1)]
    assert told(current()) == 1


def test_a_database_that_does_not_answer_quarantines_nothing(current: CurrentContext) -> None:
    def fail(_app: AppContext, _number: int) -> None:
        raise OperationalError("SELECT 1", {}, Exception("database is locked"))

    guarded(current, JobKind.MAIL, fail)(1)
    assert quarantined(current()) == []


def test_what_was_quarantined_is_retried_when_somebody_says_so(current: CurrentContext) -> None:
    app = current()
    with app.database.transaction() as tx:
        inbox.store(tx, b"Subject: x\r\n\r\n", "<1@x>", "", app.now())
    broken = [True]
    done: list[int] = []

    def work(_app: AppContext, number: int) -> None:
        with failing(ZeroDivisionError() if broken else None):
            done.append(number)

    handle = guarded(current, JobKind.MAIL, work)
    handle(1)
    broken.clear()
    handle(1)
    assert done == [1], "it is in quarantine"
    with app.database.transaction() as tx:
        assert quarantined_work.retry(tx, 1, app.now()) == JobKey(JobKind.MAIL, 1)
    handle(1)
    assert done == [1, 1]
    assert quarantined(app) == []

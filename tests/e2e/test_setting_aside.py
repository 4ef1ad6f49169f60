"""G8: what cannot be digested is set aside with its reason, what only has to wait is tried again."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from daemon.application.app_context import Office, Present
from daemon.application.quarantine import Unworkable, guarded
from daemon.store import inbox, quarantined_work
from daemon.store.tables import letters


@contextmanager
def failing(error: Exception | None) -> Iterator[None]:
    yield
    if error:
        raise error


def lying(office: Office) -> list[str]:
    with office.database.read() as connection:
        return [each.key for each in quarantined_work.lying(connection)]


def told(office: Office) -> int:
    with office.database.read() as connection:
        return len(connection.execute(select(letters.c.id).where(letters.c.kind == "aside")).all())


def test_a_disk_that_is_full_is_waited_for(present: Present) -> None:
    def write(_office: Office, _number: int) -> None:
        Path("/dev/full").write_bytes(b"x")

    handle = guarded(present, "documents", write)
    for _ in range(3):
        handle(1)
    assert lying(present()) == []


@pytest.mark.parametrize(
    "error",
    [
        KeyError("x"),
        RecursionError("deep"),
        Unworkable("the template is wrong"),
        FileNotFoundError(errno.ENOENT, "gone"),
    ],
)
def test_what_fails_is_set_aside_once_and_told_once(present: Present, error: Exception) -> None:
    tries: list[int] = []

    def fail(_office: Office, number: int) -> None:
        tries.append(number)
        raise error

    handle = guarded(present, "documents", fail)
    for _ in range(3):
        handle(1)
    assert tries == [1]
    assert lying(present()) == ["documents:1"]
    assert told(present()) == 1


def test_a_database_that_does_not_answer_sets_nothing_aside(present: Present) -> None:
    def fail(_office: Office, _number: int) -> None:
        raise OperationalError("SELECT 1", {}, Exception("database is locked"))

    guarded(present, "mail", fail)(1)
    assert lying(present()) == []


def test_what_was_set_aside_is_taken_up_again_when_somebody_says_so(present: Present) -> None:
    office = present()
    with office.database.transaction() as tx:
        inbox.store(tx, b"Subject: x\r\n\r\n", "<1@x>", "", office.now())
    broken = [True]
    done: list[int] = []

    def work(_office: Office, number: int) -> None:
        with failing(ZeroDivisionError() if broken else None):
            done.append(number)

    handle = guarded(present, "mail", work)
    handle(1)
    broken.clear()
    handle(1)
    assert done == [1], "it lies aside"
    with office.database.transaction() as tx:
        assert quarantined_work.replay(tx, 1, office.now()) == "mail:1"
    handle(1)
    assert done == [1, 1]
    assert lying(office) == []

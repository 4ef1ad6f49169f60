"""The store's tests run on both databases, each time on a fresh one with the tables of this release."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from daemon.store.database import Database
from daemon.store.job_key import JobKey


@pytest.fixture
def woken() -> list[JobKey]:
    """What the database's transactions have woken, in order."""
    return []


@pytest.fixture
def database(database_url: str, woken: list[JobKey]) -> Iterator[Database]:
    database = Database(database_url, woken.extend)
    yield database
    database.close()

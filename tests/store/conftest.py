"""The store's tests run on both databases, each time on a fresh one with the tables of this release."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from daemon.store import migrations
from daemon.store.database import Database
from daemon.store.job_key import JobKey


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgresql_url"))
    return f"sqlite:///{tmp_path}/contractd.db"


@pytest.fixture
def woken() -> list[JobKey]:
    """What the database's transactions have woken, in order."""
    return []


@pytest.fixture
def database(url: str, woken: list[JobKey]) -> Iterator[Database]:
    database = Database(url, woken.extend)
    migrations.upgrade(database.engine)
    yield database
    database.close()

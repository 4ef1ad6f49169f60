"""Databases for tests, of both kinds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from servers.postgresql import PostgreSQL

DATABASES = ["sqlite", "postgresql"]


@contextmanager
def empty_database(request: pytest.FixtureRequest, folder: Path, kind: str) -> Iterator[str]:
    """The URL of a database with tables and nothing in them: a copy, since alembic takes half a second to make them."""
    if kind == "postgresql":
        server: PostgreSQL = request.getfixturevalue("_postgresql")
        with server.database(request.getfixturevalue("_postgresql_template")) as url:
            yield url
    else:
        yield f"sqlite:///{shutil.copy(request.getfixturevalue('_sqlite_template'), folder / 'contractd.db')}"

"""The daemon's parts, in a folder and on a database of their own for each test.

What differs between the databases is in tests/store, each of whose tests runs on both. Here, where each test is a
whole story, one in four runs on PostgreSQL, the same ones each time; with EVERY_DATABASE=1 all run on both.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from zlib import crc32

import pytest
from servers.empty_database import DATABASES, empty_database

from application.in_process_daemon import InProcessDaemon

Edited = Callable[[Callable[[str], str]], InProcessDaemon]

EVERY = {"params": DATABASES} if "EVERY_DATABASE" in os.environ else {}


@pytest.fixture(**EVERY)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with the tables of this release and nothing in them, of the kind that this test's name draws."""
    drawn = "postgresql" if crc32(request.node.nodeid.encode()) % 4 == 0 else "sqlite"
    with empty_database(request, tmp_path, getattr(request, "param", drawn)) as url:
        yield url


@pytest.fixture
def edited(tmp_path: Path, database_url: str) -> Iterator[Edited]:
    """Make a daemon whose configuration somebody has edited."""
    made: list[InProcessDaemon] = []

    def make(edit: Callable[[str], str]) -> InProcessDaemon:
        made.append(InProcessDaemon(tmp_path, database_url, edit))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def contractd(edited: Edited) -> InProcessDaemon:
    return edited(lambda text: text)

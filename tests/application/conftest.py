"""The daemon's parts, in a folder and on a database of their own for each test, on both kinds of databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from application.in_process_daemon import InProcessDaemon

Edited = Callable[[Callable[[str], str]], InProcessDaemon]


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

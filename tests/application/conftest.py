"""The theatre, in a folder and on a database of its own for each test, on both kinds of databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from application.theatre import Theatre

Edited = Callable[[Callable[[str], str]], Theatre]


@pytest.fixture
def edited(tmp_path: Path, database_url: str) -> Iterator[Edited]:
    """A theatre whose configuration somebody has edited."""
    made: list[Theatre] = []

    def make(edit: Callable[[str], str]) -> Theatre:
        made.append(Theatre(tmp_path, database_url, edit))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def theatre(edited: Edited) -> Theatre:
    return edited(lambda text: text)

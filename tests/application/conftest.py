"""The theatre, on a database and in a folder of its own for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from application.theatre import Theatre

Edited = Callable[[Callable[[str], str]], Theatre]


@pytest.fixture
def edited(tmp_path: Path) -> Iterator[Edited]:
    """A theatre whose configuration somebody has edited."""
    made: list[Theatre] = []

    def make(edit: Callable[[str], str]) -> Theatre:
        made.append(Theatre(tmp_path, edit))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def theatre(edited: Edited) -> Theatre:
    return edited(lambda text: text)

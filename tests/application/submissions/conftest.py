from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from application.submissions.house import Desk


@pytest.fixture
def desk(tmp_path: Path, database_url: str) -> Iterator[Desk]:
    made = Desk(tmp_path, database_url)
    yield made
    made.close()

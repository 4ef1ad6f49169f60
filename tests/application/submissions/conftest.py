from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from application.submissions.installation import Installation


@pytest.fixture
def installation(tmp_path: Path, database_url: str) -> Iterator[Installation]:
    made = Installation(tmp_path, database_url)
    yield made
    made.close()

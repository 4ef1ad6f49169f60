"""Whatever the bytes are: a reading, in bounded time and memory, and never a verdict out of rubbish."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from replies.hostile import mails

_TESTS = Path(__file__).parents[2]
_SECONDS = 5.0  # of the processor, for one mail of a few megabytes
_SECONDS_FOR_LARGE = 20.0
_MEMORY_MB = 900


def _read(*names: str) -> list[dict[str, Any]]:
    """Read these mails in a child with limits; it must come to its end."""
    child = subprocess.run(
        [sys.executable, "-m", "replies.hostile.child", *names],
        env={**os.environ, "PYTHONPATH": str(_TESTS)},
        cwd=_TESTS.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    rows = [json.loads(line) for line in child.stdout.splitlines()]
    last = next((row["begun"] for row in reversed(rows) if "begun" in row), "nothing")
    assert child.returncode == 0, f"{last} ended the reader ({child.returncode}): {child.stderr[-800:]}"
    return [row for row in rows if "done" in row]


@pytest.fixture(scope="module")
def small() -> list[dict[str, Any]]:
    return _read("small")


def test_every_hostile_mail_is_read_without_a_crash(small: list[dict[str, Any]]) -> None:
    assert [row["done"] for row in small] == [make.__name__ for make in mails.SMALL]


def test_no_hostile_mail_takes_long(small: list[dict[str, Any]]) -> None:
    slow = {row["done"]: row["seconds"] for row in small if row["seconds"] > _SECONDS}
    assert not slow


def test_no_hostile_mail_takes_much_memory(small: list[dict[str, Any]]) -> None:
    assert max(row["peak_mb"] for row in small) < _MEMORY_MB


def test_no_hostile_mail_approves_anything(small: list[dict[str, Any]]) -> None:
    approving = [row["done"] for row in small if row["said"].startswith("approve")]
    assert not approving


def test_fifty_megabytes_are_read_within_bounds() -> None:
    rows = _read("large")
    assert [row["done"] for row in rows] == [make.__name__ for make in mails.LARGE]
    assert max(row["seconds"] for row in rows) < _SECONDS_FOR_LARGE
    assert max(row["peak_mb"] for row in rows) < _MEMORY_MB

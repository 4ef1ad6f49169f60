"""The exit codes, as a shell sees them: 0 done, 1 it says no, 2 wrong use, 78 the configuration is wrong."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cli.conftest import House


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("schema",), 0),
        (("search", "nothing such"), 1),
        (("status", "З-1999-0001"), 1),
        (("explain-route", "no_such_type"), 2),
        (("no-such-command",), 2),
    ],
)
def test_a_shell_sees_how_a_command_ended(house: House, words: tuple[str, ...], code: int) -> None:
    assert _code(house, *words) == code


def test_a_shell_sees_that_the_configuration_is_wrong(house: House) -> None:
    house.edit("undo: 30 minutes", "undo: 30 mins")
    assert _code(house, "check") == 78
    assert _code(house, "list") == 78


def test_a_path_that_cannot_be_written_is_named_without_a_traceback(house: House) -> None:
    target = house.config / "forms"
    ended = _run(house, "forms", "--out", str(target))
    assert ended.returncode == 1
    assert ended.stderr.decode().startswith(f"Error: {target}: ")
    assert "Traceback" not in ended.stderr.decode()


def _code(house: House, *words: str) -> int:
    return _run(house, *words).returncode


def _run(house: House, *words: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "daemon", "--config", str(house.config), *words]
    return subprocess.run(command, capture_output=True, timeout=120, check=False)

"""The exit codes, as a shell sees them: 0 done, 1 it says no, 2 wrong use, 78 the configuration is wrong."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cli.conftest import CommandLine


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
def test_a_shell_sees_how_a_command_ended(cli: CommandLine, words: tuple[str, ...], code: int) -> None:
    assert _code(cli, *words) == code


def test_a_shell_sees_that_the_configuration_is_wrong(cli: CommandLine) -> None:
    cli.edit("undo: 30 minutes", "undo: 30 mins")
    assert _code(cli, "check") == 78
    assert _code(cli, "list") == 78


def test_a_path_that_cannot_be_written_is_named_without_a_traceback(cli: CommandLine) -> None:
    target = cli.config / "forms"
    ended = _run(cli, "forms", "--out", str(target))
    assert ended.returncode == 1
    assert ended.stderr.decode().startswith(f"Error: {target}: ")
    assert "Traceback" not in ended.stderr.decode()


def _code(cli: CommandLine, *words: str) -> int:
    return _run(cli, *words).returncode


def _run(cli: CommandLine, *words: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "daemon", "--config", str(cli.config), *words]
    return subprocess.run(command, capture_output=True, timeout=120, check=False)

"""The daemon as a process of its own, and the command line beside it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from demo.house import REPOSITORY, House

_START_SECONDS = 60
_STOP_SECONDS = 30
_COMMAND_SECONDS = 60


class ProcessFailed(RuntimeError):
    """Something of the demo did not come out: what, and where to look."""


class DaemonProcess:
    """`contractd run` on the demo's house, by the demo's clock. A context manager: it runs until leaving."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> DaemonProcess:
        command = [
            sys.executable,
            "-m",
            "demo.hurried",
            str(self._house.clock),
            "--config",
            str(self._house.config),
            "run",
        ]
        with self._house.log.open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=REPOSITORY)
        try:
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def check(self) -> None:
        """Raises Failed when the daemon has ended."""
        if self._process is None or self._process.poll() is None:
            return
        code = self._process.returncode
        raise ProcessFailed(f"the daemon ended with {code}; the end of {self._house.log}:\n{tail(self._house.log)}")

    def stop(self) -> None:
        """End it by SIGTERM, and wait; only one that does not hear is killed."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + _START_SECONDS
        while '"event": "ready"' not in self._house.log.read_text(encoding="utf-8", errors="replace"):
            self.check()
            if time.monotonic() > until:
                raise ProcessFailed(f"the daemon was not ready after {_START_SECONDS} s: see {self._house.log}")
            time.sleep(0.1)


def contractd(house: House, *arguments: str) -> str:
    """What a command of contractd prints. Raises Failed with what it says instead."""
    command = [sys.executable, "-m", "daemon", "--config", str(house.config), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_COMMAND_SECONDS, cwd=REPOSITORY)
    except subprocess.TimeoutExpired:
        raise ProcessFailed(f"contractd {' '.join(arguments)} took more than {_COMMAND_SECONDS} s") from None
    if done.returncode:
        raise ProcessFailed(f"contractd {' '.join(arguments)} ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def rows(house: House, *arguments: str) -> list[dict[str, Any]]:
    """What a command lists, each line a dictionary."""
    return [json.loads(line) for line in contractd(house, *arguments, "--json").splitlines()]


def tail(path: Path, lines: int = 12) -> str:
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])

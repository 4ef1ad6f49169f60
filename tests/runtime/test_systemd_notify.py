"""What systemd hears from the daemon, on a real datagram socket; and what the unit promises it."""

from __future__ import annotations

import configparser
import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemon.runtime.systemd_notify import notify

UNIT = Path(__file__).parents[2] / "systemd/contractd.service"


@pytest.fixture(params=["a path", "an abstract name"])
def systemd(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    address = str(tmp_path / "notify") if request.param == "a path" else f"@{tmp_path}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.settimeout(5)
        listener.bind(address.replace("@", "\0", 1))
        monkeypatch.setenv("NOTIFY_SOCKET", address)
        yield listener


def test_messages_of_one_call_arrive_together(systemd: socket.socket) -> None:
    notify("READY=1", "STATUS=reading contracts@scena.example")
    assert systemd.recv(4096) == b"READY=1\nSTATUS=reading contracts@scena.example"
    notify("WATCHDOG=1")
    assert systemd.recv(4096) == b"WATCHDOG=1"


def test_a_status_may_be_in_russian(systemd: socket.socket) -> None:
    notify("STATUS=читаю почту")
    assert systemd.recv(4096).decode() == "STATUS=читаю почту"


def test_nothing_happens_where_no_one_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    assert notify("READY=1") is None
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nobody"))
    assert notify("READY=1") is None


def test_a_listener_that_does_not_read_never_holds_the_daemon_up(systemd: socket.socket) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as other, contextlib.suppress(BlockingIOError):
        other.setblocking(False)
        other.connect(systemd.getsockname())
        while True:
            other.send(b"until the buffer is full")
    start = time.monotonic()
    notify("WATCHDOG=1")
    assert time.monotonic() - start < 5


def test_the_unit_waits_for_readiness_and_does_not_restart_on_a_wrong_configuration() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(UNIT)
    service = unit["Service"]
    assert (service["Type"], service["Restart"], service["RestartPreventExitStatus"]) == ("notify", "always", "78")
    assert int(service["WatchdogSec"]) >= 30  # the daemon tells every few seconds
    assert service["UMask"] == "0077"
    assert service["LoadCredential"].startswith("mail_password:")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_understands_every_line_of_the_unit(tmp_path: Path) -> None:
    copy = tmp_path / UNIT.name
    copy.write_text(UNIT.read_text().replace("/opt/contractd/.venv/bin/contractd", "/bin/true"))
    done = subprocess.run(["systemd-analyze", "verify", str(copy)], capture_output=True, text=True, check=False)
    complaints = [line for line in done.stderr.splitlines() if UNIT.name in line]
    assert complaints == []

"""`contractd run` as a process among others: how it starts, what it tells, what it takes, how it ends."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers.mailserver import MailServer
from servers.ports import free_ports

from e2e.daemon_process import DaemonProcess, running_process, wait_for


@pytest.fixture
def running(tmp_path: Path, mail_server: MailServer) -> Iterator[DaemonProcess]:
    contractd = DaemonProcess(tmp_path, mail_server)
    with running_process(contractd):
        wait_for("the daemon to read its mailbox", lambda: mail_server.is_idle(contractd.mailbox("contracts")))
        yield contractd


def test_it_tells_systemd_that_it_is_ready_that_it_lives_and_that_it_stops(
    tmp_path: Path, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(40)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        with running_process(DaemonProcess(tmp_path, mail_server)) as contractd:
            assert systemd.recv(1000).startswith(b"READY=1\nSTATUS=reading contracts")
            assert systemd.recv(1000) == b"WATCHDOG=1"
            assert contractd.stop() == 0
        systemd.settimeout(1)
        said = b"WATCHDOG=1"
        while said == b"WATCHDOG=1":
            said = systemd.recv(1000)
        assert said == b"STOPPING=1"


def test_a_mail_server_that_hangs_does_not_hold_up_the_stop(running: DaemonProcess) -> None:
    running.server.freeze_imap()
    try:
        begin = time.monotonic()
        assert running.stop() == 0
        assert time.monotonic() - begin < 15
    finally:
        running.server.freeze_imap(frozen=False)


def test_control_c_ends_it_like_a_service_is_ended(running: DaemonProcess) -> None:
    assert running.stop(signal.SIGINT) == 0
    assert '"stopped"' in (running.folder / "contractd.log").read_text()


def test_a_second_daemon_on_the_same_database_is_sent_away(running: DaemonProcess) -> None:
    second = subprocess.run(running.command("run"), env=running.environment, capture_output=True, text=True, timeout=60)
    assert second.returncode == 1
    assert "another daemon" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_database_that_cannot_be_reached_is_named_in_one_line(tmp_path: Path, mail_server: MailServer) -> None:
    port = free_ports(["nobody"])["nobody"]
    contractd = DaemonProcess(tmp_path, mail_server, f"postgresql+psycopg://contractd@127.0.0.1:{port}/contractd")
    done = subprocess.run(
        contractd.command("run"), env=contractd.environment, capture_output=True, text=True, timeout=60
    )
    contractd.log.close()
    assert done.returncode == 1
    assert f"127.0.0.1:{port}" in done.stderr
    assert "Traceback" not in done.stderr

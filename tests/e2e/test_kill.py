"""G7: killed at any instant, the daemon goes on from a consistent state without anyone's help."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from servers.mailserver import MailServer

from e2e.daemon_process import DaemonProcess, running_process
from e2e.survival import go_through


@pytest.mark.timeout(300)
def test_fifty_contracts_survive_kills_at_random_moments(tmp_path: Path, mail_server: MailServer) -> None:
    with running_process(DaemonProcess(tmp_path, mail_server)) as contractd:
        kills = go_through(contractd, random.Random(20261124), contracts=50)
        assert kills >= 8, "the run ended before the daemon was killed often enough to prove anything"


@pytest.mark.timeout(300)
def test_contracts_on_postgresql_survive_kills_at_random_moments(
    tmp_path: Path, mail_server: MailServer, postgresql_url: str
) -> None:
    with running_process(DaemonProcess(tmp_path, mail_server, postgresql_url)) as contractd:
        assert go_through(contractd, random.Random(41), contracts=12) >= 3

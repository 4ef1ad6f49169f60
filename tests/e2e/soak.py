"""`make soak`: contracts under kills again and again, each time by other chances, on one database and the other.

CONTRACTD_SOAK_ROUNDS says how often (10), CONTRACTD_SOAK_SEED what chance begins with. Not among the tests that
always run: it takes a minute for each round.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from servers.mailserver import MailServer

from e2e.daemon_process import DaemonProcess, running_process
from e2e.survival import go_through

ROUNDS = int(os.environ.get("CONTRACTD_SOAK_ROUNDS", "10"))
SEED = int(os.environ.get("CONTRACTD_SOAK_SEED", "1"))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("number", range(ROUNDS))
def test_contracts_survive_kills(
    number: int, tmp_path: Path, mail_server: MailServer, request: pytest.FixtureRequest
) -> None:
    database = request.getfixturevalue("postgresql_url") if number % 2 else "sqlite:///contractd.db"
    with running_process(DaemonProcess(tmp_path, mail_server, database)) as contractd:
        kills = go_through(contractd, random.Random(SEED + number), contracts=50)
        print(f"round {number}: {kills} kills")

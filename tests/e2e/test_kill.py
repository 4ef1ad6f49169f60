"""G7: killed at any instant, the daemon goes on from a consistent state without anyone's help."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from servers.mailserver import MailServer

from e2e.survival import go_through
from e2e.theatre import Theatre, open_house


@pytest.mark.timeout(300)
def test_fifty_contracts_survive_kills_at_random_moments(tmp_path: Path, mail_server: MailServer) -> None:
    with open_house(Theatre(tmp_path, mail_server)) as theatre:
        kills = go_through(theatre, random.Random(20261124), contracts=50)
        assert kills >= 8, "the run ended before the daemon was killed often enough to prove anything"


@pytest.mark.timeout(300)
def test_contracts_on_postgresql_survive_kills_at_random_moments(
    tmp_path: Path, mail_server: MailServer, postgresql_url: str
) -> None:
    with open_house(Theatre(tmp_path, mail_server, postgresql_url)) as theatre:
        assert go_through(theatre, random.Random(41), contracts=12) >= 3

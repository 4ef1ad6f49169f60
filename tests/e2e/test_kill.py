"""G7: killed at any instant, the daemon goes on from a consistent state without anyone's help."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from pathlib import Path

import pytest
from servers.mailserver import MailServer

from e2e.theatre import Theatre, open_house

CONTRACTS = 50
PATIENCE = 240  # seconds, for a slow machine that has other work
APPROVERS = ("orlova", "belova", "krylova")


@pytest.mark.timeout(300)
def test_fifty_contracts_survive_kills_at_random_moments(tmp_path: Path, mail_server: MailServer) -> None:
    chance = random.Random(20261124)
    with open_house(Theatre(tmp_path, mail_server)) as theatre:
        kills = _answer_everything(theatre, chance)
        assert kills >= 8, "the run ended before the daemon was killed often enough to prove anything"
        _check_contracts(theatre)
        _check_letters(theatre)
        assert f"{CONTRACTS} histories hold" in theatre.run("verify")
        assert theatre.run("aside", "--json") == ""


def _answer_everything(theatre: Theatre, chance: random.Random) -> int:
    """Answer each request once, as it arrives, while the daemon is killed and started again; returns the kills.

    A kill comes at a random moment after a few more answers, so that the work goes on however slow the machine is;
    every other time the daemon that comes back is killed while it starts.
    """
    answered: set[str] = set()
    kills = dropped = 0
    patience = time.monotonic() + PATIENCE
    next_kill = chance.randint(2, 8)
    while time.monotonic() < patience:
        for n in range(dropped, min(dropped + 2, CONTRACTS)):
            theatre.drop_form(n)
            dropped = n + 1
        for name in APPROVERS:
            for letter in theatre.letters(name):
                if "На согласование" in letter.subject and letter.message_id not in answered:
                    answered.add(letter.message_id)
                    theatre.reply(name, letter, "Согласовано")
        if len(answered) >= CONTRACTS * len(APPROVERS):
            if _all_approved(theatre):
                return kills
        elif len(answered) >= next_kill:
            kills += _kill(theatre, chance)
            next_kill = len(answered) + chance.randint(8, 20)
        time.sleep(0.1)
    raise AssertionError(f"after {kills} kills: {Counter(each['status'] for each in theatre.listed())}")


def _kill(theatre: Theatre, chance: random.Random) -> int:
    """Kill the daemon a random moment from now, perhaps once more while it starts; how often it was killed."""
    time.sleep(chance.uniform(0, 0.5))
    theatre.stop(signal.SIGKILL)
    theatre.start()
    if chance.random() < 0.5:
        return 1
    time.sleep(chance.uniform(0.3, 1.5))
    theatre.stop(signal.SIGKILL)
    theatre.start()
    return 2


def _all_approved(theatre: Theatre) -> bool:
    finished = {
        _number(each.subject)
        for each in theatre.letters("titova")
        if each.subject.partition("] ")[2].startswith("Согласован")
    }
    return len(finished) == CONTRACTS


def _check_contracts(theatre: Theatre) -> None:
    contracts = theatre.listed()
    assert [each["status"] for each in contracts] == ["approved"] * CONTRACTS
    numbers = sorted(each["number"] for each in contracts)
    assert numbers == [f"З-2026-{n:04}" for n in range(1, CONTRACTS + 1)], "a gap or a double in the numbers"
    assert len({each["name"].split()[-1] for each in contracts}) == CONTRACTS, "a draft became two contracts"
    for number in numbers:
        verdicts = [each["data"] for each in theatre.history(number) if each["kind"] == "VerdictGiven"]
        assert Counter(each["given_by"]["key"] for each in verdicts) == {"lawyer": 1, "commercial": 1, "accountant": 1}


def _check_letters(theatre: Theatre) -> None:
    """A repeat may come between the server's 250 and our record of it: then it has the same bytes and Message-ID."""
    for name in (*APPROVERS, "titova"):
        by_subject: dict[str, set[str]] = {}
        bodies: dict[str, set[str]] = {}
        for letter in theatre.letters(name):
            by_subject.setdefault(letter.subject, set()).add(letter.message_id)
            bodies.setdefault(letter.message_id, set()).add(letter.text)
        doubled = {subject: ids for subject, ids in by_subject.items() if len(ids) > 1}
        assert not doubled, f"{name} got one letter under several Message-IDs: {doubled}"
        assert all(len(texts) == 1 for texts in bodies.values())


def _number(subject: str) -> str:
    return subject.partition("[")[2].partition("]")[0].partition("/")[0]

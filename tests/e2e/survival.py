"""Contracts on their way while the daemon is killed and started again, and what must hold at the end."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter

from daemon.store import history
from daemon.store.contract_queries import all_contracts
from daemon.store.database import Database
from daemon.workflow.events import VerdictGiven
from e2e.daemon_process import DaemonProcess

PATIENCE = 240  # seconds, for a slow machine that has other work
APPROVERS = ("orlova", "belova", "krylova")


def go_through(contractd: DaemonProcess, chance: random.Random, contracts: int) -> int:
    """Take so many contracts to their approval under kills and check what came of them; returns the kills."""
    kills = _answer_everything(contractd, chance, contracts)
    _check_contracts(contractd, contracts)
    _check_letters(contractd)
    assert f"{contracts} histories hold" in contractd.run("verify")
    assert contractd.run("quarantine", "--json") == ""
    return kills


def _answer_everything(contractd: DaemonProcess, chance: random.Random, contracts: int) -> int:
    """Answer each request once, as it arrives, while the daemon is killed and started again; returns the kills.

    A kill comes at a random moment after a few more answers, so that the work goes on however slow the machine is;
    every other time the daemon that comes back is killed while it starts.
    """
    answered: set[str] = set()
    kills = dropped = 0
    patience = time.monotonic() + PATIENCE
    next_kill = chance.randint(2, 8)
    while time.monotonic() < patience:
        for n in range(dropped, min(dropped + 2, contracts)):
            contractd.drop_form(n)
            dropped = n + 1
        for name in APPROVERS:
            for letter in contractd.letters(name):
                if "На согласование" in letter.subject and letter.message_id not in answered:
                    answered.add(letter.message_id)
                    contractd.reply(name, letter, "Согласовано")
        if len(answered) >= contracts * len(APPROVERS):
            if _approved(contractd) == contracts:
                return kills
        elif len(answered) >= next_kill:
            kills += _kill(contractd, chance)
            next_kill = len(answered) + chance.randint(8, 20)
        time.sleep(0.1)
    raise AssertionError(f"after {kills} kills: {Counter(each['status'] for each in contractd.listed())}")


def _kill(contractd: DaemonProcess, chance: random.Random) -> int:
    """Kill the daemon a random moment from now, perhaps once more while it starts; how often it was killed."""
    time.sleep(chance.uniform(0, 0.5))
    contractd.stop(signal.SIGKILL)
    contractd.start()
    if chance.random() < 0.5:
        return 1
    time.sleep(chance.uniform(0.3, 1.5))
    contractd.stop(signal.SIGKILL)
    contractd.start()
    return 2


def _approved(contractd: DaemonProcess) -> int:
    """Of how many contracts the initiator was told that they are approved."""
    return len({
        _number(each.subject)
        for each in contractd.letters("titova")
        if each.subject.partition("] ")[2].startswith("Согласован")
    })  # fmt: skip


def _check_contracts(contractd: DaemonProcess, contracts: int) -> None:
    database = Database(contractd.database_url)
    with database.read() as connection:
        found = all_contracts(connection)
        assert [each.status for each in found] == ["approved"] * contracts
        numbers = sorted(each.number for each in found)
        assert numbers == [f"З-2026-{n:04}" for n in range(1, contracts + 1)], "a gap or a double in the numbers"
        assert len({each.name.split()[-1] for each in found}) == contracts, "a draft became two contracts"
        for each in found:
            events = [entry.event for entry in history.entries(connection, each.id)]
            verdicts = Counter(event.given_by.key for event in events if isinstance(event, VerdictGiven))
            assert verdicts == {"lawyer": 1, "commercial": 1, "accountant": 1}, each.number
    database.close()


def _check_letters(contractd: DaemonProcess) -> None:
    """A repeat may come between the server's 250 and our record of it: then it has the same bytes and Message-ID."""
    for name in (*APPROVERS, "titova"):
        by_subject: dict[str, set[str]] = {}
        bodies: dict[str, set[str]] = {}
        for letter in contractd.letters(name):
            by_subject.setdefault(letter.subject, set()).add(letter.message_id)
            bodies.setdefault(letter.message_id, set()).add(letter.text)
        doubled = {subject: ids for subject, ids in by_subject.items() if len(ids) > 1}
        assert not doubled, f"{name} got one letter under several Message-IDs: {doubled}"
        assert all(len(texts) == 1 for texts in bodies.values())


def _number(subject: str) -> str:
    return subject.partition("[")[2].partition("]")[0].partition("/")[0]

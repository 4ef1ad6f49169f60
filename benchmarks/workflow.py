"""The core and the sweep: what a contract of fifteen approvers costs, and whether open contracts that are not due do.

python -m benchmarks.workflow
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import insert

from daemon.store import contract_queries, migrations
from daemon.store.database import Database, Transaction
from daemon.store.tables import contracts
from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.codec import event_from_json, event_to_json
from daemon.workflow.decide import decide
from daemon.workflow.evolve import evolve, replay
from daemon.workflow.model import (
    Approver,
    Contract,
    Fact,
    FactType,
    File,
    Participant,
    Person,
    Reminder,
    Route,
    Stage,
    Verdict,
)
from daemon.workflow.route import Directory
from daemon.workflow.working_time import parse_duration

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from workflow.people import theatre_calendar

APPROVERS = 15
EVENTS = 200
NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def main() -> None:
    _core()
    print()
    print(f"{'open contracts':>16}{'due':>8}{'sweep, ms':>12}{'of it each due, µs':>20}")
    for number in (10, 10_000, 200_000):
        _sweep(number)


# -- the core ---------------------------------------------------------------------------------------------------------


def _core() -> None:
    calendar = theatre_calendar()
    directory = Directory(_people(), calendar)
    runs, each, replays, reads = [], [], [], []
    for _ in range(20):
        history, times = _life(directory)
        runs.append(sum(times))
        each += times
        replays.append(_time(lambda history=history: replay(history)))
        stored = [(at, event_to_json(event)) for at, event in history]
        reads.append(_time(lambda stored=stored: replay([(at, event_from_json(*event)) for at, event in stored])))
    print(f"{APPROVERS} approvers, {len(history)} events by {len(times)} commands, median of 20 runs:")
    print(f"  decide + evolve, the whole life   {1000 * median(runs):8.1f} ms")
    print(f"  decide + evolve, one command      {1e6 * median(each):8.0f} µs (99 of 100: {1e6 * _p99(each):.0f} µs)")
    print(f"  replay of the history             {1000 * median(replays):8.1f} ms")
    print(f"  the same, read from JSON          {1000 * median(reads):8.1f} ms")


def _life(directory: Directory) -> tuple[list[tuple[datetime, e.Event]], list[float]]:
    """Rounds of everybody answering, one of them returning, until there are enough events."""
    contract: Contract | None = None
    history: list[tuple[datetime, e.Event]] = []
    times: list[float] = []
    now = NOW

    def do(command: c.Command) -> None:
        nonlocal contract
        begun = time.perf_counter()
        events = decide(contract, command, now, directory)
        for event in events:
            contract = evolve(contract, event, now)
        times.append(time.perf_counter() - begun)
        history.extend((now, event) for event in events)

    clerk = Participant("clerk", "Титова Ольга Николаевна")
    do(c.RegisterContract("З-1", "Договор", "purchase", "Договор", "expense", clerk, _route(), _facts(0), _file(0)))
    while len(history) < EVENTS:
        assert contract
        version = contract.version.number
        do(c.FileDocuments(version, f"{version:064}", (_file(version),)))
        for request in contract.open_requests():
            now += timedelta(minutes=20)
            if request.waits and len(history) < EVENTS:
                returns = request.assignee.key == "p3" or request.id % 7 == 0
                verdict = Verdict.RETURN if returns else Verdict.APPROVE
                do(c.GiveVerdict(request.id, verdict, "п. 4.2: срок оплаты", request.assignee, f"{request.id:064}"))
        now += timedelta(days=2)
        do(c.PassTime())
        if contract.status == "in_rework":
            do(c.SubmitVersion(_facts(version), _file(version), "Договор"))
    return history, times


def _people() -> dict[str, Person]:
    return {f"p{n}": Person(f"p{n}", f"Человек {n}", f"p{n}@scena.example") for n in range(APPROVERS)}


def _route() -> Route:
    places = tuple(Approver(Participant(key, person.name)) for key, person in _people().items())
    reminders = (Reminder(before=parse_duration("8 working hours")), Reminder(every=parse_duration("1 working day")))
    return Route((Stage("all", "Все", places, parse_duration("2 working days"), remind=reminders),))


def _facts(version: int) -> tuple[Fact, ...]:
    return tuple(Fact(f"field{n}", f"Поле {n}", FactType.TEXT, f"{version}-{n}") for n in range(12))


def _file(version: int) -> File:
    return File("docx", f"contract-{version}.docx", f"{version:064}", 20_000)


# -- the sweep --------------------------------------------------------------------------------------------------------


def _sweep(number: int) -> None:
    """The clock's question to a database of so many open contracts, of which none, ten or a hundred are due."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/contractd.db")
        migrations.upgrade(database.engine)
        with database.transaction() as tx:
            sweep_rows(tx, number)
        nothing = 0.0
        for due in (0, 10, 100):
            if due <= number:
                now = NOW + timedelta(minutes=due) - timedelta(seconds=30)
                times = [_time(lambda now=now, due=due: _ask(database, now, due)) for _ in range(200)]
                nothing = nothing or median(times)
                per = f"{1e6 * (median(times) - nothing) / due:.1f}" if due else ""
                print(f"{number:>16,}{due:>8}{1000 * median(times):>12.2f}{per:>20}")
        database.close()


def sweep_rows(tx: Transaction, number: int) -> None:
    """Insert rows of so many open contracts."""
    for first in range(0, number, 5000):
        tx.execute(insert(contracts), [_row(n) for n in range(first, min(number, first + 5000))])


def _ask(database: Database, now: datetime, due: int) -> None:
    with database.read() as connection:
        assert len(contract_queries.due(connection, now)) == due
        assert contract_queries.documents_to_make(connection) == []


def _row(n: int) -> dict[str, object]:
    at = NOW + timedelta(minutes=n)  # the first ten are due after ten minutes, and so on
    return {
        "number": f"З-2026-{n:06}",
        "name": f"З-2026-{n:06} Договор закупки ООО «Ромашка»",
        "type": "purchase",
        "kind": "expense",
        "title": "Договор закупки",
        "status": "in_approval",
        "stage": "legal",
        "round": 1,
        "version": 1,
        "sha256": f"{n:064}",
        "initiator": "clerk",
        "waiting_for": '["lawyer"]',
        "due_at": at,
        "next_due_at": at,
        "documents_to_make": False,
        "opened_at": NOW,
        "search": f"з-2026-{n:06} договор закупки ооо «ромашка»",
        "last_seq": 5,
        "last_hash": f"{n:064}",
    }


def _time(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _p99(times: list[float]) -> float:
    return quantiles(times, n=100)[-1]


if __name__ == "__main__":
    main()

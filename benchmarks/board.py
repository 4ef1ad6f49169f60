"""`python -m benchmarks.board`: what a page of the board costs with 200, 20,000 and 200,000 contracts.

For SQLite and PostgreSQL (a server of its own; needs root), each with so many contracts, of which one in twenty is
under way, but at least 200: the first page, a card and searches, as the clerk who sees everything and as the lawyer who
sees their own, asked for over loopback of the server that the daemon runs. Beside it the same rows of the first page by
bare queries. Then 200 pages are open while contracts change: processor time and memory of the server.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Connection, Table, func, insert, select, text

TESTS = Path(__file__).parents[1] / "tests"
sys.path.insert(0, str(TESTS))

from application.in_process_daemon import InProcessDaemon  # noqa: E402
from board.chromium import served  # noqa: E402
from board.conftest import sign_in  # noqa: E402
from board.many import fill  # noqa: E402
from servers.postgresql import PostgreSQL  # noqa: E402

from daemon.board.cookies import cookie_name  # noqa: E402
from daemon.store import history, migrations  # noqa: E402
from daemon.store.cause import Cause  # noqa: E402
from daemon.store.database import Database, Transaction  # noqa: E402
from daemon.store.tables import choices, contracts, events, participants, waits  # noqa: E402
from daemon.workflow.model import Status  # noqa: E402

SIZES = (200, 20_000, 200_000)
PATTERNS = 200  # contracts that the core makes; the others are their rows again under other numbers
UNDER_WAY = 20  # one in so many
ASKED = 21  # times that a page is asked for; the first is not counted
OPEN_PAGES = 200
CHANGES = 20
_CHUNK = 2_000
_HANGING: tuple[Table, ...] = (events, waits, participants, choices)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    sizes = arguments.parse_args().sizes
    print("| | contracts | page | by | median, ms | kB | bare query, ms |\n|---|--:|---|---|--:|--:|--:|")
    with ExitStack() as stack:
        server = stack.enter_context(PostgreSQL())
        for size in sizes:
            with _filled(_sqlite, size) as contractd:
                _measure("SQLite", contractd, size)
            with server.database() as url, _filled(lambda _: url, size) as contractd:
                _measure("PostgreSQL", contractd, size)


def _sqlite(folder: Path) -> str:
    return f"sqlite:///{folder}/board.db"


@contextmanager
def _filled(url_in: Callable[[Path], str], size: int) -> Iterator[InProcessDaemon]:
    """A database with so many contracts, and a board on it."""
    with tempfile.TemporaryDirectory(prefix="board-") as name:
        url = url_in(Path(name))
        database = Database(url)
        migrations.upgrade(database.engine)
        database.close()
        contractd = InProcessDaemon(Path(name), url, lambda sample: sample)
        fill(contractd, min(size, PATTERNS))
        with contractd.database.transaction() as tx:
            _repeat(tx, size - PATTERNS)
            if tx.connection.dialect.name == "postgresql":
                tx.execute(text("ANALYZE"))
        history.forget_states()
        yield contractd
        contractd.close()


def _repeat(tx: Transaction, number: int) -> None:
    """Write the patterns' rows again and again; all but one in twenty as contracts that were approved long ago."""
    patterns = [dict(each) for each in tx.execute(select(contracts).order_by(contracts.c.id)).mappings()]
    hanging = {table: _by_contract(tx.connection, table) for table in _HANGING}
    for begin in range(0, number, _CHUNK):
        rows: dict[Table, list[dict[str, Any]]] = {contracts: [], **{table: [] for table in _HANGING}}
        for each in range(begin, min(begin + _CHUNK, number)):
            pattern = patterns[each % len(patterns)]
            _again(rows, pattern, hanging, each, closed=bool(each % UNDER_WAY))
        for table, values in rows.items():
            if values:
                tx.execute(insert(table), values)
        if tx.connection.dialect.name == "sqlite":
            found = [(each["id"], each["search"]) for each in rows[contracts]]
            tx.connection.exec_driver_sql("INSERT INTO contracts_search(rowid, words) VALUES (?, ?)", found)


def _by_contract(connection: Connection, table: Table) -> Mapping[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for row in connection.execute(select(table)).mappings():
        found.setdefault(row["contract_id"], []).append(dict(row))
    return found


def _again(
    rows: dict[Table, list[dict[str, Any]]],
    pattern: dict[str, Any],
    hanging: Mapping[Table, Mapping[int, list[dict[str, Any]]]],
    each: int,
    *,
    closed: bool,
) -> None:
    id_, before = PATTERNS + 1 + each, pattern["number"]
    number = f"Д-{2000 + each % 26}-{each:06}"
    row = {**pattern, "id": id_, "number": number, "last_hash": f"{each:064}", "opened_at": pattern["opened_at"]}
    row |= {name: pattern[name].replace(before, number) for name in ("name",)}
    row["search"] = pattern["search"].replace(before.casefold(), number.casefold())
    if closed:
        then = pattern["opened_at"] - timedelta(days=40 + each % 3000)
        row |= {"status": Status.APPROVED.value, "stage": "", "stage_title": "", "waiting_for": "[]", "closed_at": then}
        row |= {"due_at": None, "next_due_at": None, "documents_to_make": False, "opened_at": then}
    rows[contracts].append(row)
    for table, by_contract in hanging.items():
        if table is waits and closed:
            continue
        for one in by_contract.get(pattern["id"], []):
            copy = {**one, "contract_id": id_}
            if table is events:
                copy |= {"data": one["data"].replace(before, number), "hash": f"{each:064}"}
            rows[table].append(copy)


def _measure(what: str, contractd: InProcessDaemon, size: int) -> None:
    with served(contractd) as address:
        for person in ("clerk", "lawyer"):
            cookies = _signed_in(contractd, person)
            with httpx.Client(base_url=address, cookies=cookies, timeout=120) as browser:
                for page, path in _pages(contractd).items():
                    times, kilobytes = _asked(browser, path)
                    bare = f"{_bare(contractd.database) * 1000:.1f}" if page == "first page" else ""
                    print(
                        f"| {what} | {size:,} | {page} | {person} | {times * 1000:.0f} | {kilobytes:.0f} | {bare} |",
                        flush=True,
                    )
        asyncio.run(_open_pages(what, contractd, address, size))


def _pages(contractd: InProcessDaemon) -> Mapping[str, str]:
    with contractd.database.read() as connection:
        number = connection.execute(select(contracts.c.number).order_by(contracts.c.id.desc()).limit(1)).scalar_one()
    return {
        "first page": "/",
        "one column": "/?column=stage:legal",
        "card": f"/contracts/{number}",
        "search, one found": f"/search?q={number}",
        "search, all found": "/search?q=поставщик",
        "search, two letters": "/search?q=77",
    }


def _signed_in(contractd: InProcessDaemon, person: str) -> dict[str, str]:
    return {cookie_name(contractd.app.settings.board): sign_in(contractd, person)}


def _asked(browser: httpx.Client, path: str) -> tuple[float, float]:
    """Return the median of the seconds that a page takes, and its kilobytes."""
    times, size = [], 0
    for _ in range(ASKED):
        begin = time.perf_counter()
        answer = browser.get(path)
        times.append(time.perf_counter() - begin)
        assert answer.status_code == 200, (path, answer.status_code)
        size = len(answer.content)
    return statistics.median(times[1:]), size / 1000


def _bare(database: Database) -> float:
    """Return the median of the seconds for the rows of the first page by one query a column, and nothing else."""
    times = []
    for _ in range(ASKED):
        begin = time.perf_counter()
        with database.read() as connection:
            row = contracts.c
            for stage in ("legal", "finance"):
                mine = (row.status == Status.IN_APPROVAL.value) & (row.stage_title == stage)
                connection.execute(select(contracts).where(mine).order_by(row.ordered_at).limit(20)).all()
                connection.execute(select(func.count()).select_from(contracts).where(mine)).scalar()
        times.append(time.perf_counter() - begin)
    return statistics.median(times[1:])


async def _open_pages(what: str, contractd: InProcessDaemon, address: str, size: int) -> None:
    """Hold pages open while contracts change, and print what that takes of a core and of memory."""
    cookies = _signed_in(contractd, "clerk")
    limits = httpx.Limits(max_connections=OPEN_PAGES + 10)
    told: Counter[bool] = Counter()
    async with httpx.AsyncClient(base_url=address, cookies=cookies, timeout=120, limits=limits) as browser:
        followers = [asyncio.create_task(_follow(browser, told)) for _ in range(OPEN_PAGES)]
        await asyncio.sleep(3)
        before, begin = _processor_seconds(), time.perf_counter()
        for each in range(CHANGES):
            await asyncio.to_thread(_change, contractd, each)
            await asyncio.sleep(1)
        taken = (_processor_seconds() - before) / (time.perf_counter() - begin)
        for each in followers:
            each.cancel()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{what}, {size:,} contracts, {OPEN_PAGES} open pages, a change a second: {taken:.1%} of a core with what the "
        f"pages themselves take, {memory:.0f} MB, {told[True]} of {OPEN_PAGES * CHANGES} told",
        file=sys.stderr,
        flush=True,
    )


async def _follow(browser: httpx.AsyncClient, told: Counter[bool]) -> None:
    async with browser.stream("GET", "/live?of=all") as stream:
        async for line in stream.aiter_lines():
            told.update([line.startswith("data: ")])


def _change(contractd: InProcessDaemon, each: int) -> None:
    with contractd.database.transaction() as tx:
        stored = history.load(tx.connection, each + 1)
        comment = _comment(stored, each)
        history.append(tx, stored, [comment], Cause.of_mail(each + 1), contractd.clock)


def _comment(stored: history.StoredContract, each: int) -> Any:
    from daemon.workflow.events import CommentAdded

    return CommentAdded(by=stored.contract.initiator, text=f"Слово {each}", mail="e" * 64)


def _processor_seconds() -> float:
    used = os.times()
    return used.user + used.system


if __name__ == "__main__":
    main()

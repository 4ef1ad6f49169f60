"""`python -m benchmarks.main_job`: the daemon at its main job, beside a loop that does the least that can be done.

On real servers of its own (Dovecot, Postfix, PostgreSQL; needs root), for one database after the other:

  latency     a reply is in the mailbox → the next approver's request is accepted by SMTP
  throughput  1,000 replies wait in the mailbox while the daemon starts → all their receipts are accepted
  memory      of the daemon and its child, at most
  idle        CPU that a daemon takes which has nothing to do

The bare loop fetches, commits once and sends a letter as large as ours: what the servers and the disk alone cost.
It runs on the same servers in the same run. Figures go to docs/benchmarks.md by hand, with the machine's name.
"""

from __future__ import annotations

import argparse
import os
import platform
import smtplib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, func, select

from daemon.store import migrations
from daemon.store.database import Database
from daemon.store.tables import letters, mails

TESTS = Path(__file__).parents[1] / "tests"
sys.path.insert(0, str(TESTS))

from e2e.daemon_process import MAILBOXES, PEOPLE, DaemonProcess  # noqa: E402
from servers.mailserver import MailServer  # noqa: E402
from servers.postgresql import PostgreSQL  # noqa: E402

T = TypeVar("T")
TURNS = ["lawyer", "accountant"]
STAGES = 6


@dataclass
class Figures:
    """What was measured of one program on one database; seconds, replies per second, megabytes, parts of a core."""

    what: str
    latencies: list[float]
    rate: float = 0.0
    memory: float = 0.0
    idle: float = 0.0

    def row(self) -> str:
        median = statistics.median(self.latencies) * 1000
        last = sorted(self.latencies)[int(len(self.latencies) * 0.99)] * 1000
        idle = f"{self.idle:.2%}" if self.idle else ""
        return f"| {self.what} | {median:.0f} | {last:.0f} | {self.rate:.0f} | {self.memory:.0f} | {idle} |"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--replies", type=int, default=200, help="how often the latency is measured")
    arguments.add_argument("--waiting", type=int, default=1000, help="replies that wait in the mailbox")
    arguments.add_argument("--idle", type=float, default=60, help="seconds of doing nothing")
    options = arguments.parse_args()
    print(f"{_machine()}\n")
    print("| | median, ms | 99th percentile, ms | replies/s | memory, MB | idle CPU |\n|---|---|---|---|---|---|")
    with MailServer(MAILBOXES) as server, PostgreSQL() as postgresql, postgresql.database() as url:
        for name, database in (("SQLite", "sqlite:///contractd.db"), ("PostgreSQL", url)):
            for measure in (measure_daemon, measure_bare):
                with tempfile.TemporaryDirectory() as folder:
                    print(measure(name, Path(folder), server, database, options).row(), flush=True)


# -- the daemon --------------------------------------------------------------------------------------------------------


def measure_daemon(name: str, folder: Path, server: MailServer, database: str, options: argparse.Namespace) -> Figures:
    contractd = DaemonProcess(folder, server, database, route=one_after_the_other())
    store = Database(contractd.database_url)
    migrations.upgrade(store.engine)
    store.close()
    contractd.start()
    figures = Figures(f"contractd, {name}", [])
    try:
        figures.latencies = latencies(contractd, options.replies)
        contractd.configure(all_at_once())
        figures.rate = throughput(contractd, options.waiting)
        figures.memory = memory(contractd)
        figures.idle = idle(contractd, options.idle)
    finally:
        contractd.stop()
    return figures


def one_after_the_other() -> str:
    """A route on which every approval opens the next stage."""
    stages = (
        f"  - {{stage: s{n}, title: Этап {n}, approvers: [{TURNS[n % 2]}], deadline: 9 days}}" for n in range(STAGES)
    )
    return "route:\n" + "\n".join(stages)


def all_at_once() -> str:
    """A route on which everybody is asked at once; nothing ends with it, so that a reply causes a letter or two."""
    everybody = f"  - {{stage: all, title: Все, approvers: [{', '.join(PEOPLE)}], deadline: 9 days}}\n"
    return f"route:\n{everybody}  - {{stage: last, title: Последний, approvers: [director], deadline: 9 days}}\n"


def latencies(contractd: DaemonProcess, replies: int) -> list[float]:
    """Seconds from each reply in the mailbox to the next request accepted."""
    contracts = replies // (STAGES - 1)
    for n in range(contracts):
        contractd.drop_form(n)
    found = []
    with looking(contractd) as connection:
        wait_for(lambda: _count(connection, "request") == contracts, 600)
        for contract in range(1, contracts + 1):
            raw, _ = wait_for(partial(sent_request, connection, contract, 0))
            for n in range(1, STAGES):
                arrived = deliver(contractd, reply_to(raw))
                raw, sent_at = wait_for(partial(sent_request, connection, contract, n))
                found.append(sent_at.timestamp() - arrived)
    return found


def throughput(contractd: DaemonProcess, waiting: int) -> float:
    """Replies per second of those that lie in the mailbox when the daemon starts."""
    time.sleep(5)  # the edit of the route is reloaded
    contracts = waiting // len(PEOPLE)
    with looking(contractd) as connection:
        before = _count(connection, "request")
        for n in range(contracts):
            contractd.drop_form(10_000 + n)
        wait_for(lambda: _count(connection, "request") == before + contracts * len(PEOPLE), 600)
        contractd.stop()
        query = select(letters.c.raw).where(letters.c.kind == "request").order_by(letters.c.id.desc())
        requests = list(connection.execute(query.limit(contracts * len(PEOPLE))).scalars())
        connection.rollback()
        deliver(contractd, *(reply_to(raw) for raw in reversed(requests)))
        first = connection.execute(select(func.max(mails.c.id))).scalar_one()
        receipts = _count(connection, "receipt")
        contractd.start()
        wait_for(lambda: _count(connection, "receipt") == receipts + len(requests), 600)
        begin = connection.execute(select(func.min(mails.c.received_at)).where(mails.c.id > first)).scalar_one()
        end = connection.execute(select(func.max(letters.c.sent_at)).where(letters.c.kind == "receipt")).scalar_one()
    return len(requests) / float((end - begin).total_seconds())


def memory(contractd: DaemonProcess) -> float:
    """The most that the daemon and its children held at once each, in megabytes."""
    assert contractd.process
    pid = contractd.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    others = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True).stdout.split()
    return sum(_peak(int(each)) for each in {str(pid), *children, *others})


def idle(contractd: DaemonProcess, seconds: float) -> float:
    """CPU of the daemon with nothing to do, as a part of one core."""
    assert contractd.process
    time.sleep(10)  # the last letters
    before = _cpu(contractd.process.pid)
    time.sleep(seconds)
    return (_cpu(contractd.process.pid) - before) / seconds


def sent_request(connection: Connection, contract: int, n: int) -> tuple[bytes, datetime] | None:
    """The n-th request of a contract, when the server has taken it."""
    query = select(letters.c.raw, letters.c.sent_at).where(
        letters.c.kind == "request", letters.c.sent_at.is_not(None), letters.c.contract_id == contract
    )
    row = connection.execute(query.order_by(letters.c.id).offset(n).limit(1)).first()
    connection.rollback()
    return (row.raw, row.sent_at) if row else None


def reply_to(raw: bytes) -> tuple[str, bytes]:
    """Who was asked, and their approval as a mail program writes it."""
    letter = message_from_bytes(raw, policy=policy.default)
    sender = letter["To"].addresses[0].addr_spec
    body = letter.get_body(("plain",))
    assert body is not None
    quoted = "".join(f"> {line}\r\n" for line in body.get_content().splitlines())
    head = (
        f"From: {sender}\r\nTo: {letter['Reply-To'] or letter['From']}\r\nSubject: Re: {letter['Subject'][:60]}\r\n"
        f"Message-ID: <{time.time_ns()}@scena.example>\r\nIn-Reply-To: {letter['Message-ID'].strip()}\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    text = f"Согласовано\r\n\r\n24.11.2026 10:15, Согласование договоров пишет:\r\n{quoted}"
    return sender, (head + text).encode()


# -- the least that can be done ----------------------------------------------------------------------------------------


def measure_bare(name: str, folder: Path, server: MailServer, database: str, options: argparse.Namespace) -> Figures:
    contractd = DaemonProcess(folder, server, database)
    figures = Figures(f"bare loop, {name}", [])
    command = [sys.executable, "-m", "benchmarks.bare_loop"]
    ports = (str(server.ports["imaps"]), str(server.ports["submission"]), str(server.ca))
    url = f"sqlite:///{folder}/bare.db" if "sqlite" in database else database
    command += [
        *ports,
        contractd.mailbox("contracts"),
        contractd.address("contracts"),
        contractd.address("orlova"),
        url,
    ]

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, stdout=subprocess.PIPE, cwd=TESTS.parent)

    with ExitStack() as stack:
        loop = stack.enter_context(start())
        figures.latencies = [_bare_latency(contractd, loop, n) for n in range(options.replies)]
        loop.kill()
        loop.wait()
        deliver(contractd, *(bare_mail(contractd, n) for n in range(10**6, 10**6 + options.waiting)))
        loop = stack.enter_context(start())
        times = [_next_time(loop) for _ in range(options.waiting)]
        figures.rate = (options.waiting - 1) / (times[-1] - times[0])
        figures.memory = _peak(loop.pid)
        loop.kill()
    return figures


def bare_mail(contractd: DaemonProcess, n: int) -> tuple[str, bytes]:
    sender = contractd.address("orlova")
    return sender, (f"From: {sender}\r\nMessage-ID: <bare-{n}@scena.example>\r\n\r\n" + "approved\r\n" * 200).encode()


def _bare_latency(contractd: DaemonProcess, loop: subprocess.Popen[bytes], n: int) -> float:
    if n == 0:
        deliver(contractd, bare_mail(contractd, -1))  # it connects first
        _next_time(loop)
        time.sleep(0.5)
    arrived = deliver(contractd, bare_mail(contractd, n))
    return _next_time(loop) - arrived


def _next_time(loop: subprocess.Popen[bytes]) -> float:
    """When the loop's next letter was accepted, as it says."""
    assert loop.stdout
    return float(loop.stdout.readline())


# -- what both need ----------------------------------------------------------------------------------------------------


def deliver(contractd: DaemonProcess, *replies: tuple[str, bytes]) -> float:
    """Lay replies into the daemon's mailbox by LMTP; the time at which the last one was there."""
    with smtplib.LMTP("127.0.0.1", contractd.server.ports["lmtp"]) as client:
        for sender, raw in replies:
            client.sendmail(sender, [contractd.address("contracts")], raw)
        return time.time()


@contextmanager
def looking(contractd: DaemonProcess) -> Iterator[Connection]:
    """A connection for looking; who asks ends each look, to see what came after it."""
    database = Database(contractd.database_url)
    with database.engine.connect() as connection:
        yield connection.execution_options(contractd_read=True)
    database.close()


def wait_for(find: Callable[[], T | None], seconds: float = 60) -> T:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := find():
            return found
        time.sleep(0.02)
    raise TimeoutError("the daemon did not do it")


def _count(connection: Connection, kind: str) -> int:
    query = select(func.count()).where(letters.c.kind == kind, letters.c.state == "sent")
    found = int(connection.execute(query).scalar_one())
    connection.rollback()
    return found


def _peak(pid: int) -> float:
    """VmHWM of proc(5), in megabytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _cpu(pid: int) -> float:
    """Seconds of CPU that a process has used: utime and stime of proc(5)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _machine() -> str:
    model = next(
        (x.partition(":")[2].strip() for x in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in x), ""
    )
    return f"{os.cpu_count()} × {model}, Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}"


if __name__ == "__main__":
    main()

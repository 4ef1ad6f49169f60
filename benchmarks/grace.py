"""`python -m benchmarks.grace`: what a grace costs beside itself.

On real servers of its own (Dovecot, Postfix; needs root): every contract's first approver answers. Measured is the time
from the reply in the mailbox to the next approver's request accepted by SMTP, without a grace and with one of a minute.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from functools import partial
from pathlib import Path

from e2e.daemon_process import MAILBOXES, DaemonProcess
from servers.mailserver import MailServer

from benchmarks.main_job import deliver, looking, one_after_the_other, reply_to, sent_request, wait_for
from daemon.store import migrations
from daemon.store.database import Database

GRACES = {"0": 0, "1 minute": 60}  # as the configuration says it, and in seconds


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--contracts", type=int, default=20, help="how often it is measured")
    options = arguments.parse_args()
    print("| grace | median, s | worst, s | beside the grace, median, s | worst, s |\n|---|--:|--:|--:|--:|")
    with MailServer(MAILBOXES) as server:
        for grace, seconds in GRACES.items():
            with tempfile.TemporaryDirectory() as folder:
                found = measure(Path(folder), server, grace, options.contracts)
            median, worst = statistics.median(found), max(found)
            beside = f"{median - seconds:.1f} | {worst - seconds:.1f}"
            print(f"| {grace} | {median:.1f} | {worst:.1f} | {beside} |", flush=True)


def measure(folder: Path, server: MailServer, grace: str, contracts: int) -> list[float]:
    """Return the seconds from each first reply in the mailbox to the next request accepted."""
    contractd = DaemonProcess(folder, server, route=one_after_the_other(), grace=grace)
    store = Database(contractd.database_url)
    migrations.upgrade(store.engine)
    store.close()
    contractd.start()
    try:
        arrived: dict[int, float] = {}
        with looking(contractd) as connection:
            for contract in range(1, contracts + 1):
                contractd.drop_form(contract)
                raw, _ = wait_for(partial(sent_request, connection, contract, 0), 60)
                arrived[contract] = deliver(contractd, reply_to(raw))
            asked = {each: wait_for(partial(sent_request, connection, each, 1), 180)[1] for each in arrived}
        return [asked[each].timestamp() - arrived[each] for each in arrived]
    finally:
        contractd.stop()


if __name__ == "__main__":
    main()

"""`make demo`: contractd with a mail server inside and simulated approvers; INTERACTIVE=1 leaves these to you."""

from __future__ import annotations

import os
import signal
import sys

from rich.console import Console

from demo.house import REPOSITORY, NotOurs
from demo.process import ProcessFailed

FOLDER = REPOSITORY / "demo/run"


def main() -> int:
    console = Console()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if os.environ.get("INTERACTIVE", "") not in ("", "0"):
            from demo.interactive import invite

            invite(FOLDER, console)
        else:
            from demo.play import play

            play(FOLDER, console)
    except KeyboardInterrupt:
        console.print("Stopped.")
        return 130
    except (ProcessFailed, NotOurs, OSError) as error:
        console.print(f"The demo did not come out: {error}", style="bold red", markup=False, soft_wrap=True)
        console.print(f"The daemon's log: {FOLDER / 'contractd.log'}", soft_wrap=True, highlight=False)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

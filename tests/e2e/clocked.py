"""`python -m e2e.clocked FILE …`: the command `contractd` as it is, but for the clock on its wall.

The file holds the seconds by which that clock is ahead; who writes another number there moves the daemon's time.
Beside it stands a file that grows by a byte with each look at what is due. These looks come more often than in earnest.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from daemon import app
from daemon.application.app_context import AppContext
from daemon.cli import main

if __name__ == "__main__":
    ahead = Path(sys.argv.pop(1))
    looks, look = ahead.with_name("looks"), app.sweep

    def counted(context: AppContext) -> list[str]:
        due = look(context)
        with looks.open("ab") as file:
            file.write(b".")
        return due

    app.sweep = counted
    app.SWEEP_SECONDS = app.RELOAD_SECONDS = 1
    app.now = lambda: datetime.now(UTC) + timedelta(seconds=float(ahead.read_text()))
    main()

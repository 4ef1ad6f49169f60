"""`python -m e2e.clocked FILE …`: the command `contractd` as it is, but for the clock on its wall.

The file holds the seconds by which that clock is ahead; who writes another number there moves the daemon's time.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from daemon import app
from daemon.cli import main

if __name__ == "__main__":
    ahead = Path(sys.argv.pop(1))
    app.now = lambda: datetime.now(UTC) + timedelta(seconds=float(ahead.read_text()))
    main()

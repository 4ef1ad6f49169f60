"""`python -m demo.hurried CLOCK …`: the command `contractd` as it is, but for the clock on its wall."""

from __future__ import annotations

import sys
from pathlib import Path

from daemon import app
from daemon.cli import main
from demo.clock import Clock

if __name__ == "__main__":
    app.now = Clock(Path(sys.argv.pop(1))).now
    main()

"""What `contractd list` takes, from the Enter key to its last line: python -m benchmarks.command_line

Each installation is the sample configuration with 170 people, twenty contracts under way, and others that are finished.
Measured beside it: Python itself with the command line's library and nothing else.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from sqlalchemy import update

from benchmarks.workflow import sweep_rows
from daemon.store import migrations
from daemon.store.database import Database
from daemon.store.tables import contracts

ROOT = Path(__file__).parents[1]
UNDER_WAY = 20
RUNS = 15


def main() -> None:
    print("| | finished contracts | seconds, median | of processor time |\n|---|--:|--:|--:|")
    _line("`python -c 'import click'`", "", [sys.executable, "-c", "import click"], {})
    for finished in (0, 20_000, 200_000):
        with tempfile.TemporaryDirectory() as folder:
            config = _installation(Path(folder), finished)
            environment = {"XDG_CACHE_HOME": folder, "CONTRACTD_SECRET_MAIL_PASSWORD": "none"}
            command = [sys.executable, "-m", "daemon", "--config", str(config), "list"]
            if not finished:
                _line("`contractd list`, after an edit", "0", command, environment, forget=Path(folder) / "contractd")
            _line("`contractd list`", f"{finished:,}", command, environment)


def _installation(folder: Path, finished: int) -> Path:
    config = (ROOT / "config.yaml").read_text("utf-8")
    people = (f"  p{n}: {{name: Фамилин {n} Иванович, email: p{n}@scena.example}}\n" for n in range(160))
    (folder / "config.yaml").write_text(config.replace("\nabsences:", f"\n{''.join(people)}\nabsences:", 1), "utf-8")
    shutil.copytree(ROOT / "templates", folder / "templates")
    database = Database(f"sqlite:///{folder}/contractd.db")
    migrations.upgrade(database.engine)
    with database.transaction() as tx:
        sweep_rows(tx, UNDER_WAY + finished)
        closed = {"status": "approved", "stage": "", "waiting_for": "[]", "closed_at": contracts.c.opened_at}
        tx.execute(update(contracts).where(contracts.c.id > UNDER_WAY).values(closed))
    database.close()
    return folder / "config.yaml"


def _line(
    what: str, finished: str, command: list[str], environment: dict[str, str], forget: Path | None = None
) -> None:
    """Print how long a command takes; with `forget`, without what the run before has kept there."""
    walls, used = [], []
    for _ in range(RUNS):
        if forget:
            shutil.rmtree(forget, ignore_errors=True)
        before, begun = _processor(), time.perf_counter()
        subprocess.run(command, env=os.environ | environment, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
        walls.append(time.perf_counter() - begun)
        used.append(_processor() - before)
    print(f"| {what} | {finished} | {median(walls):.2f} | {median(used):.2f} |", flush=True)


def _processor() -> float:
    """Return the seconds of processor time that our children have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()

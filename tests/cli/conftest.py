"""The command line as an administrator types it, on a folder of its own with contracts in it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from click.testing import CliRunner, Result

from daemon.app import make_app_context
from daemon.application.app_context import AppContext
from daemon.application.execute import execute
from daemon.application.submissions import document_production
from daemon.cli import contractd
from daemon.config import load
from daemon.store import history, migrations, sequences
from daemon.store.database import Database
from daemon.workflow.commands import GiveVerdict
from daemon.workflow.model import Contract, Verdict
from daemon.workflow.route import participant

ROOT = Path(__file__).parents[2]
FORM = """\
counterparty: ООО «Ромашка»
inn: "5902293308"
subject: световое оборудование
amount: {amount}
fund: {fund}
start: 2026-12-01
end: 2027-02-28
"""


@dataclass
class CommandLine:
    """The commands of `contractd`, typed for the installation in `folder`."""

    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "config.yaml"

    def edit(self, old: str, new: str) -> None:
        text = self.config.read_text(encoding="utf-8")
        assert old in text
        self.config.write_text(text.replace(old, new), encoding="utf-8")

    def type(self, *words: str, answer: str = "") -> Result:
        """Type `contractd WORDS`."""
        return CliRunner().invoke(contractd, ["--config", str(self.config), *words], input=answer)

    def says(self, *words: str, answer: str = "") -> str:
        """What a command prints that does what it should."""
        result = self.type(*words, answer=answer)
        assert result.exit_code == 0, result.output + result.stderr
        return result.stdout

    def rows(self, *words: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.says(*words, "--json").splitlines()]

    def refuses(self, *words: str) -> str:
        """What a command says that cannot do what it should."""
        result = self.type(*words)
        assert result.exit_code in (1, 2), result.output
        return " ".join(result.stderr.replace("Error: ", "").split())

    def submit(self, amount: str = "1000.00", fund: str = "budget", ago: timedelta = timedelta()) -> str:
        """Hand in a draft, as `contractd submit` does, and have its documents made `ago`; its number."""
        form = self.folder / f"{amount} {fund}.yaml"
        form.write_text(FORM.format(amount=amount, fund=fund), encoding="utf-8")
        number = self.says("submit", str(form), "--type", "purchase").strip()
        with self.app() as app:
            then = datetime.now(UTC) - ago
            document_production.make_documents(replace(app, now=lambda: then), self.id_of(app, number))
        return number

    def verdict(
        self, number: str, person: str, verdict: Verdict = Verdict.APPROVE, conditions: tuple[str, ...] = ()
    ) -> None:
        with self.app() as app, app.database.transaction() as tx:
            stored = history.load(tx.connection, self.id_of(app, number), lock=True)
            request = next(each for each in stored.contract.requests if each.waits and each.assignee.key == person)
            giver = participant(app.directory.people[person])
            answer = GiveVerdict(request.id, verdict, "; ".join(conditions), giver, conditions=conditions)
            execute(app, tx, stored, answer, "test", app.now())

    def contract(self, number: str) -> Contract:
        with self.app() as app, app.database.read() as connection:
            return history.load(connection, self.id_of(app, number)).contract

    def app(self) -> _Office:
        return _Office(self.config)

    @staticmethod
    def id_of(app: AppContext, number: str) -> int:
        with app.database.read() as connection:
            found = sequences.find_number(connection, number)
        assert found is not None
        return found


def unwrapped(table: str, column: int) -> str:
    """The texts of a column of a printed table, each row's lines in one."""
    head = next(line for line in table.splitlines() if set(line) == {"─", " "})
    begins = [at for at, mark in enumerate(head) if mark == "─" and (at == 0 or head[at - 1] == " ")]
    ends = [*begins[1:], None]
    lines = table.splitlines()[table.splitlines().index(head) + 1 :]
    return " ".join(filter(None, (line[begins[column] : ends[column]].strip() for line in lines)))


class _Office:
    """The daemon's parts while a test needs them."""

    def __init__(self, config: Path) -> None:
        self._config = config

    def __enter__(self) -> AppContext:
        settings = load(self._config)
        self._app = make_app_context(settings, Database(settings.database))
        return self._app

    def __exit__(self, *_: object) -> None:
        self._app.renderer.close()
        self._app.database.close()


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CommandLine]:
    """The command line of an installation as it is when it has just been set up."""
    monkeypatch.setenv("CONTRACTD_SECRET_MAIL_PASSWORD", "korrekt-pferd-batterie")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    sample = (ROOT / "config.yaml").read_text(encoding="utf-8")
    assert "\ngrace: 2 minutes" in sample
    at_once = sample.replace("\ngrace: 2 minutes", "\ngrace: 0")  # the next stage is asked when one is decided
    (tmp_path / "config.yaml").write_text(at_once, encoding="utf-8")
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    database = Database(f"sqlite:///{tmp_path}/contractd.db")
    migrations.upgrade(database.engine)
    database.close()
    yield CommandLine(tmp_path)
    structlog.reset_defaults()  # commands leave only warnings of the log

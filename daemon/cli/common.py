"""What commands share: finding the configuration, opening the database, printing lists."""

from __future__ import annotations

import errno
import json
import os
import pwd
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection

    from daemon.application.app_context import AppContext
    from daemon.config import Settings
    from daemon.store.database import Database
    from daemon.workflow.model import Contract

F = TypeVar("F", bound=Callable[..., Any])

INSTALLED = Path("/etc/contractd/config.yaml")
_MOST_SIMILAR = 3  # numbers that a hint offers: it is one line


class NoConfiguration(click.UsageError):
    """No configuration was named, and none lies where one is looked for."""


@dataclass(slots=True)
class Invocation:
    """One run of the command line; the configuration is found and read once in it.

    `config` is what --config names; `installed` is the configuration that the service reads.
    """

    config: Path | None
    installed: Path = INSTALLED
    _path: Path | None = None
    _settings: dict[bool, Settings] = field(default_factory=dict)

    def path(self) -> Path:
        """Return the file of the configuration. Raises NoConfiguration when there is none, UsageError when
        $CONTRACTD_CONFIG names one that is not there."""
        if self._path is None:
            self._path = self.config or _named_by_environment() or _found(self.installed)
        return self._path

    def settings(self, *, secrets: bool = False) -> Settings:
        """Return the configuration; without its secrets unless they are asked for."""
        from daemon.config import load

        if secrets not in self._settings:
            self._settings[secrets] = load(self.path(), secrets=secrets)
        return self._settings[secrets]

    def database(self) -> Database:
        return open_database(self.settings())

    def app(self) -> AppContext:
        """Return the app context for commands that change something, as the daemon has it; it sends nothing."""
        from daemon.app import make_app_context
        from daemon.config.secret import known_values
        from daemon.runtime.log_setup import set_up_for_a_command

        set_up_for_a_command(known_values)
        settings = self.settings()
        return make_app_context(settings, open_database(settings))


def _named_by_environment() -> Path | None:
    path = os.environ.get("CONTRACTD_CONFIG")
    if path and not Path(path).exists():
        raise click.UsageError(f"$CONTRACTD_CONFIG names {path}, and there is no such file")
    return Path(path) if path else None


def _found(installed: Path) -> Path:
    """The configuration that nobody named. The service's own goes first: a sample lies in every checkout, and whoever
    stands in one means the contracts that are under way. stderr says so when there are both."""
    here = Path("config.yaml").absolute()
    if not installed.is_file():
        if here.is_file():
            return here
        raise NoConfiguration(
            f"no configuration: give --config FILE, or set CONTRACTD_CONFIG, or put one at {installed} or here"
        )
    if here.is_file() and not here.samefile(installed):
        click.echo(f"{installed} is read, not config.yaml of this folder: that takes --config config.yaml", err=True)
    return installed


def has_database(settings: Settings) -> bool:
    """Return False for a database file that is not there yet."""
    from sqlalchemy.engine import make_url

    url = make_url(settings.database)
    return not (url.get_backend_name() == "sqlite" and url.database and not Path(url.database).is_file())


def open_database(settings: Settings) -> Database:
    """Return the database, which must have the tables of this release. Raises ClickException with what to do."""
    from daemon.store import migrations
    from daemon.store.database import Database

    database = Database(settings.database)
    file = database.url.database if database.url.get_backend_name() == "sqlite" else None
    if file and not Path(file).is_file():  # opening it would make it
        raise click.ClickException(
            f'there is no database {file} yet: start the daemon once, or run "contractd upgrade"'
        )
    if file and not os.access(file, os.R_OK | os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), file)
    with database.read() as connection:
        if not migrations.is_current(connection):
            raise click.ClickException(
                f"the database {database.shown} does not have the tables of this release: "
                'start the daemon once, or run "contractd upgrade"'
            )
    return database


def find_contract(connection: Connection, number: str) -> int:
    """Return the contract of a number. Raises ClickException, with numbers that are like it."""
    from daemon.store import contract_queries
    from daemon.store.sequences import find_number

    contract_id = find_number(connection, number)
    if contract_id is None:
        similar = [each.number for each in contract_queries.search(connection, number)][:_MOST_SIMILAR]
        hint = f"did you mean {', '.join(similar)}?" if similar else '"contractd list --all" shows what there is'
        raise click.ClickException(f'there is no contract "{number}"; {hint}')
    return contract_id


def known_person(settings: Settings, key: str) -> str:
    """Return the key of a person of the configuration. Raises UsageError, with who is probably meant."""
    from daemon.config.problems import hint

    people = settings.directory.people
    if key not in people:
        raise click.UsageError(f'there is no person "{key}"{hint(key, people)}')
    return key


def known_type(settings: Settings, key: str) -> str:
    """Return the key of a contract type. Raises UsageError, with what there is."""
    from daemon.config.problems import hint

    if key not in settings.contract_types:
        raise click.UsageError(f'there is no contract type "{key}"{hint(key, settings.contract_types)}')
    return key


json_option = click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object a line.")


def waited_for(contract: Contract, zone: ZoneInfo) -> str:
    """Return who a contract waits for, by name; of a decided stage, when it closes and what comes then."""
    from daemon.application.admin.read_models import named
    from daemon.workflow import attribution

    if contract.closes_at and contract.stage:
        following = contract.next_stage
        then = following.title if following else "the contract is approved"
        closes = contract.closes_at.astimezone(zone)
        return f"waiting for nobody: {contract.stage.title} closes at {closes:%Y-%m-%d %H:%M}, then {then}"
    if until := contract.objections_until:
        until = until.astimezone(zone)
        return f"waiting for nobody: the conditions are confirmed, objections until {until:%Y-%m-%d %H:%M}"
    names = [named(each) for each in attribution.waited_for(contract)]
    due_at = contract.due_at() if names else None
    end = f", until {due_at.astimezone(zone):%Y-%m-%d %H:%M}" if due_at else ""
    return "waiting for " + (", ".join(names) or "nobody") + end


def print_rows(rows: Iterable[Mapping[str, Any]], columns: tuple[str, ...], *, as_json: bool) -> None:
    """Print rows as JSON Lines, or as a table of some columns."""
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False, default=_as_json))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(_as_text(row[column]) for column in columns))
    console = Console() if os.isatty(1) else Console(width=200)
    console.print(table)


def _as_json(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def operator() -> str:
    """Return who stands at the command line, for the history."""
    return os.environ.get("SUDO_USER") or os.environ.get("USER") or _account(os.getuid())


def _account(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:  # an account of another machine
        return str(uid)

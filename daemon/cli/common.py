"""What commands share: finding the configuration, opening the database, printing lists."""

from __future__ import annotations

import errno
import json
import os
import pwd
import re
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from daemon.cli.excerpt import Excerpt, excerpt_of, keep_excerpt, kept_excerpt
from daemon.cli.table import TableColumn, TableRow, table_lines, wrapped

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection

    from daemon.application.app_context import AppContext
    from daemon.config import Settings
    from daemon.mail.compose.catalogue import Wording
    from daemon.store.contract_row import Ask
    from daemon.store.database import Database
    from daemon.workflow.people import Participant, Person

F = TypeVar("F", bound=Callable[..., Any])

INSTALLED = Path("/etc/contractd/config.yaml")
_TEXTS = Path(__file__).with_name("texts")
_USUAL_WIDTH = 80  # characters
_BUSY_SECONDS = 30  # that a reader waits for a writer's lock
_PLAIN_NAME = re.compile(r"[^?%:]+")  # of a file in a URL that says no more
_WHOLE = frozenset(  # columns whose values are never broken over lines
    {
        "late",
        "id",
        "seq",
        "number",
        "at",
        "due_at",
        "deadline",
        "from",
        "to",
        "asked",
        "on_time",
        "answered_late",
        "waiting",
        "overdue",
    }
)
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

    def excerpt(self) -> Excerpt:
        """Return what lists need of the configuration, which is read when it is not the one that was read last."""
        found = kept_excerpt(self.path())
        if found is None:
            settings = self.settings()
            keep_excerpt(self.path(), settings)
            found = excerpt_of(settings)
        return found

    def database(self) -> Database:
        return open_database(self.settings().database)

    def app(self) -> AppContext:
        """Return the app context for commands that change something, as the daemon has it; it sends nothing."""
        from daemon.app import make_app_context
        from daemon.config.secret import known_values
        from daemon.runtime.log_setup import set_up_for_a_command

        set_up_for_a_command(known_values)
        settings = self.settings()
        return make_app_context(settings, open_database(settings.database))


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


def open_database(url: str) -> Database:
    """Return the database, which must have the tables of this release. Raises ClickException with what to do."""
    from daemon.store import migrations
    from daemon.store.database import Database

    database = Database(url)
    if database.url.get_backend_name() == "sqlite" and database.url.database:
        _check_file(Path(database.url.database))
    with database.read() as connection:
        if not migrations.is_current(connection):
            raise _other_tables(database.shown)
    return database


@contextmanager
def asking(url: str) -> Iterator[Ask]:
    """Yield a way to ask the database, as `open_database` has it; for a file it takes no SQLAlchemy, which is slow."""
    from daemon.store import contract_row, migrations

    _, is_file, name = url.partition("sqlite:///")
    if not is_file or not name or not _PLAIN_NAME.fullmatch(name):
        with open_database(url).read() as connection:
            yield connection.exec_driver_sql
        return
    _check_file(Path(name))
    with closing(sqlite3.connect(name, timeout=_BUSY_SECONDS, isolation_level=None)) as file:
        try:
            file.execute("BEGIN")
            step = contract_row.step(file.execute)
        except sqlite3.OperationalError as error:
            if "no such table" not in str(error):
                raise
            step = None
        if step != migrations.latest():
            raise _other_tables(url)
        yield file.execute


def _check_file(file: Path) -> None:
    """Raise ClickException for a database file that is not there, PermissionError for one that is another user's."""
    if not file.is_file():  # opening it would make it
        raise click.ClickException(
            f'there is no database {file} yet: start the daemon once, or run "contractd upgrade"'
        )
    if not os.access(file, os.R_OK | os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(file))


def _other_tables(shown: str) -> click.ClickException:
    return click.ClickException(
        f"the database {shown} does not have the tables of this release: "
        'start the daemon once, or run "contractd upgrade"'
    )


def find_contract(settings: Settings, connection: Connection, number: str) -> int:
    """Return the contract of a number, as people type it. Raises ClickException, with numbers that are like it."""
    from daemon.application.admin import number_match
    from daemon.store import contract_queries

    patterns = [each.number for each in settings.contract_types.values()]
    found = number_match.find(connection, number, patterns)
    if len(found) != 1:
        similar = [each.number for each in contract_queries.search(connection, number)][:_MOST_SIMILAR]
        key = "contract.nearest" if similar else "contract.unknown"
        raise click.ClickException(cli_words(settings).say(key, number=number, similar=", ".join(similar)))
    return found[0]


def known_person(settings: Settings, written: str, besides: Iterable[Participant] = ()) -> str:
    """Return the key of whoever is meant; `besides` are people whom the directory may not have any more.

    Raises UsageError like `person_named`.
    """
    from daemon.workflow.follow_facts import as_person

    people = {each.key: as_person(each) for each in besides} | dict(settings.directory.people)
    return person_named(people, written, cli_words(settings)).key


def person_named(people: Mapping[str, Person], written: str, words: Wording) -> Person:
    """Return whoever is meant by a key, a surname in any case, a whole name or an address.

    Raises UsageError, with who is probably meant when it is nobody, and who may be meant when it is several.
    """
    found = people_meant(people, written)
    if len(found) == 1:
        return found[0]
    if found:
        raise click.UsageError(words.say("person.several", written=written, people=_listed(found)))
    from daemon.application.name_match import nearest

    near = nearest(written, people.values())[:_MOST_SIMILAR]
    key = "person.nearest" if near else "person.nobody"
    raise click.UsageError(words.say(key, written=written, people=_listed(near)))


def people_meant(people: Mapping[str, Person], written: str) -> tuple[Person, ...]:
    """Return everybody who may be meant; a key means its person alone, and so does an address."""
    if written in people:
        return (people[written],)
    if "@" in written:
        from daemon.addresses import one_form

        address = one_form(written).lower()
        return tuple(each for each in people.values() if address in each.addresses)
    sought = " ".join(written.split()).casefold()
    if same := tuple(each for each in people.values() if sought in _names(each)):
        return same
    from daemon.application.name_match import called

    return called(written, people.values())


def _names(person: Person) -> tuple[str, str]:
    """Return the whole name, and the surname, as they are compared."""
    name = person.name.casefold()
    return name, name.split()[0] if name else ""


def _listed(people: Iterable[Person]) -> str:
    from daemon.mail.compose.russian_names import short

    return ", ".join(f"{each.key} ({short(each.name)})" for each in people)


def known_type(settings: Settings, key: str) -> str:
    """Return the key of a contract type. Raises UsageError, with what there is."""
    from daemon.config.problems import hint

    if key not in settings.contract_types:
        raise click.UsageError(f'there is no contract type "{key}"{hint(key, settings.contract_types)}')
    return key


json_option = click.option("--json", "as_json", is_flag=True, help="JSON Lines: one object a line.")


def print_rows(
    rows: Iterable[Mapping[str, Any]], columns: Sequence[str], *, as_json: bool, words: Wording | None = None
) -> None:
    """Print rows as JSON Lines, or as a table of some columns with the titles that `words` have for them.

    A row whose `is_late` holds stands out. Without `words` the titles are the columns' own names.
    """
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False, default=_as_json))
        return
    titles = words.table("columns") if words else {}
    shown = [TableColumn(each, titles.get(each, each.replace("_", " ")), whole=each in _WHOLE) for each in columns]
    values = [TableRow({each: _as_text(row[each]) for each in columns}, bool(row.get("is_late"))) for row in rows]
    colours = has_colours()
    for line in table_lines(shown, values, terminal_width()):
        styled = (
            click.style(line.text, bold=line.head or None, fg="red" if line.is_late else None) if colours else line.text
        )
        click.echo(styled, color=colours)


def say(text: str) -> None:
    """Print words, in lines that fit the terminal."""
    for line in wrapped(text, terminal_width()):
        click.echo(line)


def terminal_width() -> int:
    """Return how many characters a line has: 80 where nobody looks on a terminal."""
    return shutil.get_terminal_size((_USUAL_WIDTH, 24)).columns if sys.stdout.isatty() else _USUAL_WIDTH


def has_colours() -> bool:
    """Return True if what is printed may have colours: on a terminal, unless NO_COLOR (no-color.org) is set."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def cli_words(settings: Settings) -> Wording:
    """Return the words of the command line in the language of the house."""
    return words_of_cli(settings.organisation.language, settings.organisation.timezone)


def words_of_cli(language: str, zone: ZoneInfo) -> Wording:
    from daemon.application.wording import words_in

    return words_in(_TEXTS, language, zone)


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

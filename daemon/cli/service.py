"""Commands about the house: the daemon itself, the configuration, forms and drafts."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from daemon.cli.common import Invocation, has_database, json_option, known_type, open_database, operator

if TYPE_CHECKING:
    from daemon.config import Problem, Settings


@click.command()
@click.option("--log-format", type=click.Choice(["auto", "text", "json"]), default="auto", show_default=True)
@click.pass_obj
def run(invocation: Invocation, log_format: str) -> None:
    """The daemon. SIGTERM and SIGINT end it cleanly."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import OperationalError

    from daemon.app import Daemon
    from daemon.config import ConfigurationError
    from daemon.config.secret import known_values
    from daemon.runtime.instance_lock import AlreadyRunning
    from daemon.runtime.log_setup import set_up
    from daemon.store.database import without_password

    set_up(as_json=log_format == "json" or (log_format == "auto" and not sys.stderr.isatty()), secrets=known_values)
    settings = _right_settings(invocation)
    daemon = Daemon(settings)
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: daemon.stop())
    try:
        daemon.run()
    except ConfigurationError as error:  # contracts under way need what it lacks
        click.echo(str(error), err=True)
        raise click.exceptions.Exit(78) from error
    except AlreadyRunning as error:
        raise click.ClickException(str(error)) from error
    except OperationalError as error:  # at the start; later on it is waited for
        url = without_password(make_url(settings.database))
        raise click.ClickException(f"the database {url} cannot be used: {str(error.orig).strip()}") from error


@click.command()
@json_option
@click.pass_obj
def check(invocation: Invocation, as_json: bool) -> None:
    """Configuration, templates, letters and the house's own words: every mistake at once."""
    settings = _right_settings(invocation, as_json=as_json)
    leaving = _of_contracts_under_way(settings, as_json=as_json)
    if as_json:
        return
    for line in leaving:
        click.echo(line)
    for sentence in (*settings.warnings, *settings.unsupported):
        click.echo(sentence)
    people, types = len(settings.directory.people), len(settings.contract_types)
    click.echo(f"{invocation.path().absolute()} is right: {people} people, {types} contract types")


def _of_contracts_under_way(settings: Settings, *, as_json: bool) -> list[str]:
    """Return what hangs on people who are not in the configuration, each with its cure.

    Exits like `_right_settings` where contracts under way lack their type. A database that is not there yet has none;
    one that cannot be read is told and passed over.
    """
    from sqlalchemy.exc import DBAPIError

    from daemon.application import still_needed

    try:
        database = open_database(settings.database)
        with database.read() as connection:
            mistakes = still_needed.missing_types(connection, settings)
            leaving = still_needed.leavers(connection, settings.directory)
    except (click.ClickException, DBAPIError, OSError) as error:
        if has_database(settings):
            click.echo(f"contracts under way were not looked at: {error}", err=True)
        return []
    if mistakes:
        _print(mistakes, as_json=as_json)
        raise click.exceptions.Exit(78)
    return [f"{still_needed.in_words(each, settings.directory)}; {still_needed.cure(each)}" for each in leaving]


@click.command()
@click.argument("type", required=False)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path("forms"), show_default=True)
@click.pass_obj
def forms(invocation: Invocation, type: str | None, out: Path) -> None:  # noqa: A002
    """Blank request forms as XLSX, for one contract TYPE or for all."""
    from daemon.documents.forms import make_form
    from daemon.documents.naming import file_name

    settings = invocation.settings()
    out.mkdir(parents=True, exist_ok=True)
    people = tuple((key, person.name) for key, person in settings.directory.people.items())
    for key in [known_type(settings, type)] if type else settings.contract_types:
        each = settings.contract_types[key]
        path = out / file_name(f"{key} {each.title}", ".xlsx")
        path.write_bytes(make_form(each, people, settings.organisation.language))
        click.echo(path)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--type", "type_", required=True, help="The contract type, as the configuration names it.")
@click.pass_obj
def submit(invocation: Invocation, file: Path, type_: str) -> None:
    """Hand in a draft without the folder."""
    from daemon.application.submissions.register import take_in
    from daemon.store import drafts
    from daemon.store.cause import Cause

    app = invocation.app()
    known_type(app.settings, type_)
    with app.database.transaction() as tx:
        source = Cause.of_operator(operator(), app.now())
        stored = drafts.store(tx, type_, file.name, file.read_bytes(), source, app.now())
    take_in(app, stored.id)
    with app.database.read() as connection:
        done = drafts.load(connection, stored.id)
    if done.state != "accepted":
        raise click.ClickException(done.outcome)
    click.echo(done.outcome)


@click.command()
def schema() -> None:
    """The JSON Schema of the configuration, for editors: contractd schema > config.schema.json"""
    from daemon.config.schema import json_schema

    click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))


@click.command("mail-check")
@click.pass_obj
def mail_check(invocation: Invocation) -> None:
    """Sign in to both mail servers, as the daemon would, and change nothing."""
    from daemon.app import check_mail

    failed = False
    for name, problem in check_mail(invocation.settings(secrets=True)):
        failed |= bool(problem)
        click.echo(f"{name}: {problem or 'fine'}")
    if failed:
        raise click.exceptions.Exit(1)


def _right_settings(invocation: Invocation, *, as_json: bool = False) -> Settings:
    """The configuration, when it and all that goes with it is right; else every mistake is printed, and that is all."""
    from daemon.application.config_check import look_at

    path = invocation.path()
    looked = look_at(path)
    _print(looked.mistakes, as_json=as_json)
    if looked.settings is None:
        if not as_json:
            click.echo(f"checked: {path.absolute()}, mistakes: {len(looked.mistakes)}", err=True)
        raise click.exceptions.Exit(78)
    return looked.settings


def _print(mistakes: Iterable[Problem], *, as_json: bool) -> None:
    for each in mistakes:
        if as_json:
            click.echo(json.dumps(asdict(each), ensure_ascii=False))
        else:
            click.echo(str(each), err=True)


COMMANDS = (run, check, forms, submit, schema, mail_check)

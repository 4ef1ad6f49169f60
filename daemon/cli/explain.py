"""Commands about reading mail."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from daemon.cli.common import Invocation, NoConfiguration, json_option, print_rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from daemon.config import Settings
    from daemon.mail.interpret.pipeline import Interpretation
    from daemon.mail.interpret.rules import Lexicon
    from daemon.mail.parsing.message import Message


@dataclass(frozen=True, slots=True)
class Reader:
    """What is known when mails are explained: our addresses, this house's words, letters that may be answered."""

    own_addresses: frozenset[str]
    lexicon: Lexicon
    letters: tuple[Message, ...]
    connection: Connection | None = None

    def explain(self, path: Path) -> tuple[Interpretation, str | None]:
        """Return a mail with what was understood of it, and the request that it answers."""
        from daemon.mail.interpret.pipeline import interpret
        from daemon.mail.parsing.message import parse

        raw = path.read_bytes()
        message = parse(raw)
        answered = self._answered(message)
        sent = answered or (self.letters[0] if len(self.letters) == 1 else None)
        interpretation = interpret(raw, own_addresses=self.own_addresses, sent=sent, lexicon=self.lexicon)
        return interpretation, _tag(answered) or _tag(interpretation.message)

    def _answered(self, message: Message) -> Message | None:
        from daemon.mail.parsing.thread_refs import thread_of

        thread = thread_of(message)
        by_id = (each for each in self.letters if each.message_id in thread.message_ids)
        by_token = (each for each in self.letters if set(thread_of(each).tokens) & set(thread.tokens))
        return next(by_id, None) or next(by_token, None) or self._recorded(thread.message_ids)

    def _recorded(self, message_ids: tuple[str, ...]) -> Message | None:
        from daemon.mail.interpret.pipeline import sent_letter
        from daemon.store import outbox

        found = outbox.find(self.connection, message_ids) if self.connection and message_ids else None
        return sent_letter(found.raw) if found else None


def _tag(message: Message | None) -> str | None:
    """Return the request as the subject has it: number and token."""
    if message is None:
        return None
    from daemon.mail.parsing.thread_refs import thread_of

    thread = thread_of(message)
    return "/".join(filter(None, (thread.number, thread.token))) or None


@click.command()
@click.argument("mails", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="REPLY.eml …")
@click.option(
    "--request",
    "requests",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="REQUEST.eml",
    help="The letter that was answered (a folder: the letters among which it is). Needs no database then.",
)
@json_option
@click.pass_obj
def explain(invocation: Invocation, mails: tuple[Path, ...], requests: tuple[Path, ...], as_json: bool) -> None:
    """How replies are read, and why: files, or folders of them."""
    unreadable = False
    with click.get_current_context() as context:
        reader = _reader(invocation, requests, context)
        for path in _files(mails):
            try:
                interpretation, request = reader.explain(path)
            except OSError as error:
                click.echo(f"{path}: cannot be read: {error.strerror or error}", err=True)
                unreadable = True
                continue
            row = _row(path, interpretation, request, reader.lexicon)
            click.echo(json.dumps(row, ensure_ascii=False) if as_json else _shown(row, interpretation.words.text))
    if unreadable:
        raise click.exceptions.Exit(1)


def _reader(invocation: Invocation, requests: tuple[Path, ...], context: click.Context) -> Reader:
    from daemon.mail.interpret.pipeline import sent_letter
    from daemon.mail.interpret.rules import Lexicon

    settings = _settings(invocation)
    letters = tuple(sent_letter(path.read_bytes()) for path in _files(requests))
    addresses = {letter.sender.email for letter in letters} - {""}
    if settings:
        addresses.add(settings.mail.address.lower())
    lexicon = Lexicon.with_words(settings.replies) if settings else Lexicon.built_in()
    connection = _connection(settings, context) if settings and not letters else None
    return Reader(frozenset(addresses), lexicon, letters, connection)


def _settings(invocation: Invocation) -> Settings | None:
    """Return the configuration, if there is one; replies can be explained without."""
    try:
        invocation.path()
    except NoConfiguration:
        return None
    return invocation.settings()


def _connection(settings: Settings, context: click.Context) -> Connection | None:
    """Return the database with the letters that were sent, where there is one already."""
    from sqlalchemy.exc import SQLAlchemyError

    from daemon.cli.common import open_database
    from daemon.config import ConfigurationError

    try:
        name = settings.database.partition("sqlite:///")[2]
        if name and not Path(name).is_file():
            return None
        return context.with_resource(open_database(settings).read())
    except (click.ClickException, ConfigurationError, SQLAlchemyError):
        return None


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        inside = sorted(each for each in path.rglob("*") if each.is_file())
        yield from [each for each in inside if each.suffix.lower() == ".eml"] or inside


def _row(path: Path, interpretation: Interpretation, request: str | None, lexicon: Lexicon) -> dict[str, object]:
    understood = interpretation.explanation()
    said = interpretation.words.text if interpretation.verdict else ""
    return {
        "file": str(path),
        "kind": understood["kind"],
        "verdict": understood["verdict"],
        "comment": understood["comment"],
        "delegate_to": understood["delegate_to"],
        "evidence": understood["evidence"],
        "guess": understood["guess"],
        "second_reader": _second(said, lexicon) if said else None,
        "sender": interpretation.message.sender.email,
        "request": request,
    }


def _second(text: str, lexicon: Lexicon) -> str:
    """Return what the second reader takes a person's words for, whether or not its opinion counts for anything."""
    from daemon.mail.interpret.second_reader import built_in, opinion_of

    weights = built_in()
    opinion = opinion_of(text, lexicon, weights)
    return f"{opinion.intent.value}, {opinion.share:.0%} (weights {weights.version})"


def _shown(row: dict[str, object], words: str) -> str:
    """Return one mail for people's eyes."""
    evidence = row["evidence"]
    lines = [
        ("kind", row["kind"]),
        ("sender", row["sender"]),
        ("request", row["request"]),
        ("words", words),
        ("verdict", row["verdict"]),
        ("comment", row["comment"]),
        ("to", row["delegate_to"]),
        ("guess", row["guess"]),
        ("second", row["second_reader"]),
        ("because", "\n".join(map(str, evidence)) if isinstance(evidence, list) else ""),
    ]
    body = "\n".join(_labelled(label, str(value)) for label, value in lines if value)
    return f"{row['file']}\n{body}\n"


def _labelled(label: str, value: str) -> str:
    first, *rest = value.splitlines() or [""]
    return "\n".join([f"  {label:<9}{first}", *(f"  {'':<9}{line}" for line in rest)])


@click.command()
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="A table for a spreadsheet.")
@click.pass_obj
def readings(invocation: Invocation, as_json: bool, as_csv: bool) -> None:
    """What people wrote, how both readers took it, and whether a guess was right; without names."""
    from daemon.application.admin.reading_export import COLUMNS, reading_rows
    from daemon.mail.interpret.rules import Lexicon

    settings = invocation.settings()
    lexicon = Lexicon.with_words(settings.replies)
    names = [person.name for person in settings.directory.people.values()]
    with invocation.database().read() as connection:
        rows = list(reading_rows(connection, names, lexicon))
    if as_csv:
        table = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
        table.writeheader()
        table.writerows({**row, "at": row["at"].isoformat(), "because": "; ".join(row["because"])} for row in rows)
    else:
        print_rows(rows, COLUMNS[:-2], as_json=as_json)


COMMANDS: tuple[click.Command, ...] = (explain, readings)

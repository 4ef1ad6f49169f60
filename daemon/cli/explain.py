"""Commands about reading mail."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from daemon.cli.common import Invocation, NoConfiguration, json_option
from daemon.cli.explained_mail import (
    ExplainedMail,
    FoundLetter,
    accounted,
    json_line,
    printable,
    said_by_line,
    second_reading,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from daemon.config import Settings
    from daemon.mail.interpret.rules import Lexicon
    from daemon.mail.parsing.message import Message
    from daemon.workflow.route import Directory

_WIDTH = 110  # columns where nobody looks at them
_BY_ID = "by its Message-ID"
_BY_TOKEN = "by its token"  # noqa: S105
_ALONE = "the only one that was given, though the mail does not name it"


@dataclass(frozen=True, slots=True)
class Reader:
    """What is known when mails are explained: our addresses, this house's words and people, letters of ours."""

    own_addresses: frozenset[str]
    lexicon: Lexicon
    letters: tuple[Message, ...]
    connection: Connection | None = None
    directory: Directory | None = None

    def explain(self, path: Path) -> ExplainedMail:
        """Return a mail with what was understood of it, and the letter that it answers."""
        from daemon.mail.interpret.pipeline import interpret
        from daemon.mail.parsing.message import parse

        raw = path.read_bytes()
        message = parse(raw)
        answered = self._answered(message)
        alone = _given(self.letters[0], _ALONE) if len(self.letters) == 1 else None
        sent = answered or alone
        known = sent.message if sent else None
        writer = self.directory.by_address(message.sender.email) if self.directory else None
        post = writer.post if writer else ""
        interpretation = interpret(
            raw, own_addresses=self.own_addresses, sent=known, lexicon=self.lexicon, message=message, post=post
        )
        if answered is None and interpretation.bounce:
            returned = interpretation.bounce.letter
            answered = self._letter(returned.message_ids + returned.mentioned, returned.tokens)
        request = _tag(answered.message if answered else None) or _tag(interpretation.message)
        account = accounted(interpretation, self.lexicon)
        second = second_reading(interpretation, self.lexicon)
        by_line = said_by_line(interpretation, sent, self.lexicon, post)
        return ExplainedMail(path, interpretation, answered or alone, request, account, second, by_line)

    def _answered(self, message: Message) -> FoundLetter | None:
        from daemon.mail.parsing.thread_refs import thread_of

        thread = thread_of(message)
        return self._letter(thread.message_ids, thread.tokens)

    def _letter(self, message_ids: tuple[str, ...], tokens: tuple[str, ...]) -> FoundLetter | None:
        from daemon.mail.parsing.thread_refs import thread_of

        by_id = (_given(each, _BY_ID) for each in self.letters if each.message_id in message_ids)
        by_token = (_given(each, _BY_TOKEN) for each in self.letters if set(thread_of(each).tokens) & set(tokens))
        return next(by_id, None) or next(by_token, None) or self._recorded(message_ids)

    def _recorded(self, message_ids: tuple[str, ...]) -> FoundLetter | None:
        from daemon.mail.interpret.pipeline import sent_letter
        from daemon.store import contract_queries, digests, outbox

        found = outbox.find(self.connection, message_ids) if self.connection and message_ids else None
        if found is None or self.connection is None:
            return None
        lines = digests.load(self.connection, found.digest_id).lines if found.digest_id is not None else ()
        known = contract_queries.numbers(self.connection, [each.contract_id for each in lines])
        numbers = {each.line: known[each.contract_id] for each in lines}
        return FoundLetter(sent_letter(found.raw), _BY_ID, numbers)


def _given(letter: Message, by: str) -> FoundLetter:
    from daemon.mail.interpret.digest_places import numbers_in

    return FoundLetter(letter, by, numbers_in(letter))


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
@click.option("-v", "--verbose", is_flag=True, help="Every piece of a mail, and whole.")
@click.option(
    "--html",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    metavar="FILE",
    help='A page with the mails and their pieces coloured; "-": to stdout.',
)
@json_option
@click.pass_obj
def explain(
    invocation: Invocation,
    mails: tuple[Path, ...],
    requests: tuple[Path, ...],
    verbose: bool,
    html: Path | None,
    as_json: bool,
) -> None:
    """How replies are read, and why: files, or folders of them.

    Of every mail: who wrote it, which letter it answers, each piece of it with its fate and the reason ("!" where it
    was dropped and yet speaks), the verdict, the remark, and the words that decided.
    """
    if html and as_json:
        raise click.UsageError("--html or --json, not both")
    explained: list[ExplainedMail] = []
    unreadable = False
    with click.get_current_context() as context:
        reader = _reader(invocation, requests, context)
        for path in _files(mails):
            try:
                mail = reader.explain(path)
            except OSError as error:
                click.echo(printable(f"{path}: cannot be read: {error.strerror or error}"), err=True)
                unreadable = True
                continue
            if html:
                explained.append(mail)
            else:
                click.echo(_shown(mail, verbose=verbose, as_json=as_json))
    if html and explained:
        _write_page(html, explained)
    if unreadable:
        raise click.exceptions.Exit(1)


def _shown(mail: ExplainedMail, *, verbose: bool, as_json: bool) -> str:
    from daemon.cli.explain_text import shown

    if as_json:
        return json_line(mail.row())
    return shown(mail, width=shutil.get_terminal_size((_WIDTH, 0)).columns, verbose=verbose)


def _write_page(target: Path, mails: list[ExplainedMail]) -> None:
    """Write the page for its owner's eyes only; what is there already is never replaced: it may be the mail."""
    from daemon.cli.explain_page import page

    content = page(mails)
    if str(target) == "-":
        click.echo(content)
        return
    try:
        target.touch(mode=0o600, exist_ok=False)
    except FileExistsError as error:
        raise click.ClickException(f"{target} is there already; move it away, or give another name") from error
    except OSError as error:
        raise click.ClickException(f"{target} cannot be written: {error.strerror}") from error
    target.write_text(content, encoding="utf-8")
    click.echo(target)


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
    return Reader(frozenset(addresses), lexicon, letters, connection, settings.directory if settings else None)


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
        return context.with_resource(open_database(settings.database).read())
    except (click.ClickException, ConfigurationError, SQLAlchemyError):
        return None


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        inside = sorted(each for each in path.rglob("*") if each.is_file())
        yield from [each for each in inside if each.suffix.lower() == ".eml"] or inside


COMMANDS: tuple[click.Command, ...] = (explain,)

"""Commands about who is away: what was told here or by mail stands beside what the configuration says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

from daemon.cli.common import Invocation, cli_words, json_option, known_person, operator, print_rows, say

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from daemon.config import Settings
    from daemon.mail.compose.catalogue import Wording

_COLUMNS = ("id", "name", "from", "to", "substitute", "source", "state")
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def absence() -> None:
    """Who is away: while they are, their substitute is asked."""


@absence.command("add")
@click.argument("person")
@click.option("--from", "first", type=_DAY, required=True, help="The first day, such as 2026-12-01.")
@click.option("--to", "last", type=_DAY, required=True, help="The last day, included.")
@click.option("--substitute", help="Who stands in: key, surname or address; else the one in the configuration.")
@click.pass_obj
def add(invocation: Invocation, person: str, first: datetime, last: datetime, substitute: str | None) -> None:
    """Somebody is away. Whoever waits for them asks the substitute within seconds, or when the day comes."""
    from daemon.mail.compose.russian_names import short
    from daemon.store import absences
    from daemon.store.cause import Cause

    settings = invocation.settings()
    away, words = known_person(settings, person), cli_words(settings)
    heir = known_person(settings, substitute) if substitute else None
    _check(settings, away, first.date(), last.date(), heir)
    now = datetime.now(UTC)
    with invocation.database().transaction() as tx:
        for row in _rows(settings, tx.connection):
            if row["person"] == away and row["from"] <= last.date() and first.date() <= row["to"]:
                raise click.ClickException(_away_already(settings, row))
        found = absences.add(tx, away, first.date(), last.date(), heir, Cause.of_operator(operator()), now)
    people = settings.directory.people
    stands_in = heir or people[away].substitute
    how = words.say(
        "absence.stands_in" if stands_in else "absence.stands_in_nobody",
        substitute=short(people[stands_in].name) if stands_in else "",
    )
    days = words.days(first.date(), last.date())
    say(words.say("absence.added", id=found, who=short(people[away].name), days=days, stands_in=how))


@absence.command("list")
@click.option("--all", "everything", is_flag=True, help="Also those that are over.")
@json_option
@click.pass_obj
def list_(invocation: Invocation, everything: bool, as_json: bool) -> None:
    """Who is away, now or later, and who stands in."""
    settings = invocation.settings()
    today = datetime.now(settings.organisation.timezone).date()
    with invocation.database().read() as connection:
        rows = [row for row in _rows(settings, connection) if everything or row["to"] >= today]
    rows.sort(key=lambda row: (row["from"], row["person"]))
    if as_json:
        print_rows(rows, (), as_json=True)
        return
    words = cli_words(settings)
    if not rows:
        say(words.say("absence.empty_all" if everything else "absence.empty"))
        return
    print_rows([_told(settings, words, row) for row in rows], _COLUMNS, as_json=False, words=words)


def _told(settings: Settings, words: Wording, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as people read it: by surname, and what is not agreed yet says so."""
    from daemon.mail.compose.russian_names import short

    heir = settings.directory.people.get(row["substitute"] or "")
    return {
        **row,
        "name": short(row["name"]),
        "from": f"{row['from']:%d.%m.%Y}",
        "to": f"{row['to']:%d.%m.%Y}",
        "substitute": short(heir.name) if heir else row["substitute"] or words.say("absence.nobody"),
        "state": words.say("absence.proposed") if row["state"] == "proposed" else "",
    }


@absence.command("remove")
@click.argument("id", type=int)
@click.pass_obj
def remove(invocation: Invocation, id: int) -> None:  # noqa: A002
    """Take an absence back by its ID; requests that wait with the substitute come back."""
    from daemon.store import absences

    with invocation.database().transaction() as tx:
        if not absences.remove(tx, id):
            raise click.ClickException(cli_words(invocation.settings()).say("absence.unknown", id=id))
    say(cli_words(invocation.settings()).say("absence.removed", id=id))


def _check(settings: Settings, person: str, first: date, last: date, substitute: str | None) -> None:
    words = cli_words(settings)
    if last < first:
        raise click.UsageError(words.say("absence.backwards", first=first, last=last))
    if last < datetime.now(settings.organisation.timezone).date():
        raise click.UsageError(words.say("absence.over", last=last))
    if substitute == person:
        raise click.UsageError(words.say("absence.own", who=settings.directory.people[person].name))


def _rows(settings: Settings, connection: Connection) -> Iterator[dict[str, Any]]:
    """Yield those of the configuration and those of the database."""
    from daemon.store import absences

    for each in settings.absences:
        yield _row(settings, None, each.person, each.first, each.last, each.substitute, "config.yaml", "agreed")
    people = settings.directory.people
    for recorded in (each for key in people for each in absences.of_person(connection, key, everything=True)):
        state = "proposed" if recorded.proposed else "agreed"
        where = (recorded.first, recorded.last, recorded.substitute, recorded.source, state)
        yield _row(settings, recorded.id, recorded.person, *where)


def _row(
    settings: Settings,
    id_: int | None,
    person: str,
    first: date,
    last: date,
    substitute: str | None,
    source: str,
    state: str,
) -> dict[str, Any]:
    known = settings.directory.people[person]
    return {
        "id": id_,
        "person": person,
        "name": known.name,
        "from": first,
        "to": last,
        "substitute": substitute or known.substitute,
        "source": source,
        "state": state,
    }


def _away_already(settings: Settings, row: dict[str, Any]) -> str:
    """Return that somebody is away then already, since when and until when, and how to end that."""
    words = cli_words(settings)
    how = words.say("absence.end_configured" if row["id"] is None else "absence.end", id=row["id"])
    days = words.days(row["from"], row["to"])
    return words.say("absence.already", who=row["name"], days=days, source=row["source"], how=how)


COMMANDS = (absence,)

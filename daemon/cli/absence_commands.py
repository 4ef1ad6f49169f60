"""Commands about who is away: what was told here or by mail stands beside what the configuration says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

from daemon.cli.common import Invocation, json_option, known_person, operator, print_rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from daemon.config import Settings

_COLUMNS = ("id", "person", "name", "from", "to", "substitute", "source", "state")
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def absence() -> None:
    """Who is away: while they are, their substitute is asked."""


@absence.command("add")
@click.argument("person")
@click.option("--from", "first", type=_DAY, required=True, help="The first day, such as 2026-12-01.")
@click.option("--to", "last", type=_DAY, required=True, help="The last day, included.")
@click.option("--substitute", help="Who stands in (their key); else the one in the configuration.")
@click.pass_obj
def add(invocation: Invocation, person: str, first: datetime, last: datetime, substitute: str | None) -> None:
    """Somebody is away. Whoever waits for them asks the substitute within seconds, or when the day comes."""
    from daemon.store import absences
    from daemon.store.cause import Cause

    settings = invocation.settings()
    _check(settings, person, first.date(), last.date(), substitute)
    now = datetime.now(UTC)
    with invocation.database().transaction() as tx:
        for row in _rows(settings, tx.connection):
            if row["person"] == person and row["from"] <= last.date() and first.date() <= row["to"]:
                raise click.ClickException(f"{person} is away then already, {_described(row)}; {_how_to_end(row)}")
        found = absences.add(tx, person, first.date(), last.date(), substitute, Cause.of_operator(operator()), now)
    stands_in = substitute or settings.directory.people[person].substitute
    who = f"{stands_in} stands in" if stands_in else f"nobody stands in, so {person} is asked all the same"
    click.echo(f"absence {found}: {person} is away from {first.date()} to {last.date()}; {who}")


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
    print_rows(sorted(rows, key=lambda row: (row["from"], row["person"])), _COLUMNS, as_json=as_json)


@absence.command("remove")
@click.argument("id", type=int)
@click.pass_obj
def remove(invocation: Invocation, id: int) -> None:  # noqa: A002
    """Take an absence back by its ID; requests that wait with the substitute come back."""
    from daemon.store import absences

    with invocation.database().transaction() as tx:
        if not absences.remove(tx, id):
            raise click.ClickException(
                f'there is no absence {id}; "contractd absence list --all" shows what there is, '
                "and those without an id stand in the configuration"
            )
    click.echo(f"absence {id} is taken back")


def _check(settings: Settings, person: str, first: date, last: date, substitute: str | None) -> None:
    known_person(settings, person)
    if last < first:
        raise click.UsageError(f"--to {last} is before --from {first}")
    if last < datetime.now(settings.organisation.timezone).date():
        raise click.UsageError(f"--to {last} is over already; give a day that is still to come")
    if substitute == person:
        raise click.UsageError(f"{person} cannot stand in for themself; name somebody else or leave --substitute out")
    if substitute:
        known_person(settings, substitute)


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


def _described(row: dict[str, Any]) -> str:
    return f"from {row['from']} to {row['to']} ({row['source']})"


def _how_to_end(row: dict[str, Any]) -> str:
    if row["id"] is None:
        return "change it in the configuration"
    return f'take it back first: "contractd absence remove {row["id"]}"'


COMMANDS = (absence,)

"""Commands about contracts: where they stand and what has happened to them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from daemon.cli.common import Invocation, find_contract, json_option, known_person, known_type, print_rows, waited_for

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from daemon.store.contract_queries import ContractRow

LIST_COLUMNS = ("number", "name", "status", "stage", "round", "waiting_for", "due_at", "overdue")


@click.command("list")
@click.option("--all", "everything", is_flag=True, help="Also the finished ones.")
@click.option("--waiting-for", "person", help="Only what waits for this person (their key).")
@json_option
@click.pass_obj
def list_(invocation: Invocation, everything: bool, person: str | None, as_json: bool) -> None:
    """Contracts under way, and who each is waiting for."""
    from daemon.application.availability import unreached
    from daemon.store import contract_queries

    settings = invocation.settings()
    with invocation.database().read() as connection:
        marked = unreached(settings.directory, connection)
        # as data, everything: a program filters for itself; for the eye, what is under way
        found = (
            contract_queries.all_contracts(connection)
            if everything or as_json
            else contract_queries.contracts_under_way(connection)
        )
    rows = [_row(each, settings.organisation.timezone) for each in found]
    if person:
        rows = [row for row in rows if person in row["waiting_for"]]
        if not rows:
            known_person(settings, person)  # a key mistyped is not somebody who has nothing to do
    for row in [] if as_json else rows:
        row["waiting_for"] = [f"{key} (not delivered)" if key in marked else key for key in row["waiting_for"]]
        if row["closes_at"]:
            row["waiting_for"] = ["nobody, the stage closes then"]
        row["status"] += f" (too few approvers: {row['shortage']})" if row["shortage"] else ""
    print_rows(rows, LIST_COLUMNS, as_json=as_json)


@click.command()
@click.argument("words", nargs=-1, required=True)
@json_option
@click.pass_obj
def search(invocation: Invocation, words: tuple[str, ...], as_json: bool) -> None:
    """Contracts in which all WORDS occur: in number, name, values or people, any part, any case."""
    from daemon.store import contract_queries

    settings = invocation.settings()
    with invocation.database().read() as connection:
        found = contract_queries.search(connection, " ".join(words))
    print_rows([_row(each, settings.organisation.timezone) for each in found], LIST_COLUMNS, as_json=as_json)
    if not found:
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("number")
@json_option
@click.pass_obj
def status(invocation: Invocation, number: str, as_json: bool) -> None:
    """Where a contract stands: every stage, every approver, every remark."""
    from daemon.application.admin.read_models import condition_rows, shortage_in_words, stage_rows
    from daemon.application.availability import unreached
    from daemon.store import history

    settings = invocation.settings()
    with invocation.database().read() as connection:
        stored = history.load(connection, find_contract(connection, number))
        marked = unreached(settings.directory, connection)
    contract = stored.contract
    rows = stage_rows(contract, settings.organisation.timezone, marked)
    if not as_json:
        for row in rows:
            row["person"] += f" (for {row['on_behalf_of']})" if row["on_behalf_of"] else ""
            row["remarks"] = f"not delivered: {row['not_delivered']}" if row["not_delivered"] else row["remarks"]
        waiting = waited_for(contract, settings.organisation.timezone)
        short = f"{shortage_in_words(contract)}\n" if contract.shortage else ""
        click.echo(f"{contract.name}\nstatus {contract.status}, round {contract.round}, {waiting}\n{short}")
        for each in condition_rows(contract, settings.organisation.timezone):
            said = f"confirmed by {each['confirmed_by']}" if each["confirmed_by"] else "not confirmed"
            click.echo(f"condition {each['number']} of {each['set_by']}, {said}: {each['condition']}")
    print_rows(rows, ("stage", "state", "person", "verdict", "at", "due_at", "remarks"), as_json=as_json)


@click.command()
@click.argument("number")
@json_option
@click.pass_obj
def conditions(invocation: Invocation, number: str, as_json: bool) -> None:
    """The conditions under which people approved a contract, and which are confirmed."""
    from daemon.application.admin.read_models import condition_rows
    from daemon.store import history as histories

    settings = invocation.settings()
    with invocation.database().read() as connection:
        stored = histories.load(connection, find_contract(connection, number))
    rows = condition_rows(stored.contract, settings.organisation.timezone)
    columns = ("number", "set_by", "condition", "confirmed_by", "confirmed_at", "words", "objections")
    print_rows(rows, columns, as_json=as_json)


@click.command()
@click.argument("number")
@json_option
@click.pass_obj
def history(invocation: Invocation, number: str, as_json: bool) -> None:
    """Everything that happened to a contract, in order."""
    from daemon.store import history as histories

    settings = invocation.settings()
    zone = settings.organisation.timezone
    with invocation.database().read() as connection:
        id_ = find_contract(connection, number)
        entries, contract = list(histories.entries(connection, id_)), histories.load(connection, id_).contract
    rows = [
        {
            "seq": each.seq,
            "at": each.at.astimezone(zone),
            "kind": each.kind,
            "cause": each.cause,
            "data": json.loads(each.data),
            "previous": each.previous,
            "hash": each.hash,
        }
        for each in entries
    ]
    if not as_json:
        from daemon.application.admin.history_sentences import sentence
        from daemon.application.wording import house_words
        from daemon.workflow.files import DIGITS_SHOWN

        words = house_words(settings.organisation.language, zone)
        for row, entry in zip(rows, entries, strict=True):
            row |= {"what": sentence(entry.event, contract, words, entry.at), "hash": entry.hash[:DIGITS_SHOWN]}
    print_rows(rows, ("seq", "at", "what", "cause", "hash"), as_json=as_json)


@click.command()
@click.option(
    "--month", help='Only what ended in a month, such as "2026-11"; what waits now counts in the current one.'
)
@click.option("--type", "type_", help="Only contracts of this type.")
@click.option("--kind", type=click.Choice(["expense", "income"]), help="Only contracts of this kind.")
@json_option
@click.pass_obj
def report(invocation: Invocation, month: str | None, type_: str | None, kind: str | None, as_json: bool) -> None:
    """For each person: what was answered on time, what late, what waits, and how much working time answers took."""
    from daemon.application.admin.figures import month_of, report_rows
    from daemon.store.task_queries import FigureFilter

    settings = invocation.settings()
    try:
        period = month_of(month, settings.organisation.timezone) if month else (None, None)
    except ValueError:
        raise click.UsageError(f'"{month}" is no month; give one such as "2026-11"') from None
    type_ = known_type(settings, type_) if type_ else ""
    wanted = FigureFilter(period[0], period[1], type_, kind or "")
    with invocation.database().read() as connection:
        rows = report_rows(connection, datetime.now(UTC), wanted)
    columns = ("name", "asked", "on_time", "late", "waiting", "overdue", "on_time_share", "median_working_hours")
    print_rows(rows, columns, as_json=as_json)


def _row(each: ContractRow, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "number": each.number,
        "name": each.name,
        "type": each.type,
        "kind": each.kind,
        "status": each.status,
        "stage": each.stage or None,
        "round": each.round,
        "version": each.version,
        "sha256": each.sha256,
        "waiting_for": list(each.waiting_for),
        "due_at": each.due_at.astimezone(zone) if each.due_at else None,
        "overdue": bool(each.waiting_for and each.due_at and each.due_at < datetime.now(UTC)),
        "closes_at": each.closes_at.astimezone(zone) if each.closes_at else None,
        "opened_at": each.opened_at.astimezone(zone),
        "closed_at": each.closed_at.astimezone(zone) if each.closed_at else None,
        "shortage": each.shortage or None,
    }


COMMANDS = (list_, search, status, conditions, history, report)

"""Commands about routes: who would be asked, what an edit changes, and moving a contract to its present route."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from daemon.cli.common import Invocation, find_contract, json_option, known_person, known_type, print_rows
from daemon.cli.contract_commands import execute_command

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from daemon.config import Settings
    from daemon.workflow.decide.reroute import Difference
    from daemon.workflow.model import Contract, Fact, Route
    from daemon.workflow.route import Slot
    from daemon.workflow.route_rules import RouteRule

_DIFFERENCE = ("stage", "person", "what", "before", "after")


@click.command("explain-route")
@click.argument("words", nargs=-1, metavar="TYPE FIELD=VALUE…")
@click.option("--initiator", help="Who hands it in: key, surname or address.")
@click.option("--past", is_flag=True, help="The contracts of TYPE in the database that would go otherwise now.")
@click.option("--rework", metavar="NUMBER", help="The next version of this contract with these values; without a TYPE.")
@click.option("--by-hand", is_flag=True, help="With --rework: its text is edited by hand.")
@json_option
@click.pass_obj
def explain_route(
    invocation: Invocation,
    words: tuple[str, ...],
    initiator: str | None,
    past: bool,
    rework: str | None,
    by_hand: bool,
    as_json: bool,
) -> None:
    """Who would be asked about a contract of TYPE with these values, in which order, and why.

    With --rework: who would be asked about the next version of a contract, who released, and whose approval stays.
    """
    settings = invocation.settings()
    if rework:
        if past or initiator:
            raise click.UsageError("--rework takes the type and the initiator from the contract; leave the others out")
        with invocation.database().read() as connection:
            rows = _rework(settings, _contract(settings, connection, rework), words, by_hand=by_hand)
        print_rows(rows, ("stage", "person", "what", "why"), as_json=as_json)
        return
    if by_hand:
        raise click.UsageError("--by-hand goes with --rework NUMBER")
    if not words:
        raise click.UsageError("give a TYPE and its values, or --rework NUMBER")
    key, values = known_type(settings, words[0]), words[1:]
    if past:
        if values or initiator:
            raise click.UsageError("--past takes values and initiators from the contracts; leave them out")
        with invocation.database().read() as connection:
            rows = list(_past(settings, connection, key))
        _print_changes(rows, as_json=as_json, none=f"every contract of {key} would go as it went")
        return
    rows = _places(settings, key, values, initiator)
    print_rows(rows, ("stage", "person", "asked", "deadline", "why"), as_json=as_json)
    for stage, shortage in {each["stage"]: each["shortage"] for each in rows}.items():
        if shortage and not as_json:
            click.echo(f"{stage}: {shortage}")


def _rework(settings: Settings, contract: Contract, words: tuple[str, ...], *, by_hand: bool) -> list[dict[str, Any]]:
    from datetime import UTC, datetime

    from daemon.application.admin.rework_preview import preview_rework
    from daemon.documents.form_parser import facts_from

    type_ = settings.contract_types.get(contract.type)
    if contract.is_closed:
        raise click.ClickException(f"{contract.number} is {contract.status}: there will be no next version")
    if words and "=" not in words[0]:
        if words[0] != contract.type:
            raise click.UsageError(f"{contract.number} is a {contract.type}; leave {words[0]} out")
        words = words[1:]
    if words and type_ is None:
        raise click.ClickException(f'there is no contract type "{contract.type}" any more; put it back')
    with _told():
        given = _pairs(words)
        facts = facts_from(type_, given, settings.organisation.language) if type_ and given else ()
        facts = tuple(each for each in facts if each.name in given)
        places = preview_rework(settings, contract, facts, datetime.now(UTC), by_hand=by_hand)
    return [{"stage": p.stage, "person": p.person, "what": p.fate.value, "why": p.why} for p in places]


def _pairs(values: tuple[str, ...]) -> dict[str, str]:
    if wrong := [each for each in values if "=" not in each]:
        raise click.UsageError(f'"{wrong[0]}" is not FIELD=VALUE, such as amount=700000')
    return dict(each.split("=", 1) for each in values)


@contextmanager
def _told() -> Iterator[None]:
    """Tell what keeps a route from being made, with what to do."""
    from daemon.workflow.route import NoRoute, NoSuchPerson

    try:
        yield
    except NoRoute as error:
        raise click.ClickException(f"nobody would be asked, and the draft would be refused: {error}") from error
    except NoSuchPerson as error:
        raise click.ClickException(f"the route leads to nobody: {error}; mend the route or `people`") from error
    except (ValueError, LookupError) as error:
        raise click.ClickException(str(error)) from error


def _places(settings: Settings, key: str, values: tuple[str, ...], initiator: str | None) -> list[dict[str, Any]]:
    from functools import partial

    from daemon import conditions
    from daemon.application.admin.route_preview import outlook_by_stage, seen_in_words, would_wait
    from daemon.documents.form_parser import facts_from
    from daemon.workflow.route import resolve

    type_, given = settings.contract_types[key], _pairs(values)
    if not (initiator or type_.initiator):
        raise click.UsageError(f"{key} names no `initiator`; give --initiator PERSON")
    person = settings.directory.people[known_person(settings, initiator or type_.initiator or "")]
    with _told():
        facts = facts_from(type_, given, settings.organisation.language)
        _tell_identity(settings, key, facts)
        holds = partial(conditions.holds, facts=facts)
        route, places = resolve(type_.route, facts, person, settings.directory, holds)
    deadlines = {stage.key: str(stage.deadline) for stage in type_.route.stages}
    seen = outlook_by_stage(settings, route, facts, person)
    rows = []
    for p in places:
        asked, instead = seen_in_words(seen[p.stage], p.person) if p.asked else ("", "")
        rows.append(
            {
                "stage": p.stage,
                "person": asked or p.person,
                "asked": bool(asked),
                "deadline": deadlines[p.stage],
                "why": "; ".join(filter(None, (instead, _why(p)))),
                "veto": p.veto,
                "watches": ", ".join(p.watches),
                "instead_of": p.person if asked not in ("", p.person) else "",
                "shortage": would_wait(seen[p.stage]) if p.stage in seen else "",
            }
        )
    return rows


def _why(slot: Slot) -> str:
    reasons = [*filter(None, (slot.why, *slot.also)), *([f"asked because {slot.doubt}"] if slot.doubt else [])]
    return "; ".join(reasons)


def _tell_identity(settings: Settings, key: str, facts: tuple[Fact, ...]) -> None:
    from daemon.application import sender_policy

    policy, doubt = sender_policy.with_doubt(settings, key, facts)
    if doubt:
        click.echo(f"identity: {policy}, because {doubt}", err=True)


@click.command()
@click.argument("number", required=False)
@click.option("--all", "everything", is_flag=True, help="Every contract under way; only with --dry-run.")
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@click.pass_obj
def reroute(
    invocation: Invocation, number: str | None, everything: bool, dry_run: bool, yes: bool, as_json: bool
) -> None:
    """Move a contract under way to the route that the configuration has for it now, and show the difference."""
    if everything == bool(number):
        raise click.UsageError("give either a NUMBER or --all")
    if everything and not dry_run:
        raise click.UsageError("--all goes with --dry-run only: contracts are moved one by one, on purpose")
    settings = invocation.settings()
    with invocation.database().read() as connection:
        if number:
            contract = _contract(settings, connection, number)
            new, rules = _present(settings, contract, contract.facts), settings.contract_types[contract.type].route
            rows = [_row(contract, each) for each in _difference(contract, new) or _other_rules(contract, rules)]
        else:
            rows = list(_under_way(settings, connection))
    none = f"{number} is on its present route already" if number else "every contract under way is on its present route"
    _print_changes(rows, as_json=as_json, none=none)
    if number and rows and not dry_run:
        _move(invocation, number, new, rules, yes=yes, quiet=as_json)


def _move(invocation: Invocation, number: str, route: Route, rules: RouteRule, *, yes: bool, quiet: bool) -> None:
    from daemon.cli.common import operator
    from daemon.workflow.commands import Reroute

    if not yes:
        click.confirm(f"Move {number} to this route?", abort=True, err=True)
    execute_command(invocation, number, Reroute(route, operator(), rules), quiet=quiet)


def _past(settings: Settings, connection: Connection, key: str) -> Iterator[dict[str, Any]]:
    """Yield what would be otherwise for each contract of the type, by the values with which its route was made."""
    from daemon.application.admin.route_preview import facts_of_route
    from daemon.store import contract_queries, history

    for each in contract_queries.all_contracts(connection):
        if each.type == key:
            entries = [entry.event for entry in history.entries(connection, each.id)]
            contract = history.load(connection, each.id).contract
            yield from _changes(settings, contract, facts_of_route(entries))


def _under_way(settings: Settings, connection: Connection) -> Iterator[dict[str, Any]]:
    from daemon.store import contract_queries, history

    for each in contract_queries.contracts_under_way(connection):
        contract = history.load(connection, each.id).contract
        rows = _changes(settings, contract, contract.facts)
        if not rows:
            rows = [
                _row(contract, each) for each in _other_rules(contract, settings.contract_types[contract.type].route)
            ]
        yield from rows


def _changes(settings: Settings, contract: Contract, facts: tuple[Fact, ...]) -> list[dict[str, Any]]:
    """Rows for a contract; one that has no route any more is told as such and does not hold up the others."""
    try:
        new = _present(settings, contract, facts)
    except click.ClickException as error:
        return [_row(contract, None) | {"what": "no_route", "words": error.message}]
    return [_row(contract, each) for each in _difference(contract, new)]


def _present(settings: Settings, contract: Contract, facts: tuple[Fact, ...]) -> Route:
    from daemon.application.admin.route_preview import NoSuchType, present_route
    from daemon.workflow.route import NoRoute, NoSuchPerson

    try:
        return present_route(settings, contract, facts)
    except NoSuchType as error:
        raise click.ClickException(f"{contract.number}: {error}; put it back, or withdraw the contract") from error
    except NoRoute as error:
        raise click.ClickException(f"{contract.number}: nobody would be asked: {error}; mend the route") from error
    except NoSuchPerson as error:
        raise click.ClickException(
            f"{contract.number}: the route leads to nobody: {error}; mend the route or `people`"
        ) from error


def _difference(contract: Contract, new: Route) -> tuple[Difference, ...]:
    from daemon.workflow.decide.reroute import route_difference

    return route_difference(contract.route, new)


def _other_rules(contract: Contract, rules: RouteRule) -> tuple[Difference, ...]:
    """Return that a contract whose route stays as it is was routed by other rules: a next version goes by them."""
    from daemon.workflow.decide.reroute import Difference, DifferenceKind

    differ = contract.rules is not None and contract.rules != rules
    return (Difference(DifferenceKind.RULES),) if differ else ()


def _row(contract: Contract, difference: Difference | None) -> dict[str, Any]:
    from daemon.application.admin.route_preview import in_words

    row: dict[str, Any] = {"number": contract.number, "status": contract.status.value}
    row |= {name: (str(getattr(difference, name)) if difference else "") for name in _DIFFERENCE}
    return row | {"words": in_words(difference) if difference else ""}


def _contract(settings: Settings, connection: Connection, number: str) -> Contract:
    from daemon.store import history

    return history.load(connection, find_contract(settings, connection, number)).contract


def _print_changes(rows: list[dict[str, Any]], *, as_json: bool, none: str) -> None:
    if as_json:
        print_rows(rows, (), as_json=True)
    elif rows:
        print_rows(
            [{**row, "difference": row["words"]} for row in rows], ("number", "status", "difference"), as_json=False
        )
    else:
        click.echo(none)


COMMANDS = (explain_route, reroute)

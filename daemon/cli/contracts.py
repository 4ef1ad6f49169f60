"""Commands about contracts: where they stand and what has happened to them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from textwrap import shorten
from typing import TYPE_CHECKING, Any

import click

from daemon.cli.common import (
    Invocation,
    asking,
    cli_words,
    find_contract,
    json_option,
    known_type,
    person_named,
    print_rows,
    say,
    words_of_cli,
)
from daemon.cli.excerpt import Excerpt, excerpt_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from daemon.config import Settings
    from daemon.mail.compose.catalogue import Wording
    from daemon.store.contract_row import Ask, ContractRow
    from daemon.workflow.model import Contract

LIST_COLUMNS = ("late", "number", "summary", "status", "waiting_for", "due_at")
_CONDITION_COLUMNS = ("number", "condition", "set_by", "confirmed_by", "confirmed_at", "words", "objections")
_REPORT_COLUMNS = (
    *("name", "asked", "on_time", "answered_late", "waiting", "overdue"),
    *("on_time_share", "median_working_hours"),
)
_SUMMARY_SHOWN = 100  # characters: a list shows what a contract is about, `status` the whole of it
_LATE = "!"


@click.command("list")
@click.option("--all", "everything", is_flag=True, help="Also the finished ones.")
@click.option("--waiting-for", "person", help="Only what waits for this person: key, surname or address.")
@json_option
@click.pass_obj
def list_(invocation: Invocation, everything: bool, person: str | None, as_json: bool) -> None:
    """Contracts under way, and who each is waiting for; the nearest deadline first."""
    from daemon.store import contract_row

    house = invocation.excerpt()
    words = words_of_cli(house.language, house.timezone)
    key = person_named(house.people, person, words).key if person else None
    with asking(house.database) as ask:
        # as data, everything: a program filters for itself; for the eye, what is under way
        rows = contract_row.listed(ask, everything=everything or as_json)
        found = [each for each in rows if key is None or key in each.waiting_for]
        if not as_json and found:
            late = _print_contracts(house, words, found, ask)
    if as_json:
        print_rows([_row(each, house.timezone) for each in found], (), as_json=True)
    elif found:
        click.echo()
        say(words.say("list.total_late" if late else "list.total", total=len(found), late=late))
    else:
        who = house.people[key].name if key else ""
        say(words.say("list.empty_person" if key else f"list.empty{'_all' if everything else ''}", who=who))


@click.command()
@click.argument("words", nargs=-1, required=True)
@json_option
@click.pass_obj
def search(invocation: Invocation, words: tuple[str, ...], as_json: bool) -> None:
    """Contracts in which all WORDS occur: in number, name, values, people or remarks, any part, in any case."""
    from daemon.application.admin.contract_search import search_terms
    from daemon.store.contract_queries import EVERYTHING, ContractFilter, find

    settings, sought = invocation.settings(), " ".join(words)
    house = excerpt_of(settings)
    told = words_of_cli(house.language, house.timezone)
    with invocation.database().read() as connection:
        found = find(connection, ContractFilter(words=search_terms(settings, sought)), EVERYTHING)
        if found and not as_json:
            _print_contracts(house, told, found, connection.exec_driver_sql)
    if as_json:
        print_rows([_row(each, house.timezone) for each in found], (), as_json=True)
    elif not found:
        say(told.say("search.empty", words=sought))
    if not found:
        raise click.exceptions.Exit(1)


def _print_contracts(house: Excerpt, words: Wording, found: Iterable[ContractRow], ask: Ask) -> int:
    """Print contracts for people, the nearest deadline first; return how many of them are late."""
    from daemon.application.wording import house_words, moment
    from daemon.store import contract_row

    now, shared = datetime.now(UTC), house_words(house.language, house.timezone)
    far = datetime.max.replace(tzinfo=UTC)
    ordered = sorted(found, key=lambda each: (each.closed_at is not None, each.due_at or far, each.opened_at))
    names = _names(house, words, contract_row.names_waited_for(ask), contract_row.unreached(ask))
    rows = [
        {
            "late": _LATE if each.is_overdue(now) else "",
            "number": each.number,
            "summary": shorten(each.summary or each.name, _SUMMARY_SHOWN, placeholder="…"),
            "status": _status(words, shared, each),
            "waiting_for": words.say("list.closes") if each.closes_at else _waiting_for(each, names),
            "due_at": moment(shared, each.due_at, now) if each.due_at else "",
            "is_late": each.is_overdue(now),
        }
        for each in ordered
    ]
    print_rows(rows, LIST_COLUMNS, as_json=False, words=words)
    return sum(bool(row["is_late"]) for row in rows)


def _names(house: Excerpt, words: Wording, waited: Mapping[str, str], unreached: Collection[str]) -> dict[str, str]:
    """Return everybody by key as a list names them; of whom letters do not reach, it says so."""
    from daemon.mail.compose.russian_names import short

    names = {key: short(name) for key, name in waited.items()}
    for key, person in house.people.items():
        name = short(person.name)
        is_lost = person.email.lower() in unreached
        names[key] = words.say("list.unreached", who=name) if is_lost else name
    return names


def _waiting_for(each: ContractRow, names: Mapping[str, str]) -> str:
    return ", ".join(names.get(key, key) for key in each.waiting_for)


def _status(words: Wording, house: Wording, each: ContractRow) -> str:
    """Return the status, with the stage that is open and what it lacks."""
    said = house.table("statuses")[each.status]
    if each.stage:
        said = words.say("list.status", status=said, stage=each.stage_title or each.stage)
    return f"{said}; {words.say('list.short', shortage=each.shortage)}" if each.shortage else said


@click.command()
@click.argument("number")
@json_option
@click.pass_obj
def status(invocation: Invocation, number: str, as_json: bool) -> None:
    """Where a contract stands: every stage, every approver, every remark."""
    from daemon.application.admin.read_models import stage_rows
    from daemon.application.availability import unreached
    from daemon.application.letters import letter_settings
    from daemon.mail.compose.standing import standing
    from daemon.store import history

    settings = invocation.settings()
    zone = settings.organisation.timezone
    with invocation.database().read() as connection:
        contract = history.load(connection, find_contract(settings, connection, number)).contract
        marked = unreached(settings.directory, connection)
    if as_json:
        print_rows(stage_rows(contract, zone, marked), (), as_json=True)
        return
    now = datetime.now(UTC)
    words, where = cli_words(settings), standing(letter_settings(settings), contract, now, marked)
    say(contract.name)
    first = {"status": where.status.lower(), "round": contract.round, "version": contract.version.number}
    say(words.say("status.first", number=contract.number, **first))
    say(where.now)
    _print_besides(settings, words, contract, now)
    click.echo()
    rows = [
        {"late": each.mark, "stage": each.stage, "person": each.person, "state": each.state, "remarks": each.remarks}
        for each in where.places
    ]
    print_rows(rows, ("late", "stage", "person", "state", "remarks"), as_json=False, words=words)


def _print_besides(settings: Settings, words: Wording, contract: Contract, now: datetime) -> None:
    """Print who is late, what too few people means, the conditions of approvals, and comments."""
    from daemon.application.admin.read_models import late_waits
    from daemon.application.wording import attributed, house_words, moment
    from daemon.mail.compose.russian_names import short as short_name
    from daemon.workflow.attribution import answered

    house = house_words(settings.organisation.language, settings.organisation.timezone)
    for who, due_at in late_waits(contract, now):
        say(words.say("status.late", due=moment(house, due_at, now), who=attributed(house, who)))
    if short := contract.shortage:
        nobody = words.say("status.short_vacant", people=house.names(short.vacant)) if short.vacant else ""
        away = words.say("status.short_away", people=house.names(short.away)) if short.away else ""
        say(" ".join(filter(None, (nobody, away, words.say("status.short_cure", number=contract.number)))))
    for each in contract.standing_conditions:
        who = answered(contract, contract.request(each.requests[-1]), each.set_by)
        key = "status.condition_open" if each.is_open else "status.condition_met"
        by = short_name(each.confirmation.by) if each.confirmation else ""
        say(words.say(key, number=each.number, who=attributed(house, who), by=by, text=each.text))
    for comment in contract.comments:
        said = {"at": moment(house, comment.at, now), "who": house.name(comment.by), "text": comment.text}
        say(words.say("status.comment", **said))


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
        stored = histories.load(connection, find_contract(settings, connection, number))
    rows = condition_rows(stored.contract, settings.organisation.timezone)
    words = cli_words(settings)
    if not rows and not as_json:
        say(words.say("conditions.empty", number=number))
        return
    if as_json:
        print_rows(rows, (), as_json=True)
        return
    print_rows(_told_conditions(settings, stored.contract), _CONDITION_COLUMNS, as_json=False, words=words)


def _told_conditions(settings: Settings, contract: Contract) -> list[dict[str, Any]]:
    """Return the conditions as people read them."""
    from daemon.application.wording import attributed, house_words, moment
    from daemon.mail.compose.russian_names import short
    from daemon.workflow.attribution import answered

    house, now = house_words(settings.organisation.language, settings.organisation.timezone), datetime.now(UTC)
    return [
        {
            "number": each.number,
            "condition": each.text,
            "set_by": attributed(house, answered(contract, contract.request(each.requests[-1]), each.set_by)),
            "confirmed_by": short(each.confirmation.by) if each.confirmation else "",
            "confirmed_at": moment(house, each.confirmation.at, now) if each.confirmation else "",
            "words": each.confirmation.words if each.confirmation else "",
            "objections": "; ".join(objection.words for objection in each.objections),
        }
        for each in contract.standing_conditions
    ]


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
        id_ = find_contract(settings, connection, number)
        entries, contract = list(histories.entries(connection, id_)), histories.load(connection, id_).contract
    if as_json:
        rows: Iterable[dict[str, Any]] = (
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
        )
        print_rows(rows, (), as_json=True)
        return
    from daemon.application.admin.history_sentences import sentence
    from daemon.application.wording import house_words, moment

    words, now = house_words(settings.organisation.language, zone), datetime.now(UTC)
    told = [
        {
            "seq": each.seq,
            "at": moment(words, each.at, now),
            "what": sentence(each.event, contract, words, each.at),
        }
        for each in entries
    ]
    say(contract.name)
    print_rows(told, ("seq", "at", "what"), as_json=False, words=cli_words(settings))


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
    from daemon.mail.compose.russian_names import short
    from daemon.store.task_queries import FigureFilter
    from daemon.workflow.facts import FactType

    settings = invocation.settings()
    try:
        period = month_of(month, settings.organisation.timezone) if month else (None, None)
    except ValueError:
        raise click.UsageError(f'"{month}" is no month; give one such as "2026-11"') from None
    type_ = known_type(settings, type_) if type_ else ""
    wanted = FigureFilter(period[0], period[1], type_, kind or "")
    with invocation.database().read() as connection:
        rows = report_rows(connection, datetime.now(UTC), wanted)
    if as_json:
        print_rows(rows, (), as_json=True)
        return
    words = cli_words(settings)
    if not rows:
        say(words.say("report.empty"))
        return
    told = [
        {
            **row,
            "name": short(row["name"]),
            "answered_late": row["late"],
            "on_time_share": _percent(row["on_time_share"]),
            "median_working_hours": words.value(FactType.NUMBER, _rounded(row["median_working_hours"])),
            "is_late": row["overdue"],
        }
        for row in rows
    ]
    told.sort(key=lambda row: str(row["name"]).casefold())
    print_rows(told, _REPORT_COLUMNS, as_json=False, words=words)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _rounded(hours: float | None) -> str:
    return "" if hours is None else f"{hours:.1f}"


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
        "overdue": each.is_overdue(datetime.now(UTC)),
        "closes_at": each.closes_at.astimezone(zone) if each.closes_at else None,
        "opened_at": each.opened_at.astimezone(zone),
        "closed_at": each.closed_at.astimezone(zone) if each.closed_at else None,
        "shortage": each.shortage or None,
    }


COMMANDS = (list_, search, status, conditions, history, report)

"""Commands by which an administrator moves a contract: each goes into its history with who did it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from daemon.cli.common import Invocation, cli_words, find_contract, known_person, operator, say

if TYPE_CHECKING:
    from daemon.application.app_context import AppContext
    from daemon.store.database import Transaction
    from daemon.store.history import StoredContract
    from daemon.workflow.commands import Command
    from daemon.workflow.model import Contract, Duty, Request

_stage = click.option("--stage", help="Only in this stage (its key), for somebody who is asked more than once.")
_place = click.option("--place", help="Only in the place of this person, whom the route wants there.")


@click.command()
@click.argument("number")
@click.option("--reason", default="", help="Goes into the history and to everybody who took part.")
@click.pass_obj
def withdraw(invocation: Invocation, number: str, reason: str) -> None:
    """End a contract without a decision."""
    from daemon.workflow.commands import Withdraw

    execute_command(invocation, number, Withdraw(operator(), reason))


@click.command()
@click.argument("number")
@click.option("--reason", default="", help="Goes into the history and the letters.")
@click.pass_obj
def recall(invocation: Invocation, number: str, reason: str) -> None:
    """Take a contract back to correct it: its initiator gets the form, the next version keeps the number."""
    from daemon.workflow.commands import Recall

    execute_command(invocation, number, Recall(operator(), reason))


@click.command()
@click.argument("number")
@click.option("--reason", default="", help="Goes into the history and the letters.")
@click.pass_obj
def hold(invocation: Invocation, number: str, reason: str) -> None:
    """Stop the clock of a contract; its approvers are told."""
    from daemon.workflow.commands import Hold

    execute_command(invocation, number, Hold(operator(), reason))


@click.command()
@click.argument("number")
@click.pass_obj
def resume(invocation: Invocation, number: str) -> None:
    """Go on with a contract that is on hold; deadlines move by the working time that it stood still."""
    from daemon.workflow.commands import Resume

    execute_command(invocation, number, Resume(operator()))


@click.command()
@click.argument("number")
@click.option("--reason", default="", help="Goes into the history and the letters.")
@click.pass_obj
def reopen(invocation: Invocation, number: str, reason: str) -> None:
    """Begin a new round of a contract that was declined."""
    from daemon.workflow.commands import Reopen

    execute_command(invocation, number, Reopen(operator(), reason))


@click.command()
@click.argument("number")
@click.pass_obj
def remind(invocation: Invocation, number: str) -> None:
    """Send a reminder now to everybody the contract is waiting for."""
    from daemon.workflow.commands import Remind

    execute_command(invocation, number, Remind(operator()))


@click.command()
@click.argument("number")
@click.argument("conditions", nargs=-1, type=int)
@click.option("--words", default="", help="How it was met: goes into the history, and to the one who set it.")
@click.pass_obj
def confirm(invocation: Invocation, number: str, conditions: tuple[int, ...], words: str) -> None:
    """Say for the initiator that the conditions of approvals are met: these (by number), or every open one."""
    from daemon.workflow.commands import ConfirmCondition

    app = invocation.app()
    with app.database.transaction() as tx:
        stored = _load(app, tx, number)
        open_ = tuple(each.number for each in stored.contract.open_conditions)
        if not open_ and not conditions:
            raise _unfit(app, stored.contract, "no_conditions")
        for each in conditions or open_:
            stored = _do(app, tx, stored, ConfirmCondition(each, words, operator()))
    _say(app, stored.contract)


@click.command()
@click.argument("number")
@click.option("--from", "from_", required=True, help="Who was asked and has not answered: key, surname or address.")
@click.option("--to", required=True, help="Who is to be asked instead: key, surname or address.")
@_stage
@_place
@click.pass_obj
def reassign(invocation: Invocation, number: str, from_: str, to: str, stage: str | None, place: str | None) -> None:
    """Ask somebody else instead of a person who does not answer."""
    from daemon.workflow.commands import FillPlace, Reassign

    app = invocation.app()
    person = app.directory.people[known_person(app.settings, to)]
    with app.database.transaction() as tx:
        stored = _load(app, tx, number)
        asked, owner = _named(app, stored.contract, from_), _named(app, stored.contract, place)
        if asked and _is_vacant(stored.contract, asked):
            after = _do(app, tx, stored, FillPlace(asked, person, operator()))
        else:
            request = _only(app, stored.contract, _waited_for(app, stored.contract, asked, stage, owner))
            after = _do(app, tx, stored, Reassign(request.id, person, operator()))
    _say(app, after.contract)


@click.command("hand-over")
@click.argument("number")
@click.option("--to", required=True, help="Who is to be its initiator: key, surname or address.")
@click.pass_obj
def hand_over(invocation: Invocation, number: str, to: str) -> None:
    """Give a contract another initiator; the old and the new one are told."""
    from daemon.workflow.commands import HandOver

    settings = invocation.settings()
    person = settings.directory.people[known_person(settings, to)]
    execute_command(invocation, number, HandOver(person, operator()))


@click.command()
@click.argument("number")
@click.option("--until", type=click.DateTime(["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]), help='"2026-12-01 18:00".')
@click.option("--by", "more", help='So much more: "1 working day", "4 working hours", "2 days".')
@click.option("--person", help="Only this person: key, surname or address; else everybody who is waited for.")
@_stage
@_place
@click.pass_obj
def extend(
    invocation: Invocation,
    number: str,
    until: datetime | None,
    more: str | None,
    person: str | None,
    stage: str | None,
    place: str | None,
) -> None:
    """Give the people who are waited for more time; somebody who is asked twice, both times; the initiator, too."""
    from daemon.workflow.commands import MoveDeadline, MoveDutyDeadline
    from daemon.workflow.model import Request

    if (until is None) == (more is None):
        raise click.UsageError('give either --until "2026-12-01 18:00" or --by "1 working day"')
    app = invocation.app()
    with app.database.transaction() as tx:
        stored = _load(app, tx, number)
        whose, owner = _named(app, stored.contract, person), _named(app, stored.contract, place)
        for each in _whose_time(app, stored.contract, whose, stage, owner):
            if isinstance(each, Request):
                due_at = _later(app, each.assignee.key, each.due_at, until, more)
                order: Command = MoveDeadline(each.id, due_at, operator())
            else:
                due_at = _later(app, stored.contract.acting.key, each.due_at, until, more)
                order = MoveDutyDeadline(each.kind, each.request, due_at, operator())
            stored = _do(app, tx, stored, order)
    _say(app, stored.contract)


def _named(app: AppContext, contract: Contract, written: str | None) -> str | None:
    """Return the key of somebody whom an option names; they may have left since the contract was registered."""
    if written is None:
        return None
    places = (each.person for stage in contract.route.stages for each in stage.approvers)
    return known_person(app.settings, written, (*places, *contract.participants()))


def _whose_time(
    app: AppContext, contract: Contract, person: str | None, stage: str | None, place: str | None
) -> list[Duty | Request]:
    """Return what the time is moved of: requests that wait, and where one waits for its question, the initiator's time.

    Raises ClickException when nobody is waited for.
    """
    initiator = {None, contract.acting.key, contract.initiator.key}
    duties = [each for each in contract.duties if each.due_at and person in initiator and not (stage or place)]
    asking = {each.request for each in duties}
    others = (each for each in contract.requests if each.waits and person in (None, each.assignee.key))
    if duties and all(each.id in asking for each in others):
        return [*duties]
    return [*duties, *(each for each in _waited_for(app, contract, person, stage, place) if each.id not in asking)]


def _later(app: AppContext, person: str, due_at: datetime | None, until: datetime | None, more: str | None) -> datetime:
    from daemon.workflow.working_time import add, parse_duration

    if until is not None:
        return until.replace(tzinfo=app.settings.organisation.timezone)
    try:
        length = parse_duration(more or "")
    except ValueError as error:
        raise click.UsageError(f'--by "{more}": {error}') from error
    return add(app.directory.calendar_of(person), max(due_at or app.now(), app.now()), length)


def _is_vacant(contract: Contract, person: str) -> bool:
    """Return True if a place of the open stage is this person's, and nobody could be asked for it."""
    return contract.shortage is not None and any(each.key == person for each in contract.shortage.vacant)


def _waited_for(
    app: AppContext, contract: Contract, person: str | None, stage: str | None, place: str | None
) -> list[Request]:
    """Return the requests that wait, of one person or of all. Raises ClickException when there is none."""
    theirs = [each for each in contract.requests if each.waits and person in (None, each.assignee.key)]
    waiting = [each for each in theirs if stage in (None, each.stage) and place in (None, each.slot)]
    if theirs and not waiting:
        raise _unfit(app, contract, "elsewhere", places=_places(theirs))
    if not waiting and person:
        raise _unfit(app, contract, "not_waited_for", who=_name(app, person))
    if not waiting:
        raise _unfit(app, contract, "nobody_waited_for")
    return waiting


def _only(app: AppContext, contract: Contract, requests: list[Request]) -> Request:
    """Return the one request of these. Raises UsageError with what to choose from when there are several."""
    if len(requests) > 1:
        who = _name(app, requests[0].assignee.key)
        raise click.UsageError(_unfit(app, contract, "several_places", who=who, places=_places(requests)).message)
    return requests[0]


def _name(app: AppContext, key: str) -> str:
    """Return a person's name; the key of one who is not in the directory."""
    person = app.directory.people.get(key)
    return person.name if person else key


def _unfit(app: AppContext, contract: Contract, key: str, **values: object) -> click.ClickException:
    """Return why an order does not fit where the contract stands, in the language of the house."""
    from daemon.mail.compose.order_refusals import unfit_order

    return click.ClickException(unfit_order(app.letters.letter_settings, contract, app.now(), key, **values))


def _places(requests: list[Request]) -> str:
    return ", ".join(f"{each.assignee.name} (--stage {each.stage} --place {each.slot})" for each in requests)


def execute_command(invocation: Invocation, number: str, command: Command, *, quiet: bool = False) -> None:
    """Do what a command says and print where the contract stands then, unless data is printed."""
    app = invocation.app()
    with app.database.transaction() as tx:
        after = _do(app, tx, _load(app, tx, number), command)
    if not quiet:
        _say(app, after.contract)


def _load(app: AppContext, tx: Transaction, number: str) -> StoredContract:
    from daemon.store import history

    return history.load(tx.connection, find_contract(app.settings, tx.connection, number), lock=True)


def _do(app: AppContext, tx: Transaction, stored: StoredContract, command: Command) -> StoredContract:
    """Raise ClickException with what to do when the core refuses; the transaction is rolled back then."""
    from daemon.application.execute import execute as do
    from daemon.mail.compose.order_refusals import order_refused
    from daemon.store.cause import Cause
    from daemon.workflow.refusal import Refused

    try:
        return do(app, tx, stored, command, Cause.of_operator(operator()), app.now())
    except Refused as refused:
        said = order_refused(app.letters.letter_settings, stored.contract, app.now(), refused)
        raise click.ClickException(said) from refused


def _say(app: AppContext, contract: Contract) -> None:
    """Print where the contract stands now, in the words of letters."""
    from daemon.mail.compose.standing import standing

    where = standing(app.letters.letter_settings, contract, app.now())
    words = cli_words(app.settings)
    say(words.say("done", number=contract.number, status=where.status.lower(), now=where.now))


COMMANDS = (withdraw, recall, hold, resume, reopen, remind, confirm, reassign, hand_over, extend)

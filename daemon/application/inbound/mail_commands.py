"""Orders about a contract by those who may give them: status, withdraw, recall, hold, resume, remind, ..."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from daemon.application.inbound import attachments, initiator_orders, person_lookup, who_may
from daemon.application.inbound.incoming_files import handed_in
from daemon.application.inbound.mail_context import MailContext, asked_back, by_whom, execute_order, executed, reply
from daemon.application.inbound.outcome import Outcome, OutcomeKind, outcome
from daemon.mail.compose import reply_letters
from daemon.mail.interpret.date_parser import read_day, read_span
from daemon.mail.interpret.delegation import Replacement
from daemon.store.history import StoredContract
from daemon.workflow import commands as c
from daemon.workflow import working_time
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Duty, DutyKind, Participant, Request, Status
from daemon.workflow.refusal import Reason, Refused
from daemon.workflow.working_time import Calendar

_SEARCH_DAYS = 31  # whoever does not work for a month has no end of work that a deadline could be moved to


def command(context: MailContext, what: str) -> Outcome:
    """Do what an order says. Raises Refused; nothing is left then of what it ordered."""
    if what == "status":
        return _status(context)
    with context.tx.savepoint():
        match what:
            case "remind":
                who_may.check_may_hurry(context)
                return _remind(context)
            case "extend":
                who_may.check_may_hurry(context)
                return _extend(context, context.interpretation.reading.until)
            case "withdraw":
                who_may.check_may_withdraw(context)
                return _steer(context, what)
            case _:
                who_may.check_may_steer(context)
                return _steer(context, what)


def hand_over(context: MailContext, order: Replacement) -> Outcome:
    """Ask somebody else than the one who was asked, on the word of those who may hurry. Raises Refused."""
    with context.tx.savepoint():
        who_may.check_may_hurry(context)
        return _hand_over(context, order)


def _status(context: MailContext) -> Outcome:
    """Tell where the contract stands whose letter is answered: who got that has seen in it where it stood."""
    reply(context, LetterKind.STATUS, context.own_request, reply_letters.status)
    return outcome(OutcomeKind.TOLD, what="status")


def _steer(context: MailContext, what: str) -> Outcome:
    by, reason = by_whom(context), context.interpretation.reading.remarks
    match what:
        case "withdraw":
            withdraw = c.Withdraw(by, reason, context.mail.sha256)
            _done(context, what, stored=execute_order(context, withdraw))
            return executed(withdraw)
        case "recall":
            return _recall(context, c.Recall(by, reason, context.mail.sha256))
        case "recall_or_withdraw":
            reply(context, LetterKind.ASK_BACK, None, partial(reply_letters.ask_back, what="recall_which", values={}))
            return asked_back("to recall or to withdraw")
        case "hold":
            return _tell_unless_initiator(context, c.Hold(by, reason), what)
        case "resume":
            return _tell_unless_initiator(context, c.Resume(by), what)
        case _:
            _done(context, "unknown")
            return asked_back("what is ordered")


def _recall(context: MailContext, order: c.Recall) -> Outcome:
    """Take the contract back to be corrected, on its initiator's word, with the corrected form that came along.

    Raises Refused with what to do instead.
    """
    try:
        did = _tell_unless_initiator(context, order, "recall")
    except Refused as refused:
        instead = f"recall_{context.contract.status.value}"
        why = person_lookup.why_not(context, instead, number=context.contract.number)
        raise Refused(Reason.NOT_ALLOWED, why) from refused
    attachments.take_corrected(context.tx, handed_in(context), context.now)
    return did


def _tell_unless_initiator(context: MailContext, order: c.Command, what: str) -> Outcome:
    """Execute an order and confirm it, unless to the initiator, who gets the letter that everybody concerned gets."""
    after = execute_order(context, order)
    if context.writer.key != context.contract.acting.key:
        _done(context, what, stored=after)
    return executed(order)


def _remind(context: MailContext) -> Outcome:
    waiting = context.contract.waiting_for()
    if not waiting:
        return _done(context, "remind_nobody")
    order = c.Remind(context.writer.name)
    after = execute_order(context, order)
    words = context.app.letters.letter_settings.wording(context.me.language)
    _done(context, "remind", {"people": words.names(waiting)}, after)
    return executed(order)


@dataclass(frozen=True, slots=True)
class _Target:
    """Whose time an order is about: that of who was asked, or the initiator's for `duty`."""

    person: Participant
    due_at: datetime
    request: Request | None = None
    duty: Duty | None = None


def _targets(context: MailContext) -> tuple[Request, ...]:
    """Return the request that the letter was about, if it still waits, else all that wait; never the writer's own.

    Only who steers the contract may be asked about it as well.
    """
    request = context.answered_request
    if request and request.waits:
        return (request,)
    steers = context.app.may_steer(context.writer, context.contract)
    waiting = (each for each in context.contract.open_requests() if each.waits)
    return tuple(each for each in waiting if steers or each.assignee.key != context.writer.key)


def _whose_time(context: MailContext) -> list[_Target]:
    """Return who is waited for because of the letter's request, else everybody: for a question the initiator."""
    contract = context.contract
    duty = contract.duty(DutyKind.REWORK) or contract.duty(DutyKind.CONDITIONS)
    owed_now = [_Target(contract.acting, duty.due_at, duty=duty)] if duty and duty.due_at else []
    found: list[_Target] = []
    for request in _targets(context) if contract.status is Status.IN_APPROVAL else ():
        owed = contract.duty(DutyKind.ANSWER, request.id)
        if owed and owed.due_at:
            owed_now.append(_Target(contract.acting, owed.due_at, duty=owed))
        else:
            found.append(_Target(request.assignee, request.due_at, request))
    # who may not move the initiator's time is refused only where nothing else is to be moved
    return [*owed_now, *found] if not found or who_may.give_initiator_time(context) else found


def _extend(context: MailContext, until: str) -> Outcome:
    words = context.app.letters.letter_settings.wording(context.me.language)
    targets = _whose_time(context)
    if not targets:
        return _done(context, "remind_nobody")
    deadlines = [_new_deadline(context, each, until) for each in targets]
    after = context.about
    for target, due_at in zip(targets, deadlines, strict=True):
        if due_at is None:
            return _which_day(context)
        if due_at <= context.now:
            raise Refused(Reason.IN_THE_PAST, words.when(due_at))
        after = _give_time(context, target, due_at, after)
    told_anyway = context.writer.key == context.contract.acting.key and after.seq != context.about.seq
    if not told_anyway:
        due = after.contract.due_at() if len(targets) == 1 else max(each for each in deadlines if each)
        values = {"people": words.names([each.person for each in targets]), "due": words.when(due or context.now)}
        _done(context, "extend", values, after)
    return outcome(OutcomeKind.EXECUTED, command=c.MoveDeadline.__name__)


def _give_time(context: MailContext, target: _Target, due_at: datetime, stored: StoredContract) -> StoredContract:
    if target.duty:
        return initiator_orders.extend(context, target.duty, due_at, stored)
    if target.request is None:
        return stored
    return execute_order(context, c.MoveDeadline(target.request.id, due_at, context.writer.name), stored)


def _which_day(context: MailContext) -> Outcome:
    words = context.app.letters.letter_settings.wording(context.me.language)
    example = words.short_day(context.today + timedelta(days=7 - context.today.weekday()))
    ask = partial(reply_letters.ask_back, what="day", values={"example": example})
    reply(context, LetterKind.ASK_BACK, None, ask)
    return asked_back("until which day")


def _new_deadline(context: MailContext, target: _Target, until: str) -> datetime | None:
    """Return the end of that day's work, or the next working day's, or so much later; None: it is not understood."""
    calendar = context.app.directory.calendar_of(target.person.key)
    if span := read_span(until):
        return working_time.add(calendar, max(context.now, target.due_at), span)
    day = read_day(until, context.today)
    return _end_of_work(calendar, day) if day else None


def _end_of_work(calendar: Calendar, day: date) -> datetime:
    for offset in range(_SEARCH_DAYS):
        if worked := working_time.spans(calendar, day + timedelta(days=offset)):
            return worked[-1][1]
    raise Refused(Reason.NOT_ALLOWED, f"{day:%d.%m.%Y}")


def _hand_over(context: MailContext, order: Replacement) -> Outcome:
    words = context.app.letters.letter_settings.wording(context.me.language)
    targets = _targets(context)
    if order.instead_of:
        keys = {each.key for each in context.app.find_by_surname(order.instead_of)}
        targets = tuple(each for each in context.contract.open_requests() if each.waits and each.assignee.key in keys)
    if not targets:
        return _done(context, "remind_nobody")
    if len(targets) > 1:
        values = {"who": order.to, "example": words.name(targets[0].assignee)}
        reply(context, LetterKind.ASK_BACK, None, partial(reply_letters.ask_back, what="whose", values=values))
        return asked_back("instead of whom")
    found = person_lookup.meant(context, order.to)
    if found is None:
        return asked_back("to whom")
    person_lookup.check_may_take(context, targets[0], found)
    reassign = c.Reassign(targets[0].id, found, context.writer.name)
    after = execute_order(context, reassign)
    heir = after.contract.requests[-1]
    values = {
        "from_": words.name(targets[0].assignee),
        "heir": words.name(heir.assignee),
        "due": words.when(heir.due_at),
    }
    _done(context, "hand_over", values, after)
    return executed(reassign)


def _done(
    context: MailContext,
    what: str,
    values: Mapping[str, object] | None = None,
    stored: StoredContract | None = None,
) -> Outcome:
    """Tell the writer what came of an order, by a text of the catalogue's `done`."""
    compose = partial(reply_letters.done, what=what, values=values or {})
    reply(context, LetterKind.DONE, None, compose, stored)
    return outcome(OutcomeKind.TOLD, what=what)

"""Orders about a contract by those who may give them: status, withdraw, hold, resume, remind, hand over, more time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from daemon.application.inbound import person_lookup
from daemon.application.inbound.mail_context import MailContext, execute_order, reply
from daemon.mail.compose import reply_letters
from daemon.mail.compose.layout import Composed
from daemon.mail.compose.letter_context import LetterContext
from daemon.mail.interpret.date_parser import read_day, read_span
from daemon.mail.interpret.delegation import HandOver
from daemon.workflow import commands as c
from daemon.workflow import working_time
from daemon.workflow.model import Request
from daemon.workflow.refusal import Reason, Refused
from daemon.workflow.working_time import Calendar

_TOLD = frozenset({"escalation", "unreachable"})  # letters that say what can be done about somebody who is silent


def command(context: MailContext, what: str) -> str:
    """Carry out a command. Raises Refused."""
    match what:
        case "status":
            return _status(context)
        case "remind":
            _check_may_hurry(context)
            return _remind(context)
        case "extend":
            _check_may_hurry(context)
            return _extend(context, context.interpretation.reading.until)
    _check_may_steer(context)
    reason = context.interpretation.reading.remarks
    match what:
        case "withdraw":
            did = execute_order(context, c.Withdraw(context.writer.name, reason, context.mail.sha256))
            _done(context, "withdraw")
            return did
        case "hold":
            return _tell_unless_initiator(context, execute_order(context, c.Hold(context.writer.name, reason)), "hold")
        case "resume":
            return _tell_unless_initiator(context, execute_order(context, c.Resume(context.writer.name)), "resume")
        case _:
            _done(context, "unknown")
            return f"unknown command {what}; asked back"


def _status(context: MailContext) -> str:
    if not context.app.may_see(context.writer, context.contract):
        raise Refused(Reason.NOT_ALLOWED, person_lookup.why_not(context, "seeing"))
    number = context.correlation.request if context.correlation else 0
    mine = number if number and context.request(number).asked.key == context.writer.key else 0
    reply(context, "status", mine, reply_letters.status)
    return "status sent"


def hand_over(context: MailContext, order: HandOver) -> str:
    """Ask somebody else than the one who was asked, on the word of those who may hurry. Raises Refused."""
    _check_may_hurry(context)
    return _hand_over(context, order)


def may_hurry(context: MailContext) -> bool:
    """The initiator, the administrators, and whoever was told that an answer is missing."""
    if context.app.may_steer(context.writer, context.contract):
        return True
    correlation = context.correlation
    if correlation is None or not correlation.request or correlation.letter_kind not in _TOLD:
        return False
    if not context.is_in_answer:  # forwarded: a colleague was not told by us
        return False
    return context.request(correlation.request).asked.key != context.writer.key


def _check_may_steer(context: MailContext) -> None:
    if not context.app.may_steer(context.writer, context.contract):
        raise Refused(Reason.NOT_ALLOWED, _only_steering(context))
    person_lookup.check_proved(context)


def _check_may_hurry(context: MailContext) -> None:
    if not may_hurry(context):
        raise Refused(Reason.NOT_ALLOWED, _only_steering(context))
    person_lookup.check_proved(context)


def _only_steering(context: MailContext) -> str:
    words = context.app.letters.letter_settings.wording(context.me.language)
    return person_lookup.why_not(context, "steering", initiator=words.name(context.contract.initiator))


def _remind(context: MailContext) -> str:
    waiting = context.contract.waiting_for()
    if not waiting:
        return _done(context, "remind_nobody")
    did = execute_order(context, c.Remind(context.writer.name))
    words = context.app.letters.letter_settings.wording(context.me.language)
    _done(context, "remind", {"people": words.names(waiting)})
    return did


def _targets(context: MailContext) -> tuple[Request, ...]:
    """The request that the letter was about, if it still waits, else all that wait."""
    correlation = context.correlation
    if correlation and correlation.request and context.request(correlation.request).waits:
        return (context.request(correlation.request),)
    return tuple(each for each in context.contract.open_requests() if each.waits)


def _extend(context: MailContext, until: str) -> str:
    words = context.app.letters.letter_settings.wording(context.me.language)
    targets = _targets(context)
    deadlines = [(each, _new_deadline(context, each, until)) for each in targets]
    for request, due_at in deadlines:
        if due_at is None:
            return _which_day(context)
        if due_at <= context.now:
            raise Refused(Reason.IN_THE_PAST, words.when(due_at))
        execute_order(context, c.MoveDeadline(request.id, due_at, context.writer.name))
    moved = [context.request(each.id) for each in targets]
    if not moved:
        return _done(context, "remind_nobody")
    if context.writer.key != context.contract.initiator.key:  # who gets the letter about it anyway
        due = words.when(max(each.due_at for each in moved))
        _done(context, "extend", {"people": words.names([each.asked for each in moved]), "due": due})
    return "MoveDeadline"


def _which_day(context: MailContext) -> str:
    words = context.app.letters.letter_settings.wording(context.me.language)
    example = words.short_day(context.today + timedelta(days=7 - context.today.weekday()))
    reply(context, "ask_back", 0, lambda letter: reply_letters.ask_back(letter, "day", {"example": example}))
    return "until which day; asked back"


def _new_deadline(context: MailContext, request: Request, until: str) -> datetime | None:
    """The end of that day's work, or of the next working day's; or so much later. None: the day is not understood."""
    calendar = context.app.directory.calendar_of(request.asked.key)
    if span := read_span(until):
        return working_time.add(calendar, max(context.now, request.due_at), span)
    day = read_day(until, context.today)
    return _end_of_work(calendar, day) if day else None


def _end_of_work(calendar: Calendar, day: date) -> datetime:
    for offset in range(31):
        if worked := working_time.spans(calendar, day + timedelta(days=offset)):
            return worked[-1][1]
    raise Refused(Reason.NOT_ALLOWED, f"{day:%d.%m.%Y}")


def _hand_over(context: MailContext, order: HandOver) -> str:
    words = context.app.letters.letter_settings.wording(context.me.language)
    targets = _targets(context)
    if order.instead_of:
        named = {each.key for each in context.app.find_by_surname(order.instead_of)}
        targets = tuple(each for each in context.contract.open_requests() if each.waits and each.asked.key in named)
    if not targets:
        return _done(context, "remind_nobody")
    if len(targets) > 1:
        values = {"who": order.to, "example": words.name(targets[0].asked)}
        reply(context, "ask_back", 0, lambda letter: reply_letters.ask_back(letter, "whose", values))
        return "instead of whom; asked back"
    found = person_lookup.meant(context, order.to)
    if found is None:
        return "to whom; asked back"
    person_lookup.check_may_take(context, targets[0], found)
    execute_order(context, c.Reassign(targets[0].id, found, context.writer.name))
    heir = context.contract.requests[-1]
    values = {"from_": words.name(targets[0].asked), "heir": words.name(heir.asked), "due": words.when(heir.due_at)}
    _done(context, "hand_over", values)
    return "Reassign"


def _tell_unless_initiator(context: MailContext, did: str, what: str) -> str:
    """The initiator gets the letter that everybody concerned gets."""
    if context.writer.key != context.contract.initiator.key:
        _done(context, what)
    return did


def _done(context: MailContext, what: str, values: Mapping[str, object] | None = None) -> str:
    def compose(letter: LetterContext) -> Composed:
        return reply_letters.done(letter, what, values or {})

    reply(context, "done", 0, compose)
    return what

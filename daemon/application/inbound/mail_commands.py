"""Orders about a contract by those who may give them: status, withdraw, hold, resume, remind, hand over, more time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from daemon.application.inbound import person_lookup
from daemon.application.inbound.mail_context import Case, carry_out, reply
from daemon.mail.compose import reply_letters
from daemon.mail.compose.layout import Composed
from daemon.mail.compose.letter_context import Letter
from daemon.mail.interpret.date_parser import read_day, read_span
from daemon.mail.interpret.delegation import HandOver
from daemon.workflow import commands as c
from daemon.workflow import working_time
from daemon.workflow.model import Request
from daemon.workflow.refusal import Reason, Refused
from daemon.workflow.working_time import Calendar

_TOLD = frozenset({"escalation", "unreachable"})  # letters that say what can be done about somebody who is silent


def command(case: Case, what: str) -> str:
    """Carry out a command. Raises Refused."""
    match what:
        case "status":
            return _status(case)
        case "remind":
            _check_may_hurry(case)
            return _remind(case)
        case "extend":
            _check_may_hurry(case)
            return _extend(case, case.judged.reading.until)
    _check_may_steer(case)
    reason = case.judged.reading.remarks
    match what:
        case "withdraw":
            did = carry_out(case, c.Withdraw(case.writer.name, reason, case.mail.sha256))
            _done(case, "withdraw")
            return did
        case "hold":
            return _tell_unless_initiator(case, carry_out(case, c.Hold(case.writer.name, reason)), "hold")
        case "resume":
            return _tell_unless_initiator(case, carry_out(case, c.Resume(case.writer.name)), "resume")
        case _:
            _done(case, "unknown")
            return f"unknown command {what}; asked back"


def _status(case: Case) -> str:
    if not case.office.may_see(case.writer, case.contract):
        raise Refused(Reason.NOT_ALLOWED, person_lookup.why_not(case, "seeing"))
    number = case.bound.request if case.bound else 0
    mine = number if number and case.request(number).asked.key == case.writer.key else 0
    reply(case, "status", mine, reply_letters.status)
    return "status sent"


def hand_over(case: Case, order: HandOver) -> str:
    """Ask somebody else than the one who was asked, on the word of those who may hurry. Raises Refused."""
    _check_may_hurry(case)
    return _hand_over(case, order)


def may_hurry(case: Case) -> bool:
    """The initiator, the administrators, and whoever was told that an answer is missing."""
    if case.office.may_steer(case.writer, case.contract):
        return True
    bound = case.bound
    if bound is None or not bound.request or bound.letter_kind not in _TOLD:
        return False
    if not case.is_in_answer:  # forwarded: a colleague was not told by us
        return False
    return case.request(bound.request).asked.key != case.writer.key


def _check_may_steer(case: Case) -> None:
    if not case.office.may_steer(case.writer, case.contract):
        raise Refused(Reason.NOT_ALLOWED, _only_steering(case))
    person_lookup.check_proved(case)


def _check_may_hurry(case: Case) -> None:
    if not may_hurry(case):
        raise Refused(Reason.NOT_ALLOWED, _only_steering(case))
    person_lookup.check_proved(case)


def _only_steering(case: Case) -> str:
    words = case.office.correspondence.house.wording(case.me.language)
    return person_lookup.why_not(case, "steering", initiator=words.name(case.contract.initiator))


def _remind(case: Case) -> str:
    waiting = case.contract.waiting_for()
    if not waiting:
        return _done(case, "remind_nobody")
    did = carry_out(case, c.Remind(case.writer.name))
    words = case.office.correspondence.house.wording(case.me.language)
    _done(case, "remind", {"people": words.names(waiting)})
    return did


def _targets(case: Case) -> tuple[Request, ...]:
    """The request that the letter was about, if it still waits, else all that wait."""
    bound = case.bound
    if bound and bound.request and case.request(bound.request).waits:
        return (case.request(bound.request),)
    return tuple(each for each in case.contract.open_requests() if each.waits)


def _extend(case: Case, until: str) -> str:
    words = case.office.correspondence.house.wording(case.me.language)
    targets = _targets(case)
    deadlines = [(each, _new_deadline(case, each, until)) for each in targets]
    for request, due_at in deadlines:
        if due_at is None:
            return _which_day(case)
        if due_at <= case.now:
            raise Refused(Reason.IN_THE_PAST, words.when(due_at))
        carry_out(case, c.MoveDeadline(request.id, due_at, case.writer.name))
    moved = [case.request(each.id) for each in targets]
    if not moved:
        return _done(case, "remind_nobody")
    if case.writer.key != case.contract.initiator.key:  # who gets the letter about it anyway
        due = words.when(max(each.due_at for each in moved))
        _done(case, "extend", {"people": words.names([each.asked for each in moved]), "due": due})
    return "MoveDeadline"


def _which_day(case: Case) -> str:
    words = case.office.correspondence.house.wording(case.me.language)
    example = words.short_day(case.today + timedelta(days=7 - case.today.weekday()))
    reply(case, "ask_back", 0, lambda letter: reply_letters.ask_back(letter, "day", {"example": example}))
    return "until which day; asked back"


def _new_deadline(case: Case, request: Request, until: str) -> datetime | None:
    """The end of that day's work, or of the next working day's; or so much later. None: the day is not understood."""
    calendar = case.office.directory.calendar_of(request.asked.key)
    if span := read_span(until):
        return working_time.add(calendar, max(case.now, request.due_at), span)
    day = read_day(until, case.today)
    return _end_of_work(calendar, day) if day else None


def _end_of_work(calendar: Calendar, day: date) -> datetime:
    for offset in range(31):
        if worked := working_time.spans(calendar, day + timedelta(days=offset)):
            return worked[-1][1]
    raise Refused(Reason.NOT_ALLOWED, f"{day:%d.%m.%Y}")


def _hand_over(case: Case, order: HandOver) -> str:
    words = case.office.correspondence.house.wording(case.me.language)
    targets = _targets(case)
    if order.instead_of:
        named = {each.key for each in case.office.find_by_surname(order.instead_of)}
        targets = tuple(each for each in case.contract.open_requests() if each.waits and each.asked.key in named)
    if not targets:
        return _done(case, "remind_nobody")
    if len(targets) > 1:
        values = {"who": order.to, "example": words.name(targets[0].asked)}
        reply(case, "ask_back", 0, lambda letter: reply_letters.ask_back(letter, "whose", values))
        return "instead of whom; asked back"
    found = person_lookup.meant(case, order.to)
    if found is None:
        return "to whom; asked back"
    person_lookup.check_may_take(case, targets[0], found)
    carry_out(case, c.Reassign(targets[0].id, found, case.writer.name))
    heir = case.contract.requests[-1]
    values = {"from_": words.name(targets[0].asked), "heir": words.name(heir.asked), "due": words.when(heir.due_at)}
    _done(case, "hand_over", values)
    return "Reassign"


def _tell_unless_initiator(case: Case, did: str, what: str) -> str:
    """The initiator gets the letter that everybody concerned gets."""
    if case.writer.key != case.contract.initiator.key:
        _done(case, what)
    return did


def _done(case: Case, what: str, values: Mapping[str, object] | None = None) -> str:
    def compose(letter: Letter) -> Composed:
        return reply_letters.done(letter, what, values or {})

    reply(case, "done", 0, compose)
    return what

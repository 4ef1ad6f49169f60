"""How long somebody had a request or a duty until they answered: recorded with the answer.

It is counted in the working time of the one who had it; a question, a hold and an answer that was taken back stop the
clock. Recorded, since a calendar of later may differ: history is read without the configuration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from daemon.workflow import events as e
from daemon.workflow.model import Contract, DutyKind, Participant, Pause, Request
from daemon.workflow.working_time import Calendar, between

_MINUTE = timedelta(minutes=1)
_Calendars = Callable[[Participant], Calendar]


def with_time_taken(contract: Contract, event: e.Event, now: datetime, calendar_of: _Calendars) -> e.Event:
    """Return the event with the working time that its answer took; any other as it is. `contract` is before it."""
    match event:
        case e.VerdictGiven(silent=False):
            request = contract.request(event.request)
            until = event.written_at or now
            pauses = [*_pauses(contract, until), *_own_pauses(request, until)]
            worked = _worked(calendar_of(request.assignee), request.opened_at, until, pauses)
            return replace(event, worked=worked)
        case e.VersionSubmitted():
            return _of_duty(contract, event, DutyKind.REWORK, 0, now, calendar_of)
        case e.QuestionAnswered() if event.text:
            return _of_duty(contract, event, DutyKind.ANSWER, event.request, event.written_at or now, calendar_of)
        case e.ConditionConfirmed(by_giver=False):
            return _of_duty(contract, event, DutyKind.CONDITIONS, 0, event.written_at or now, calendar_of)
        case _:
            return event


def _of_duty(
    contract: Contract,
    event: e.VersionSubmitted | e.QuestionAnswered | e.ConditionConfirmed,
    kind: DutyKind,
    request: int,
    until: datetime,
    calendar_of: _Calendars,
) -> e.Event:
    duty = contract.duty(kind, request)
    if duty is None:
        return event
    return replace(event, worked=_worked(calendar_of(duty.owner), duty.begun_at, until, _pauses(contract, until)))


def _pauses(contract: Contract, until: datetime) -> tuple[Pause, ...]:
    """Return when the contract was on hold, until then."""
    held = contract.held
    return (*contract.pauses, Pause(held.at, until)) if held else contract.pauses


def _own_pauses(request: Request, until: datetime) -> tuple[Pause, ...]:
    """Return when a request waited for an answer to its question, or for nothing: it was answered, and taken back."""
    questions = (Pause(each.at, each.answered_at or until) for each in request.questions)
    undone = (Pause(each.at, each.undone_at) for each in request.answers if each.undone_at)
    return (*questions, *undone)


def _worked(calendar: Calendar, since: datetime, until: datetime, pauses: Iterable[Pause]) -> int:
    """Return the minutes of working time between two moments, without pauses; those may overlap."""
    worked, at = timedelta(), since
    for pause in sorted(pauses, key=lambda each: each.start):
        worked += between(calendar, at, min(pause.start, until))
        at = max(at, pause.end)
    return (worked + between(calendar, at, until)) // _MINUTE

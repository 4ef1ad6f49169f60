"""What the clock will do to a request: reminders, the deadline, the escalation ladder."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from daemon.workflow.model import Contract, EscalationStep, Planned, PlannedKind, Reminder, Request, Stage, Status
from daemon.workflow.working_time import Calendar, add, after, between, subtract

_AT_DEADLINE = (Reminder(),)  # for a stage that says nothing of reminders: a deadline never passes in silence
_ORDER = {PlannedKind.DEADLINE: 0, PlannedKind.REMIND: 1, PlannedKind.ESCALATE: 2}


def reminders(stage: Stage) -> tuple[Reminder, ...]:
    return stage.remind or _AT_DEADLINE


def make_plan(
    stage: Stage, ladder: tuple[EscalationStep, ...], calendar: Calendar, now: datetime
) -> tuple[datetime, tuple[Planned, ...]]:
    """The deadline of a request opened now, and everything planned for it in order of time."""
    due_at = add(calendar, now, stage.deadline)
    plan = [Planned(due_at, PlannedKind.DEADLINE)]
    for step, reminder in enumerate(reminders(stage)):
        at = _reminder_at(reminder, calendar, due_at)
        if at > now:
            plan.append(Planned(at, PlannedKind.REMIND, step))
    for step, rung in enumerate(ladder):
        plan.append(Planned(add(calendar, due_at, rung.after), PlannedKind.ESCALATE, step))
    return due_at, _sorted(plan)


def due(request: Request, now: datetime) -> tuple[Planned, ...]:
    """What is to be done to a request now; nothing while it is answered, closed, or its question is not."""
    if not request.waits or request.question:
        return ()
    return tuple(each for each in request.plan if each.at <= now)


def rest(
    request: Request, done: tuple[Planned, ...], stage: Stage, calendar: Calendar, now: datetime
) -> tuple[Planned, ...]:
    """The plan after some steps of it were done; a repeated reminder comes again later than now: it never piles up."""
    plan = [each for each in request.plan if each not in done]
    for each in done:
        if each.kind is PlannedKind.REMIND and (every := reminders(stage)[each.step].every):
            at = each.at
            while at <= now:
                at = add(calendar, at, every)
            plan.append(replace(each, at=at))
    return _sorted(plan)


def moved(
    request: Request, calendar: Calendar, stopped: datetime, now: datetime
) -> tuple[datetime, tuple[Planned, ...]]:
    """Deadline and plan after the clock stood still from `stopped` to `now`; what lay before that stays."""

    def move(at: datetime) -> datetime:
        return after(calendar, now, between(calendar, stopped, at)) if at > stopped else at

    return move(request.due_at), _sorted([replace(each, at=move(each.at)) for each in request.plan])


def next_due(contract: Contract) -> datetime | None:
    """When the clock will next have something to do to this contract."""
    if contract.status is not Status.IN_APPROVAL:
        return None
    times = (p.at for r in contract.requests if r.waits and not r.question for p in r.plan)
    return min(times, default=None)


def _reminder_at(reminder: Reminder, calendar: Calendar, due_at: datetime) -> datetime:
    if reminder.before:
        return subtract(calendar, due_at, reminder.before)
    return add(calendar, due_at, reminder.every) if reminder.every else due_at


def _sorted(plan: list[Planned]) -> tuple[Planned, ...]:
    return tuple(sorted(plan, key=lambda each: (each.at, _ORDER[each.kind], each.step)))

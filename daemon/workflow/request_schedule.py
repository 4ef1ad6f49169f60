"""Plan what the clock will do to a request or a duty: reminders, the deadline, the escalation ladder.

Times leave this module in UTC, as history keeps them: in the hour that comes twice when clocks are set back, a time
with a zone equals no time of another zone, not even the same moment (PEP 495).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from daemon.workflow.duty import LADDER, DutyClock, DutyKind, time_for
from daemon.workflow.model import Contract, EscalationStep, Planned, PlannedKind, Reminder, Request, Status
from daemon.workflow.refusal import Reason, Refused
from daemon.workflow.working_time import Calendar, Duration, add, after, between, is_working, subtract

_AT_DEADLINE = (Reminder(),)  # for a stage that says nothing of reminders: a deadline never passes in silence
# At the same moment the deadline comes first: a stage that it closes needs no reminder and no escalation.
_ORDER = {PlannedKind.DEADLINE: 0, PlannedKind.REMIND: 1, PlannedKind.ESCALATE: 2}


class Terms(Protocol):
    """What a stage, or the policy for a duty, says of the time that somebody has."""

    @property
    def deadline(self) -> Duration: ...

    @property
    def remind(self) -> tuple[Reminder, ...]: ...


class Clocked(Protocol):
    """What has a deadline and a plan: a request, or a duty's clock."""

    @property
    def due_at(self) -> datetime: ...

    @property
    def plan(self) -> tuple[Planned, ...]: ...

    @property
    def escalation(self) -> tuple[EscalationStep, ...]: ...


def reminders(stage: Terms) -> tuple[Reminder, ...]:
    return stage.remind or _AT_DEADLINE


def plan_duty(
    contract: Contract, kind: DutyKind, calendar: Calendar, now: datetime
) -> tuple[datetime | None, tuple[Planned, ...]]:
    """Return deadline and plan of a duty that begins now; None and nothing if the contract's policies give none."""
    time = time_for(contract.route.policies, kind)
    return make_plan(DutyClock(time, now, ()), LADDER, calendar, now) if time else (None, ())


def make_plan(
    stage: Terms, ladder: tuple[EscalationStep, ...], calendar: Calendar, now: datetime
) -> tuple[datetime, tuple[Planned, ...]]:
    """Return the deadline of a request opened now, and everything planned for it in order of time."""
    due_at = add(calendar, now, stage.deadline).astimezone(UTC)
    return due_at, plan_for(stage, ladder, calendar, due_at, now)


def plan_for(
    stage: Terms, ladder: tuple[EscalationStep, ...], calendar: Calendar, due_at: datetime, now: datetime
) -> tuple[Planned, ...]:
    """Return the plan of a request with this deadline, in order of time, without reminders that are past already."""
    steps = [Planned(due_at, PlannedKind.DEADLINE)]
    steps += [Planned(due_at, PlannedKind.REMIND, step) for step, _ in enumerate(reminders(stage))]
    steps += [Planned(due_at, PlannedKind.ESCALATE, step) for step, _ in enumerate(ladder)]
    return _anchored(tuple(steps), stage, ladder, calendar, due_at, now)


def due_steps(request: Request, now: datetime) -> tuple[Planned, ...]:
    """Return what is due for a request now; empty if it is answered or closed, or while its question waits."""
    if not request.waits or request.question:
        return ()
    return tuple(each for each in request.plan if each.at <= now)


def remaining_plan(
    request: Clocked, done: tuple[Planned, ...], stage: Terms, calendar: Calendar, now: datetime
) -> tuple[Planned, ...]:
    """Return the plan without the steps that are done; a repeated reminder comes next after `now`: none pile up."""
    plan = [each for each in request.plan if each not in done]
    for each in done:
        if each.kind is PlannedKind.REMIND and (every := reminders(stage)[each.step].every):
            at = each.at
            while at <= now:
                at = add(calendar, at, every)
            plan.append(replace(each, at=at))
    return _sorted(plan)


def plan_after_pause(
    request: Clocked, stage: Terms, calendar: Calendar, stopped: datetime, now: datetime
) -> tuple[datetime, tuple[Planned, ...]]:
    """Return deadline and plan after the clock stood still from `stopped` to `now`; what lay before that stays.

    A deadline moves in its own unit, by working or by plain time, and what hangs on it follows it.
    """
    now = max(now, stopped)  # the machine's clock may have been set back
    if request.due_at > stopped:
        due_at = _later(request.due_at, calendar, stopped, now, working=stage.deadline.working).astimezone(UTC)
        return due_at, _anchored(request.plan, stage, request.escalation, calendar, due_at, now)
    plan = [
        replace(each, at=_later(each.at, calendar, stopped, now, working=_is_working(each, stage, request)))
        for each in request.plan
    ]
    return request.due_at, _sorted(plan)


def _later(at: datetime, calendar: Calendar, stopped: datetime, now: datetime, *, working: bool) -> datetime:
    if at <= stopped:
        return at
    if working:
        return after(calendar, now, between(calendar, stopped, at))
    return datetime.fromtimestamp(at.timestamp() + now.timestamp() - stopped.timestamp(), calendar.timezone)


def _is_working(planned: Planned, stage: Terms, request: Clocked) -> bool:
    if planned.kind is PlannedKind.ESCALATE:
        return request.escalation[planned.step].after.working
    if planned.kind is PlannedKind.REMIND:
        reminder = reminders(stage)[planned.step]
        unit = reminder.before or reminder.every
        return unit.working if unit else stage.deadline.working
    return stage.deadline.working


def _anchored(
    plan: tuple[Planned, ...],
    stage: Terms,
    ladder: tuple[EscalationStep, ...],
    calendar: Calendar,
    due_at: datetime,
    now: datetime,
) -> tuple[Planned, ...]:
    """Return these steps at the times that a deadline gives them, without reminders for which it is too late."""
    found = []
    for each in plan:
        match each.kind:
            case PlannedKind.DEADLINE:
                at = due_at
            case PlannedKind.ESCALATE:
                at = add(calendar, due_at, ladder[each.step].after)
            case PlannedKind.REMIND:
                at = _reminder_at(reminders(stage)[each.step], calendar, due_at)
                if at <= now:
                    continue
        found.append(replace(each, at=at))
    return _sorted(found)


def next_due(contract: Contract) -> datetime | None:
    """Return when something is next due for a contract; None if nothing is planned."""
    if contract.status is Status.ON_HOLD and contract.held:
        return contract.held.remind_at
    if contract.status not in (Status.IN_APPROVAL, Status.IN_REWORK):
        return None
    if contract.closes_at:
        return contract.closes_at
    if contract.objections_until:
        return contract.objections_until
    times = [p.at for r in contract.requests if r.waits and not r.question for p in r.plan]
    if contract.shortage and contract.shortage.again_at:
        times.append(contract.shortage.again_at)
    times += [p.at for duty in contract.duties if duty.clock for p in duty.clock.plan]
    return min(times, default=None)


def _reminder_at(reminder: Reminder, calendar: Calendar, due_at: datetime) -> datetime:
    if reminder.before:
        return subtract(calendar, due_at, reminder.before)
    return add(calendar, due_at, reminder.every) if reminder.every else due_at


def _sorted(plan: list[Planned]) -> tuple[Planned, ...]:
    in_utc = (replace(each, at=each.at.astimezone(UTC)) for each in plan)
    return tuple(sorted(in_utc, key=lambda each: (each.at, _ORDER[each.kind], each.step)))


def wanted_deadline(wanted: datetime, now: datetime, calendar: Calendar) -> datetime:
    """Return the deadline that somebody wants for a person, or the next moment in which that one works.

    Raises Refused for one that is over already.
    """
    if wanted <= now:
        raise Refused(Reason.IN_THE_PAST, wanted.isoformat(timespec="minutes"))
    due_at = wanted.astimezone(UTC)
    return due_at if is_working(calendar, due_at) else after(calendar, due_at, timedelta()).astimezone(UTC)

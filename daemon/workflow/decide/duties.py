"""Decide about what the initiator is to do: reminders, their manager, more time, another initiator."""

from __future__ import annotations

from datetime import datetime

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.decide.decision_context import DecisionContext
from daemon.workflow.duty import LADDER, Duty, DutyClock, MovedDuty
from daemon.workflow.model import Participant, Planned, PlannedKind, Status
from daemon.workflow.refusal import Reason, Refused
from daemon.workflow.request_schedule import plan_after_pause, plan_for, remaining_plan, wanted_deadline
from daemon.workflow.route import participant


def decide_duty(d: DecisionContext, command: c.Command) -> bool:
    """Emit the events of a command about the initiator and return True; False for any other command. Raises Refused."""
    match command:
        case c.MoveDutyDeadline():
            _move_deadline(d, command)
        case c.HandOver():
            _hand_over(d, command)
        case _:
            return False
    return True


def fire_duty_timers(d: DecisionContext) -> None:
    """Carry out what is due for the initiator: several reminders that were missed become one."""
    for kind, request in [(each.kind, each.request) for each in d.contract.duties]:
        while (duty := d.contract.duty(kind, request)) and duty.clock and (due := _due(duty.clock, d.moment)):
            _fire(d, duty, duty.clock, due)


def _due(clock: DutyClock, now: datetime) -> tuple[Planned, ...]:
    return tuple(each for each in clock.plan if each.at <= now)


def _fire(d: DecisionContext, duty: Duty, clock: DutyClock, due: tuple[Planned, ...]) -> None:
    first = due[0]
    alike = tuple(each for each in due if each.kind is first.kind)
    done = alike if first.kind is PlannedKind.REMIND else due[:1]
    plan = remaining_plan(clock, done, clock, d.calendar_of(d.contract.acting), d.now)
    match first.kind:
        case PlannedKind.DEADLINE:
            d.emit(e.DutyDeadlinePassed(duty.kind, duty.request, plan))
        case PlannedKind.REMIND:
            d.emit(e.DutyReminded(duty.kind, duty.request, plan))
        case PlannedKind.ESCALATE:
            d.emit(e.DutyEscalated(duty.kind, duty.request, _who_is_told(d), plan))


def _who_is_told(d: DecisionContext) -> tuple[Participant, ...]:
    """Return the initiator's manager or who stands in for them; the administrators where that is nobody else.

    Who is late is not told of themself, unless they are the only administrator.
    """
    initiator, acting = d.contract.initiator, d.contract.acting
    person = d.directory.people.get(initiator.key)
    manager = d.directory.people.get((person.manager if person else None) or "")
    told = d.present(participant(manager)) if manager else None
    if told and told.key not in (initiator.key, acting.key):
        return (told,)
    present = {each.key: each for each in map(d.present, d.administrators())}
    others = tuple(each for each in present.values() if each.key not in (initiator.key, acting.key))
    return others or tuple(present.values())


def moved_by_pause(d: DecisionContext, stopped: datetime) -> tuple[MovedDuty, ...]:
    """Return what the initiator is to do, later by the time since `stopped`."""
    calendar = d.calendar_of(d.contract.acting)
    clocked = [(each, each.clock) for each in d.contract.duties if each.clock]
    return tuple(
        MovedDuty(each.kind, each.request, *plan_after_pause(clock, clock, calendar, stopped, d.now))
        for each, clock in clocked
    )


def _move_deadline(d: DecisionContext, command: c.MoveDutyDeadline) -> None:
    """Emit the new time that the initiator has. Raises Refused: to the initiator themself, and for the past."""
    duty = d.contract.duty(command.kind, command.request)
    if duty is None:
        raise Refused(Reason.ALREADY_ANSWERED, command.kind)
    if command.actor in (d.contract.initiator.key, d.contract.acting.key):
        raise Refused(Reason.OWN_TIME)
    calendar = d.calendar_of(d.contract.acting)
    due_at = wanted_deadline(command.due_at, d.now, calendar)
    if duty.clock is None:
        raise Refused(Reason.NO_DEADLINE, command.kind)
    if due_at != duty.clock.due_at:
        plan = plan_for(duty.clock, LADDER, calendar, due_at, d.now)
        d.emit(e.DutyDeadlineMoved(duty.kind, duty.request, due_at, plan, command.by))


def _hand_over(d: DecisionContext, command: c.HandOver) -> None:
    """Emit the change to another initiator, who has the whole time. Raises Refused if it is theirs already."""
    old, new = d.contract.initiator, participant(command.to)
    if new.key == old.key:
        raise Refused(Reason.INITIATOR_ALREADY, new.name)
    d.change_initiator(new, command.by)
    if d.contract.status is Status.IN_APPROVAL:
        d.apply_absences()  # what the new initiator was asked is for somebody else now

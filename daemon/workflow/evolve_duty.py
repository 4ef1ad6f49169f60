"""Apply an event to what the initiator is to do, and to who acts for them. Total: history is never refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from daemon.workflow import events as e
from daemon.workflow.duty import Duty, DutyClock, DutyEnd, DutyKind, EndedDuty, FormerInitiator, MovedDuty, time_for
from daemon.workflow.model import Contract, Status
from daemon.workflow.requests import Planned

# Events that change nothing else.
OF_DUTY = (
    e.InitiatorReminded,
    e.DutyReminded,
    e.DutyDeadlinePassed,
    e.DutyEscalated,
    e.DutyDeadlineMoved,
    e.InitiatorRepresented,
    e.InitiatorChanged,
)


def of_duty(contract: Contract, event: e.Event, at: datetime) -> Contract:
    """Return the contract with the duties changed that the event is about; as it is if the event is about none."""
    match event:
        case e.ContractReturned():
            begun = Duty(DutyKind.REWORK, contract.acting, at, contract.round, is_correction=bool(contract.recalled))
            return _begun(contract, begun, event)
        case e.QuestionAsked():
            asked_at = event.written_at or at
            return _begun(
                contract, Duty(DutyKind.ANSWER, contract.acting, asked_at, contract.round, event.request), event
            )
        case e.ConditionsAsked():
            before = _ended(contract, DutyKind.CONDITIONS, 0, DutyEnd.RELEASED, at)
            return _begun(before, Duty(DutyKind.CONDITIONS, contract.acting, at, contract.round), event)
        case e.VersionSubmitted():
            return _ended(contract, DutyKind.REWORK, 0, DutyEnd.DONE, at, event.worked)
        case e.ConditionConfirmed(by_giver=False) if not contract.open_conditions:
            done_at = event.written_at or at
            return _ended(contract, DutyKind.CONDITIONS, 0, DutyEnd.DONE, done_at, event.worked)
        case e.QuestionAnswered() if event.text:
            done_at = event.written_at or at
            return _ended(contract, DutyKind.ANSWER, event.request, DutyEnd.DONE, done_at, event.worked)
        case _:
            return _of_reminder(contract, event, at)


def _of_reminder(contract: Contract, event: e.Event, at: datetime) -> Contract:
    match event:
        case e.InitiatorReminded():
            kind = DutyKind.CONDITIONS if contract.asks_conditions else DutyKind.REWORK
            return _reminded(contract, kind, 0)
        case e.Reminded():
            return _reminded(contract, DutyKind.ANSWER, event.request)
        case _:
            return _of_clock(_of_initiator(contract, event, at), event, at)


def _of_clock(contract: Contract, event: e.Event, at: datetime) -> Contract:
    match event:
        case e.DutyReminded():
            return _planned(_reminded(contract, event.kind, event.request), event.kind, event.request, event.plan)
        case e.DutyDeadlinePassed():
            return _planned(contract, event.kind, event.request, event.plan, overdue_since=at)
        case e.DutyEscalated():
            return _planned(contract, event.kind, event.request, event.plan)
        case e.DutyDeadlineMoved():
            return with_moved(contract, (MovedDuty(event.kind, event.request, event.due_at, event.plan),))
        case _:
            return contract


def _of_initiator(contract: Contract, event: e.Event, at: datetime) -> Contract:
    match event:
        case e.InitiatorRepresented():
            stand_in = None if event.by.key == contract.initiator.key else event.by
            return with_moved(_taken_over(replace(contract, stand_in=stand_in), at), event.duties)
        case e.InitiatorChanged():
            former = (*contract.former_initiators, FormerInitiator(event.old, event.by))
            contract = replace(contract, initiator=event.new, stand_in=event.stand_in, former_initiators=former)
            return with_moved(_taken_over(contract, at), event.duties)
        case _:
            return contract


def _taken_over(contract: Contract, at: datetime) -> Contract:
    """Return the contract with everything that is to be done owed by who acts now, from now on."""
    ended = tuple(EndedDuty(each, at, DutyEnd.HANDED_OVER) for each in contract.duties)
    theirs = tuple(replace(each, owner=contract.acting, begun_at=at, taken_over=True) for each in contract.duties)
    return replace(contract, duties=theirs, duties_ended=(*contract.duties_ended, *ended))


def still_owed(contract: Contract, at: datetime) -> Contract:
    """Return the contract without the duties that nobody waits for any more."""
    for each in contract.duties:
        if not _is_owed(contract, each):
            contract = _ended(contract, each.kind, each.request, DutyEnd.RELEASED, at)
    return contract


def with_moved(contract: Contract, moved: Iterable[MovedDuty]) -> Contract:
    """Return the contract with duties at their new deadlines."""
    for each in moved:
        if duty := contract.duty(each.kind, each.request):
            clock = _clock(contract, each.kind, each.due_at, each.plan, duty.clock)
            contract = _with(contract, replace(duty, clock=clock))
    return contract


def _is_owed(contract: Contract, duty: Duty) -> bool:
    on_hold = contract.held if contract.status is Status.ON_HOLD else None
    status = on_hold.status if on_hold else contract.status
    match duty.kind:
        case DutyKind.REWORK:
            return status is Status.IN_REWORK
        case DutyKind.CONDITIONS:
            return replace(contract, status=status).asks_conditions
        case DutyKind.ANSWER:
            request = contract.request(duty.request)
            return request.waits and request.question is not None


def _ended(
    contract: Contract, kind: DutyKind, request: int, how: DutyEnd, at: datetime, worked: int | None = None
) -> Contract:
    """Return the contract with a duty among those that are over; as it is if there is none."""
    duty = contract.duty(kind, request)
    if duty is None:
        return contract
    left = tuple(each for each in contract.duties if each is not duty)
    return replace(contract, duties=left, duties_ended=(*contract.duties_ended, EndedDuty(duty, at, how, worked)))


def _begun(contract: Contract, duty: Duty, event: e.ContractReturned | e.QuestionAsked | e.ConditionsAsked) -> Contract:
    clock = _clock(contract, duty.kind, event.due_at, event.plan, None) if event.due_at else None
    return replace(contract, duties=(*contract.duties, replace(duty, clock=clock)))


def _clock(
    contract: Contract, kind: DutyKind, due_at: datetime, plan: tuple[Planned, ...], before: DutyClock | None
) -> DutyClock | None:
    """Return a clock with the time that it had before, else with what the contract's policies give."""
    deadline = before.deadline if before else time_for(contract.route.policies, kind)
    return DutyClock(deadline, due_at, plan) if deadline else None


def _reminded(contract: Contract, kind: DutyKind, request: int) -> Contract:
    duty = contract.duty(kind, request)
    return _with(contract, replace(duty, reminded=duty.reminded + 1)) if duty else contract


def _planned(
    contract: Contract,
    kind: DutyKind,
    request: int,
    plan: tuple[Planned, ...],
    overdue_since: datetime | None = None,
) -> Contract:
    duty = contract.duty(kind, request)
    if duty is None or duty.clock is None:
        return contract
    clock = replace(duty.clock, plan=plan, overdue_since=overdue_since or duty.clock.overdue_since)
    return _with(contract, replace(duty, clock=clock))


def _with(contract: Contract, duty: Duty) -> Contract:
    same = (duty.kind, duty.request)
    return replace(contract, duties=tuple(duty if (d.kind, d.request) == same else d for d in contract.duties))

"""Apply an event to what the initiator is to do, and to who acts for them. Total: history is never refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from daemon.workflow import events as e
from daemon.workflow.duty import Duty, DutyClock, DutyDone, DutyKind, FormerInitiator, MovedDuty, time_for
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
            return _begun(contract, DutyKind.REWORK, 0, event.due_at, event.plan)
        case e.QuestionAsked():
            return _begun(contract, DutyKind.ANSWER, event.request, event.due_at, event.plan)
        case e.ConditionsAsked():
            return _begun(_ended(contract, DutyKind.CONDITIONS), DutyKind.CONDITIONS, 0, event.due_at, event.plan)
        case e.VersionSubmitted():
            return _done(contract, DutyKind.REWORK, 0, at)
        case e.ConditionConfirmed(by_giver=False) if not contract.open_conditions:
            return _done(contract, DutyKind.CONDITIONS, 0, event.written_at or at)
        case e.QuestionAnswered() if event.text:
            return _done(contract, DutyKind.ANSWER, event.request, event.written_at or at)
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
            return _of_clock(_of_initiator(contract, event), event, at)


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


def _of_initiator(contract: Contract, event: e.Event) -> Contract:
    match event:
        case e.InitiatorRepresented():
            stand_in = None if event.by.key == contract.initiator.key else event.by
            return with_moved(replace(contract, stand_in=stand_in), event.duties)
        case e.InitiatorChanged():
            former = (*contract.former_initiators, FormerInitiator(event.old, event.by))
            contract = replace(contract, initiator=event.new, stand_in=event.stand_in, former_initiators=former)
            return with_moved(contract, event.duties)
        case _:
            return contract


def still_owed(contract: Contract) -> Contract:
    """Return the contract without the duties that are done: by a new version, an answer, or because nobody waits."""
    left = tuple(each for each in contract.duties if _is_owed(contract, each))
    return contract if len(left) == len(contract.duties) else replace(contract, duties=left)


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


def _ended(contract: Contract, kind: DutyKind) -> Contract:
    return replace(contract, duties=tuple(each for each in contract.duties if each.kind is not kind))


def _done(contract: Contract, kind: DutyKind, request: int, at: datetime) -> Contract:
    """Return the contract with a duty noted as done, if it had a deadline; `still_owed` takes it away."""
    duty = contract.duty(kind, request)
    if duty is None or duty.due_at is None:
        return contract
    done = DutyDone(kind, contract.acting, duty.due_at, at)
    return replace(contract, duties_done=(*contract.duties_done, done))


def _begun(
    contract: Contract, kind: DutyKind, request: int, due_at: datetime | None, plan: tuple[Planned, ...]
) -> Contract:
    clock = _clock(contract, kind, due_at, plan, None) if due_at else None
    return replace(contract, duties=(*contract.duties, Duty(kind, request, clock)))


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

"""Decide what follows when a verdict is taken back, and until when it can be."""

from __future__ import annotations

from datetime import UTC, datetime

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.decide.decision_context import DecisionContext
from daemon.workflow.decide.request_lookup import find_request
from daemon.workflow.model import (
    Answer,
    ClosedWhy,
    Contract,
    Planned,
    PlannedKind,
    Request,
    StageStatus,
    Status,
)
from daemon.workflow.quorum import outcome
from daemon.workflow.refusal import Reason, Refused
from daemon.workflow.request_schedule import make_plan, plan_after_pause
from daemon.workflow.route import Directory
from daemon.workflow.transitions import check_allowed
from daemon.workflow.working_time import add


def undo_until(contract: Contract, request: Request, now: datetime, directory: Directory) -> datetime | None:
    """Return until when the answer that counts can be taken back, as things stand; None if it cannot.

    An answer of others may close the stage earlier: then after the route's grace.
    """
    command = c.UndoVerdict(request.id, request.assignee)
    d = DecisionContext(contract, now, directory)
    try:
        check_allowed(contract, command)
        d.close_decided()
        undo_verdict(d, command)
    except Refused:
        return None
    return _window_end(contract, request, directory)


def undo_verdict(d: DecisionContext, command: c.UndoVerdict) -> None:
    """Emit the events of a verdict that is taken back. Raises Refused."""
    request = find_request(d.contract, command.request, command.by)
    answer = _that_can_be_undone(d, request)
    due_at, plan = _clock_of_undone(d, request, answer)
    if request.is_open:
        d.emit(e.VerdictUndone(request.id, command.mail, due_at, plan, d.written_at))
        return
    _reopen_stage(d, request, e.VerdictUndone(request.id, command.mail, due_at, plan, d.written_at))


def _that_can_be_undone(d: DecisionContext, request: Request) -> Answer:
    """Return the verdict that can still be undone: within the route's `undo` time, its stage open or returned by it.

    Raises Refused: TOO_LATE, or NOTHING_TO_UNDO without a verdict that somebody gave.
    """
    contract = d.contract
    answer = request.answer
    if request.round != contract.round or request.kept_from:
        raise Refused(Reason.TOO_LATE, contract.status)
    if answer is None or answer.silent:
        raise Refused(Reason.NOTHING_TO_UNDO)
    returned = contract.status is Status.IN_REWORK and not answer.verdict.approves
    if not (request.is_open or (returned and request.closed_why is ClosedWhy.STAGE_CLOSED)):
        raise Refused(Reason.TOO_LATE, contract.status)
    if not request.is_open and _status_of_stage(d, request) is not StageStatus.RETURNED:
        raise Refused(Reason.TOO_LATE, contract.status)  # the route was changed since
    until = _window_end(contract, request, d.directory)
    if until is None or until < d.moment:
        raise Refused(Reason.TOO_LATE, str(contract.route.undo or ""))
    return answer


def _window_end(contract: Contract, request: Request, directory: Directory) -> datetime | None:
    """Return when the time for taking back an answer ends: with the grace of its stage, if that is decided."""
    undo, answer = contract.route.undo, request.answer
    if undo is None or answer is None:
        return None
    end = add(directory.calendar_of(request.assignee.key), answer.at, undo).astimezone(UTC)
    return min(end, contract.closes_at) if contract.closes_at else end


def _status_of_stage(d: DecisionContext, request: Request) -> StageStatus | None:
    """Return the status of the request's stage; None if the route does not have that stage any more."""
    states = zip(d.contract.route.stages, d.contract.stages, strict=True)
    return next((state for stage, state in states if stage.key == request.stage), None)


def _clock_of_undone(d: DecisionContext, request: Request, answer: Answer) -> tuple[datetime, tuple[Planned, ...]]:
    """Return deadline and plan after an undo: moved by the time since the answer, or new if its clock had ended."""
    stage, calendar = d.contract.stage_of(request), d.calendar_of(request.assignee)
    runs = request.overdue_since or any(each.kind is PlannedKind.DEADLINE for each in request.plan)
    if request.is_open and runs:
        return plan_after_pause(request, stage, calendar, answer.at, d.now)
    return make_plan(stage, request.escalation, calendar, d.now)


def _reopen_stage(d: DecisionContext, request: Request, undone: e.VerdictUndone) -> None:
    """Reopen the stage that the undone return had closed.

    Raises Refused if others' answers decide the stage by themselves.
    """
    d.emit(undone)
    d.reopen_stage(request)
    if outcome(d.contract, d.contract.stage_of(request)) is not None:
        raise Refused(Reason.TOO_LATE, StageStatus.RETURNED)  # others have returned it as well

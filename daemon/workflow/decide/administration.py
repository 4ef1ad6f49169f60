"""Decide what the clock, the initiator, a manager or an administrator does to a contract under way."""

from __future__ import annotations

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.decide.decision_context import DecisionContext
from daemon.workflow.decide.duties import moved_by_pause
from daemon.workflow.decide.late_answers import remind_of_decision
from daemon.workflow.decide.request_lookup import find_open_request
from daemon.workflow.decide.reroute import reroute
from daemon.workflow.decide.timers import fire_timers
from daemon.workflow.model import ClosedWhy, DutyKind, Status
from daemon.workflow.quorum import places
from daemon.workflow.refusal import Reason, Refused
from daemon.workflow.request_schedule import plan_after_pause, plan_for, wanted_deadline
from daemon.workflow.route import participant


def decide_steering(d: DecisionContext, command: c.Command) -> None:
    """Emit the events of a command that steers a contract; ignore any other command. Raises Refused."""
    match command:
        case c.PassTime():
            fire_timers(d)
        case c.Reassign():
            _reassign(d, command)
        case c.FillPlace():
            _fill_place(d, command)
        case c.MoveDeadline():
            _move_deadline(d, command)
        case c.Reroute():
            reroute(d, command)
        case c.Remind():
            _remind(d, command)
        case _:
            _decide_course(d, command)


def _decide_course(d: DecisionContext, command: c.Command) -> None:
    match command:
        case c.Withdraw():
            d.close_open_requests(ClosedWhy.CONTRACT_CLOSED)
            d.emit(e.ContractWithdrawn(command.by, command.reason, command.mail))
        case c.Recall():
            _recall(d, command)
        case c.Hold():
            d.emit(e.ContractHeld(command.by, command.reason))
        case c.Resume():
            _resume(d, command)
        case c.Reopen():
            d.emit(e.ContractReopened(command.by, command.reason))
            d.open_round(reopened=True)


def _recall(d: DecisionContext, command: c.Recall) -> None:
    """Bring the contract back to its initiator as a return does; signed copies belong to their version alone.

    Raises Refused where it was in rework before it was put on hold.
    """
    held = d.contract.held
    if held and held.status is Status.IN_REWORK:
        raise Refused(Reason.IN_REWORK, Status.ON_HOLD)
    d.close_open_requests(ClosedWhy.RECALLED)
    d.emit(e.ContractRecalled(command.by, command.reason, command.mail))
    d.emit(e.ContractReturned(d.contract.round, *d.plan_duty(DutyKind.REWORK)))


def _reassign(d: DecisionContext, command: c.Reassign) -> None:
    request = find_open_request(d.contract, command.request)
    if not request.waits:
        raise Refused(Reason.ALREADY_ANSWERED, request.answer.verdict if request.answer else "")
    to = participant(command.to)
    asked = {r.assignee.key for r in d.contract.in_round(request.round, request.stage) if r.is_open}
    # During an absence it is the substitute who would be asked, and nobody has two places in a stage.
    if asked & {to.key, d.present(to).key}:
        raise Refused(Reason.ASKED_ALREADY, d.present(to).name)
    if to.key == d.own or d.whom(d.contract.stage_of(request), request.slot, to) is None:
        raise Refused(Reason.HANDED_IN, to.name)
    d.hand_over(request, to, command.by)


def _fill_place(d: DecisionContext, command: c.FillPlace) -> None:
    stage, to = d.contract.stage, participant(command.to)
    vacant = {each.key for each in d.contract.shortage.vacant} if d.contract.shortage else set()
    place = next((each for each in stage.approvers if each.person.key == command.place), None) if stage else None
    taken = {each.slot for each in places(d.contract, stage)} if stage else set()  # filled while it is still too few
    if stage is None or place is None or command.place not in vacant - taken:
        raise Refused(Reason.NO_PLACE, place.person.name if place else command.place)
    asked = d.whom(stage, command.place, to)
    if asked is None or asked.key != to.key:
        raise Refused(Reason.CANNOT_BE_ASKED, to.name)
    d.ask(stage, place, moved_by=command.by, asked=to)


def _move_deadline(d: DecisionContext, command: c.MoveDeadline) -> None:
    request = find_open_request(d.contract, command.request)
    if not request.waits:
        raise Refused(Reason.ALREADY_ANSWERED, request.answer.verdict if request.answer else "")
    calendar = d.calendar_of(request.assignee)
    due_at = wanted_deadline(command.due_at, d.now, calendar)
    if due_at == request.due_at:
        return
    plan = plan_for(d.contract.stage_of(request), request.escalation, calendar, due_at, d.now)
    d.emit(e.DeadlineMoved(request.id, due_at, plan, command.by))


def _remind(d: DecisionContext, command: c.Remind) -> None:
    """Emit a reminder for everybody who is waited for: those asked, and the initiator for a new version or an answer.

    A request with an open question reminds the initiator (see `effects`).
    """
    if d.contract.held and d.contract.status is Status.ON_HOLD:
        if not d.contract.held.asked:
            raise Refused(Reason.NOT_ALLOWED, Status.ON_HOLD)
        remind_of_decision(d, command.by)
        return
    asked_just_now = any(isinstance(each, e.ConditionsAsked) for each in d.events)
    if d.contract.asks_conditions and not asked_just_now:
        d.emit(e.InitiatorReminded(command.by))
    if d.contract.status is Status.IN_REWORK and not d.events:  # else it was returned just now, which is a letter, too
        d.emit(e.InitiatorReminded(command.by))
    for request in () if d.is_decided else d.contract.open_requests():
        if request.waits:
            d.emit(e.Reminded(request.id, request.plan, command.by))


def _resume(d: DecisionContext, command: c.Resume) -> None:
    held = d.contract.held
    moves = []
    for request in d.contract.open_requests():
        # In rework no deadline ran, and a question had stopped its own: `_answer_question` moves that one.
        if held and held.status is Status.IN_APPROVAL and request.waits and not request.question:
            stage, calendar = d.contract.stage_of(request), d.calendar_of(request.assignee)
            due_at, plan = plan_after_pause(request, stage, calendar, held.at, d.now)
            moves.append(e.MovedDeadline(request.id, due_at, plan))
    duties = moved_by_pause(d, held.at) if held else ()
    d.emit(e.ContractResumed(command.by, tuple(moves), held.late if held else 0, duties))
    d.follow_initiator()
    d.apply_absences()

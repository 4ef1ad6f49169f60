"""Carry out what is due on a contract: deadlines, reminders, steps of the escalation ladder, absences."""

from __future__ import annotations

from daemon.workflow import events as e
from daemon.workflow.decide.decision_context import DecisionContext
from daemon.workflow.decide.duties import fire_duty_timers
from daemon.workflow.decide.late_answers import remind_of_decision
from daemon.workflow.model import (
    Escalate,
    EscalationStep,
    Participant,
    Planned,
    PlannedKind,
    Request,
    StageKind,
    Status,
    Verdict,
)
from daemon.workflow.request_schedule import due_steps, next_due, remaining_plan


def fire_timers(d: DecisionContext) -> None:
    """Carry out everything that was due until the command's moment, each once.

    Reminders missed while the daemon was down become a single one. While a decided stage waits for its end nothing
    else is due.
    """
    due = next_due(d.contract)
    if d.contract.status is Status.ON_HOLD and due and due <= d.moment:
        remind_of_decision(d)
    if d.contract.status in (Status.IN_APPROVAL, Status.IN_REWORK):
        fire_duty_timers(d)
    if d.contract.status is not Status.IN_APPROVAL:
        return
    d.close_decided()
    if d.is_decided:
        return
    for id_ in [each.id for each in d.contract.open_requests()]:
        _fire_timers_for(d, id_)
    d.apply_absences()


def notice_deadlines(d: DecisionContext) -> None:
    """Emit DeadlinePassed for what is overdue, when a command comes before the next PassTime.

    Nobody is overdue in a stage that is decided.
    """
    if d.is_decided:
        return
    for id_ in [each.id for each in d.contract.open_requests()]:
        request = d.contract.request(id_)
        passed = tuple(each for each in due_steps(request, d.moment) if each.kind is PlannedKind.DEADLINE)
        if passed:
            _pass_deadline(d, request, tuple(each for each in request.plan if each not in passed))


def _pass_deadline(d: DecisionContext, request: Request, plan: tuple[Planned, ...]) -> None:
    """Emit that a deadline has passed; a return whose reason was asked waits for it no longer."""
    d.emit(e.DeadlinePassed(request.id, plan))
    d.count_bare_returns((request,))


def _fire_timers_for(d: DecisionContext, id_: int) -> None:
    # The plan is read anew after each step: a deadline or an escalation may close the request or decide its stage.
    while not d.is_decided and (planned := due_steps(request := d.contract.request(id_), d.moment)):
        first = planned[0]
        match first.kind:
            case PlannedKind.DEADLINE:
                _pass_deadline(d, request, _remaining_plan(d, request, (first,)))
                d.settle()
            case PlannedKind.REMIND:
                all_due = tuple(each for each in planned if each.kind is PlannedKind.REMIND)
                d.emit(e.Reminded(id_, _remaining_plan(d, request, all_due)))
            case PlannedKind.ESCALATE:
                _escalate(d, request, first, _remaining_plan(d, request, (first,)))


def _escalate(d: DecisionContext, request: Request, step: Planned, plan: tuple[Planned, ...]) -> None:
    rung = request.escalation[step.step]
    action = _possible(d, request, rung)
    # who has left is neither told nor asked
    known = d.directory.holder(rung.to) if rung.to and d.directory.knows(rung.to.key) else None
    to = d.present(known) if known else None
    named = None if to is None or known is None or to.key == known.key else known
    d.emit(e.Escalated(request.id, step.step, action, to, plan, named))
    if action is Escalate.REASSIGN and rung.to:
        d.hand_over(request, rung.to)
    elif action in (Escalate.APPROVE, Escalate.RETURN):
        verdict = Verdict.APPROVE if action is Escalate.APPROVE else Verdict.RETURN
        silent = e.VerdictGiven(request.id, verdict, "", request.assignee, request.version, request.sha256, silent=True)
        d.emit(silent)
        d.settle()


def _possible(d: DecisionContext, request: Request, rung: EscalationStep) -> Escalate:
    """Return the action of a step of the ladder, or NOTIFY if that action is not possible for this request."""
    match rung.action:
        case Escalate.REASSIGN:
            possible = _can_be_handed_to(d, request, rung.to)
        case Escalate.APPROVE:  # silence is no signature, and a proposal is no silence
            signs = d.contract.stage_of(request).kind is StageKind.SIGNATURE
            possible = not signs and request.proposal is None and request.assignee.key != d.own
        case Escalate.RETURN:
            possible = request.proposal is None
        case Escalate.NOTIFY:
            possible = True
    return rung.action if possible else Escalate.NOTIFY


def _can_be_handed_to(d: DecisionContext, request: Request, to: Participant | None) -> bool:
    """Return True unless `to` is nobody, or was asked in this stage before (also whoever stands in for them)."""
    if to is None:
        return False
    asked = {each.assignee.key for each in d.contract.in_round(request.round, request.stage)}
    stands_in = d.whom(d.contract.stage_of(request), request.slot, to)
    return stands_in is not None and not asked & {to.key, d.present(to).key, stands_in.key}


def _remaining_plan(d: DecisionContext, request: Request, done: tuple[Planned, ...]) -> tuple[Planned, ...]:
    """Return the request's plan without the steps that are done."""
    return remaining_plan(request, done, d.contract.stage_of(request), d.calendar_of(request.assignee), d.now)

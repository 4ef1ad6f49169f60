"""Decide what is said of the conditions of approvals: that one is met, that it is not; and hold the next step back."""

from __future__ import annotations

from datetime import datetime

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.decide.decision_context import DecisionContext
from daemon.workflow.decide.request_lookup import find_request
from daemon.workflow.model import ApprovalCondition, ClosedWhy, Contract, Request
from daemon.workflow.refusal import Reason, Refused


def decide_condition(d: DecisionContext, command: c.Command) -> bool:
    """Emit the events of a word about a condition and return True; return False for any other command.

    Raises Refused.
    """
    match command:
        case c.ConfirmCondition():
            _confirm(d, command)
        case c.DisputeCondition():
            _dispute(d, command)
        case _:
            return False
    return True


def _confirm(d: DecisionContext, command: c.ConfirmCondition) -> None:
    condition = _standing(d.contract, command.condition)
    by_giver = command.actor == condition.set_by.key
    if command.actor and not by_giver and command.actor not in (d.contract.initiator.key, d.contract.acting.key):
        raise Refused(Reason.NOT_YOURS, d.contract.acting.name)
    if not condition.is_open or not d.contract.stands_between:
        raise Refused(Reason.NO_CONDITION, str(command.condition))
    until = None if by_giver else d.end_of_grace()
    written_at = min(command.written_at, d.now) if command.written_at else None
    d.emit(e.ConditionConfirmed(condition.number, command.by, command.words, command.mail, until, by_giver, written_at))


def _dispute(d: DecisionContext, command: c.DisputeCondition) -> None:
    condition = _standing(d.contract, command.condition)
    if command.by.key != condition.set_by.key:
        raise Refused(Reason.NOT_YOURS, condition.set_by.name)
    written_at = min(command.written_at or d.now, d.now)
    over = condition.confirmation is None or _is_over(condition.confirmation.until, written_at)
    if over or not d.contract.stands_between:
        raise Refused(Reason.NO_CONDITION, str(command.condition))
    d.emit(e.ConditionDisputed(condition.number, command.by, command.words, command.mail))


def _is_over(until: datetime | None, moment: datetime) -> bool:
    return until is not None and until <= moment


def _standing(contract: Contract, number: int) -> ApprovalCondition:
    found = next((each for each in contract.standing_conditions if each.number == number), None)
    if found is None:
        raise Refused(Reason.NO_CONDITION, str(number))
    return found


def reopen_for_objection(d: DecisionContext, command: c.GiveVerdict) -> Request | None:
    """Open the closed stage of somebody again who takes their approval back while its condition holds the contract.

    Return their request, open again; None if that is not so. Whoever had not answered there is asked anew.
    """
    request = find_request(d.contract, command.request)
    conditional = any(request.id in each.requests for each in d.contract.standing_conditions)
    waits = d.contract.stands_between and not _is_over(d.contract.objections_until, d.moment)
    if not conditional or not waits or command.verdict.approves or command.conditions:
        return None
    own = request.assignee.key == command.actor.key and request.kept_from is None
    if not own or request.closed_why is not ClosedWhy.STAGE_CLOSED:
        return None
    d.reopen_stage(request)
    return d.contract.request(request.id)

"""Apply an event to the conditions of a contract's approvals. Total: history is never refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from daemon.workflow import events as e
from daemon.workflow.model import ApprovalCondition, Confirmation, Contract, Objection


def with_conditions(contract: Contract, event: e.Event, at: datetime) -> Contract:
    """Return the contract with its conditions as they are after the event; `contract` as it is otherwise."""
    match event:
        case e.VerdictGiven():
            contract = _without(contract, event.request)
            return _set(contract, event) if event.verdict.approves and event.conditions else contract
        case e.VerdictUndone():
            return _without(contract, event.request)
        case e.ApprovalKept():
            return _kept(contract, event)
        case e.ConditionsAsked():
            return replace(contract, conditions_asked=(*contract.conditions_asked, *event.conditions))
        case e.ConditionConfirmed():
            confirmation = Confirmation(at, event.by, event.words, event.until)
            return _changed(contract, event.condition, confirmation=confirmation)
        case e.ConditionDisputed():
            return _disputed(contract, event, at)
        case _:
            return contract


def _set(contract: Contract, event: e.VerdictGiven) -> Contract:
    giver = event.confirmed_by or event.given_by
    first = len(contract.conditions) + 1
    added = [ApprovalCondition(first + at, (event.request,), text, giver) for at, text in enumerate(event.conditions)]
    return replace(contract, conditions=(*contract.conditions, *added))


def _without(contract: Contract, request: int) -> Contract:
    """Return the contract with the conditions of a request's former answer bound to no approval any more."""
    conditions = (
        replace(each, requests=tuple(id_ for id_ in each.requests if id_ != request)) for each in contract.conditions
    )
    return replace(contract, conditions=tuple(conditions))


def _kept(contract: Contract, event: e.ApprovalKept) -> Contract:
    """Return the contract with an approval's conditions kept with it; what was confirmed of another version is open."""
    for each in contract.conditions:
        if event.earlier in each.requests:
            confirmation = each.confirmation if event.same_version else None
            requests = (*each.requests, event.request)
            contract = _changed(contract, each.number, requests=requests, confirmation=confirmation)
            contract = _not_asked(contract, each.number)
    return contract


def _disputed(contract: Contract, event: e.ConditionDisputed, at: datetime) -> Contract:
    known = contract.conditions[event.condition - 1].objections
    objections = (*known, Objection(at, event.by.name, event.words))
    contract = _changed(contract, event.condition, confirmation=None, objections=objections)
    return _not_asked(contract, event.condition)


def _not_asked(contract: Contract, number: int) -> Contract:
    return replace(contract, conditions_asked=tuple(each for each in contract.conditions_asked if each != number))


def _changed(contract: Contract, number: int, **changes: Any) -> Contract:
    conditions = list(contract.conditions)
    conditions[number - 1] = replace(conditions[number - 1], **changes)
    return replace(contract, conditions=tuple(conditions))

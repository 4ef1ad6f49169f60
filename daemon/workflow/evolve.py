"""What an event makes of a contract. Total: history is never refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from daemon.workflow import events as e
from daemon.workflow.model import (
    Answer,
    Contract,
    HeldFrom,
    Question,
    Request,
    StageStatus,
    Status,
    Version,
)


def replay(history: Iterable[tuple[datetime, e.Event]]) -> Contract:
    """The contract that a history leads to. Raises ValueError for one that does not begin with a registration."""
    contract: Contract | None = None
    for at, event in history:
        contract = evolve(contract, event, at)
    if contract is None:
        raise ValueError("a history begins with ContractRegistered, this one is empty")
    return contract


def evolve(contract: Contract | None, event: e.Event, at: datetime) -> Contract:
    if isinstance(event, e.ContractRegistered):
        return Contract(
            number=event.number,
            name=event.name,
            type=event.type,
            title=event.title,
            initiator=event.initiator,
            route=event.route,
            opened_at=at,
            kind=event.kind,
            registered_name=event.name,
        )
    if contract is None:
        raise ValueError(f"a history begins with ContractRegistered, not with {type(event).__name__}")
    if (changed := _of_request(contract, event, at)) is not None:
        return changed
    return _of_contract(contract, event, at)


def _of_contract(contract: Contract, event: e.Event, at: datetime) -> Contract:
    match event:
        case e.VersionSubmitted():
            version = Version(event.version, event.facts, at, event.draft)
            versions = (*contract.versions, version)
            return replace(contract, versions=versions, name=event.name, status=Status.PREPARING)
        case e.DocumentsMade():
            made = replace(contract.version, sha256=event.sha256, files=event.files)
            return replace(contract, versions=(*contract.versions[:-1], made))
        case e.RoundOpened():
            ahead = tuple(StageStatus.AHEAD for _ in contract.route.stages)
            before = contract.stages
            return replace(contract, round=event.round, stages=ahead, earlier_stages=before, status=Status.IN_APPROVAL)
        case e.StagePassedOver() | e.StageOpened() | e.StageApproved() | e.StageReturned() | e.StageDeclined():
            return _stage(contract, event.stage, _STAGE_STATUS[type(event)])
        case e.SignedCopyFiled():
            return replace(contract, signed=event.files)
        case e.FinalSetFiled():
            return replace(contract, final=event.files)
        case _:
            return _of_status(contract, event, at)


def _of_status(contract: Contract, event: e.Event, at: datetime) -> Contract:
    match event:
        case e.ContractReturned():
            return replace(contract, status=Status.IN_REWORK)
        case e.ContractApproved():
            return replace(contract, status=Status.APPROVED, closed_at=at)
        case e.ContractDeclined():
            return replace(contract, status=Status.DECLINED, closed_at=at)
        case e.ContractWithdrawn():
            return replace(contract, status=Status.WITHDRAWN, closed_at=at, closing_remarks=event.reason)
        case e.ContractHeld():
            held = HeldFrom(at, contract.status, event.by, event.reason)
            return replace(contract, status=Status.ON_HOLD, held=held)
        case e.ContractResumed():
            before = contract.held.status if contract.held else Status.IN_APPROVAL
            contract = replace(contract, status=before, held=None)
            for each in event.moved:
                contract = _request(contract, each.request, due_at=each.due_at, plan=each.plan)
            return contract
        case _:
            raise TypeError(f"unknown event {type(event).__name__}")


def _of_request(contract: Contract, event: e.Event, at: datetime) -> Contract | None:
    match event:
        case e.ApproverAsked():
            return _asked(contract, event, at)
        case e.ApprovalKept():
            return _kept(contract, event, at)
        case e.VerdictGiven():
            answer = Answer(at, event.verdict, event.remarks, event.given_by, event.mail, event.silent)
            answers = (*contract.request(event.request).answers, answer)
            return _request(contract, event.request, answers=answers)
        case e.QuestionAsked():
            questions = (*contract.request(event.request).questions, Question(at, event.text, mail=event.mail))
            return _request(contract, event.request, questions=questions)
        case e.QuestionAnswered():
            *before, open_ = contract.request(event.request).questions
            answered = replace(open_, answer=event.text, answered_at=at)
            return _request(
                contract, event.request, questions=(*before, answered), due_at=event.due_at, plan=event.plan
            )
        case e.Reminded():
            reminded = contract.request(event.request).reminded + 1
            return _request(contract, event.request, reminded=reminded, plan=event.plan)
        case e.DeadlinePassed():
            return _request(contract, event.request, overdue_since=at, plan=event.plan)
        case e.Escalated():
            return _request(contract, event.request, plan=event.plan)
        case e.RequestClosed():
            return _request(contract, event.request, closed_at=at, closed_why=event.why, plan=())
        case _:
            return None


def _asked(contract: Contract, event: e.ApproverAsked, at: datetime) -> Contract:
    place = contract.request(event.instead_of).place if event.instead_of else event.asked.key
    request = Request(
        id=event.request,
        round=contract.round,
        version=contract.version.number,
        sha256=contract.version.sha256,
        stage=event.stage,
        asked=event.asked,
        place=place,
        opened_at=at,
        due_at=event.due_at,
        plan=event.plan,
        why=event.why,
        veto=event.veto,
        escalation=event.escalation,
    )
    return replace(contract, requests=(*contract.requests, request))


def _kept(contract: Contract, event: e.ApprovalKept, at: datetime) -> Contract:
    earlier = contract.request(event.earlier)
    request = replace(
        earlier,
        id=event.request,
        round=contract.round,
        opened_at=at,
        plan=(),
        closed_at=None,
        closed_why=None,
        kept_from=event.version,
    )
    return replace(contract, requests=(*contract.requests, request))


def _request(contract: Contract, id: int, **changes: Any) -> Contract:  # noqa: A002
    requests = list(contract.requests)
    requests[id - 1] = replace(requests[id - 1], **changes)
    return replace(contract, requests=tuple(requests))


def _stage(contract: Contract, key: str, status: StageStatus) -> Contract:
    statuses = zip(contract.route.stages, contract.stages, strict=True)
    return replace(contract, stages=tuple(status if stage.key == key else old for stage, old in statuses))


_STAGE_STATUS: Mapping[type[e.Event], StageStatus] = {
    e.StagePassedOver: StageStatus.PASSED_OVER,
    e.StageOpened: StageStatus.OPEN,
    e.StageApproved: StageStatus.APPROVED,
    e.StageReturned: StageStatus.RETURNED,
    e.StageDeclined: StageStatus.DECLINED,
}

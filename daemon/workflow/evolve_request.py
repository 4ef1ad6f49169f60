"""Apply an event to one request of a contract. Total: history is never refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from daemon.workflow import events as e
from daemon.workflow.model import Answer, Contract, LateAnswer, Proposal, Question, Request
from daemon.workflow.requests import BareReturn


def request_changed(contract: Contract, id: int, **changes: Any) -> Contract:  # noqa: A002
    requests = list(contract.requests)
    requests[id - 1] = replace(requests[id - 1], **changes)
    return replace(contract, requests=tuple(requests))


def of_request(contract: Contract, event: e.Event, at: datetime) -> Contract | None:
    """Return the contract with the request changed that the event is about; None if it is about no request."""
    match event:
        case e.ApproverAsked():
            return _asked(contract, event, at)
        case e.ApprovalKept():
            return _kept(contract, event, at)
        case e.QuestionAsked():
            questions = (
                *contract.request(event.request).questions,
                Question(event.written_at or at, event.text, mail=event.mail),
            )
            return request_changed(contract, event.request, questions=questions)
        case e.QuestionAnswered():
            *before, open_ = contract.request(event.request).questions
            by = event.answered_by or (contract.initiator if event.text else None)
            closed = replace(open_, answer=event.text, answered_at=event.written_at or at, answered_by=by)
            questions = (*before, closed)
            return request_changed(contract, event.request, questions=questions, due_at=event.due_at, plan=event.plan)
        case e.BareReturnKept():
            bare = BareReturn(event.written_at or at, event.given_by, event.mail, event.verified)
            return request_changed(contract, event.request, bare_return=bare)
        case e.RequestClosed():
            return request_changed(contract, event.request, closed_at=at, closed_why=event.why, plan=())
        case _:
            return _of_answer(contract, event, at) or _of_clock(contract, event, at)


def _of_answer(contract: Contract, event: e.Event, at: datetime) -> Contract | None:
    match event:
        case e.VerdictGiven():
            return _answered(contract, event, at)
        case e.VerdictUndone():
            return _undone(contract, event, at)
        case e.VerdictProposed():
            proposal = Proposal(
                event.written_at or at,
                event.verdict,
                event.remarks,
                event.proposed_by,
                event.mail,
                event.signed,
                event.guessed_from,
                event.conditions,
            )
            return request_changed(contract, event.request, proposal=proposal)
        case e.ProposalAmended():
            return _amended(contract, event, at)
        case e.ProposalDropped():
            return request_changed(contract, event.request, proposal=None)
        case e.SignedCopyFiled():
            return request_changed(contract, event.request, signed=event.files)
        case e.SheetFiled():
            for each in event.requests:
                contract = request_changed(contract, each, sheet=event.file)
            return contract
        case e.LateAnswerKept():
            return _late_kept(contract, event, at)
        case _:
            return None


def _late_kept(contract: Contract, event: e.LateAnswerKept, at: datetime) -> Contract:
    """Return the contract with words that came too late; a reason takes the place of the return that had none."""
    late, before = _late(event, at), contract.request(event.request)
    outdated = contract.outdated or (contract.final is not None and late.matters)
    if bare := before.bare_late_return(event.given_by.key) if event.joins else None:
        late = replace(late, holds=bare.holds)
    kept = tuple(each for each in before.late if each is not bare)
    return replace(request_changed(contract, event.request, late=(*kept, late)), outdated=outdated)


def _late(event: e.LateAnswerKept, at: datetime) -> LateAnswer:
    return LateAnswer(
        event.written_at or at,
        event.verdict,
        event.remarks,
        event.given_by,
        event.reason,
        event.mail,
        event.kind,
        event.told,
        event.holds,
    )


def _of_clock(contract: Contract, event: e.Event, at: datetime) -> Contract | None:
    match event:
        case e.Reminded():
            request = contract.request(event.request)
            reminded = request.reminded + (0 if request.question else 1)  # with a question the initiator was reminded
            return request_changed(contract, event.request, reminded=reminded, plan=event.plan)
        case e.DeadlinePassed():
            return request_changed(contract, event.request, overdue_since=at, plan=event.plan)
        case e.DeadlineMoved():
            return request_changed(contract, event.request, due_at=event.due_at, plan=event.plan, overdue_since=None)
        case e.Escalated():
            return request_changed(contract, event.request, plan=event.plan)
        case _:
            return None


def _answered(contract: Contract, event: e.VerdictGiven, at: datetime) -> Contract:
    answer = Answer(
        event.written_at or at,
        event.verdict,
        event.remarks,
        event.given_by,
        event.mail,
        event.silent,
        event.verified,
        event.confirmed_by,
        conditions=event.conditions,
        worked=event.worked,
    )
    answers = (*contract.request(event.request).answers, answer)
    return request_changed(contract, event.request, answers=answers, proposal=None, bare_return=None, signed=())


def _amended(contract: Contract, event: e.ProposalAmended, at: datetime) -> Contract:
    known = contract.request(event.request).proposal
    if known is None:
        return contract
    amended = replace(
        known,
        at=at,
        amended_at=at,
        verdict=event.verdict,
        remarks=event.remarks,
        signed=event.signed,
        conditions=event.conditions,
    )
    return request_changed(contract, event.request, proposal=amended)


def _undone(contract: Contract, event: e.VerdictUndone, at: datetime) -> Contract:
    request = contract.request(event.request)
    *before, latest = request.answers
    return request_changed(
        contract,
        event.request,
        answers=(*before, replace(latest, undone_at=event.written_at or at)),
        signed=(),
        due_at=event.due_at or request.due_at,
        plan=event.plan,
        overdue_since=None if event.due_at and event.due_at > at else request.overdue_since,
    )


def _asked(contract: Contract, event: e.ApproverAsked, at: datetime) -> Contract:
    owner = event.on_behalf_of or event.asked
    place = contract.request(event.instead_of).slot if event.instead_of else owner.key
    request = Request(
        id=event.request,
        round=contract.round,
        version=contract.version.number,
        sha256=contract.version.sha256,
        stage=event.stage,
        assignee=event.asked,
        slot=place,
        opened_at=at,
        due_at=event.due_at,
        plan=event.plan,
        why=event.why,
        veto=event.veto,
        escalation=event.escalation,
        on_behalf_of=event.on_behalf_of,
        doubt=event.doubt,
        also=event.also,
        stand_in=event.stand_in,
        instead_of=event.instead_of,
    )
    return replace(contract, requests=(*contract.requests, request))


def _kept(contract: Contract, event: e.ApprovalKept, at: datetime) -> Contract:
    request = replace(
        contract.request(event.earlier),
        id=event.request,
        round=contract.round,
        stage=event.stage,
        opened_at=at,
        plan=(),
        closed_at=None,
        closed_why=None,
        kept_from=event.version,
        late=(),
        released_by=None,
    )
    return replace(contract, requests=(*contract.requests, request))

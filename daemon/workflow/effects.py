"""Which letters and documents follow from an event."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from daemon.workflow import events as e
from daemon.workflow.model import ClosedWhy, Contract, Escalate, Participant


class LetterKind(StrEnum):
    """Every letter that an event of a contract causes."""

    REGISTERED = "registered"  # to the initiator: number, name, who is asked
    REQUEST = "request"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    RECEIPT = "receipt"
    VOID = "void"  # your answer is not needed any more, and why
    RETURNED = "returned"  # to the initiator, with all remarks
    QUESTION = "question"  # to the initiator
    ANSWER = "answer"  # to the approver who asked
    FINISHED = "finished"  # approved, declined or withdrawn: to everybody who took part
    HELD = "held"
    RESUMED = "resumed"


@dataclass(frozen=True, slots=True)
class SendLetter:
    """A letter about one request of the contract (0: about the contract).

    `step` of an escalation: 0 the deadline itself, 1 the first step of the ladder, and so on.
    """

    kind: LetterKind
    to: Participant
    request: int = 0
    step: int = 0


@dataclass(frozen=True, slots=True)
class MakeDocuments:
    version: int


@dataclass(frozen=True, slots=True)
class MakeFinalSet:
    """Lay the final set into the contract's folder: document, approval sheet, signed copy."""


Effect = SendLetter | MakeDocuments | MakeFinalSet


def effects(contract: Contract, event: e.Event) -> list[Effect]:
    """What follows from an event. `contract` is the state after the last event of the same command."""
    match event:
        case e.VersionSubmitted():
            return [MakeDocuments(event.version)]
        case e.ContractApproved() | e.ContractDeclined() | e.ContractWithdrawn():
            return [MakeFinalSet()]
        case _:
            return list(_letters(contract, event))


def _letters(contract: Contract, event: e.Event) -> list[SendLetter]:
    match event:
        case e.RoundOpened():
            return [SendLetter(LetterKind.REGISTERED, contract.initiator)]
        case e.ContractReturned():
            return [SendLetter(LetterKind.RETURNED, contract.initiator)]
        case e.FinalSetFiled():
            return [SendLetter(LetterKind.FINISHED, each) for each in contract.participants()]
        case e.ContractHeld():
            return [SendLetter(LetterKind.HELD, each) for each in _concerned(contract)]
        case e.ContractResumed():
            return [SendLetter(LetterKind.RESUMED, each) for each in _concerned(contract)]
        case _:
            return _about_request(contract, event)


def _about_request(contract: Contract, event: e.Event) -> list[SendLetter]:
    match event:
        case e.ApproverAsked():
            return [SendLetter(LetterKind.REQUEST, event.asked, event.request)]
        case e.VerdictGiven(silent=False):
            return [SendLetter(LetterKind.RECEIPT, event.given_by, event.request)]
        case e.QuestionAsked():
            asker = contract.request(event.request).asked
            return [
                SendLetter(LetterKind.QUESTION, contract.initiator, event.request),
                SendLetter(LetterKind.RECEIPT, asker, event.request),
            ]
        case e.QuestionAnswered() if event.text:
            return [SendLetter(LetterKind.ANSWER, contract.request(event.request).asked, event.request)]
        case e.Reminded():
            return [SendLetter(LetterKind.REMINDER, contract.request(event.request).asked, event.request)]
        case e.DeadlinePassed():
            return [SendLetter(LetterKind.ESCALATION, contract.initiator, event.request)]
        case e.Escalated():
            told = _told(contract, event)
            return [SendLetter(LetterKind.ESCALATION, each, event.request, event.step + 1) for each in told]
        case e.RequestClosed():
            request = contract.request(event.request)
            void = not request.answers and event.why is not ClosedWhy.CONTRACT_CLOSED
            return [SendLetter(LetterKind.VOID, request.asked, event.request)] if void else []
        case _:
            return []


def _told(contract: Contract, event: e.Escalated) -> tuple[Participant, ...]:
    """Who hears of an escalation. One who is asked now gets the request, which says whose place it is."""
    told = {event.to.key: event.to} if event.to and event.action is not Escalate.REASSIGN else {}
    if event.action in (Escalate.APPROVE, Escalate.RETURN):
        asked = contract.request(event.request).asked
        told |= {asked.key: asked, contract.initiator.key: contract.initiator}
    return tuple(told.values())


def _concerned(contract: Contract) -> tuple[Participant, ...]:
    waiting = (each.asked for each in contract.requests if each.waits)
    return tuple({p.key: p for p in (contract.initiator, *waiting)}.values())

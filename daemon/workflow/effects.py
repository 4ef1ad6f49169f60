"""Derive the letters and documents that follow from an event."""

from __future__ import annotations

from dataclasses import dataclass

from daemon.workflow import events as e
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import HANDED_OVER, ClosedWhy, Contract, DutyKind, Escalate, Participant, Request, StageKind
from daemon.workflow.rework import edited_by_hand_since


@dataclass(frozen=True, slots=True)
class SendLetter:
    """A letter about one request of the contract (None: about the contract).

    `step` of an escalation: 0 the deadline itself, 1 the first step of the ladder, and so on; of a condition its
    number. `late` is the request whose latest late words the letter tells; 0: none.
    """

    kind: LetterKind
    to: Participant
    request: int | None = None
    step: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class TellAdministrators:
    """Tell every administrator of the house about the contract; the core does not know who they are."""

    kind: LetterKind


@dataclass(frozen=True, slots=True)
class MakeDocuments:
    version: int


@dataclass(frozen=True, slots=True)
class MakeFinalSet:
    """Lay the final set into the contract's folder: document, approval sheet, signed copy; later a newer sheet."""


@dataclass(frozen=True, slots=True)
class MakeSheet:
    """Make the approval sheet up to now; the requests to sign go out with it."""


Effect = SendLetter | TellAdministrators | MakeDocuments | MakeFinalSet | MakeSheet


def effects(contract: Contract, event: e.Event) -> list[Effect]:
    """Return the letters and documents that follow from an event.

    `contract` is the state after the last event of the same command, not after this one.
    """
    match event:
        case e.VersionSubmitted():
            return [MakeDocuments(event.version)]
        case e.ContractApproved() | e.ContractDeclined() | e.ContractWithdrawn():
            return [MakeFinalSet()]
        case e.LateAnswerKept() if contract.outdated:
            return [MakeFinalSet(), *_letters(contract, event)]
        case e.ApproverAsked() if _signs(contract, event.request):  # its letter goes out with the sheet (SheetFiled)
            return [MakeSheet()]
        case e.QuorumShort():
            short = LetterKind.QUORUM_SHORT
            return [SendLetter(short, contract.acting), TellAdministrators(short)]
        case _:
            return list(_letters(contract, event))


def _signs(contract: Contract, request: int) -> bool:
    return contract.stage_of(contract.request(request)).kind is StageKind.SIGNATURE


def _letters(contract: Contract, event: e.Event) -> list[SendLetter]:
    match event:
        case e.RoundOpened(reopened=False):
            return [SendLetter(LetterKind.REGISTERED, contract.acting), *_released(contract, event)]
        case e.ContractReturned() | e.InitiatorReminded() | e.ConditionsAsked():
            kind = LetterKind.CONDITIONS if contract.asks_conditions else LetterKind.RETURNED
            return [SendLetter(kind, contract.acting)]
        case e.SheetFiled():
            requests = [contract.request(each) for each in event.requests]
            return [SendLetter(LetterKind.REQUEST, each.assignee, each.id) for each in requests if each.waits]
        case e.FinalSetFiled():
            return [SendLetter(LetterKind.FINISHED, each) for each in contract.participants()]
        case e.ContractReopened():
            return [SendLetter(LetterKind.REOPENED, each) for each in contract.participants()]
        case e.ContractRecalled():
            return [SendLetter(LetterKind.RECALLED, each.assignee, each.id) for each in _asked_in_round(contract)]
        case e.StageReopened() if contract.request(event.request).answer is None:  # else it is returned, and told so
            return [SendLetter(LetterKind.UNDONE, contract.acting, event.request)]
        case e.ContractHeld() | e.DecisionReminded() | e.ContractResumed() | e.LateAnswerKept():
            return _standing_still(contract, event)
        case _:
            return _about_request(contract, event)


def _about_comment(contract: Contract, to: Participant) -> SendLetter:
    """Return the letter about the reader's own request where one waits, so that they can answer it."""
    return SendLetter(LetterKind.COMMENT, to, _own_request(contract, to))


def _own_request(contract: Contract, person: Participant) -> int | None:
    """Return the number of the request that waits for somebody; None if none does."""
    own = contract.request_waiting_for(person.key)
    return own.id if own else None


def _standing_still(
    contract: Contract, event: e.ContractHeld | e.DecisionReminded | e.ContractResumed | e.LateAnswerKept
) -> list[SendLetter]:
    """Return the letters about a contract that stops or goes on, and about words that came too late."""
    match event:
        case e.ContractHeld():
            asked = {each.key: SendLetter(LetterKind.LATE_ASKED, each, late=event.late) for each in event.asked}
            others = [each for each in _concerned(contract) if each.key not in asked]
            return [*asked.values(), *(SendLetter(LetterKind.HELD, each, late=event.late) for each in others)]
        case e.DecisionReminded():
            held = contract.held
            return [SendLetter(LetterKind.LATE_ASKED, each, late=held.late) for each in held.asked] if held else []
        case e.ContractResumed():
            return _resumed(contract, event)
        case e.LateAnswerKept():
            return [_late_told(contract, event, each) for each in event.told]


def _told_words(contract: Contract, event: e.CommentAdded | e.ConditionConfirmed) -> list[SendLetter]:
    """Return the letters with somebody's words: a comment, or to the one who set a condition that it is met.

    Who says themself that their condition is met needs none.
    """
    if isinstance(event, e.CommentAdded):
        return [_about_comment(contract, each) for each in event.told]
    if event.by_giver:
        return []
    request = contract.request(contract.conditions[event.condition - 1].requests[-1])
    return [SendLetter(LetterKind.CONDITION_CONFIRMED, request.assignee, request.id, event.condition)]


def _about_request(contract: Contract, event: e.Event) -> list[SendLetter]:
    match event:
        case e.ApproverAsked() if contract.request(event.request).waits:
            return [SendLetter(LetterKind.REQUEST, event.asked, event.request)]
        case e.ApprovalKept(same_version=False) if edited_by_hand_since(contract, event.version):
            return [SendLetter(LetterKind.TEXT_EDITED, event.asked, event.request)]
        case e.VerdictGiven(silent=False):
            return [SendLetter(LetterKind.RECEIPT, event.confirmed_by or event.given_by, event.request)]
        case e.VerdictUndone():
            return [_to_asked(contract, LetterKind.UNDONE, event.request)]
        case e.VerdictProposed() | e.ProposalAmended():
            return _proposed(contract, event)
        case e.QuestionAsked():
            return [
                SendLetter(LetterKind.QUESTION, contract.acting, event.request),
                _to_asked(contract, LetterKind.RECEIPT, event.request),
            ]
        case e.CommentAdded() | e.ConditionConfirmed():
            return _told_words(contract, event)
        case e.QuestionAnswered() if event.text:
            return [_to_asked(contract, LetterKind.ANSWER, event.request)]
        case e.RequestClosed():
            return _void(contract, event)
        case _:
            return _of_the_clock(contract, event)


def _proposed(contract: Contract, event: e.VerdictProposed | e.ProposalAmended) -> list[SendLetter]:
    """Return the letter to the one who was asked.

    None about a guess, which is told in answer to the mail that it is about, nor about an addition to their own answer:
    they have their code already.
    """
    request = contract.request(event.request)
    if isinstance(event, e.VerdictProposed):
        told = not event.guessed_from
    else:
        told = request.proposal is not None and request.proposal.proposed_by.key != request.assignee.key
    return [_to_asked(contract, LetterKind.PROPOSED, event.request)] if told else []


def _asked_of_initiator(contract: Contract, kind: DutyKind, request: int) -> SendLetter:
    """Return the letter with what the initiator is to do, whole, to whoever acts for them."""
    match kind:
        case DutyKind.REWORK:
            return SendLetter(LetterKind.RETURNED, contract.acting)
        case DutyKind.CONDITIONS:
            return SendLetter(LetterKind.CONDITIONS, contract.acting)
        case DutyKind.ANSWER:
            return SendLetter(LetterKind.QUESTION, contract.acting, request)


def _represented(contract: Contract, event: e.InitiatorRepresented) -> list[SendLetter]:
    """Return the letters with what is to be done to who acts now, and to a substitute that it is theirs no more."""
    asked = _what_waits(contract)
    relieved = asked and event.instead_of.key != contract.initiator.key
    return [*asked, *([SendLetter(LetterKind.INITIATOR_CHANGED, event.instead_of)] if relieved else [])]


def _initiator_changed(contract: Contract, event: e.InitiatorChanged) -> list[SendLetter]:
    """Return the letters to the old and the new initiator and who stands in for them, and what is to be done now."""
    told = {each.key: each for each in (event.old, event.new, contract.acting)}
    letters = [SendLetter(LetterKind.INITIATOR_CHANGED, each) for each in told.values()]
    return letters + _what_waits(contract)


def _what_waits(contract: Contract) -> list[SendLetter]:
    """Return the letters with all that the contract waits for from its initiator, to whoever acts for them."""
    letters = [_asked_of_initiator(contract, each.kind, each.request) for each in contract.duties]
    if contract.shortage:
        letters.append(SendLetter(LetterKind.QUORUM_SHORT, contract.acting))
    return letters


def _of_the_clock(contract: Contract, event: e.Event) -> list[SendLetter]:
    match event:
        case e.Reminded():
            if contract.request(event.request).question:
                return [SendLetter(LetterKind.QUESTION, contract.acting, event.request)]
            return [_to_asked(contract, LetterKind.REMINDER, event.request)]
        case e.DeadlineMoved():
            return _deadline_moved(contract, event)
        case e.DeadlinePassed():
            return _deadline_passed(contract, event)
        case e.Escalated():
            told = _told(contract, event)
            return [SendLetter(LetterKind.ESCALATION, each, event.request, event.step + 1) for each in told]
        case _:
            return _of_the_initiator(contract, event)


def _of_the_initiator(contract: Contract, event: e.Event) -> list[SendLetter]:
    match event:
        case e.DutyReminded():
            return [_asked_of_initiator(contract, event.kind, event.request)]
        case e.DutyEscalated():
            return [SendLetter(LetterKind.DUTY_OVERDUE, each, event.request or None) for each in event.to]
        case e.DutyDeadlineMoved():
            return [SendLetter(LetterKind.DUTY_MOVED, contract.acting, event.request or None)]
        case e.InitiatorRepresented():
            return _represented(contract, event)
        case e.InitiatorChanged():
            return _initiator_changed(contract, event)
        case _:
            return []


def _released(contract: Contract, event: e.RoundOpened) -> list[SendLetter]:
    """Return the letters to those whom an earlier version had asked, and whom the facts of this one do not call for."""
    latest = {(each.stage, each.slot): each for each in contract.requests if each.released_by == event.version}
    return [SendLetter(LetterKind.RELEASED, each.assignee, each.id) for each in latest.values()]


def _to_asked(contract: Contract, kind: LetterKind, request: int) -> SendLetter:
    return SendLetter(kind, contract.request(request).assignee, request)


def _void(contract: Contract, event: e.RequestClosed) -> list[SendLetter]:
    """Return the letter that an answer is not needed any more.

    It goes to whoever has not answered, unless they hear of the contract's end or its recall anyway, and to whoever has
    answered but is no longer on the route.
    """
    request = contract.request(event.request)
    unanswered = request.answer is None and event.why not in (ClosedWhy.CONTRACT_CLOSED, ClosedWhy.RECALLED)
    void = unanswered or event.why is ClosedWhy.REROUTED
    return [SendLetter(LetterKind.VOID, request.assignee, event.request)] if void else []


def _deadline_moved(contract: Contract, event: e.DeadlineMoved) -> list[SendLetter]:
    request = contract.request(event.request)
    if not request.waits:
        return []
    to = {each.key: each for each in (request.assignee, contract.acting)}
    return [SendLetter(LetterKind.DEADLINE_MOVED, each, event.request) for each in to.values()]


def _deadline_passed(contract: Contract, event: e.DeadlinePassed) -> list[SendLetter]:
    """Return the letter to the initiator; none if the answer has come, or the stage was closed, at the same time."""
    request = contract.request(event.request)
    still = request.waits or request.closed_why in HANDED_OVER
    return [SendLetter(LetterKind.ESCALATION, contract.acting, event.request)] if still else []


def _told(contract: Contract, event: e.Escalated) -> tuple[Participant, ...]:
    """Return who is told of an escalation; not a person who is asked by it, for they get the request itself."""
    asked = contract.request(event.request).assignee
    told = {}
    if event.action is not Escalate.REASSIGN and event.to and event.to.key != asked.key:
        told = {event.to.key: event.to}
    if event.action in (Escalate.APPROVE, Escalate.RETURN):
        told |= {asked.key: asked, contract.acting.key: contract.acting}
    if event.action is Escalate.NOTIFY and not told:
        told = {contract.acting.key: contract.acting}
    return tuple(told.values())


def _asked_in_round(contract: Contract) -> tuple[Request, ...]:
    """Return the latest request of everybody who was asked about this version and has it still.

    Not of who has to rework it: they get a letter about that.

    Whose approval was kept from an earlier version has not seen this one.
    """
    asked = (each for each in contract.in_round(contract.round) if each.version == contract.version.number)
    latest = {each.assignee.key: each for each in asked if each.closed_why not in (*HANDED_OVER, ClosedWhy.REROUTED)}
    return tuple(each for key, each in latest.items() if key != contract.acting.key)


def _late_told(contract: Contract, event: e.LateAnswerKept, to: Participant) -> SendLetter:
    """Return the letter about late words; to somebody who is asked it is about their request: they answer that."""
    return SendLetter(LetterKind.LATE_TOLD, to, _own_request(contract, to), late=event.request)


def _resumed(contract: Contract, event: e.ContractResumed) -> list[SendLetter]:
    """Return the letters that a contract goes on: to whoever was heard in vain meanwhile with their request again.

    Whose objection had stopped the contract hears of it, too.
    """
    again = {each.assignee.key: each for each in contract.open_requests() if each.unheard}
    told = {each.key: each for each in _concerned(contract)} | {key: each.assignee for key, each in again.items()}
    letters = [
        SendLetter(LetterKind.RESUMED, each, again[key].id if key in again else None) for key, each in told.items()
    ]
    if event.late:
        objector = next(each.actor for each in reversed(contract.request(event.late).late) if each.holds)
        if objector.key not in told:
            letters.append(SendLetter(LetterKind.RESUMED, objector, late=event.late))
    return letters


def _concerned(contract: Contract) -> tuple[Participant, ...]:
    waiting = (each.assignee for each in contract.requests if each.waits)
    return tuple({p.key: p for p in (contract.acting, *waiting)}.values())

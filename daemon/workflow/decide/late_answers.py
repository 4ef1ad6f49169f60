"""Keep words that came too late to count, and decide who needs them and whether the contract stops for them.

They change no verdict, no quorum and no stage.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.decide.decision_context import DecisionContext
from daemon.workflow.decide.request_lookup import answered_already, find_request
from daemon.workflow.model import (
    Contract,
    LateAnswer,
    LateKind,
    Participant,
    Request,
    StageKind,
    Status,
    Verdict,
)
from daemon.workflow.policies import OnLateReturn
from daemon.workflow.refusal import Reason, Refused


def keep_late_answer(d: DecisionContext, command: c.KeepLateAnswer) -> None:
    """Emit that words were kept, and that the contract is held if they ask for it; nothing if they are known already.

    Raises Refused for words that can still count.
    """
    request = find_request(d.contract, command.request)
    if _can_count(d.contract, request, command.kind):
        raise Refused(Reason.NOT_ALLOWED, "this answer is not late: it can be counted")
    said = LateAnswer(
        d.now,
        _verdict(request, command),
        command.remarks,
        command.actor,
        command.reason,
        command.mail,
        command.kind,
    )
    if _is_known(d.contract, request, said):
        return
    holds = not command.unproved and _stops(d.contract, request, said)
    told = () if holds else tuple(_who_needs(d.contract, request, said))
    d.emit(
        e.LateAnswerKept(
            request.id,
            said.verdict,
            said.remarks,
            said.actor,
            said.reason,
            said.mail,
            request.version,
            request.sha256,
            said.kind,
            told,
            holds,
            d.written_at,
            _is_reason(request, said),
        )
    )
    if holds:
        asked = _who_decides(d, said.actor)
        d.emit(e.ContractHeld(said.actor.name, said.remarks, request.id, asked, _remind_at(d)))


def remind_of_decision(d: DecisionContext, by: str = "") -> None:
    """Emit that those are asked again who have to decide about a late objection; nothing if nobody has to."""
    if d.contract.held and d.contract.held.asked:
        d.emit(e.DecisionReminded(_remind_at(d), by))


def _remind_at(d: DecisionContext) -> datetime | None:
    """Return when those who decide are asked again: they have as long as the initiator has for an answer."""
    return d.after(d.contract.route.policies.answer)


def _can_count(contract: Contract, request: Request, kind: LateKind) -> bool:
    if contract.status is not Status.IN_APPROVAL or not request.is_open or request.kept_from:
        return False
    # a question stops the clock of somebody who is still to answer, and only one at a time
    return kind is not LateKind.QUESTION or (request.waits and request.question is None)


def _verdict(request: Request, command: c.KeepLateAnswer) -> Verdict | None:
    """Return what the words want; of an undo the opposite of what is taken back. Raises Refused without anything."""
    if command.kind is not LateKind.UNDO:
        return command.verdict
    if request.answer is None:
        raise Refused(Reason.NOTHING_TO_UNDO)
    return Verdict.RETURN if request.answer.verdict.approves else Verdict.APPROVE


def _is_known(contract: Contract, request: Request, said: LateAnswer) -> bool:
    """Return True if this mail was kept or has counted before, or if this person said the same of the same version."""
    of_version = [each for each in contract.requests if each.version == request.version]
    kept = [each for asked in of_version for each in asked.late if each.actor.key == said.actor.key]
    if any((each.kind, each.verdict, each.remarks) == (said.kind, said.verdict, said.remarks) for each in kept):
        return True
    return answered_already(contract, said.mail) or any(said.mail and each.mail == said.mail for each in kept)


def _is_reason(request: Request, said: LateAnswer) -> bool:
    """Return True for what is to be mended, of somebody who had sent a bare return too late."""
    returns = said.kind is LateKind.ANSWER and said.verdict is Verdict.RETURN and bool(said.remarks)
    return returns and request.bare_late_return(said.actor.key) is not None


# -- who needs it ------------------------------------------------------------------------------------------------------


def _who_needs(contract: Contract, request: Request, said: LateAnswer) -> Iterable[Participant]:
    """Return who acts for the initiator, who is asked now, and who has signed already: each once, and not who wrote.

    While a late objection holds the contract, those who decide about it, too.

    A question is the initiator's alone. An approval without words is nobody's, unless it takes an objection back.
    """
    initiator = _for_initiator(contract, said.actor)
    if said.verdict is None or (not said.matters and _settles(contract, request, said)):
        needed: tuple[Participant, ...] = (initiator,)
    elif said.matters:
        signed = _signatures(contract) if said.objects else ()
        asked = [each for each in contract.open_requests() if each.waits and each not in contract.without_sheet()]
        decide = contract.held.asked if contract.held else ()
        needed = (initiator, *decide, *(each.assignee for each in (*asked, *signed)))
    else:
        needed = ()
    return {each.key: each for each in needed if not each.is_same(said.actor)}.values()


def _for_initiator(contract: Contract, writer: Participant) -> Participant:
    """Return who acts for the initiator; where these are that one's own words, the initiator themself."""
    return contract.initiator if contract.acting.key == writer.key else contract.acting


def _settles(contract: Contract, request: Request, said: LateAnswer) -> bool:
    """Return True for the consent of somebody for whose objection the initiator is reworking the contract."""
    answer = request.answer
    reworked = contract.status is Status.IN_REWORK and request.round == contract.round
    return bool(reworked and answer and not answer.verdict.approves and not said.objects)


def _signatures(contract: Contract) -> tuple[Request, ...]:
    """Return the requests of the present round that were answered with a signature."""
    return tuple(
        each
        for each in contract.in_round(contract.round)
        if each.answer and each.answer.verdict.approves and contract.stage_of(each).kind is StageKind.SIGNATURE
    )


# -- whether it stops --------------------------------------------------------------------------------------------------


def _stops(contract: Contract, request: Request, said: LateAnswer) -> bool:
    """Return True if the contract has to wait until somebody has decided about these words.

    They object, nothing is signed yet, and what was decided rests on their writer; and it stops once for each.
    """
    return (
        contract.route.policies.on_late_return is OnLateReturn.HOLD
        and contract.status is Status.IN_APPROVAL
        and said.objects
        and not _signatures(contract)
        and _rests_on(contract, said.actor, request)
        and not _stopped_for(contract, said.actor)
    )


def _rests_on(contract: Contract, person: Participant, request: Request) -> bool:
    """Return True if a person approved in this round, or if their place was closed without their answer.

    False for whoever can still answer, or whose heir can: they can say it there. False for a colleague who was not
    asked, and for somebody whom the route does not want any more.
    """
    if request.assignee.key != person.key:
        return False
    places = contract.route.places
    here = [each for each in contract.in_round(contract.round) if (each.stage, each.slot) in places]
    open_ = [each for each in here if each.is_open and not each.kept_from]
    if any(each.assignee.key == person.key or (each.waits and each.slot == person.key) for each in open_):
        return False
    return any(_approved_by(each, person) or _left_out(each, person) for each in here)


def _approved_by(request: Request, person: Participant) -> bool:
    answer = request.answer
    return answer is not None and answer.verdict.approves and person.key == request.assignee.key


def _left_out(request: Request, person: Participant) -> bool:
    return not request.is_open and request.answer is None and request.slot == person.key


def _stopped_for(contract: Contract, person: Participant) -> bool:
    late = [each for asked in contract.requests if asked.version == contract.version.number for each in asked.late]
    return any(each.holds and each.actor.key == person.key for each in late)


def _who_decides(d: DecisionContext, writer: Participant) -> tuple[Participant, ...]:
    """Return who acts for the initiator and the administrators; not who wrote, unless there is nobody else."""
    people = {each.key: each for each in (_for_initiator(d.contract, writer), *d.administrators())}
    others = {key: each for key, each in people.items() if key != writer.key}
    return tuple((others or people).values())

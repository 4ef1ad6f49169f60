"""Decide a stage from the answers that its places have given.

People are counted, not places: one person is one pair of eyes, on whichever places they answer.
"""

from __future__ import annotations

from enum import StrEnum

from daemon.workflow.model import (
    HANDED_OVER,
    Approver,
    Contract,
    OnReturn,
    Participant,
    PersonKey,
    Request,
    Stage,
    StageStatus,
    Status,
    Verdict,
)


class VacantWhy(StrEnum):
    """Why nobody can be asked for a place: what keeps its own person from it; nobody stands in for them either."""

    OWN_CONTRACT = "own"  # they have handed the contract in
    LEFT = "left"  # they are not in the directory any more
    ASKED_ALREADY = "twice"  # they have answered on another place of the stage


_ON_THE_WAY = frozenset({Status.IN_APPROVAL, Status.APPROVED, Status.DECLINED})


def places(contract: Contract, stage: Stage) -> tuple[Request, ...]:
    """Return the requests that count for an open stage: one for each place for which somebody can be asked."""
    return tuple(each for each in contract.in_round(contract.round, stage.key) if each.is_open)


def approving(contract: Contract, stage: Stage) -> frozenset[PersonKey]:
    """Return who has approved in an open stage, each once."""
    answered = [(each, each.answer) for each in places(contract, stage)]
    return frozenset(each.assignee.key for each, answer in answered if answer and answer.verdict.approves)


def needed(contract: Contract, stage: Stage) -> int:
    """Return how many people have to approve an open stage.

    One more than have approved before the facts brought somebody else to the stage, or before somebody returned or
    declined it: neither is decided by approvals of before alone. As many as there are where the route says `or all`.
    """
    wanted = max(stage.needed, _outdated(contract, stage) + 1)
    if not stage.or_all:
        return wanted
    people = {each.assignee.key for each in places(contract, stage)}
    return max(1, min(wanted, len(people)))


def _outdated(contract: Contract, stage: Stage) -> int:
    """Return how many approvals are older than a newcomer or an objection of the stage; 0 if one is newer than both."""
    came, objected = _latest_newcomer(contract, stage), _latest_objection(contract, stage)
    approved = approving(contract, stage)
    newer = {
        each.assignee.key
        for each in places(contract, stage)
        if each.version >= came and _said_in(contract, each) > objected
    }
    return len(approved) if not approved & newer else 0


def _latest_newcomer(contract: Contract, stage: Stage) -> int:
    """Return the version whose facts brought somebody to the stage; 0: nobody came."""
    here = {each.person.key for each in stage.approvers}
    came = [(shift.version, each) for shift in contract.shifts for each in shift.came]
    return max((version for version, each in came if each.stage == stage.key and each.person.key in here), default=0)


def _latest_objection(contract: Contract, stage: Stage) -> int:
    """Return the earlier round in which somebody of the stage objected to it; 0: nobody, or it was approved since."""
    rounds = {round_ for key, round_ in contract.objected if key == stage.key and round_ < contract.round}
    latest = {each.slot: each for each in contract.requests if each.stage == stage.key and each.round < contract.round}
    here = [latest[each.person.key] for each in stage.approvers if each.person.key in latest]
    objections = [each for each in here if each.answer and not each.answer.verdict.approves]
    return max((each.round for each in objections if each.round in rounds), default=0)


def _said_in(contract: Contract, request: Request) -> int:
    """Return the round in which the answer of a request was given, also if it is kept from an earlier one."""
    if request.kept_from is None:
        return request.round
    return next(each.round for each in contract.requests if request.answer in each.answers)


def successor(contract: Contract, request: Request) -> Request | None:
    """Return the request that was opened in the place of one that was handed over; None if nobody could be asked."""
    later = (each for each in contract.requests[request.id :] if each.round == request.round)
    return next((each for each in later if (each.stage, each.slot) == (request.stage, request.slot)), None)


def vacant(contract: Contract, stage: Stage) -> tuple[Approver, ...]:
    """Return the places of a stage of this round for which nobody can be asked; none where it does not need them.

    None, too, while the contract is not on its way: its route may be that of the next round already.
    """
    if (contract.held.status if contract.held else contract.status) not in _ON_THE_WAY:
        return ()
    asked = contract.in_round(contract.round, stage.key)
    approved = {each.assignee.key for each in asked if each.answer and each.answer.verdict.approves}
    if len(approved) >= max(stage.needed, needed(contract, stage)):
        return ()
    is_open = contract.stage == stage
    taken = {each.slot for each in asked if each.is_open or not (is_open or each.closed_why in HANDED_OVER)}
    return tuple(each for each in stage.approvers if each.person.key not in taken)


def why_vacant(contract: Contract, person: Participant) -> VacantWhy | None:
    """Return why nobody is asked in the place of a person; None where it is not recorded: the stage needs nobody."""
    if contract.route.policies.refuse_own and person.key == contract.initiator.key:
        return VacantWhy.OWN_CONTRACT
    if contract.shortage is None:
        return None
    return VacantWhy.LEFT if person in contract.shortage.left else VacantWhy.ASKED_ALREADY


def outcome(contract: Contract, stage: Stage) -> StageStatus | None:
    """Return APPROVED, RETURNED or DECLINED; None while the stage waits.

    An objection with a veto decides at once. Others decide when the approvals still possible are too few; with
    `OnReturn.TOGETHER` only after everybody has answered or is overdue, so that the initiator gets all remarks.
    Without any objection a stage with too few people waits for more: nobody has returned it.
    """
    requests = places(contract, stage)
    answers = [(each, each.answer.verdict) for each in requests if each.answer]
    objections = [(each, verdict) for each, verdict in answers if not verdict.approves]
    if vetoes := [verdict for each, verdict in objections if each.veto]:
        return _negative(vetoes)
    wanted, approved = needed(contract, stage), approving(contract, stage)
    if len(approved) >= wanted:
        return StageStatus.APPROVED
    waiting = [each for each in requests if each.waits]
    if not objections or len(approved | {each.assignee.key for each in waiting}) >= wanted:
        return None
    together = contract.route.on_return is OnReturn.TOGETHER
    if together and any(each.overdue_since is None for each in waiting):
        return None
    return _negative([verdict for _, verdict in objections])


def _negative(verdicts: list[Verdict]) -> StageStatus:
    return StageStatus.DECLINED if Verdict.DECLINE in verdicts else StageStatus.RETURNED

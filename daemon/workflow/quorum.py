"""Decide a stage from the answers that its places have given.

People are counted, not places: one person is one pair of eyes, on whichever places they answer.
"""

from __future__ import annotations

from daemon.workflow.model import Contract, OnReturn, PersonKey, Request, Stage, StageStatus, Verdict


def places(contract: Contract, stage: Stage) -> tuple[Request, ...]:
    """Return the requests that count for an open stage: one for each place for which somebody can be asked."""
    return tuple(each for each in contract.in_round(contract.round, stage.key) if each.is_open)


def approving(contract: Contract, stage: Stage) -> frozenset[PersonKey]:
    """Return who has approved in an open stage, each once."""
    answered = [(each, each.answer) for each in places(contract, stage)]
    return frozenset(each.assignee.key for each, answer in answered if answer and answer.verdict.approves)


def needed(contract: Contract, stage: Stage) -> int:
    """Return how many people have to approve an open stage; as many as there are where its route says `or all`."""
    if not stage.or_all:
        return stage.needed
    people = {each.assignee.key for each in places(contract, stage)}
    return max(1, min(stage.needed, len(people)))


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

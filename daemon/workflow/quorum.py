"""Decide a stage from the answers that its places have given."""

from __future__ import annotations

from daemon.workflow.model import Contract, OnReturn, Request, Stage, StageStatus, Verdict


def places(contract: Contract, stage: Stage) -> tuple[Request, ...]:
    """Return the requests that count for an open stage: one for each of its places, answered or not."""
    return tuple(each for each in contract.in_round(contract.round, stage.key) if each.is_open)


def outcome(contract: Contract, stage: Stage) -> StageStatus | None:
    """Return APPROVED, RETURNED or DECLINED; None while the stage waits.

    An objection with a veto decides at once. Others decide when the approvals still possible are too few; with
    `OnReturn.TOGETHER` only after everybody has answered or is overdue, so that the initiator gets all remarks.
    """
    requests = places(contract, stage)
    answers = [(each, each.answer.verdict) for each in requests if each.answer]
    objections = [(each, verdict) for each, verdict in answers if not verdict.approves]
    if vetoes := [verdict for each, verdict in objections if each.veto]:
        return _negative(vetoes)
    approvals = len(answers) - len(objections)
    if approvals >= stage.needed:
        return StageStatus.APPROVED
    waiting = [each for each in requests if each.waits]
    if approvals + len(waiting) >= stage.needed:
        return None
    together = contract.route.on_return is OnReturn.TOGETHER
    if together and any(each.overdue_since is None for each in waiting):
        return None
    return _negative([verdict for _, verdict in objections])


def _negative(verdicts: list[Verdict]) -> StageStatus:
    return StageStatus.DECLINED if Verdict.DECLINE in verdicts else StageStatus.RETURNED

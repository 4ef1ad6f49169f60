"""Which approvals stay valid when a new version opens the next round."""

from __future__ import annotations

from daemon.workflow.model import AfterRework, Approver, Contract, Fact, Request, Stage, StageKind, StageStatus


def kept_approval(contract: Contract, stage: Stage, approver: Approver) -> Request | None:
    """The earlier request whose approval still holds for this place, if one does.

    A signature is never kept: it belongs to one version.
    """
    if contract.round < 2 or stage.kind is StageKind.SIGNATURE:
        return None
    policy = contract.route.after_rework
    if policy is AfterRework.EVERYONE or (policy is AfterRework.STAGE and not _was_approved(contract, stage)):
        return None
    earlier = _last_answered(contract, stage, approver)
    if earlier is None or earlier.answer is None or not earlier.answer.verdict.approves:
        return None
    since = contract.versions[earlier.version - 1].facts
    return None if set(approver.watches) & set(changed(since, contract.facts)) else earlier


def changed(before: tuple[Fact, ...], now: tuple[Fact, ...]) -> tuple[str, ...]:
    """Names of the facts whose values differ, in the order of the newer ones."""
    old, new = _values(before), _values(now)
    return tuple(name for name in dict.fromkeys((*new, *old)) if old.get(name) != new.get(name))


def _values(facts: tuple[Fact, ...]) -> dict[str, object]:
    return {fact.name: (fact.value, fact.rows) for fact in facts}


def _was_approved(contract: Contract, stage: Stage) -> bool:
    return contract.earlier_stages[contract.route.stages.index(stage)] is StageStatus.APPROVED


def _last_answered(contract: Contract, stage: Stage, approver: Approver) -> Request | None:
    for each in reversed(contract.requests):
        if (each.stage, each.place) == (stage.key, approver.person.key) and each.round < contract.round and each.answer:
            return each
    return None

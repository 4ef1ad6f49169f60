"""Decide which approvals stay valid: in the next round with a new version, and from one stage to a later one.

Only what somebody said is kept, never their silence; and never a signature: it belongs to one version.
"""

from __future__ import annotations

from daemon.workflow.model import AfterRework, Approver, Contract, Fact, Request, Stage, StageKind, StageStatus


def kept_approval(contract: Contract, stage: Stage, approver: Approver) -> Request | None:
    """Return the earlier request whose approval still holds for this place, if one does."""
    if stage.kind is StageKind.SIGNATURE:
        return None
    return _of_this_round(contract, stage, approver) or _of_earlier_round(contract, stage, approver)


def _of_this_round(contract: Contract, stage: Stage, approver: Approver) -> Request | None:
    """Return the place's approval of the same version in this round, or None.

    It was given in this stage before the route changed, or, with `ask_once`, in another stage.
    """
    for each in reversed(contract.in_round(contract.round)):
        same = each.stage == stage.key or contract.route.ask_once
        if each.slot == approver.person.key and same and _holds(each) and each.version == contract.version.number:
            return each
    return None


def _of_earlier_round(contract: Contract, stage: Stage, approver: Approver) -> Request | None:
    policy = contract.route.after_rework
    if policy is AfterRework.EVERYONE or (policy is AfterRework.STAGE and not _was_approved(contract, stage)):
        return None
    earlier = _last_asked(contract, stage, approver)
    if earlier is None or not _holds(earlier):
        return None
    return None if _concerns(contract, approver, earlier.version) else earlier


def _concerns(contract: Contract, approver: Approver, version: int) -> bool:
    """Return True if what the approver watches has changed since a version.

    True for a text edited by hand, too: nobody knows what was changed in it. False for an approver who watches nothing.
    """
    edited_by_hand = any(each.document for each in contract.versions[version:])
    differing = changed(contract.versions[version - 1].facts, contract.facts)
    return bool(approver.watches) and (edited_by_hand or bool(set(approver.watches) & set(differing)))


def _holds(request: Request) -> bool:
    answer = request.answer
    return answer is not None and answer.verdict.approves and not answer.silent


def changed(before: tuple[Fact, ...], now: tuple[Fact, ...]) -> tuple[str, ...]:
    """Return the names of the facts whose values differ, in the order of the newer ones."""
    old, new = _values(before), _values(now)
    return tuple(name for name in dict.fromkeys((*new, *old)) if old.get(name) != new.get(name))


def _values(facts: tuple[Fact, ...]) -> dict[str, object]:
    return {fact.name: (fact.value, fact.rows) for fact in facts}


def _was_approved(contract: Contract, stage: Stage) -> bool:
    ended = dict(zip((each.key for each in contract.route.stages), contract.earlier_stages, strict=False))
    return ended.get(stage.key) is StageStatus.APPROVED


def _last_asked(contract: Contract, stage: Stage, approver: Approver) -> Request | None:
    """Return the latest request of the place in earlier rounds, also if it was not answered; None if there is none.

    An approval before an unanswered request has lapsed.
    """
    for each in reversed(contract.requests):
        if (each.stage, each.slot) == (stage.key, approver.person.key) and each.round < contract.round:
            return each
    return None

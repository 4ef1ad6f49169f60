"""Decide which approvals stay valid: in the next round with a new version, and from one stage to a later one.

Only what somebody said is kept, never their silence; and never a signature: it belongs to one version.
"""

from __future__ import annotations

from enum import StrEnum

from daemon.workflow.model import AfterRework, Approver, Contract, Fact, Request, Stage, StageKind, StageStatus
from daemon.workflow.policies import AfterHandEdit


class Lapse(StrEnum):
    """Why somebody who approved an earlier version is asked again."""

    RELEASED = "released"  # the route had let the place go in between
    IDENTITY = "identity"  # it was given under a weaker proof than this version wants
    BY_HAND = "by_hand"  # the text was edited by hand
    WATCHED = "watched"  # what the approver watches has changed
    POLICY = "policy"  # the route asks everybody, or the whole stage, again


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
    earlier = _approved_earlier(contract, stage, approver)
    return earlier if earlier and lapse_of(contract, stage, approver) is None else None


def lapse_of(contract: Contract, stage: Stage, approver: Approver) -> Lapse | None:
    """Return why the place's approval of an earlier round does not stay; None if it stays, or there is none."""
    earlier = _approved_earlier(contract, stage, approver)
    if earlier is None:
        return None
    if earlier.released_by:
        return Lapse.RELEASED
    answer = earlier.answer
    if earlier.version != contract.version.number and answer and not contract.version.identity.accepts(answer.verified):
        return Lapse.IDENTITY
    if _edit_counts(contract, approver) and edited_by_hand_since(contract, earlier.version):
        return Lapse.BY_HAND
    if set(approver.watches) & set(changed(contract.versions[earlier.version - 1].facts, contract.facts)):
        return Lapse.WATCHED
    policy = contract.route.after_rework
    if policy is AfterRework.EVERYONE or (policy is AfterRework.STAGE and not _was_approved(contract, stage)):
        return Lapse.POLICY
    return None


def edited_by_hand_since(contract: Contract, version: int) -> bool:
    """Return True if the text differs from that of an earlier version by what somebody edited in one of them.

    Nobody can tell from the facts what that was: also where the edits are lost, since a later text is made by the
    template again.
    """
    return version != contract.version.number and any(each.document for each in contract.versions[version - 1 :])


def _edit_counts(contract: Contract, approver: Approver) -> bool:
    everyone = contract.route.policies.after_hand_edit is AfterHandEdit.EVERYONE
    return everyone or bool(approver.watches)


def _approved_earlier(contract: Contract, stage: Stage, approver: Approver) -> Request | None:
    """Return the place's latest request of earlier rounds if it was approved, by words; None otherwise."""
    earlier = _last_asked(contract, stage, approver)
    return earlier if earlier and _holds(earlier) else None


def _holds(request: Request) -> bool:
    answer = request.answer
    return bool(answer and answer.verdict.approves and not answer.silent and request.bare_return is None)


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

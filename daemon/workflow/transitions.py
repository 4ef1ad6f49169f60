"""Two tables: the statuses in which a command is allowed, and those to which it may lead. What is absent is refused.

docs/workflow.md shows both; scripts/workflow_tables writes them there.
"""

from __future__ import annotations

from collections.abc import Mapping

from daemon.workflow import commands as c
from daemon.workflow.model import CLOSED, Contract, Status
from daemon.workflow.refusal import Reason, Refused

_UNDER_WAY = frozenset(Status) - CLOSED

ALLOWED: Mapping[type[c.Command], frozenset[Status]] = {
    c.RegisterContract: frozenset(),  # only where there is no contract yet
    c.SubmitVersion: frozenset({Status.IN_REWORK}),
    c.FileDocuments: frozenset({Status.PREPARING}),
    c.FileFinalSet: CLOSED,
    c.FileSheet: frozenset({Status.IN_APPROVAL}),
    c.GiveVerdict: frozenset({Status.IN_APPROVAL}),
    c.KeepBareReturn: frozenset({Status.IN_APPROVAL}),
    c.UndoVerdict: frozenset({Status.IN_APPROVAL, Status.IN_REWORK}),
    c.ProposeVerdict: frozenset({Status.IN_APPROVAL}),
    c.AmendProposal: frozenset({Status.IN_APPROVAL}),
    c.ConfirmProposal: frozenset({Status.IN_APPROVAL}),
    c.DropProposal: frozenset({Status.IN_APPROVAL}),
    c.AddComment: frozenset(Status),  # it changes nothing but the history
    c.KeepLateAnswer: frozenset(Status),  # it changes no verdict; an objection may stop the contract
    c.ConfirmCondition: frozenset({Status.IN_APPROVAL}),
    c.DisputeCondition: frozenset({Status.IN_APPROVAL}),
    c.AskQuestion: frozenset({Status.IN_APPROVAL}),
    c.AnswerQuestion: frozenset({Status.IN_APPROVAL}),
    c.Reassign: frozenset({Status.IN_APPROVAL}),
    c.FillPlace: frozenset({Status.IN_APPROVAL}),
    c.MoveDeadline: frozenset({Status.IN_APPROVAL}),
    c.MoveDutyDeadline: frozenset({Status.IN_APPROVAL, Status.IN_REWORK}),
    c.HandOver: _UNDER_WAY,
    c.Reroute: frozenset({Status.PREPARING, Status.IN_APPROVAL, Status.IN_REWORK}),
    c.Remind: frozenset({Status.IN_APPROVAL, Status.IN_REWORK, Status.ON_HOLD}),
    c.Withdraw: _UNDER_WAY,
    c.Recall: _UNDER_WAY - {Status.IN_REWORK},
    c.Hold: frozenset({Status.IN_APPROVAL, Status.IN_REWORK}),
    c.Resume: frozenset({Status.ON_HOLD}),
    c.Reopen: frozenset({Status.DECLINED}),
    c.PassTime: frozenset(Status),
}

_DECIDED = frozenset({Status.IN_REWORK, Status.DECLINED, Status.APPROVED})
_DEADLINE = frozenset({Status.IN_REWORK, Status.DECLINED})  # one that has passed may close a stage

# The statuses that a command may bring a contract to, by the one that it finds it in.
MOVES: Mapping[type[c.Command], Mapping[Status, frozenset[Status]]] = {
    c.SubmitVersion: {Status.IN_REWORK: frozenset({Status.PREPARING})},
    c.FileDocuments: {Status.PREPARING: frozenset({Status.IN_APPROVAL, Status.APPROVED})},
    c.GiveVerdict: {Status.IN_APPROVAL: _DECIDED},
    c.KeepBareReturn: {Status.IN_APPROVAL: _DECIDED},
    c.ConfirmProposal: {Status.IN_APPROVAL: _DECIDED},
    c.UndoVerdict: {Status.IN_REWORK: frozenset({Status.IN_APPROVAL}), Status.IN_APPROVAL: _DEADLINE},
    c.AddComment: {Status.IN_APPROVAL: _DECIDED},
    c.KeepLateAnswer: {Status.IN_APPROVAL: _DECIDED | {Status.ON_HOLD}},
    c.ConfirmCondition: {Status.IN_APPROVAL: frozenset({Status.APPROVED})},
    c.MoveDutyDeadline: {Status.IN_APPROVAL: frozenset({Status.IN_REWORK})},
    c.HandOver: {Status.IN_APPROVAL: _DECIDED},
    c.Remind: {Status.IN_APPROVAL: frozenset({Status.IN_REWORK})},
    c.Reroute: {Status.IN_APPROVAL: _DECIDED},
    c.Withdraw: {status: frozenset({Status.WITHDRAWN}) for status in _UNDER_WAY},
    c.Recall: {status: frozenset({Status.IN_REWORK}) for status in _UNDER_WAY - {Status.IN_REWORK}},
    c.Hold: {status: frozenset({Status.ON_HOLD}) for status in (Status.IN_APPROVAL, Status.IN_REWORK)},
    c.Resume: {Status.ON_HOLD: frozenset({Status.IN_APPROVAL, Status.IN_REWORK})},
    c.Reopen: {Status.DECLINED: frozenset({Status.IN_APPROVAL})},
    c.PassTime: {Status.IN_APPROVAL: _DECIDED},
}

_REFUSAL: Mapping[Status, Reason] = {
    Status.ON_HOLD: Reason.ON_HOLD,
    Status.IN_REWORK: Reason.OLD_VERSION,
    Status.PREPARING: Reason.OLD_VERSION,
    **dict.fromkeys(CLOSED, Reason.ALREADY_CLOSED),
}


_ANSWERS = (
    c.GiveVerdict,
    c.KeepBareReturn,
    c.ProposeVerdict,
    c.AmendProposal,
    c.ConfirmProposal,
    c.DropProposal,
    c.AskQuestion,
    c.AnswerQuestion,
)


def check_allowed(contract: Contract | None, command: c.Command) -> None:
    """Raise Refused if the table does not allow the command now."""
    if contract is None:
        if not isinstance(command, c.RegisterContract):
            raise Refused(Reason.NOT_ALLOWED, "there is no such contract")
    elif contract.status not in ALLOWED[type(command)]:
        raise Refused(_why_not(contract, command), contract.status)


def check_move(before: Status, command: c.Command, after: Status) -> None:
    """Raise ValueError if the table does not let the command lead from one status to the other."""
    if after is not before and after not in MOVES.get(type(command), {}).get(before, frozenset()):
        raise ValueError(f"{type(command).__name__} must not lead from {before} to {after}")


def _why_not(contract: Contract, command: c.Command) -> Reason:
    if isinstance(command, c.UndoVerdict) and contract.status is not Status.ON_HOLD:
        return Reason.TOO_LATE
    if isinstance(command, c.Recall) and contract.status is Status.IN_REWORK:
        return Reason.IN_REWORK
    default = Reason.ALREADY_CLOSED if contract.is_closed else Reason.NOT_ALLOWED
    about_answers = isinstance(command, (*_ANSWERS, c.UndoVerdict))
    return _REFUSAL.get(contract.status, default) if about_answers else default

"""Decide who is told of words about a contract that decide nothing."""

from __future__ import annotations

from daemon.workflow import commands as c
from daemon.workflow import events as e
from daemon.workflow.decide.decision_context import DecisionContext
from daemon.workflow.model import Contract, Participant, Status


def decide_comment(d: DecisionContext, command: c.Command) -> bool:
    """Emit the event of a comment and return True; return False for any other command."""
    if not isinstance(command, c.AddComment):
        return False
    if not any(command.mail and each.mail == command.mail for each in d.contract.comments):  # read once
        told = who_waits_for_words(d.contract, command.by, command.request)
        d.emit(e.CommentAdded(command.text, command.by, told, command.mail))
    return True


def who_waits_for_words(contract: Contract, by: Participant, request: int = 0) -> tuple[Participant, ...]:
    """Return who is told of a comment: the initiator, and those whose move it is or whose objection is to be mended.

    So is who was asked by the request that it answers.

    Nobody is told of their own.
    """
    in_round = contract.in_round(contract.round)
    found = [contract.acting, *(each.assignee for each in in_round if each.waits)]
    if contract.status is Status.IN_REWORK:
        found += [each.assignee for each in in_round if each.answer and not each.answer.verdict.approves]
    if request:
        found.append(contract.request(request).assignee)
    return tuple({each.key: each for each in found if not each.is_same(by)}.values())

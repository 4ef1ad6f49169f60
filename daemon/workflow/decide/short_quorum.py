"""Notice when too few people can approve the open stage, and when enough can again."""

from __future__ import annotations

from datetime import UTC

from daemon.workflow import events as e
from daemon.workflow.decide.decision_context import DecisionContext
from daemon.workflow.model import Request, Stage
from daemon.workflow.quorum import needed, places, vacant
from daemon.workflow.working_time import add


def notice_shortage(d: DecisionContext) -> None:
    """Emit QuorumShort when fewer can approve the open stage than it needs, QuorumRestored when enough can again.

    The first comes once, and again while nothing has changed by its `again_at`.
    """
    stage, known = d.contract.stage, d.contract.shortage
    short = shortage_of(d, stage) if stage else None
    if short and (known is None or (known.again_at and known.again_at <= d.now)):
        d.emit(short)
    elif stage and known and short is None:
        d.emit(e.QuorumRestored(stage.key))


def shortage_of(d: DecisionContext, stage: Stage) -> e.QuorumShort | None:
    """Return what to tell if too few people can approve a stage now: each once, and only who is there."""
    requests = places(d.contract, stage)
    away = tuple(each for each in requests if not _can_count(d, each))
    possible = len({each.assignee.key for each in requests if each not in away})
    wanted = 1 if stage.or_all else needed(d.contract, stage)
    if possible >= wanted:
        return None
    nobody = tuple(each.person for each in vacant(d.contract, stage))
    again_at = add(d.calendar_of(d.contract.acting), d.now, stage.deadline).astimezone(UTC)
    absent = tuple(each.assignee for each in away)
    left = tuple(each for each in (*nobody, *absent) if not d.directory.knows(each.key))
    return e.QuorumShort(stage.key, wanted, possible, nobody, again_at, absent, left)


def _can_count(d: DecisionContext, request: Request) -> bool:
    """Return True if a place has an answer or may have one soon: it waits for somebody who is there."""
    asks = request.question is not None  # moved to a substitute when the question is answered
    key = request.assignee.key
    there = d.directory.knows(key) and not d.directory.absence(key, d.now)
    return request.answer is not None or (asks and d.directory.knows(key)) or there

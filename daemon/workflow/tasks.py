"""Every task that a contract has given to somebody: to answer a request, or what the initiator was to do.

A request that was handed over is a task of each who had it. An approval that was kept is none: nobody was asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from daemon.workflow.duty import Duty, DutyEnd, DutyKind, EndedDuty
from daemon.workflow.model import HANDED_OVER, ClosedWhy, Contract, Participant, Request, StageKind, Status


class TaskKind(StrEnum):
    APPROVAL = "approval"
    SIGNATURE = "signature"
    REWORK = "rework"  # a new version of a contract that was returned
    CORRECTION = "correction"  # a new version of one that the initiator took back
    ANSWER = "answer"  # to the question of an approver
    CONDITIONS = "conditions"  # the word that the conditions of approvals are met


class TaskEnd(StrEnum):
    """What became of a task."""

    WAITING = "waiting"
    DONE = "done"
    SILENT = "silent"  # the ladder took their silence for an answer
    MISSED = "missed"  # taken away, or not needed any more, when the deadline had passed
    HANDED_OVER = "handed_over"  # to somebody else, in time
    RELEASED = "released"  # nobody needed it any more
    TAKEN_BACK = "taken_back"  # with the contract, by its initiator or another route


# What nobody can be blamed or praised for: somebody else has it now, or the contract itself was taken away.
NOT_COUNTED = frozenset({TaskEnd.HANDED_OVER, TaskEnd.TAKEN_BACK})


@dataclass(frozen=True, slots=True)
class Task:
    """`stage` is the title of a request's stage; a duty of the initiator has none.

    `due_at` None: there was no deadline. `ended_at` None: it waits; `paused_at` then says since when its clock stands
    still. `worked`: what it took, in minutes of the person's working time without pauses; None: nobody counted.
    """

    person: Participant
    kind: TaskKind
    stage: str
    round: int
    asked_at: datetime
    due_at: datetime | None
    end: TaskEnd = TaskEnd.WAITING
    ended_at: datetime | None = None
    paused_at: datetime | None = None
    worked: int | None = None
    taken_over: bool = False  # somebody else had it before

    @property
    def counts(self) -> bool:
        return self.due_at is not None and self.end not in NOT_COUNTED

    @property
    def on_time(self) -> bool | None:
        """Whether it was done by its deadline; None while it waits, and for what nobody had to do in the end."""
        match self.end:
            case TaskEnd.DONE if self.due_at and self.ended_at:
                return self.ended_at <= self.due_at
            case TaskEnd.SILENT | TaskEnd.MISSED if self.due_at:
                return False
            case _:
                return None

    def is_overdue(self, now: datetime) -> bool:
        """Return whether it waits, and its deadline had passed before now, or before its clock was stopped."""
        return self.ended_at is None and self.due_at is not None and self.due_at < (self.paused_at or now)


def tasks_of(contract: Contract) -> tuple[Task, ...]:
    """Return every task that somebody had in a contract: one for each who was asked, and the initiator's."""
    requests = tuple(_of_request(contract, each) for each in contract.requests if each.kept_from is None)
    ended = tuple(_of_duty(each.duty, _end_of_duty(each), each.at, each.worked) for each in contract.duties_ended)
    waiting = tuple(_of_duty(each, TaskEnd.WAITING, paused_at=_held_at(contract)) for each in contract.duties)
    return (*requests, *ended, *waiting)


def _of_request(contract: Contract, request: Request) -> Task:
    stage, answer = contract.stage_of(request), request.answer
    end = _end_of_request(request)
    stopped = filter(None, (request.question.at if request.question else None, _held_at(contract)))
    return Task(
        request.assignee,
        TaskKind.SIGNATURE if stage.kind is StageKind.SIGNATURE else TaskKind.APPROVAL,
        stage.title,
        request.round,
        request.opened_at,
        request.due_at,
        end,
        answer.at if answer else request.closed_at,
        min(stopped, default=None) if end is TaskEnd.WAITING else None,
        answer.worked if answer else None,
        bool(request.instead_of),
    )


def _end_of_request(request: Request) -> TaskEnd:
    if request.answer:
        return TaskEnd.SILENT if request.answer.silent else TaskEnd.DONE
    if request.closed_why is None:
        return TaskEnd.WAITING
    if request.closed_why in (ClosedWhy.RECALLED, ClosedWhy.REROUTED):
        return TaskEnd.TAKEN_BACK
    if request.overdue_since:
        return TaskEnd.MISSED
    return TaskEnd.HANDED_OVER if request.closed_why in HANDED_OVER else TaskEnd.RELEASED


def _end_of_duty(ended: EndedDuty) -> TaskEnd:
    if ended.how is DutyEnd.DONE:
        return TaskEnd.DONE
    if ended.duty.overdue_since:
        return TaskEnd.MISSED
    return TaskEnd.HANDED_OVER if ended.how is DutyEnd.HANDED_OVER else TaskEnd.RELEASED


def _of_duty(
    duty: Duty,
    end: TaskEnd,
    ended_at: datetime | None = None,
    worked: int | None = None,
    paused_at: datetime | None = None,
) -> Task:
    kind = TaskKind.CORRECTION if duty.is_correction else _KINDS[duty.kind]
    return Task(
        duty.owner, kind, "", duty.round, duty.begun_at, duty.due_at, end, ended_at, paused_at, worked, duty.taken_over
    )


_KINDS = {
    DutyKind.REWORK: TaskKind.REWORK,
    DutyKind.ANSWER: TaskKind.ANSWER,
    DutyKind.CONDITIONS: TaskKind.CONDITIONS,
}


def _held_at(contract: Contract) -> datetime | None:
    return contract.held.at if contract.held and contract.status is Status.ON_HOLD else None

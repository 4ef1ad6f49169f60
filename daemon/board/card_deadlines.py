"""The deadlines of the present round on a time line: from when to when somebody had time, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from daemon.application import wording
from daemon.board.tiles import lateness
from daemon.board.visit import Visit
from daemon.workflow.model import Contract
from daemon.workflow.tasks import Task, TaskEnd, tasks_of

LENGTH = 1000  # of the time line, in its own units


@dataclass(frozen=True, slots=True)
class DeadlineBar:
    """A piece of the time line. `kind`: given, used, late."""

    kind: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Deadline:
    """One task, in words and as bars. `state`: late, waiting, done, or off for what nobody has to do any more."""

    name: str
    what: str
    span: str
    end: str
    state: str
    bars: Sequence[DeadlineBar]


@dataclass(frozen=True, slots=True)
class TimeLine:
    """The deadlines in the order of their begin; `now` is where on the line the present is, None: behind its end."""

    deadlines: Sequence[Deadline]
    now: int | None
    begins: str = ""
    ends: str = ""


def time_line(contract: Contract, visit: Visit) -> TimeLine:
    """Return the tasks of the present round, and what waits from earlier ones."""
    shown = [each for each in tasks_of(contract) if each.round >= contract.round or each.end is TaskEnd.WAITING]
    shown.sort(key=lambda each: (each.asked_at, each.due_at or each.asked_at))
    if not shown:
        return TimeLine((), None)
    axis = _Axis(shown, visit.now)
    return TimeLine(
        [_deadline(each, axis, visit) for each in shown],
        axis.at(visit.now) if visit.now <= axis.end else None,
        wording.moment(visit.words, axis.start, visit.now),
        wording.moment(visit.words, axis.end, visit.now),
    )


class _Axis:
    """The span of time that the line shows."""

    def __init__(self, shown: Sequence[Task], now: datetime) -> None:
        self.start = min(each.asked_at for each in shown)
        self.end = max(max(filter(None, (each.due_at, _done(each, now)))) for each in shown)
        self._whole = (self.end - self.start).total_seconds() or 1

    def at(self, moment: datetime) -> int:
        return round(LENGTH * (moment - self.start).total_seconds() / self._whole)

    def bar(self, kind: str, start: datetime, end: datetime) -> DeadlineBar:
        return DeadlineBar(kind, self.at(start), max(self.at(end) - self.at(start), 0))


def _done(task: Task, now: datetime) -> datetime:
    return task.ended_at or max(now, task.asked_at)


def _deadline(task: Task, axis: _Axis, visit: Visit) -> Deadline:
    say, now = visit.texts.say, visit.now
    kinds, ends = visit.texts.text("card.tasks"), visit.texts.text("card.ends")
    since = wording.moment(visit.words, task.asked_at, now)
    due = wording.moment(visit.words, task.due_at, now) if task.due_at else ""
    end = ends[task.end.value]
    if task.ended_at:
        end = say("card.ended", how=end, at=wording.moment(visit.words, task.ended_at, now))
    if task.is_overdue(now) and task.due_at:
        end = lateness(visit, task.due_at, task.paused_at or now)
    elif task.paused_at:
        end = ends["paused"]
    elif task.on_time is False and task.ended_at and task.due_at:
        end = say("card.ended_late", how=end)
    return Deadline(
        visit.words.name(task.person),
        task.stage or kinds[task.kind.value],
        say("card.span", since=since, due=due) if due else say("card.span_open", since=since),
        end,
        _state(task, now),
        _bars(task, axis, now),
    )


def _state(task: Task, now: datetime) -> str:
    if task.is_overdue(now) or task.on_time is False:
        return "late"
    if task.end is TaskEnd.WAITING:
        return "waiting"
    return "done" if task.end is TaskEnd.DONE else "off"


def _bars(task: Task, axis: _Axis, now: datetime) -> list[DeadlineBar]:
    """Return the time that was given, over it what was used of it, and what went beyond."""
    done = _done(task, now)
    if task.due_at is None:
        return [axis.bar("used", task.asked_at, done)]
    bars = [axis.bar("given", task.asked_at, task.due_at), axis.bar("used", task.asked_at, min(done, task.due_at))]
    return [*bars, axis.bar("late", task.due_at, done)] if done > task.due_at else bars

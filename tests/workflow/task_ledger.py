"""Who had what to do, and how long, read from the events alone: what the tasks of a contract are held against."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from daemon.workflow import events as e
from daemon.workflow.model import Contract
from daemon.workflow.route import Directory
from daemon.workflow.tasks import Task, TaskEnd, TaskKind, tasks_of
from daemon.workflow.working_time import between

ASKED = (TaskKind.APPROVAL, TaskKind.SIGNATURE)


@dataclass
class Asked:
    """One request: who has it since when, and the times in which their clock stood still; the last may be open."""

    person: str
    since: datetime
    stops: list[list[datetime]] = field(default_factory=list)
    answers: list[datetime] = field(default_factory=list)
    question: bool = False

    def stop(self, at: datetime) -> None:
        self.stops.append([at])

    def go(self, at: datetime) -> None:
        self.stops[-1].append(at)


@dataclass
class TaskLedger:
    """Reads events in order; `check` raises AssertionError where the tasks of the contract differ from them."""

    people: Directory
    asked: dict[int, Asked] = field(default_factory=dict)
    held: list[list[datetime]] = field(default_factory=list)
    begun: Counter[str] = field(default_factory=Counter)

    def read(self, event: e.Event, at: datetime) -> None:
        written = getattr(event, "written_at", None) or at
        match event:
            case e.ApproverAsked():
                self.asked[event.request] = Asked(event.asked.key, at)
            case e.VerdictGiven():
                self._answered(event, written)
            case e.VerdictUndone() if event.request in self.asked:
                self.asked[event.request].stops.append([self.asked[event.request].answers.pop(), written])
            case e.QuestionAsked():
                self.asked[event.request].stop(written)
                self.begun["answer"] += 1
            case e.QuestionAnswered():
                self.asked[event.request].go(written)
            case e.ContractHeld():
                self.held.append([at])
            case e.ContractResumed() | e.ContractRecalled() if self.held and len(self.held[-1]) == 1:
                self.held[-1].append(at)
            case e.ContractReturned():
                self.begun["version"] += 1
            case e.ConditionsAsked():
                self.begun["conditions"] += 1

    def _answered(self, event: e.VerdictGiven, written: datetime) -> None:
        line = self.asked.get(event.request)
        if line is None:  # an approval that was kept
            return
        line.answers.append(written)
        if event.silent:
            assert event.worked is None, "silence takes no time"
        else:
            assert event.worked == self._minutes(line, written)

    def _minutes(self, line: Asked, until: datetime) -> int:
        """Working time cut into pieces at every moment at which something stopped or went on."""
        stops = [(each[0], each[1] if len(each) > 1 else until) for each in (*line.stops, *self.held)]
        cuts = sorted({line.since, until, *(moment for stop in stops for moment in stop)})
        cuts = [each for each in cuts if line.since <= each <= until]
        calendar, total = self.people.calendar_of(line.person), timedelta()
        for a, b in pairwise(cuts):
            if not any(start <= a and b <= end for start, end in stops):
                total += between(calendar, a, b)
        return total // timedelta(minutes=1)

    def check(self, contract: Contract) -> None:
        found = tasks_of(contract)
        of_requests = [each for each in found if each.kind in ASKED]
        expected = Counter((each.person, each.since) for each in self.asked.values())
        assert Counter((each.person.key, each.asked_at) for each in of_requests) == expected, "each request, once"
        began = Counter(_group(each) for each in found if each.kind not in ASKED and not each.taken_over)
        assert began == +self.begun, "what the initiator has to do, once each"
        waiting = sum(each.waits for each in contract.requests) + len(contract.duties)
        assert sum(each.end is TaskEnd.WAITING for each in found) == waiting
        for each in found:
            _check_one(each)


def _group(task: Task) -> str:
    return "version" if task.kind in (TaskKind.REWORK, TaskKind.CORRECTION) else task.kind.value


def _check_one(task: Task) -> None:
    assert (task.ended_at is None) is (task.end is TaskEnd.WAITING)
    assert task.paused_at is None or task.end is TaskEnd.WAITING
    assert (task.on_time is not None) is (
        task.due_at is not None and task.end in (TaskEnd.DONE, TaskEnd.SILENT, TaskEnd.MISSED)
    )
    assert (task.worked is not None) is (task.end is TaskEnd.DONE), f"{task}"

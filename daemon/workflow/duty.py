"""What a contract waits for from its initiator: a new version, the answer to a question, their word on conditions.

Whoever stands in for the initiator owes it in their place; who that is, the contract says (`Contract.acting`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from daemon.workflow.people import Participant
from daemon.workflow.policies import Policies
from daemon.workflow.requests import Planned
from daemon.workflow.stages import EscalationStep, Reminder
from daemon.workflow.working_time import Duration, Unit


class DutyKind(StrEnum):
    REWORK = "rework"  # to hand in a new version
    ANSWER = "answer"  # to answer the question of somebody who was asked
    CONDITIONS = "conditions"  # to say that the conditions of approvals are met


_WORKING_DAY = Duration(1, Unit.DAY, working=True)
# Whoever is to act is reminded until they do: a contract in rework has nobody else who would notice.
REMINDERS = (Reminder(before=Duration(8, Unit.HOUR, working=True)), Reminder(), Reminder(every=_WORKING_DAY))
# Whom it tells is found out when it is due: a manager of today, not of the day when the contract was returned.
LADDER = (EscalationStep(_WORKING_DAY),)


@dataclass(frozen=True, slots=True)
class DutyClock:
    """The deadline of a duty and what is planned for it; `deadline` is the time that the policy gave."""

    deadline: Duration
    due_at: datetime
    plan: tuple[Planned, ...]
    overdue_since: datetime | None = None

    @property
    def remind(self) -> tuple[Reminder, ...]:
        return REMINDERS

    @property
    def escalation(self) -> tuple[EscalationStep, ...]:
        return LADDER


@dataclass(frozen=True, slots=True)
class Duty:
    """What `owner` is to do since `begun_at`.

    `request` is the one whose question is to be answered, else 0. `clock` None: there is no deadline.
    """

    kind: DutyKind
    owner: Participant
    begun_at: datetime
    round: int
    request: int = 0
    clock: DutyClock | None = None
    reminded: int = 0
    is_correction: bool = False  # a new version, of a contract that its initiator took back
    taken_over: bool = False  # from somebody who acted for the initiator before

    @property
    def due_at(self) -> datetime | None:
        return self.clock.due_at if self.clock else None

    @property
    def overdue_since(self) -> datetime | None:
        return self.clock.overdue_since if self.clock else None


class DutyEnd(StrEnum):
    DONE = "done"
    HANDED_OVER = "handed_over"  # somebody else acts for the initiator now
    RELEASED = "released"  # nobody waits for it any more


@dataclass(frozen=True, slots=True)
class EndedDuty:
    """A duty that is over. `worked`: what it took, in minutes of its owner's working time; None: not recorded."""

    duty: Duty
    at: datetime
    how: DutyEnd
    worked: int | None = None


@dataclass(frozen=True, slots=True)
class FormerInitiator:
    """Somebody who handed the contract in, or had it, until `by` (a name; empty: nobody) gave it to another."""

    person: Participant
    by: str


@dataclass(frozen=True, slots=True)
class MovedDuty:
    """A duty with its new deadline, as an event holds it."""

    kind: DutyKind
    request: int
    due_at: datetime
    plan: tuple[Planned, ...]


def time_for(policies: Policies, kind: DutyKind) -> Duration | None:
    """Return how long the initiator has; None: for ever."""
    return policies.rework if kind is DutyKind.REWORK else policies.answer

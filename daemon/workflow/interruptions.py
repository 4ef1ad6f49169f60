"""What interrupts a contract on its way: it is put on hold, or taken back to be corrected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from daemon.workflow.people import Participant
from daemon.workflow.status import Status


@dataclass(frozen=True, slots=True)
class HeldFrom:
    """Since when and by whom a contract is on hold.

    `late` is the request whose late objection stopped it (0: a person did); `asked` are those of whom one has to decide
    then whether it goes on, and `remind_at` is when they are asked again (None: never).
    """

    at: datetime
    status: Status
    by: str
    reason: str
    late: int = 0
    asked: tuple[Participant, ...] = ()
    remind_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which somebody's clock stood still."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Recalled:
    """Who took the contract back to correct it, and why."""

    by: str
    reason: str

"""Events about the initiator: what they are to do, who does it for them, and who they are. Kept like all events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from daemon.workflow.model import DutyKind, MovedDuty, Participant, Planned


@dataclass(frozen=True, slots=True)
class DutyReminded:
    """The initiator, or who stands in for them, was reminded of what they are to do."""

    kind: DutyKind
    request: int
    plan: tuple[Planned, ...]


@dataclass(frozen=True, slots=True)
class DutyDeadlinePassed:
    kind: DutyKind
    request: int
    plan: tuple[Planned, ...]


@dataclass(frozen=True, slots=True)
class DutyEscalated:
    """These people were told that the initiator is overdue: their manager, else the administrators."""

    kind: DutyKind
    request: int
    to: tuple[Participant, ...]
    plan: tuple[Planned, ...]


@dataclass(frozen=True, slots=True)
class DutyDeadlineMoved:
    kind: DutyKind
    request: int
    due_at: datetime
    plan: tuple[Planned, ...]
    by: str


@dataclass(frozen=True, slots=True)
class InitiatorRepresented:
    """From now on `by` acts for the initiator, who is away, or the initiator themself, who is back.

    What is to be done is theirs, with the whole time; `instead_of` did it before.
    """

    by: Participant
    instead_of: Participant
    duties: tuple[MovedDuty, ...] = ()


@dataclass(frozen=True, slots=True)
class InitiatorChanged:
    """The contract was handed over by `by` (a name) to another initiator; `stand_in` acts for them if they are away.

    `by` is empty where nobody did: the key of the old one in the directory is the new one's now.
    """

    old: Participant
    new: Participant
    by: str
    stand_in: Participant | None = None
    duties: tuple[MovedDuty, ...] = ()

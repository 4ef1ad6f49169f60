"""The conditions under which people approved, and what became of each: open, confirmed, disputed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from daemon.workflow.people import Participant


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The word that a condition is met. Who set it can object until `until`; None: its own giver said so, or no grace.

    `words` are what the initiator wrote of it, if anything.
    """

    at: datetime
    by: str
    words: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Objection:
    """The word of the one who set a condition that it is not met, against a confirmation."""

    at: datetime
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class ApprovalCondition:
    """A condition of an approval, in its giver's words. `number` counts within the contract, from 1.

    `requests` are those that hold the approval: the one that was answered, and those that it was kept for.
    """

    number: int
    requests: tuple[int, ...]
    text: str
    set_by: Participant
    confirmation: Confirmation | None = None
    objections: tuple[Objection, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.confirmation is None

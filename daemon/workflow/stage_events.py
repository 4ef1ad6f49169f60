"""Events about a stage: opened, decided or short of people, closed. Kept like all events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from daemon.workflow.model import Participant


@dataclass(frozen=True, slots=True)
class StagePassedOver:
    stage: str
    why: str


@dataclass(frozen=True, slots=True)
class StageOpened:
    stage: str


@dataclass(frozen=True, slots=True)
class StageDecided:
    """Enough approvals are there; the stage closes at `closes_at`, if none of them is taken back until then."""

    stage: str
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class StageUndecided:
    """What had decided the stage was taken back, or outweighed, before the stage closed."""

    stage: str


@dataclass(frozen=True, slots=True)
class QuorumShort:
    """Fewer people can approve a stage than it needs: it waits, and is not decided by fewer.

    `vacant` are the people for whose places nobody can be asked, `away` those who are asked though they are away:
    nobody stands in for them; `left` are those of both who are not in the directory any more. Told again at
    `again_at` while it is so.
    """

    stage: str
    needed: int
    possible: int
    vacant: tuple[Participant, ...] = ()
    again_at: datetime | None = None
    away: tuple[Participant, ...] = ()
    left: tuple[Participant, ...] = ()


@dataclass(frozen=True, slots=True)
class QuorumRestored:
    """Enough people can approve the stage again."""

    stage: str


@dataclass(frozen=True, slots=True)
class StageApproved:
    stage: str


@dataclass(frozen=True, slots=True)
class StageReturned:
    stage: str


@dataclass(frozen=True, slots=True)
class StageDeclined:
    stage: str


@dataclass(frozen=True, slots=True)
class StageReopened:
    """The return that had closed the stage was taken back; its other answers count again."""

    stage: str
    request: int  # whose return it was

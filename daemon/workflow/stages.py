"""The route of one contract: its stages, the approvers in them, and its policies."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from daemon.workflow.doubt import Doubt
from daemon.workflow.people import Participant, PersonKey
from daemon.workflow.policies import AS_BEFORE, Policies
from daemon.workflow.working_time import Duration


class StageKind(StrEnum):
    APPROVAL = "approval"
    SIGNATURE = "signature"  # asks for the signed copy as an attachment


class OnReturn(StrEnum):
    TOGETHER = "together"  # the initiator gets all remarks when the stage has answered
    AT_ONCE = "at_once"


class AfterRework(StrEnum):
    EVERYONE = "everyone"
    OBJECTORS = "objectors"
    STAGE = "stage"


class Escalate(StrEnum):
    NOTIFY = "notify"
    REASSIGN = "reassign"
    APPROVE = "approve"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class Reminder:
    """When to remind: `before` the deadline, at it (both None), or `every` so often after it."""

    before: Duration | None = None
    every: Duration | None = None


@dataclass(frozen=True, slots=True)
class EscalationStep:
    """A step of the ladder: so long after the deadline, tell `to` and do `action`. `to` is resolved already."""

    after: Duration
    action: Escalate = Escalate.NOTIFY
    to: Participant | None = None


@dataclass(frozen=True, slots=True)
class Approver:
    """A place in a stage."""

    person: Participant
    why: str = ""  # the rule that put this person here, in words; empty: the stage always asks them
    veto: bool = False
    watches: tuple[str, ...] = ()
    escalation: tuple[EscalationStep, ...] = ()
    doubt: Doubt | None = None  # asked because a condition could not be computed
    also: tuple[str, ...] = ()  # the reasons of further rules that lead to the same person

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why this person is asked, by every rule that says so; empty if the stage always asks them."""
        return tuple(filter(None, (self.why, *self.also)))


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage as it was resolved for one contract. `need` is how many approvals close it; 0 means all.

    It is never lowered, unless the rule allows it: `or_all` says that everybody is enough where there are fewer.
    `passed_over` says why the stage asks nobody; then it has no approvers.
    """

    key: str
    title: str
    approvers: tuple[Approver, ...]
    deadline: Duration
    kind: StageKind = StageKind.APPROVAL
    need: int = 0
    remind: tuple[Reminder, ...] = ()
    passed_over: str = ""
    or_all: bool = False

    @property
    def needed(self) -> int:
        """How many have to approve, by the route alone; `quorum.needed` knows who can be asked."""
        most = len(self.approvers)
        return min(self.need, most) if self.or_all and self.need else self.need or most


@dataclass(frozen=True, slots=True)
class Route:
    """The route of one contract. A verdict can be taken back for `undo` after it was given; None: it cannot."""

    stages: tuple[Stage, ...]
    after_rework: AfterRework = AfterRework.OBJECTORS
    on_return: OnReturn = OnReturn.TOGETHER
    ask_once: bool = False  # who approved a version in one stage is not asked about it in a later one
    undo: Duration | None = None
    policies: Policies = AS_BEFORE

    @property
    def places(self) -> dict[tuple[str, PersonKey], Approver]:
        """Every place, by the key of its stage and the person whom the route wants there, in their order."""
        return {(stage.key, each.person.key): each for stage in self.stages for each in stage.approvers}

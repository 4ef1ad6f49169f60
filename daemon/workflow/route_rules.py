"""What the configuration says of a route, as values: the rules of which `route.resolve` makes the route of a contract.

They are recorded with a contract, so that a new version is routed by the rules in force when it was registered.
"""

from __future__ import annotations

from dataclasses import dataclass

from daemon.workflow.people import PersonKey
from daemon.workflow.policies import AS_BEFORE, Policies
from daemon.workflow.stages import AfterRework, Escalate, OnReturn, Reminder, StageKind
from daemon.workflow.working_time import Duration


@dataclass(frozen=True, slots=True)
class PersonRule:
    """Exactly one of: a person, the manager of somebody (`initiator` or a person), a form's field that holds a key."""

    person: PersonKey | None = None
    manager_of: str | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class ApproverRule:
    who: PersonRule
    when: str | None = None
    why: str = ""  # in words; else the condition itself is shown
    veto: bool = False
    watches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EscalationRule:
    """A step of the ladder. `to` None means the manager of the one who was asked."""

    after: Duration
    to: PersonRule | None = None
    action: Escalate = Escalate.NOTIFY


@dataclass(frozen=True, slots=True)
class StageRule:
    key: str
    title: str
    approvers: tuple[ApproverRule, ...]
    deadline: Duration
    kind: StageKind = StageKind.APPROVAL
    need: int = 0  # 0: all; 1: any
    when: str | None = None
    why: str = ""
    remind: tuple[Reminder, ...] = ()
    escalate: tuple[EscalationRule, ...] = ()
    or_all: bool = False  # `need: 2 or all`: everybody is enough where there are fewer


@dataclass(frozen=True, slots=True)
class RouteRule:
    stages: tuple[StageRule, ...]
    after_rework: AfterRework = AfterRework.OBJECTORS
    on_return: OnReturn = OnReturn.TOGETHER
    ask_once: bool = False
    undo: Duration | None = None
    policies: Policies = AS_BEFORE

"""Events: what has happened to a contract, in the past tense.

These are kept for ever: fields are only ever added, with a default. tests/golden/events has one JSON for each kind.
`written_at` is when somebody wrote what the event says; None: when it was recorded, or nobody wrote it.
Requests are numbered within their contract, from 1, in the order in which they were opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from daemon.workflow.answer_events import (
    BareReturnKept,
    CommentAdded,
    ConditionConfirmed,
    ConditionDisputed,
    ConditionsAsked,
    LateAnswerKept,
    ProposalAmended,
    ProposalDropped,
    QuestionAnswered,
    QuestionAsked,
    SignedCopyFiled,
    VerdictGiven,
    VerdictProposed,
    VerdictUndone,
)
from daemon.workflow.doubt import Doubt
from daemon.workflow.duty_events import (
    DutyDeadlineMoved,
    DutyDeadlinePassed,
    DutyEscalated,
    DutyReminded,
    InitiatorChanged,
    InitiatorRepresented,
)
from daemon.workflow.identity import IdentityPolicy
from daemon.workflow.model import (
    ClosedWhy,
    Escalate,
    EscalationStep,
    Fact,
    File,
    MovedDuty,
    Participant,
    Planned,
    Route,
    StageStatus,
    StandInWhy,
)
from daemon.workflow.route_rules import RouteRule
from daemon.workflow.route_shift import RouteShift
from daemon.workflow.stage_events import (
    QuorumRestored,
    QuorumShort,
    StageApproved,
    StageDecided,
    StageDeclined,
    StageOpened,
    StagePassedOver,
    StageReopened,
    StageReturned,
    StageUndecided,
)
from daemon.workflow.text_comparison import TextComparison


@dataclass(frozen=True, slots=True)
class ContractRegistered:
    number: str
    name: str
    type: str
    title: str
    kind: str
    initiator: Participant
    route: Route
    rules: RouteRule | None = None  # that the route was made of; None: registered when they were not kept


@dataclass(frozen=True, slots=True)
class VersionSubmitted:
    """A draft was accepted as the contract's next version; its documents are to be made."""

    version: int
    facts: tuple[Fact, ...]
    draft: File
    name: str
    changed: tuple[str, ...] = ()  # names of the facts that differ from the version before
    document: File | None = None  # the text, when it was edited by hand; else the template makes it
    words: str = ""  # what was written beside it
    by: Participant | None = None  # who wrote that; None: the initiator
    identity: IdentityPolicy = IdentityPolicy.TOKEN_AND_ADDRESS  # how sure it must be who answers about it
    summary: str = ""  # what stands for the contract in subjects and lists; empty: made of the facts
    worked: int | None = None  # of a version after a return: the initiator's working time for it, in minutes
    attachments: tuple[File, ...] = ()  # what was handed in beside form and text


@dataclass(frozen=True, slots=True)
class DocumentsMade:
    version: int
    sha256: str
    files: tuple[File, ...]
    comparison: TextComparison | None = None  # with the version before; None: there is none, or nobody compared them


@dataclass(frozen=True, slots=True)
class RoundOpened:
    round: int
    version: int
    reopened: bool = False  # of the same version, after it was declined


@dataclass(frozen=True, slots=True)
class ApprovalKept:
    """An earlier approval stays valid in this round or stage; its giver is not asked again."""

    request: int
    stage: str
    asked: Participant
    earlier: int  # the request that it was given to
    version: int  # the version that it was given for
    same_version: bool = False  # the one that is asked about now


@dataclass(frozen=True, slots=True)
class ApproverAsked:
    request: int
    stage: str
    asked: Participant
    due_at: datetime
    plan: tuple[Planned, ...]
    why: str = ""
    veto: bool = False
    escalation: tuple[EscalationStep, ...] = ()
    instead_of: int = 0  # the request that was handed over to them
    moved_by: str = ""  # who handed it over, by name; empty: nobody, or the passing of time
    on_behalf_of: Participant | None = None  # who is away, when `asked` stands in for them
    doubt: Doubt | None = None  # asked because a condition could not be computed
    also: tuple[str, ...] = ()  # the reasons of further rules that lead to the same place
    stand_in: StandInWhy | None = None  # why `asked` stands in for `on_behalf_of`; None with one: they are away


@dataclass(frozen=True, slots=True)
class SheetFiled:
    """The approval sheet up to here, for those who are asked to sign: now their letters go out."""

    requests: tuple[int, ...]
    file: File


@dataclass(frozen=True, slots=True)
class Reminded:
    request: int
    plan: tuple[Planned, ...]  # what is still to come
    by: str = ""  # who wanted it, by name; empty: the clock


@dataclass(frozen=True, slots=True)
class InitiatorReminded:
    """Somebody (by name) wants the initiator to hand in the new version."""

    by: str


@dataclass(frozen=True, slots=True)
class DeadlineMoved:
    request: int
    due_at: datetime
    plan: tuple[Planned, ...]
    by: str = ""  # who gave the time, by name


@dataclass(frozen=True, slots=True)
class DeadlinePassed:
    request: int
    plan: tuple[Planned, ...]


@dataclass(frozen=True, slots=True)
class Escalated:
    request: int
    step: int  # counts from 0 in the request's ladder
    action: Escalate
    to: Participant | None
    plan: tuple[Planned, ...]
    on_behalf_of: Participant | None = None  # whom the ladder names, when `to` stands in for them


@dataclass(frozen=True, slots=True)
class RequestClosed:
    """Nothing more is expected of the one who was asked."""

    request: int
    why: ClosedWhy


@dataclass(frozen=True, slots=True)
class ContractReturned:
    """The initiator has all remarks and is to hand in a new version by `due_at` (None: at any time)."""

    round: int
    due_at: datetime | None = None
    plan: tuple[Planned, ...] = ()


@dataclass(frozen=True, slots=True)
class ContractRecalled:
    """Taken out of its approval to be corrected: ContractReturned follows, though nobody has returned it."""

    by: str
    reason: str = ""
    mail: str = ""


@dataclass(frozen=True, slots=True)
class ContractApproved:
    pass


@dataclass(frozen=True, slots=True)
class ContractDeclined:
    pass


@dataclass(frozen=True, slots=True)
class ContractWithdrawn:
    by: str
    reason: str = ""
    mail: str = ""


@dataclass(frozen=True, slots=True)
class FinalSetFiled:
    """The final document, the approval sheet and the signed copy lie in the archive; everybody can be told."""

    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class SheetRenewed:
    """The approval sheet of a closed contract lies in the archive once more, with what came too late."""

    file: File


@dataclass(frozen=True, slots=True)
class ContractHeld:
    by: str
    reason: str = ""
    late: int = 0  # the request whose late objection stopped it; 0: somebody did on purpose
    asked: tuple[Participant, ...] = ()  # of whom one has to decide then whether it goes on
    remind_at: datetime | None = None  # when they are asked again


@dataclass(frozen=True, slots=True)
class DecisionReminded:
    """Those who have to decide about a late objection were asked again; the next time at `remind_at`."""

    remind_at: datetime | None
    by: str = ""  # who wanted it, by name; empty: the clock


@dataclass(frozen=True, slots=True)
class ContractResumed:
    """The deadlines of open requests were moved by the working time that the contract was on hold."""

    by: str
    moved: tuple[MovedDeadline, ...] = ()
    late: int = 0  # the request whose late objection had stopped it
    duties: tuple[MovedDuty, ...] = ()


@dataclass(frozen=True, slots=True)
class ContractReopened:
    """A declined contract goes on with a new round of the same version."""

    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RouteChanged:
    """The contract goes on along another route; `stages` says how each of its stages stands."""

    route: Route
    by: str
    stages: tuple[StageStatus, ...] = ()
    rules: RouteRule | None = None  # that the route was made of


@dataclass(frozen=True, slots=True)
class RouteFollowed:
    """The route was resolved anew, by the contract's own rules, since a version changed facts that they rest on."""

    route: Route
    rules: RouteRule
    shift: RouteShift


@dataclass(frozen=True, slots=True)
class MovedDeadline:
    request: int
    due_at: datetime
    plan: tuple[Planned, ...]


Event = (
    ContractRegistered
    | VersionSubmitted
    | DocumentsMade
    | RoundOpened
    | StagePassedOver
    | StageOpened
    | ApprovalKept
    | ApproverAsked
    | VerdictGiven
    | VerdictUndone
    | VerdictProposed
    | ProposalAmended
    | BareReturnKept
    | ProposalDropped
    | LateAnswerKept
    | CommentAdded
    | SignedCopyFiled
    | SheetFiled
    | ConditionsAsked
    | ConditionConfirmed
    | ConditionDisputed
    | QuestionAsked
    | QuestionAnswered
    | Reminded
    | InitiatorReminded
    | DutyReminded
    | DutyDeadlinePassed
    | DutyEscalated
    | DutyDeadlineMoved
    | InitiatorRepresented
    | InitiatorChanged
    | DeadlineMoved
    | DeadlinePassed
    | Escalated
    | RequestClosed
    | StageDecided
    | StageUndecided
    | QuorumShort
    | QuorumRestored
    | StageApproved
    | StageReturned
    | StageDeclined
    | StageReopened
    | ContractReturned
    | ContractRecalled
    | ContractApproved
    | ContractDeclined
    | ContractWithdrawn
    | FinalSetFiled
    | SheetRenewed
    | ContractHeld
    | DecisionReminded
    | ContractResumed
    | ContractReopened
    | RouteChanged
    | RouteFollowed
)

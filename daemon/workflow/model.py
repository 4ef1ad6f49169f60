"""The nouns of the glossary as frozen values.

Times are aware datetimes everywhere. A person is known by the key that the configuration gives them (`lawyer`);
what history must show without the configuration (names, titles, deadlines, why somebody is asked) is kept by value.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from daemon.workflow.working_time import Duration

PersonKey = str
Scalar = str | int | bool | None
Row = tuple[tuple[str, Scalar], ...]


class Status(StrEnum):
    PREPARING = "preparing"  # the documents of a version are being made; nobody is asked yet
    IN_APPROVAL = "in_approval"
    IN_REWORK = "in_rework"
    ON_HOLD = "on_hold"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Verdict(StrEnum):
    APPROVE = "approve"
    APPROVE_WITH_REMARKS = "approve_with_remarks"
    RETURN = "return"
    DECLINE = "decline"

    @property
    def approves(self) -> bool:
        return self in (Verdict.APPROVE, Verdict.APPROVE_WITH_REMARKS)


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
class Person:
    """Somebody of the house, as the configuration knows them."""

    key: PersonKey
    name: str  # surname first: "Белова Ирина Олеговна"
    email: str
    post: str = ""
    language: str = "ru"
    aliases: tuple[str, ...] = ()
    manager: PersonKey | None = None
    substitute: PersonKey | None = None
    calendar: str | None = None

    @property
    def addresses(self) -> frozenset[str]:
        return frozenset(address.lower() for address in (self.email, *self.aliases))


@dataclass(frozen=True, slots=True)
class Participant:
    """A person as history keeps them: readable when the configuration knows them no more."""

    key: PersonKey
    name: str
    post: str = ""
    email: str = ""
    language: str = "ru"


class FactType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    INN = "inn"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of the form with its value.

    `value` is canonical text: "700000.00" (number, money: a decimal point, no spaces), "2026-12-01" (date),
    a choice's key. `shown` is the choice's label; empty for other types. A table has `rows` of such texts and
    `columns` that say what they are; its `value` is empty.
    """

    name: str
    label: str
    type: FactType
    value: str = ""
    shown: str = ""
    currency: str = ""
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()  # one text for each column, in their order


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    label: str
    type: FactType
    currency: str = ""


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


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage as it was resolved for one contract. `need` is how many approvals close it; 0 means all.

    `passed_over` says why it asks nobody; then it has no approvers.
    """

    key: str
    title: str
    approvers: tuple[Approver, ...]
    deadline: Duration
    kind: StageKind = StageKind.APPROVAL
    need: int = 0
    remind: tuple[Reminder, ...] = ()
    passed_over: str = ""

    @property
    def needed(self) -> int:
        return self.need or len(self.approvers)


@dataclass(frozen=True, slots=True)
class Route:
    stages: tuple[Stage, ...]
    after_rework: AfterRework = AfterRework.OBJECTORS
    on_return: OnReturn = OnReturn.TOGETHER


@dataclass(frozen=True, slots=True)
class File:
    """A file known by its content. `name` is its standard name; `purpose`: docx, pdf, form, signed, sheet."""

    purpose: str
    name: str
    sha256: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class Version:
    """One text of the contract. `sha256` is its DOCX's and empty until the documents are made."""

    number: int
    facts: tuple[Fact, ...]
    at: datetime
    draft: File
    sha256: str = ""
    files: tuple[File, ...] = ()

    def file(self, purpose: str) -> File | None:
        return next((each for each in self.files if each.purpose == purpose), None)


class PlannedKind(StrEnum):
    REMIND = "remind"
    DEADLINE = "deadline"
    ESCALATE = "escalate"


@dataclass(frozen=True, slots=True)
class Planned:
    """Something that the clock will do to a request. `step` counts in the stage's reminders or escalation steps."""

    at: datetime
    kind: PlannedKind
    step: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict as given. `mail` is the SHA-256 of the raw mail, empty when it did not come by mail."""

    at: datetime
    verdict: Verdict
    remarks: str
    given_by: Participant
    mail: str = ""
    silent: bool = False  # nobody said it: the route takes silence for an answer


@dataclass(frozen=True, slots=True)
class Question:
    at: datetime
    text: str
    answer: str = ""
    answered_at: datetime | None = None
    mail: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One approver asked about one version in one round. `id` counts within the contract, from 1."""

    id: int
    round: int
    version: int
    sha256: str
    stage: str
    asked: Participant
    place: PersonKey  # who the route wants here; differs from `asked` when the request was handed over
    opened_at: datetime
    due_at: datetime
    plan: tuple[Planned, ...] = ()
    why: str = ""
    veto: bool = False
    escalation: tuple[EscalationStep, ...] = ()
    answers: tuple[Answer, ...] = ()
    questions: tuple[Question, ...] = ()
    reminded: int = 0
    overdue_since: datetime | None = None
    closed_at: datetime | None = None
    closed_why: ClosedWhy | None = None
    kept_from: int = 0  # the version whose approval stays valid in this round; 0: asked anew

    @property
    def answer(self) -> Answer | None:
        """The one that counts: the latest."""
        return self.answers[-1] if self.answers else None

    @property
    def question(self) -> Question | None:
        """The one that waits for the initiator."""
        return self.questions[-1] if self.questions and self.questions[-1].answered_at is None else None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def waits(self) -> bool:
        return self.is_open and not self.answers


class ClosedWhy(StrEnum):
    """Why nothing more is expected of somebody who was asked."""

    STAGE_CLOSED = "stage_closed"
    REASSIGNED = "reassigned"
    CONTRACT_CLOSED = "contract_closed"


class StageStatus(StrEnum):
    AHEAD = "ahead"
    OPEN = "open"
    APPROVED = "approved"
    RETURNED = "returned"
    DECLINED = "declined"
    PASSED_OVER = "passed_over"


@dataclass(frozen=True, slots=True)
class Contract:
    """Everything that history says of one contract up to now."""

    number: str
    name: str
    type: str
    title: str
    initiator: Participant
    route: Route
    opened_at: datetime
    status: Status = Status.PREPARING
    kind: str = ""  # expense or income
    registered_name: str = ""  # the first name; `name` follows the facts of the latest version
    versions: tuple[Version, ...] = ()
    round: int = 0
    stages: tuple[StageStatus, ...] = ()  # of the present round, beside route.stages
    earlier_stages: tuple[StageStatus, ...] = ()  # of the round before, as it ended
    requests: tuple[Request, ...] = ()  # of all rounds, in the order they were opened
    closed_at: datetime | None = None
    closing_remarks: str = ""
    held: HeldFrom | None = None
    signed: tuple[File, ...] = ()
    final: tuple[File, ...] | None = None  # the final set, once it lies in the archive

    @property
    def version(self) -> Version:
        return self.versions[-1]

    @property
    def facts(self) -> tuple[Fact, ...]:
        return self.versions[-1].facts

    @property
    def is_closed(self) -> bool:
        return self.status in CLOSED

    @property
    def stage(self) -> Stage | None:
        """The stage that is open now."""
        for stage, status in zip(self.route.stages, self.stages, strict=False):
            if status is StageStatus.OPEN:
                return stage
        return None

    def stage_of(self, request: Request) -> Stage:
        return next(each for each in self.route.stages if each.key == request.stage)

    def request(self, id: int) -> Request:  # noqa: A002
        return self.requests[id - 1]

    def open_requests(self) -> tuple[Request, ...]:
        return tuple(each for each in self.requests if each.is_open)

    def in_round(self, round: int, stage: str | None = None) -> tuple[Request, ...]:  # noqa: A002
        return tuple(r for r in self.requests if r.round == round and stage in (None, r.stage))

    def waiting_for(self) -> tuple[Participant, ...]:
        """Whose move it is; empty when the contract is closed, on hold, or the daemon is at work on it."""
        if self.status is Status.IN_REWORK:
            return (self.initiator,)
        if self.status is not Status.IN_APPROVAL:
            return ()
        waiting = (self.initiator if r.question else r.asked for r in self.requests if r.waits)
        return tuple(dict.fromkeys(waiting))

    def participants(self) -> tuple[Participant, ...]:
        """Everybody who has been asked, and the initiator first."""
        return tuple({p.key: p for p in (self.initiator, *(r.asked for r in self.requests))}.values())


@dataclass(frozen=True, slots=True)
class HeldFrom:
    at: datetime
    status: Status
    by: str
    reason: str


CLOSED = frozenset({Status.APPROVED, Status.DECLINED, Status.WITHDRAWN})

"""The contract, and all nouns of the glossary that it is made of, as frozen values.

Times are aware datetimes everywhere. A person is known by the key that the configuration gives them (`lawyer`);
what history must show without the configuration (names, titles, deadlines, why somebody is asked) is kept by value.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from daemon.workflow.approval_conditions import ApprovalCondition, Confirmation, Objection
from daemon.workflow.duty import Duty, DutyClock, DutyKind, EndedDuty, FormerInitiator, MovedDuty
from daemon.workflow.facts import LABELLED, NUMERIC, TEXTUAL, Column, Fact, FactType
from daemon.workflow.files import File
from daemon.workflow.identity import IdentityPolicy
from daemon.workflow.interruptions import HeldFrom, Pause, Recalled
from daemon.workflow.people import Absence, Participant, Person, PersonKey, StandInWhy, distinct
from daemon.workflow.requests import (
    HANDED_OVER,
    Answer,
    ClosedWhy,
    LateAnswer,
    LateKind,
    Planned,
    PlannedKind,
    Proposal,
    Question,
    Request,
    Verdict,
)
from daemon.workflow.route_rules import RouteRule
from daemon.workflow.route_shift import RouteShift
from daemon.workflow.stages import (
    AfterRework,
    Approver,
    Escalate,
    EscalationStep,
    OnReturn,
    Reminder,
    Route,
    Stage,
    StageKind,
)
from daemon.workflow.status import CLOSED, Status
from daemon.workflow.summary import amount_of, default_summary
from daemon.workflow.text_comparison import TextComparison

__all__ = [
    "CLOSED",
    "HANDED_OVER",
    "LABELLED",
    "NUMERIC",
    "TEXTUAL",
    "Absence",
    "AfterRework",
    "Answer",
    "ApprovalCondition",
    "Approver",
    "ClosedWhy",
    "Column",
    "Comment",
    "Confirmation",
    "Contract",
    "Duty",
    "DutyClock",
    "DutyKind",
    "EndedDuty",
    "Escalate",
    "EscalationStep",
    "Fact",
    "FactType",
    "File",
    "FormerInitiator",
    "HeldFrom",
    "LateAnswer",
    "LateKind",
    "MovedDuty",
    "Objection",
    "OnReturn",
    "Participant",
    "Pause",
    "Person",
    "PersonKey",
    "Planned",
    "PlannedKind",
    "Proposal",
    "Question",
    "Recalled",
    "Reminder",
    "Request",
    "Route",
    "Shortage",
    "Stage",
    "StageKind",
    "StageStatus",
    "StandInWhy",
    "Status",
    "Verdict",
    "Version",
]


@dataclass(frozen=True, slots=True)
class Version:
    """One text of the contract. `sha256` is its DOCX's and empty until the documents are made.

    `document` is the text that was edited by hand; without one the template makes it from the facts. `words` are what
    was written beside it, by `by` (None: by the initiator).
    """

    number: int
    facts: tuple[Fact, ...]
    at: datetime
    draft: File
    sha256: str = ""
    files: tuple[File, ...] = ()
    document: File | None = None
    words: str = ""
    by: Participant | None = None
    identity: IdentityPolicy = IdentityPolicy.TOKEN_AND_ADDRESS  # how sure it must be who answers about it
    summary: str = ""  # as its type says; empty: by the types of the fields
    comparison: TextComparison | None = None  # with the text of the version before
    attachments: tuple[File, ...] = ()  # as they were handed in; `files` has them as they were filed

    def file(self, purpose: str) -> File | None:
        return next((each for each in self.files if each.purpose == purpose), None)


@dataclass(frozen=True, slots=True)
class Comment:
    """Words about the contract that decide nothing, and the round and version in which they were written."""

    at: datetime
    text: str
    by: Participant
    round: int
    version: int
    mail: str = ""


class StageStatus(StrEnum):
    AHEAD = "ahead"
    OPEN = "open"
    APPROVED = "approved"
    RETURNED = "returned"
    DECLINED = "declined"
    PASSED_OVER = "passed_over"


@dataclass(frozen=True, slots=True)
class Shortage:
    """The open stage waits for people: fewer can approve it than it needs.

    `vacant`: nobody can be asked in their place. `away`: asked themselves, since nobody stands in for them. `left`:
    those of both who are not in the directory any more.
    """

    stage: str
    needed: int
    possible: int
    vacant: tuple[Participant, ...] = ()
    again_at: datetime | None = None
    away: tuple[Participant, ...] = ()
    left: tuple[Participant, ...] = ()


@dataclass(frozen=True, slots=True)
class Contract:
    """The state of one contract: everything that its history says up to now."""

    number: str
    name: str
    type: str
    title: str
    initiator: Participant
    route: Route
    opened_at: datetime
    rules: RouteRule | None = None  # that the route was made of; None: they were not kept then
    routed_by: int = 1  # the version whose facts the route was made for
    routed_for: PersonKey = ""  # the initiator for whom it was made
    shifts: tuple[RouteShift, ...] = ()  # who came and went with later versions, in their order
    status: Status = Status.PREPARING
    kind: str = ""  # expense or income
    registered_name: str = ""  # the first name; `name` follows the facts of the latest version
    versions: tuple[Version, ...] = ()
    round: int = 0
    stages: tuple[StageStatus, ...] = ()  # of the present round, in the order of route.stages
    earlier_stages: tuple[StageStatus, ...] = ()  # of the round before, as it ended
    objected: tuple[tuple[str, int], ...] = ()  # stages returned or declined and not approved since, and when
    former_stages: tuple[Stage, ...] = ()  # that the route had before it was changed, the latest first
    requests: tuple[Request, ...] = ()  # of all rounds, in the order they were opened
    closed_at: datetime | None = None
    closing_remarks: str = ""
    comments: tuple[Comment, ...] = ()
    held: HeldFrom | None = None
    pauses: tuple[Pause, ...] = ()  # how long it was on hold before, the earliest first
    stand_in: Participant | None = None  # who acts for the initiator while they are away
    former_initiators: tuple[FormerInitiator, ...] = ()  # the earliest first
    duties: tuple[Duty, ...] = ()  # what the initiator is to do now
    duties_ended: tuple[EndedDuty, ...] = ()
    final: tuple[File, ...] | None = None  # the final set, once it lies in the archive
    outdated: bool = False  # words came after its approval sheet was made, and others may need them
    recalled: Recalled | None = None  # why it is in rework, if nobody has returned it
    closes_at: datetime | None = None  # when the open stage closes, if its approvals have decided it; else None
    conditions: tuple[ApprovalCondition, ...] = ()  # of all approvals, in the order they were set
    conditions_asked: tuple[int, ...] = ()  # the numbers of those that the initiator was asked to confirm
    shortage: Shortage | None = None  # of the open stage, when fewer can approve it than it needs
    status_since: datetime | None = None  # None: since it was opened

    @property
    def version(self) -> Version:
        return self.versions[-1]

    @property
    def acting(self) -> Participant:
        """Who has to do now what is the initiator's to do: themself, or who stands in for them."""
        return self.stand_in or self.initiator

    def duty(self, kind: DutyKind, request: int = 0) -> Duty | None:
        """Return what the initiator is to do now, of this kind and about this request; None if nothing."""
        return next((each for each in self.duties if (each.kind, each.request) == (kind, request)), None)

    @property
    def summary(self) -> str:
        """What stands for the contract in subjects and lists: ООО «Ромашка», световое оборудование, 700 000,00 ₽."""
        if not self.versions:
            return self.title
        return self.version.summary or default_summary(self.title, self.facts)

    @property
    def amount(self) -> str:
        """The sum as people write it; empty if the contract has none."""
        return amount_of(self.facts) if self.versions else ""

    @property
    def facts(self) -> tuple[Fact, ...]:
        return self.versions[-1].facts

    @property
    def is_closed(self) -> bool:
        return self.status in CLOSED

    @property
    def signed(self) -> tuple[File, ...]:
        """The signed copies of the present round: everybody's who signed, in the order of their signatures."""
        signatures = [each for each in self.in_round(self.round) if each.signed and each.answer]
        signatures = [each for each in signatures if each.closed_why is not ClosedWhy.REROUTED]
        signatures.sort(key=lambda each: each.answers[-1].at)
        return tuple(dict.fromkeys(file for each in signatures for file in each.signed))

    @property
    def stage(self) -> Stage | None:
        """The stage that is open now."""
        for stage, status in zip(self.route.stages, self.stages, strict=False):
            if status is StageStatus.OPEN:
                return stage
        return None

    @property
    def next_stage(self) -> Stage | None:
        """The first stage ahead that asks somebody; None if the contract is approved after the open one."""
        ahead = zip(self.route.stages, self.stages, strict=False)
        return next((stage for stage, status in ahead if status is StageStatus.AHEAD and stage.approvers), None)

    @property
    def standing_conditions(self) -> tuple[ApprovalCondition, ...]:
        """The conditions of the approvals that count in the present round, met or not."""
        return tuple(each for each in self.conditions if any(map(self._counts, each.requests)))

    @property
    def open_conditions(self) -> tuple[ApprovalCondition, ...]:
        return tuple(each for each in self.standing_conditions if each.is_open)

    @property
    def asks_conditions(self) -> bool:
        """True while the next step waits for the initiator's word that the conditions are met."""
        return self.stands_between and bool(self.open_conditions)

    @property
    def objections_until(self) -> datetime | None:
        """Until when the next step waits for objections to what was confirmed; None if it does not."""
        if not self.stands_between or self.open_conditions:
            return None
        ends = [each.confirmation.until for each in self.standing_conditions if each.confirmation]
        return max(filter(None, ends), default=None)

    @property
    def stands_between(self) -> bool:
        """True if one stage is closed and the next not open yet: conditions of approvals hold it back."""
        return self.status is Status.IN_APPROVAL and bool(self.stages) and self.stage is None

    def conditions_of(self, request: Request) -> tuple[ApprovalCondition, ...]:
        return tuple(each for each in self.conditions if request.id in each.requests)

    def _counts(self, id: int) -> bool:  # noqa: A002
        """Return True if the request's approval counts: in this round, on a place that the route has."""
        request = self.request(id)
        on_route = (request.stage, request.slot) in self.route.places and request.closed_why is not ClosedWhy.REROUTED
        return request.round == self.round and on_route and bool(request.answer and request.answer.verdict.approves)

    def stage_of(self, request: Request) -> Stage:
        """Return the stage of a request, also if the route no longer has it."""
        stages = (*self.route.stages, *self.former_stages)
        return next(each for each in stages if each.key == request.stage)

    def request(self, id: int) -> Request:  # noqa: A002
        """Return the request with this number; they count from 1. Raises LookupError when there is none."""
        if not 0 < id <= len(self.requests):
            raise LookupError(f"{self.number} has no request {id}")
        return self.requests[id - 1]

    def without_sheet(self) -> tuple[Request, ...]:
        """Return the requests to sign whose letters wait for the approval sheet."""
        if self.status is not Status.IN_APPROVAL:
            return ()
        waiting = (each for each in self.requests if each.waits and each.sheet is None)
        return tuple(each for each in waiting if self.stage_of(each).kind is StageKind.SIGNATURE)

    def open_requests(self) -> tuple[Request, ...]:
        return tuple(each for each in self.requests if each.is_open)

    def in_round(self, round: int, stage: str | None = None) -> tuple[Request, ...]:  # noqa: A002
        return tuple(r for r in self.requests if r.round == round and stage in (None, r.stage))

    def last_seen_by(self, person: Participant) -> int | None:
        """Return the version that somebody was asked about last in earlier rounds; None if they were not asked."""
        seen = [each.version for each in self.requests if each.assignee.is_same(person) and each.round < self.round]
        return seen[-1] if seen else None

    def unseen_by(self, person: Participant) -> tuple[Version, ...]:
        """Return the versions since the one that somebody was asked about last; of others only the present one."""
        since = self.last_seen_by(person)
        return self.versions[-1:] if since is None else self.versions[since:]

    def request_waiting_for(self, person: PersonKey) -> Request | None:
        """Return the request that waits for somebody; None if none does."""
        return next((each for each in self.requests if each.waits and each.assignee.key == person), None)

    def waiting_for(self) -> tuple[Participant, ...]:
        """Return who is waited for.

        Empty if the contract is closed, if its documents are being made, or its stage is decided and closes by itself.
        Of one on hold, those who have to decide about a late objection; nobody if somebody stopped it on purpose.
        """
        if self.status is Status.IN_REWORK:
            return (self.acting,)
        if self.status is Status.ON_HOLD and self.held:
            return self.held.asked
        if self.status is not Status.IN_APPROVAL or self.closes_at:
            return ()
        if self.asks_conditions:
            return (self.acting,)
        waiting = [self.acting if r.question else r.assignee for r in self.requests if r.waits]
        if self.shortage and not waiting:  # nobody can be asked: it is for the initiator, and the administrators
            return (self.acting,)
        return tuple(dict.fromkeys(waiting))

    def concerned(self) -> frozenset[PersonKey]:
        """Return the keys of everybody who takes part, or will: they may know where it stands."""
        places = {each.person.key for stage in self.route.stages for each in stage.approvers}
        return frozenset(places | {each.key for each in self.participants()})

    def participants(self) -> tuple[Participant, ...]:
        """Return the initiator, who stands in for them, who was it before, everybody who has been asked; each once."""
        former = (each.person for each in self.former_initiators)
        asked = (each.assignee for each in self.requests)
        return distinct((self.initiator, self.acting, *former, *asked))

    def due_at(self) -> datetime | None:
        """Return the earliest deadline of those who are waited for, or when something follows by itself.

        Of a late objection, and where nobody can be asked: when those who have to decide are told again. None if there
        is no such time.
        """
        if self.status is Status.ON_HOLD and self.held:
            return self.held.remind_at
        if duty := self.duty(DutyKind.REWORK) or self.duty(DutyKind.CONDITIONS):
            return duty.due_at
        if self.status is not Status.IN_APPROVAL:
            return None
        if by_itself := self.closes_at or self.objections_until:
            return by_itself
        nobody_asked = self.shortage.again_at if self.shortage else None
        return min((self.due_of(each) for each in self.requests if each.waits), default=nobody_asked)

    def due_of(self, request: Request) -> datetime:
        """Return until when a request is waited for: its answer, or the initiator's answer to its question."""
        duty = self.duty(DutyKind.ANSWER, request.id)
        return (duty.due_at if duty else None) or request.due_at

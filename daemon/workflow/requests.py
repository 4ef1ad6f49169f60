"""The request to one approver, what the clock plans for it, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from daemon.workflow.doubt import Doubt
from daemon.workflow.files import File
from daemon.workflow.people import Participant, PersonKey, StandInWhy
from daemon.workflow.refusal import Reason
from daemon.workflow.stages import EscalationStep


class Verdict(StrEnum):
    APPROVE = "approve"
    APPROVE_WITH_REMARKS = "approve_with_remarks"
    RETURN = "return"
    DECLINE = "decline"

    @property
    def approves(self) -> bool:
        return self in (Verdict.APPROVE, Verdict.APPROVE_WITH_REMARKS)


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
    """A verdict as given. `mail` is the SHA-256 of the raw mail, empty when it did not come by mail.

    `verified` is what was checked of the sender: address, dmarc, dkim, code, owner; empty when not by mail.
    """

    at: datetime
    verdict: Verdict
    remarks: str
    actor: Participant
    mail: str = ""
    silent: bool = False  # nobody said it: the route takes silence for an answer
    verified: str = ""
    confirmed_by: Participant | None = None  # who made another's proposal count, or their own by a code
    undone_at: datetime | None = None
    conditions: tuple[str, ...] = ()  # as written; how each stands, the contract knows (`conditions_kept`)
    worked: int | None = None  # how long the one asked had it, in minutes of their working time without pauses


@dataclass(frozen=True, slots=True)
class Proposal:
    """An answer that does not count yet.

    A colleague gave it, its sender is to prove who they are, or it was guessed from what they wrote.
    """

    at: datetime
    verdict: Verdict
    remarks: str
    proposed_by: Participant
    mail: str = ""
    signed: tuple[File, ...] = ()
    guessed_from: str = ""  # the words that it was guessed from, where they did not say it
    conditions: tuple[str, ...] = ()
    amended_at: datetime | None = None  # when something was put to it last


class LateKind(StrEnum):
    """What somebody wanted whose words came too late."""

    ANSWER = "answer"
    UNDO = "undo"  # of an answer that counts: its `verdict` is the opposite of that one
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class LateAnswer:
    """Words that came when they could not count any more; `reason` says why. `verdict` None: a question.

    `told` heard of it at once; `holds`: the contract was stopped for it.
    """

    at: datetime
    verdict: Verdict | None
    remarks: str
    actor: Participant
    reason: Reason
    mail: str = ""
    kind: LateKind = LateKind.ANSWER
    told: tuple[Participant, ...] = ()
    holds: bool = False

    @property
    def objects(self) -> bool:
        """True if it speaks against the contract as it is."""
        return self.verdict is not None and not self.verdict.approves

    @property
    def matters(self) -> bool:
        """True if others may need it: an objection, a question, or an approval with words."""
        return self.objects or self.verdict is None or bool(self.remarks)


@dataclass(frozen=True, slots=True)
class BareReturn:
    """A return whose reason was asked and has not come."""

    at: datetime
    actor: Participant
    mail: str = ""
    verified: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    at: datetime
    text: str
    answer: str = ""
    answered_at: datetime | None = None
    mail: str = ""
    answered_by: Participant | None = None  # None: nobody, the question was closed without an answer


class ClosedWhy(StrEnum):
    """Why nothing more is expected of somebody who was asked."""

    STAGE_CLOSED = "stage_closed"
    REASSIGNED = "reassigned"
    CONTRACT_CLOSED = "contract_closed"
    AWAY = "away"  # their substitute was asked instead
    BACK = "back"  # the one in whose place they were asked is there again
    OWN_CONTRACT = "own_contract"  # they have handed it in
    PASSED_ON = "passed_on"  # their key in the directory is another person's now
    REROUTED = "rerouted"  # the route does not want them any more
    RECALLED = "recalled"  # the contract was taken back to be corrected


HANDED_OVER = frozenset(  # somebody else has the place now
    {ClosedWhy.REASSIGNED, ClosedWhy.AWAY, ClosedWhy.BACK, ClosedWhy.OWN_CONTRACT, ClosedWhy.PASSED_ON}
)


@dataclass(frozen=True, slots=True)
class Request:
    """One approver asked about one version in one round. `id` counts within the contract, from 1."""

    id: int
    round: int
    version: int
    sha256: str
    stage: str
    assignee: Participant
    slot: PersonKey  # who the route wants here; differs from the assignee's key if the request was handed over
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
    kept_from: int | None = None  # the version whose approval stays valid in this round; None: asked anew
    on_behalf_of: Participant | None = None  # who is away, if the assignee stands in for them
    proposal: Proposal | None = None
    bare_return: BareReturn | None = None
    signed: tuple[File, ...] = ()  # the copies that came with the answer that counts
    late: tuple[LateAnswer, ...] = ()
    sheet: File | None = None  # of a signature: the approval sheet that it was asked with
    doubt: Doubt | None = None  # asked because a condition could not be computed
    also: tuple[str, ...] = ()  # the reasons of further rules that lead to the same place
    released_by: int | None = None  # the version whose facts do not call for this place any more
    stand_in: StandInWhy | None = None  # why somebody else than `on_behalf_of` is asked; None with one: they are away
    instead_of: int = 0  # the request that was handed over to this one; 0: none

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the place is asked, by every rule that says so."""
        return tuple(filter(None, (self.why, *self.also)))

    @property
    def answer(self) -> Answer | None:
        """The answer that counts: the latest one; None without any, or if it was taken back."""
        latest = self.answers[-1] if self.answers else None
        return latest if latest and latest.undone_at is None else None

    @property
    def question(self) -> Question | None:
        """The question that waits for the initiator's answer; None if there is none."""
        return self.questions[-1] if self.questions and self.questions[-1].answered_at is None else None

    @property
    def unheard(self) -> LateAnswer | None:
        """What was said to an open request while the contract was on hold, and not said again since; else None."""
        said = [each for each in self.late if each.reason is Reason.ON_HOLD]
        latest = said[-1] if said and self.is_open and not self.kept_from else None
        return latest if latest and (self.answer is None or self.answer.at < latest.at) else None

    def bare_late_return(self, person: PersonKey) -> LateAnswer | None:
        """Return the return of somebody that came too late and does not say what is to be mended; None if none."""
        said = [each for each in self.late if each.actor.key == person and each.kind is LateKind.ANSWER]
        bare = [each for each in said if each.verdict is Verdict.RETURN and not each.remarks]
        return bare[-1] if bare else None

    @property
    def can_be_reconsidered(self) -> bool:
        """True for an answer that a person gave to this request: neither kept from an earlier one, nor silence."""
        return self.answer is not None and not self.kept_from and not self.answer.silent

    @property
    def owner(self) -> Participant:
        """The person who would be asked if nobody were away."""
        return self.on_behalf_of or self.assignee

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def waits(self) -> bool:
        return self.is_open and self.answer is None

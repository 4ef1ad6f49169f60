"""Events that are somebody's words: verdicts, proposals, questions, conditions, late answers. Kept like all events.

`written_at` is when somebody wrote what the event says; None: when it was recorded, or nobody wrote it.
`worked` is how long somebody had it, in minutes of their working time without pauses; None: nobody counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from daemon.workflow.model import File, LateKind, Participant, Planned, Verdict
from daemon.workflow.refusal import Reason


@dataclass(frozen=True, slots=True)
class VerdictGiven:
    """`given_by` wrote it, in the place of the one who was asked. `mail` is the SHA-256 of the raw mail."""

    request: int
    verdict: Verdict
    remarks: str
    given_by: Participant
    version: int
    sha256: str
    mail: str = ""
    replaces: bool = False  # the same place had answered before
    silent: bool = False  # nobody said it: the route takes silence for an answer
    verified: str = ""  # what was checked of the sender
    confirmed_by: Participant | None = None  # who made a proposal count
    confirmation: str = ""  # the SHA-256 of the mail that did
    written_at: datetime | None = None
    conditions: tuple[str, ...] = ()  # of an approval; of a return, those that made it one
    worked: int | None = None  # what it took who was asked


@dataclass(frozen=True, slots=True)
class BareReturnKept:
    """Somebody returned without a word of what is to be mended, and was asked for it.

    It counts without one (VerdictGiven) when it can wait no longer: its stage is decided, or its deadline has passed.
    """

    request: int
    given_by: Participant
    mail: str = ""
    verified: str = ""
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class VerdictUndone:
    """The latest verdict was taken back; the request waits again, its clock had stood still meanwhile."""

    request: int
    mail: str = ""
    due_at: datetime | None = None
    plan: tuple[Planned, ...] = ()
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class VerdictProposed:
    """Somebody gave an answer that counts only when the one who was asked confirms it."""

    request: int
    verdict: Verdict
    remarks: str
    proposed_by: Participant
    mail: str = ""
    signed: tuple[File, ...] = ()
    guessed_from: str = ""  # the words that it was guessed from, where they did not say it
    reader: str = ""  # the version of the weights that guessed
    written_at: datetime | None = None
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProposalAmended:
    """Whoever proposed an answer wrote again: this is the whole of it now. What confirms it has not changed."""

    request: int
    verdict: Verdict
    remarks: str
    mail: str = ""
    signed: tuple[File, ...] = ()
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProposalDropped:
    """The one who was asked does not want the proposal to count."""

    request: int
    mail: str = ""


@dataclass(frozen=True, slots=True)
class LateAnswerKept:
    """Words that came when they could not count any more. `verdict` None: a question."""

    request: int
    verdict: Verdict | None
    remarks: str
    given_by: Participant
    reason: Reason
    mail: str = ""
    version: int = 0  # that it was about
    sha256: str = ""
    kind: LateKind = LateKind.ANSWER
    told: tuple[Participant, ...] = ()  # who gets a letter about it
    holds: bool = False  # ContractHeld follows: those whom it names are asked what becomes of the contract
    written_at: datetime | None = None
    joins: bool = False  # it gives the reason of a bare return that the same person sent too late before


@dataclass(frozen=True, slots=True)
class CommentAdded:
    """Words about the contract that decide nothing."""

    text: str
    by: Participant
    told: tuple[Participant, ...] = ()  # who gets a letter about it
    mail: str = ""


@dataclass(frozen=True, slots=True)
class SignedCopyFiled:
    request: int
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class ConditionsAsked:
    """The initiator was asked to confirm these conditions: until then nobody is asked to sign, nothing is approved.

    They have until `due_at` for it (None: for ever).
    """

    conditions: tuple[int, ...]  # by their numbers in the contract
    due_at: datetime | None = None
    plan: tuple[Planned, ...] = ()


@dataclass(frozen=True, slots=True)
class ConditionConfirmed:
    """`by` (a name) says that the condition is met.

    The next step waits until `until` for an objection of the one who set it; None: it does not wait.
    """

    condition: int
    by: str
    words: str = ""
    mail: str = ""
    until: datetime | None = None
    by_giver: bool = False  # who set it has said so
    written_at: datetime | None = None
    worked: int | None = None  # what it took the initiator


@dataclass(frozen=True, slots=True)
class ConditionDisputed:
    """Who set the condition says that it is not met: it is open again."""

    condition: int
    by: Participant
    words: str
    mail: str = ""


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    """The asker's clock stands still until the answer, which the initiator owes by `due_at` (None: at any time)."""

    request: int
    text: str
    mail: str = ""
    written_at: datetime | None = None
    due_at: datetime | None = None
    plan: tuple[Planned, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    request: int
    text: str
    due_at: datetime
    plan: tuple[Planned, ...]
    mail: str = ""
    written_at: datetime | None = None
    answered_by: Participant | None = None
    worked: int | None = None  # what it took the initiator

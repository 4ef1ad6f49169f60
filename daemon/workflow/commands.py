"""Commands: what somebody, or the clock, wants to happen to a contract, in the imperative.

`cause` names what the command came from (a mail, a draft, the clock, a person at the command line); history keeps it.
`written_at` is when an answer was written, which counts for its deadline; None: now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from daemon.workflow.identity import IdentityPolicy
from daemon.workflow.model import DutyKind, Fact, File, LateKind, Participant, Person, PersonKey, Route, Verdict
from daemon.workflow.refusal import Reason
from daemon.workflow.route_rules import RouteRule
from daemon.workflow.route_shift import ResolvedAnew
from daemon.workflow.text_comparison import TextComparison


@dataclass(frozen=True, slots=True)
class RegisterContract:
    """Begin a contract from an accepted draft; number, name and route are settled already.

    `rules` are what the route was made of, `words` what was written beside the draft, by `by` (None: by the initiator),
    `identity` how sure it must be who answers.
    """

    number: str
    name: str
    type: str
    title: str
    kind: str
    initiator: Participant
    route: Route
    facts: tuple[Fact, ...]
    draft: File
    rules: RouteRule | None = None
    words: str = ""
    by: Participant | None = None
    identity: IdentityPolicy = IdentityPolicy.TOKEN_AND_ADDRESS
    summary: str = ""  # as the type says; empty: by the types of the fields
    document: File | None = None  # the other side's own text; None: the template makes it
    attachments: tuple[File, ...] = ()  # what was handed in beside


@dataclass(frozen=True, slots=True)
class SubmitVersion:
    """Hand in the next version. `document` is its text if it was edited by hand; else the template makes it.

    `words` are what was written beside it, by `by` (None: by the initiator).
    `route` is the one for its facts where they call for another than the contract has; None: it keeps the one it has.
    """

    facts: tuple[Fact, ...]
    draft: File
    name: str
    document: File | None = None
    words: str = ""
    by: Participant | None = None
    route: ResolvedAnew | None = None
    identity: IdentityPolicy = IdentityPolicy.TOKEN_AND_ADDRESS
    summary: str = ""  # as the type says; empty: by the types of the fields
    attachments: tuple[File, ...] = ()  # all that this version has


@dataclass(frozen=True, slots=True)
class FileDocuments:
    """Record the documents made for a version and what changed in its text, and ask the approvers."""

    version: int
    sha256: str
    files: tuple[File, ...]
    comparison: TextComparison | None = None


@dataclass(frozen=True, slots=True)
class FileFinalSet:
    """Record the final set of a closed contract, as it lies in the archive."""

    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class FileSheet:
    """Record the approval sheet up to now, with which those who sign are asked."""

    requests: tuple[int, ...]
    file: File


@dataclass(frozen=True, slots=True)
class GiveVerdict:
    """Answer a request. `signed` are the copies that came with a signature.

    `conditions` are an approval's, each in its giver's words; its remarks hold them, too.

    `verified` is what was checked of the sender: address, dmarc, dkim, code, owner; empty when not by mail.
    """

    request: int
    verdict: Verdict
    remarks: str
    actor: Participant
    mail: str = ""
    signed: tuple[File, ...] = ()
    verified: str = ""
    written_at: datetime | None = None
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeepBareReturn:
    """Keep a return that does not say what is to be mended: its reason is asked. `verified` as of a verdict."""

    request: int
    actor: Participant
    mail: str = ""
    verified: str = ""
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class UndoVerdict:
    """Take the latest verdict back: the request waits again."""

    request: int
    by: Participant
    mail: str = ""
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProposeVerdict:
    """Propose an answer that counts only after the one who was asked has confirmed it."""

    request: int
    verdict: Verdict
    remarks: str
    proposed_by: Participant
    mail: str = ""
    signed: tuple[File, ...] = ()
    guessed_from: str = ""  # the words that it was guessed from, where they did not say it
    reader: str = ""  # the version of the weights that guessed
    written_at: datetime | None = None
    conditions: tuple[str, ...] = ()  # of an approval, each in its giver's words; its remarks hold them, too


@dataclass(frozen=True, slots=True)
class AmendProposal:
    """Put what the same person wrote afterwards to their answer that waits; `verdict` and `remarks` are the whole."""

    request: int
    verdict: Verdict
    remarks: str
    by: Participant
    mail: str = ""
    signed: tuple[File, ...] = ()
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConfirmProposal:
    request: int
    by: Participant
    mail: str = ""
    verified: str = ""
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DropProposal:
    request: int
    by: Participant
    mail: str = ""


@dataclass(frozen=True, slots=True)
class KeepLateAnswer:
    """Keep words that cannot count (`reason` says why) in the history, and tell them to those who need them.

    `verdict` is None for a question; for an undo it follows from the answer that was to be taken back. `unproved`: the
    contract wants a proof of who wrote, and there is none; then nothing is stopped for it.
    """

    request: int
    verdict: Verdict | None
    remarks: str
    actor: Participant
    reason: Reason
    mail: str = ""
    kind: LateKind = LateKind.ANSWER
    unproved: bool = False
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AddComment:
    """Keep words about the contract that decide nothing, and tell them to those who wait for them."""

    text: str
    by: Participant
    mail: str = ""
    request: int = 0  # whose letter they answer; 0: of the contract


@dataclass(frozen=True, slots=True)
class ConfirmCondition:
    """Say that a condition is met. `actor` is who acts for the initiator, or set it; empty: at the command line."""

    condition: int
    words: str
    by: str
    actor: PersonKey = ""
    mail: str = ""
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DisputeCondition:
    """Say that a condition is not met, as the one who set it; it counts from when it was written."""

    condition: int
    words: str
    by: Participant
    mail: str = ""
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AskQuestion:
    request: int
    text: str
    asked_by: Participant
    mail: str = ""
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    request: int
    text: str
    answered_by: Participant
    mail: str = ""
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reassign:
    """Hand a request over. `by` is the one who does it: the person asked, or an administrator."""

    request: int
    to: Person
    by: str


@dataclass(frozen=True, slots=True)
class FillPlace:
    """Ask somebody for a place of the open stage for which nobody could be asked; `place` is whose it is."""

    place: PersonKey
    to: Person
    by: str


@dataclass(frozen=True, slots=True)
class MoveDeadline:
    """Move the deadline of a request to `due_at`, or to the next working moment after it."""

    request: int
    due_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class MoveDutyDeadline:
    """Move the time that the initiator has. `actor` is who wants it (empty: at the command line): not the initiator."""

    kind: DutyKind
    request: int
    due_at: datetime
    by: str
    actor: PersonKey = ""


@dataclass(frozen=True, slots=True)
class HandOver:
    """Give the contract another initiator."""

    to: Person
    by: str


@dataclass(frozen=True, slots=True)
class Reroute:
    """Move a contract under way to another route, and to the rules that it was made of."""

    route: Route
    by: str
    rules: RouteRule | None = None


@dataclass(frozen=True, slots=True)
class Remind:
    """Send a reminder now to everybody who is waited for."""

    by: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    by: str
    reason: str = ""
    mail: str = ""


@dataclass(frozen=True, slots=True)
class Recall:
    """Take a contract out of its approval to correct it: its initiator hands in the next version."""

    by: str
    reason: str = ""
    mail: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Resume:
    by: str


@dataclass(frozen=True, slots=True)
class Reopen:
    """Begin a new round of a contract that was declined."""

    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PassTime:
    """Do what was due `until` then (None: now): what somebody wrote later may not be known yet."""

    until: datetime | None = None


Command = (
    RegisterContract
    | SubmitVersion
    | FileDocuments
    | FileFinalSet
    | FileSheet
    | GiveVerdict
    | KeepBareReturn
    | UndoVerdict
    | ProposeVerdict
    | AmendProposal
    | ConfirmProposal
    | DropProposal
    | KeepLateAnswer
    | AddComment
    | ConfirmCondition
    | DisputeCondition
    | AskQuestion
    | AnswerQuestion
    | Reassign
    | FillPlace
    | MoveDeadline
    | MoveDutyDeadline
    | HandOver
    | Reroute
    | Remind
    | Withdraw
    | Recall
    | Hold
    | Resume
    | Reopen
    | PassTime
)

# What somebody writes in answer to a request: it counts from when it was written, however late it is read.
Written = (
    GiveVerdict
    | KeepBareReturn
    | UndoVerdict
    | ProposeVerdict
    | ConfirmProposal
    | KeepLateAnswer
    | AskQuestion
    | AnswerQuestion
)

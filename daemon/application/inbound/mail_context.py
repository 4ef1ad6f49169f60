"""A mail that is worked on: what it answers, what was understood of it, and what handlers do with it.

Nothing here is changed while handlers work: whoever executes a command goes on with the contract that comes back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from daemon.application import sender_policy
from daemon.application.app_context import AppContext
from daemon.application.execute import execute
from daemon.application.inbound.outcome import Outcome, OutcomeKind, outcome
from daemon.application.letter_post import AnsweredMail
from daemon.application.proposed_texts import ProposedText
from daemon.mail.compose.layout import Composed
from daemon.mail.compose.letter_context import LetterContext
from daemon.mail.interpret.digest_answer import DigestAnswer
from daemon.mail.interpret.pipeline import Interpretation
from daemon.store.cause import Cause
from daemon.store.database import Transaction
from daemon.store.digests import StoredDigest
from daemon.store.history import StoredContract
from daemon.store.inbox import StoredMail
from daemon.workflow.commands import Command, Written
from daemon.workflow.identity import IdentityPolicy
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Contract, Participant, Person, Request
from daemon.workflow.route import participant

# What the row of a line in the receipt for an answer to a digest says instead.
_TOLD_IN_ROWS = frozenset({LetterKind.LATE, LetterKind.REFUSED, LetterKind.DONE})

Compose = Callable[[LetterContext], Composed]


@dataclass(frozen=True, slots=True)
class Correlation:
    """What a mail answers. `contract_id` None: a letter about no contract, perhaps about an absence.

    `request` None: a letter about the contract; `weak`: only the number in the subject says so.
    """

    contract_id: int | None
    request: int | None = None
    letter_kind: LetterKind | None = None
    absence_id: int | None = None
    recipient: str = ""
    raw: bytes = b""
    letter_id: int | None = None  # of the letter's row
    weak: bool = False
    token: bool = False  # the mail bears the request's secret, whatever letter it answers
    written_at: datetime | None = None  # the letter
    digest_id: int | None = None  # of a digest, or of the receipt for an answer to one


@dataclass(frozen=True, slots=True)
class AnsweredDigest:
    """The digest that a mail answers, and what it says of each of its lines."""

    digest: StoredDigest
    answer: DigestAnswer


@dataclass(frozen=True, slots=True)
class MailContext:
    """`sender` is None for a machine and for a stranger; `stored` the contract as it was when the mail was taken up.

    `muted`: this sender has had so many answers that no more are written.
    """

    app: AppContext
    tx: Transaction
    mail: StoredMail
    interpretation: Interpretation
    correlation: Correlation | None
    stored: StoredContract | None
    now: datetime
    answering: AnsweredMail
    sender: Person | None = None
    proof: str | None = None  # of who wrote it: dmarc or dkim
    muted: bool = False
    digest: AnsweredDigest | None = None
    proposed: tuple[ProposedText, ...] = ()  # texts that it proposes for the version

    @property
    def lacking(self) -> str | None:
        """Why a verdict of this mail needs a code first, as of `sender_policy.lacking`; None: it counts as it is."""
        return sender_policy.lacking(self._policy, self.proof)

    @property
    def may_order(self) -> bool:
        """Whether the mail is proved enough to steer the contract."""
        return sender_policy.may_order(self._policy, self.proof)

    @property
    def _policy(self) -> IdentityPolicy:
        return sender_policy.needed(self.app.settings, self.contract)

    @property
    def contract(self) -> Contract:
        return self.about.contract

    @property
    def about(self) -> StoredContract:
        if self.stored is None:
            raise ValueError("the mail is about no contract")
        return self.stored

    @property
    def writer(self) -> Person:
        if self.sender is None:
            raise ValueError("nobody that we know wrote this mail")
        return self.sender

    @property
    def is_in_answer(self) -> bool:
        """Whether the mail answers a letter that its writer got.

        A From is easily forged; who forges it knows a number, or a letter that they got themself, but not this.
        """
        correlation = self.correlation
        return correlation is not None and not correlation.weak and correlation.recipient in self.writer.addresses

    @property
    def me(self) -> Participant:
        return participant(self.writer)

    @property
    def words(self) -> str:
        return self.interpretation.words.text

    @property
    def today(self) -> date:
        """In the organisation's zone: what the writer means by "Monday"."""
        return self.now.astimezone(self.app.settings.organisation.timezone).date()

    @property
    def answered_request(self) -> Request | None:
        """The request whose letter the mail answers; None for a letter about the contract, or about none."""
        number = self.correlation.request if self.correlation else None
        return self.contract.request(number) if number is not None and self.stored else None

    @property
    def own_request(self) -> Request | None:
        """The request that was answered if it is the sender's: an answer to our answer is about it, too."""
        request = self.answered_request
        return request if request and self.is_asked(request) else None

    def is_asked(self, request: Request) -> bool:
        """Return whether the writer is who was asked, and not somebody who has got their key since."""
        return request.assignee.key == self.writer.key and not self.app.directory.has_passed(request.assignee)

    @property
    def waiting_request(self) -> Request | None:
        """The request of this contract that waits for the writer."""
        return self.contract.request_waiting_for(self.writer.key)


def execute_order(
    context: MailContext,
    command: Command,
    stored: StoredContract | None = None,
    answering: AnsweredMail | None = None,
) -> StoredContract:
    """Do what the mail says, and return the contract as it is then. Raises Refused, having changed nothing.

    An answer counts from when the mail was written. `stored` is the contract after an earlier command of the same mail.
    """
    if isinstance(command, Written):
        command = replace(command, written_at=context.mail.written_at)
    cause = Cause.of_mail(context.mail.id)
    before, answered = stored or context.about, answering or context.answering
    return execute(context.app, context.tx, before, command, cause, context.now, answered)


def by_whom(context: MailContext) -> str:
    """Return who orders it, by name; of who stands in for the initiator, for whom."""
    contract, writer = context.contract, context.writer
    if contract.stand_in is None or contract.stand_in.key != writer.key:
        return writer.name
    house = context.app.settings.organisation.language
    words = context.app.letters.letter_settings.wording(house)
    return f"{writer.name} ({words.behalf(contract.initiator)})".replace("\u00a0", " ")  # for a history, no line


def executed(command: Command) -> Outcome:
    """Return that a command was executed."""
    return outcome(OutcomeKind.EXECUTED, command=type(command).__name__)


def asked_back(what: str) -> Outcome:
    """Return that the sender was asked, and about what."""
    return outcome(OutcomeKind.ASKED_BACK, what=what)


def reply(
    context: MailContext,
    kind: LetterKind,
    request: Request | None,
    compose: Compose,
    stored: StoredContract | None = None,
) -> None:
    """Answer the mail with a letter about the contract and one of its requests (None: about the contract).

    `stored` is the contract after what was done; without it, as the mail found it.
    """
    if context.answering.in_rows and kind in _TOLD_IN_ROWS:
        return
    about, number = stored or context.about, request.id if request else None
    context.app.letters.reply(context.tx, about, number, context.me, kind, compose, context.now, context.answering)


def tell(context: MailContext, to: Participant, kind: LetterKind, request: Request | None, compose: Compose) -> None:
    """Send a letter about the contract to somebody else than the writer."""
    cause, number = Cause.of_mail(context.mail.id).within(context.about.id), request.id if request else None
    context.app.letters.tell(context.tx, context.about, number, to, kind, compose, context.now, cause)


def note(context: MailContext, kind: LetterKind, composed: Composed) -> None:
    """Answer the mail with a letter about no contract."""
    context.app.letters.note(context.tx, context.me, kind, composed, context.now, context.answering)

"""A mail on the desk: what it answers, what was understood of it, and the two things that can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from daemon.application.app_context import AppContext
from daemon.application.execute import execute
from daemon.application.letters import Answering
from daemon.mail.compose.layout import Composed
from daemon.mail.compose.letter_context import LetterContext
from daemon.mail.interpret.pipeline import Interpretation
from daemon.store.cause import Cause
from daemon.store.database import Transaction
from daemon.store.history import StoredContract
from daemon.store.inbox import StoredMail
from daemon.workflow.commands import Command
from daemon.workflow.model import Contract, Participant, Person, Request
from daemon.workflow.route import participant


@dataclass(frozen=True, slots=True)
class Correlation:
    """What a mail answers. `contract_id` None: a letter about no contract, perhaps about an absence.

    `request` 0: a letter about the contract; `weak`: only the number in the subject says so.
    """

    contract_id: int | None
    request: int = 0
    letter_kind: str = ""
    absence_id: int | None = None
    recipient: str = ""
    raw: bytes = b""
    weak: bool = False
    token: bool = False  # the mail bears the request's secret, whatever letter it answers
    written_at: datetime | None = None  # the letter


@dataclass(slots=True)
class MailContext:
    """`sender` is None for a machine and for a stranger. What is carried out moves `kept` on."""

    app: AppContext
    tx: Transaction
    mail: StoredMail
    interpretation: Interpretation
    correlation: Correlation | None
    stored: StoredContract | None
    now: datetime
    answering: Answering
    sender: Person | None = None
    proof: str = ""  # of who wrote it: dmarc, dkim, or nothing

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
        return (
            self.correlation is not None
            and not self.correlation.weak
            and self.correlation.recipient in self.writer.addresses
        )

    @property
    def me(self) -> Participant:
        return participant(self.writer)

    @property
    def words(self) -> str:
        return self.interpretation.words.text

    @property
    def today(self) -> date:
        """In the house's zone: what the writer means by "Monday"."""
        return self.now.astimezone(self.app.settings.organisation.timezone).date()

    def request(self, number: int) -> Request:
        return self.contract.request(number)


def execute_order(context: MailContext, command: Command) -> str:
    """Do what the mail says. Raises Refused."""
    stored = execute(
        context.app, context.tx, context.about, command, Cause.of_mail(context.mail.id), context.now, context.answering
    )
    context.stored = stored
    return type(command).__name__


def reply(context: MailContext, kind: str, request: int, compose: Callable[[LetterContext], Composed]) -> None:
    """Answer the mail with a letter about the contract and one of its requests (0: about the contract)."""
    context.app.letters.reply(
        context.tx, context.about, request, context.me, kind, compose, context.now, context.answering
    )


def tell(
    context: MailContext, to: Participant, kind: str, request: int, compose: Callable[[LetterContext], Composed]
) -> None:
    """A letter about the contract to somebody else than the writer."""
    cause = Cause.of_mail(context.mail.id)
    context.app.letters.tell(context.tx, context.about, request, to, kind, compose, context.now, cause)


def note(context: MailContext, kind: str, composed: Composed) -> None:
    """Answer the mail with a letter about no contract."""
    context.app.letters.note(context.tx, context.me, kind, composed, context.now, context.answering)

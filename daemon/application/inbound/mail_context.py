"""A mail on the desk: what it answers, what was understood of it, and the two things that can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from daemon.application import execute
from daemon.application.app_context import Office
from daemon.application.letters import Answering
from daemon.mail.compose.layout import Composed
from daemon.mail.compose.letter_context import Letter
from daemon.mail.interpret.pipeline import Judged
from daemon.store.database import Transaction
from daemon.store.history import Kept
from daemon.store.inbox import StoredMail
from daemon.workflow.commands import Command
from daemon.workflow.model import Contract, Participant, Person, Request
from daemon.workflow.route import participant


@dataclass(frozen=True, slots=True)
class Bound:
    """What a mail answers. `contract_id` None: a letter about no contract, known by its `letter_key`.

    `request` 0: a letter about the contract; `weak`: only the number in the subject says so.
    """

    contract_id: int | None
    request: int = 0
    letter_kind: str = ""
    letter_key: str = ""
    recipient: str = ""
    raw: bytes = b""
    weak: bool = False
    token: bool = False  # the mail bears the request's secret, whatever letter it answers
    written_at: datetime | None = None  # the letter


@dataclass(slots=True)
class Case:
    """`sender` is None for a machine and for a stranger. What is carried out moves `kept` on."""

    office: Office
    tx: Transaction
    mail: StoredMail
    judged: Judged
    bound: Bound | None
    kept: Kept | None
    now: datetime
    answering: Answering
    sender: Person | None = None
    proof: str = ""  # of who wrote it: dmarc, dkim, or nothing

    @property
    def contract(self) -> Contract:
        return self.about.contract

    @property
    def about(self) -> Kept:
        if self.kept is None:
            raise ValueError("the mail is about no contract")
        return self.kept

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
        return self.bound is not None and not self.bound.weak and self.bound.recipient in self.writer.addresses

    @property
    def me(self) -> Participant:
        return participant(self.writer)

    @property
    def words(self) -> str:
        return self.judged.words.text

    @property
    def today(self) -> date:
        """In the house's zone: what the writer means by "Monday"."""
        return self.now.astimezone(self.office.settings.organisation.timezone).date()

    def request(self, number: int) -> Request:
        return self.contract.request(number)


def carry_out(case: Case, command: Command) -> str:
    """Do what the mail says. Raises Refused."""
    kept = execute.carry_out(
        case.office, case.tx, case.about, command, f"mail:{case.mail.id}", case.now, case.answering
    )
    case.kept = kept
    return type(command).__name__


def reply(case: Case, kind: str, request: int, compose: Callable[[Letter], Composed]) -> None:
    """Answer the mail with a letter about the contract and one of its requests (0: about the contract)."""
    case.office.correspondence.reply(case.tx, case.about, request, case.me, kind, compose, case.now, case.answering)


def tell(case: Case, to: Participant, kind: str, request: int, compose: Callable[[Letter], Composed]) -> None:
    """A letter about the contract to somebody else than the writer."""
    key = f"mail:{case.mail.id}"
    case.office.correspondence.tell(case.tx, case.about, request, to, kind, compose, case.now, key)


def note(case: Case, kind: str, composed: Composed) -> None:
    """Answer the mail with a letter about no contract."""
    case.office.correspondence.note(case.tx, case.me, kind, composed, case.now, case.answering)

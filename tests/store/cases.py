"""A contract for the tests of the store, and its first answers."""

from __future__ import annotations

from datetime import UTC, datetime

from workflow.people import docx, draft, facts, house, route, someone, stage

from daemon.store import history
from daemon.store.cause import Cause
from daemon.store.database import Database, Transaction
from daemon.store.history import StoredContract
from daemon.store.outbox import OutgoingLetter
from daemon.workflow.commands import Command, FileDocuments, GiveVerdict, RegisterContract
from daemon.workflow.decide import decide
from daemon.workflow.model import Fact, Verdict

NOW = datetime(2026, 11, 24, 5, 15, tzinfo=UTC)
ROUTE = route(stage("legal", "lawyer"), stage("finance", "accountant"))


def register(database: Database, number: str = "З-2026-0001", name: str = "ООО «Ромашка»") -> StoredContract:
    with database.transaction() as tx:
        return create(tx, number, name)


def create(tx: Transaction, number: str, name: str = "ООО «Ромашка»", further: tuple[Fact, ...] = ()) -> StoredContract:
    command = RegisterContract(
        number, f"{number} Договор закупки {name}", "purchase", "Договор закупки", "expense",
        someone("clerk"), ROUTE, (*facts(name=name), *further), draft(),
    )  # fmt: skip
    return history.create(tx, decide(None, command, NOW, house()), Cause.of_draft(1), NOW)


def execute(tx: Transaction, stored: StoredContract, command: Command) -> StoredContract:
    return history.append(tx, stored, decide(stored.contract, command, NOW, house()), Cause.of_mail(1), NOW)


def under_way(database: Database, number: str = "З-2026-0001") -> StoredContract:
    """A contract about which the lawyer has been asked."""
    stored = register(database, number)
    with database.transaction() as tx:
        return execute(tx, stored, FileDocuments(1, docx(1).sha256, (docx(1),)))


def approve(request: int, who: str) -> GiveVerdict:
    return GiveVerdict(request, Verdict.APPROVE, "", someone(who), "e" * 64)


def letter_of(cause: Cause, message_id: str = "<1@contracts>") -> OutgoingLetter:
    return OutgoingLetter(cause, message_id, "request", "orlova@scena.example", b"bytes", None, 1)

"""A contract for the tests of the store, and its first answers."""

from __future__ import annotations

from datetime import UTC, datetime

from workflow.people import docx, draft, facts, house, route, someone, stage

from daemon.store import history
from daemon.store.database import Database, Transaction
from daemon.store.history import Kept
from daemon.workflow.commands import Command, FileDocuments, GiveVerdict, RegisterContract
from daemon.workflow.decide import decide
from daemon.workflow.model import Verdict

NOW = datetime(2026, 11, 24, 5, 15, tzinfo=UTC)
ROUTE = route(stage("legal", "lawyer"), stage("finance", "accountant"))


def register(database: Database, number: str = "З-2026-0001", name: str = "ООО «Ромашка»") -> Kept:
    with database.transaction() as tx:
        return begin(tx, number, name)


def begin(tx: Transaction, number: str, name: str = "ООО «Ромашка»") -> Kept:
    command = RegisterContract(
        number, f"{number} Договор закупки {name}", "purchase", "Договор закупки", "expense",
        someone("clerk"), ROUTE, facts(name=name), draft(),
    )  # fmt: skip
    return history.begin(tx, decide(None, command, NOW, house()), "draft:1", NOW)


def carry_out(tx: Transaction, kept: Kept, command: Command) -> Kept:
    return history.append(tx, kept, decide(kept.contract, command, NOW, house()), "mail:1", NOW)


def under_way(database: Database, number: str = "З-2026-0001") -> Kept:
    """A contract about which the lawyer has been asked."""
    kept = register(database, number)
    with database.transaction() as tx:
        return carry_out(tx, kept, FileDocuments(1, docx(1).sha256, (docx(1),)))


def approve(request: int, who: str) -> GiveVerdict:
    return GiveVerdict(request, Verdict.APPROVE, "", someone(who), "e" * 64)

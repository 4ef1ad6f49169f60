"""Hundreds of contracts in a moment: what the core decides about them, without forms and documents."""

from __future__ import annotations

from datetime import timedelta

from application.in_process_daemon import InProcessDaemon
from workflow.people import docx, draft, facts, house, route, someone, stage

from daemon.store import history
from daemon.store.cause import Cause
from daemon.workflow.commands import FileDocuments, GiveVerdict, RegisterContract
from daemon.workflow.decide import decide
from daemon.workflow.model import Verdict

ROUTE = route(stage("legal", "lawyer"), stage("finance", "accountant"))


def fill(contractd: InProcessDaemon, number: int) -> None:
    """Register contracts, the later the younger; the lawyer has approved every third."""
    with contractd.database.transaction() as tx:
        for each in range(1, number + 1):
            at = contractd.clock - timedelta(hours=number - each)
            name = f"Д-2026-{each:04} Договор поставки ООО «Поставщик {each}»"
            registered = RegisterContract(
                f"Д-2026-{each:04}", name, "purchase", "Договор закупки", "expense", someone("clerk"), ROUTE,
                facts(100_000 + each, f"ООО «Поставщик {each}»"), draft(),
            )  # fmt: skip
            stored = history.create(tx, decide(None, registered, at, house()), Cause.of_draft(each), at)
            done = [FileDocuments(1, docx(1).sha256, (docx(1),))]
            verdict = GiveVerdict(1, Verdict.APPROVE, "", someone("lawyer"), "e" * 64)
            for command in [*done, verdict] if each % 3 == 0 else done:
                events = decide(stored.contract, command, at, house())
                stored = history.append(tx, stored, events, Cause.of_mail(each), at)

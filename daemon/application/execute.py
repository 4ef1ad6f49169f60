"""The one way in which a contract changes: command, events, row, letters and wake-ups in one transaction."""

from __future__ import annotations

from datetime import datetime

from daemon.application.app_context import Office
from daemon.application.availability import directory
from daemon.application.letters import Answering
from daemon.store import history
from daemon.store.database import Transaction
from daemon.store.history import Kept
from daemon.workflow.commands import Command, PassTime
from daemon.workflow.decide import decide
from daemon.workflow.effects import SendLetter, effects
from daemon.workflow.events import Event


def carry_out(
    office: Office,
    tx: Transaction,
    kept: Kept,
    command: Command,
    cause: str,
    now: datetime,
    answering: Answering | None = None,
) -> Kept:
    """Do what a command says to a contract and record all that follows. Raises Refused, having changed nothing.

    `answering` is the mail that the command came with: a receipt goes into its thread.
    """
    events = decide(kept.contract, command, now, directory(office, tx.connection))
    if not events:
        return kept
    after = history.append(tx, kept, events, cause, now)
    _follow_up(office, tx, after, events, now, answering)
    return after


def begin(office: Office, tx: Transaction, command: Command, cause: str, now: datetime) -> Kept:
    """Record a new contract."""
    events = decide(None, command, now, directory(office, tx.connection))
    after = history.begin(tx, events, cause, now)
    _follow_up(office, tx, after, events, now, None)
    return after


def pass_time(office: Office, contract_id: int) -> None:
    """Do what the clock has to do to a contract, if anything is due."""
    now = office.now()
    with office.database.transaction() as tx:
        kept = history.load(tx.connection, contract_id, lock=True)
        after = carry_out(office, tx, kept, PassTime(), "clock", now)
        if after.seq == kept.seq:
            history.append(tx, kept, [], "clock", now)  # nothing was due: the row says when to look again


def _follow_up(
    office: Office, tx: Transaction, after: Kept, events: list[Event], now: datetime, answering: Answering | None
) -> None:
    first = after.seq - len(events) + 1
    for seq, event in enumerate(events, first):
        for effect in effects(after.contract, event):
            if isinstance(effect, SendLetter):
                office.correspondence.send(tx, after, effect, seq, now, answering)
            else:
                tx.wake(f"documents:{after.id}")

"""The one way in which a contract changes: command, events, row, letters and wake-ups in one transaction."""

from __future__ import annotations

from datetime import datetime

from daemon.application import held_letters
from daemon.application.app_context import AppContext
from daemon.application.availability import directory
from daemon.application.letter_post import AnsweredMail
from daemon.store import history
from daemon.store.cause import CLOCK, Cause
from daemon.store.database import Transaction
from daemon.store.history import StoredContract
from daemon.store.job_key import JobKey, JobKind
from daemon.workflow.commands import Command, PassTime
from daemon.workflow.decide import decide
from daemon.workflow.effects import Effect, SendLetter, TellAdministrators, effects
from daemon.workflow.events import Event
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Contract, Participant
from daemon.workflow.route import participant


def execute(
    app: AppContext,
    tx: Transaction,
    stored: StoredContract,
    command: Command,
    cause: Cause,
    now: datetime,
    answering: AnsweredMail | None = None,
) -> StoredContract:
    """Do what a command says to a contract and record all that follows. Raises Refused, having changed nothing.

    `answering` is the mail that the command came with: a receipt goes into its thread.
    """
    events = decide(stored.contract, command, now, directory(app, tx.connection))
    if not events:
        return stored
    after = history.append(tx, stored, events, cause, now)
    _follow_up(app, tx, after, events, now, answering)
    return after


def create(app: AppContext, tx: Transaction, command: Command, cause: Cause, now: datetime) -> StoredContract:
    """Record a new contract."""
    events = decide(None, command, now, directory(app, tx.connection))
    after = history.create(tx, events, cause, now)
    _follow_up(app, tx, after, events, now, None)
    return after


def fire_timers(app: AppContext, contract_id: int, until: datetime | None = None) -> StoredContract:
    """Do what the clock has to do to a contract, if anything was due `until` then (None: now); return it afterwards."""
    now = app.now()
    with app.database.transaction() as tx:
        stored = history.load(tx.connection, contract_id, lock=True)
        after = execute(app, tx, stored, PassTime(until), CLOCK, now)
        if after.seq == stored.seq:
            after = history.append(tx, stored, [], CLOCK, now)  # nothing was due: the row says when to look again
    return after


def _follow_up(
    app: AppContext,
    tx: Transaction,
    after: StoredContract,
    events: list[Event],
    now: datetime,
    answering: AnsweredMail | None,
) -> None:
    """Bring about what follows from the events of one command; what follows from two of them alike, once."""
    first = after.seq - len(events) + 1
    done: set[Effect] = set()
    for seq, event in enumerate(events, first):
        for effect in effects(after.contract, event):
            if effect in done:
                continue
            done.add(effect)
            if isinstance(effect, SendLetter):
                if not held_letters.is_held(app, tx, after, effect, seq) and not _is_told_in_row(effect, answering):
                    app.letters.send(tx, after, effect, seq, now, answering)
            elif isinstance(effect, TellAdministrators):
                for each in _administrators(app, after.contract):
                    app.letters.send(tx, after, SendLetter(effect.kind, each), seq, now, answering)
            else:
                tx.wake(JobKey(JobKind.DOCUMENTS, after.id))
    held_letters.keep_up(tx, after)


def _is_told_in_row(effect: SendLetter, answering: AnsweredMail | None) -> bool:
    """Return whether the one receipt of an answer to a digest tells its writer what this letter would."""
    if answering is None or not answering.in_rows or effect.to.key != answering.in_rows:
        return False
    return effect.kind in (LetterKind.RECEIPT, LetterKind.UNDONE, LetterKind.VOID)


def _administrators(app: AppContext, contract: Contract) -> list[Participant]:
    """Return the administrators; not one who acts for the contract's initiator, and hears of it as such."""
    return [participant(each) for each in app.administrators() if each.key != contract.acting.key]

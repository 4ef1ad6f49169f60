"""Requests that wait for their assignee's digest instead of going out singly, and those that cannot wait for it."""

from __future__ import annotations

from datetime import datetime

from daemon.application.app_context import AppContext
from daemon.application.digest_schedule import next_digest
from daemon.store import digests, history
from daemon.store.database import Transaction
from daemon.store.digests import HeldLetter
from daemon.store.history import StoredContract
from daemon.workflow.effects import SendLetter
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Request, StageKind, Status
from daemon.workflow.route import participant

_ASKS = frozenset({LetterKind.REQUEST, LetterKind.REMINDER})
_TAKES_BACK = frozenset({LetterKind.VOID, LetterKind.RELEASED})


def is_held(app: AppContext, tx: Transaction, stored: StoredContract, effect: SendLetter, seq: int) -> bool:
    """Return whether a letter is not sent now: its request is held for a digest, or was, and is not asked any more.

    What is urgent, its deadline before the next digest, is sent at once, and so is a request to sign: its paper goes
    with it, and the signed copy comes back to it.
    """
    if effect.request is None or effect.kind not in _ASKS | _TAKES_BACK:
        return False
    request = stored.contract.request(effect.request)
    if effect.kind in _TAKES_BACK:
        gone = digests.let_go(tx, stored.id, request.id)
        return gone is not None and gone.kind is LetterKind.REQUEST
    if not _can_wait(app, stored, request):
        digests.let_go(tx, stored.id, request.id)
        return False
    digests.hold(tx, stored.id, request.id, request.assignee.key, effect.kind, seq, request.due_at)
    return True


def keep_up(tx: Transaction, stored: StoredContract) -> None:
    """Have what is held about a contract say until when its requests wait now; what waits no more is held no more."""
    for each in digests.held_about(tx.connection, stored.id):
        request = stored.contract.request(each.request)
        if not request.is_open or request.answer or stored.contract.is_closed:
            digests.take(tx, each.id)
        elif each.due_at != (due_at := _waited_for_until(stored, request)):
            digests.set_due(tx, each.id, due_at)


def urgent(app: AppContext, held: list[HeldLetter], now: datetime) -> list[int]:
    """Return which held letters cannot wait: the deadline comes before the digest, or their reader gets none now."""
    known = {key: app.directory.people.get(key) for key in {each.person for each in held}}
    until = {key: next_digest(app.settings, participant(who), now) if who else None for key, who in known.items()}
    return [each.id for each in held if (end := until[each.person]) is None or (each.due_at and each.due_at <= end)]


def send_singly(app: AppContext, held_id: int) -> None:
    """Send a letter that was held and cannot wait; nothing if it can again, or its request waits no more."""
    now = app.now()
    with app.database.transaction() as tx:
        found = digests.held_letter(tx.connection, held_id)
        if found is None:
            return
        stored = history.load(tx.connection, found.contract_id, lock=True)
        if digests.take(tx, held_id) is None:
            return
        request = stored.contract.request(found.request)
        effect = SendLetter(found.kind, request.assignee, request.id)
        if request.waits and not is_held(app, tx, stored, effect, found.seq):
            app.letters.send(tx, stored, effect, found.seq, now, None)


def _can_wait(app: AppContext, stored: StoredContract, request: Request) -> bool:
    following = next_digest(app.settings, request.assignee, app.now())
    signs = stored.contract.stage_of(request).kind is StageKind.SIGNATURE
    return following is not None and not signs and request.due_at > following


def _waited_for_until(stored: StoredContract, request: Request) -> datetime | None:
    """Return a request's deadline; None while nobody waits for its answer, as on hold or after a question."""
    waits = stored.contract.status is Status.IN_APPROVAL and request.waits and request.question is None
    return request.due_at if waits else None

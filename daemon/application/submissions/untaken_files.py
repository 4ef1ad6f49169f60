"""What lies in the drafts' folder and becomes no draft: its clerk, or the administrators, are told of it once."""

from __future__ import annotations

from collections.abc import Sequence

from daemon.application.app_context import AppContext, log
from daemon.application.submissions.submission import usual_initiator
from daemon.documents.folder import Untaken
from daemon.documents.folder_entries import Hindrance
from daemon.mail.compose import untaken_letters
from daemon.store import untaken_rows
from daemon.store.cause import Cause
from daemon.store.database import Transaction
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Person
from daemon.workflow.route import participant

_FOR_ADMINISTRATORS = frozenset({  # what no clerk can mend
    Hindrance.SPECIAL, Hindrance.CLOSED, Hindrance.NOT_OURS, Hindrance.CLAIMED, Hindrance.STUCK, Hindrance.UNREACHABLE,
})  # fmt: skip


def tell_of_untaken(app: AppContext, found: Sequence[Untaken]) -> None:
    """Tell of what has lain in the folder for long and is not told yet; forget what is gone. `found` is all of it."""
    there, now = {(each.path, each.why) for each in found}, app.now()
    with app.database.transaction() as tx:
        rows = untaken_rows.told(tx.connection)
        untaken_rows.forget(tx, [row.id for row in rows if (row.path, row.why) not in there])
        known = {(row.path, row.why) for row in rows}
        new = {(each.path, each.why): each for each in found if each.is_due and (each.path, each.why) not in known}
        noted = [untaken_rows.note(tx, each.path, each.why, each.detail, now) for each in new.values()]
        if noted:
            _tell(app, tx, list(new.values()), Cause.of_untaken(noted[0], now))
    for each in new.values():
        log.warning("not taken", path=each.path, why=each.why.value, detail=each.detail)


def _tell(app: AppContext, tx: Transaction, things: Sequence[Untaken], cause: Cause) -> None:
    """Write one letter to each reader, about all that concerns them."""
    now, by_reader = app.now(), dict[str, tuple[Person, list[Untaken]]]()
    for each in things:
        for person in _readers(app, each):
            by_reader.setdefault(person.key, (person, []))[1].append(each)
    for person, theirs in by_reader.values():
        told = [(each.path, each.why.value, each.detail) for each in theirs]
        composed = untaken_letters.untaken(app.letters.letter_settings, participant(person), told)
        app.letters.inform(tx, participant(person), LetterKind.UNTAKEN, composed, now, cause)


def _readers(app: AppContext, thing: Untaken) -> Sequence[Person]:
    clerk = None
    if thing.why not in _FOR_ADMINISTRATORS:
        clerk = usual_initiator(app, app.settings.contract_types.get(thing.type))
    return [clerk] if clerk else app.administrators()

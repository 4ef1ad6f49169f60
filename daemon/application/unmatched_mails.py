"""Mails that fitted nothing: who wrote them, why, what was answered, and who is probably meant; told once a day."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from daemon.addresses import one_form
from daemon.application.app_context import AppContext
from daemon.application.name_match import called
from daemon.mail.compose import unmatched_letters
from daemon.mail.compose.unmatched_letters import UnmatchedLine
from daemon.mail.parsing.message import parse
from daemon.store import inbox, outbox, sequences
from daemon.store.cause import Cause
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Person
from daemon.workflow.route import Directory, participant

_TOLD_AT = time(8)  # by the house's clock: before anybody works
_PATIENCE = timedelta(hours=1)  # so long the letter waits for a mail from before it that is not read yet
_SERIES = "unmatched mails told"  # the counter has the last day that was told, as an ordinal
_LIKE = 0.8  # of two addresses, by difflib: a letter or two are different


@dataclass(frozen=True, slots=True)
class UnmatchedMail:
    """A mail that fitted nothing. `why` is the kind of its outcome, or "quarantined"; `answered` the kinds of letters.

    `meant` is who in the directory its sender probably is, of one who is not in it.
    """

    id: int
    received_at: datetime
    sender: str
    name: str
    subject: str
    why: str
    answered: tuple[str, ...]
    meant: Person | None


def unmatched(
    connection: Connection, directory: Directory, since: datetime | None = None, until: datetime | None = None
) -> Iterator[UnmatchedMail]:
    """Yield the mails that fitted nothing, of those that came in this time, the oldest first."""
    for each in inbox.unmatched(connection, since, until):
        message = parse(each.raw)
        address, name = message.sender.email, message.sender.name
        known = directory.by_address(address) if address else None
        yield UnmatchedMail(
            each.id,
            each.received_at,
            address,
            name,
            message.subject,
            "quarantined" if each.state == "quarantined" else str(json.loads(each.outcome)["outcome"]["kind"]),
            tuple(outbox.kinds_answered(connection, each.id, address)) if address else (),
            None if known else probably(directory, address, name),
        )


def probably(directory: Directory, address: str, name: str) -> Person | None:
    """Return who somebody probably is: the same name, or an address of which a letter or two differ; None if unsure."""
    named = called(name, directory.people.values()) if len(name.split()) > 1 else ()
    if len(named) == 1:
        return named[0]
    local, _, domain = address.partition("@")
    if not domain:
        return None
    known = {one_form(each).lower(): person for person in directory.people.values() for each in person.addresses}
    same = {person.key: person for each, person in known.items() if each.partition("@")[0] == local}
    if len(same) == 1:
        return next(iter(same.values()))
    near = difflib.get_close_matches(address, known, n=1, cutoff=_LIKE)
    return known[near[0]] if near else None


def tell_of_unmatched(app: AppContext) -> None:
    """Tell the administrators, once a day, of the mails that fitted nothing since the last time, if there are any.

    Whoever moves the counter on writes the letters, in the same transaction: one of several daemons, and once.
    """
    zone, now = app.settings.organisation.timezone, app.now()
    local = now.astimezone(zone)
    day = local.date() if local.time() >= _TOLD_AT else local.date() - timedelta(days=1)
    until = datetime.combine(day, _TOLD_AT, zone)
    with app.database.read() as connection:
        if sequences.last_of(connection, _SERIES) >= day.toordinal():
            return
        if now < until + _PATIENCE and inbox.waits_from_before(connection, until):
            return
    with app.database.transaction() as tx:
        before = sequences.reach(tx, _SERIES, day.toordinal())
        if before is None:
            return
        since = datetime.combine(date.fromordinal(before), _TOLD_AT, zone) if before else None
        found = list(unmatched(tx.connection, app.directory, since, until))
        lines = [as_line(each) for each in found]
        settings = app.letters.letter_settings
        for person in app.administrators() if lines else ():
            composed = unmatched_letters.unmatched(settings, participant(person), lines)
            cause = Cause.of_unmatched(day)
            app.letters.inform(tx, participant(person), LetterKind.UNMATCHED, composed, now, cause)


def as_line(mail: UnmatchedMail) -> UnmatchedLine:
    """Return a mail as people read of it, in a letter and on the command line."""
    meant = participant(mail.meant) if mail.meant else None
    return UnmatchedLine(mail.received_at, mail.sender, mail.name, mail.subject, mail.why, bool(mail.answered), meant)

"""Who is signed in to the board: what a browser keeps is a secret, and only its hash is here.

The secret is renewed from time to time; one that was read somewhere is of use for a day at most.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from daemon.store.database import Transaction
from daemon.store.tables import sessions
from daemon.workflow.model import Participant

LASTS = timedelta(days=14)
RENEWED_AFTER = timedelta(days=1)
OLD_IS_GOOD = timedelta(minutes=1)  # for requests that were under way when the secret was renewed


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody is signed in. `person` is who they were then: their key may be another's now."""

    person: Participant
    began_at: datetime
    renewed_at: datetime
    expires_at: datetime

    def is_old(self, now: datetime) -> bool:
        """Return whether it is time for another secret."""
        return now - self.renewed_at >= RENEWED_AFTER


def begin(tx: Transaction, person: Participant, now: datetime) -> str:
    """Sign somebody in and return the secret that their browser keeps."""
    tx.execute(delete(sessions).where(sessions.c.expires_at < now))
    return _insert(tx, Session(person, now, now, now + LASTS))


def find(connection: Connection, secret: str, now: datetime) -> Session | None:
    """Return the session that a browser's secret belongs to; None if there is none, or not any more."""
    query = select(sessions).where(sessions.c.token_hash == hashed(secret), sessions.c.expires_at >= now)
    row = connection.execute(query).first()
    if row is None:
        return None
    return Session(Participant(row.person, row.name, email=row.email), row.began_at, row.renewed_at, row.expires_at)


def renew(tx: Transaction, secret: str, session: Session, now: datetime) -> str:
    """Return another secret of the same session; empty if another request has just renewed it."""
    mine = (sessions.c.token_hash == hashed(secret)) & (sessions.c.renewed_at == session.renewed_at)
    old = {"renewed_at": now, "expires_at": min(session.expires_at, now + OLD_IS_GOOD)}
    if not tx.execute(update(sessions).where(mine).values(**old)).rowcount:
        return ""
    return _insert(tx, Session(session.person, session.began_at, now, session.expires_at))


def end(tx: Transaction, secret: str) -> None:
    """Sign out whoever has this secret; the one before it, which may still be good, goes too."""
    row = tx.execute(select(sessions).where(sessions.c.token_hash == hashed(secret))).first()
    if row:
        same = (sessions.c.person == row.person) & (sessions.c.began_at == row.began_at)
        tx.execute(delete(sessions).where(same))


def hashed(secret: str) -> str:
    """Return what is kept of a secret; it is too long to be guessed from that."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _insert(tx: Transaction, session: Session) -> str:
    secret, person = secrets.token_urlsafe(32), session.person
    values = {"person": person.key, "name": person.name, "email": person.email, "began_at": session.began_at}
    dates = {"renewed_at": session.renewed_at, "expires_at": session.expires_at}
    tx.execute(insert(sessions).values(token_hash=hashed(secret), **values, **dates))
    return secret

"""Who is signed in to the board: what a browser keeps is a secret, and only its hash is here."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from daemon.store.database import Transaction
from daemon.store.tables import sessions
from daemon.workflow.model import PersonKey

LASTS = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody is signed in. `name` is theirs of that time: their key may be another's now."""

    person: PersonKey
    name: str
    began_at: datetime
    expires_at: datetime


def begin(tx: Transaction, person: PersonKey, name: str, now: datetime) -> str:
    """Sign somebody in and return the secret that their browser keeps."""
    token = secrets.token_urlsafe(32)
    values = {"person": person, "name": name, "began_at": now, "expires_at": now + LASTS}
    tx.execute(insert(sessions).values(token_hash=_hash(token), **values))
    tx.execute(delete(sessions).where(sessions.c.expires_at < now))
    return token


def find(connection: Connection, token: str, now: datetime) -> Session | None:
    """Return the session that a browser's secret belongs to; None if there is none, or not any more."""
    query = select(sessions).where(sessions.c.token_hash == _hash(token), sessions.c.expires_at >= now)
    row = connection.execute(query).first()
    return Session(row.person, row.name, row.began_at, row.expires_at) if row else None


def end(tx: Transaction, token: str) -> None:
    tx.execute(delete(sessions).where(sessions.c.token_hash == _hash(token)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

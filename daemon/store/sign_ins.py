"""Who asked for a link to the board; whether anybody has the address is found out by whoever sends the letter."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from daemon.store.database import Transaction
from daemon.store.job_key import JobKey, JobKind
from daemon.store.sessions import hashed
from daemon.store.tables import sign_ins
from daemon.workflow.model import Participant, PersonKey

LINK_LIFE = timedelta(minutes=15)
PERIOD = timedelta(hours=1)  # in which tries are counted
OF_ADDRESS, OF_CLIENT = 5, 40  # tries in a period; a whole office may come from one network address
_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody asked to be let in. `person` is empty if nobody has the address that was given."""

    person: PersonKey
    wanted: str
    asked_at: datetime


def are_too_many(connection: Connection, address: str, client: str, now: datetime) -> bool:
    """Return whether an address or a client has been tried so often that the next try has to wait."""
    if _count(connection, sign_ins.c.address_hash == hashed(address.lower()), now) >= OF_ADDRESS:
        return True
    return bool(client) and _count(connection, sign_ins.c.client == client, now) >= OF_CLIENT


def put(tx: Transaction, address: str, client: str, person: PersonKey, wanted: str, now: datetime) -> None:
    """Record that somebody asked, and wake who sends the letter; the same for an address that nobody has."""
    tx.execute(delete(sign_ins).where(sign_ins.c.asked_at < now - _KEPT))
    values = {"address_hash": hashed(address.lower()), "client": client, "asked_at": now, "person": person}
    more = {"wanted": wanted, "state": "waiting", "name": "", "email": ""}
    added = tx.execute(insert(sign_ins).values(**values, **more).returning(sign_ins.c.id)).scalar_one()
    tx.wake(JobKey(JobKind.SIGN_IN, added))


def waiting(connection: Connection) -> list[int]:
    """Return those for whom nobody has looked yet whether they get a letter."""
    return list(connection.execute(select(sign_ins.c.id).where(sign_ins.c.state == "waiting")).scalars())


def take_up(tx: Transaction, sign_in_id: int) -> SignIn | None:
    """Return one that waits, which then waits no more; None if another has taken it up."""
    mine = (sign_ins.c.id == sign_in_id) & (sign_ins.c.state == "waiting")
    row = tx.execute(update(sign_ins).where(mine).values(state="done").returning(sign_ins)).first()
    return SignIn(row.person, row.wanted, row.asked_at) if row else None


def make_link(tx: Transaction, sign_in_id: int, person: Participant, now: datetime) -> str:
    """Return the secret of a link that lets this person in, once and for `LINK_LIFE`."""
    secret = secrets.token_urlsafe(32)
    values = {"link_hash": hashed(secret), "name": person.name, "email": person.email, "expires_at": now + LINK_LIFE}
    tx.execute(update(sign_ins).where(sign_ins.c.id == sign_in_id).values(**values))
    return secret


def is_good(connection: Connection, secret: str, now: datetime) -> bool:
    """Return whether a link still lets somebody in; nothing changes by asking."""
    return connection.execute(select(sign_ins.c.id).where(_good(secret, now))).first() is not None


def use_link(tx: Transaction, secret: str, now: datetime) -> tuple[Participant, str] | None:
    """Return whom a link lets in and the page that they wanted, and make it void; None if it was void already."""
    row = tx.execute(update(sign_ins).where(_good(secret, now)).values(link_hash=None).returning(sign_ins)).first()
    return (Participant(row.person, row.name, email=row.email), row.wanted) if row else None


def _good(secret: str, now: datetime) -> ColumnElement[bool]:
    return (sign_ins.c.link_hash == hashed(secret)) & (sign_ins.c.expires_at >= now)


def _count(connection: Connection, which: ColumnElement[bool], now: datetime) -> int:
    query = select(func.count()).where(which, sign_ins.c.asked_at > now - PERIOD)
    return int(connection.execute(query).scalar_one())

"""Mails that came in: stored raw before anything else, read once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, or_, select, update

from daemon.store.database import Transaction
from daemon.store.job_key import JobKey, JobKind
from daemon.store.tables import cursors, mails

UNMATCHED = '"unmatched": true'  # stands in the outcome of a mail that fitted nothing
_MOST_EARLIER = 50  # mails of one contract that are looked through for what came before


@dataclass(frozen=True, slots=True)
class ReadMail:
    """A mail that was read; `outcome` is JSON: how it was read, and why."""

    sha256: str
    received_at: datetime
    outcome: str
    contract_id: int | None


@dataclass(frozen=True, slots=True)
class UnmatchedRow:
    """A mail that fitted nothing, or is quarantined."""

    id: int
    raw: bytes
    received_at: datetime
    state: str
    outcome: str


@dataclass(frozen=True, slots=True)
class StoredMail:
    id: int
    raw: bytes
    sha256: str
    received_at: datetime
    written_at: datetime
    state: str
    truncated: bool = False


def store(
    tx: Transaction,
    raw: bytes,
    message_id: str,
    sender: str,
    now: datetime,
    *,
    written_at: datetime | None = None,
    truncated: bool = False,
) -> int | None:
    """Keep a mail and wake its reader; None when the same mail is here already, whatever UID the server gave it.

    Two deliveries of one mail differ in the trace fields on top; Message-ID and body make it the same. Of one that
    is `truncated` only the header is here. `written_at`: when its sender wrote it; None: just now.
    """
    values = {
        "dedup_key": dedup_key(raw, message_id),
        "message_id": message_id,
        "sender": sender,
        "sha256": hashlib.sha256(raw).hexdigest(),
        "raw": raw,
        "received_at": now,
        "written_at": written_at or now,
        "state": "waiting",
        "outcome": "{}",
        "truncated": truncated,
    }
    mail_id = tx.insert_new(mails, values, ("dedup_key",))
    if mail_id is not None:
        tx.wake(JobKey(JobKind.MAIL, mail_id))
    return mail_id


def dedup_key(raw: bytes, message_id: str) -> str:
    """What makes two deliveries one mail: the Message-ID and the body; without a Message-ID every byte counts."""
    if not message_id:
        return hashlib.sha256(raw).hexdigest()
    body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[2]
    return hashlib.sha256(message_id.encode("utf-8", "replace") + b"\n" + body).hexdigest()


def load(connection: Connection, mail_id: int) -> StoredMail:
    return _stored(connection.execute(select(mails).where(mails.c.id == mail_id)).one())


def _stored(row: Row[Any]) -> StoredMail:
    written_at = row.written_at or row.received_at
    return StoredMail(row.id, row.raw, row.sha256, row.received_at, written_at, row.state, row.truncated)


def of_content(connection: Connection, sha256: str) -> bytes | None:
    """Return the raw bytes of a mail that a history cites."""
    raw: bytes | None = connection.execute(select(mails.c.raw).where(mails.c.sha256 == sha256).limit(1)).scalar()
    return raw


def of_sha256(connection: Connection, sha256: str) -> StoredMail | None:
    """Return a mail that a history cites; None if it is not kept."""
    row = connection.execute(select(mails).where(mails.c.sha256 == sha256).limit(1)).first()
    return _stored(row) if row else None


def words_of(connection: Connection, mail_id: int) -> str:
    """Return the person's own words of a mail that was read, as they were understood then."""
    return str(json.loads(outcome_of(connection, mail_id)).get("words", ""))


def outcome_of(connection: Connection, mail_id: int) -> str:
    """Return how a mail was read and what it led to, as JSON."""
    return str(connection.execute(select(mails.c.outcome).where(mails.c.id == mail_id)).scalar_one())


def earlier_about(connection: Connection, contract_id: int, mail_id: int, since: datetime) -> Iterator[StoredMail]:
    """Yield the mails about a contract that were read before this one and came since then, the latest first."""
    query = select(mails).where(
        mails.c.contract_id == contract_id, mails.c.id < mail_id, mails.c.received_at >= since, mails.c.state == "done"
    )
    for row in connection.execute(query.order_by(mails.c.id.desc()).limit(_MOST_EARLIER)):
        yield _stored(row)


def read_ones(connection: Connection) -> Iterator[ReadMail]:
    """Yield every mail that was read, oldest first."""
    columns = (mails.c.sha256, mails.c.received_at, mails.c.outcome, mails.c.contract_id)
    for row in connection.execute(select(*columns).where(mails.c.state == "done").order_by(mails.c.id)):
        yield ReadMail(row.sha256, row.received_at, row.outcome, row.contract_id)


def unmatched(connection: Connection, since: datetime | None, until: datetime | None) -> Iterator[UnmatchedRow]:
    """Yield the mails that came in this time and fitted nothing, or are quarantined, in the order of their coming."""
    columns = (mails.c.id, mails.c.raw, mails.c.received_at, mails.c.state, mails.c.outcome)
    fits_nothing = or_(mails.c.outcome.contains(UNMATCHED, autoescape=True), mails.c.state == "quarantined")
    query = select(*columns).where(fits_nothing).order_by(mails.c.id)
    query = query.where(mails.c.received_at >= since) if since else query
    query = query.where(mails.c.received_at < until) if until else query
    for row in connection.execute(query):
        yield UnmatchedRow(row.id, row.raw, row.received_at, row.state, row.outcome)


def waits_from_before(connection: Connection, moment: datetime) -> bool:
    """Return whether a mail that came before then is not read yet."""
    query = select(mails.c.id).where(mails.c.state == "waiting", mails.c.received_at < moment)
    return connection.execute(query.limit(1)).first() is not None


def is_waiting(connection: Connection, mail_id: int, *, lock: bool = False) -> bool:
    query = select(mails.c.state).where(mails.c.id == mail_id)
    return connection.execute(query.with_for_update() if lock else query).scalar() == "waiting"


def has_earlier(connection: Connection, mail: StoredMail, since: datetime) -> bool:
    """Return whether a mail that was written before this one still waits: they take effect in that order.

    One of the same sender is always waited for, another's only if it was stored `since` then: one that cannot be read
    now must not hold everybody up.
    """
    sender = select(mails.c.sender).where(mails.c.id == mail.id).scalar_subquery()
    same_time = and_(mails.c.written_at == mail.written_at, mails.c.id < mail.id)
    earlier = or_(mails.c.written_at < mail.written_at, same_time)
    waited_for = or_(mails.c.sender == sender, mails.c.received_at >= since)
    query = select(mails.c.id).where(mails.c.state == "waiting", earlier, waited_for)
    return connection.execute(query.limit(1)).first() is not None


def waiting(connection: Connection) -> list[int]:
    """Return the mails that wait, in the order in which they were written."""
    return list(connection.execute(_waiting()).scalars())


def earliest_waiting(connection: Connection, since: datetime) -> datetime | None:
    """Return when the earliest of the mails that wait, and were stored `since` then, was written; None without one."""
    query = select(func.min(mails.c.written_at)).where(mails.c.state == "waiting", mails.c.received_at >= since)
    earliest: datetime | None = connection.execute(query).scalar()
    return earliest


def wake_waiting(tx: Transaction, most: int | None = None) -> None:
    """Have the mails that wait read, in the order in which they were written; only the first `most` if that is said."""
    for each in tx.connection.execute(_waiting().limit(most)).scalars():
        tx.wake(JobKey(JobKind.MAIL, each))


def _waiting() -> Select[Any]:
    return select(mails.c.id).where(mails.c.state == "waiting").order_by(mails.c.written_at, mails.c.id)


def finish(tx: Transaction, mail_id: int, outcome: str, contract_id: int | None, state: str = "done") -> None:
    """Say how a mail was read; it takes effect in the transaction that says so, and never again."""
    values: dict[str, Any] = {"state": state, "outcome": outcome}
    if contract_id is not None:
        values["contract_id"] = contract_id
    tx.execute(update(mails).where(mails.c.id == mail_id).values(**values))


def reopen(tx: Transaction, mail_id: int) -> None:
    tx.execute(update(mails).where(mails.c.id == mail_id, mails.c.state == "quarantined").values(state="waiting"))
    tx.wake(JobKey(JobKind.MAIL, mail_id))


def cursor(connection: Connection, mailbox: str) -> tuple[int, int]:
    """UIDVALIDITY and the last UID that was stored from a mailbox; zeros when it was never looked at."""
    row = connection.execute(select(cursors).where(cursors.c.mailbox == mailbox)).one_or_none()
    return (row.uidvalidity, row.uid) if row else (0, 0)


def move_cursor(tx: Transaction, mailbox: str, uidvalidity: int, uid: int) -> None:
    values = {"uidvalidity": uidvalidity, "uid": uid}
    tx.upsert(cursors, {"mailbox": mailbox, **values}, ("mailbox",), tuple(values))

"""Drafts that were handed in: kept whole before anything is made of them; the same one twice is one contract."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update

from daemon.store.cause import Cause
from daemon.store.database import Transaction
from daemon.store.job_key import JobKey, JobKind
from daemon.store.tables import contracts, drafts
from daemon.workflow.model import Status


@dataclass(frozen=True, slots=True)
class StoredDraft:
    id: int
    type: str
    name: str
    source: str  # as people read it
    sender: str
    content: bytes
    sha256: str
    state: str
    outcome: str
    contract_id: int | None
    marked: bytes | None = None
    about: str = ""
    mail_id: int | None = None
    words: str = ""  # what was written beside it in its mail
    meaning: str = ""  # a hash of what it says; empty: not read yet
    received_at: datetime | None = None
    hand_in: str = ""  # the same for all that was handed in at once


def store(
    tx: Transaction,
    type_: str,
    name: str,
    content: bytes,
    source: Cause,
    now: datetime,
    *,
    sender: str = "",
    about: str = "",
    words: str = "",
    hand_in: str = "",
) -> StoredDraft:
    """Keep a draft and wake its reader. The same content from the same source is the same draft.

    `about` is the number of the contract whose letter it answered, if it did; `words` what was written beside it.
    `hand_in` is the same for all that was handed in at once.
    """
    values = {
        "type": type_,
        "sha256": hashlib.sha256(content).hexdigest(),
        "name": name,
        "source": str(source),
        "mail_id": source.mail_id,
        "sender": sender,
        "about": about,
        "words": words,
        "content": content,
        "received_at": now,
        "state": "waiting",
        "outcome": "",
        "hand_in": hand_in,
    }
    draft_id = tx.upsert(drafts, values, ("type", "sha256", "source"), ("source",))
    tx.wake(JobKey(JobKind.DRAFT, draft_id))
    return load(tx.connection, draft_id)


def of_source(connection: Connection, type_: str, source: Cause) -> StoredDraft | None:
    """Return the draft of a source that has only one, such as the claim of a file."""
    query = select(drafts.c.id).where(drafts.c.type == type_, drafts.c.source == str(source))
    draft_id: int | None = connection.execute(query).scalar()
    return None if draft_id is None else load(connection, draft_id)


def load(connection: Connection, draft_id: int) -> StoredDraft:
    row = connection.execute(select(drafts).where(drafts.c.id == draft_id)).one()
    return StoredDraft(
        row.id,
        row.type,
        row.name,
        row.source,
        row.sender,
        row.content,
        row.sha256,
        row.state,
        row.outcome,
        row.contract_id,
        row.marked,
        row.about,
        row.mail_id,
        row.words,
        row.meaning,
        row.received_at,
        row.hand_in,
    )


def together(connection: Connection, draft_id: int) -> tuple[StoredDraft, ...]:
    """Return a draft with those that were handed in at once, in their order: in a folder, or in one mail."""
    draft = load(connection, draft_id)
    if draft.hand_in:
        return of_hand_in(connection, draft.hand_in)
    if not draft.about or draft.mail_id is None:
        return (draft,)
    query = select(drafts.c.id).where(drafts.c.mail_id == draft.mail_id, drafts.c.about == draft.about)
    return tuple(load(connection, each) for each in connection.execute(query.order_by(drafts.c.id)).scalars())


def of_hand_in(connection: Connection, hand_in: str) -> tuple[StoredDraft, ...]:
    query = select(drafts.c.id).where(drafts.c.hand_in == hand_in).order_by(drafts.c.id)
    return tuple(load(connection, each) for each in connection.execute(query).scalars())


def content_of(connection: Connection, contract_id: int, sha256: str) -> bytes | None:
    """Return the bytes of a draft that was accepted for a contract."""
    query = select(drafts.c.content).where(drafts.c.contract_id == contract_id, drafts.c.sha256 == sha256)
    content: bytes | None = connection.execute(query.limit(1)).scalar()
    return content


def lock_with_alike(tx: Transaction, parts: Sequence[StoredDraft]) -> None:
    """Keep others away until the transaction ends from drafts and from those of the same bytes or meaning.

    They are locked in one order, so that two hand-ins of one form, the daemon's and a command's, never wait for each
    other: the second sees what the first has become.
    """
    alike = [_is_like(each) for each in parts]
    tx.execute(select(drafts.c.id).where(or_(*alike)).order_by(drafts.c.id).with_for_update())


def accepted_before(connection: Connection, draft: StoredDraft) -> StoredDraft | None:
    """Return the draft of the same type that said the same and was accepted, the one of the latest contract.

    Not one whose contract was withdrawn or declined: who hands its form in again wants another.
    """
    query = (
        select(drafts.c.id)
        .join(contracts, contracts.c.id == drafts.c.contract_id)
        .where(_is_like(draft), drafts.c.state == "accepted")
        .where(contracts.c.status.not_in((Status.WITHDRAWN, Status.DECLINED)))
    )
    found = connection.execute(query.order_by(drafts.c.contract_id.desc(), drafts.c.id).limit(1)).scalar()
    return None if found is None else load(connection, found)


def _is_like(draft: StoredDraft) -> ColumnElement[bool]:
    """Return the condition that a draft has the same bytes, or says the same."""
    same = drafts.c.sha256 == draft.sha256
    if draft.meaning:
        same = or_(same, drafts.c.meaning == draft.meaning)
    return and_(drafts.c.type == draft.type, same)


def note_meaning(tx: Transaction, draft_id: int, meaning: str) -> None:
    """Keep what a draft says, before it is compared with others: each of two at once sees the other's."""
    tx.execute(update(drafts).where(drafts.c.id == draft_id).values(meaning=meaning))


def waiting(connection: Connection) -> list[int]:
    query = select(drafts.c.id).where(drafts.c.state == "waiting").order_by(drafts.c.id)
    return list(connection.execute(query).scalars())


def finish(
    tx: Transaction,
    draft_id: int,
    state: str,
    outcome: str,
    contract_id: int | None = None,
    marked: bytes | None = None,
) -> None:
    """`outcome`: the contract's number of an accepted draft, every mistake of a rejected one."""
    values = {"state": state, "outcome": outcome, "contract_id": contract_id, "marked": marked}
    tx.execute(update(drafts).where(drafts.c.id == draft_id).values(**values))


def reopen(tx: Transaction, draft_id: int) -> None:
    tx.execute(update(drafts).where(drafts.c.id == draft_id, drafts.c.state == "quarantined").values(state="waiting"))
    tx.wake(JobKey(JobKind.DRAFT, draft_id))

"""Codes that were sent to a known address and must come back from there; only their hashes are kept."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from daemon.store.database import Transaction
from daemon.store.tables import confirmations

TRIES = 5  # wrong codes, after which a new one is needed


def expect(tx: Transaction, contract_id: int, request: int, code: str, expires_at: datetime) -> None:
    """Remember the code of a request; an earlier one is void."""
    code_hash = _hash(contract_id, request, code)
    which = {"contract_id": contract_id, "request": request}
    what = {"code_hash": code_hash, "expires_at": expires_at, "tries": 0}
    tx.upsert(confirmations, which | what, tuple(which), tuple(what))


def matches(tx: Transaction, contract_id: int, request: int, code: str, now: datetime) -> bool:
    """Return whether this is the code of the request and still good. A wrong one counts as a try."""
    mine = (confirmations.c.contract_id == contract_id) & (confirmations.c.request == request)
    row = tx.execute(select(confirmations).where(mine)).first()
    if row is None or row.expires_at < now or row.tries >= TRIES:
        return False
    if hmac.compare_digest(row.code_hash, _hash(contract_id, request, code)):
        return True
    tx.execute(update(confirmations).where(mine).values(tries=confirmations.c.tries + 1))
    return False


def good_until(connection: Connection, contract_id: int, request: int, now: datetime) -> datetime | None:
    """Return until when the code of a request is good that nobody has tried yet; None if there is no such code."""
    mine = (confirmations.c.contract_id == contract_id) & (confirmations.c.request == request)
    row = connection.execute(select(confirmations).where(mine)).first()
    return row.expires_at if row and row.expires_at >= now and not row.tries else None


def forget(tx: Transaction, contract_id: int, request: int) -> None:
    mine = (confirmations.c.contract_id == contract_id) & (confirmations.c.request == request)
    tx.execute(delete(confirmations).where(mine))


def _hash(contract_id: int, request: int, code: str) -> str:
    return hashlib.sha256(f"{contract_id}/{request}/{code}".encode()).hexdigest()

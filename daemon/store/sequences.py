"""Numbers without gaps and tokens without pattern."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, select, text

from daemon.store.database import Transaction
from daemon.store.tables import contracts, counters, requests

_ALPHABET = "abcdefghjkmnpqrstvwxyz23456789"  # nothing that is mistaken for something else when it is read aloud
_LENGTH = 10


def next_in(tx: Transaction, series: str) -> int:
    """The next number of a series. Counter and contract share the transaction: what is rolled back leaves no gap."""
    count = text(
        "INSERT INTO counters (series, last) VALUES (:series, 1) "
        "ON CONFLICT (series) DO UPDATE SET last = counters.last + 1 RETURNING last"
    )
    return int(tx.execute(count, {"series": series}).scalar_one())


def last_of(connection: Connection, series: str) -> int:
    """Return how far a series is; 0 if it has not begun."""
    last: int | None = connection.execute(select(counters.c.last).where(counters.c.series == series)).scalar()
    return last or 0


def reach(tx: Transaction, series: str, value: int) -> int | None:
    """Move a series on to a value and return where it was; None if it is there already: another was first."""
    before = last_of(tx.connection, series)
    move = text(
        "INSERT INTO counters (series, last) VALUES (:series, :value) "
        "ON CONFLICT (series) DO UPDATE SET last = :value WHERE counters.last < :value RETURNING last"
    )
    moved = tx.execute(move, {"series": series, "value": value}).scalar()
    return before if moved is not None else None


def make_token() -> str:
    """Return a new secret token: about 49 bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def token_of(tx: Transaction, contract_id: int, request: int) -> str:
    """The secret token of a request, made when it is first wanted: of use to one address only."""
    token = make_token()
    which = {"contract_id": contract_id, "request": request}
    tx.insert_new(requests, which | {"token": token}, tuple(which))
    mine = (requests.c.contract_id == contract_id) & (requests.c.request == request)
    return str(tx.execute(select(requests.c.token).where(mine)).scalar_one())


def tokens_made(connection: Connection, contract_id: int) -> dict[int, str]:
    """Return the tokens of a contract's requests that letters hold already, by the request."""
    made = select(requests.c.request, requests.c.token).where(requests.c.contract_id == contract_id)
    return {row.request: row.token for row in connection.execute(made)}


def find_token(connection: Connection, token: str) -> tuple[int, int] | None:
    """Contract and request of a token."""
    row = connection.execute(select(requests).where(requests.c.token == token.lower())).first()
    return (row.contract_id, row.request) if row else None


def find_number(connection: Connection, number: str) -> int | None:
    contract_id: int | None = connection.execute(select(contracts.c.id).where(contracts.c.number == number)).scalar()
    return contract_id

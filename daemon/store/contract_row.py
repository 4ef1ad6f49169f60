"""A contract as lists show it, and all of them read without SQLAlchemy, whose import alone takes longer than the rest.

The questions are asked by a function that takes SQL, so that any connection will do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from daemon.workflow.people import PersonKey

Ask = Callable[[str], Iterable[Sequence[Any]]]


@dataclass(frozen=True, slots=True)
class ContractRow:
    id: int
    number: str
    name: str
    type: str
    kind: str
    status: str
    stage: str
    round: int
    version: int
    sha256: str
    waiting_for: tuple[str, ...]
    due_at: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    shortage: str = ""  # "1/2": one can approve the open stage, which needs two; empty: enough can
    title: str = ""
    summary: str = ""  # what stands for it in a list
    amount: str = ""
    stage_title: str = ""
    status_since: datetime | None = None
    initiator: PersonKey = ""

    @property
    def closes_at(self) -> datetime | None:
        """When the open stage closes by itself: of a contract in approval that waits for nobody."""
        waits = self.waiting_for or self.status != "in_approval"
        return None if waits else self.due_at

    def is_overdue(self, now: datetime) -> bool:
        """Return True if somebody is waited for who should have acted by now."""
        return bool(self.waiting_for and self.due_at and self.due_at < now)


_COLUMNS = tuple(each.name for each in fields(ContractRow))  # as the table has them
_WAITING_FOR = _COLUMNS.index("waiting_for")
_MOMENTS = tuple(_COLUMNS.index(each) for each in ("due_at", "opened_at", "closed_at", "status_since"))


def listed(ask: Ask, *, everything: bool) -> tuple[ContractRow, ...]:
    """Return the contracts under way, or `everything`, the oldest first."""
    wanted = "" if everything else " WHERE closed_at IS NULL"
    query = f"SELECT {', '.join(_COLUMNS)} FROM contracts{wanted} ORDER BY opened_at, id"  # noqa: S608  all ours
    return tuple(_contract(row) for row in ask(query))


def names_waited_for(ask: Ask) -> dict[PersonKey, str]:
    """Return the names of everybody who is waited for, also of those who have left, by their keys."""
    return {str(row[0]): str(row[1]) for row in ask("SELECT person, name FROM waits")}


def unreached(ask: Ask) -> frozenset[str]:
    """Return the addresses that letters do not reach."""
    return frozenset(address for (address,) in ask("SELECT address FROM undelivered"))


def step(ask: Ask) -> str | None:
    """Return up to which step of the migrations a database has been brought; None if there is none."""
    row = next(iter(ask("SELECT version_num FROM alembic_version")), None)
    return str(row[0]) if row else None


def _contract(row: Sequence[Any]) -> ContractRow:
    values = list(row)
    values[_WAITING_FOR] = tuple(json.loads(values[_WAITING_FOR]))
    for index in _MOMENTS:
        values[index] = _moment(values[index])
    return ContractRow(*values)


def _moment(kept: Any) -> datetime | None:
    """Return a moment as a database keeps it: SQLite as text, see `UtcDateTime`."""
    if kept is None:
        return None
    return (datetime.fromisoformat(kept) if isinstance(kept, str) else kept).astimezone(UTC)

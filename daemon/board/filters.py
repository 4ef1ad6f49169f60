"""The filters of the board as an address says them, so that a view can be kept as a bookmark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from daemon.board.visit import Visit
from daemon.store.contract_queries import ContractFilter

CHOICE = "field."  # before the name of a choice field: `field.fund=commercial`


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What somebody wants to see, as they chose it; empty: everything. `since` and `until` are days, both included."""

    type: str = ""
    kind: str = ""
    person: str = ""
    overdue: bool = False
    mine: bool = False
    since: date | None = None
    until: date | None = None
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return self == BoardFilter()

    def address(self, **further: str) -> str:
        """Return the part of an address behind the question mark; `further` goes behind it."""
        said = {
            "type": self.type,
            "kind": self.kind,
            "person": self.person,
            "overdue": "1" if self.overdue else "",
            "mine": "1" if self.mine else "",
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
            **{f"{CHOICE}{name}": value for name, value in self.choices.items()},
            **further,
        }
        return urlencode({name: value for name, value in said.items() if value})


def read_filter(query: Mapping[str, str]) -> BoardFilter:
    """Return the filter of an address; what makes no sense in it filters nothing."""
    return BoardFilter(
        type=query.get("type", ""),
        kind=query.get("kind", ""),
        person=query.get("person", ""),
        overdue=bool(query.get("overdue")),
        mine=bool(query.get("mine")),
        since=_day(query.get("since", "")),
        until=_day(query.get("until", "")),
        choices={
            name.removeprefix(CHOICE): value for name, value in query.items() if name.startswith(CHOICE) and value
        },
    )


def as_query(chosen: BoardFilter, visit: Visit) -> ContractFilter:
    """Return what the filter means: days are those of the house's zone, and "mine" is where the visitor takes part."""
    return ContractFilter(
        type=chosen.type,
        kind=chosen.kind,
        waiting_for=(chosen.person,) if chosen.person else (),
        takes_part=visit.person.key if chosen.mine else "",
        overdue_at=visit.now if chosen.overdue else None,
        opened=(_begin(chosen.since, visit), _begin(chosen.until, visit, timedelta(days=1))),
        choices=chosen.choices,
    )


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _begin(day: date | None, visit: Visit, later: timedelta = timedelta(0)) -> datetime | None:
    try:
        return datetime.combine(day + later, time(), visit.words.zone) if day else None
    except OverflowError:
        return None

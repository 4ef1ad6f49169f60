"""Where the contracts stand, as the command line tells it; asked anew when something has happened."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from demo.house import House
from demo.process import rows

_LEAST_SECONDS = 1.0  # between two looks
_MOST_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Standing:
    """A contract as `contractd list` and `contractd status` show it."""

    listed: Mapping[str, Any]
    stages: tuple[Mapping[str, Any], ...]

    @property
    def number(self) -> str:
        return str(self.listed["number"])

    @property
    def status(self) -> str:
        return str(self.listed["status"])

    @property
    def round(self) -> int:
        return int(self.listed["round"])

    @property
    def waiting_for(self) -> tuple[str, ...]:
        return tuple(self.listed["waiting_for"])


def look(house: House) -> tuple[Standing, ...]:
    """Every contract, in the order of its registration. Raises Failed."""
    listed = sorted(rows(house, "list"), key=lambda row: str(row["opened_at"]))
    return tuple(Standing(row, tuple(rows(house, "status", row["number"]))) for row in listed)


class StandingsWatch:
    """Looks in a thread of its own, and hands what has changed to `on_change`. A context manager."""

    def __init__(self, house: House, on_change: Callable[[tuple[Standing, ...]], None]) -> None:
        self._house = house
        self._on_change = on_change
        self._news = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="standings", daemon=True)
        self.standings: tuple[Standing, ...] = ()
        self.failure: BaseException | None = None

    def __enter__(self) -> StandingsWatch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._news.set()
        self._thread.join(10)

    def look_soon(self) -> None:
        self._news.set()

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._news.clear()
                found = look(self._house)
                if found != self.standings:
                    self.standings = found
                    self._on_change(found)
                if not self._stopping.wait(_LEAST_SECONDS):
                    self._news.wait(_MOST_SECONDS)
        except BaseException as error:  # noqa: BLE001  # the main thread tells it
            self.failure = error

"""The demo's clock: it may run faster than others, and be put forward; deadlines pass while one looks on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from daemon.documents.archive import write
from daemon.workflow.working_time import Calendar, spans


class Clock:
    """The clock in a file: the daemon, the mail server and the page read the same time from it. It never goes back."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._looked = 0
        self._set = _Setting.parse(path.read_text())

    @classmethod
    def set_going(cls, path: Path, speed: float = 1.0) -> Clock:
        """Make a clock that is right now and runs `speed` times as fast as others."""
        now = datetime.now(UTC)
        write(path, str(_Setting(now, now, speed)).encode())
        return cls(path)

    def now(self) -> datetime:
        changed = self._path.stat().st_mtime_ns
        if changed != self._looked:
            self._set, self._looked = _Setting.parse(self._path.read_text()), changed
        return self._set.shown + (datetime.now(UTC) - self._set.at) * self._set.speed

    def put_forward(self, to: datetime) -> None:
        """Make it that late at once, for everybody who reads this clock; nothing if it is that late already."""
        if to > self.now():
            write(self._path, str(_Setting(datetime.now(UTC), to, self._set.speed)).encode())


@dataclass(frozen=True, slots=True)
class _Setting:
    """At a moment `at` of other clocks this one showed `shown`, and has run `speed` times as fast since."""

    at: datetime
    shown: datetime
    speed: float

    def __str__(self) -> str:
        return f"{self.at.isoformat()} {self.shown.isoformat()} {self.speed:g}\n"

    @classmethod
    def parse(cls, text: str) -> _Setting:
        """What `str` wrote."""
        at, shown, speed = text.split()
        return cls(datetime.fromisoformat(at), datetime.fromisoformat(shown), float(speed))


def next_morning(calendar: Calendar, now: datetime) -> datetime:
    """When people come to work on the next working day after today."""
    day = now.astimezone(calendar.timezone).date()
    while True:
        day += timedelta(days=1)
        if worked := spans(calendar, day):
            return worked[0][0].astimezone(UTC)

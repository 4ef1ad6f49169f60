"""The demo's clock: a minute, the shortest deadline that the configuration knows, need not last a minute to be seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock that was right at `start` and has run `speed` times as fast since."""

    start: datetime
    speed: float = 1.0

    def now(self) -> datetime:
        return self.start + (datetime.now(UTC) - self.start) * self.speed

    def __str__(self) -> str:
        return f"{self.start.isoformat()} x{self.speed:g}"

    @classmethod
    def parse(cls, text: str) -> Clock:
        """What `str` wrote."""
        start, _, speed = text.partition(" x")
        return cls(datetime.fromisoformat(start), float(speed))

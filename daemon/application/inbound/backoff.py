"""How long to wait before the next try."""

from __future__ import annotations

import random


class Backoff:
    """Doubles from one second up to two minutes, with some chance in it, so that many clients do not come at once."""

    def __init__(self, first: float = 1.0, longest: float = 120.0) -> None:
        self._first, self._longest = first, longest
        self._next = first

    def next(self) -> float:
        """Seconds to wait now."""
        seconds = self._next * random.uniform(0.7, 1.3)  # noqa: S311  no secret
        self._next = min(self._next * 2, self._longest)
        return seconds

    def reset(self) -> None:
        self._next = self._first

"""What happened in the demo, in plain words, in order."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from daemon.workflow.model import Person


class Sign(StrEnum):
    """What kind of thing happened, as a sign before the line."""

    LETTER = "<"  # the daemon wrote to somebody
    REPLY = ">"  # somebody answered
    ELSE = "*"
    WRONG = "!"


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    sign: Sign
    who: str
    what: str


class Chronicle:
    """Lines from many threads; each is handed to `on_line` as it comes, one at a time."""

    def __init__(self, now: Callable[[], datetime], on_line: Callable[[Line], None]) -> None:
        self._now = now
        self._on_line = on_line
        self._lock = threading.Lock()

    def add(self, sign: Sign, who: str, what: str) -> None:
        with self._lock:
            self._on_line(Line(self._now(), sign, who, what))


def short_name(person: Person) -> str:
    """Surname and initials: Титова О. Н."""
    surname, *others = person.name.split()
    return " ".join([surname, *(f"{each[0]}." for each in others)])

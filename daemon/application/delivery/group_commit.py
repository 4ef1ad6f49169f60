"""What several threads want recorded at the same time is recorded in one go: each commit waits for the disk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(eq=False, slots=True)
class _Wanted(Generic[T]):
    what: T
    done: bool = False
    error: Exception | None = None


class GroupCommit(Generic[T]):
    """While one thread records, the others gather; the next of them records for all that have come."""

    def __init__(self, record: Callable[[Sequence[T]], None]) -> None:
        """`record` does all of what it is given or, when it raises, nothing of it."""
        self._record = record
        self._gathering = threading.Lock()
        self._turn = threading.Lock()
        self._waiting: list[_Wanted[T]] = []

    @property
    def gathered(self) -> int:
        """How many wait for the next record."""
        with self._gathering:
            return len(self._waiting)

    def do(self, what: T) -> None:
        """Return when it is recorded. Raises what recording it raised, not what another's did."""
        mine = _Wanted(what)
        with self._gathering:
            self._waiting.append(mine)
        with self._turn:
            if not mine.done:
                with self._gathering:
                    all_, self._waiting = self._waiting, []
                self._do_all(all_)
        if mine.error:
            raise mine.error

    def _do_all(self, wanted: list[_Wanted[T]]) -> None:
        try:
            self._record([each.what for each in wanted])
        except Exception as error:  # noqa: BLE001  raised again in the thread that it belongs to
            if len(wanted) == 1:
                wanted[0].error = error
            else:
                for each in wanted:
                    self._do_all([each])
        for each in wanted:
            each.done = True

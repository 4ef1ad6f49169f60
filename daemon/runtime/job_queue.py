"""In-process job queue. Jobs are keys of rows; the rows are the source of truth.

Waking a key says "look at that row"; it carries nothing else, so that a wake-up that is lost or comes twice does no
harm. Every handler begins by asking the row what is to be done.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from daemon.store.job_key import JobKey, JobKind

Handler = Callable[[int], None]


class JobQueue(Protocol):
    def wake(self, keys: Iterable[JobKey]) -> None:
        """Have the rows of these keys worked on soon."""

    def run(self, handlers: Mapping[JobKind, Handler]) -> None:
        """Start working; each kind of key has its handler, which never raises."""

    def stop(self, timeout: float) -> None:
        """Begin nothing new; what is being worked on has so many seconds to end."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Kinds of keys that are worked on in the order of waking, by so many threads."""

    kinds: tuple[JobKind, ...]
    workers: int


# What moves contracts goes one after the other: two replies of one person take effect in the order in which they
# came, and SQLite has one writer anyway. Letters and documents wait for others and must not hold that up.
LANES = (
    Lane((JobKind.MAIL, JobKind.DRAFT, JobKind.CONTRACT, JobKind.DIGEST, JobKind.HELD), 1),
    Lane((JobKind.DOCUMENTS, JobKind.REPORT), 1),
    Lane((JobKind.LETTER,), 3),
    Lane((JobKind.SIGN_IN,), 1),  # somebody sits before the page and waits
)


class InProcessJobQueue:
    """The job queue of one daemon: threads and queues in this process; the sweep is what makes it safe to lose them."""

    def __init__(self, lanes: tuple[Lane, ...] = LANES) -> None:
        self._lanes = lanes
        self._queues: dict[JobKind, _Queue] = {}
        for lane in lanes:
            queue = _Queue()
            self._queues |= dict.fromkeys(lane.kinds, queue)
        self._threads: list[threading.Thread] = []

    def wake(self, keys: Iterable[JobKey]) -> None:
        for key in keys:
            self._queues[key.kind].put(key)

    def run(self, handlers: Mapping[JobKind, Handler]) -> None:
        for lane in self._lanes:
            for number in range(lane.workers):
                name = f"{lane.kinds[0]}-{number}"
                arguments = (self._queues[lane.kinds[0]], handlers)
                self._threads.append(threading.Thread(target=_work, name=name, args=arguments, daemon=True))
        for thread in self._threads:
            thread.start()

    def stop(self, timeout: float) -> None:
        until = time.monotonic() + timeout
        for queue in self._queues.values():
            queue.close()
        for thread in self._threads:
            thread.join(max(0.1, until - time.monotonic()))

    def stuck(self, seconds: float) -> list[JobKey]:
        """Return the keys that have been worked on for longer than so many seconds."""
        return list({key: None for queue in self._queues.values() for key in queue.at_work_for(seconds)})

    def is_alive(self) -> bool:
        """Return whether every worker still runs."""
        return all(thread.is_alive() for thread in self._threads)

    def is_idle(self) -> bool:
        return all(queue.is_idle() for queue in self._queues.values())


class _Queue:
    """Keys in order of waking. A key that waits is not queued twice; one that is worked on comes again afterwards."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[JobKey, None] = OrderedDict()
        self._working: dict[JobKey, float] = {}  # since when
        self._closed = False
        self._changed = threading.Condition()

    def put(self, key: JobKey) -> None:
        with self._changed:
            self._waiting.setdefault(key)
            self._changed.notify()

    def take(self) -> JobKey | None:
        """Return the next key that nobody works on; waits for one. None when the queue was closed."""
        with self._changed:
            while not self._closed:
                free = next((key for key in self._waiting if key not in self._working), None)
                if free is not None:
                    del self._waiting[free]
                    self._working[free] = time.monotonic()
                    return free
                self._changed.wait()
            return None

    def done(self, key: JobKey) -> None:
        with self._changed:
            self._working.pop(key, None)
            self._changed.notify()

    def at_work_for(self, seconds: float) -> list[JobKey]:
        with self._changed:
            return [key for key, since in self._working.items() if time.monotonic() - since > seconds]

    def is_idle(self) -> bool:
        with self._changed:
            return not self._waiting and not self._working

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()


def _work(queue: _Queue, handlers: Mapping[JobKind, Handler]) -> None:
    while (key := queue.take()) is not None:
        try:
            handlers[key.kind](key.id)
        finally:
            queue.done(key)

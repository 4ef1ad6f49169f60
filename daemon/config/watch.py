"""Whether files have changed and stand still again: editors write in steps."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from pathlib import Path

QUIET_SECONDS = 1.0

_Look = tuple[int, int, int, int]  # size, modified, changed, inode


class Watch:
    """Looks at files and tells, once for each change, that they are others now and nobody writes them any more."""

    def __init__(self, files: Iterable[Path], clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._files: tuple[Path, ...] = ()
        self._content = ""
        self._judged: dict[Path, _Look | None] = {}
        self._seen: dict[Path, _Look | None] = {}
        self._since = 0.0
        self._watch(files)

    def holds(self, content: str) -> bool:
        """Return whether the files still are what `changed` gave; else what was read of them may be half a thing."""
        return fingerprint(self._files) == content

    def judged(self, content: str, files: Iterable[Path]) -> None:
        """Count what `changed` gave as dealt with; from now on it is these files that are watched.

        Unless they were written again meanwhile: then they are still to be judged.
        """
        if self.holds(content):
            self._watch(files)

    def _watch(self, files: Iterable[Path]) -> None:
        self._files = tuple(dict.fromkeys(files))
        self._judged = self._seen = self._look()
        self._content = fingerprint(self._files)

    def changed(self) -> str:
        """Return the fingerprint of files that are others than those judged, and stood still; else an empty text.

        What cannot be read for a moment, while an editor puts a new file in its place, counts as changed like the
        rest, and is waited for in the same way.
        """
        now = self._clock()
        look = self._look()
        if look == self._judged:
            self._seen = look
            return ""
        if look != self._seen:
            self._seen, self._since = look, now
            return ""
        if now - self._since < QUIET_SECONDS:
            return ""
        content = fingerprint(self._files)
        if content == self._content:  # touched, or back again
            self._judged = look
            return ""
        return content

    def _look(self) -> dict[Path, _Look | None]:
        return {path: _look(path) for path in self._files}


def fingerprint(files: Iterable[Path]) -> str:
    """Return what the files hold, as one SHA-256; a missing one counts as such."""
    digest = hashlib.sha256()
    for path in files:
        try:
            content = hashlib.sha256(path.read_bytes()).digest()
        except OSError:
            content = b"-"
        digest.update(f"{path}\0".encode("utf-8", "surrogateescape") + content)
    return digest.hexdigest()


def _look(path: Path) -> _Look | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino

"""The watched folder: `drafts/<type>/` for clerks, `accepted/` and `rejected/` for what became of them.

We poll: inotify says nothing of files that come over SMB and NFS. A file is taken when it stood still for two
seconds of our clock, no lock file lies beside it, and (for a zip such as XLSX) it tests whole. It is claimed by
renaming into `.claimed/<type>/`: what lies there after a crash is worked on again.
"""

from __future__ import annotations

import os
import secrets
import stat
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from daemon.documents.archive import make_folder, write

QUIET_SECONDS = 2.0
PATIENCE_SECONDS = 20.0  # for a file that does not test whole: then it is taken all the same, and told what is wrong
ACCEPTED, REJECTED, CLAIMED = "accepted", "rejected", ".claimed"
_OURS = frozenset({ACCEPTED, REJECTED, CLAIMED})
LARGEST = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Claimed:
    """A draft that is ours now. `source` is unique for each time a file was dropped."""

    path: Path
    type: str
    name: str
    source: str

    def read(self) -> bytes:
        return self.path.read_bytes()


@dataclass(frozen=True, slots=True)
class _Look:
    size: int
    modified: int
    inode: int


class DraftFolder:
    def __init__(self, root: Path, types: Iterable[str], clock: Callable[[], float] = time.monotonic) -> None:
        """Makes the folders that are missing."""
        self._root = root
        self._clock = clock
        self._seen: dict[Path, tuple[_Look, float]] = {}
        for name in (*types, ACCEPTED, REJECTED, CLAIMED):
            make_folder(root / name)

    def claim_ready(self) -> Iterator[Claimed]:
        """Take every file that is complete."""
        now = self._clock()
        present: dict[Path, tuple[_Look, float]] = {}
        for type_, path, look in self._candidates():
            known = self._seen.get(path)
            since = known[1] if known and known[0] == look else now
            present[path] = (look, since)
            quiet = now - since
            if quiet >= QUIET_SECONDS and (_is_whole(path, look) or (look.size and quiet >= PATIENCE_SECONDS)):
                del present[path]
                yield self._claim(type_, path)
        self._seen = present

    def claimed(self) -> list[Claimed]:
        """What was claimed and not yet moved on: after a crash, too."""
        found = []
        for folder in sorted((self._root / CLAIMED).iterdir()):
            for path in sorted(folder.iterdir()) if folder.is_dir() else ():
                mark, _, name = path.name.partition("_")
                found.append(Claimed(path, folder.name, name, f"folder:{mark}"))
        return found

    def accept(self, claimed: Claimed, number: str) -> Path:
        """Move an accepted draft to `accepted/`, under the contract's number."""
        return _move(claimed.path, self._root / ACCEPTED / f"{number} {claimed.name}"[-200:])

    def reject(self, claimed: Claimed, text: str, marked: bytes | None) -> Path:
        """Move a rejected draft to `rejected/`, with a text that says why, and the marked copy in its place if any."""
        target = _free(self._root / REJECTED / claimed.name)
        write(target.with_name(target.name + ".txt"), text.encode())
        if marked is None:
            return _move(claimed.path, target)
        write(target, marked)
        claimed.path.unlink()
        return target

    def _candidates(self) -> Iterator[tuple[str, Path, _Look]]:
        for folder in os.scandir(self._root):
            if folder.name in _OURS or folder.name.startswith(".") or not folder.is_dir(follow_symlinks=False):
                continue
            entries = list(os.scandir(folder))
            names = {each.name for each in entries}
            for entry in entries:
                if _is_hidden(entry.name) or _is_locked(entry.name, names):
                    continue
                found = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(found.st_mode):
                    yield folder.name, Path(entry.path), _Look(found.st_size, found.st_mtime_ns, found.st_ino)

    def _claim(self, type_: str, path: Path) -> Claimed:
        mark = f"{time.time_ns():x}{secrets.token_hex(2)}"
        make_folder(self._root / CLAIMED / type_)
        target = self._root / CLAIMED / type_ / f"{mark}_{path.name[-150:]}"
        path.rename(target)
        return Claimed(target, type_, path.name[-150:], f"folder:{mark}")


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~")) or name.lower().endswith((".tmp", ".part", ".crdownload", "~"))


def _is_locked(name: str, names: set[str]) -> bool:
    """A word processor has the file open (Word and Excel: ~$NAME, long names lose two letters; LibreOffice)."""
    return bool({f"~${name}", f"~${name[2:]}", f".~lock.{name}#"} & names)


def _is_whole(path: Path, look: _Look) -> bool:
    """Empty files are still being made; a preallocated XLSX has its size long before its content."""
    if look.size == 0:
        return False
    if path.suffix.lower() not in (".xlsx", ".docx") or look.size > LARGEST:
        return True
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError):
        return False


def _move(path: Path, target: Path) -> Path:
    target = _free(target)
    path.rename(target)
    return target


def _free(target: Path) -> Path:
    """A name that nothing bears yet: "form.xlsx", "form (2).xlsx" …"""
    candidate, n = target, 1
    while candidate.exists() or candidate.is_symlink():
        n += 1
        candidate = target.with_name(f"{target.stem} ({n}){target.suffix}")
    return candidate

"""The watched folder: `drafts/<type>/` for clerks, `accepted/` and `rejected/` for what became of them.

The folder is polled: inotify reports nothing for files that come over SMB and NFS. A file is taken when it has not
changed for two seconds of our clock, there is no lock file for it, and (for a ZIP such as XLSX) it tests whole. It is
claimed by renaming into `.claimed/<type>/`; after a crash, what is there is processed again.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from daemon.documents.archive import folder_mode, free_name, make_folder, sync_folder, write
from daemon.documents.form_parser import type_of_form
from daemon.documents.naming import MAX_BYTES, file_name
from daemon.documents.safety import DAMAGED, LARGEST_FILE

QUIET_SECONDS = 2.0
PATIENCE_SECONDS = 20.0  # for a file that does not test whole: after that it is taken, and rejected with a reason
ACCEPTED, REJECTED, CLAIMED = "accepted", "rejected", ".claimed"
LARGEST = 50 * 1024 * 1024
_OURS = frozenset({ACCEPTED, REJECTED, CLAIMED})
_LONGEST_SUFFIX = 8  # characters; what follows the last dot of a longer one is a part of the name
_MARK_BYTES = 40  # what is put before a claimed file's name
_FORMS = (".xlsx", ".xlsm", ".xls", ".ods", ".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class ClaimedFile:
    """A claimed draft. `mark` is unique for each time that a file was dropped."""

    path: Path
    type: str
    name: str
    mark: str

    def read(self) -> bytes:
        """Return the bytes of the file itself, never of one that a link points to. Raises OSError."""
        descriptor = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(descriptor, "rb") as file:  # noqa: PTH123  from a descriptor
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise OSError(f"{self.path} is no ordinary file")
            return file.read()


@dataclass(frozen=True, slots=True)
class _Look:
    size: int
    modified: int
    inode: int


class DraftFolder:
    def __init__(self, root: Path, types: Iterable[str], clock: Callable[[], float] = time.monotonic) -> None:
        """Make the folders that are missing; they and what is written into them get the rights of `root`."""
        self._root = root
        self._clock = clock
        self._seen: dict[Path, tuple[_Look, float]] = {}
        make_folder(root)
        self._mode = root.stat().st_mode & 0o666
        for name in (*types, ACCEPTED, REJECTED, CLAIMED):
            make_folder(root / name, folder_mode(self._mode))

    def claim_ready(self) -> Iterator[ClaimedFile]:
        """Claim and yield every complete file. Files that cannot be read or moved are retried on the next poll."""
        now = self._clock()
        before, self._seen = self._seen, {}
        for type_, path, look in self._candidates():
            known = before.get(path)
            since = known[1] if known and known[0] == look else now
            self._seen[path] = (look, since)
            quiet = now - since
            if quiet >= QUIET_SECONDS and (_is_whole(path, look) or (look.size and quiet >= PATIENCE_SECONDS)):
                with contextlib.suppress(OSError):  # gone again, or not ours to move
                    claimed = self._claim(type_, path)
                    del self._seen[path]
                    yield claimed

    def claimed(self) -> list[ClaimedFile]:
        """Return the drafts that are claimed and neither accepted nor rejected yet, also those from before a crash."""
        found = []
        for folder in sorted((self._root / CLAIMED).iterdir()):
            for path in sorted(folder.iterdir()) if folder.is_dir() and not folder.is_symlink() else ():
                mark, _, name = path.name.partition("_")
                if stat.S_ISREG(path.lstat().st_mode):
                    found.append(ClaimedFile(path, folder.name, name, mark))
        return found

    def accept(self, claimed: ClaimedFile, number: str) -> Path:
        """Move an accepted draft to `accepted/`, under the contract's number."""
        return _move(claimed.path, self._root / ACCEPTED / _safe_name(f"{number} {claimed.name}"))

    def reject(self, claimed: ClaimedFile, text: str, marked: bytes | None) -> Path:
        """Move a rejected draft to `rejected/`, with a text file that says why, and return its path there.

        A marked copy replaces an XLSX form and is added to anything else. Called again after a crash, it makes
        nothing twice.
        """
        folder, name = self._root / REJECTED, _safe_name(claimed.name)
        target = free_name(folder / name, marked if name.lower().endswith(".xlsx") else None)
        write(target.with_name(file_name(target.name, ".txt")), text.encode(), self._mode)
        if marked is None:
            return _move(claimed.path, target)
        if not name.lower().endswith(".xlsx"):
            _move(claimed.path, target)
            target = free_name(target.with_suffix(".xlsx"), marked)
        write(target, marked, self._mode)
        claimed.path.unlink(missing_ok=True)
        return target

    def _candidates(self) -> Iterator[tuple[str, Path, _Look]]:
        for folder in _entries(self._root):
            if folder.name in _OURS or _is_hidden(folder.name):
                continue
            if folder.is_dir(follow_symlinks=False):
                yield from ((folder.name, path, look) for path, look in _waiting(Path(folder.path)))
        for path, look in _waiting(self._root):  # dropped outside of the types' folders: the form may name its type
            if path.suffix.lower() in _FORMS:
                yield "", path, look

    def _claim(self, type_: str, path: Path) -> ClaimedFile:
        if not type_:
            small = path.suffix.lower() in (".xlsx", ".yaml", ".yml") and path.stat().st_size <= LARGEST_FILE
            type_ = (type_of_form(path.name, path.read_bytes()) if small else "") or self._root.name
            type_ = file_name(type_)
        mark = f"{time.time_ns():x}{secrets.token_hex(2)}"
        make_folder(self._root / CLAIMED / type_)
        name = _safe_name(path.name)
        target = self._root / CLAIMED / type_ / f"{mark}_{name}"
        path.rename(target)
        sync_folder(target.parent)
        return ClaimedFile(target, type_, name, mark)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """Return the entries of a folder; empty if it is gone or not readable, so that the other folders go on."""
    with contextlib.suppress(OSError), os.scandir(folder) as found:
        return list(found)
    return []


def _waiting(folder: Path) -> Iterator[tuple[Path, _Look]]:
    """Yield the ordinary files of a folder that nobody has open; links, pipes and folders are ignored."""
    entries = _entries(folder)
    names = {each.name for each in entries}
    for entry in entries:
        if _is_hidden(entry.name) or _is_locked(entry.name, names):
            continue
        with contextlib.suppress(OSError):
            found = entry.stat(follow_symlinks=False)
            if stat.S_ISREG(found.st_mode):
                yield Path(entry.path), _Look(found.st_size, found.st_mtime_ns, found.st_ino)


def _is_hidden(name: str) -> bool:
    """Return True for half-written files, and for what Windows and macOS leave in shared folders."""
    return (
        name.lower() in ("thumbs.db", "desktop.ini")
        or name.startswith((".", "~"))
        or name.lower().endswith((".tmp", ".part", ".crdownload", "~"))
    )


def _is_locked(name: str, names: set[str]) -> bool:
    """Return True if a program has the file open, by its lock file.

    Word and Excel write ~$NAME, in which long names lose two letters; LibreOffice .~lock.NAME#.
    """
    return bool({f"~${name}", f"~${name[2:]}", f".~lock.{name}#"} & names)


def _is_whole(path: Path, look: _Look) -> bool:
    """Return True if a file is complete: not empty, and an XLSX or DOCX tests whole.

    A preallocated file has its size long before its content.
    """
    if look.size == 0:
        return False
    if path.suffix.lower() not in (".xlsx", ".docx") or look.size > LARGEST:
        return True
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > 4 * LARGEST:
                return True  # a bomb is whole enough to be refused
            return archive.testzip() is None
    except DAMAGED:
        return False


def _safe_name(name: str) -> str:
    """Return a clerk's file name made safe, and short enough for the number or mark that is put before it."""
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > _LONGEST_SUFFIX:
        stem, suffix = name, ""
    end = file_name(suffix) if suffix else ""
    return file_name(stem.encode()[: MAX_BYTES - 2 * _MARK_BYTES].decode(errors="ignore"), f".{end}" if end else "")


def _move(path: Path, target: Path) -> Path:
    target = free_name(target)
    path.rename(target)
    sync_folder(target.parent)
    return target

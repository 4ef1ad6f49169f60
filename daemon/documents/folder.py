"""The watched folder: `drafts/<type>/` for clerks, `accepted/` and `rejected/` for what became of them.

The folder is polled: inotify reports nothing for files that come over SMB and NFS. A file is taken when it has not
changed for two seconds of our clock, there is no lock file for it, and (for a ZIP such as XLSX) it tests whole. It is
claimed by renaming into `.claimed/<type>/`; after a crash, what is there is processed again. What is not taken is
remembered with the reason, and told when it has lain there for minutes.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from daemon.documents.archive import folder_mode, free_name, make_folder, sync_folder, write
from daemon.documents.folder_entries import FolderEntry, Hindrance, Look, entries, pairs, readable, who_locked
from daemon.documents.form_parser import type_of_form
from daemon.documents.naming import MAX_BYTES, file_name
from daemon.documents.safety import DAMAGED, LARGEST_FILE, WORKBOOK_SUFFIXES
from daemon.documents.yaml_draft import SUFFIXES

QUIET_SECONDS = 2.0
FOLDER_QUIET_SECONDS = 10.0  # of a whole folder: its files are copied one after another
PATIENCE_SECONDS = 20.0  # for a file that does not test whole: after that it is taken, and rejected with a reason
TOLD_SECONDS = 60.0  # so long may lie there what becomes no draft, before somebody is told
TOLD_WHILE_USED_SECONDS = 180.0  # and what somebody may still be copying, or has open
ACCEPTED, REJECTED, CLAIMED = "accepted", "rejected", ".claimed"
LARGEST = 50 * 1024 * 1024
_OURS = frozenset({ACCEPTED, REJECTED, CLAIMED})
_LONGEST_SUFFIX = 8  # characters; what follows the last dot of a longer one is a part of the name
_MARK_BYTES = 40  # what is put before a claimed file's name
_FORMS = (*WORKBOOK_SUFFIXES, *SUFFIXES)
_CHANGING = frozenset({Hindrance.UNFINISHED, Hindrance.FOLDER})  # told when nothing has changed in them for so long
_USED = _CHANGING | {Hindrance.OPEN, Hindrance.GROWING}


@dataclass(frozen=True, slots=True)
class ClaimedFile:
    """A claimed draft. `mark` is unique for each time that a file was dropped."""

    path: Path
    type: str
    name: str
    mark: str

    @property
    def files(self) -> tuple[Path, ...]:
        """The files of a folder that was dropped, in their order; else the file itself."""
        return tuple(sorted(self.path.iterdir())) if self.path.is_dir() else (self.path,)

    def file(self, path: Path) -> ClaimedFile:
        """Return one of the files of a folder."""
        return replace(self, path=path, name=self.name if path == self.path else _safe_name(readable(path.name)))

    def read(self) -> bytes:
        """Return the bytes of the file itself, never of one that a link points to. Raises OSError."""
        descriptor = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(descriptor, "rb") as file:  # noqa: PTH123  from a descriptor
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise OSError(f"{self.path} is no ordinary file")
            return file.read()


@dataclass(frozen=True, slots=True)
class Untaken:
    """What is in the drafts' folder and becomes no draft. `path` stands as people see it, below the folder.

    `is_due`: it has lain there so long that somebody should know.
    """

    path: str
    type: str
    why: Hindrance
    detail: str
    is_due: bool


@dataclass(frozen=True, slots=True)
class _Seen:
    """A file as it was found: since when it looks so, since when it is there, and what has hindered it since when."""

    look: Look
    since: float
    first: float
    hindrance: Hindrance | None = None
    hindered_since: float = 0.0


class DraftFolder:
    def __init__(self, root: Path, types: Iterable[str], clock: Callable[[], float] = time.monotonic) -> None:
        """Make the folders that are missing; they and what is written into them get the rights of `root`."""
        self._root = root
        self._types = tuple(types)
        self._clock = clock
        self._seen: dict[Path, _Seen] = {}
        self._untaken: list[Untaken] = []
        make_folder(root)
        self._mode = root.stat().st_mode & 0o666
        list(self._unmade())
        self._put_back()

    def claim_ready(self) -> Iterator[ClaimedFile]:
        """Claim and yield every complete file. What cannot be read or moved is tried again on the next poll.

        Whatever is wrong with one file or folder, the others go on. Raises OSError when the root cannot be read.
        """
        now = self._clock()
        before, self._seen = self._seen, {}
        untaken = []
        for type_, entry in self._found():
            seen = _seen_now(before.get(entry.path), entry, now)
            claimed, hindrance, detail = self._try_to_claim(type_, entry, seen, now)
            if claimed:
                yield claimed
                continue
            same = hindrance is seen.hindrance
            seen = replace(seen, hindrance=hindrance, hindered_since=seen.hindered_since if same else now)
            self._seen[entry.path] = seen
            if hindrance:
                untaken.append(self._as_untaken(type_, entry, hindrance, detail, seen, now))
        self._untaken = untaken

    def seconds(self) -> float:
        """Return the time by the clock that measures here how long a thing has lain."""
        return self._clock()

    def untaken(self) -> list[Untaken]:
        """Return what the latest poll found in the folder that becomes no draft, with the reason."""
        return list(self._untaken)

    def claimed(self) -> list[ClaimedFile]:
        """Return the drafts that are claimed and neither accepted nor rejected yet, also those from before a crash."""
        found = []
        for folder in _listed(self._root / CLAIMED):
            for path in _listed(folder) if folder.is_dir() and not folder.is_symlink() else ():
                mark, _, name = readable(path.name).partition("_")
                if name and mark and stat.S_IFMT(path.lstat().st_mode) in (stat.S_IFREG, stat.S_IFDIR):
                    found.append(ClaimedFile(path, readable(folder.name), name, mark))
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
        if claimed.path.is_dir():
            return self._reject_folder(claimed, folder / name, text, marked)
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

    def _reject_folder(self, claimed: ClaimedFile, target: Path, text: str, marked: bytes | None) -> Path:
        """Move all that was handed in together; a marked copy stands in the place of the only form."""
        target = free_name(target)
        write(target.with_name(file_name(target.name, ".txt")), text.encode(), self._mode)
        target = _move(claimed.path, target)
        if marked is not None:
            forms = [each for each in _listed(target) if each.suffix.lower() == ".xlsx"]
            beside = free_name(target / file_name(target.name, ".xlsx"))
            write(forms[0] if len(forms) == 1 else beside, marked, self._mode)
        return target

    def _found(self) -> Iterator[tuple[str, FolderEntry]]:
        """Yield what lies in the types' folders, and beside them: a form may name its type there."""
        yield from self._unmade()
        yield from (("", each) for each in self._no_claims())
        for each in entries(self._root):
            if each.path.name in _OURS:
                continue
            if each.hindrance is Hindrance.FOLDER:
                yield from _in_folder(readable(each.path.name), each)
            elif each.hindrance is None and each.path.suffix.lower() not in _FORMS:
                yield "", replace(each, hindrance=Hindrance.NO_PLACE)
            else:
                yield "", each

    def _unmade(self) -> Iterator[tuple[str, FolderEntry]]:
        """Make the folders that are missing, and yield those that cannot be made."""
        for name in (*self._types, ACCEPTED, REJECTED, CLAIMED):
            path = self._root / name
            try:
                make_folder(path, folder_mode(self._mode))
            except OSError as error:
                if not path.is_symlink():  # what is linked is told as a link
                    yield name, FolderEntry(path, Look(0, 0, 0), Hindrance.NOT_OURS, _why(error))

    def _no_claims(self) -> Iterator[FolderEntry]:
        """Yield what lies among the claimed drafts and is none: somebody else has put it there."""
        for folder in _listed(self._root / CLAIMED):
            inside = _listed(folder) if folder.is_dir() and not folder.is_symlink() else [folder]
            for path in inside:
                with contextlib.suppress(FileNotFoundError):
                    found = path.lstat()
                    kind = stat.S_IFMT(found.st_mode)
                    if path is folder or "_" not in path.name or kind not in (stat.S_IFREG, stat.S_IFDIR):
                        yield FolderEntry(path, Look(found.st_size, found.st_mtime_ns, found.st_ino), Hindrance.CLAIMED)

    def _as_untaken(
        self, type_: str, entry: FolderEntry, hindrance: Hindrance, detail: str, seen: _Seen, now: float
    ) -> Untaken:
        used = hindrance in _USED
        since = seen.since if hindrance in _CHANGING else seen.hindered_since
        if hindrance is Hindrance.OPEN:
            detail = " ".join(filter(None, (readable(detail), _in_brackets(who_locked(entry.path.with_name(detail))))))
        path = "/".join(readable(each) for each in entry.path.relative_to(self._root).parts)
        due = now - since >= (TOLD_WHILE_USED_SECONDS if used else TOLD_SECONDS)
        return Untaken(path, type_, hindrance, detail, due)

    def _try_to_claim(
        self, type_: str, entry: FolderEntry, seen: _Seen, now: float
    ) -> tuple[ClaimedFile | None, Hindrance | None, str]:
        """Return the draft that a thing has become, or what hinders it, with a detail; neither: it is not complete."""
        if entry.hindrance:
            return None, entry.hindrance, entry.detail
        quiet = now - seen.since
        try:
            wanted = FOLDER_QUIET_SECONDS if entry.path.is_dir() else QUIET_SECONDS
            whole = _is_whole(entry.path, entry.look) and (not entry.beside or _is_whole(entry.beside, entry.look))
            if quiet >= wanted and (whole or quiet >= PATIENCE_SECONDS):
                return self._claim(type_, entry.path, entry.beside), None, ""
        except FileNotFoundError:  # gone again
            return None, None, ""
        except Exception as error:  # noqa: BLE001  whatever its name or content is, the others go on
            return None, Hindrance.NOT_OURS, _why(error)
        grows = quiet < QUIET_SECONDS and now - seen.first >= TOLD_WHILE_USED_SECONDS
        return None, Hindrance.GROWING if grows else None, ""

    def _put_back(self) -> None:
        """Put back a form and its text that were being claimed when the daemon was killed."""
        for folder in _listed(self._root / CLAIMED):
            for each in _listed(folder) if folder.is_dir() and not folder.is_symlink() else ():
                if each.name.startswith(".") and each.is_dir() and not each.is_symlink():
                    for path in _listed(each):
                        _move(path, self._root / folder.name / path.name)
                    each.rmdir()

    def _claim(self, type_: str, path: Path, beside: Path | None) -> ClaimedFile:
        """Take a file, or a whole folder; a form with the text that lies `beside` it, as a folder."""
        if not type_:
            small = path.suffix.lower() in (".xlsx", ".xltx", *SUFFIXES) and path.stat().st_size <= LARGEST_FILE
            type_ = (type_of_form(path.name, path.read_bytes()) if small else "") or readable(self._root.name)
        type_ = file_name(type_)
        mark = f"{time.time_ns():x}{secrets.token_hex(2)}"
        make_folder(self._root / CLAIMED / type_)
        name = _safe_name(readable(path.stem if beside else path.name))
        target = self._root / CLAIMED / type_ / f"{mark}_{name}"
        if beside is not None:
            pair = target.with_name(f".{mark}")
            pair.mkdir()
            for each in (beside, path):
                each.rename(pair / each.name)
            path = pair
        path.rename(target)
        sync_folder(target.parent)
        return ClaimedFile(target, type_, name, mark)


def _seen_now(before: _Seen | None, entry: FolderEntry, now: float) -> _Seen:
    if before is None:
        return _Seen(entry.look, now, now)
    return before if before.look == entry.look else replace(before, look=entry.look, since=now)


def _in_folder(type_: str, folder: FolderEntry) -> Iterator[tuple[str, FolderEntry]]:
    try:
        listed = pairs(list(entries(folder.path)))
    except FileNotFoundError:  # gone again
        return
    except OSError as error:
        yield type_, replace(folder, hindrance=Hindrance.CLOSED, detail=_why(error))
        return
    for each in listed:
        if each.hindrance is Hindrance.FOLDER:
            yield from ((type_, inner) for inner in _dropped(each))
        else:
            yield type_, each


def _dropped(folder: FolderEntry) -> list[FolderEntry]:
    """Return a folder that was dropped as one thing to be claimed; or what in it hinders that."""
    try:
        inside = list(entries(folder.path))
    except FileNotFoundError:  # gone again
        return []
    except OSError as error:
        return [replace(folder, hindrance=Hindrance.CLOSED, detail=_why(error))]
    if hindered := [each for each in inside if each.hindrance]:
        return hindered
    if not inside:
        return [folder]
    looks = [each.look for each in inside]
    size, modified = sum(each.size for each in looks), max(each.modified for each in looks)
    return [replace(folder, look=Look(size, modified, len(looks)), hindrance=None)]


def _listed(folder: Path) -> list[Path]:
    """Return what is in a folder, in order; empty if it is gone or not readable, so that the other folders go on."""
    with contextlib.suppress(OSError):
        return sorted(folder.iterdir())
    return []


def _why(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or f"{type(error).__name__}: {error!s}"


def _in_brackets(text: str) -> str:
    return f"({text})" if text else ""


def _is_whole(path: Path, look: Look) -> bool:
    """Return True if a file is complete: an XLSX or DOCX tests whole.

    A preallocated file has its size long before its content.
    """
    if path.is_dir():
        return all(_is_whole(each, Look(each.lstat().st_size, 0, 0)) for each in path.iterdir())
    if path.suffix.lower() not in (".xlsx", ".xltx", ".docx") or look.size > LARGEST:
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
    make_folder(target.parent)
    target = free_name(target)
    path.rename(target)
    sync_folder(target.parent)
    return target

"""The archive: a folder for each contract, and writes that survive a power cut."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from pathlib import Path
from typing import BinaryIO

from daemon.documents.naming import file_name
from daemon.workflow.files import DIGITS_SHOWN

PRIVATE = 0o600


def contract_folder(archive: Path, year: int, name: str) -> Path:
    """Return the folder of a contract's files, which has the contract's standard name."""
    return archive / str(year) / file_name(name)


def keep(path: Path, content: bytes) -> Path:
    """Write a file that is never replaced, and return its path.

    Writing the same bytes again changes nothing. If the name has other bytes, the new file gets a number:
    "name (2).docx".
    """
    target = free_name(path, content)
    if not target.exists():
        write(target, content)
    return target


def write(path: Path, content: bytes, mode: int = PRIVATE) -> None:
    """Write a file whole or not at all: under a temporary name, synced to disk, renamed.

    A file of that name is replaced. New folders get the rights of `mode`, too (see `folder_mode`).
    """
    make_folder(path.parent, folder_mode(mode))
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(temporary).unlink()
        raise
    sync_folder(path.parent)


def make_folder(path: Path, mode: int = 0o700) -> None:
    """Make a folder and its missing parents, each synced to disk in the folder above it."""
    missing = [each for each in (path, *path.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=mode, exist_ok=True)
        each.chmod(mode | stat.S_IMODE(each.stat().st_mode) & ~0o777)  # whatever the umask; a shared group stays
    for each in missing:
        sync_folder(each.parent)


def folder_mode(mode: int) -> int:
    """Return the rights of a folder whose files have `mode`: whoever may read them may enter it."""
    return mode | (mode & 0o444) >> 2


def sync_folder(folder: Path) -> None:
    """Sync the folder's entries to disk: without it a power cut can undo a rename."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def open_checked(archive: Path, path: str, sha256: str) -> BinaryIO:
    """Return a file of the archive, open at its begin. Raises what `read` does."""
    file = (archive / path).open("rb")
    if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
        file.close()
        raise ValueError(_changed(archive / path, sha256))
    file.seek(0)
    return file


def read(archive: Path, path: str, sha256: str) -> bytes:
    """Return a file of the archive. Raises FileNotFoundError, or ValueError if its SHA-256 is not the recorded one."""
    content = (archive / path).read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError(_changed(archive / path, sha256))
    return content


def _changed(path: Path, sha256: str) -> str:
    return f"{path} was changed: its SHA-256 is not {sha256[:DIGITS_SHOWN]}… any more"


def free_name(target: Path, content: bytes | None = None) -> Path:
    """Return the first path that is free or has this very content: "form.xlsx", "form (2).xlsx" …"""
    candidate, n = target, 1
    while candidate.is_symlink() or (candidate.exists() and not _holds(candidate, content)):
        n += 1
        candidate = target.with_name(file_name(f"{target.stem}", f" ({n}){target.suffix}"))
    return candidate


def _holds(path: Path, content: bytes | None) -> bool:
    if content is None:
        return False
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode) or found.st_size != len(content):
        return False
    try:
        return path.read_bytes() == content
    except PermissionError:  # another's file: what cannot be compared is not ours
        return False

"""The archive: a folder for each contract, and writing that survives a power cut."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

from daemon.documents.naming import file_name


def contract_folder(archive: Path, year: int, name: str) -> Path:
    """Where a contract's files lie; it bears the contract's standard name."""
    return archive / str(year) / file_name(name)


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: under a temporary name, flushed, renamed (0600, folders 0700).

    What lay under the name is replaced: the caller decides whose name it is.
    """
    make_folder(path.parent)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(temporary).unlink()
        raise
    sync_folder(path.parent)


def make_folder(path: Path) -> None:
    """Make a folder and its parents so that a power cut does not take them back."""
    missing = [each for each in (path, *path.parents) if not each.exists()]
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    for each in missing:
        sync_folder(each.parent)


def sync_folder(folder: Path) -> None:
    """Have the folder's entries on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(archive: Path, path: str, sha256: str) -> bytes:
    """A file of the archive. Raises FileNotFoundError, or ValueError when it is not what was recorded."""
    content = (archive / path).read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError(f"{archive / path} was changed: its SHA-256 is not {sha256[:12]}… any more")
    return content

"""Files of the archive as they were filed. One that is gone or changed is named; a server that is away is waited for.

People have the archive open in their file managers: they move, rename and save. No verdict may depend on that.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

from sqlalchemy import Connection

from daemon.documents import archive
from daemon.runtime.passing_errors import passes
from daemon.store import archive_index
from daemon.workflow.files import DIGITS_SHOWN, File

Content = TypeVar("Content", bytes, BinaryIO)


class FileMissing(Exception):
    """A file is not in the archive as it was recorded: `str` says where it should be, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Missing:
    file: File
    why: str


@dataclass(frozen=True, slots=True)
class Collected:
    """Names and contents of the files that are there, and those that are not."""

    files: tuple[tuple[str, bytes], ...] = ()
    missing: tuple[Missing, ...] = ()

    @property
    def missing_names(self) -> tuple[str, ...]:
        return tuple(each.file.name for each in self.missing)


def collect(connection: Connection, folder: Path, files: Iterable[File]) -> Collected:
    """Return what is there of some files. Raises OSError when the archive is away and will come back."""
    found: list[tuple[str, bytes]] = []
    missing: list[Missing] = []
    for each in files:
        try:
            found.append((each.name, content_of(connection, folder, each.sha256)))
        except FileMissing as error:
            missing.append(Missing(each, str(error)))
    return Collected(tuple(found), tuple(missing))


def content_of(connection: Connection, folder: Path, sha256: str) -> bytes:
    """Return a file of the archive. Raises FileMissing, or OSError when the archive is away and will come back."""
    return _found(archive.read, folder, _path_of(connection, sha256), sha256)


def open_content(connection: Connection, folder: Path, sha256: str) -> BinaryIO:
    """Return a file of the archive, open, to be sent piece by piece. Raises what `content_of` does."""
    return _found(archive.open_checked, folder, _path_of(connection, sha256), sha256)


def _path_of(connection: Connection, sha256: str) -> str:
    path = archive_index.path_of(connection, sha256)
    if path is None:
        raise FileMissing(f"no file with SHA-256 {sha256[:DIGITS_SHOWN]}… was ever filed")
    return path


def not_as_recorded(connection: Connection, folder: Path) -> Iterator[str]:
    """Return what is wrong with the archive's files, a line for each; it reads them all."""
    for sha256, path in archive_index.everything(connection):
        try:
            _found(archive.read, folder, path, sha256)
        except FileMissing as error:
            yield str(error)


def _found(get: Callable[[Path, str, str], Content], folder: Path, path: str, sha256: str) -> Content:
    try:
        return get(folder, path, sha256)
    except ValueError as error:
        raise FileMissing(str(error)) from error
    except OSError as error:
        if passes(error):
            raise
        if _is_away(folder):
            raise OSError(errno.ENOTCONN, "the archive is empty or away", str(folder)) from error
        raise FileMissing(f"{folder / path}: {error.strerror or error}") from error


def _is_away(folder: Path) -> bool:
    """Return whether nothing at all is there: a share that is not mounted looks like an empty folder, or like none."""
    try:
        return next(folder.iterdir(), None) is None
    except FileNotFoundError:
        return True
    except OSError:
        return False

"""What lies in the drafts' folder: a file that may become a draft, clutter, or something that hinders and is told."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

_SYSTEM = frozenset({  # what Windows, macOS and file servers keep in shared folders
    "thumbs.db", "desktop.ini", "$recycle.bin", "system volume information", "lost+found", "@eadir", "#recycle",
    "#snapshot",
})  # fmt: skip
_UNFINISHED = (".tmp", ".part", ".partial", ".filepart", ".crdownload", ".opdownload", ".download", "~")
_TEXTS = (".docx", ".doc", ".odt", ".rtf")
_PAIRED = (".xlsx", ".yaml", ".yml", ".json")
_OWNER_BYTES = 54  # of Excel's and Word's lock files: before them the user's name


class Hindrance(StrEnum):
    """Why something in the drafts' folder does not become a draft. The values are keys of the letters' texts."""

    EMPTY = "empty"
    OPEN = "open"  # a lock file says that somebody has it open
    UNFINISHED = "unfinished"  # by its name, a copy or download that goes on
    GROWING = "growing"
    LINK = "link"
    SPECIAL = "special"  # a pipe, a device, a socket
    FOLDER = "folder"
    NO_PLACE = "no_place"  # beside the types' folders, and no form that says its type
    CLOSED = "closed"  # a folder that the daemon may not look into
    NOT_OURS = "not_ours"  # a file or folder that the daemon may not move or make
    CLAIMED = "claimed"  # among the claimed drafts, and none
    STUCK = "stuck"  # a draft that was claimed and cannot be moved on
    UNREACHABLE = "unreachable"  # the whole folder


@dataclass(frozen=True, slots=True)
class Look:
    size: int
    modified: int
    inode: int


@dataclass(frozen=True, slots=True)
class FolderEntry:
    """A thing in a folder. `hindrance` says why it is no draft.

    None: an ordinary file that nobody has open, or a folder to be taken as one draft.
    """

    path: Path
    look: Look
    hindrance: Hindrance | None = None
    detail: str = ""
    beside: Path | None = None  # the contract's text that goes with this form


def readable(name: str) -> str:
    """Return a file name as its author saw it: bytes that are no UTF-8 are Windows' or DOS's Russian letters.

    Such names come out of old ZIP archives and over old SMB shares.
    """
    raw = os.fsencode(name)
    with contextlib.suppress(UnicodeDecodeError):
        text = raw.decode("utf-8")
        if not any(unicodedata.category(each) == "Cn" for each in text):  # DOS's letters look so now and then
            return text
    for charset in ("cp1251", "cp866"):
        with contextlib.suppress(UnicodeDecodeError):
            text = raw.decode(charset)
            if all(each.isascii() or each.lower() in _RUSSIAN for each in text):
                return text
    return raw.decode("cp1251", errors="replace")


_RUSSIAN = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя№«»—–")


def entries(folder: Path) -> Iterator[FolderEntry]:
    """Yield what lies in a folder, without clutter. Raises OSError when the folder cannot be read."""
    with os.scandir(folder) as found:
        listed = list(found)
    names = {each.name for each in listed}
    for each in listed:
        if is_clutter(each.name):
            continue
        with contextlib.suppress(FileNotFoundError):  # gone again
            yield _entry(each, names)


def pairs(found: list[FolderEntry]) -> list[FolderEntry]:
    """Return what lies in a folder with each form and the text that is called as it put together.

    A form waits as long as its text is not complete.
    """
    texts = {_called(each.path): each for each in found if each.path.suffix.lower() in _TEXTS}
    result, taken = [], set()
    for each in found:
        text = texts.get(_called(each.path)) if each.path.suffix.lower() in _PAIRED and each.hindrance is None else None
        if text is None:
            result.append(each)
        elif text.hindrance is None:
            look = Look(each.look.size + text.look.size, max(each.look.modified, text.look.modified), each.look.inode)
            result.append(replace(each, look=look, beside=text.path))
            taken.add(text.path)
    return [each for each in result if each.path not in taken]


def _called(path: Path) -> str:
    """Return what form and text have in common: the name, without the version that a text's may say."""
    return re.sub(r" v\d+$", "", readable(path.stem).casefold())


def _entry(entry: os.DirEntry[str], names: set[str]) -> FolderEntry:
    found = entry.stat(follow_symlinks=False)
    path, look = Path(entry.path), Look(found.st_size, found.st_mtime_ns, found.st_ino)
    if stat.S_ISLNK(found.st_mode):
        return FolderEntry(path, look, Hindrance.LINK)
    if stat.S_ISDIR(found.st_mode):
        return FolderEntry(path, look, Hindrance.FOLDER)
    if not stat.S_ISREG(found.st_mode):
        return FolderEntry(path, look, Hindrance.SPECIAL)
    if _is_unfinished(entry.name):
        return FolderEntry(path, look, Hindrance.UNFINISHED)
    if lock := next((each for each in _locks(entry.name) if each in names), ""):
        return FolderEntry(path, look, Hindrance.OPEN, lock)
    return FolderEntry(path, look, None if look.size else Hindrance.EMPTY)


def is_clutter(name: str) -> bool:
    """Return whether systems and programs leave files of this name in shared folders, unseen by people."""
    return name.lower() in _SYSTEM or name.startswith((".", "~$")) or name.endswith(":Zone.Identifier")


def _is_unfinished(name: str) -> bool:
    return name.startswith("~") or name.lower().endswith(_UNFINISHED)


def _locks(name: str) -> tuple[str, ...]:
    """Return the lock files by which a program has this file open.

    Word and Excel write ~$NAME, in which long names lose two letters; LibreOffice .~lock.NAME#.
    """
    return f"~${name}", f"~${name[2:]}", f".~lock.{name}#"


def who_locked(lock: Path) -> str:
    """Return who has a file open, by its lock file; "" when it does not say."""
    try:
        raw = lock.read_bytes()[: 4 * _OWNER_BYTES]
    except OSError:
        return ""
    if lock.name.startswith("~$"):  # a byte, then the name in Windows' letters, filled up with spaces
        found = raw[1:_OWNER_BYTES].decode("cp1251", errors="replace").partition("  ")[0]
    else:
        found = raw.decode("utf-8", errors="replace").strip(",").partition(",")[0]
    return "".join(each for each in found if each.isprintable() and each != "\ufffd").strip()

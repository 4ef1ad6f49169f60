"""Looking at an office file before it is opened: from outside, without unpacking more than its list of parts."""

from __future__ import annotations

import io
import zipfile

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_UNPACKED = 200 * 1024 * 1024
LARGEST_PART = 60 * 1024 * 1024
MOST_PARTS = 2000
MOST_RATIO = 200
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the old binary formats, and encrypted new ones


class Unsafe(ValueError):
    """A file that is not opened: a key of the catalogue and what its text needs."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


def inspect_workbook(content: bytes) -> None:
    """Raise Unsafe unless this is an XLSX that may be opened (ECMA-376 parts in a zip)."""
    if len(content) > LARGEST_FILE:
        raise Unsafe("too_big", size=len(content) // 2**20, max=LARGEST_FILE // 2**20)
    if content.startswith(_OLE):
        raise Unsafe("encrypted" if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in content else "old_xls")
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise Unsafe("broken_zip" if content.startswith(b"PK") else "not_xlsx")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        _inspect_parts(archive)


def _inspect_parts(archive: zipfile.ZipFile) -> None:
    _refuse_bomb(archive.infolist())
    names = {part.filename.lower() for part in archive.infolist()}
    if "xl/workbook.xml" not in names:
        raise Unsafe("not_xlsx")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Unsafe("macros")
    for marker in ("activex", "externallinks", "embeddings", "macrosheets", "dialogsheets"):
        if any(name.startswith(f"xl/{marker}/") for name in names):
            raise Unsafe("active", what=marker)
    for part in archive.infolist():
        if part.filename.lower().endswith((".xml", ".rels")):
            with archive.open(part) as file:
                if b"<!DOCTYPE" in file.read(4096).upper():
                    raise Unsafe("active", what="DTD")


def _refuse_bomb(parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise Unsafe("encrypted")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise Unsafe("bomb")
    if any(p.file_size > LARGEST_PART or p.file_size > MOST_RATIO * max(p.compress_size, 1000) for p in parts):
        raise Unsafe("bomb")

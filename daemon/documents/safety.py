"""Inspect an office file before it is opened: from outside, without unpacking more than the start of most parts.

What is refused and why: ECMA-376 part 2 (packages) knows no DTD, and a form or a contract needs no macros, no
embedded objects and nothing from elsewhere but links that people click.
"""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from pyexpat import ExpatError, ParserCreate
from typing import Any

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_UNPACKED = 200 * 1024 * 1024
LARGEST_MARKUP = 24 * 1024 * 1024  # of XML, which takes some fifty times as much memory once it is read
MOST_PARTS = 2000
MOST_RATIO = 200
_SMALL_PART = 1000  # compressed bytes that a part counts with at least: what unpacks to 200 KB is no bomb
_CHUNK_BYTES = 8192  # read at once: a part's first element stands near its start
_KIND_SHOWN = 60  # characters of a relationship's kind, which the file's maker wrote
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the old binary formats, and encrypted new ones
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".svm", ".odttf", ".ttf")
DAMAGED = (  # what a damaged ZIP makes the standard library raise
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    NotImplementedError,
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
    OverflowError,
)
_ACTIVE = ("activex/", "externallinks/", "embeddings/", "macrosheets/", "dialogsheets/", "ctrlprops/", "afchunk")


class Unsafe(ValueError):
    """A file that must not be opened: `key` names a text of the catalogue, `values` are what it needs."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


def inspect_workbook(content: bytes) -> None:
    """Raise Unsafe unless this is an XLSX that may be opened."""
    _inspect(content, "xl/workbook.xml", "old_xls", "not_xlsx")


def inspect_document(content: bytes) -> None:
    """Raise Unsafe unless this is a DOCX that may be opened."""
    _inspect(content, "word/document.xml", "old_doc", "not_docx")


def is_workbook(content: bytes) -> bool:
    """Return True if it looks like an XLSX, whatever its name says."""
    return _has_part(content, "xl/workbook.xml")


def is_document(content: bytes) -> bool:
    """Return True if it looks like a DOCX, whatever its name says."""
    return _has_part(content, "word/document.xml")


def _has_part(content: bytes, name: str) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return name in archive.namelist()
    except DAMAGED:
        return False


def _inspect(content: bytes, main_part: str, old: str, other: str) -> None:
    if not content:
        raise Unsafe("empty")
    if len(content) > LARGEST_FILE:
        raise Unsafe("too_big", size=len(content) // 2**20, max=LARGEST_FILE // 2**20)
    if content.startswith(_OLE):
        raise Unsafe("encrypted" if _ENCRYPTED in content else old)
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise Unsafe("broken_zip" if content.startswith(b"PK") else other)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_bomb(archive.infolist())
            _refuse_active(archive, main_part, other)
    except Unsafe:
        raise
    except DAMAGED as error:
        raise Unsafe("broken_zip") from error


def _refuse_bomb(parts: list[zipfile.ZipInfo]) -> None:
    """Raise Unsafe for a ZIP bomb or encryption, by what the parts declare: `zipfile` reads no more than that."""
    if any(part.flag_bits & 1 for part in parts):
        raise Unsafe("encrypted")
    markup = sum(part.file_size for part in parts if not _is_picture(part))
    if len(parts) > MOST_PARTS or markup > LARGEST_MARKUP or sum(p.file_size for p in parts) > LARGEST_UNPACKED:
        raise Unsafe("bomb")
    if any(part.file_size > MOST_RATIO * max(part.compress_size, _SMALL_PART) for part in parts):
        raise Unsafe("bomb")


def _refuse_active(archive: zipfile.ZipFile, main_part: str, other: str) -> None:
    names = {part.filename.lower() for part in archive.infolist()}
    if main_part not in names:
        raise Unsafe(other)
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise Unsafe("macros")
    folder = main_part.partition("/")[0]
    for marker in _ACTIVE:
        if any(name.startswith(f"{folder}/{marker}") for name in names):
            raise Unsafe("active", what=marker.strip("/"))
    for part in archive.infolist():
        if not _is_picture(part):
            _refuse_dtd(archive, part)
        if part.filename.lower().endswith(".rels"):
            _refuse_external(archive.read(part))
        if part.filename == "[Content_Types].xml" and b"macroEnabled" in archive.read(part):
            raise Unsafe("macros")


class _PrologEnds(Exception):
    """The first element was reached: no DTD can follow."""


def _refuse_dtd(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Raise Unsafe if a part has a DTD, in whatever encoding: it is read up to its first element.

    Parts that are no XML pass, unless their name says that they are.
    """
    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = _found_dtd
    parser.StartElementHandler = _found_element
    try:
        with archive.open(part) as file:
            while chunk := file.read(_CHUNK_BYTES):
                parser.Parse(chunk)
        parser.Parse(b"", True)  # no element came at all
    except _PrologEnds:
        return
    except ExpatError as error:
        if part.filename.lower().endswith((".xml", ".rels")):
            raise Unsafe("broken_zip") from error


def _found_dtd(*_: Any) -> None:
    raise Unsafe("active", what="DTD")


def _found_element(*_: Any) -> None:
    raise _PrologEnds


def _refuse_external(relationships: bytes) -> None:
    """Raise Unsafe for relationships to the outside, other than links: programs fetch those without asking."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(relationships, parser)
    except etree.XMLSyntaxError as error:
        raise Unsafe("broken_zip") from error
    for each in root.iter("{*}Relationship"):
        kind = str(each.get("Type", "")).rpartition("/")[2]
        if each.get("TargetMode") == "External" and kind != "hyperlink":
            raise Unsafe("active", what=f"external {kind}"[:_KIND_SHOWN])


def _is_picture(part: zipfile.ZipInfo) -> bool:
    return part.filename.lower().endswith(_PICTURES)

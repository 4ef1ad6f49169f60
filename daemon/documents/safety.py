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

from daemon.documents.office_package import DOCUMENTS, WORKBOOKS, OfficePackage
from daemon.documents.texts import CatalogueText

# What files are called that are workbooks: some are taken, of the others it is said what to do.
WORKBOOK_SUFFIXES = (".xlsx", ".xltx", ".xlsm", ".xltm", ".xlsb", ".xls", ".ods")
LARGEST_FILE = 20 * 1024 * 1024
LARGEST_UNPACKED = 200 * 1024 * 1024
LARGEST_MARKUP = 24 * 1024 * 1024  # of XML, which takes some fifty times as much memory once it is read
LARGEST_SHEETS = 100 * 1024 * 1024  # of a workbook's sheets, which are read as a stream: a million formatted rows
MOST_PARTS = 2000
MOST_RATIO = 200
_SMALL_PART = 1000  # compressed bytes that a part counts with at least: what unpacks to 200 KB is no bomb
_SHEETS = "xl/worksheets/"
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
_RUNS = {  # relationships to what the file itself brings along, by what the catalogue calls it
    **dict.fromkeys(("oleObject", "package"), "embedded"),
    **dict.fromkeys(("control", "activeXControlBinary", "ctrlProp"), "control"),
    **dict.fromkeys(("xlMacrosheet", "xlIntlMacrosheet", "dialogsheet"), "control"),
    **dict.fromkeys(("externalLink", "externalLinkPath"), "workbook_link"),
    "aFChunk": "chunk",
}
_FOLDERS = {"embeddings": "embedded", "externallinks": "workbook_link", "afchunk": "chunk"}
_FETCHES = {  # relationships to the outside, that programs follow without asking
    "attachedTemplate": "attached_template",
    **dict.fromkeys(("externalLinkPath", "externalLink"), "workbook_link"),
    **dict.fromkeys(("image", "video", "audio", "media"), "linked_picture"),
    **dict.fromkeys(("oleObject", "package"), "embedded"),
}
_NOT_NEEDED = ("docprops/", "customxml/")  # Word and Excel open a file in which these are damaged
_NOWHERE = "null"  # what Word writes for a picture that it has lost: nothing is fetched


class Unsafe(ValueError):
    """A file that must not be opened: `key` names a text of the catalogue, `values` are what it needs."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


def inspect_workbook(content: bytes) -> None:
    """Raise Unsafe unless this is an XLSX that may be opened."""
    _inspect(content, WORKBOOKS, "xl", "old_xls", "not_xlsx")


def inspect_document(content: bytes) -> None:
    """Raise Unsafe unless this is a DOCX that may be opened."""
    _inspect(content, DOCUMENTS, "word", "old_doc", "not_docx")


def is_workbook(content: bytes) -> bool:
    """Return True if it looks like an XLSX, whatever its name says."""
    return _is_about(content, WORKBOOKS)


def is_document(content: bytes) -> bool:
    """Return True if it looks like a DOCX, whatever its name says."""
    return _is_about(content, DOCUMENTS)


def _is_about(content: bytes, kinds: tuple[str, ...]) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return OfficePackage(archive).of_types(kinds) is not None
    except DAMAGED:
        return False


def _inspect(content: bytes, kinds: tuple[str, ...], folder: str, old: str, other: str) -> None:
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
            _refuse_other(archive, kinds, other)
            _refuse_active(archive, folder)
    except Unsafe:
        raise
    except DAMAGED as error:
        raise Unsafe("broken_zip") from error


def _refuse_bomb(parts: list[zipfile.ZipInfo]) -> None:
    """Raise Unsafe for a ZIP bomb or encryption, by what the parts declare: `zipfile` reads no more than that."""
    if any(part.flag_bits & 1 for part in parts):
        raise Unsafe("encrypted")
    if sum(part.file_size for part in parts if _is_sheet(part)) > LARGEST_SHEETS:
        raise Unsafe("sheets_too_big")
    markup = sum(part.file_size for part in parts if not _is_picture(part) and not _is_sheet(part))
    if len(parts) > MOST_PARTS or markup > LARGEST_MARKUP or sum(p.file_size for p in parts) > LARGEST_UNPACKED:
        raise Unsafe("bomb")
    if any(part.file_size > MOST_RATIO * max(part.compress_size, _SMALL_PART) for part in parts):
        raise Unsafe("bomb")


def _refuse_other(archive: zipfile.ZipFile, kinds: tuple[str, ...], other: str) -> None:
    if OfficePackage(archive).of_types(kinds) is None:
        raise Unsafe(other)


def _refuse_active(archive: zipfile.ZipFile, folder: str) -> None:
    """Raise Unsafe for what runs or fetches, by the parts' names, content types and relationships."""
    for part in archive.infolist():
        name = part.filename.lower()
        if name.endswith(("vbaproject.bin", "vbadata.xml")):
            raise Unsafe("macros")
        marker = next((each for each in _ACTIVE if name.startswith(f"{folder}/{each}")), "")
        if marker:
            raise _active(_FOLDERS.get(marker.strip("/"), "control"), part.filename)
        if not _is_picture(part):
            _refuse_dtd(archive, part)
        if name.endswith(".rels"):
            _refuse_related(archive.read(part), part.filename)
        if name == "[content_types].xml" and b"macroEnabled" in archive.read(part):
            raise Unsafe("macros")


def _active(kind: str, where: str) -> Unsafe:
    return Unsafe("active", what=CatalogueText(f"active_{kind}", {"where": where[:_KIND_SHOWN]}))


class _PrologEnds(Exception):
    """The first element was reached: no DTD can follow."""


def _refuse_dtd(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Raise Unsafe if a part has a DTD, in whatever encoding: it is read up to its first element.

    Parts that are no XML pass, unless their name says that they are, and they are needed.
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
        name = part.filename.lower()
        if name.endswith((".xml", ".rels")) and not name.startswith(_NOT_NEEDED):
            raise Unsafe("broken_zip") from error


def _found_dtd(*_: Any) -> None:
    raise _active("markup", "DTD")


def _found_element(*_: Any) -> None:
    raise _PrologEnds


def _refuse_related(relationships: bytes, where: str) -> None:
    """Raise Unsafe for relationships to the outside, other than links, and to what runs inside."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(relationships, parser)
    except etree.XMLSyntaxError as error:
        raise Unsafe("broken_zip") from error
    for each in root.iter("{*}Relationship"):
        kind = str(each.get("Type", "")).rpartition("/")[2]
        if kind in ("vbaProject", "wordVbaData"):
            raise Unsafe("macros")
        if each.get("TargetMode") == "External":
            if kind != "hyperlink" and each.get("Target", "").lower() != _NOWHERE:
                raise _active(_FETCHES.get(kind, "elsewhere"), f"{kind}: {each.get('Target', '')}")
        elif kind in _RUNS:
            raise _active(_RUNS[kind], where)


def _is_sheet(part: zipfile.ZipInfo) -> bool:
    return part.filename.lower().startswith(_SHEETS)


def _is_picture(part: zipfile.ZipInfo) -> bool:
    return part.filename.lower().endswith(_PICTURES)

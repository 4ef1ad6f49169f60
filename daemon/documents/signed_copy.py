"""Recognise a signed copy, by its first bytes and not by its name alone."""

from __future__ import annotations

import io
import zipfile

from daemon.documents.safety import DAMAGED

SMALLEST_PICTURE = 15_000  # bytes; no legible page is smaller, logos and buttons are
_PICTURES = ("jpg", "jpeg", "png", "tif", "tiff", "heic", "heif")
_SIGNATURES = ("p7m", "p7s", "sig", "sgn")  # a detached or enveloping electronic signature (CMS, RFC 5652)
# A telephone's photograph (ISO/IEC 23008-12, ISO/IEC 14496-12, 4.3): the length of the first box, its type, a brand.
_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1")
_HEIF = tuple(bytes([0, 0, 0, length]) + b"ftyp" + brand for length in range(16, 64, 4) for brand in _BRANDS)
_STARTS = {
    "pdf": (b"%PDF-",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "tif": (b"II*\x00", b"MM\x00*"),
    "tiff": (b"II*\x00", b"MM\x00*"),
    "heic": _HEIF,
    "heif": _HEIF,
}
_MOST_IN_ZIP = 200
_LARGEST_UNPACKED = 200 * 1024 * 1024


def is_signed_copy(name: str, content: bytes, *, shown_in_text: bool = False) -> bool:
    """Return True if a file can be a signed copy: a PDF, a scan, an electronic signature, or a ZIP of such.

    A Word document is none: nothing shows that it was signed. Nor is a picture that the mail's text shows.
    """
    suffix = name.lower().rpartition(".")[2]
    if suffix in _SIGNATURES:
        # Neither a program nor an office file with another name.
        return bool(content) and not content.startswith((b"MZ", b"\x7fELF", b"PK"))
    if suffix == "zip":
        return _is_zip_of_copies(content)
    if suffix in _PICTURES and (shown_in_text or len(content) < SMALLEST_PICTURE):
        return False
    start = content[:1024].lstrip() if suffix == "pdf" else content
    return suffix in _STARTS and start.startswith(_STARTS[suffix])


def _is_zip_of_copies(content: bytes) -> bool:
    """Return True for a ZIP whose files are copies by their names; no bomb, no code.

    A DOCX or XML may be with them: the original of a detached signature.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [each for each in archive.infolist() if not each.is_dir()]
    except DAMAGED:
        return False
    names = [each.filename.lower().rpartition(".")[2] for each in parts]
    too_much = len(parts) > _MOST_IN_ZIP or sum(each.file_size for each in parts) > _LARGEST_UNPACKED
    allowed = {*_STARTS, *_SIGNATURES}
    if not parts or too_much or not set(names) <= allowed | {"docx", "xml"}:
        return False
    return bool(allowed & set(names))

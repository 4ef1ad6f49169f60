"""Whether a file that somebody sent with their words may be passed on as it is: nothing is forwarded unseen."""

from __future__ import annotations

from daemon.documents.safety import Unsafe, inspect_document, inspect_workbook, is_document, is_workbook
from daemon.documents.signed_copy import is_signed_copy

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_OFFICE = ("doc", "xls", "ppt", "dot", "xlt")
_MACROS = ("_VBA_PROJECT".encode("utf-16-le"), "Macros".encode("utf-16-le"))
_EMBEDDED = ("Ole10Native".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le"))
_ACTIVE_PDF = (b"/JavaScript", b"/Launch", b"/EmbeddedFile")
_ACTIVE_RTF = (b"\\objdata", b"\\objupdate")
_OPEN_TEXT = ("odt", "ods")
_PICTURES = (b"GIF87a", b"GIF89a", b"BM", b"RIFF", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_TEXTS = ("txt", "csv", "md")


def inspect_enclosure(name: str, content: bytes, room: int) -> None:
    """Raise Unsafe unless this is an office file, PDF, picture or plain text without programs, within `room` bytes."""
    suffix = name.lower().rpartition(".")[2]
    if not content or len(content) > room:
        raise Unsafe("enclosure_too_big", max=room // 2**20) if content else Unsafe("empty")
    if is_document(content) or suffix in ("docx", "docm", "dotx"):
        inspect_document(content)
    elif is_workbook(content) or suffix in ("xlsx", "xlsm", "xltx"):
        inspect_workbook(content)
    elif content.startswith(_OLE):
        _inspect_old_office(suffix, content)
    elif content.startswith(b"{\\rtf"):
        _refuse(_ACTIVE_RTF, content, "enclosure_embedded")
    elif suffix == "pdf" and is_signed_copy(name, content):
        _refuse(_ACTIVE_PDF, content, "enclosure_active_pdf")
    elif not _is_harmless(suffix, name, content):
        raise Unsafe("enclosure_archive" if content.startswith((b"PK", b"Rar!", b"7z")) else "enclosure_kind")


def _inspect_old_office(suffix: str, content: bytes) -> None:
    if suffix not in _OLD_OFFICE:
        raise Unsafe("enclosure_kind")
    _refuse(_MACROS, content, "macros")
    _refuse(_EMBEDDED, content, "enclosure_embedded")


def _refuse(signs: tuple[bytes, ...], content: bytes, why: str) -> None:
    if any(each in content for each in signs):
        raise Unsafe(why)


def _is_harmless(suffix: str, name: str, content: bytes) -> bool:
    if suffix in _OPEN_TEXT:
        return content.startswith(b"PK") and b"mimetypeapplication/vnd.oasis.opendocument." in content[:120]
    if suffix in _TEXTS:
        return b"\0" not in content or content.startswith((b"\xff\xfe", b"\xfe\xff"))
    return content.startswith(_PICTURES) or (suffix != "zip" and is_signed_copy(name, content))

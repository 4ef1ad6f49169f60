"""The names of attached files, as far as a mail gives them: tidied, and with the ending that their type says."""

from __future__ import annotations

_ENDINGS = {
    "application/pdf": "pdf",
    "application/x-pdf": "pdf",
    "application/acrobat": "pdf",
    "image/jpeg": "jpg",
    "image/jpg": "jpg",
    "image/pjpeg": "jpg",
    "image/png": "png",
    "image/x-png": "png",
    "image/tiff": "tif",
    "image/heic": "heic",
    "image/heif": "heif",
    "application/zip": "zip",
    "application/pkcs7-signature": "p7s",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}
_ALIKE = {"jpeg": "jpg", "jpe": "jpg", "tiff": "tif"}
_UNNAMED = "file"


def tidied_name(written: str, media_type: str) -> str:
    """Return a file's name without the signs at its end that are no part of it: `scan.pdf.` is scan.pdf.

    One without an ending, or without a name, gets the ending of its type if that has one.
    """
    name = written.strip().rstrip(". ;,\"'")
    ending = _ENDINGS.get(media_type.lower(), "")
    if not ending:
        return name
    has = name.rpartition(".")[2].lower() if "." in name else ""
    known = has.isalpha() or (has.isalnum() and not has.isdigit() and len(has) <= 4)
    return name if known or _ALIKE.get(has, has) == ending else f"{name or _UNNAMED}.{ending}"

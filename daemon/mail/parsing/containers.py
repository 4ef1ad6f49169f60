"""Mails inside wrappings: S/MIME that hides the mail in its signature, PGP's clear signature, Outlook's winmail.dat."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WRAPPED_LIMIT = 30_000_000  # bytes
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")  # id-signedData (RFC 5652, 5.1)
_DATA = bytes.fromhex("2a864886f70d010701")  # id-data (RFC 5652, 4)
_OCTETS, _CONSTRUCTED = 0x04, 0x20  # the tag OCTET STRING, the bit of a constructed value (X.690, 8.1.2)
_CLEAR = re.compile(r"^[> ]*-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\n(?:[> ]*[A-Za-z-]+: .*\n)*[> ]*\n?", re.MULTILINE)
_SIGNATURE = re.compile(
    r"^[> ]*-----BEGIN PGP SIGNATURE-----.*?(?:^[> ]*-----END PGP SIGNATURE-----[ \t]*$|\Z)", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class UnwrappedContent:
    """The text and the files of a winmail.dat."""

    plain: str = ""
    html: str = ""
    files: tuple[tuple[str, bytes], ...] = ()


def signed_content(data: bytes) -> bytes:
    """Return the mail that an opaque S/MIME signature encloses (RFC 5652, 5.2); empty if it is encrypted or broken.

    The signature is not verified.
    """
    if len(data) > _WRAPPED_LIMIT or _SIGNED_DATA not in data[:64]:
        return b""
    at = data.find(_DATA, data.find(_SIGNED_DATA))
    if at < 0:
        return b""
    try:
        explicit, _ = _inside(data, at + len(_DATA))
        return _octets(data, explicit, 0)[0]
    except (IndexError, ValueError):
        return b""


def _inside(data: bytes, at: int) -> tuple[int, int]:
    """Return where the contents of the value at `at` begin and end; -1 as the end if its length is indefinite.

    Such a value is ended by two zero bytes (X.690, 8.1.3.6). Raises ValueError or IndexError if it is broken.
    """
    length = data[at + 1]
    if length < 0x80:
        return at + 2, at + 2 + length
    if length == 0x80:
        return at + 2, -1
    size = length & 0x7F
    if size > 8:
        raise ValueError("no length is so long")
    start = at + 2 + size
    return start, start + int.from_bytes(data[at + 2 : start], "big")


def _octets(data: bytes, at: int, deep: int) -> tuple[bytes, int]:
    """Return an OCTET STRING, put together if it is in pieces (X.690, 8.7), and where it ends.

    Raises ValueError if it is something else or nested more than four deep.
    """
    tag = data[at]
    if tag & ~_CONSTRUCTED != _OCTETS or deep > 4:
        raise ValueError("no octets")
    start, end = _inside(data, at)
    if not tag & _CONSTRUCTED:
        return data[start:end], end
    pieces: list[bytes] = []
    while (start < end) if end >= 0 else (data[start : start + 2] != b"\x00\x00"):
        piece, start = _octets(data, start, deep + 1)
        pieces.append(piece)
    return b"".join(pieces), start if end >= 0 else start + 2


def without_armour(text: str) -> str:
    """Return a clear-signed text (RFC 9580, 7) without its frame and dash escapes; any other text as it is."""
    if "BEGIN PGP SIG" not in text:
        return text
    bare = _SIGNATURE.sub("", _CLEAR.sub("", text))
    return re.sub(r"^- (?=-)", "", bare, flags=re.MULTILINE)


def open_winmail(data: bytes) -> UnwrappedContent:
    """Return the text and the files of a winmail.dat (MS-OXTNEF); an empty value if it is broken."""
    import struct

    from tnefparse.tnef import TNEF

    try:
        tnef = TNEF(data, do_checksum=False)
        body, html = tnef.body, tnef.htmlbody
        files = tuple((each.long_filename() or each.name or "", bytes(each.data or b"")) for each in tnef.attachments)
    except (
        ValueError,
        IndexError,
        KeyError,
        TypeError,
        AttributeError,
        LookupError,
        NameError,  # tnefparse on an attachment's attribute that stands before any attachment
        struct.error,
        NotImplementedError,
    ):
        return UnwrappedContent()
    return UnwrappedContent(_text(body), _text(html), tuple((str(name), content) for name, content in files))


def _text(value: object) -> str:
    from daemon.mail.parsing.charset import decode

    if isinstance(value, bytes):
        return decode(value, "cp1251")
    return value if isinstance(value, str) else ""

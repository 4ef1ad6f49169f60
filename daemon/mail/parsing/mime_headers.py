"""The headers of MIME as mail programs read them, though half of their signs may be missing (RFC 2045)."""

from __future__ import annotations

import re

_LONGEST = 4_000  # characters of a header that is mended
_TYPE = re.compile(r"\s*[\"']?([\w!#$&^.+-]+)\s*/\s*([\w!#$&^.+-]+)[\"']?", re.ASCII)
_WELL_FORMED = re.compile(r"\s*[\w!#$&^.+-]+/[\w!#$&^.+-]+\s*(?:;|$)", re.ASCII)
_COMMENT = re.compile(r"\([^()\"]*\)")
_NESTED = r"\((?:[^()]|\([^()]*\))*\)"
_DISPOSED = re.compile(r"\s*[\w!#$&^.+-]+\s*(?:;|$)", re.ASCII)
_DISPOSITION = re.compile(rf"(?:\s|{_NESTED})*\"?([\w!#$&^.+-]+)\"?(?:\s|{_NESTED})*;?", re.ASCII)
_PARAMETERS = r"charset|boundary|name|format|delsp|type|method|protocol|micalg|smime-type|report-type"
_NO_SEMICOLON = re.compile(rf"([^\s;])[\s,]+(?=(?:{_PARAMETERS})\s*=)", re.IGNORECASE)
_ENCODINGS = {
    "base64": "base64",
    "xbase64": "base64",
    "quotedprintable": "quoted-printable",
    "uuencode": "x-uuencode",
    "xuuencode": "x-uuencode",
    "xuue": "x-uuencode",
}
_NAME_APART = re.compile(rb"(?m)^([!-9;-~]{1,80})[ \t]+:(?=[ \t])")  # RFC 5322, 4.5


def mended(name: str, value: str) -> str:
    """Return the value of a header of MIME in its right form; any other as it is."""
    if len(value) > _LONGEST:
        return value
    match name.lower():
        case "content-type":
            return _content_type(value)
        case "content-disposition":
            return _disposition(value)
        case "content-transfer-encoding":
            return encoding_of(value) or value
    return value


def encoding_of(value: str) -> str:
    """Return the encoding that is meant: `base64;`, `Quoted_Printable (x)`; empty if none is that changes the bytes."""
    word = _COMMENT.sub("", value[:200]).partition(";")[0]
    return _ENCODINGS.get("".join(each for each in word.lower() if each.isalnum()), "")


def _content_type(value: str) -> str:
    """Return the type, and behind semicolons its parameters; what names no type is plain text (RFC 2045, 5.2)."""
    flat = " ".join(value.split())
    if not _WELL_FORMED.match(flat):
        flat = _COMMENT.sub(" ", flat)
        found = _TYPE.match(flat)
        kind = f"{found[1]}/{found[2]}" if found else "text/html" if flat.lower().startswith("html") else "text/plain"
        rest = flat[found.end() :] if found else flat.partition(";")[2]
        flat = f"{kind}; {rest.lstrip(' ;,')}"
    return _NO_SEMICOLON.sub(r"\1; ", flat) if _NO_SEMICOLON.search(flat) else flat


def _disposition(value: str) -> str:
    """Return a disposition without comments and quotes (RFC 2183, 2; RFC 2045, 5.1), with the semicolon behind it.

    Its parameters stay: a file's name may hold brackets that nobody quoted.
    """
    flat = " ".join(value.split())
    found = None if _DISPOSED.match(flat) else _DISPOSITION.match(flat)
    if not found:
        return value
    rest = flat[found.end() :].strip()
    return f"{found[1]}; {rest}" if rest else found[1]


def tidied(raw: bytes) -> bytes:
    """Return the mail without what stands before its head or parts its lines: a byte order mark, CRCRLF, `>From `."""
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    head = raw[:2_000]
    if b"\r\r\n" in head and head.count(b"\n") == head.count(b"\r\r\n"):
        raw = raw.replace(b"\r\r\n", b"\r\n")
    elif b"\n" not in head and b"\r" in head:
        raw = raw.replace(b"\r", b"\n")
    first, _, rest = raw.partition(b"\n")
    if re.match(rb">+From ", first):  # an envelope's line that was quoted once more (RFC 4155)
        raw = rest
    begin = re.split(rb"\r?\n\r?\n", raw[:65_536], maxsplit=1)[0]
    return _NAME_APART.sub(rb"\1:", begin) + raw[len(begin) :]

"""Text that was encoded once more than its headers say: UTF-8 read as another charset, quoted-printable, base64."""

from __future__ import annotations

import binascii
import quopri
import re

# The two bytes of a Cyrillic letter in UTF-8, read as one byte per letter: "Ð¡", "РЎ". Words never look so.
_AS_LATIN = re.compile("(?:[ÐÑ][\u0080-\u00bf\u0152-\u2122]){2,}")
_AS_CYRILLIC = re.compile("(?:[РС][\u0080-\u00bf\u0401-\u040f\u0451-\u045f\u0490\u0491\u2013-\u2122\ufffd]){3,}")
_QUOTED = re.compile(r"(?:=[89A-F][0-9A-F]){4,}")
_BASE64 = re.compile(r"\s*(?:[A-Za-z0-9+/]{4}\s*){10,}(?:[A-Za-z0-9+/]{2}[A-Za-z0-9+/=]=)?\s*")
_CODES = re.compile(r"(?:\\u04[0-9a-fA-F]{2}){2,}")
_CODE = re.compile(r"\\u([0-9a-fA-F]{4})")
_CYRILLIC = re.compile("[А-яЁё]{3}")
_UNDEFINED = "\u0098"  # the one byte that cp1251 lacks: the second of «И»


def unwrapped(text: str) -> str:
    """Return the text with what is encoded once too often decoded; what cannot be stays as it is."""
    if text.isascii():
        if _QUOTED.search(text):
            text = _decoded(quopri.decodestring(text.encode())) or text
        elif _BASE64.fullmatch(text[:100_000]):
            text = _from_base64(text) or text
    elif is_garbled(text):
        text = "\n".join(map(_once, text.split("\n")))  # not splitlines: U+0085 is half a letter here
    if "\\u04" in text:
        text = _CODES.sub(lambda run: _CODE.sub(lambda code: chr(int(code[1], 16)), run[0]), text)
    return text


def is_garbled(text: str) -> bool:
    """Return True if letters of the text are bytes of UTF-8 that were read as another charset."""
    return bool(_AS_LATIN.search(text) or _AS_CYRILLIC.search(text))


def _decoded(data: bytes) -> str:
    """Return the text if the bytes are Cyrillic in UTF-8, else nothing."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return text if _CYRILLIC.search(text) else ""


def _from_base64(text: str) -> str:
    try:
        return _decoded(binascii.a2b_base64("".join(text.split()), strict_mode=True))
    except (binascii.Error, ValueError):
        return ""


def _once(line: str) -> str:
    """Return a line of UTF-8 that was read as cp1252, Latin-1 or cp1251 as it was; any other unchanged."""
    if not is_garbled(line):
        return line
    codec = "cp1251" if _AS_CYRILLIC.search(line) else "cp1252"
    try:
        return _decoded(b"".join(_byte(each, codec) for each in line)) or line
    except UnicodeEncodeError:
        return line


def _byte(letter: str, codec: str) -> bytes:
    if letter in ("\ufffd", _UNDEFINED):
        return b"\x98"
    try:
        return letter.encode(codec)
    except UnicodeEncodeError:
        return letter.encode("latin-1")

"""Files that stand in a text as uuencode (POSIX, uuencode), as programs wrote them before MIME."""

from __future__ import annotations

import binascii
import re

_BEGIN = re.compile(r"begin(?:-base64)? [0-7]{3,4} (\S.{0,200})")
_LONGEST = 70


def without_files(text: str) -> tuple[str, tuple[tuple[str, bytes], ...]]:
    """Return the text without the files in it, and these with their names. What is no whole file stays in the text."""
    if "\nbegin" not in f"\n{text}":
        return text, ()
    lines = text.split("\n")
    kept: list[str] = []
    files: list[tuple[str, bytes]] = []
    at = 0
    while at < len(lines):
        begin = _BEGIN.fullmatch(lines[at].rstrip())
        content, end = _file(lines, at + 1) if begin else (None, at)
        if begin and content is not None:
            files.append((begin[1], content))
            at = end + 1
        else:
            kept.append(lines[at])
            at += 1
    return "\n".join(kept), tuple(files)


def decoded(data: bytes) -> bytes:
    """Return the first file in the bytes of a part whose encoding is uuencode; empty if there is none."""
    return next((content for _, content in without_files(data.decode("latin-1").replace("\r", ""))[1]), b"")


def _file(lines: list[str], start: int) -> tuple[bytes | None, int]:
    """Return the bytes of a file that begins in the line `start` and the line of its `end`; None if it has none."""
    out = bytearray()
    for at in range(start, len(lines)):
        line = lines[at].rstrip()
        if line == "end":
            return bytes(out), at
        if len(line) > _LONGEST or not line.isascii():
            return None, at
        try:
            out += binascii.a2b_uu(line or "`")
        except binascii.Error:
            return None, at
    return None, len(lines)

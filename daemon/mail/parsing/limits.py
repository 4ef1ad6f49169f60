"""Limits of size, head and parts, by which a mail is cut before it is parsed, so that parsing takes bounded time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.policy import Compat32
from typing import Any

from daemon.mail.parsing.account import Piece
from daemon.mail.parsing.mime_headers import mended
from daemon.mail.parsing.text_lines import unread_beyond

SIZE_LIMIT = 64 << 20  # bytes of a mail
HEAD_LIMIT = 256 << 10  # bytes of all its headers
HEADER_LIMIT = 4_000  # characters of one: the standard library needs quadratic time for its parameters
BOUNDARIES_LIMIT = 3_000  # lines that begin with "--", each of which may begin a part
MULTIPARTS_LIMIT = 300  # times that "multipart/" stands in it: every line is compared with all boundaries around

_HEAD_ENDS = re.compile(rb"\r?\n\r?\n")
_BOUNDARY = re.compile(rb"\n--")


class BoundedPolicy(Compat32):
    """The policy compat32 with headers cut to HEADER_LIMIT when they are parsed, and those of MIME mended.

    `raw_items` has them whole. Bytes above 127 stay surrogates, which the superclass would make unknown signs.
    """

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, mended(name, value)

    def header_fetch_parse(self, name: str, value: str) -> Any:  # noqa: ARG002  the superclass's argument
        return value[:HEADER_LIMIT]


@dataclass(frozen=True, slots=True)
class BoundedMail:
    """A mail cut to the limits, and the pieces that lie beyond them."""

    raw: bytes
    unread: tuple[Piece, ...] = ()


def bounded(raw: bytes) -> BoundedMail:
    """Return the mail cut to SIZE_LIMIT, HEAD_LIMIT and BOUNDARIES_LIMIT; one within them as it is."""
    short, of_head = _with_short_head(raw[:SIZE_LIMIT])
    kept = _with_few_parts(short)
    beyond = ((raw[SIZE_LIMIT:], "bytes"), (of_head, "bytes of the head"), (short[len(kept) :], "parts"))
    return BoundedMail(kept, tuple(each for rest, limit in beyond for each in unread_bytes(rest, limit)))


def unread_bytes(rest: bytes, limit: str) -> tuple[Piece, ...]:
    """Return the bytes beyond a limit as a piece, with what can be read of their first ones."""
    return unread_beyond(rest[:100_000].decode("utf-8", "replace") or " ", limit) if rest.strip() else ()


def _with_short_head(raw: bytes) -> tuple[bytes, bytes]:
    """Return the mail with its head cut to HEAD_LIMIT at a line's end, and what was cut; the body stays."""
    ends = _HEAD_ENDS.search(raw)
    length = ends.start() if ends else len(raw)
    if length <= HEAD_LIMIT:
        return raw, b""
    lines = raw[:HEAD_LIMIT].split(b"\n")
    own = lines[:-1] if len(lines) > 1 else lines
    kept = b"\n".join(own)
    return (kept + b"\n" + raw[length:].lstrip(b"\r") if ends else kept), raw[len(kept) : length]


def _with_few_parts(raw: bytes) -> bytes:
    """Return the mail up to the part that exceeds one of the limits of parts."""
    return _with_few_boundaries(_with_few_multiparts(raw))


def _with_few_multiparts(raw: bytes) -> bytes:
    pieces = raw.lower().split(b"multipart/", MULTIPARTS_LIMIT + 1)
    return raw if len(pieces) <= MULTIPARTS_LIMIT + 1 else raw[: len(raw) - len(pieces[-1]) - len(b"multipart/")]


def _with_few_boundaries(raw: bytes) -> bytes:
    if raw.count(b"\n--") <= BOUNDARIES_LIMIT:
        return raw
    for count, found in enumerate(_BOUNDARY.finditer(raw)):
        if count == BOUNDARIES_LIMIT:
            return raw[: found.start()]
    return raw

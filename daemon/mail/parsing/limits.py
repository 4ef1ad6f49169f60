"""Limits of size, head and parts, by which a mail is cut before it is parsed, so that parsing takes bounded time."""

from __future__ import annotations

import re
from email.policy import Compat32
from typing import Any

SIZE_LIMIT = 64 << 20  # bytes of a mail
HEAD_LIMIT = 256 << 10  # bytes of all its headers
HEADER_LIMIT = 4_000  # characters of one: the standard library needs quadratic time for its parameters
BOUNDARIES_LIMIT = 3_000  # lines that begin with "--", each of which may begin a part

_HEAD_ENDS = re.compile(rb"\r?\n\r?\n")
_BOUNDARY = re.compile(rb"\n--")


class BoundedPolicy(Compat32):
    """The policy compat32 with headers cut to HEADER_LIMIT when they are parsed; `raw_items` has them whole."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return super().header_fetch_parse(name, value[:HEADER_LIMIT])


def bounded(raw: bytes) -> bytes:
    """Return the mail cut to SIZE_LIMIT, HEAD_LIMIT and BOUNDARIES_LIMIT; one within them as it is."""
    return _with_few_parts(_with_short_head(raw[:SIZE_LIMIT]))


def _with_short_head(raw: bytes) -> bytes:
    """Return the mail with its head cut to HEAD_LIMIT at a line's end; the body stays."""
    ends = _HEAD_ENDS.search(raw)
    length = ends.start() if ends else len(raw)
    if length <= HEAD_LIMIT:
        return raw
    lines = raw[:HEAD_LIMIT].split(b"\n")
    own = lines[:-1] if len(lines) > 1 else lines
    return b"\n".join([*own, b""]) + raw[length:].lstrip(b"\r") if ends else b"\n".join(own)


def _with_few_parts(raw: bytes) -> bytes:
    if raw.count(b"\n--") <= BOUNDARIES_LIMIT:
        return raw
    for count, found in enumerate(_BOUNDARY.finditer(raw)):
        if count == BOUNDARIES_LIMIT:
            return raw[: found.start()]
    return raw

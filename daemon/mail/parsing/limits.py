"""A mail cut to what can be parsed in bounded time, before anything looks at its structure."""

from __future__ import annotations

import re
from email.policy import Compat32
from typing import Any

SIZE_LIMIT = 64 << 20
HEAD_LIMIT = 256 << 10
HEADER_LIMIT = 4_000  # of one that the parser takes apart: the standard library needs quadratic time for parameters
BOUNDARIES_LIMIT = 3_000

_HEAD_ENDS = re.compile(rb"\r?\n\r?\n")
_BOUNDARY = re.compile(rb"\n--")


class BoundedPolicy(Compat32):
    """Mail as ever, but that no header is longer than a program would write it when it is taken apart."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return super().header_fetch_parse(name, value[:HEADER_LIMIT])


def bounded(raw: bytes) -> bytes:
    """The mail without what is too much of it: of its head, of its parts, of its size."""
    return _with_few_parts(_with_short_head(raw[:SIZE_LIMIT]))


def _with_short_head(raw: bytes) -> bytes:
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

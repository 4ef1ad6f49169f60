"""The Message-IDs in a header (RFC 5322, 3.6.4)."""

from __future__ import annotations

import re

_MESSAGE_ID = re.compile(r"<([^<>\s]{3,250})>")
_BARE_ID = re.compile(r"[^<>\s]{1,200}@[^<>\s]{1,100}")


def message_ids(value: str) -> tuple[str, ...]:
    """Return the Message-IDs in a header, each in angle brackets; those without, as some programs write, get them."""
    found = _MESSAGE_ID.findall(value) or _BARE_ID.findall(value)
    return tuple(f"<{each}>" for each in found)

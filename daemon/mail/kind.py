"""Which kind of sender wrote a mail: a person, or which machine."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    PERSON = "person"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    RECEIPT = "receipt"
    CALENDAR = "calendar"
    BULK = "bulk"
    OWN = "own"
    UNKNOWN = "unknown"

"""A file as history knows it."""

from __future__ import annotations

from dataclasses import dataclass

DIGITS_SHOWN = 12  # of a SHA-256 where people read it: enough to tell files apart, and to search for


@dataclass(frozen=True, slots=True)
class File:
    """A file known by its content. `name` is its standard name; `purpose`: docx, redline, form, signed, sheet."""

    purpose: str
    name: str
    sha256: str
    size: int = 0

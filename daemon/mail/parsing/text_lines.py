"""A mail's text as lines, each with the depth of its quote: the marks of programs ("> ", "ИФ>"), counted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from daemon.mail.parsing.account import Fate, Piece

LINES_LIMIT = 3000
CHARACTERS_LIMIT = 250_000
UNREAD_LIMIT = 2_000  # characters that are kept of what lies beyond a limit

# Up to four letters before ">" are the initials that The Bat! puts there.
_MARKS = re.compile(r" ?(?:[A-Za-zА-ЯЁа-яё]{0,4}> ?){1,20}")
_TWO_DIGITS = re.compile(r"\d{2}")
_STRUCK = re.compile(r"~~(?=[^\s~])([^~]{1,2000})~~")  # GitHub's Markdown, 6.5
_ENTITY = re.compile(r"&(?:nbsp|quot|amp|lt|gt|laquo|raquo|#\d{2,5});")


class Zone(StrEnum):
    """What the structure of the HTML says of a line; a line of plain text is always OPEN."""

    OPEN = "open"
    QUOTED = "quoted"
    SIGNATURE = "signature"
    HIDDEN = "hidden"  # a reader may not have seen it


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a mail. `depth` is the number of its quote marks, which are no longer in the text."""

    text: str
    depth: int = 0
    zone: Zone = Zone.OPEN

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()


@dataclass(frozen=True, slots=True)
class ReadLines:
    """The lines of a text, and the pieces of it that were not read because a limit was reached or they are broken."""

    lines: tuple[Line, ...] = ()
    unread: tuple[Piece, ...] = ()


def plain_lines(text: str) -> ReadLines:
    """Return the lines of a text/plain part, at most LINES_LIMIT of its first CHARACTERS_LIMIT characters."""
    lines = text[:CHARACTERS_LIMIT].split("\n", LINES_LIMIT)
    beyond = "".join(lines[LINES_LIMIT:]) + text[CHARACTERS_LIMIT:]
    struck = [found for line in lines[:LINES_LIMIT] if "~~" in line for found in _STRUCK.findall(line)]
    kept = (_STRUCK.sub(" ", line) if "~~" in line else line for line in lines[:LINES_LIMIT])
    taken_back = tuple(Piece(each, Fate.HIDDEN, "struck by its marks") for each in struck)
    unread = (*unread_beyond(beyond, "lines or characters of text"), *taken_back)
    return ReadLines(tuple(map(_plain_line, kept)), unread)


def unread_beyond(text: str, limit: str) -> tuple[Piece, ...]:
    """Return what lies beyond a limit as a piece with its first words; none if it is blank."""
    words = text[: 20 * UNREAD_LIMIT].strip() or text.strip()
    return (Piece(words[:UNREAD_LIMIT], Fate.LIMIT, f"beyond the limit of {limit}"),) if words else ()


def without_mailbox_marks(text: str) -> str:
    """Return the text without the ">" that a mailbox puts before a line that begins with "From " (RFC 4155).

    A quote has its marks on the lines around, too.
    """
    if ">From " not in text:
        return text
    lines = text.split("\n")
    for at, line in enumerate(lines):
        around = (lines[at - 1 : at] if at else []) + lines[at + 1 : at + 2]
        if line.startswith(">From ") and not any(each.startswith(">") for each in around):
            lines[at] = line[1:]
    return "\n".join(lines)


def _is_groupwise(text: str) -> bool:
    """Return True for GroupWise's attribution, whose arrows are no quote marks: >>> Name <a@b> 24.11.26 >>>."""
    line = text.strip()
    if not (line.startswith(">>") and line.endswith(">>") and len(line) < 300):
        return False
    return line.strip(">").count(">") <= 1 and bool(_TWO_DIGITS.search(line))


def _plain_line(text: str) -> Line:
    if "&" in text and _ENTITY.search(text):
        from html import unescape

        text = unescape(text)
    marks = _MARKS.match(text) if ">" in text else None
    if marks is None or _is_groupwise(text):
        return Line(text.rstrip())
    return Line(text[marks.end() :].rstrip(), marks[0].count(">"))


def unflowed(text: str, *, delete_space: bool) -> str:
    """Return a `format=flowed` text with its paragraphs on one line each (RFC 3676, 4); quote marks stay.

    `delete_space` is the part's `delsp=yes`: the space before a soft line end is not the text's (RFC 3676, 4.2).
    """
    out: list[list[str]] = []  # of each paragraph the pieces
    open_depth = -1  # of the paragraph that goes on
    for raw in text[:CHARACTERS_LIMIT].split("\n"):
        depth = len(raw) - len(raw.lstrip(">"))
        line = raw[depth:].removeprefix(" ")
        signature = line == "-- "  # its space is no soft line end (RFC 3676, 4.3)
        soft = line.endswith(" ") and not signature
        kept = line[:-1] if soft and delete_space else line
        if depth == open_depth and not signature:
            out[-1].append(kept)
        else:
            out.append([">" * depth + (" " if depth else ""), kept])
        open_depth = depth if soft else -1
    return "\n".join(map("".join, out))


def joined(lines: Iterable[str]) -> str:
    """Return the lines as a text, without blank lines at its ends or two in a row, and with single spaces."""
    out: list[str] = []
    for line in lines:
        kept = " ".join(line.split())
        if kept or (out and out[-1]):
            out.append(kept)
    return "\n".join(out).strip()

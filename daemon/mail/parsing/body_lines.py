"""The lines of a mail as a program shows them: its parts one after the other, each HTML with a tree of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from daemon.mail.parsing.account import Piece
from daemon.mail.parsing.html_text import html_lines
from daemon.mail.parsing.text_lines import LINES_LIMIT, Line, ReadLines, plain_lines, unread_beyond


@dataclass(frozen=True, slots=True)
class BodyPart:
    """A text of a mail, as HTML or as plain text."""

    text: str
    is_html: bool = False


def shown_lines(parts: Iterable[BodyPart]) -> ReadLines:
    """Return the lines of the parts, at most about LINES_LIMIT in all, and what was not read of them."""
    lines: list[Line] = []
    unread: list[Piece] = []
    for part in parts:
        if len(lines) >= LINES_LIMIT:
            unread += unread_beyond(part.text, "lines of all parts")
            continue
        read = html_lines(part.text) if part.is_html else plain_lines(part.text)
        lines += read.lines
        unread += read.unread
    return ReadLines(tuple(lines), tuple(unread))

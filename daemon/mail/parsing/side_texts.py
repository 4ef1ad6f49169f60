"""Texts in which a person may have written, though no program shows them as the text of a mail: calendars, cards."""

from __future__ import annotations

import re
from collections.abc import Iterable

from daemon.mail.parsing.account import Piece
from daemon.mail.parsing.html_text import html_lines

_FOLD = re.compile(r"\r?\n[ \t]")  # RFC 5545, 3.1; RFC 6350, 3.2
# What people write in an entry of a calendar or a card; all else in them is a program's or an address.
_WRITTEN = re.compile(r"^(?:COMMENT|DESCRIPTION|SUMMARY|NOTE)(?:;[^:\n]{0,200})?:(.+)$", re.IGNORECASE | re.MULTILINE)
_ESCAPED = re.compile(r"\\([nN,;:\\])")
_ENTRIES = frozenset({"text/calendar", "text/vcard", "text/x-vcard", "text/directory"})
_PAGES = frozenset({"text/x-amp-html"})


def said_in(media_type: str, text: str) -> str:
    """Return what a person may have written in such a text; empty for one of another type."""
    if media_type in _ENTRIES:
        written = _WRITTEN.findall(_FOLD.sub("", text))
        return "\n".join(_ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], each) for each in written)
    if media_type in _PAGES:
        return "\n".join(line.text for line in html_lines(text).lines)
    return ""


def only_there(pieces: Iterable[Piece], texts: Iterable[str]) -> list[Piece]:
    """Return the pieces without the lines that stand in one of the texts, too; none that says nothing of its own."""
    known = {" ".join(line.split()) for text in texts for line in text.split("\n")}
    out: list[Piece] = []
    for each in pieces:
        lines = [line for line in each.text.split("\n") if " ".join(line.split()) not in known]
        if "".join(lines).strip():
            out.append(Piece("\n".join(lines).strip(), each.fate, each.why))
    return out

"""Lines that programs, gateways and legal departments seem to have added to a mail."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from daemon.mail.classify.machine_phrases import phrases
from daemon.mail.extract.inert_lines import dropped
from daemon.mail.parsing.account import Fate, Piece

_BEGINNING = 400  # characters; a rule is never longer, and a postscript shows at once
_RULE = re.compile(r"^\s*(?:[-–—_=*~•#]\s?){3,}\s*$")
_LONGEST = 1_000  # characters of a line that are searched: regular expressions over whole bodies take seconds
_POSTSCRIPT = re.compile(r"^\W*(?:p\.?\s?p?\.?s\b|п\.?\s?с\.|з\.?ы\b|постскриптум)", re.IGNORECASE)


def is_device(line: str) -> bool:
    """Return True for the line that a telephone's program adds: Отправлено с iPhone; Get Outlook for iOS."""
    return len(line) < 200 and bool(phrases("device").match(line))


def is_banner(line: str) -> bool:
    """Return True for the beginning of a gateway's warning: external mail, a sender seen for the first time."""
    return bool(phrases("banner").match(line[:_LONGEST]))


def is_footer(line: str) -> bool:
    """Return True for the beginning of a disclaimer, an antivirus mark or a plea not to print."""
    return bool(phrases("footer").match(line[:_LONGEST]))


def is_attached(line: str) -> bool:
    """Return True for a line that a program writes in place of a picture or a file."""
    return bool(phrases("attached").match(line[:_LONGEST]))


def is_rule(line: str) -> bool:
    return len(line) < _BEGINNING and bool(_RULE.match(line))


def is_postscript(line: str) -> bool:
    return bool(_POSTSCRIPT.match(line[:_BEGINNING]))


def without_tag(line: str) -> str:
    """Return the line without the mark that a gateway puts at its beginning, such as "[EXTERNAL]"."""
    return phrases("tag").sub("", line, count=1)


def marked_footers(lines: Sequence[str], is_name: Callable[[str], bool]) -> list[list[Piece]]:
    """Return each line as pieces: what a person may have written is OWN, a program's or a lawyer's lines are dropped.

    A banner ends at a blank line, a disclaimer only at a postscript. What is not proved to be theirs is not inert.
    """
    out: list[list[Piece]] = []
    skipping: tuple[Fate, str] | None = None  # a banner up to a blank line, a disclaimer up to a postscript
    for line in lines:
        text = without_tag(line)
        skipping, found = _footer(text, skipping)
        tag = [Piece(line[: len(line) - len(text)].strip(), Fate.BANNER, "a gateway's mark", inert=True)]
        own = [Piece(text, Fate.OWN)] if found is None else list(dropped(text, *found, is_name))
        out.append([*(tag if text != line else []), *own])
    return out


_Found = tuple[Fate, str] | None


def _footer(text: str, skipping: _Found) -> tuple[_Found, _Found]:
    """Return what is skipped from this line on, and what the line is; None for a person's."""
    banner = skipping is not None and skipping[0] is Fate.BANNER
    if not text.strip():
        return None if banner else skipping, None
    if is_postscript(text):
        return None, None
    shown = text.strip()[:60]
    if skipping and not (banner and is_device(text)):
        return skipping, skipping
    if is_device(text) or is_attached(text):
        return skipping, (Fate.DEVICE, f"a program's line: «{shown}»")
    if is_banner(text):
        return (found := (Fate.BANNER, f"a gateway's banner: «{shown}»")), found
    if is_footer(text):
        return (found := (Fate.DISCLAIMER, f"a disclaimer: «{shown}»")), found
    return None, None

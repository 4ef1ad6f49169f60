"""Lines that programs, gateways and legal departments add to a mail; no person wrote them, so they are removed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from daemon.mail.classify.machine_phrases import phrases

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


def without_footers(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the lines that a person may have written, and for each thing removed why it was.

    A banner ends at a blank line, a disclaimer only at a postscript.
    """
    kept: list[str] = []
    why: list[str] = []
    skipping = ""  # "paragraph": up to a blank line; "rest": up to a postscript, since disclaimers have paragraphs
    for line in lines:
        text = without_tag(line)
        if not text.strip():
            skipping = "" if skipping == "paragraph" else skipping
            kept.append("")
        elif is_postscript(text):
            skipping = ""
            kept.append(text)
        elif skipping and not (skipping == "paragraph" and is_device(text)):
            continue
        elif is_device(text) or is_attached(text):
            why.append(f"a program's line: «{text.strip()[:60]}»")
        elif is_banner(text):
            why.append(f"a gateway's banner: «{text.strip()[:60]}»")
            skipping = "paragraph"
        elif is_footer(text):
            why.append(f"a disclaimer: «{text.strip()[:60]}»")
            skipping = "rest"
        else:
            kept.append(text)
    return kept, why

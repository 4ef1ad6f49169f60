"""Where a remark begins and ends in a text: it is kept as written, from its first sign to its last."""

from __future__ import annotations

import re

# What parts a verdict from its remark: what closes a quotation or a bracket around the verdict, then signs, then a dash
# or a new line. A dash at the beginning of a line, or right before a word, is the remark's: "- нет сметы", "-5 %".
_PARTING = re.compile(r"[»”\"')\]]*[ \t]*[.,;:!?…]*[ \t]*(?:[–—-]+(?=\s)[ \t]*)?\s*")
_OPENING = re.compile(r"(?:(?<=\n)|\A)[ \t]*[–—*•-][ \t]+\Z|[«\"“„(\[§№#+~≈<>=–—-]+\Z")
_TRAILING = " \t\n,;–—-*_"


def after_verdict(text: str, end: int) -> int:
    """Return where the remark begins after a verdict that ends at `end`: behind the signs that part the two."""
    found = _PARTING.match(text, end)
    return found.end() if found else end


def with_opening(text: str, start: int, floor: int) -> int:
    """Return where the remark begins whose first word is at `start`: with a list's sign, a quotation mark, a bracket.

    `floor` is where what stands before it ends.
    """
    found = _OPENING.search(text[floor:start])
    return floor + found.start() if found else start


def without_parting(text: str, *, cut: bool) -> str:
    """Return the text without blanks at its ends; where what follows was `cut`, without the signs before that."""
    return text.strip(" \t\n") if not cut else text.lstrip(" \t\n").rstrip(_TRAILING)

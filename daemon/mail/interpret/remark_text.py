"""Where a remark begins and ends in a text: it is kept as written, from its first sign to its last."""

from __future__ import annotations

import re

# What parts a verdict from its remark: what closes a quotation or a bracket around the verdict, then signs, then a dash
# or a new line. A dash at the beginning of a line, before a word, or before a number is the remark's: "- нет сметы",
# "-5 %", "- 5 %".
_PARTING = re.compile(r"[»”\"')\]]*[ \t]*[.,;:!?…]*[ \t]*(?:[–—-]+(?=\s)(?![ \t]*\d)[ \t]*)?\s*")
# Signs before the first word are the remark's, whatever they are, but for those that end or part something.
_SIGN = r"[^\w\s.,;:!?)»”\]}–—-]"
_OPENING = re.compile(rf"(?:(?<=\n)|\A)[ \t]*[–—*•-][ \t]+\Z|(?:{_SIGN}+[ \t]+)*(?:{_SIGN}|[–—-]|\.{{2,}})*\Z")
_MINUS = re.compile(r"[–—-][ \t]+\Z")
_SIGNS_AT_MOST = 40  # before the first word; a line of a thousand signs is a rule, not a remark
_TRAILING = " \t\n,;–—-*_"


def after_verdict(text: str, end: int) -> int:
    """Return where the remark begins after a verdict that ends at `end`: behind the signs that part the two."""
    found = _PARTING.match(text, end)
    return found.end() if found else end


def with_opening(text: str, start: int, floor: int) -> int:
    """Return where the remark begins whose first word is at `start`: with the signs right before it.

    `floor` is where what stands before it ends.
    """
    begin = max(floor, start - _SIGNS_AT_MOST)
    minus = _MINUS.search(text, begin, start) if text[start : start + 1].isdigit() else None
    found = minus or _OPENING.search(text, begin, start)
    return found.start() if found else start


def without_parting(text: str, *, cut: bool) -> str:
    """Return the text without blanks at its ends; where what follows was `cut`, without the signs before that."""
    return text.strip(" \t\n") if not cut else text.lstrip(" \t\n").rstrip(_TRAILING)

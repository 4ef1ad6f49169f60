"""What the style sheets inside an HTML text hide by a class, an id or a tag, and the words that they write."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from daemon.mail.parsing.account import Fate, Piece
from daemon.mail.parsing.text_lines import UNREAD_LIMIT

if TYPE_CHECKING:
    from lxml.etree import _Element

_SHEETS_LIMIT = 200_000  # characters of all sheets of a text
_COMMENT = re.compile(r"/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)|<!--|-->")
# For other media, other programs or printing: nobody knows whether it holds.
_CONDITION = re.compile(r"@[a-z-]{1,40}+[^{};]{0,500}+(?:;|\{(?:[^{}]*+\{[^{}]*+\})*+[^{}]*+\})", re.IGNORECASE)
_SIMPLE = re.compile(r"\w*(?:[.#][\w-]+)?")  # `p`, `.note`, `p.note`, `#note`
_CONTENT = re.compile(r"(?<![\w-])content\s*:\s*(?:\"([^\"\n]*)\"|'([^'\n]*)')", re.IGNORECASE)
_ESCAPE = re.compile(r"\\[0-9a-f]{1,6}\s?|\\", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The simple selectors of what is hidden, in small letters, and the words that the sheet writes as a piece."""

    hidden: frozenset[str] = frozenset()
    written: tuple[Piece, ...] = ()


_NOTHING = Sheet()


def names_of(tag: str, attributes: Mapping[str, str]) -> frozenset[str]:
    """Return the simple selectors that an element answers to: its tag, its classes and its id, alone and together."""
    names = [f".{each}" for each in attributes.get("class", "").lower().split()]
    if "id" in attributes:
        names.append(f"#{attributes['id'].strip().lower()}")
    return frozenset({tag, *names, *(tag + each for each in names)})


def sheet_of(root: _Element, hiding: re.Pattern[str]) -> Sheet:
    """Return what the style elements say together; `hiding` finds the declarations that hide."""
    css = "\n".join(str(each.text or "") for each in root.iter("style"))[:_SHEETS_LIMIT]
    if not (hiding.search(css) or "content" in css):
        return _NOTHING
    whole = (each.rpartition("{") for each in _CONDITION.sub(" ", _COMMENT.sub(" ", css)).split("}")[:-1])
    rules = [(names, said) for names, _, said in whole]
    hidden = {each for names, said in rules if hiding.search(said) for each in _selectors(names)}
    words = [_ESCAPE.sub("", one or other) for _, said in rules for one, other in _CONTENT.findall(said)]
    text = "\n".join(each for each in words if _LETTER.search(each))[:UNREAD_LIMIT]
    return Sheet(frozenset(hidden), (Piece(text, Fate.HIDDEN, "written by a style sheet"),) if text else ())


def _selectors(names: str) -> list[str]:
    found = (each.strip().lower() for each in names.split(","))
    return [each for each in found if each and _SIMPLE.fullmatch(each)]

"""The text of a DOCX as a redline compares it: blocks of a story, and the words, signs and objects of a paragraph.

A story (ECMA-376 part 1, 11.3) is a body, header, footer, note or text box. Blocks are looked for through content
controls; what a page counter shows, and all that is no text of the contract, is passed over.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
P, TABLE, ROW, CELL, RUN = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}r"
BOX = f"{W}txbxContent"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TRANSPARENT = {f"{W}{name}" for name in ("hyperlink", "smartTag", "customXml", "ins", "del", "bdo", "dir", "sdt")}
_AROUND_BLOCKS = {f"{W}{name}" for name in ("sdt", "sdtContent", "customXml")}
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_COUNTERS = re.compile(r"\s*(PAGE|NUMPAGES|SECTIONPAGES|PAGEREF)\b", re.IGNORECASE)
# Characters of symbol fonts that people put into contracts: boxes and ticks (Wingdings, Wingdings 2)
_SYMBOLS = {
    ("wingdings", "6F"): "☐",
    ("wingdings", "A8"): "☐",
    ("wingdings", "78"): "☒",
    ("wingdings", "FB"): "✗",
    ("wingdings", "FC"): "✓",
    ("wingdings", "FD"): "☒",
    ("wingdings", "FE"): "☑",
    ("wingdings 2", "50"): "✓",
    ("wingdings 2", "51"): "☒",
    ("wingdings 2", "52"): "☑",
    ("wingdings 2", "A3"): "☐",
}


class Sort(Enum):
    WORD = auto()  # a piece of a text
    SIGN = auto()  # an element that stands for a character: it can be shown as deleted
    OBJECT = auto()  # a picture, formula or form field: what is gone of these cannot be shown
    BOX = auto()  # holds text boxes, stories of their own
    NOTE = auto()  # the reference to a footnote or endnote


@dataclass(slots=True)
class Atom:
    """What is compared: `key` is equal where nothing changed, `text` is what people read.

    `run` is the element that can be marked, `child` the element in it that this is, or is a piece of.
    """

    sort: Sort
    key: object
    text: str
    run: Any
    child: Any = None


Digest = Callable[[str], str]  # of what a relationship of the part leads to


def blocks(story: Any) -> list[Any]:
    """Return the paragraphs and tables of a story or cell, also those in content controls."""
    return _inside(story, (P, TABLE))


def rows(table: Any) -> list[Any]:
    return _inside(table, (ROW,))


def cells(row: Any) -> list[Any]:
    return _inside(row, (CELL,))


def _inside(parent: Any, wanted: tuple[str, ...]) -> list[Any]:
    found: list[Any] = []
    for each in parent:
        if each.tag in wanted:
            found.append(each)
        elif each.tag in _AROUND_BLOCKS:
            found += _inside(each, wanted)
    return found


def boxes(element: Any) -> list[Any]:
    """Return the text boxes of a drawing, not those in the fallback for older programs, nor boxes within boxes."""
    found = []
    for each in element.iter(BOX):
        around = list(each.iterancestors(BOX, FALLBACK, P))
        nearest = around[0] if around else None
        if nearest is None or nearest.tag == P:
            found.append(each)
    return [
        each for each in found if not any(other is not each and other in each.iterancestors(BOX) for other in found)
    ]


def text_of(tokens: list[Atom]) -> str:
    return "".join(each.text for each in tokens)


class Tokenizer:
    """Reads the paragraphs of one part; `digest` tells the content of the part's pictures."""

    def __init__(self, digest: Digest) -> None:
        self._digest = digest

    def tokens(self, paragraph: Any) -> list[Atom]:
        return list(self._in(paragraph, []))

    def _in(self, parent: Any, fields: list[str]) -> Iterator[Atom]:
        """Yield the tokens of a paragraph or of what is around its runs. `fields`: the codes of those under way."""
        for each in parent:
            if each.tag == RUN:
                yield from self._of_run(each, fields)
            elif each.tag in _TRANSPARENT:
                content = each.find(f"{W}sdtContent") if each.tag == f"{W}sdt" else each
                if content is not None:
                    yield from self._in(content, fields)
            elif each.tag == f"{W}fldSimple":
                if not _COUNTERS.match(each.get(f"{W}instr", "")):
                    yield from self._in(each, fields)
            elif each.tag in (f"{_MATH}oMath", f"{_MATH}oMathPara"):
                text = "".join(each.itertext(f"{_MATH}t"))
                yield Atom(Sort.OBJECT, ("math", text), text, each)

    def _of_run(self, run: Any, fields: list[str]) -> Iterator[Atom]:
        for each in run:
            if each.tag == f"{W}fldChar":
                yield from _field(each, run, fields)
            elif each.tag in (f"{W}instrText", f"{W}delInstrText") and fields:
                fields[-1] += each.text or ""
            elif not any(_COUNTERS.match(code) for code in fields):
                yield from self._of_child(each, run)

    def _of_child(self, each: Any, run: Any) -> Iterator[Atom]:
        if each.tag in (f"{W}t", f"{W}delText"):
            for word in _WORDS.findall(each.text or ""):
                yield Atom(Sort.WORD, word, word, run, each)
        elif sign := _sign(each):
            yield Atom(Sort.SIGN, (each.tag, sign, each.get(f"{W}type", "")), sign, run, each)
        elif each.tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            yield Atom(Sort.NOTE, each.tag, "", run, each)
        elif each.tag in (f"{W}drawing", f"{W}pict", f"{W}object", _ALTERNATE, f"{W}ruby"):
            yield self._object(each, run)

    def _object(self, each: Any, run: Any) -> Atom:
        if boxes(each):
            return Atom(Sort.BOX, "box", "", run, each)
        shown = [one for one in each.iter() if not any(True for _ in one.iterancestors(FALLBACK))]
        links = [value for one in shown for name, value in one.attrib.items() if name.startswith(_OFFICE)]
        text = "".join(one.text or "" for one in shown if one.tag == f"{W}t")
        return Atom(Sort.OBJECT, ("object", *map(self._digest, links), text), text, run, each)


def _field(mark: Any, run: Any, fields: list[str]) -> Iterator[Atom]:
    """Follow a field's marks; a form's box or list is a token by what is chosen in it (ECMA-376 part 1, 17.16)."""
    kind = mark.get(f"{W}fldCharType")
    if kind == "begin":
        fields.append("")
        text = _chosen(mark)
        if text:
            yield Atom(Sort.OBJECT, ("form", text), text, run, mark)
    elif kind == "end" and fields:
        fields.pop()


def _chosen(mark: Any) -> str:
    box, choice = mark.find(f"{W}ffData/{W}checkBox"), mark.find(f"{W}ffData/{W}ddList")
    if box is not None:
        state = box.find(f"{W}checked")
        state = box.find(f"{W}default") if state is None else state
        return "☐" if state is None or state.get(f"{W}val", "1") in ("0", "false", "off") else "☒"
    if choice is not None:
        entries = [each.get(f"{W}val", "") for each in choice.findall(f"{W}listEntry")]
        result = choice.find(f"{W}result")
        number = int(result.get(f"{W}val", "0")) if result is not None else 0
        return entries[number] if number < len(entries) else ""
    return ""


def _sign(each: Any) -> str:
    """Return the character that an element stands for; empty for others."""
    if each.tag in (f"{W}tab", f"{W}ptab"):
        return "\t"
    if each.tag in (f"{W}br", f"{W}cr"):
        return "\n"
    if each.tag == f"{W}noBreakHyphen":
        return "\u2011"
    if each.tag == f"{W}sym":
        font, code = each.get(f"{W}font", ""), each.get(f"{W}char", "").upper()
        known = _SYMBOLS.get((font.lower(), code[-2:]))
        return known or f"[{font} {code}]"
    return ""


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

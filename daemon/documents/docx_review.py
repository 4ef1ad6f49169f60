"""Review a DOCX that a person has edited, for what a version must not have. Runs in the child: the file is untrusted.

A version is the text that will be signed. So tracked changes, comments, hidden text and fields that fetch something
are found here, each with its place.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

_TEXT_PART = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_SPACES = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",  # ISO/IEC 29500 strict
)
_TRACKED = frozenset(  # ECMA-376 part 1, 17.13.5
    {"ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange"}
    | {"tcPrChange", "trPrChange", "tblGridChange", "numberingChange", "cellIns", "cellDel", "cellMerge"}
)
_FETCHING = re.compile(r"\s*(DDE|DDEAUTO|LINK|INCLUDETEXT|INCLUDEPICTURE|IMPORT|INCLUDE|DATABASE)\b", re.IGNORECASE)
_OFF = frozenset({"0", "false", "off"})
_EXCERPT = 60


def look(content: bytes) -> dict[str, str]:
    """Return what a version must not have: `tracked`, `comment`, `hidden`, `active`, each with words of its place.

    Also `empty` if the document has no text at all. Raises what a damaged document makes the libraries raise.
    """
    import docx

    docx.Document(io.BytesIO(content))  # raises if it does not open
    found: dict[str, str] = {}
    has_text = False
    for tree in _trees(content):
        for element in tree.iter(etree.Element):
            kind = _kind(element)
            if kind:
                found.setdefault(kind, _place(element))
            has_text = has_text or (_name(element) == "t" and bool((element.text or "").strip()))
    return found if has_text else {**found, "empty": ""}


def _trees(content: bytes) -> Iterator[Any]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if _TEXT_PART.fullmatch(name):
                yield etree.fromstring(archive.read(name), parser)


def _kind(element: Any) -> str:
    name = _name(element)
    if name in _TRACKED:
        return "tracked"
    if name in ("commentReference", "commentRangeStart"):
        return "comment"
    if name == "vanish" and _is_hidden(element):
        return "hidden"
    fetches = name == "instrText" and _FETCHING.match(element.text or "")
    fetches = fetches or (name == "fldSimple" and _FETCHING.match(_attribute(element, "instr")))
    return "active" if fetches or name == "altChunk" else ""


def _is_hidden(vanish: Any) -> bool:
    """Return True if a run with text is hidden; a hidden paragraph mark or index entry is no text."""
    run = vanish.getparent().getparent() if vanish.getparent() is not None else None
    if run is None or _name(run) != "r" or _attribute(vanish, "val").lower() in _OFF:
        return False
    return any((each.text or "").strip() for each in run if _name(each) == "t")


def _place(element: Any) -> str:
    """Return the beginning of the paragraph around an element, with deleted text."""
    paragraph = element
    while paragraph is not None and _name(paragraph) != "p":
        paragraph = paragraph.getparent()
    if paragraph is None:
        return ""
    text = "".join(each.text or "" for each in paragraph.iter(etree.Element) if _name(each) in ("t", "delText"))
    text = " ".join(text.split())
    return text if len(text) <= _EXCERPT else text[:_EXCERPT].rstrip() + "…"


def _name(element: Any) -> str:
    """Return the local name of a WordprocessingML element; empty for others."""
    tag = str(element.tag)
    for space in _SPACES:
        if tag.startswith(space):
            return tag[len(space) :]
    return ""


def _attribute(element: Any, name: str) -> str:
    return next((element.get(f"{space}{name}") for space in _SPACES if element.get(f"{space}{name}")), "")

"""Where a text stands on its page: off it, or in a space too small for a letter. Lengths are twips (1/20 point)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from daemon.documents.docx_styles import Styles
from daemon.documents.word_elements import around, attribute, child, local, name_of, number

_SMALLEST = 60  # three points: no letter is read in less
_EMU = 635  # English Metric Units in a twip
_BEYOND = 360  # a quarter of an inch: text may hang out of the margin, but not begin off the paper
_UNITS = {"pt": 20.0, "in": 1440.0, "cm": 567.0, "mm": 56.7, "px": 15.0, "pc": 240.0, "": 15.0}
_LENGTH = re.compile(r"\s*(-?[\d.]+)\s*([a-z]*)")
_PAGES = ("page", "leftMargin", "topMargin", "insideMargin")  # what begins at the paper's edge


class Page:
    """The largest page of a document, with its least margins: what is off this one is off all."""

    def __init__(self, document: Any) -> None:
        sizes = [each for each in document.iter() if name_of(each) == "pgSz"]
        edges = [each for each in document.iter() if name_of(each) == "pgMar"]
        self.width = max((found for each in sizes if (found := number(each, "w"))), default=11906.0)
        self.height = max((found for each in sizes if (found := number(each, "h"))), default=16838.0)
        self.left = max((found for each in edges if (found := number(each, "left")) is not None), default=1134.0)
        self.top = max((found for each in edges if (found := number(each, "top")) is not None), default=1134.0)


def is_off_page(run: Any, page: Page, styles: Styles) -> bool:
    """Return whether a run stands off the paper by its paragraph, frame, table or text box."""
    if _is_off(_indent(run, styles), None, page.left, page.width, reach=_BEYOND):
        return True
    for frame in styles.of_paragraph(around(run, "p"), "pPr", "framePr"):
        if _is_placed_off(frame, "x", "y", page):
            return True
    for each in run.iterancestors():
        if name_of(each) == "tbl":
            floating, indent = child(each, "tblPr", "tblpPr"), number(child(each, "tblPr", "tblInd"), "w")
            if floating is not None and _is_placed_off(floating, "tblpX", "tblpY", page):
                return True
            if indent is not None and _is_off(indent, None, page.left, page.width):
                return True
        if local(each) == "anchor" and _is_anchored_off(each, page):
            return True
        written = each.get("style")
        if written and _is_outermost(each) and _is_styled_off(written, page):
            return True
    return False


def is_clipped(run: Any) -> bool:
    """Return whether a run stands in a line, row, frame or text box that is too small for any letter."""
    paragraph = around(run, "p")
    spacing, frame = child(paragraph, "pPr", "spacing"), child(paragraph, "pPr", "framePr")
    if attribute(spacing, "lineRule") == "exact" and _is_small(number(spacing, "line")):
        return True
    if attribute(frame, "hRule") == "exact" and _is_small(number(frame, "h")):
        return True
    height = child(around(run, "tr"), "trPr", "trHeight")
    if attribute(height, "hRule") == "exact" and _is_small(number(height, "val")):
        return True
    return any(_is_small_box(each) for each in run.iterancestors() if local(each) in ("anchor", "inline"))


def _indent(run: Any, styles: Styles) -> float | None:
    """Return where a paragraph's lines begin, from the margin; None in a cell or a text box, which have their own."""
    found: dict[str, float] = {}
    for each in styles.of_paragraph(around(run, "p"), "pPr", "ind"):
        for name in ("start", "left"):
            value = number(each, name)
            if value is not None:
                found.setdefault("left", value)
    if around(run, "tc", "txbxContent") is not None:
        return found["left"] if abs(found.get("left", 0)) > 2 * 11906 else None
    return found.get("left")


def _is_placed_off(frame: Any, x: str, y: str, page: Page) -> bool:
    """Judge a frame or a floating table by where it is put; one that is aligned is on the page."""
    across = attribute(frame, "hAnchor") or attribute(frame, "horzAnchor")
    down = attribute(frame, "vAnchor") or attribute(frame, "vertAnchor")
    left, top = (0.0 if across == "page" else page.left), (0.0 if down == "page" else page.top)
    return _is_off(number(frame, x), number(frame, "w"), left, page.width) or _is_off(
        number(frame, y), number(frame, "h"), top, page.height
    )


def _is_anchored_off(anchor: Any, page: Page) -> bool:
    if any(local(each) == "docPr" and each.get("hidden") in ("1", "true") for each in anchor):
        return True
    extent = next((each for each in anchor if local(each) == "extent"), None)
    for place, length, margin, size in (
        ("positionH", "cx", page.left, page.width),
        ("positionV", "cy", page.top, page.height),
    ):
        for each in (each for each in anchor if local(each) == place):
            offset = next((_emu(found.text) for found in each if local(found) == "posOffset"), None)
            base = 0.0 if each.get("relativeFrom") in _PAGES else margin
            if _is_off(offset, _emu(extent.get(length)) if extent is not None else None, base, size):
                return True
    return False


def _is_styled_off(written: str, page: Page) -> bool:
    """Judge a shape of VML, which is placed as in a style sheet."""
    style = dict(_declarations(written))
    if style.get("visibility") == "hidden":
        return True
    if style.get("position", "static") == "static":
        return False
    for names, aligned, extent, margin, size in (
        (("margin-left", "left"), "mso-position-horizontal", "width", page.left, page.width),
        (("margin-top", "top"), "mso-position-vertical", "height", page.top, page.height),
    ):
        if style.get(aligned, "absolute") != "absolute":
            continue  # at an edge or in the middle: then the length says nothing
        offset = next((found for name in names if (found := _length(style.get(name, ""))) is not None), None)
        if _is_off(offset, _length(style.get(extent, "")), margin, size):
            return True
    return False


def _is_outermost(shape: Any) -> bool:
    """Return whether a shape of VML stands in no group: in one, lengths are the group's own units."""
    return all(local(each) != "group" for each in shape.iterancestors())


def _declarations(written: str) -> Iterator[tuple[str, str]]:
    for each in written.split(";"):
        name, _, value = each.partition(":")
        yield name.strip().lower(), value.strip().lower()


def _length(written: str) -> float | None:
    found = _LENGTH.fullmatch(written)
    try:
        return float(found[1]) * _UNITS[found[2]] if found else None
    except (KeyError, ValueError):
        return None


def _is_off(
    offset: float | None, extent: float | None, margin: float, size: float, *, reach: float | None = None
) -> bool:
    """Return whether something is wholly off one axis of the page; with `reach`, or begins that far before it."""
    if offset is None:
        return False
    begins = margin + offset
    before = -reach if reach is not None else -(extent if extent is not None else size / 4)
    return begins >= size or begins < before


def _is_small(length: float | None) -> bool:
    return length is not None and 0 < length < _SMALLEST


def _is_small_box(drawing: Any) -> bool:
    if any(local(each) == "spAutoFit" for each in drawing.iter()):
        return False
    extents = [each for each in drawing if local(each) == "extent"]
    lengths = [_emu(each.get(name)) for each in extents for name in ("cx", "cy")]
    return any(each is not None and each < _SMALLEST for each in lengths)


def _emu(written: str | None) -> float | None:
    try:
        return float((written or "").strip()) / _EMU
    except ValueError:
        return None

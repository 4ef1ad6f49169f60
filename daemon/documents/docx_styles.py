"""The formatting that a run of text has in the end: its own, its styles', its table's, the document's defaults.

ECMA-376 part 1, 17.7.2. Only what can take a text out of sight is asked for here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from daemon.documents.word_elements import around, attribute, child, name_of

# Regions of a table and the bits of `w:tblLook` that switch them, those that win first (17.7.6).
_REGIONS = (
    ("firstRow", "firstRow", 0x20),
    ("lastRow", "lastRow", 0x40),
    ("firstCol", "firstColumn", 0x80),
    ("lastCol", "lastColumn", 0x100),
)
_BANDS = (
    ("band1Horz", "noHBand", 0x200),
    ("band2Horz", "noHBand", 0x200),
    ("band1Vert", "noVBand", 0x400),
    ("band2Vert", "noVBand", 0x400),
)
_CORNERS = {"nwCell": ("firstRow", "firstCol"), "neCell": ("firstRow", "lastCol")}
_CORNERS |= {"swCell": ("lastRow", "firstCol"), "seCell": ("lastRow", "lastCol")}


class Styles:
    """The styles of one document; `part` is the root of its styles part, None if it has none."""

    def __init__(self, part: Any) -> None:
        self._by_id: dict[tuple[str, str], Any] = {}
        self._default: dict[str, str] = {}
        self._defaults: Any = None
        self._chains: dict[tuple[str, str], tuple[Any, ...]] = {}
        self._asked: tuple[Any, tuple[Any, ...]] | None = None  # the last cell, with the parts that apply to it
        self._rows: dict[Any, dict[Any, int]] = {}  # of each table that was asked about, its rows' places
        for each in part if part is not None else ():
            if name_of(each) == "docDefaults":
                self._defaults = each
            if name_of(each) == "style":
                kind, key = attribute(each, "type") or "paragraph", attribute(each, "styleId")
                self._by_id[kind, key] = each
                if _is_on(each, "default"):
                    self._default[kind] = key

    def of_run(self, run: Any, name: str) -> Iterator[Any]:
        """Yield what says something about a property of a run, the one that wins first; of each style one at most."""
        own = child(run, "rPr")
        yield from _found(own, name)
        yield from self._of_style("character", attribute(child(own, "rStyle"), "val") if own is not None else "", name)
        yield from self.of_paragraph(around(run, "p"), "rPr", name)
        parts = self.table_parts(around(run, "tc", "txbxContent"))
        yield from islice((found for part in parts for found in _found(child(part, "rPr"), name)), 1)
        yield from _found(child(self._defaults, "rPrDefault", "rPr"), name)

    def of_paragraph(self, paragraph: Any, properties: str, name: str) -> Iterator[Any]:
        """Yield the elements of a paragraph's styles about a property (in `rPr` or `pPr`); in `pPr` its own first."""
        if paragraph is None:
            return
        own = child(paragraph, "pPr")
        if properties == "pPr":
            yield from _found(own, name)
        style = attribute(child(own, "pStyle"), "val") if own is not None else ""
        yield from self._of_style("paragraph", style, name, properties)
        if properties == "pPr":
            yield from _found(child(self._defaults, "pPrDefault", "pPr"), name)

    def table_parts(self, cell: Any) -> Sequence[Any]:
        """Return the parts of a table's style that apply to a cell, the one that wins first; none outside of tables."""
        if cell is None or name_of(cell) != "tc":
            return ()
        if self._asked is None or self._asked[0] is not cell:
            self._asked = cell, tuple(self._table_parts(cell, around(cell, "tbl")))
        return self._asked[1]

    def _table_parts(self, cell: Any, table: Any) -> Iterator[Any]:
        properties = child(table, "tblPr") if table is not None else None
        chain = self._chain("table", attribute(child(properties, "tblStyle"), "val") if properties is not None else "")
        parts = [(attribute(each, "type"), each) for style in chain for each in style if name_of(each) == "tblStylePr"]
        if parts:
            for region in self._regions(cell, table, child(properties, "tblLook") if properties is not None else None):
                yield from (each for kind, each in parts if kind == region)
        yield from chain

    def _regions(self, cell: Any, table: Any, look: Any) -> list[str]:
        """Return the regions of a table that a cell is in, the one that wins first."""
        rows = self._rows.get(table)
        if rows is None:
            own = (each for each in table.iter(table.tag[: -len("tbl")] + "tr") if around(each, "tbl") is table)
            rows = self._rows[table] = {row: place for place, row in enumerate(own)}
        row = around(cell, "tr")
        cells = [each for each in row if name_of(each) == "tc"]
        r, c = rows.get(row, -1), cells.index(cell) if cell in cells else -1
        at = {"firstRow": r == 0, "lastRow": r == len(rows) - 1, "firstCol": c == 0, "lastCol": c == len(cells) - 1}
        inside = {name for name, switch, bit in _REGIONS if at[name] and _looks(look, switch, bit)}
        found = [corner for corner, both in _CORNERS.items() if inside.issuperset(both)]
        found += [name for name, _, _ in _REGIONS if name in inside]
        found += [name for name, off, bit in _BANDS if not _looks(look, off, bit)]
        return [*found, "wholeTable"]

    def _of_style(self, kind: str, key: str, name: str, properties: str = "rPr") -> Iterator[Any]:
        chain = self._chain(kind, key)
        yield from islice((found for style in chain for found in _found(child(style, properties), name)), 1)

    def _chain(self, kind: str, key: str) -> tuple[Any, ...]:
        """Return a style and those that it is based on, nearest first; an unknown one counts as the default one."""
        found = self._chains.get((kind, key))
        if found is None:
            made: list[Any] = []
            at = key if key and (kind, key) in self._by_id else self._default.get(kind, "")
            while at and (style := self._by_id.get((kind, at))) is not None and style not in made:
                made.append(style)
                at = attribute(child(style, "basedOn"), "val")
            found = self._chains[kind, key] = tuple(made)
        return found


def _is_on(element: Any, name: str) -> bool:
    return attribute(element, name).lower() not in ("0", "false", "off", "")


def _found(properties: Any, name: str) -> Iterator[Any]:
    if properties is not None:
        yield from (each for each in properties if name_of(each) == name)


def _looks(look: Any, name: str, bit: int) -> bool:
    """Return whether a table's look has a switch on, written by name or as a bit."""
    if attribute(look, name):
        return _is_on(look, name)
    try:
        return bool(int(attribute(look, "val") or "0", 16) & bit)
    except ValueError:
        return False

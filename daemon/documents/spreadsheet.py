"""Read an XLSX as the cells that hold something: streamed, so that a million formatted rows cost no memory.

Only the sheets that the wanted defined names lead to are read, and of them only filled cells, by ECMA-376 part 1, 18;
namespaces are not compared, so that Strict (ISO/IEC 29500) reads the same.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from daemon.documents.cell_format import of_number
from daemon.documents.office_package import BrokenPackage, OfficePackage, target
from daemon.documents.safety import DAMAGED, LARGEST_MARKUP, Unsafe, inspect_workbook

MOST_CELLS = 100_000  # filled ones, of all sheets that are read; merged blocks count as one
MOST_TEXT = 8_000_000  # characters in them
_LONGEST_CODE = 1000  # characters of a number format or formula that are looked at; Excel writes 255 and some thousand
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # 22.9.2.19 ST_Xstring: "_x000D_"
_REFERENCE = re.compile(r"(?P<letters>[A-Z]{1,3})(?P<row>\d{1,7})")
_AREA = re.compile(
    r"=?(?:'(?P<quoted>(?:[^']|'')+)'|(?P<bare>[^'!,;:]+))!"
    r"\$?(?P<left>[A-Z]{1,3})\$?(?P<top>\d{1,7})(?::\$?(?P<right>[A-Z]{1,3})\$?(?P<bottom>\d{1,7}))?"
)
_EPOCH_1900, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001  a cell's date has no zone
_TRUE = ("1", "true")


class Area(NamedTuple):
    """A block of cells; rows and columns count from 1."""

    sheet: str
    left: int
    top: int
    right: int
    bottom: int


class CellKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    ERROR = "error"
    UNCALCULATED = "uncalculated"  # a formula whose value no program has written


class Cell(NamedTuple):
    """A filled cell. `formula` is empty unless it is calculated; `struck`: some of its text is struck out."""

    kind: CellKind
    value: str | float | bool
    format: str = ""
    formula: str = ""
    struck: bool = False

    def date(self) -> datetime:
        return datetime.fromisoformat(str(self.value))


@dataclass(frozen=True, slots=True)
class FormSheet:
    """The filled cells of a sheet, by row and then by column, in their order; of rows the hidden ones, too."""

    title: str
    is_hidden: bool
    rows: Mapping[int, Mapping[int, Cell]] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    merged: tuple[Area, ...] = ()

    def row(self, number: int) -> Mapping[int, Cell]:
        return self.rows.get(number, {})

    def cell(self, row: int, column: int) -> Cell | None:
        return self.row(row).get(column)

    def is_column_hidden(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self.hidden_columns)


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """Sheets by their titles, and where each of the wanted names leads; None: nowhere any more (#REF!)."""

    sheets: Mapping[str, FormSheet]
    names: Mapping[str, tuple[Area | None, ...]]


def read_spreadsheet(content: bytes, wanted: str) -> Spreadsheet:
    """Return what stands where the defined names lead that match a pattern. Raises Unsafe."""
    inspect_workbook(content)
    return filled_cells(content, wanted)


def filled_cells(content: bytes, wanted: str) -> Spreadsheet:
    """Return the same of a workbook that has been inspected. Raises Unsafe."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _WorkbookReader(archive).read(re.compile(wanted))
    except Unsafe:
        raise
    except (BrokenPackage, *DAMAGED, SyntaxError, LookupError) as error:  # lxml's errors are SyntaxErrors
        raise Unsafe("broken_zip") from error


def to_json(book: Spreadsheet) -> dict[str, Any]:
    """Return a spreadsheet as JSON can hold it, to send it from one process to another."""
    sheets = [
        {
            "title": sheet.title,
            "is_hidden": sheet.is_hidden,
            "cells": [(row, column, *cell) for row, cells in sheet.rows.items() for column, cell in cells.items()],
            "hidden_rows": sorted(sheet.hidden_rows),
            "hidden_columns": sheet.hidden_columns,
            "merged": sheet.merged,
        }
        for sheet in book.sheets.values()
    ]
    return {"sheets": sheets, "names": dict(book.names)}


def from_json(sent: Mapping[str, Any]) -> Spreadsheet:
    """Return the spreadsheet that `to_json` made this of."""
    sheets = {}
    for each in sent["sheets"]:
        rows: dict[int, dict[int, Cell]] = {}
        for row, column, kind, *rest in each["cells"]:
            rows.setdefault(row, {})[column] = Cell(CellKind(kind), *rest)
        sheets[each["title"]] = FormSheet(
            each["title"],
            each["is_hidden"],
            rows,
            frozenset(each["hidden_rows"]),
            tuple((first, last) for first, last in each["hidden_columns"]),
            tuple(Area(*area) for area in each["merged"]),
        )
    names = {name: tuple(Area(*area) if area else None for area in areas) for name, areas in sent["names"].items()}
    return Spreadsheet(sheets, names)


def called(sheet: str, column: int, row: int) -> str:
    """Return a cell's place as people call it: "Форма!B8"."""
    return f"{sheet}!{letters_of(column)}{row}"


def letters_of(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def area_of(reference: str, sheet: str = "") -> Area | None:
    """Return the block that a reference names, such as `'Лист 1'!$A$1:$C$61`; None if it names none any more."""
    found = _AREA.fullmatch(f"'_'!{reference}" if sheet else reference.strip())
    if found is None:
        return None
    left, top = _column(found["left"]), int(found["top"])
    right = _column(found["right"]) if found["right"] else left
    title = sheet or (found["quoted"] or "").replace("''", "'") or found["bare"]
    return Area(title, left, top, right, int(found["bottom"] or top))


@dataclass(slots=True)
class _Styles:
    """For each cell format by its index: the number format, and whether its font is struck out."""

    formats: Sequence[tuple[str, bool]] = ()

    def of(self, index: str | None) -> tuple[str, bool]:
        at = int(index or 0)
        return self.formats[at] if at < len(self.formats) else ("", False)


class _WorkbookReader:
    """Reads one workbook; knows its parts, texts and styles."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._package = OfficePackage(archive)
        self._main = self._package.main() or ""
        self._parts: dict[str, str] = {}  # by the relationship's id
        self._kinds: dict[str, str] = {}  # by the last word of the relationship's type
        for each in self._package.relationships(self._main):
            name = self._package.named(target(self._main, each.get("Target", "")))
            if name and each.get("TargetMode") != "External":
                self._parts[each.get("Id", "")] = name
                self._kinds.setdefault(each.get("Type", "").rpartition("/")[2], name)
        self._epoch = _EPOCH_1900
        self._left, self._text_left = MOST_CELLS, MOST_TEXT
        self._texts: list[tuple[str, bool]] = []
        self._styles = _Styles()

    def read(self, wanted: re.Pattern[str]) -> Spreadsheet:
        root = self._tree(self._main)
        if any(each.get("date1904") in _TRUE for each in root.iter("{*}workbookPr")):
            self._epoch = _EPOCH_1904
        listed = {each.get("name", ""): each for each in root.iterfind("{*}sheets/{*}sheet")}
        names: dict[str, list[Area | None]] = {}
        for each in root.iterfind("{*}definedNames/{*}definedName"):
            name = each.get("name", "")
            if wanted.fullmatch(name):
                area = area_of(each.text or "")
                names.setdefault(name, []).append(area if area and self._part(listed.get(area.sheet)) else None)
        titles = dict.fromkeys(area.sheet for areas in names.values() for area in areas if area)
        self._texts, self._styles = self._shared_texts(), self._read_styles()
        sheets = {title: self._sheet(title, listed[title]) for title in titles}
        return Spreadsheet(sheets, {name: tuple(areas) for name, areas in names.items()})

    def _part(self, sheet: Any) -> str:
        """Return the part of a sheet's element; empty if there is none."""
        of_relationship = (
            [value for key, value in sheet.attrib.items() if key.endswith("}id")] if sheet is not None else []
        )
        return self._parts.get(of_relationship[0], "") if of_relationship else ""

    def _tree(self, name: str) -> Any:
        from lxml import etree

        if self._archive.getinfo(name).file_size > LARGEST_MARKUP:
            raise Unsafe("bomb")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        return etree.fromstring(self._archive.read(name), parser)

    def _elements(self, name: str, *tags: str) -> Iterator[Any]:
        """Yield a part's elements of some names as they end, and forget them and all before them afterwards."""
        from lxml import etree

        options = {"resolve_entities": False, "no_network": True, "remove_comments": True, "remove_pis": True}
        with self._archive.open(name) as file:
            for _, element in etree.iterparse(file, tag=[f"{{*}}{tag}" for tag in tags], **options):
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]

    def _shared_texts(self) -> list[tuple[str, bool]]:
        name = self._kinds.get("sharedStrings")
        return [_rich_text(each) for each in self._elements(name, "si")] if name else []

    def _read_styles(self) -> _Styles:
        from openpyxl.styles.numbers import BUILTIN_FORMATS

        name = self._kinds.get("styles")
        if not name:
            return _Styles()
        root = self._tree(name)
        codes = dict(BUILTIN_FORMATS)
        for each in root.iterfind("{*}numFmts/{*}numFmt"):
            codes[int(each.get("numFmtId", 0))] = each.get("formatCode", "")[:_LONGEST_CODE]
        struck = [_is_struck(font) for font in root.iterfind("{*}fonts/{*}font")]
        formats = []
        for each in root.iterfind("{*}cellXfs/{*}xf"):
            font = int(each.get("fontId", 0))
            formats.append((codes.get(int(each.get("numFmtId", 0)), ""), font < len(struck) and struck[font]))
        return _Styles(formats)

    def _sheet(self, title: str, listed: Any) -> FormSheet:
        rows: dict[int, dict[int, Cell]] = {}
        hidden_rows, columns, merged = set(), [], []
        row = 0
        for each in self._elements(self._part(listed), "row", "col", "mergeCell"):
            match each.tag.rpartition("}")[2]:
                case "row":
                    row = int(each.get("r") or row + 1)
                    found = dict(self._row(each, title))
                    if found:
                        rows[row] = dict(sorted(found.items()))
                    if found and _is_hidden(each, "ht"):
                        hidden_rows.add(row)
                case "col":
                    if _is_hidden(each, "width"):
                        columns.append((int(each.get("min", 0)), int(each.get("max", 0))))
                case "mergeCell":
                    self._count(title)
                    if area := area_of(each.get("ref", ""), title):
                        merged.append(area)
        is_hidden = listed.get("state", "visible") != "visible"
        return FormSheet(
            title, is_hidden, dict(sorted(rows.items())), frozenset(hidden_rows), tuple(columns), tuple(merged)
        )

    def _row(self, row: Any, title: str) -> Iterator[tuple[int, Cell]]:
        """Yield the filled cells of a row by their columns. Raises Unsafe when there are too many in all."""
        if next(row.iter("{*}v", "{*}is", "{*}f"), None) is None:  # nothing but formats, as most rows of a big sheet
            return
        column = 0
        for each in row:
            place = _REFERENCE.fullmatch(each.get("r") or "")
            column = _column(place["letters"]) if place else column + 1
            if len(each) and (cell := self._cell(each)):
                self._count(title, len(str(cell.value)))
                yield column, cell

    def _count(self, title: str, characters: int = 0) -> None:
        self._left -= 1
        self._text_left -= characters
        if self._text_left < 0:
            raise Unsafe("form_too_complex")
        if self._left < 0:
            raise Unsafe("too_many_cells", sheet=title, max=MOST_CELLS)

    def _cell(self, element: Any) -> Cell | None:
        """Return a cell; None if it shows nothing, be it a formula whose value is an empty text."""
        kind, found = element.get("t", "n"), element.find("{*}v")
        formula = element.find("{*}f")
        said = "" if formula is None else f"={formula.text or ''}"[:_LONGEST_CODE]
        text = (found.text or "") if found is not None else ""
        number_format, struck = self._styles.of(element.get("s"))
        inline = element.find("{*}is")
        if kind == "s" and text:
            text, struck_run = self._texts[int(text)]
            kind, struck = "str", struck or struck_run
        elif inline is not None:
            text, struck_run = _rich_text(inline)
            kind, struck = "str", struck or struck_run
        if kind == "str":
            text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
            return Cell(CellKind.TEXT, text, number_format, said, struck) if text else None
        if not text:
            return Cell(CellKind.UNCALCULATED, "", number_format, said) if said else None
        return self._typed(kind, text, number_format)._replace(formula=said, struck=struck)

    def _typed(self, kind: str, text: str, number_format: str) -> Cell:
        match kind:
            case "b":
                return Cell(CellKind.BOOLEAN, text in _TRUE, number_format)
            case "e":
                return Cell(CellKind.ERROR, text, number_format)
            case "d":
                return Cell(CellKind.DATE, datetime.fromisoformat(text).replace(tzinfo=None).isoformat(), number_format)
        number = float(text)
        if of_number(number_format, number).is_date():
            try:
                day = self._epoch + timedelta(seconds=round(number * 86400))
            except OverflowError:
                return Cell(CellKind.NUMBER, number, number_format)
            return Cell(CellKind.DATE, day.isoformat(), number_format)
        return Cell(CellKind.NUMBER, number, number_format)


def _rich_text(element: Any) -> tuple[str, bool]:
    """Return the text of a shared or inline string without its phonetic hints, and whether a run is struck out."""
    text, struck = [], False
    for child in element:
        match child.tag.rpartition("}")[2]:
            case "t":
                text.append(child.text or "")
            case "r":
                run = "".join(each.text or "" for each in child.iterfind("{*}t"))
                text.append(run)
                struck = struck or (bool(run.strip()) and _is_struck(child.find("{*}rPr")))
    return "".join(text), struck


def _is_struck(font: Any) -> bool:
    strike = font.find("{*}strike") if font is not None else None
    return strike is not None and strike.get("val", "1") in _TRUE


def _is_hidden(element: Any, size: str) -> bool:
    """Return whether a row or column cannot be seen: hidden, filtered out, or made as small as nothing."""
    return element.get("hidden") in _TRUE or bool(re.fullmatch(r"0+([.,]0*)?", element.get(size, "")))


Reads = Callable[[bytes, str], Spreadsheet]  # as `read_spreadsheet`, wherever it is done

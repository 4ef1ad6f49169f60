"""Read a draft from XLSX: cells are found by their defined names, wherever the clerk's program has moved them."""

from __future__ import annotations

from collections.abc import Iterator

from daemon.documents.cell_value import label_of, loose, value_of, words_of
from daemon.documents.field_parser import is_empty
from daemon.documents.forms import (
    COMMENT_NAME,
    CONTRACT_NAME,
    INITIATOR_NAME,
    MOST_ROWS,
    PEOPLE_NAME,
    TYPE_NAME,
    defined_name,
)
from daemon.documents.invalid_value import InvalidValue
from daemon.documents.raw_form import Flaw, RawForm
from daemon.documents.safety import Unsafe
from daemon.documents.sheet_table import read_table
from daemon.documents.spreadsheet import Area, Cell, FormSheet, Reads, Spreadsheet, called, read_spreadsheet
from daemon.documents.texts import catalogue, say
from daemon.workflow.contract_type import ContractType, FieldRule
from daemon.workflow.model import FactType

_LANGUAGES = ("ru", "en")  # that forms are made in
_NAMES = "(?:field|contractd)_.*"  # the defined names of our forms
_OF_FIELDS = defined_name("")
_ALWAYS = {CONTRACT_NAME: "contract", INITIATOR_NAME: "initiator"}  # places that every form has, and their labels


def read_workbook(content: bytes, type_: ContractType, language: str, reads: Reads) -> RawForm:
    """Return what a filled-in form says. Raises Unsafe if it cannot be opened or is not our form."""
    book = reads(content, _NAMES)
    if not any(defined_name(rule.name) in book.names for rule in type_.fields):
        raise Unsafe("not_our_form")
    reader = _FormReader(book, type_, language)
    return reader.read()


def type_of_workbook(content: bytes) -> str:
    """Return the key of the contract type that a form names; "" if it names none. Raises Unsafe."""
    return _said(read_spreadsheet(content, TYPE_NAME), TYPE_NAME)


class _FormReader:
    """Reads the fields of one book, and collects what is wrong with their places."""

    def __init__(self, book: Spreadsheet, type_: ContractType, language: str) -> None:
        self._book = book
        self._type = type_
        self._texts = catalogue(language)
        self._flaws: list[Flaw] = []

    def read(self) -> RawForm:
        values: dict[str, object] = {}
        places, tables = {}, {}
        for rule in self._type.fields:
            area = self._area(defined_name(rule.name))
            if area is None:
                self._lost(rule)
            elif rule.type is FactType.TABLE:
                tables[rule.name], flaws = read_table(self._book.sheets[area.sheet], area, rule)
                self._flaws += flaws
                places[rule.name] = called(area.sheet, area.left, area.top)
            else:
                values[rule.name] = self._value(rule, area)
                places[rule.name] = called(area.sheet, area.left, area.top)
        self._look_around()
        said = {name: _said(self._book, name) for name in (INITIATOR_NAME, CONTRACT_NAME, TYPE_NAME, COMMENT_NAME)}
        return RawForm(
            values,
            places,
            tables,
            _key_of(self._book, said[INITIATOR_NAME]),
            said[CONTRACT_NAME],
            said[TYPE_NAME],
            said[COMMENT_NAME],
            tuple(self._flaws),
        )

    def _lost(self, rule: FieldRule) -> None:
        """Note that the form has no place for a field: lost where its name or label is left, else the form is older."""
        labels = {
            loose(words_of(cell))
            for sheet in self._book.sheets.values()
            for row in sheet.rows.values()
            for cell in row.values()
        }
        is_older = defined_name(rule.name) not in self._book.names and loose(rule.label) not in labels
        if is_older and rule.default:
            return  # which the draft takes
        wrong = InvalidValue("place_missing" if is_older else "place_lost")
        self._flaws.append(Flaw("", wrong, rule.name, spoils=True, unread=not is_older))

    def _area(self, name: str) -> Area | None:
        """Return where a name leads first: a copied sheet has names of its own beside those of the book."""
        return next((area for area in self._book.names.get(name, ()) if area), None)

    def _value(self, rule: FieldRule, area: Area) -> object:
        """Return a field's value, and note what makes its cell doubtful."""
        sheet = self._book.sheets[area.sheet]
        value = value_of(sheet.cell(area.top, area.left), rule)
        if (other := self._label_of_other(sheet, area, rule)) and not is_empty(value):
            wrong = InvalidValue("label_of_other", found=other)
            self._flaws.append(
                Flaw(called(area.sheet, area.left, area.top), wrong, rule.name, spoils=True, unread=True)
            )
            return None
        for wrong in self._doubts(sheet, area, value):
            self._flaws.append(Flaw(called(area.sheet, area.left, area.top), wrong, rule.name))
        return value

    def _doubts(self, sheet: FormSheet, area: Area, value: object) -> Iterator[InvalidValue]:
        row, column = area.top, area.left
        for each in sheet.merged:
            covers = each.top <= row <= each.bottom and each.left <= column <= each.right
            if covers and (each.top, each.left) != (row, column) and sheet.cell(each.top, each.left):
                yield InvalidValue("cell_merged", where=called(sheet.title, each.left, each.top))
        if is_empty(value):
            return
        if sheet.is_hidden or row in sheet.hidden_rows or sheet.is_column_hidden(column):
            yield InvalidValue("cell_hidden")
        if (cell := sheet.cell(row, column)) and cell.struck:
            yield InvalidValue("cell_struck")

    def _label_of_other(self, sheet: FormSheet, area: Area, rule: FieldRule) -> str:
        """Return the label beside a field's cell if it is another field's: rows were sorted, and names stay behind."""
        label = loose(label_of(sheet, area.top, area.left))
        others = {loose(each.label): each.label for each in self._type.fields if each is not rule}
        return others.get(label, "") if label != loose(rule.label) else ""

    def _look_around(self) -> None:
        """Note what the form says outside of the places that are read: it would be lost without a word."""
        for name, label in _ALWAYS.items():
            if self._area(name) is None:
                self._flaws.append(Flaw("", InvalidValue("place_of_lost", label=self._texts[label]), unread=True))
        if COMMENT_NAME in self._book.names and self._area(COMMENT_NAME) is None:
            self._flaws.append(Flaw("", InvalidValue("place_of_lost", label=self._texts["comment"]), unread=True))
        known = {defined_name(rule.name) for rule in self._type.fields}
        for name, areas in self._book.names.items():
            if name.startswith(_OF_FIELDS) and name not in known:
                self._flaws += [self._gone(name, area) for area in areas if area and self._filled(area)]
        self._flaws += self._copies()
        self._flaws += self._strays()

    def _gone(self, name: str, area: Area) -> Flaw:
        """Return the flaw of a field that the configuration does not have any more."""
        sheet = self._book.sheets[area.sheet]
        label = label_of(sheet, area.top, area.left) if area.top == area.bottom else sheet.title
        words = ", ".join(self._filled(area))
        wrong = InvalidValue("field_gone", label=label or name, found=words)
        return Flaw(called(area.sheet, area.left, area.top), wrong, unread=True)

    def _filled(self, area: Area) -> list[str]:
        """Return what stands in a block; of a table's, below its headings."""
        rows = self._book.sheets[area.sheet].rows
        top = area.top + 1 if area.bottom > area.top else area.top
        inside = (cells for row, cells in rows.items() if top <= row <= max(area.bottom, top))
        return [words_of(cell) for cells in inside for at, cell in cells.items() if area.left <= at <= area.right]

    def _copies(self) -> Iterator[Flaw]:
        """Yield a flaw for each sheet that is a copy of the form's and says something else."""
        told = set()
        for areas in self._book.names.values():
            found = [area for area in areas if area]
            for copy in found[1:]:
                if copy.sheet not in told and self._filled(copy) != self._filled(found[0]):
                    told.add(copy.sheet)
                    yield Flaw(copy.sheet, InvalidValue("sheet_copied", sheet=copy.sheet), unread=True)

    def _strays(self) -> Iterator[Flaw]:
        """Yield a flaw for each value that stands among the fields, but in no field's cell."""
        single = [defined_name(rule.name) for rule in self._type.fields if rule.type is not FactType.TABLE]
        named = {area for name in (*single, *_ALWAYS, COMMENT_NAME) for area in self._book.names.get(name, ()) if area}
        ours = {(area.sheet, area.top, area.left) for areas in self._book.names.values() for area in areas if area}
        told = {loose(rule.label) for rule in self._type.fields if self._area(defined_name(rule.name)) is None}
        told |= {loose(rule.label) for rule in self._type.fields if rule.type is FactType.TABLE}
        for title, column in sorted({(area.sheet, area.left) for area in named}):
            sheet = self._book.sheets[title]
            first = min(area.top for area in named if (area.sheet, area.left) == (title, column))
            for row, cells in sheet.rows.items():
                cell = cells.get(column)
                if cell is None or row <= first or (title, row, column) in ours:
                    continue
                label = label_of(sheet, row, column)
                if loose(label) not in told and not _leads_to_table(cell):
                    wrong = InvalidValue("no_field_here", label=label, found=words_of(cell))
                    yield Flaw(called(title, column, row), wrong, unread=True)


def _leads_to_table(cell: Cell) -> bool:
    """Return whether a cell holds the words that lead from the form to a table, in whatever language it was made."""
    words = (say(language, "hint_table", sheet="\0").split("\0") for language in _LANGUAGES)
    return any(str(cell.value).startswith(start) and str(cell.value).endswith(end) for start, end in words)


def _said(book: Spreadsheet, name: str) -> str:
    area = next((each for each in book.names.get(name, ()) if each), None)
    cell = book.sheets[area.sheet].cell(area.top, area.left) if area else None
    return str(cell.value).strip() if cell else ""


def _key_of(book: Spreadsheet, person: str) -> str:
    """Return the key of a person's name in the form's own list, or the name as written if it is not in it."""
    for area in book.names.get(PEOPLE_NAME, ()):
        if area is None:
            continue
        sheet = book.sheets[area.sheet]
        for row in range(area.top, min(area.bottom, area.top + MOST_ROWS) + 1):
            name, key = sheet.cell(row, area.left), sheet.cell(row, area.left + 1)
            if name and str(name.value) == person:
                return str(key.value) if key else person
    return person

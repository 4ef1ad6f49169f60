"""Read a table of a form by its headings: columns may have been moved or inserted, rows may stand after a gap.

Nothing is taken by its position. What cannot be read rightly becomes a flaw with its place.
"""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field

from daemon.documents.cell_value import heading, loose, value_of, words_of
from daemon.documents.field_parser import is_empty
from daemon.documents.forms import MOST_ROWS
from daemon.documents.invalid_value import InvalidValue
from daemon.documents.raw_form import Flaw, Row
from daemon.documents.spreadsheet import Area, Cell, FormSheet, called, letters_of
from daemon.documents.table_totals import sums_up
from daemon.workflow.contract_type import FieldRule

_FARTHEST_HEADINGS = 20  # rows around its place that headings are looked for, after rows were inserted or deleted
_HEADINGS_COMPARED = 50  # other headings that a lost one may have become
_VALUES_SHOWN = 3  # of a column that is not read


def read_table(sheet: FormSheet, area: Area, rule: FieldRule) -> tuple[tuple[Row, ...], tuple[Flaw, ...]]:
    """Return the filled rows of a table wherever they stand below its headings, and what is wrong with its places."""
    reader = _TableReader(sheet, area, rule)
    reader.read()
    return tuple(reader.rows), tuple(reader.flaws)


@dataclass(slots=True)
class _TableReader:
    sheet: FormSheet
    area: Area
    rule: FieldRule
    rows: list[Row] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    _head: int = 0  # the row of the headings
    _columns: dict[str, int] = field(default_factory=dict)  # where each column of the rule stands

    def read(self) -> None:
        self._head = self._row_of_headings()
        self._find_columns()
        first = min(self._head, self.area.top)
        filled = {row: cells for row, cells in self.sheet.rows.items() if row >= first and row != self._head}
        above = [row for row in filled if row < self._head]
        if above:
            self._note(min(filled[above[0]]), above[0], InvalidValue("rows_above_headings"), spoils=True)
        for number in (row for row in filled if row > self._head):
            self._row(number, filled[number])
        if len(self.rows) > MOST_ROWS:
            wrong = InvalidValue("too_many_rows", max=MOST_ROWS)
            self._note(self.area.left, self.rows[MOST_ROWS].number, wrong, spoils=True)
        self._unread_columns(filled)
        self._merged()

    def _row_of_headings(self) -> int:
        """Return the row with the most headings of this table, the one nearest to its place if others have as many."""
        top = self.area.top
        rows = range(max(1, top - _FARTHEST_HEADINGS), max(top, min(self.area.bottom, top + _FARTHEST_HEADINGS)) + 1)
        return max(rows, key=lambda row: (len(set(self._headings(row).values()) & self._names()), -abs(row - top)))

    def _names(self) -> set[str]:
        return {column.name for column in self.rule.columns}

    def _headings(self, row: int) -> dict[int, str]:
        """Return what stands in a row: at which column the heading of which column of the table, or other words."""
        by_label = {column.name.casefold(): column.name for column in self.rule.columns}
        by_label |= {loose(column.label): column.name for column in self.rule.columns}
        cells = self.sheet.row(row)
        return {at: by_label.get(loose(str(cell.value)), heading(cell)) for at, cell in cells.items()}

    def _find_columns(self) -> None:
        headings = self._headings(self._head)
        if not set(headings.values()) & self._names():
            labels = ", ".join(f"«{column.label}»" for column in self.rule.columns)
            self._note(self.area.left, self.area.top, InvalidValue("headings_lost", labels=labels), spoils=True)
            return
        for column in self.rule.columns:
            places = [at for at, name in headings.items() if name == column.name]
            if len(places) > 1:
                where = ", ".join(letters_of(at) for at in places)
                wrong = InvalidValue("heading_twice", column=column.label, where=where)
                self._note(places[1], self._head, wrong, spoils=True)
            elif not places:
                others = [text for text in headings.values() if text not in self._names()][:_HEADINGS_COMPARED]
                near = difflib.get_close_matches(column.label, others, 1, cutoff=0.4)
                key = "heading_changed" if near else "heading_lost"
                wrong = InvalidValue(key, column=column.label, found=near[0] if near else "")
                self._note(self.area.left, self._head, wrong, spoils=True)
            if len(places) == 1:
                self._columns[column.name] = places[0]

    def _row(self, number: int, cells: Mapping[int, Cell]) -> None:
        """Take a row in if one of its own columns says something, and note what makes it doubtful."""
        rules = {column.name: column for column in self.rule.columns}
        values = {name: value_of(cells.get(at), rules[name]) for name, at in self._columns.items()}
        if all(is_empty(value) for value in values.values()):
            return
        places = {name: called(self.sheet.title, at, number) for name, at in self._columns.items()}
        self.rows.append(Row(number, values, places))
        if any(sums_up(cells[at].formula, letters_of(at)) for at in self._columns.values() if at in cells):
            self._note_row(number, InvalidValue("totals_row"), spoils=True)
            return
        if number in self.sheet.hidden_rows or self.sheet.is_hidden:
            self._note_row(number, InvalidValue("row_hidden"))
        for name, at in self._columns.items():
            if at in cells and cells[at].struck:
                self._note_cell(name, InvalidValue("cell_struck"))
            if at in cells and not is_empty(values[name]) and self.sheet.is_column_hidden(at):
                self._note_cell(name, InvalidValue("cell_hidden"))

    def _unread_columns(self, filled: Mapping[int, Mapping[int, Cell]]) -> None:
        """Note the columns that hold something below the headings, but stand under none of the table's.

        A column of nothing but formulas says nothing of its own: it is the clerk's reckoning from the others.
        """
        if not self._columns:
            return
        headings = self._headings(self._head)
        known = {*self._columns.values(), *(at for at, text in headings.items() if text in self._names())}
        found: dict[int, list[str]] = {}
        for row in (each for each in filled if each > self._head):
            for at, cell in filled[row].items():
                if at not in known and not cell.formula:
                    found.setdefault(at, []).append(words_of(cell))
        for at, words in sorted(found.items()):
            key = "column_unknown" if at in headings else "column_without_heading"
            said = ", ".join(words[:_VALUES_SHOWN])
            wrong = InvalidValue(key, column=headings.get(at, letters_of(at)), found=said)
            self._note(at, self._head, wrong)

    def _merged(self) -> None:
        """Note merged cells below the headings: all but their first one have lost what they held."""
        numbers = [row.number for row in self.rows]
        for each in self.sheet.merged:
            columns = [at for at in self._columns.values() if each.left <= at <= each.right]
            is_wide = each.top != each.bottom or len(columns) > 1
            if each.top <= self._head or not columns or not is_wide or not self.sheet.cell(each.top, each.left):
                continue
            at = bisect_left(numbers, each.top)  # the first of the rows that it covers
            if at < len(numbers) and numbers[at] <= each.bottom:
                where = f"{called(self.sheet.title, each.left, each.top)}:{letters_of(each.right)}{each.bottom}"
                wrong = InvalidValue("rows_merged", where=where)
                self.flaws.append(Flaw(where, wrong, self.rule.name, at + 1, spoils=True))

    def _note(self, column: int, row: int, wrong: InvalidValue, *, spoils: bool = False) -> None:
        place = called(self.sheet.title, column, row)
        self.flaws.append(Flaw(place, wrong, self.rule.name, spoils=spoils, unread=True))

    def _note_row(self, number: int, wrong: InvalidValue, *, spoils: bool = False) -> None:
        """Note what is wrong with the row that was taken in last, at its first column that is there."""
        first = min(self._columns, key=lambda name: self._columns[name])
        place = called(self.sheet.title, self._columns[first], number)
        self.flaws.append(Flaw(place, wrong, self.rule.name, len(self.rows), first, spoils))

    def _note_cell(self, name: str, wrong: InvalidValue) -> None:
        row = self.rows[-1]
        self.flaws.append(Flaw(row.places[name], wrong, self.rule.name, len(self.rows), name))

"""Make request forms: an XLSX that a clerk fills in, where a defined name for each field survives re-saving.

`make_form` makes the blank form, the form that goes back for rework (filled in, naming its contract), and the copy
with every mistake marked.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from daemon.documents.form_cells import (
    LINE,
    LOCKED,
    AnyCell,
    dress_head,
    dress_input,
    font,
    hint,
    mark_wrong,
    put,
    put_link,
    put_text,
    validation_of,
)
from daemon.documents.texts import say
from daemon.workflow.contract_type import ContractType, FieldRule
from daemon.workflow.model import NUMERIC, TEXTUAL, Fact, FactType

TYPE_NAME, INITIATOR_NAME, CONTRACT_NAME = "contractd_type", "contractd_initiator", "contractd_contract"
COMMENT_NAME = "contractd_comment"
PEOPLE_NAME = "contractd_people"  # names and their keys: two people may have one name
TABLE_ROWS = 60  # to fill in; a clerk may add more below
MOST_ROWS = 1000


def defined_name(field_name: str) -> str:
    """Return a field's name in the book.

    Without a prefix "fee1" would be a cell (ECMA-376 part 1, 18.2.5), and Excel calls the book damaged.
    """
    return f"field_{field_name}"


@dataclass(frozen=True, slots=True)
class CellMark:
    """A mistake to show: what is wrong, in the clerk's language; in a table at its `row` (from 1) and `column`."""

    field: str
    message: str
    row: int = 0
    column: str = ""


@dataclass(frozen=True, slots=True)
class FilledForm:
    """The contents of a form: values by field, as the clerk wrote them or as facts have them, numbers as Decimal."""

    values: Mapping[str, object]
    tables: Mapping[str, Sequence[Sequence[object]]]
    contract: str = ""
    initiator: str = ""
    comment: str = ""


def blank(type_: ContractType) -> FilledForm:
    """Return the contents of a blank form: what its fields have by default."""
    return FilledForm({r.name: dict(r.choices).get(r.default, r.default) for r in type_.fields if r.default}, {})


def filled_from(facts: tuple[Fact, ...], contract: str, initiator: str) -> FilledForm:
    """Return the contents of the form that goes back for rework."""
    values = {
        fact.name: fact.shown or _kept(fact.type, fact.value) for fact in facts if fact.type is not FactType.TABLE
    }
    tables = {
        fact.name: [[_kept(c.type, text) for c, text in zip(fact.columns, row, strict=True)] for row in fact.rows]
        for fact in facts
        if fact.type is FactType.TABLE
    }
    return FilledForm(values, tables, contract, initiator)


def _kept(type_: FactType, value: str) -> object:
    """Return a fact's value to write into a cell: its "1.125" is one number, whatever a clerk's could be."""
    return Decimal(value) if type_ in NUMERIC and value else value


def make_form(
    type_: ContractType,
    people: tuple[tuple[str, str], ...],
    language: str,
    filled: FilledForm | None = None,
    marks: Sequence[CellMark] = (),
) -> bytes:
    """Return the form of a contract type as XLSX; `people` are (key, name) of those who may be its initiator.

    Without contents it is a blank one, which says what fields have by default.
    """
    filled = filled or blank(type_)
    book = Workbook()
    book.remove(book.worksheets[0])
    writer = _FormWriter(book, type_, language)
    writer.head()
    writer.contract(filled.contract)
    writer.initiator(people, filled.initiator)
    for rule in type_.fields:
        if rule.type is FactType.TABLE:
            writer.table(rule, filled.tables.get(rule.name, ()))
        else:
            writer.field(rule, defined_name(rule.name), filled.values.get(rule.name))
    writer.comment(filled.comment)
    if marks:
        _list_mistakes(book, writer, marks)
    book.active = 0
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@dataclass(slots=True)
class _FormWriter:
    """Lays a form out, row by row, and remembers the cell of each field, or of each row and column of a table."""

    book: Workbook
    type: ContractType
    language: str
    row: int = 1
    cells: dict[tuple[str, int, str], AnyCell] = field(default_factory=dict)
    sheet: Worksheet = field(init=False)
    lists: Worksheet = field(init=False)

    def __post_init__(self) -> None:
        self.sheet = self.book.create_sheet(self.say("form_sheet"))
        self.lists = self.book.create_sheet(self.say("lists_sheet"))
        self.lists.sheet_state = "hidden"
        self.lists.cell(1, 1, self.type.key)
        self.name(TYPE_NAME, self.lists, "A1")

    def say(self, key: str, **values: object) -> str:
        return say(self.language, key, **values)

    def head(self) -> None:
        for column, width in zip("ABC", (34, 56, 44), strict=True):
            self.sheet.column_dimensions[column].width = width
        put_text(self.sheet["A1"], self.say("form_title", title=self.type.title))
        self.sheet["A1"].font = font(size=16, bold=True, color="1F3A5F")
        put_text(self.sheet["A2"], self.say("form_help", type=self.type.key))
        self.sheet["A2"].font = font(color="5F6B7A")
        self.sheet.merge_cells("A2:C2")
        self.sheet["A2"].alignment = Alignment(wrap_text=True, vertical="top")
        self.sheet.row_dimensions[2].height = 32
        for number, key in enumerate(("column_field", "column_value", "column_hint"), 1):
            put_text(self.sheet.cell(4, number), self.say(key))
            dress_head(self.sheet.cell(4, number))
        self.sheet.freeze_panes = "A5"
        self.sheet.sheet_view.showGridLines = False
        _fit_page(self.sheet)
        self.row = 5

    def contract(self, number: str) -> None:
        """Write the number of the contract that the form is a new version of; clerks need not write here."""
        rule = FieldRule("", self.say("contract"), FactType.TEXT, required=False)
        self.field(rule, CONTRACT_NAME, number, self.say("hint_contract")).fill = LOCKED

    def initiator(self, people: tuple[tuple[str, str], ...], key: str) -> None:
        """Write the initiator with a list of names; the hidden sheet has each one's key, which is read back."""
        often = Counter(name for _, name in people)
        names = {each: f"{name} ({each})" if often[name] > 1 else name for each, name in people}
        rule = FieldRule("", self.say("initiator"), FactType.TEXT, False, choices=tuple(names.items()))
        if people:
            for row, (each, name) in enumerate(names.items(), 1):
                put_text(self.lists.cell(row, 2), name)
                put_text(self.lists.cell(row, 3), each)
            self.name(PEOPLE_NAME, self.lists, f"B1:C{len(names)}")
        self.field(rule, INITIATOR_NAME, names.get(key, key), self.say("hint_initiator"))

    def comment(self, text: str) -> None:
        """Write the line for words to the approvers, which stand beside this version in their letters."""
        rule = FieldRule("", self.say("comment"), FactType.TEXT, required=False)
        self.field(rule, COMMENT_NAME, text, self.say("hint_comment"))

    def field(self, rule: FieldRule, name: str, value: object, help_: str = "") -> AnyCell:
        text = help_ or hint(rule, self.language)
        self._label(rule, lines=1 + max(len(rule.label) // 32, len(text) // 46))
        cell = self.sheet.cell(self.row, 2)
        dress_input(cell, rule)
        put(cell, rule, value)
        said = self.sheet.cell(self.row, 3)
        put_text(said, text)
        said.font, said.border = font(color="7A8594"), LINE
        said.alignment = Alignment(wrap_text=True, vertical="center")
        self.name(name, self.sheet, cell.coordinate)
        self._validate(self.sheet, rule, cell.coordinate)
        self.cells[rule.name, 0, ""] = cell
        self.row += 1
        return cell

    def table(self, rule: FieldRule, rows: Sequence[Sequence[object]]) -> None:
        """Write a table field on a sheet of its own; its defined name spans the header and the rows to fill in."""
        # A sheet's title has 31 characters at most and none of these; openpyxl adds a number to one that is taken.
        title = "".join(c for c in rule.label if c not in "[]:*?/\\'")[:28].strip() or rule.name
        sheet = self.book.create_sheet(title, self.book.index(self.lists))
        self._label(rule)
        link = self.sheet.cell(self.row, 2)
        put_link(link, self.say("hint_table", sheet=sheet.title), sheet.title, "A2")
        link.border, link.alignment = LINE, Alignment(vertical="center")
        self.sheet.cell(self.row, 3).border = LINE
        self.cells[rule.name, 0, ""] = link
        self.row += 1
        last = max(TABLE_ROWS, len(rows) + 10) + 1
        for number, column in enumerate(rule.columns, 1):
            self._column(sheet, rule, number, column, last, [row[number - 1] for row in rows if len(row) >= number])
        sheet.freeze_panes = "A2"
        sheet.row_dimensions[1].height = 24
        _fit_page(sheet)
        self.name(defined_name(rule.name), sheet, f"A1:{get_column_letter(len(rule.columns))}{last}")

    def _column(
        self, sheet: Worksheet, rule: FieldRule, number: int, column: FieldRule, last: int, values: Sequence[object]
    ) -> None:
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = 50 if column.type in TEXTUAL else 20
        put_text(sheet.cell(1, number), self._required(column))
        dress_head(sheet.cell(1, number))
        for line in range(2, last + 1):
            cell = sheet.cell(line, number)
            dress_input(cell, column)
            self.cells[rule.name, line - 1, column.name] = cell
        for line, value in enumerate(values, 2):
            put(sheet.cell(line, number), column, value)
        self._validate(sheet, column, f"{letter}2:{letter}{last}")

    def name(self, name: str, sheet: Worksheet, where: str) -> None:
        absolute = ":".join(
            f"${part.rstrip('0123456789')}${part.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}" for part in where.split(":")
        )
        self.book.defined_names[name] = DefinedName(name, attr_text=f"{quote_sheetname(sheet.title)}!{absolute}")

    def _label(self, rule: FieldRule, lines: int = 1) -> None:
        cell = self.sheet.cell(self.row, 1)
        put_text(cell, self._required(rule))
        cell.font, cell.border = font(bold=rule.required), LINE
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        self.sheet.row_dimensions[self.row].height = 8 + 15 * lines

    def _required(self, rule: FieldRule) -> str:
        return self.say("required_mark", label=rule.label) if rule.required else rule.label

    def _validate(self, sheet: Worksheet, rule: FieldRule, cells: str) -> None:
        validation: DataValidation | None = validation_of(
            rule, self._list(rule) if rule.choices else "", self.language
        )  # fmt: skip
        if validation:
            sheet.add_data_validation(validation)
            validation.add(cells)

    def _list(self, rule: FieldRule) -> str:
        """Write the labels of a choice on the hidden sheet, and return the range of their cells."""
        column = self.lists.max_column + 1
        for row, (_, label) in enumerate(rule.choices, 1):
            put_text(self.lists.cell(row, column), label)
        letter = get_column_letter(column)
        return f"{quote_sheetname(self.lists.title)}!${letter}$1:${letter}${len(rule.choices)}"


def _fit_page(sheet: Worksheet) -> None:
    """Make a sheet print as wide as the page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _list_mistakes(book: Workbook, writer: _FormWriter, marks: Sequence[CellMark]) -> None:
    """Mark wrong cells, and add a first sheet that lists every mistake with a link to its cell."""
    first = book.create_sheet(writer.say("mistakes_sheet"), 0)
    first.sheet_properties.tabColor = "C00000"
    _fit_page(first)
    first.column_dimensions["A"].width, first.column_dimensions["B"].width = 34, 96
    put_text(first["A1"], writer.say("mistakes_title"))
    first["A1"].font = font(size=14, bold=True, color="C00000")
    labels = {rule.name: rule.label for rule in writer.type.fields}
    for row, mark in enumerate(marks, 3):
        name, text = first.cell(row, 1), first.cell(row, 2)
        label = labels.get(mark.field, writer.say("whole_form"))
        cell = writer.cells.get((mark.field, mark.row, mark.column)) or writer.cells.get((mark.field, 0, ""))
        if mark.field and cell is not None:
            mark_wrong(cell, mark.message)
            put_link(name, label, cell.parent.title, cell.coordinate)
        else:
            put_text(name, label)
            name.font = font()
        put_text(text, mark.message)
        text.font = font()
        text.alignment = Alignment(wrap_text=True, vertical="top")
        name.alignment = Alignment(wrap_text=True, vertical="top")
        name.border = text.border = LINE

"""Request forms: an XLSX that a clerk fills in. Each field has a defined name, which survives re-saving by any program.

The same maker gives the blank form, the form that goes back for rework (filled in, naming its contract), and the copy
with every mistake marked.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from daemon.documents.texts import say
from daemon.workflow.contract_type import ContractType, FieldRule
from daemon.workflow.model import Fact, FactType

TYPE_NAME, INITIATOR_NAME, CONTRACT_NAME = "contractd_type", "contractd_initiator", "contractd_contract"
TABLE_ROWS = 60

_INPUT = PatternFill("solid", fgColor="FFF7E0")
_WRONG = PatternFill("solid", fgColor="FFC7CE")
_HEAD = PatternFill("solid", fgColor="E3EAF3")
_LINE = Border(*(Side("thin", color="C9C9C9"),) * 4)
_FORMATS = {FactType.DATE: "dd.mm.yyyy", FactType.MONEY: "#,##0.00", FactType.INN: "@", FactType.TEXT: "@"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A mistake to show at a field: what is wrong with it, in the clerk's language."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form is filled in with: values as canonical text or as the clerk wrote them, by field."""

    values: Mapping[str, object]
    tables: Mapping[str, Sequence[Sequence[object]]]
    contract: str = ""
    initiator: str = ""


EMPTY = Filled({}, {})


def filled_from(facts: tuple[Fact, ...], contract: str, initiator: str) -> Filled:
    """The form of a contract under way, for rework."""
    values = {fact.name: fact.shown or fact.value for fact in facts if fact.type is not FactType.TABLE}
    tables = {fact.name: fact.rows for fact in facts if fact.type is FactType.TABLE}
    return Filled(values, tables, contract, initiator)


def make_form(
    type_: ContractType,
    people: tuple[tuple[str, str], ...],
    language: str,
    filled: Filled = EMPTY,
    marks: Sequence[Mark] = (),
) -> bytes:
    """The form of a contract type as XLSX; `people` are (key, name) of those who may be its initiator."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(say(language, "form_sheet"))
    lists = book.create_sheet(say(language, "lists_sheet"))
    lists.sheet_state = "hidden"
    writer = _Writer(book, sheet, lists, type_, language)
    writer.head()
    writer.field(_special(CONTRACT_NAME, say(language, "contract")), filled.contract)
    initiator = _special(INITIATOR_NAME, say(language, "initiator"), tuple(people))
    writer.field(initiator, dict(people).get(filled.initiator, filled.initiator))
    for rule in type_.fields:
        if rule.type is FactType.TABLE:
            writer.table(rule, filled.tables.get(rule.name, ()))
        else:
            writer.field(rule, filled.values.get(rule.name))
    writer.hidden_type()
    if marks:
        writer.mark(marks)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _special(name: str, label: str, choices: tuple[tuple[str, str], ...] = ()) -> FieldRule:
    type_ = FactType.CHOICE if choices else FactType.TEXT
    return FieldRule(name, label, type_, required=False, choices=choices)


class _Writer:
    """Lays a form out, row by row."""

    def __init__(self, book: Workbook, sheet: Worksheet, lists: Worksheet, type_: ContractType, language: str) -> None:
        self.book, self.sheet, self.lists = book, sheet, lists
        self.type, self.language = type_, language
        self.row = 1
        self.cells: dict[str, Cell | MergedCell] = {}

    def head(self) -> None:
        for column, width in zip("ABC", (34, 52, 44), strict=True):
            self.sheet.column_dimensions[column].width = width
        self.sheet["A1"] = say(self.language, "form_title", title=self.type.title)
        self.sheet["A1"].font = Font(size=15, bold=True)
        self.sheet["A2"] = say(self.language, "form_help", type=self.type.key)
        self.sheet["A2"].font = Font(color="666666", italic=True)
        for number, key in enumerate(("column_field", "column_value", "column_hint"), 1):
            cell = self.sheet.cell(4, number)
            cell.value = say(self.language, key)
            cell.font, cell.fill, cell.border = Font(bold=True), _HEAD, _LINE
        self.sheet.freeze_panes = "A5"
        self.sheet.page_setup.fitToWidth, self.sheet.page_setup.fitToHeight = 1, 0
        self.sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self.row = 5

    def field(self, rule: FieldRule, value: object) -> None:
        label = say(self.language, "required_mark", label=rule.label) if rule.required else rule.label
        self.sheet.cell(self.row, 1, label).border = _LINE
        cell = self.sheet.cell(self.row, 2)
        self._prepare(cell, rule)
        put(cell, rule, value)
        hint = self.sheet.cell(self.row, 3, self._hint(rule))
        hint.font, hint.border = Font(color="777777"), _LINE
        self._name(rule.name, self.sheet, cell.coordinate)
        self._validate(self.sheet, rule, cell.coordinate)
        self.cells[rule.name] = cell
        self.row += 1

    def table(self, rule: FieldRule, rows: Sequence[Sequence[object]]) -> None:
        """A table field has a sheet of its own; the defined name spans the header and the rows to fill in."""
        self.sheet.cell(self.row, 1, rule.label).border = _LINE
        title = "".join(c for c in rule.label if c not in "[]:*?/\\'")[:28] or rule.name
        sheet = self.book.create_sheet(title, self.book.index(self.lists))
        link = self.sheet.cell(self.row, 2, say(self.language, "hint_table", sheet=title))
        link.hyperlink, link.font, link.border = f"#{quote_sheetname(title)}!A2", Font(color="0563C1"), _LINE
        self.cells[rule.name] = link
        self.row += 1
        for number, column in enumerate(rule.columns, 1):
            head = sheet.cell(1, number, column.label)
            head.font, head.fill, head.border = Font(bold=True), _HEAD, _LINE
            letter = get_column_letter(number)
            sheet.column_dimensions[letter].width = 46 if column.type is FactType.TEXT else 18
            for line in range(TABLE_ROWS):
                cell = sheet.cell(line + 2, number)
                self._prepare(cell, column)
                if line < len(rows) and number <= len(rows[line]):
                    put(cell, column, rows[line][number - 1])
            self._validate(sheet, column, f"{letter}2:{letter}{TABLE_ROWS + 1}")
        sheet.freeze_panes = "A2"
        last = get_column_letter(len(rule.columns))
        self._name(rule.name, sheet, f"A1:{last}{TABLE_ROWS + 1}")

    def hidden_type(self) -> None:
        cell = self.lists.cell(1, 1, self.type.key)
        self._name(TYPE_NAME, self.lists, cell.coordinate)

    def mark(self, marks: Sequence[Mark]) -> None:
        """Red cells with comments, and a first sheet that lists every mistake with a link to its cell."""
        first = self.book.create_sheet(say(self.language, "mistakes_sheet"), 0)
        first.column_dimensions["A"].width, first.column_dimensions["B"].width = 34, 90
        first["A1"] = say(self.language, "mistakes_title")
        first["A1"].font = Font(size=13, bold=True, color="C00000")
        labels = {rule.name: rule.label for rule in self.type.fields}
        for row, mark in enumerate(marks, 3):
            name = first.cell(row, 1, labels.get(mark.field, say(self.language, "whole_form")))
            text = first.cell(row, 2)
            _text(text, mark.message)
            text.alignment = Alignment(wrap_text=True, vertical="top")
            cell = self.cells.get(mark.field)
            if cell is not None:
                cell.fill = _WRONG
                cell.comment = Comment(mark.message[:500], "contractd", height=90, width=320)
                name.hyperlink = f"#{quote_sheetname(self.sheet.title)}!{cell.coordinate}"
                name.font = Font(color="0563C1", underline="single")
        self.book.active = 0

    def _prepare(self, cell: Cell | MergedCell, rule: FieldRule) -> None:
        cell.fill, cell.border = _INPUT, _LINE
        cell.alignment = Alignment(wrap_text=rule.type is FactType.TEXT, vertical="top", horizontal="left")
        if rule.type in _FORMATS:
            cell.number_format = _FORMATS[rule.type]

    def _name(self, name: str, sheet: Worksheet, where: str) -> None:
        absolute = ":".join(
            f"${''.join(c for c in p if c.isalpha())}${''.join(filter(str.isdigit, p))}" for p in where.split(":")
        )
        self.book.defined_names[name] = DefinedName(name, attr_text=f"{quote_sheetname(sheet.title)}!{absolute}")

    def _validate(self, sheet: Worksheet, rule: FieldRule, cells: str) -> None:
        validation: DataValidation | None = None
        if rule.choices:
            validation = DataValidation("list", formula1=self._list(rule), allow_blank=True, showErrorMessage=True)
        elif rule.type is FactType.DATE:
            validation = DataValidation("date", operator="greaterThan", formula1="DATE(1990,1,1)", allow_blank=True)
        elif rule.type in (FactType.NUMBER, FactType.MONEY):
            low, high = rule.min if rule.min is not None else Decimal(-(10**15)), rule.max or Decimal(10**15)
            validation = DataValidation("decimal", operator="between", formula1=str(low), formula2=str(high))
        if validation:
            validation.error = self._hint(rule)
            sheet.add_data_validation(validation)
            validation.add(cells)

    def _list(self, rule: FieldRule) -> str:
        column = self.lists.max_column + 1
        for row, (_, label) in enumerate(rule.choices, 1):
            _text(self.lists.cell(row, column), label)
        letter = get_column_letter(column)
        return f"{quote_sheetname(self.lists.title)}!${letter}$1:${letter}${len(rule.choices)}"

    def _hint(self, rule: FieldRule) -> str:
        if rule.type is FactType.TEXT and rule.max_length:
            return say(self.language, "hint_text_max", max_length=rule.max_length)
        return say(self.language, f"hint_{rule.type.value}", currency=rule.currency)


def put(cell: Cell | MergedCell, rule: FieldRule, value: object) -> None:
    """Write a value: canonical numbers and dates as such, everything else as text that is never a formula."""
    from datetime import date

    if value is None or value == "":
        return
    if isinstance(value, str):
        try:
            if rule.type in (FactType.NUMBER, FactType.MONEY):
                cell.value = Decimal(value)
                return
            if rule.type is FactType.DATE:
                cell.value = date.fromisoformat(value)
                return
        except (ValueError, ArithmeticError):
            pass
    if isinstance(value, int | float | date):
        cell.value = value
        return
    _text(cell, str(value))


def _text(cell: Cell | MergedCell, text: str) -> None:
    """Text stays text, also where it begins like a formula."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:32000]
    cell.data_type = "s"

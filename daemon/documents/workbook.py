"""Read a draft from XLSX: cells are found by their defined names, wherever the clerk's program has moved them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from daemon.documents.cell_format import as_seen
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
from daemon.documents.raw_form import RawForm, Row
from daemon.documents.safety import Unsafe, inspect_workbook
from daemon.workflow.contract_type import ContractType, FieldRule
from daemon.workflow.model import FactType

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # ECMA-376 part 1, 22.9.2.19 ST_Xstring: "_x000D_"
_Place = tuple[str, int, int, int, int]  # the sheet; first column and row, last column and row


def read_workbook(content: bytes, type_: ContractType) -> RawForm:
    """Return what a filled-in form says. Raises Unsafe if it cannot be opened or is not our form."""
    book = _open(content)
    if not any(defined_name(rule.name) in book.names for rule in type_.fields):
        raise Unsafe("not_our_form")
    values, places, tables = {}, {}, {}
    for rule in type_.fields:
        place = book.names.get(defined_name(rule.name))
        if place is None:
            continue
        if rule.type is FactType.TABLE:
            tables[rule.name] = tuple(_rows(book, place, rule))
        else:
            values[rule.name] = _value(book, place, rule)
            places[rule.name] = _called(place[0], place[1], place[2])
    initiator, contract = _plain(book, INITIATOR_NAME), _plain(book, CONTRACT_NAME)
    type_name, comment = _plain(book, TYPE_NAME), _plain(book, COMMENT_NAME)
    return RawForm(values, places, tables, _key_of(book, initiator), contract, type_name, comment)


def type_of_workbook(content: bytes) -> str:
    """Return the key of the contract type that a form names; "" if it names none. Raises Unsafe."""
    return _plain(_open(content), TYPE_NAME)


@dataclass(slots=True)
class _Book:
    """A workbook read twice: with the values as last calculated, and with its formulas."""

    values: Any
    formulas: Any
    names: dict[str, _Place]


def _open(content: bytes) -> _Book:
    import openpyxl

    inspect_workbook(content)
    try:
        values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        formulas = openpyxl.load_workbook(io.BytesIO(content))
        names = {name: place for name, each in values.defined_names.items() if (place := _place(values, each))}
    except Exception as error:  # whatever a damaged book makes the library raise, it is this file that is damaged
        raise Unsafe("broken_zip") from error
    return _Book(values, formulas, names)


def _place(book: Any, defined: Any) -> _Place | None:
    """Return where a defined name points; None if its cells were deleted (#REF!) or are no single block."""
    from openpyxl.utils.cell import range_boundaries

    try:
        (sheet, cells), *more = list(defined.destinations)
        bounds = range_boundaries(cells)
    except (ValueError, TypeError, AttributeError):
        return None
    sheets = {each.title for each in book.worksheets}
    if more or sheet not in sheets or any(each is None for each in bounds):
        return None
    return (sheet, *bounds)


def _rows(book: _Book, place: _Place, rule: FieldRule) -> Iterator[Row]:
    """Yield the rows below the header, also those that the clerk has added below the block; columns by position.

    A row after MOST_ROWS is an InvalidValue, unless it is empty.
    """
    sheet, left, top, _, bottom = place
    last = min(max(bottom, book.values[sheet].max_row), top + MOST_ROWS + 1)
    for line in range(top + 1, last + 1):
        values, places = {}, {}
        for at, column in enumerate(rule.columns, left):
            values[column.name] = _value(book, (sheet, at, line, at, line), column)
            places[column.name] = _called(sheet, at, line)
        if line == top + MOST_ROWS + 1 and not all(is_empty(each) for each in values.values()):
            values = dict.fromkeys(values, InvalidValue("too_many_rows", max=MOST_ROWS))
        yield Row(line, values, places)


def _value(book: _Book, place: _Place, rule: FieldRule) -> object:
    """Return what the clerk saw in a cell; an InvalidValue for a formula with an error, or never calculated."""
    sheet, column, row = place[:3]
    cell, formula = book.values[sheet].cell(row, column), book.formulas[sheet].cell(row, column)
    if formula.data_type == "f" and cell.value is None:
        return InvalidValue("formula_empty")
    if cell.data_type == "e":
        return InvalidValue("formula_error", found=cell.value)
    if isinstance(cell.value, str):
        return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), cell.value)
    return as_seen(rule, cell.value, cell.number_format or "")


def _plain(book: _Book, name: str) -> str:
    if name not in book.names:
        return ""
    sheet, column, row = book.names[name][:3]
    value = book.values[sheet].cell(row, column).value
    return "" if value is None else str(value).strip()


def _key_of(book: _Book, person: str) -> str:
    """Return the key of a person's name in the form's own list, or the name as written if it is not in it."""
    if PEOPLE_NAME in book.names:
        sheet, left, top, _, bottom = book.names[PEOPLE_NAME]
        for row in range(top, min(bottom, top + MOST_ROWS) + 1):
            if book.values[sheet].cell(row, left).value == person:
                return str(book.values[sheet].cell(row, left + 1).value or person)
    return person


def _called(sheet: str, column: int, row: int) -> str:
    from openpyxl.utils import get_column_letter

    return f"{sheet}!{get_column_letter(column)}{row}"

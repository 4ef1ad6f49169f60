"""What a cell of a form says: its value as the clerk saw it, and the label or heading that it stands under."""

from __future__ import annotations

from daemon.documents.cell_format import as_seen
from daemon.documents.invalid_value import InvalidValue, plain, visible
from daemon.documents.spreadsheet import Cell, CellKind, FormSheet
from daemon.workflow.contract_type import FieldRule

_LONGEST_LABEL = 500  # characters that are looked at
_ERRORS = {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"}  # ECMA-376 part 1, 18.17.3
_ERRORS |= {"#ССЫЛКА!", "#Н/Д", "#ЗНАЧ!", "#ИМЯ?", "#ДЕЛ/0!", "#ПУСТО!", "#ЧИСЛО!"}  # pasted as text


def value_of(cell: Cell | None, rule: FieldRule) -> object:
    """Return what the clerk saw in a cell; an InvalidValue for a formula with an error, or never calculated."""
    if cell is None:
        return None
    match cell.kind:
        case CellKind.UNCALCULATED:
            return InvalidValue("formula_empty")
        case CellKind.ERROR:
            return InvalidValue("formula_error", found=cell.value)
        case CellKind.DATE:
            return cell.date()
        case CellKind.TEXT if str(cell.value).strip().upper() in _ERRORS:
            return InvalidValue("formula_error", found=cell.value)
    return as_seen(rule, cell.value, cell.format)


def words_of(cell: Cell) -> str:
    """Return what a cell says, to show it to its writer."""
    return plain(cell.date() if cell.kind is CellKind.DATE else cell.value)


def label_of(sheet: FormSheet, row: int, column: int) -> str:
    """Return the nearest text on the left of a cell, without the mark of a required field; empty if there is none."""
    left = [cell for at, cell in sheet.row(row).items() if at < column]
    return heading(left[-1]) if left else ""


def heading(cell: Cell) -> str:
    """Return a label or heading on one line, without the mark of a required field."""
    return " ".join(visible(str(cell.value)[:_LONGEST_LABEL]).split()).rstrip(" *:")


def loose(text: str) -> str:
    """Return a label as it is compared: in one case, "ё" as "е", without what people put behind it."""
    return " ".join(visible(text[:_LONGEST_LABEL]).split()).rstrip(" *:.").casefold().replace("ё", "е")

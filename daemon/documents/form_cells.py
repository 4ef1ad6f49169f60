"""The cells of a request form: their looks, what may be written into them, and values that never become formulas."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Literal

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink

from daemon.documents.field_parser import FIRST_YEAR, LAST_YEAR, canonical
from daemon.documents.invalid_value import InvalidValue
from daemon.documents.texts import say
from daemon.workflow.contract_type import FieldRule
from daemon.workflow.model import NUMERIC, TEXTUAL, FactType
from daemon.workflow.shown_values import currency_sign

AnyCell = Cell | MergedCell

INPUT = PatternFill("solid", fgColor="FFFBEB")
WRONG = PatternFill("solid", fgColor="FFC7CE")
HEAD = PatternFill("solid", fgColor="1F3A5F")
LOCKED = PatternFill("solid", fgColor="F1F3F5")
LINE = Border(*(Side("thin", color="C9CED6"),) * 4)
_FORMATS = {
    FactType.DATE: "dd.mm.yyyy",
    FactType.MONEY: "#,##0.00",
    FactType.NUMBER: "General",
}
_AS_TEXT = "@"  # so that "20%" chosen from a list stays what it is, and no number of 20 digits is rounded
_LONGEST_CELL = 32_000  # characters; Excel takes 32,767
_LONGEST_COMMENT = 1000  # characters; a comment is read in a small box
_LONGEST_TITLE, _LONGEST_ERROR = 32, 225  # characters that Excel takes in the warning at a cell
_MOST_DIGITS = 15  # that a sheet keeps
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,9})?", re.ASCII)
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def font(size: int = 11, bold: bool = False, color: str = "000000", underline: Literal["single"] | None = None) -> Font:
    """Return the form's font: a cell without one falls back to whatever the program likes."""
    return Font(name="Calibri", size=size, bold=bold, color=color, underline=underline)


def dress_input(cell: AnyCell, rule: FieldRule) -> None:
    cell.fill, cell.border, cell.font = INPUT, LINE, font()
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="left")
    cell.number_format = _FORMATS.get(rule.type, _AS_TEXT)


def dress_head(cell: AnyCell) -> None:
    cell.font, cell.fill, cell.border = font(bold=True, color="FFFFFF"), HEAD, LINE
    cell.alignment = Alignment(wrap_text=True, vertical="center")


def put(cell: AnyCell, rule: FieldRule, value: object) -> None:
    """Write a value into a cell: what a field takes as a number or date as such, everything else as text."""
    if value is None or value == "" or isinstance(value, InvalidValue | list | dict):
        return
    if isinstance(value, Decimal) or (isinstance(value, str) and rule.type in NUMERIC and _is_number(rule, value)):
        cell.value = Decimal(value)
    elif isinstance(value, str) and rule.type is FactType.DATE and _ISO_DATE.fullmatch(value) and (day := _day(value)):
        cell.value = day
    elif isinstance(value, bool) and rule.type is FactType.YES_NO:
        put_text(cell, dict(rule.choices)["yes" if value else "no"])
    elif isinstance(value, int | float) and abs(value) >= 10**_MOST_DIGITS:
        return  # its last digits are lost
    elif isinstance(value, date | int | float) and _keeps(rule, value):
        cell.value = value
    else:
        is_whole = isinstance(value, float) and value.is_integer()
        put_text(cell, str(int(value)) if isinstance(value, float) and is_whole else str(value))


def put_text(cell: AnyCell, text: str) -> None:
    """Write text into a cell as text, also if it begins like a formula."""
    text = ILLEGAL_CHARACTERS_RE.sub("", text).replace("\ufffe", "").replace("\uffff", "")
    cell.value = text.encode("utf-8", "ignore").decode()[:_LONGEST_CELL]
    cell.data_type = "s"


def put_link(cell: AnyCell, text: str, sheet: str, where: str) -> None:
    """Write a link inside the book: as a location, since an address would be a relationship to something outside."""
    from openpyxl.utils import quote_sheetname

    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quote_sheetname(sheet)}!{where}")
    put_text(cell, text)
    cell.font = font(color="0563C1", underline="single")


def mark_wrong(cell: AnyCell, message: str) -> None:
    """Colour a cell red and add a comment; a second mistake in the same cell extends the comment."""
    cell.fill = WRONG
    before = f"{cell.comment.text}\n" if cell.comment else ""
    cell.comment = Comment((before + message)[:_LONGEST_COMMENT], "contractd", height=100, width=340)


def validation_of(rule: FieldRule, choices: str, language: str) -> DataValidation | None:
    """Return what a spreadsheet program checks while the clerk types, or None.

    `choices` is the range of cells that holds the labels of a choice.
    """
    if rule.choices:
        found = DataValidation("list", formula1=choices)
    elif rule.type is FactType.DATE:
        found = DataValidation(
            "date", operator="between", formula1=f"DATE({FIRST_YEAR},1,1)", formula2=f"DATE({LAST_YEAR},12,31)"
        )
    elif rule.type in NUMERIC:
        lowest = Decimal(0) if rule.type is FactType.MONEY else Decimal(-(10**15))
        low = lowest if rule.min is None else rule.min
        high = Decimal(10**15) if rule.max is None else rule.max
        found = DataValidation("decimal", operator="between", formula1=str(low), formula2=str(high))
    elif rule.type in TEXTUAL and rule.max_length:
        found = DataValidation("textLength", operator="lessThanOrEqual", formula1=str(rule.max_length))
    else:
        return None
    found.allow_blank, found.showErrorMessage = True, True
    found.errorTitle, found.error = rule.label[:_LONGEST_TITLE], hint(rule, language)[:_LONGEST_ERROR]
    return found


def hint(rule: FieldRule, language: str) -> str:
    """Return how to fill a field in, in a few words: the administrator's, where there are such."""
    if rule.hint:
        return rule.hint
    if rule.type in TEXTUAL and rule.max_length:
        return say(language, "hint_text_max", max_length=rule.max_length)
    if rule.type is FactType.NUMBER and (rule.min is not None or rule.max is not None):
        sides = [("min", rule.min), ("max", rule.max)]
        key = "hint_number_" + "_".join(side for side, limit in sides if limit is not None)
        return say(language, key, min=rule.min, max=rule.max)
    return say(language, f"hint_{rule.type.value}", currency=currency_sign(rule.currency))


def _keeps(rule: FieldRule, value: object) -> bool:
    """Return whether a cell of the field shows a date or number as it is: a number in a date's cell becomes a day."""
    kept = (*NUMERIC, FactType.CHOICE)
    return rule.type in ((*kept, FactType.DATE) if isinstance(value, date) else kept)


def _is_number(rule: FieldRule, text: str) -> bool:
    """Return whether a text is a number that the field takes: "700.000" stays what it was, since it could be two."""
    try:
        return bool(_NUMBER.fullmatch(text) and canonical(rule, text))
    except InvalidValue:
        return False


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

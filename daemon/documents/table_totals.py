"""Recognise a row that sums up the others: as one more item it would be counted twice."""

from __future__ import annotations

import re
from collections.abc import Mapping

from daemon.workflow.contract_type import FieldRule
from daemon.workflow.model import TEXTUAL

_WORDS = re.compile(
    r"(?:итого|всего|итог|подытог|сумма|промежуточный итог|общий итог|(?:grand |sub)?totals?|sum)"
    r"(?:\s+(?:по|с|без|к|в|на|за|ндс|for|incl|excl|amount|due|price|sum|with|without)\b.*"
    r"|\s+(?:сумма|стоимость|\d).*|\s*[:.,(=–-].*|\s*)"
    r"|(?:в том числе|в т\.? ?ч\.?|ндс|vat)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_SUM = re.compile(r"\b(?:SUM|SUBTOTAL|AGGREGATE)\s*\(.*?\$?([A-Z]{1,3})\$?\d+:\$?\1\$?\d+", re.IGNORECASE)


def is_total(rule: FieldRule, values: Mapping[str, object]) -> bool:
    """Return whether one of a row's texts says that it is a total, such as "Итого с НДС"."""
    texts = [values.get(column.name) for column in rule.columns if column.type in TEXTUAL]
    return any(isinstance(text, str) and _WORDS.fullmatch(" ".join(text.split())) for text in texts)


def sums_up(formula: str, column: str) -> bool:
    """Return whether a formula adds up cells of a column, which is given by its letters."""
    found = _SUM.search(formula)
    return found is not None and found[1].upper() == column

"""Sums over a table, `sum(items, quantity * price)`: written for people, rewritten into what the engine knows.

Inside, words are columns of the table; a row in which one of them is empty adds nothing. A row with a sum of money in
it is rounded to whole kopecks, as the document shows it, so that the total is what a person gets by adding up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from daemon.conditions.tokens import Token, tokens_of
from daemon.workflow.model import Column, FactType

SUM, SUM_OF_ROWS = "sum", "sum_of_rows"
_ROW = "row__"  # what the engine calls a row; no field is called so
_NO_COLUMNS = ("true", "false", "null", "in")
_KOPECKS, _NOISE = Decimal("0.01"), Decimal("0.000000001")  # what doubles add by themselves is no part of a sum


def expanded(expression: str) -> str:
    """Return an expression with its sums over tables as the engine can compute them."""
    tokens = tokens_of(expression)
    for at, token in enumerate(tokens):
        if token.text == SUM and token.kind == "word" and _is_call(tokens, at) and (found := _arguments(tokens, at)):
            table, inner, end = found
            made = _rows(expression, table, inner)
            return expression[: token.start] + made + expanded(expression[end:])
    return expression


def _is_call(tokens: Sequence[Token], at: int) -> bool:
    after_dot = at > 0 and tokens[at - 1].text == "."
    return not after_dot and at + 1 < len(tokens) and tokens[at + 1].text == "("


def _arguments(tokens: Sequence[Token], at: int) -> tuple[Token, list[Token], int] | None:
    """Return the table, the tokens of what is summed up, and where the call ends; None if it has not these two."""
    depth = tokens[at + 1].depth
    close = next((i for i, t in enumerate(tokens) if i > at + 1 and t.text == ")" and t.depth == depth), None)
    if close is None or at + 4 >= close or tokens[at + 2].kind != "word" or tokens[at + 3].text != ",":
        return None
    inner = list(tokens[at + 4 : close])
    if any(each.text == "," and each.depth == depth + 1 for each in inner):
        return None
    return tokens[at + 2], inner, tokens[close].end


def _rows(expression: str, table: Token, inner: Sequence[Token]) -> str:
    columns: dict[str, None] = {}
    text, last = "", inner[0].start
    for number, token in enumerate(inner):
        is_called = number + 1 < len(inner) and inner[number + 1].text == "("
        after_dot = number > 0 and inner[number - 1].text == "."
        if token.kind == "word" and not is_called and not after_dot and token.text not in _NO_COLUMNS:
            columns[token.text] = None
            text += f"{expression[last : token.start]}{_ROW}.{token.text}"
            last = token.end
    text += expression[last : inner[-1].end]
    filled = " && ".join(f"{_ROW}.{column} != null" for column in columns) or "true"
    rows = f"{table.text}.filter({_ROW}, {filled}).map({_ROW}, {text})"
    return f'{SUM_OF_ROWS}("{table.text}", "{" ".join(columns)}", {rows})'


def money_columns(tables: Iterable[tuple[str, Sequence[Column]]]) -> frozenset[str]:
    """Return the columns of money in these tables, such as `items.price`."""
    return frozenset(f"{table}.{each.name}" for table, found in tables for each in found if each.type is FactType.MONEY)


def sum_of_rows(table: str, columns: str, rows: Sequence[object], money: frozenset[str]) -> object:
    """Return the sum of what each row came to; what a row came to if that is no number, so that its kind is told."""
    step = _KOPECKS if any(f"{table}.{column}" in money for column in columns.split()) else _NOISE
    total = Decimal(0)
    for each in rows:
        if isinstance(each, bool) or not isinstance(each, int | float):
            return each
        total += _rounded(each, step)
    return float(total)


def _rounded(value: float, step: Decimal) -> Decimal:
    return Decimal(repr(value)).quantize(_NOISE, ROUND_HALF_UP).quantize(step, ROUND_HALF_UP)

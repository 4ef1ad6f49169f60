"""Find the fields that a condition reads and that may be empty, where it does not say what that means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from daemon.conditions.engine import names_in
from daemon.conditions.tokens import Token, tokens_of
from daemon.workflow.contract_type import FieldRule
from daemon.workflow.model import FactType

_EQUALITIES = ("==", "!=")


def unguarded(expression: str, fields: Iterable[FieldRule]) -> tuple[str, ...]:
    """Return the fields, and the columns of tables as "items.price", that may be empty and are compared with no `null`.

    A text that is compared with "" is guarded, too. The condition must have passed `check`.
    """
    tokens = [each for each in tokens_of(expression) if each.text not in "()"]
    read = names_in(expression)
    found: list[str] = []
    for rule in (each for each in fields if each.name in read):
        if rule.type is FactType.TABLE:
            found += (f"{rule.name}.{column}" for column in _cells(rule, tokens))
        elif not rule.required and not _is_guarded(rule.name, tokens, of_row=False):
            found.append(rule.name)
    return tuple(found)


def _cells(table: FieldRule, tokens: list[Token]) -> Iterator[str]:
    for column in table.columns:
        named = any(before.text == "." and each.text == column.name for before, each in pairwise(tokens))
        if named and not column.required and not _is_guarded(column.name, tokens, of_row=True):
            yield column.name


def _is_guarded(name: str, tokens: list[Token], *, of_row: bool) -> bool:
    """Return True if the field, or the cell `row.name`, stands beside a comparison with `null` or an empty text."""
    for at, token in enumerate(tokens):
        after_dot = at > 0 and tokens[at - 1].text == "."
        if token.kind != "word" or token.text != name or after_dot is not of_row:
            continue
        start = at - 2 if of_row else at
        if _is_empty(tokens[at + 1 : at + 3]) or _is_empty(tokens[max(start - 2, 0) : start][::-1]):
            return True
    return False


def _is_empty(beside: list[Token]) -> bool:
    return len(beside) == 2 and beside[0].text in _EQUALITIES and beside[1].text in ("null", '""', "''")

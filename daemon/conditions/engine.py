"""Evaluate conditions: facts as CEL's values, expressions compiled once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib import import_module
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any

from daemon.conditions.table_sums import SUM_OF_ROWS, expanded, money_columns, sum_of_rows
from daemon.conditions.tokens import split, ternary, tokens_of, unwrapped
from daemon.workflow.doubt import NotComputable, NotComputed
from daemon.workflow.model import NUMERIC, Column, Fact, FactType

if TYPE_CHECKING:
    import cel

RESERVED = frozenset({"as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in"})
RESERVED |= {"let", "loop", "namespace", "null", "package", "return", "true", "var", "void", "while"}

EXPRESSIONS_KEPT = 512  # conditions in memory; one that is not there is compiled again
Value = object
FAILURES = (ValueError, TypeError, RuntimeError, LookupError, ArithmeticError)  # of the engine, all that there are
_UNDEFINED = re.compile(r"Undefined variable or function: '(\w+)'")
_LOOP = re.compile(r"\.\s*(?:all|exists|exists_one|map|filter)\s*\(\s*(\w+)\s*,")


def holds(expression: str, facts: tuple[Fact, ...]) -> bool:
    """Return True if the condition holds. It does not if it depends on a field or a cell that was not filled in.

    An expression that names `null` handles empty fields itself and sees them as null. Raises NotComputable if there
    is no answer: a division by zero, a number out of range, a row that is not there.
    """
    try:
        compiled(expression)
    except ValueError as error:
        raise NotComputable(expression, NotComputed.NO_CONDITION) from error
    try:
        return _truth(expression, facts)
    except FAILURES as error:
        failure = error
    # Of several failures the engine reports one; which one depends on their order. So each part is evaluated alone.
    for operator, decisive in (("||", True), ("&&", False)):
        if parts := _parts(expression, operator):
            return _joined(parts, facts, decisive)
    if _is_of_emptiness(expression, facts, failure):
        return False
    raise NotComputable(expression, _why(failure)) from failure


def _truth(expression: str, facts: tuple[Fact, ...]) -> bool:
    values = {fact.name: _value(fact) for fact in facts if _filled(fact) and fact.name in variables(expression)}
    if speaks_of_null(expression):
        values = dict.fromkeys(names_in(expression)) | values
    money = money_columns((fact.name, fact.columns) for fact in facts)
    found = compiled(expression).execute(context(values, money))
    if not isinstance(found, bool):
        raise TypeError(f"{found!r} is neither true nor false")
    return found


def _parts(expression: str, operator: str) -> list[str]:
    tokens = unwrapped(tokens_of(expression))
    parts = [] if ternary(tokens) else split(tokens, operator)
    return [expression[part[0].start : part[-1].end] for part in parts if part]


def _joined(parts: list[str], facts: tuple[Fact, ...], decisive: bool) -> bool:
    """Return `decisive` if one of the parts is, whatever the others are. Raises NotComputable if one leaves it open."""
    failure: NotComputable | None = None
    for part in parts:
        try:
            if holds(part, facts) is decisive:
                return decisive
        except NotComputable as error:
            failure = failure or error
    if failure:
        raise failure
    return not decisive


def _is_of_emptiness(expression: str, facts: tuple[Fact, ...], failure: Exception) -> bool:
    """Return True if an empty field or cell is the only reason of the failure: with every cell filled there is none."""
    if not isinstance(failure, TypeError | RuntimeError):
        return False
    filled = {fact.name: fact for fact in facts if _filled(fact) and fact.name in variables(expression)}
    try:
        values = {name: _value(fact, in_empty_cells=True) for name, fact in filled.items()}
        compiled(expression).execute(context(values))
    except RuntimeError as error:
        missing = _UNDEFINED.search(str(error))
        return bool(missing and missing[1] in names_in(expression) and missing[1] not in filled)
    except FAILURES:
        return False
    return any("" in row for fact in filled.values() for row in fact.rows)


def _why(failure: Exception) -> NotComputed:
    match failure:
        case ZeroDivisionError():
            return NotComputed.DIVISION_BY_ZERO
        case ArithmeticError():
            return NotComputed.OUT_OF_RANGE
        case LookupError():
            return NotComputed.NO_SUCH_ROW
        case RuntimeError() if isinstance(failure, RecursionError) or _UNDEFINED.search(str(failure)):
            return NotComputed.NO_CONDITION
    return NotComputed.UNFIT_VALUE


def holds_if_filled_in(rule: str, facts: tuple[Fact, ...]) -> bool:
    """Return True if a form's rule holds, or a field that it names is empty and it does not name `null`.

    Raises NotComputable if there is no answer.
    """
    return holds(rule, facts) or (not speaks_of_null(rule) and bool(unfilled(rule, facts)))


def unfilled(expression: str, facts: tuple[Fact, ...]) -> tuple[str, ...]:
    """Return the fields that the expression names and the form leaves empty. Raises ValueError on a syntax error."""
    filled = {fact.name for fact in facts if _filled(fact)}
    return tuple(name for name in names_in(expression) if name not in filled)


def speaks_of_null(expression: str) -> bool:
    return bool(re.search(r"\bnull\b", expression))


def _filled(fact: Fact) -> bool:
    """Return True if a fact has a value; a table without rows has one, an empty list."""
    return fact.type is FactType.TABLE or fact.value != ""


def _value(fact: Fact, *, in_empty_cells: bool = False) -> Value:
    """Return the fact as the engine takes it; an empty cell is null, or a specimen of what could stand in it."""
    if fact.type is FactType.TABLE:
        return [_row(fact.columns, row, in_empty_cells) for row in fact.rows]
    return _typed(fact.type, fact.value)


def specimen(type_: FactType) -> Value:
    """Return what a cell of this type could hold, as the engine takes it."""
    if type_ in NUMERIC:
        return _typed(type_, "1")
    if type_ is FactType.YES_NO:
        return True
    return _typed(type_, "2026-01-12" if type_ is FactType.DATE else "text")


def _row(columns: tuple[Column, ...], row: tuple[str, ...], in_empty_cells: bool) -> dict[str, Value]:
    def cell(column: Column, text: str) -> Value:
        if text:
            return _typed(column.type, text)
        return specimen(column.type) if in_empty_cells else None

    return {column.name: cell(column, text) for column, text in zip(columns, row, strict=True)}


def _typed(type_: FactType, text: str) -> Value:
    if type_ in NUMERIC:
        return float(text)
    if type_ is FactType.YES_NO:
        return text == "yes"
    return to_date(text) if type_ is FactType.DATE else text


def to_date(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@cache
def engine() -> Any:
    """Return the engine's compiled module without its package, or the package if the module is not found.

    The package imports a command line, too: 200 ms of every command's start.
    """
    package = find_spec("cel")
    for folder in (package.submodule_search_locations or ()) if package else ():
        for file in Path(folder).glob("cel.*"):
            if file.name.endswith(tuple(EXTENSION_SUFFIXES)):
                spec = spec_from_file_location("cel", file)
                if spec and spec.loader:
                    module = module_from_spec(spec)
                    spec.loader.exec_module(module)
                    return module
    return import_module("cel")


@lru_cache(maxsize=EXPRESSIONS_KEPT)
def compiled(expression: str) -> cel.Program:
    """Return the compiled expression. Raises ValueError on a syntax error."""
    program: cel.Program = engine().compile(expanded(expression))
    return program


def context(values: Mapping[str, Value], money: frozenset[str] = frozenset()) -> cel.Context:
    """Return what an expression is evaluated with; `money` are columns of tables whose sums are in kopecks."""
    found: cel.Context = engine().Context(variables=dict(values))
    found.add_function("date", to_date)
    found.add_function(SUM_OF_ROWS, lambda table, columns, rows: sum_of_rows(table, columns, rows, money))
    return found


def fields_read(expression: str) -> tuple[str, ...]:
    """Return the fields that a condition looks at; every word of one that cannot be read, so that none is missed."""
    try:
        return names_in(expression)
    except ValueError:
        return tuple(re.findall(r"[A-Za-z_]\w*", expression))


@lru_cache(maxsize=EXPRESSIONS_KEPT)
def names_in(expression: str) -> tuple[str, ...]:
    """Return the fields an expression names, without the variables of its own `exists` and the like."""
    own = set(_LOOP.findall(expanded(expression)))
    return tuple(name for name in variables(expression) if name not in own)


@lru_cache(maxsize=EXPRESSIONS_KEPT)
def variables(expression: str) -> tuple[str, ...]:
    return tuple(compiled(expression).variables())

"""Evaluating conditions: facts as CEL's values, expressions compiled once."""

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

from daemon.workflow.model import Column, Fact, FactType

if TYPE_CHECKING:
    import cel

RESERVED = frozenset({"as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in"})
RESERVED |= {"let", "loop", "namespace", "null", "package", "return", "true", "var", "void", "while"}

Value = object
_LOOP = re.compile(r"\.\s*(?:all|exists|exists_one|map|filter)\s*\(\s*(\w+)\s*,")


def holds(expression: str, facts: tuple[Fact, ...]) -> bool:
    """Whether the condition holds. It does not when it turns on a field that was not filled in, or cannot be computed.

    An expression that speaks of `null` has thought of empty fields itself and sees them as null.
    """
    try:
        values = {fact.name: _value(fact) for fact in facts if _filled(fact)}
        if speaks_of_null(expression):
            values = dict.fromkeys(names_in(expression)) | values
        return compiled(expression).execute(context(values)) is True
    except (ValueError, TypeError, RuntimeError, LookupError, ArithmeticError):
        return False


def kept(rule: str, facts: tuple[Fact, ...]) -> bool:
    """Whether a form keeps a rule over several fields: the rule holds, or an empty field leaves nothing to say yet."""
    return holds(rule, facts) or (not speaks_of_null(rule) and bool(unfilled(rule, facts)))


def unfilled(expression: str, facts: tuple[Fact, ...]) -> tuple[str, ...]:
    """The fields that the expression names and the form leaves empty. Raises ValueError when it is no condition."""
    filled = {fact.name for fact in facts if _filled(fact)}
    return tuple(name for name in names_in(expression) if name not in filled)


def speaks_of_null(expression: str) -> bool:
    return bool(re.search(r"\bnull\b", expression))


def _filled(fact: Fact) -> bool:
    """A table without rows is a value: an empty list."""
    return fact.type is FactType.TABLE or fact.value != ""


def _value(fact: Fact) -> Value:
    if fact.type is FactType.TABLE:
        return [_row(fact.columns, row) for row in fact.rows]
    return _typed(fact.type, fact.value)


def _row(columns: tuple[Column, ...], row: tuple[str, ...]) -> dict[str, Value]:
    pairs = zip(columns, row, strict=True)
    return {column.name: _typed(column.type, text) if text else None for column, text in pairs}


def _typed(type_: FactType, text: str) -> Value:
    if type_ in (FactType.NUMBER, FactType.MONEY):
        return float(text)
    return to_date(text) if type_ is FactType.DATE else text


def to_date(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@cache
def engine() -> Any:
    """The compiled engine alone: its package imports a command line, too, which is 200 ms of every command's start."""
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


@lru_cache(maxsize=512)
def compiled(expression: str) -> cel.Program:
    """Raises ValueError on a syntax error."""
    program: cel.Program = engine().compile(expression)
    return program


def context(values: Mapping[str, Value]) -> cel.Context:
    found: cel.Context = engine().Context(variables=dict(values))
    found.add_function("date", to_date)
    return found


@lru_cache(maxsize=512)
def names_in(expression: str) -> tuple[str, ...]:
    """The fields an expression names, without the variables of its own `exists` and the like."""
    own = set(_LOOP.findall(expression))
    return tuple(name for name in compiled(expression).variables() if name not in own)

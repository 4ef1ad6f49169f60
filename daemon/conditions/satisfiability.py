"""Find out whether a condition can ever hold, given the choices and limits of the fields that it names, and with which
values several of them do or do not.

Only for conditions that compare single fields with constants: `amount > 600000 && fund in ["a", "b"]`. The truth of
such a condition changes only at its constants, so that trying each constant and a value between them tries everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise, product
from math import prod

from daemon.conditions.engine import EXPRESSIONS_KEPT, Value, compiled, context, holds, speaks_of_null
from daemon.conditions.tokens import Token, comparison, split, tokens_of, unwrapped
from daemon.workflow.contract_type import FieldRule
from daemon.workflow.doubt import NotComputable
from daemon.workflow.model import LABELLED, NUMERIC, Fact, FactType

MOST_TRIALS = 500  # combinations of values; a condition with more counts as one that can hold
_ORDER = ("<", ">", "<=", ">=")
_A_DAY = timedelta(days=1)


class _Untold(Exception):
    """A condition of a kind for which this cannot be found out."""


@dataclass(frozen=True, slots=True)
class _Atom:
    """A comparison of a field with constants."""

    field: FieldRule
    constants: tuple[Value, ...]


@lru_cache(maxsize=EXPRESSIONS_KEPT)
def can_hold(expression: str, fields: tuple[FieldRule, ...]) -> bool:
    """Return True if some form makes the condition true, or if that cannot be found out.

    The condition must have passed `check`.
    """
    try:
        if speaks_of_null(expression):
            return True
        atoms = list(_atoms(expression, tokens_of(expression), {each.name: each for each in fields}))
        compared = {each.field.name: each.field for each in atoms}
        values = [_values(rule, [a for a in atoms if a.field is rule]) for rule in compared.values()]
        if prod(len(each) for each in values) > MOST_TRIALS:
            return True
        return any(holds(expression, _facts(compared.values(), each)) for each in product(*values))
    except (_Untold, RecursionError, NotComputable):
        return True


def examples(
    expressions: tuple[str, ...], fields: tuple[FieldRule, ...], named: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[Fact, ...], ...]:
    """Return facts for every way in which these conditions can hold or not together, with the fields that they read.

    `named` are further values to try, by the field; a field that is not required is also tried empty. Empty if it
    cannot be found out. The conditions must have passed `check`.
    """
    known = {each.name: each for each in fields}
    try:
        atoms = [atom for each in expressions for atom in _atoms(each, tokens_of(each), known)]
        rules = {each.field.name: each.field for each in atoms} | {name: known[name] for name in named}
        values = [_tried(rule, [a for a in atoms if a.field is rule], named) for rule in rules.values()]
    except (_Untold, RecursionError):
        return ()
    if prod(len(each) for each in values) > MOST_TRIALS:
        return ()
    return tuple(_facts(rules.values(), each) for each in product(*values))


def _tried(rule: FieldRule, atoms: list[_Atom], named: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return values of a field as `_values` does, but for sums below nothing, which no form accepts."""
    empty = [] if rule.required else [""]
    if rule.name in named and not atoms:
        return [*named[rule.name], *empty]
    values = [each for each in _values(rule, atoms) if not (rule.type is FactType.MONEY and each.startswith("-"))]
    return [*dict.fromkeys((*values, *named.get(rule.name, ()), *empty))]


def _facts(rules: Iterable[FieldRule], values: Sequence[str]) -> tuple[Fact, ...]:
    return tuple(Fact(r.name, r.label, r.type, value) for r, value in zip(rules, values, strict=True))


def _atoms(expression: str, tokens: list[Token], fields: dict[str, FieldRule]) -> Iterable[_Atom]:
    tokens = unwrapped(tokens)
    if parts := split(tokens, "||") or split(tokens, "&&"):
        for each in parts:
            yield from _atoms(expression, each, fields)
    elif operator := comparison(tokens):
        at = tokens.index(operator)
        yield _atom(expression, tokens[:at], operator.text, tokens[at + 1 :], fields)
    elif tokens and tokens[0].text == "!":
        yield from _atoms(expression, tokens[1:], fields)
    elif [each.text for each in tokens] not in (["true"], ["false"]):
        raise _Untold


def _atom(expression: str, left: list[Token], operator: str, right: list[Token], fields: dict[str, FieldRule]) -> _Atom:
    if operator != "in" and len(right) == 1 and right[0].text in fields:
        left, right = right, left
    field = fields.get(left[0].text) if len(left) == 1 else None
    if field is None or field.type is FactType.TABLE or not right or _names_something(right):
        raise _Untold
    if operator in _ORDER and field.type not in (*NUMERIC, FactType.DATE):
        raise _Untold
    try:
        value = compiled(expression[right[0].start : right[-1].end]).execute(context({}))
    except (ValueError, TypeError, RuntimeError, LookupError, ArithmeticError):
        raise _Untold from None
    return _Atom(field, tuple(value) if isinstance(value, list) else (value,))


def _names_something(tokens: list[Token]) -> bool:
    """Return True if there is more than constants; `date("2026-12-31")` is one."""
    return any(each.kind == "word" and each.text not in ("date", "true", "false", "null") for each in tokens)


def _values(rule: FieldRule, atoms: list[_Atom]) -> list[str]:
    """Return values of the field, as canonical text: each constant and something in every stretch between them."""
    constants = [constant for each in atoms for constant in each.constants]
    match rule.type:
        case labelled if labelled in LABELLED:
            if not rule.choices:
                raise _Untold
            return [key for key, _ in rule.choices]
        case numeric if numeric in NUMERIC:
            return [f"{each:f}" for each in _numbers(rule, [c for c in constants if isinstance(c, int | float)])]
        case FactType.DATE:
            days = [each for each in constants if isinstance(each, datetime)]
            around = {day + step for day in days for step in (-_A_DAY, timedelta(), _A_DAY)}
            return [each.date().isoformat() for each in sorted(around)] or ["2026-01-01"]
    texts = [each for each in constants if isinstance(each, str)]
    return [*(each for each in texts if each), "".join(texts) + "?"]


def _numbers(rule: FieldRule, constants: list[int | float]) -> list[Decimal]:
    known = sorted(
        {Decimal(str(each)) for each in constants} | {each for each in (rule.min, rule.max) if each is not None}
    )
    if not known:
        return [Decimal(1)]  # compared with `null` alone, or with nothing: any value does
    tried = [known[0] - 1, *known, *((a + b) / 2 for a, b in pairwise(known)), known[-1] + 1]
    least = rule.min if rule.min is not None else tried[0]
    most = rule.max if rule.max is not None else tried[-1]
    return [each for each in tried if least <= each <= most]

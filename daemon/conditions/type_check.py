"""Find the mistakes of a condition before it is ever needed: every part is evaluated alone with sample values."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from daemon.conditions.engine import Value, compiled, context, names_in, specimen, to_date
from daemon.conditions.table_sums import SUM
from daemon.conditions.tokens import COMPARISONS, Token, comparison, outer, split, ternary, tokens_of, unwrapped
from daemon.workflow.contract_type import FieldRule
from daemon.workflow.model import FactType

LONGEST = 2000

_DATE = re.compile(r"""\bdate\(\s*["']([^"']*)["']\s*\)""")


def check(expression: str, fields: tuple[FieldRule, ...]) -> tuple[str, ...]:
    """Return the mistakes of a condition over these fields, in words; empty if it has none."""
    if len(expression) > LONGEST:
        return (f"the condition is longer than {LONGEST} characters; split it",)
    try:
        names = names_in(expression)
    except ValueError as error:
        return (f"not a condition: {_syntax(error)}",)
    known = [each.name for each in fields]
    unknown = [name for name in names if name not in known]
    if unknown:
        return tuple(f'no such field "{name}"{_hint(name, known)}' for name in unknown)
    if wrong := [each for each in _DATE.findall(expression) if not _is_date(each)]:
        return tuple(f'date("{each}") is no day; expected one such as date("2026-12-31")' for each in wrong)
    examiner = _Examiner(expression, {each.name: each for each in fields})
    try:
        examiner.truth(tokens_of(expression))
    except RecursionError:
        return ("the condition is nested too deeply; split it",)
    return tuple(dict.fromkeys(examiner.mistakes))


def _is_date(text: str) -> bool:
    try:
        return bool(to_date(text))
    except ValueError:
        return False


def _sample(rule: FieldRule) -> Value:
    match rule.type:
        case FactType.TABLE:
            return [{each.name: _sample(each) for each in rule.columns}]
        case FactType.CHOICE | FactType.PERSON:
            return rule.choices[0][0] if rule.choices else ""
    return "5902293308" if rule.type is FactType.INN else specimen(rule.type)


# Patterns of the engine's complaints about what beginners write, each with how to mend it.
_MENDS = (
    (r"at: '= ?'", "write == to compare"),
    (r"input 'and'", "write && for and"),
    (r"input 'or'", "write || for or"),
    (r"input '\d+'", "write numbers without spaces"),
    (r"at: '[А-Яа-яЁё]", "fields are named in Latin letters, texts stand in quotes"),
    (r"input '<EOF>'", "something is missing at its end"),
)


def _syntax(error: ValueError) -> str:
    """Return the engine's first complaint, without its picture of the expression, and how to mend it."""
    found = re.search(r"<input>:\d+:(\d+): (?:Syntax error: )?([^\n]*)", str(error))
    if not found:
        return "it cannot be read"
    said = re.sub(r" expecting .*", "", found[2])
    mend = next((f"; {mend}" for pattern, mend in _MENDS if re.search(pattern, said)), "")
    return f"{said} at character {found[1]}{mend}"


def _hint(found: str, known: list[str]) -> str:
    close = difflib.get_close_matches(found, known, n=1)
    return f'; did you mean "{close[0]}"?' if close else f"; expected {', '.join(known)}"


_KINDS = {
    bool: "true or false",
    float: "a number",
    int: "a number",
    str: "text",
    datetime: "a date",
    timedelta: "a duration",
    list: "a list",
    dict: "a row",
}


def _kind(value: Value) -> str | None:
    """Return what a value is, in words; None for null, which may be compared with anything."""
    return next((words for type_, words in _KINDS.items() if isinstance(value, type_)), None)


class _Examiner:
    """Evaluates every part of an expression alone and collects its mistakes."""

    def __init__(self, expression: str, fields: Mapping[str, FieldRule]) -> None:
        self.mistakes: list[str] = []
        self._expression = expression
        self._fields = fields
        self._context = context({name: _sample(rule) for name, rule in fields.items()})

    def truth(self, tokens: list[Token]) -> None:
        """Check a part that must be true or false."""
        tokens = unwrapped(tokens)
        if (parts := ternary(tokens)) or (parts := split(tokens, "||") or split(tokens, "&&")):
            for each in parts:
                self.truth(each)
        elif operator := comparison(tokens):
            at = tokens.index(operator)
            self._comparison(tokens[:at], operator.text, tokens[at + 1 :])
        elif tokens and tokens[0].text == "!":
            self.truth(tokens[1:])
        else:
            self._bare(tokens)

    def _bare(self, tokens: list[Token]) -> None:
        known, value = self._evaluate(tokens)
        kind = _kind(value)
        if known and kind not in ("true or false", None):
            self.mistakes.append(f"`{self._text(tokens)}` is {kind}, expected a comparison that is true or false")

    def _comparison(self, left: list[Token], operator: str, right: list[Token]) -> None:
        left_known, left_value = self._evaluate(left)
        right_known, right_value = self._evaluate(right)
        if not (left_known and right_known):
            return
        if operator == "in":
            members = list(right_value) if isinstance(right_value, list | dict) else None
            if members is None:
                self.mistakes.append(f'`{self._text(right)}` is {_kind(right_value)}, expected a list: ["a", "b"]')
            for each in members or ():
                self._pair(left, left_value, each)
            return
        before = len(self.mistakes)
        self._pair(left, left_value, right_value, self._text(right))
        if len(self.mistakes) == before:
            self._pair(right, right_value, left_value, self._text(left))

    def _pair(self, tokens: list[Token], value: Value, other: Value, other_text: str = "") -> None:
        """Check that the value of `tokens` can equal `other`: the same kind, and for a choice one of its keys."""
        kind, other_kind = _kind(value), _kind(other)
        shown = other_text or (f'"{other}"' if isinstance(other, str) else str(other))
        if kind and other_kind and kind != other_kind:
            example = '; write date("2026-12-31")' if kind == "a date" and other_kind == "text" else ""
            self.mistakes.append(f"`{self._text(tokens)}` is {kind} and `{shown}` is {other_kind}{example}")
            return
        rule = self._fields.get(self._text(tokens))
        if (
            not rule
            or rule.type not in (FactType.CHOICE, FactType.PERSON)
            or not isinstance(other, str)
            or other_text in self._fields
        ):
            return
        keys = [key for key, _ in rule.choices]
        if keys and other not in keys:
            self.mistakes.append(f'{rule.name} has no choice "{other}"{_hint(other, keys)}')

    def _evaluate(self, tokens: list[Token]) -> tuple[bool, Value]:
        """Return whether the part has a value with the samples, and that value; record what can never work."""
        before = len(self.mistakes)
        if self._is_truth(tokens):  # its own parts are looked at first
            self.truth(tokens)
        if len(self.mistakes) > before:
            return False, None
        try:
            return True, compiled(self._text(tokens)).execute(self._context)
        except (TypeError, KeyError, RuntimeError) as error:
            if reason := self._reason(error):
                self.mistakes.append(f"`{self._text(tokens)}`: {reason}")
        except (ValueError, LookupError, ArithmeticError):
            pass  # depends on the values, which are only samples
        return False, None

    def _is_truth(self, tokens: list[Token]) -> bool:
        return bool(outer(unwrapped(tokens), "&&", "||", *COMPARISONS))

    def _reason(self, error: Exception) -> str:
        """Return why a part can never have a value; "" if that depends on the values."""
        said = str(error)
        if isinstance(error, KeyError):
            return f"no column {said} in the table"
        if "Undefined variable or function" in said:
            name = said.split("'")[1]
            return f"no function {name} for such a value" + ("; write sum(items, price)" if name == SUM else "")
        if "not a valid regex" in said:
            return "not a regular expression"
        if re.search(r"float \S+ int|int \S+ float", said):
            return "a whole number among others; write 2.0 instead of 2"
        if isinstance(error, RuntimeError):
            return ""
        return "these do not go together; texts go with texts, numbers with numbers, dates with dates"

    def _text(self, tokens: list[Token]) -> str:
        return self._expression[tokens[0].start : tokens[-1].end] if tokens else ""

"""Conditions such as `amount > 600000 && fund == "commercial"`: checked when read, evaluated over a contract's facts.

The language is CEL. The engine finds neither unknown names nor wrong types before it meets them, and `==` between
a number and a text is silently false. So `check` splits an expression at its logical operators and comparisons and
evaluates each side alone, with a sample of every field: no branch stays untried.

Numbers and sums are doubles, dates are midnight in UTC and are written `date("2026-12-31")`, choices are their keys,
a table is a list of its rows.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from daemon.workflow.contract_type import FieldRule
from daemon.workflow.model import Column, Fact, FactType

if TYPE_CHECKING:
    import cel

LONGEST = 2000
RESERVED = frozenset({"as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in"})
RESERVED |= {"let", "loop", "namespace", "null", "package", "return", "true", "var", "void", "while"}

_Value = object
_TOKEN = re.compile(
    r"""(?P<string>[rRbB]{0,2}(?:\"\"\".*?\"\"\"|'''.*?'''|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'))"""
    r"|(?P<comment>//[^\n]*)|(?P<space>\s+)|(?P<word>[A-Za-z_]\w*)|(?P<number>\d[\w.]*)"
    r"|(?P<operator>&&|\|\||==|!=|<=|>=|[-+*/%<>!?:,.()\[\]{}])",
    re.DOTALL,
)
_LOOP = re.compile(r"\.\s*(?:all|exists|exists_one|map|filter)\s*\(\s*(\w+)\s*,")
_COMPARISONS = ("==", "!=", "<=", ">=", "<", ">", "in")


def holds(expression: str, facts: tuple[Fact, ...]) -> bool:
    """Whether the condition holds. It does not when it turns on a field that was not filled in, or cannot be computed.

    An expression that speaks of `null` has thought of empty fields itself and sees them as null.
    """
    try:
        values = {fact.name: _value(fact) for fact in facts if _filled(fact)}
        if _speaks_of_null(expression):
            values = dict.fromkeys(_names(expression)) | values
        return _compile(expression).execute(_context(values)) is True
    except (ValueError, TypeError, RuntimeError, LookupError, ArithmeticError):
        return False


def kept(rule: str, facts: tuple[Fact, ...]) -> bool:
    """Whether a form keeps a rule over several fields: the rule holds, or an empty field leaves nothing to say yet."""
    return holds(rule, facts) or (not _speaks_of_null(rule) and bool(unfilled(rule, facts)))


def unfilled(expression: str, facts: tuple[Fact, ...]) -> tuple[str, ...]:
    """The fields that the expression names and the form leaves empty. Raises ValueError when it is no condition."""
    filled = {fact.name for fact in facts if _filled(fact)}
    return tuple(name for name in _names(expression) if name not in filled)


def check(expression: str, fields: tuple[FieldRule, ...]) -> tuple[str, ...]:
    """What is wrong with a condition over these fields, in words; nothing when it is right."""
    if len(expression) > LONGEST:
        return (f"the condition is longer than {LONGEST} characters; split it",)
    try:
        names = _names(expression)
    except ValueError as error:
        return (f"not a condition: {_syntax(error)}",)
    known = [each.name for each in fields]
    unknown = [name for name in names if name not in known]
    if unknown:
        return tuple(f'no such field "{name}"{_hint(name, known)}' for name in unknown)
    examiner = _Examiner(expression, {each.name: each for each in fields})
    try:
        examiner.truth(_tokens(expression))
    except RecursionError:
        return ("the condition is nested too deeply; split it",)
    return tuple(dict.fromkeys(examiner.mistakes))


# --- values ---


def _speaks_of_null(expression: str) -> bool:
    return bool(re.search(r"\bnull\b", expression))


def _filled(fact: Fact) -> bool:
    """A table without rows is a value: an empty list."""
    return fact.type is FactType.TABLE or fact.value != ""


def _value(fact: Fact) -> _Value:
    if fact.type is FactType.TABLE:
        return [_row(fact.columns, row) for row in fact.rows]
    return _typed(fact.type, fact.value)


def _row(columns: tuple[Column, ...], row: tuple[str, ...]) -> dict[str, _Value]:
    pairs = zip(columns, row, strict=True)
    return {column.name: _typed(column.type, text) if text else None for column, text in pairs}


def _typed(type_: FactType, text: str) -> _Value:
    if type_ in (FactType.NUMBER, FactType.MONEY):
        return float(text)
    return _date(text) if type_ is FactType.DATE else text


def _date(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _sample(rule: FieldRule) -> _Value:
    match rule.type:
        case FactType.TABLE:
            return [{each.name: _sample(each) for each in rule.columns}]
        case FactType.NUMBER | FactType.MONEY:
            return 1.0
        case FactType.DATE:
            return datetime(2026, 1, 12, tzinfo=UTC)
        case FactType.CHOICE:
            return rule.choices[0][0] if rule.choices else ""
    return "5902293308" if rule.type is FactType.INN else "text"


# --- the engine ---


@lru_cache(maxsize=512)
def _compile(expression: str) -> cel.Program:
    """Raises ValueError on a syntax error."""
    import cel  # 120 ms

    return cel.compile(expression)


def _context(values: Mapping[str, _Value]) -> cel.Context:
    import cel

    context = cel.Context(variables=dict(values))
    context.add_function("date", _date)
    return context


@lru_cache(maxsize=512)
def _names(expression: str) -> tuple[str, ...]:
    """The fields an expression names, without the variables of its own `exists` and the like."""
    own = set(_LOOP.findall(expression))
    return tuple(name for name in _compile(expression).variables() if name not in own)


_MENDS = (
    (r"at: '= ?'", "write == to compare"),
    (r"input 'and'", "write && for and"),
    (r"input 'or'", "write || for or"),
    (r"input '\d+'", "write numbers without spaces"),
    (r"at: '[А-Яа-яЁё]", "fields are named in Latin letters, texts stand in quotes"),
    (r"input '<EOF>'", "something is missing at its end"),
)


def _syntax(error: ValueError) -> str:
    """The engine's first complaint, without its picture of the expression, and how to mend it."""
    found = re.search(r"<input>:\d+:(\d+): (?:Syntax error: )?([^\n]*)", str(error))
    if not found:
        return "it cannot be read"
    said = re.sub(r" expecting .*", "", found[2])
    mend = next((f"; {mend}" for pattern, mend in _MENDS if re.search(pattern, said)), "")
    return f"{said} at character {found[1]}{mend}"


def _hint(found: str, known: list[str]) -> str:
    close = difflib.get_close_matches(found, known, n=1)
    return f'; did you mean "{close[0]}"?' if close else f"; expected {', '.join(known)}"


# --- the examination ---


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int
    depth: int


def _tokens(expression: str) -> list[_Token]:
    """What the expression consists of; a bracket has the depth of what stands around it."""
    found = []
    depth = 0
    for match in _TOKEN.finditer(expression):
        kind, text = str(match.lastgroup), match[0]
        if kind in ("space", "comment"):
            continue
        if kind == "operator" and text in ")]}":
            depth -= 1
        found.append(_Token(kind, text, match.start(), match.end(), depth))
        if kind == "operator" and text in "([{":
            depth += 1
    return found


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


def _kind(value: _Value) -> str | None:
    """What a value is, in words; None for null, which may be compared with anything."""
    return next((words for type_, words in _KINDS.items() if isinstance(value, type_)), None)


class _Examiner:
    """Looks at every part of an expression alone, and keeps what is wrong."""

    def __init__(self, expression: str, fields: Mapping[str, FieldRule]) -> None:
        self.mistakes: list[str] = []
        self._expression = expression
        self._fields = fields
        self._context = _context({name: _sample(rule) for name, rule in fields.items()})

    def truth(self, tokens: list[_Token]) -> None:
        """A part that must be true or false."""
        tokens = _unwrapped(tokens)
        if (parts := _ternary(tokens)) or (parts := _split(tokens, "||") or _split(tokens, "&&")):
            for each in parts:
                self.truth(each)
        elif operator := _comparison(tokens):
            at = tokens.index(operator)
            self._comparison(tokens[:at], operator.text, tokens[at + 1 :])
        elif tokens and tokens[0].text == "!":
            self.truth(tokens[1:])
        else:
            self._bare(tokens)

    def _bare(self, tokens: list[_Token]) -> None:
        known, value = self._evaluate(tokens)
        kind = _kind(value)
        if known and kind not in ("true or false", None):
            self.mistakes.append(f"`{self._text(tokens)}` is {kind}, expected a comparison that is true or false")

    def _comparison(self, left: list[_Token], operator: str, right: list[_Token]) -> None:
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

    def _pair(self, tokens: list[_Token], value: _Value, other: _Value, other_text: str = "") -> None:
        """That `other` is something the value of `tokens` can equal."""
        kind, other_kind = _kind(value), _kind(other)
        shown = other_text or (f'"{other}"' if isinstance(other, str) else str(other))
        if kind and other_kind and kind != other_kind:
            example = '; write date("2026-12-31")' if kind == "a date" and other_kind == "text" else ""
            self.mistakes.append(f"`{self._text(tokens)}` is {kind} and `{shown}` is {other_kind}{example}")
            return
        rule = self._fields.get(self._text(tokens))
        if not rule or rule.type is not FactType.CHOICE or not isinstance(other, str) or other_text in self._fields:
            return
        keys = [key for key, _ in rule.choices]
        if keys and other not in keys:
            self.mistakes.append(f'{rule.name} has no choice "{other}"{_hint(other, keys)}')

    def _evaluate(self, tokens: list[_Token]) -> tuple[bool, _Value]:
        """Whether the part has a value with the samples, and the value. What cannot ever work is a mistake."""
        before = len(self.mistakes)
        if self._is_truth(tokens):  # its own parts are looked at first
            self.truth(tokens)
        if len(self.mistakes) > before:
            return False, None
        try:
            return True, _compile(self._text(tokens)).execute(self._context)
        except (TypeError, KeyError, RuntimeError) as error:
            if reason := self._reason(error):
                self.mistakes.append(f"`{self._text(tokens)}`: {reason}")
        except (ValueError, LookupError, ArithmeticError):
            pass  # depends on the values, which are only samples
        return False, None

    def _is_truth(self, tokens: list[_Token]) -> bool:
        return bool(_outer(_unwrapped(tokens), "&&", "||", *_COMPARISONS))

    def _reason(self, error: Exception) -> str:
        """Why a part can never have a value; empty when it depends on the values."""
        said = str(error)
        if isinstance(error, KeyError):
            return f"no column {said} in the table"
        if "Undefined variable or function" in said:
            name = said.split("'")[1]
            return f"no function {name} for such a value"
        if "not a valid regex" in said:
            return "not a regular expression"
        if re.search(r"float \S+ int|int \S+ float", said):
            return "a whole number among others; write 2.0 instead of 2"
        if isinstance(error, RuntimeError):
            return ""
        return "these do not go together; texts go with texts, numbers with numbers, dates with dates"

    def _text(self, tokens: list[_Token]) -> str:
        return self._expression[tokens[0].start : tokens[-1].end] if tokens else ""


def _unwrapped(tokens: list[_Token]) -> list[_Token]:
    """Without brackets around the whole."""
    while len(tokens) > 2 and tokens[0].text == "(" and tokens[-1].text == ")":
        if any(t.depth == tokens[0].depth for t in tokens[1:-1]):
            break
        tokens = tokens[1:-1]
    return tokens


def _outer(tokens: list[_Token], *wanted: str) -> list[int]:
    level = tokens[0].depth if tokens else 0
    return [i for i, t in enumerate(tokens) if t.depth == level and t.text in wanted and t.kind != "string"]


def _ternary(tokens: list[_Token]) -> list[list[_Token]]:
    """Condition, then, else; nothing when there is no `?`. Another one stands in brackets or in the else part."""
    marks = _outer(tokens, "?", ":")
    return [tokens[: marks[0]], tokens[marks[0] + 1 : marks[1]], tokens[marks[1] + 1 :]] if marks else []


def _split(tokens: list[_Token], operator: str) -> list[list[_Token]]:
    marks = _outer(tokens, operator)
    edges = [-1, *marks, len(tokens)]
    return [tokens[a + 1 : b] for a, b in pairwise(edges)] if marks else []


def _comparison(tokens: list[_Token]) -> _Token | None:
    marks = _outer(tokens, *_COMPARISONS)
    return tokens[marks[-1]] if marks else None

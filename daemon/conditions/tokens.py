"""Split an expression into tokens, and at its logical operators and comparisons."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_TOKEN = re.compile(
    r"""(?P<string>[rRbB]{0,2}(?:\"\"\".*?\"\"\"|'''.*?'''|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'))"""
    r"|(?P<comment>//[^\n]*)|(?P<space>\s+)|(?P<word>[A-Za-z_]\w*)|(?P<number>\d[\w.]*)"
    r"|(?P<operator>&&|\|\||==|!=|<=|>=|[-+*/%<>!?:,.()\[\]{}])",
    re.DOTALL,
)
COMPARISONS = ("==", "!=", "<=", ">=", "<", ">", "in")


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str
    start: int
    end: int
    depth: int


def tokens_of(expression: str) -> list[Token]:
    """Return the tokens of an expression, without spaces and comments; a bracket has the depth outside of it."""
    found = []
    depth = 0
    for match in _TOKEN.finditer(expression):
        kind, text = str(match.lastgroup), match[0]
        if kind in ("space", "comment"):
            continue
        if kind == "operator" and text in ")]}":
            depth -= 1
        found.append(Token(kind, text, match.start(), match.end(), depth))
        if kind == "operator" and text in "([{":
            depth += 1
    return found


def unwrapped(tokens: list[Token]) -> list[Token]:
    """Return the tokens without brackets around the whole."""
    while len(tokens) > 2 and tokens[0].text == "(" and tokens[-1].text == ")":
        if any(t.depth == tokens[0].depth for t in tokens[1:-1]):
            break
        tokens = tokens[1:-1]
    return tokens


def outer(tokens: list[Token], *wanted: str) -> list[int]:
    level = tokens[0].depth if tokens else 0
    return [i for i, t in enumerate(tokens) if t.depth == level and t.text in wanted and t.kind != "string"]


def ternary(tokens: list[Token]) -> list[list[Token]]:
    """Return the condition, then and else parts; empty if there is no `?`. A nested one is in brackets or in else."""
    marks = outer(tokens, "?", ":")
    return [tokens[: marks[0]], tokens[marks[0] + 1 : marks[1]], tokens[marks[1] + 1 :]] if marks else []


def split(tokens: list[Token], operator: str) -> list[list[Token]]:
    marks = outer(tokens, operator)
    edges = [-1, *marks, len(tokens)]
    return [tokens[a + 1 : b] for a, b in pairwise(edges)] if marks else []


def comparison(tokens: list[Token]) -> Token | None:
    marks = outer(tokens, *COMPARISONS)
    return tokens[marks[-1]] if marks else None

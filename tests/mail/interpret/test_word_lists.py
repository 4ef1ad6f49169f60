"""The lists of words that rules name are there: a list that nobody wrote holds no word, and says so nowhere else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from daemon.mail.interpret import rules
from daemon.mail.interpret.lexicon import Lexicon

RULES = sorted(Path(rules.__file__).parent.glob("*.py"))
LEMMAS = frozenset({"is_a", "all_of", "first", "has"})
FORMS = frozenset({"is_form", "says", "places"})


def _named(methods: frozenset[str]) -> Iterator[str]:
    """Yield the texts that stand as arguments in calls of these methods of `ClauseWords`; `Form` has a `has`, too."""
    for path in RULES:
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
                continue
            of_form = call.func.attr == "has" and ast.unparse(call.func.value) != "these"
            if call.func.attr in methods and not of_form:
                yield from (each.value for each in call.args if isinstance(each, ast.Constant) and each.value)


def test_every_list_of_lemmas_that_a_rule_names_is_there() -> None:
    named = {each for each in _named(LEMMAS) if isinstance(each, str)}
    assert len(named) > 30
    assert named <= set(Lexicon.built_in().lemmas)


def test_every_list_of_forms_that_a_rule_names_is_there() -> None:
    named = {each for each in _named(FORMS) if isinstance(each, str)}
    assert len(named) > 30
    assert named <= set(Lexicon.built_in().forms)

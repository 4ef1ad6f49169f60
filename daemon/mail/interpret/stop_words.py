"""Recognise words that stand in a clause without changing what it says: dates, numbers, what a contract is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from daemon.mail.interpret.entities import is_in_date
from daemon.mail.interpret.lexicon import Lexicon
from daemon.mail.interpret.tokenizer import Clause

_OWN_SIGN = re.compile(r"[a-zа-я]{1,4}-\d{4}-\d{1,8}|№|v\d{1,2}")
_DAY = re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d{2}|\d{4})|\d{2}\.\d{2}")
_GENITIVE = ("ого", "его", "ых", "их", "ия", "ий", "ов")
_LONGEST_OBJECT = 5  # words of "поставки светового оборудования"


def is_filler(words: Sequence[str], at: int, clause: Clause, lexicon: Lexicon) -> bool:
    """Return True if the word at `at` says nothing of its own here."""
    if words[at] in lexicon.marks["filler"] or _OWN_SIGN.fullmatch(words[at]):
        return True
    if _DAY.fullmatch(words[at]):  # "согласую 30.11.2026" is a promise, "согласовано 24.11.2026" is not
        return any(word in lexicon.marks["dated"] for word in words) or len(words) == 1
    if is_in_date(words, at) and any(word in lexicon.marks["dated"] for word in words):
        return True
    if words[at] == "от" and at + 1 < len(words) and (_DAY.fullmatch(words[at + 1]) or is_in_date(words, at + 1)):
        return bool(at) and words[at - 1] in lexicon.marks["numbered"]
    if _is_object(words, at, clause, lexicon):
        return True
    if at and words[at - 1] in lexicon.marks["numbered"] and words[at].isdigit():
        return True
    return bool(at) and words[at - 1] in lexicon.marks["firm"] and clause.words[at].is_capitalised


def _is_object(words: Sequence[str], at: int, clause: Clause, lexicon: Lexicon) -> bool:
    """Return True for a word of what the contract is about: "договор поставки светового оборудования"."""
    heavy = ("risky", "conditional", "negative_cue", "post_stems", "denying", "names")
    start = at
    while start and words[start].endswith(_GENITIVE) and words[start] not in lexicon.marks["object_of"]:
        start -= 1
    plain = not any(lexicon.marks_any(each, words[start + 1 : at + 1]) for each in heavy)
    small = not any(word.is_capitalised for word in clause.words[start + 1 : at + 1])
    return (
        start < at and at - start < _LONGEST_OBJECT and words[start] in lexicon.marks["object_of"] and plain and small
    )

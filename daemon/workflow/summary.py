"""The summary of a contract: one line that stands for it in subjects, lists and on tiles.

A contract type says what is in it (`summary: "{counterparty}, {subject}, {amount}"`); else the fields' types do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from daemon.workflow.facts import Fact, FactType
from daemon.workflow.shown_values import NBSP, shown

LONGEST = 80  # characters of one value: a long name of the other side must not push the sum out of sight
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
# What follows a value up to the next separator belongs to it: "{term} дней, {subject}", "({inn}), {subject}".
_BELONGS_TO_THE_LEFT = re.compile(r"[^,;:–—|/(\[«]*?(?=\s*(?:[,;:–—|/(\[«]|-\s))", re.DOTALL)
_SEPARATORS = " \t,;:–—|/-"


def make_summary(pattern: str, number: str, title: str, facts: Sequence[Fact]) -> str:
    """Return a contract's summary; what stands around a value goes with it when there is none."""
    values = {"number": number, "title": title} | {fact.name: _value(fact) for fact in facts}
    before, *parts = _PLACEHOLDER.split(pattern)
    said = ""
    for at, (name, literal) in enumerate(zip(parts[::2], parts[1::2], strict=True), 1):
        left = _to_the_left(literal, last=2 * at == len(parts))
        if value := values.get(name, ""):
            said += (before if said else before.lstrip(_SEPARATORS)) + value + left
        before = literal[len(left) :]
    said += before if said else ""
    return one_line(said)


def default_summary(title: str, facts: Sequence[Fact]) -> str:
    """Return the first two texts and the first sum of the facts; the title if there are none."""
    texts = [_value(fact) for fact in facts if fact.type is FactType.TEXT and fact.value]
    return one_line(", ".join(filter(None, (*texts[:2], amount_of(facts))))) or one_line(title)


def amount_of(facts: Sequence[Fact]) -> str:
    """Return the first sum of the facts as people write it: 700 000,00 ₽; empty if there is none."""
    return next((shown(fact) for fact in facts if fact.type is FactType.MONEY and fact.value), "")


def cut(text: str, limit: int) -> str:
    """Return the text in so many characters at most, with "…" if some were cut: at a word, if half of it stays."""
    if len(text) <= limit:
        return text
    short = text[: limit - 1]
    at_word = short.rpartition(" ")[0]
    return (at_word if len(at_word) > limit // 2 else short).rstrip(_SEPARATORS) + "…"


def one_line(text: str) -> str:
    """Return the text with one space between words, without control, bidi and zero-width characters.

    No-break spaces stay: a sum is not broken.
    """
    spaced = (" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    kept = "".join(c for c in spaced if unicodedata.category(c)[0] != "C")
    return re.sub(rf"(?:(?!{NBSP})\s)+", " ", unicodedata.normalize("NFC", kept)).strip()


def _value(fact: Fact) -> str:
    return cut(one_line(shown(fact)), LONGEST)


def _to_the_left(literal: str, *, last: bool) -> str:
    """Return the beginning of what stands after a value that belongs to it: a unit, a closing bracket."""
    closing = re.match(r"[)\]»]+", literal)
    if closing:
        return closing[0]
    found = _BELONGS_TO_THE_LEFT.match(literal)
    if found is None:
        return literal if last else ""
    return found[0]

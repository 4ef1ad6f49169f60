"""Correct slips of the finger in a clause: words mistyped, or cut in two."""

from __future__ import annotations

from dataclasses import replace

from daemon.mail.interpret.keyboard_layout import meant
from daemon.mail.interpret.lexicon import Lexicon
from daemon.mail.interpret.tokenizer import Clause, Word


def spelled(clause: Clause, lexicon: Lexicon) -> tuple[Clause, list[str], tuple[str, ...]]:
    """Return the clause with halves of a known word joined, its words as they were meant, and each slip in words."""
    kept: list[Word] = []
    words: list[str] = []
    mistyped: list[str] = []
    for word in clause.words:
        if words and _are_halves(words[-1], word.said, lexicon):
            first = kept.pop()
            whole = Word(words.pop() + word.said, f"{first.written} {word.written}", first.start, word.end)
        else:
            whole = word
        right = meant(whole.said, lexicon)
        if right != word.said:
            mistyped.append(f"{whole.written} for {right}")
        kept.append(whole)
        words.append(right)
    return replace(clause, words=tuple(kept)), words, tuple(mistyped)


def _are_halves(first: str, second: str, lexicon: Lexicon) -> bool:
    whole = first + second
    unknown = first not in lexicon.known or second not in lexicon.known
    return len(whole) > 7 and unknown and whole in lexicon.marks["mistakable"]

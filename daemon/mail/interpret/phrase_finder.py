"""Find the known phrases of a clause, one after the other, and the words that belong to none of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from daemon.mail.interpret.clause_words import ClauseWords
from daemon.mail.interpret.lexicon import APPROVING, COURTESY, Lexicon, Meaning, Phrase
from daemon.mail.interpret.person_names import PATRONYMIC
from daemon.mail.interpret.stop_words import is_filler
from daemon.mail.interpret.tokenizer import Clause
from daemon.mail.interpret.typos import spelled

_SKIPPED = 3  # filler words inside a phrase, at most


@dataclass(frozen=True, slots=True)
class FoundPhrase:
    """A phrase at its place in a clause: from the word at `start` up to the one before `end`."""

    phrase: Phrase
    start: int
    end: int

    @property
    def meaning(self) -> Meaning:
        return self.phrase.meaning


@dataclass(frozen=True, slots=True)
class PhrasedClause:
    """A clause with the phrases in it. `words` are its words as they were meant, `gaps` the indexes of the others."""

    clause: Clause
    words: tuple[str, ...]
    mistyped: tuple[str, ...]
    found: tuple[FoundPhrase, ...]
    gaps: tuple[int, ...]
    lexicon: Lexicon
    said: ClauseWords

    @property
    def kinds(self) -> set[Meaning]:
        return {each.meaning for each in self.found}

    @property
    def before_gaps(self) -> tuple[FoundPhrase, ...]:
        return tuple(each for each in self.found if each.start < self.gaps[0])


def phrased(clause: Clause, lexicon: Lexicon) -> PhrasedClause:
    """Return the clause with its longest phrases, one after the other."""
    clause, words, mistyped = spelled(clause, lexicon)
    found: list[FoundPhrase] = []
    gaps: list[int] = []
    at = 0
    while at < len(words):
        best = _longest(words, at, lexicon)
        # A phrase may begin with filler ("да", "я") where a longer one begins right after it.
        if best and words[at] in lexicon.marks["filler"] and at + 1 < len(words):
            best = max(best, _longest(words, at + 1, lexicon) or best, key=lambda each: each.end)
        if best:
            found.append(best)
            at = best.end
        else:
            if not is_filler(words, at, clause, lexicon) and not _is_called(words, at, found, lexicon):
                gaps.append(at)
            at += 1
    said = ClauseWords(tuple(words), lexicon, clause.words)
    return PhrasedClause(clause, said.said, mistyped, tuple(found), tuple(gaps), lexicon, said)


def first_carried(words: Sequence[str], lexicon: Lexicon) -> int:
    """Return the index after the first approval; the number of words if there is none."""
    found = (_longest(words, at, lexicon) for at in range(len(words)))
    return next((each.end for each in found if each is not None and each.meaning in APPROVING), len(words))


def _is_called(words: Sequence[str], at: int, found: Sequence[FoundPhrase], lexicon: Lexicon) -> bool:
    """Return True for a name after a greeting; but "привет ольга согласовала" says what she did.

    A "но" that begins a clause counts, too: it says nothing by itself.
    """
    if not at and words[at] in lexicon.marks["splitting"] and words[at] not in lexicon.marks["restricting"]:
        return len(words) > 1
    near = [each for each in found if at - 2 <= each.end <= at and each.meaning in COURTESY - {Meaning.CONSIDERED}]
    named = words[at] in lexicon.marks["names"] or (at and PATRONYMIC.fullmatch(words[at]))
    after = words[at + 1 : at + 3]
    return bool(near and named) and not any(word.endswith(("л", "ла", "ли")) for word in after)


def _longest(words: Sequence[str], at: int, lexicon: Lexicon) -> FoundPhrase | None:
    best: FoundPhrase | None = None
    for phrase in lexicon.phrases_at(words[at]):
        end = _end(phrase, words, at, lexicon)
        if end > (best.end if best else at) and (not phrase.whole or (at == 0 and end == len(words))):
            best = FoundPhrase(phrase, at, end)
    return best


def _end(phrase: Phrase, words: Sequence[str], at: int, lexicon: Lexicon) -> int:
    """Return the index after the phrase if it begins at `at`, else 0.

    Up to _SKIPPED filler words may stand inside it, but not after a negation.
    """
    filler, denying = lexicon.marks["filler"], lexicon.marks["denying"]
    for place in phrase.places:
        to = at
        if not phrase.whole and at and words[at - 1] not in denying and place is not phrase.places[0]:
            while to < min(len(words), at + _SKIPPED) and words[to] in filler and not place.holds(words[to]):
                to += 1
        if to < len(words) and place.holds(words[to]):
            at = to + 1
        elif not place.optional:
            return 0
    return at

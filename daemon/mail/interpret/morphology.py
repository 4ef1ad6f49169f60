"""The forms of a word: its lemma, part of speech, person, tense and mood, by pymorphy3; for English a small table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pymorphy3.analyzer import MorphAnalyzer

_CYRILLIC = re.compile("[а-я]")
_UNLIKELY = 0.02  # a form that the dictionary gives to fewer than one in fifty of a word's uses is not meant
_STEM = 3  # letters: fewer begin too many words
_ENDINGS = ("ied", "ies", "ing", "ed", "es", "s", "d")
_IRREGULAR = {
    **dict.fromkeys(("am", "is", "are", "was", "were", "been", "be", "it's", "i'm", "that's"), "be"),
    **dict.fromkeys(("has", "have", "had", "i've", "we've"), "have"),
    "sent": "send", "saw": "see", "seen": "see", "went": "go", "gone": "go", "gave": "give", "said": "say",
    "told": "tell", "thought": "think", "took": "take", "made": "make", "found": "find", "got": "get",
    "agreed": "agree", "paid": "pay", "held": "hold", "put": "put", "wrote": "write",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Form:
    """One way to take a word. `tags` are those of OpenCorpora ("VERB", "1per", "futr"); none for English."""

    lemma: str
    tags: frozenset[str] = frozenset()

    def has(self, *tags: str) -> bool:
        return self.tags.issuperset(tags)


@lru_cache(maxsize=16_384)
def forms(word: str) -> tuple[Form, ...]:
    """Return the ways to take a word in small letters, likelier ones first."""
    if not _CYRILLIC.search(word):
        return tuple(Form(each) for each in _english(word))
    found: dict[Form, None] = {}
    for parse in analyzer().parse(word):
        if parse.score < _UNLIKELY and found:
            break
        tags = frozenset(str(parse.tag).replace(" ", ",").split(","))
        found[Form(parse.normal_form.replace("ё", "е"), tags)] = None
    return tuple(found)


@lru_cache(maxsize=16_384)
def lemmas(word: str) -> frozenset[str]:
    """Return the lemmas that a word may be of."""
    return frozenset(each.lemma for each in forms(word))


@lru_cache(maxsize=4_096)
def may_be(word: str, *tags: str) -> bool:
    """Return True if the word may have all of these tags."""
    return any(each.has(*tags) for each in forms(word))


@lru_cache(maxsize=4_096)
def may_be_any(word: str, *tags: str) -> bool:
    """Return True if the word may have one of these tags."""
    return any(not each.tags.isdisjoint(tags) for each in forms(word))


def is_verb(word: str) -> bool:
    """Return True if the word may be a verb or an infinitive."""
    return may_be_any(word, "VERB", "INFN")


def is_english(word: str) -> bool:
    """Return True for a word without Cyrillic letters, of which no person, tense or mood is known."""
    return not _CYRILLIC.search(word)


@lru_cache(maxsize=4_096)
def is_in_dictionary(word: str) -> bool:
    """Return True for a Russian word in small letters that the dictionary has: it was not mistyped."""
    return bool(_CYRILLIC.search(word)) and bool(analyzer().word_is_known(word))


@lru_cache(maxsize=4_096)
def stem(word: str) -> str:
    """Return the letters with which every form of a word in small letters begins: "ромашки" has "ромаш".

    The whole word where they are too few to find anything by.
    """
    if not _CYRILLIC.search(word):
        return word.removesuffix("'s")
    found = word
    for parse in analyzer().parse(word):
        if parse.score < _UNLIKELY and found != word:
            break
        columns = zip(word, *(each.word.replace("ё", "е") for each in parse.lexeme), strict=False)
        begin = "".join(letters[0] for letters in takewhile(lambda letters: len(set(letters)) == 1, columns))
        found = min(found, begin, key=len) if len(begin) >= _STEM else found
    return found


@cache
def analyzer() -> MorphAnalyzer:
    """Return the dictionary; loaded once, with the first word that is looked up."""
    from pymorphy3.analyzer import MorphAnalyzer

    return MorphAnalyzer(lang="ru")


def _english(word: str) -> list[str]:
    """Return the word and what it may be without an ending: "approving" may be of "approv", "approve"."""
    if word in _IRREGULAR:
        return [_IRREGULAR[word]]
    found = [word]
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2:
            found += [stem, stem + "e", stem + "y"] if ending != "s" else [stem]
            if len(stem) > 3 and stem[-1] == stem[-2]:
                found.append(stem[:-1])
            break
    return found

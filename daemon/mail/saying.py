"""What one clause says: by its exact words, by its beginning, or nothing that is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from daemon.mail.clauses import Clause, Word
from daemon.mail.lexicon import Lexicon, Meaning

# Around these, filler words change nothing.
_LOOSE = frozenset(
    {
        Meaning.APPROVE,
        Meaning.MILD,
        Meaning.APPROVE_WITH_REMARKS,
        Meaning.RETURN,
        Meaning.REFUSE,
        Meaning.DECLINE,
        Meaning.QUESTION,
        Meaning.CONSIDERED,
    }
)
# These may begin a clause that goes on in other words.
_LEADING = frozenset(
    {
        Meaning.APPROVE_WITH_REMARKS,
        Meaning.REMARK,
        Meaning.RETURN,
        Meaning.REFUSE,
        Meaning.DECLINE,
        Meaning.QUESTION,
        Meaning.DELEGATE,
    }
)
_PATRONYMIC = re.compile(r"[А-ЯЁ][а-яё]+(?:вна|чна|вич|ьич|мич)")
_ADDRESSING = ("уважаем", "дорог", "dear", "hello", "hi", "добрый", "доброе", "здравствуйте", "привет")
_OWN_SIGNS = re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d{2}|\d{4})|[a-zа-я]{1,4}-\d{4}-\d{1,8}|№")
_SHORTEST, _LONGEST = 6, 20  # of words that may be mistyped


@dataclass(frozen=True, slots=True)
class Saying:
    """A clause with its meaning. `rest` are the words behind a beginning; `end` is where the known words end."""

    clause: Clause
    meaning: Meaning
    rest: tuple[Word, ...] = ()
    mistyped: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(word.written for word in self.clause.words[:12])

    @property
    def end(self) -> int:
        return self.clause.words[-len(self.rest) - 1].end if self.rest else self.clause.words[-1].end


def say(clause: Clause, lexicon: Lexicon) -> Saying:
    words, mistyped = _spelled(clause.words, lexicon)
    if meaning := lexicon.phrases.get(tuple(words)):
        return Saying(clause, meaning, mistyped=mistyped)
    core = _core(words, lexicon)
    if not core:
        return Saying(clause, Meaning.POLITE)
    if meaning := _loose(lexicon, [words[at] for at in core]):
        return Saying(clause, meaning, mistyped=mistyped)
    if _is_address(clause, lexicon):
        return Saying(clause, Meaning.POLITE)
    if begun := _beginning(clause, words, core, lexicon):
        return Saying(clause, *begun, mistyped)
    return Saying(clause, Meaning.ALERT if _is_alert(clause, words, lexicon) else Meaning.UNKNOWN)


def _spelled(words: Sequence[Word], lexicon: Lexicon) -> tuple[list[str], tuple[str, ...]]:
    out, mistyped = [], []
    for word in words:
        meant = _meant(word.said, lexicon)
        if meant != word.said:
            mistyped.append(f"{word.written} for {meant}")
        out.append(meant)
    return out, tuple(mistyped)


def _meant(said: str, lexicon: Lexicon) -> str:
    if not _SHORTEST <= len(said) <= _LONGEST or said in lexicon.known or said in lexicon.typing_errors:
        return said
    return next((each for each in sorted(lexicon.typing_errors) if _one_slip(said, each)), said)


@lru_cache(maxsize=4096)
def _one_slip(written: str, meant: str) -> bool:
    """One letter wrong, missing or too many, or two neighbours swapped; the first letter is right."""
    if written[0] != meant[0] or abs(len(written) - len(meant)) > 1:
        return False
    at = next(
        (i for i, (a, b) in enumerate(zip(written, meant, strict=False)) if a != b), min(len(written), len(meant))
    )
    a, b = written[at:], meant[at:]
    swapped = a[:2] == b[1::-1] and a[2:] == b[2:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or swapped


def _core(words: Sequence[str], lexicon: Lexicon) -> list[int]:
    """The places of the words that are no filler."""
    skipped: set[int] = set()
    for phrase in lexicon.filler_phrases:
        for at in range(len(words) - len(phrase) + 1):
            if tuple(words[at : at + len(phrase)]) == phrase:
                skipped.update(range(at, at + len(phrase)))
    return [
        at
        for at, word in enumerate(words)
        if at not in skipped and word not in lexicon.filler and not _OWN_SIGNS.fullmatch(word)
    ]


def _loose(lexicon: Lexicon, words: Sequence[str]) -> Meaning | None:
    """The meaning of words without filler; the lexicon knows its phrases so, too."""
    meaning = lexicon.bare.get(tuple(words))
    return meaning if meaning in _LOOSE else None


def _beginning(
    clause: Clause, words: Sequence[str], core: Sequence[int], lexicon: Lexicon
) -> tuple[Meaning, tuple[Word, ...]] | None:
    for count in range(min(lexicon.longest, len(words)), 0, -1):
        meaning = lexicon.phrases.get(tuple(words[:count]))
        if meaning in _LEADING:
            return meaning, clause.words[count:]
        if count <= len(core):
            meaning = lexicon.bare.get(tuple(words[at] for at in core[:count]))
            if meaning in _LEADING & _LOOSE:
                return meaning, clause.words[core[count - 1] + 1 :]
    return None


def _is_address(clause: Clause, lexicon: Lexicon) -> bool:
    """Somebody called by name, or a signature: capitalised words only, and they are a name's."""
    words = clause.words
    if ":" in clause.behind or ":" in clause.before or len(words) > 5:
        return False
    if words[0].said.startswith(_ADDRESSING) and all(word.is_capitalised for word in words[1:]):
        return len(words) > 1
    if not all(word.is_capitalised for word in words):
        return False
    named = any(_PATRONYMIC.fullmatch(word.written) or word.is_initial for word in words)
    return (named and len(words) > 1) or (len(words) <= 2 and words[0].said in lexicon.names)


def _is_alert(clause: Clause, words: Sequence[str], lexicon: Lexicon) -> bool:
    if any(word.startswith(lexicon.alert) or word in lexicon.alert_words for word in words):
        return True
    # "Юрист: согласовано" says what another one said, and so does "Согласовано: Иванов".
    speaker = ":" in clause.behind and len(words) <= 4
    return speaker or (":" in clause.before and all(word.is_capitalised for word in clause.words))

"""Recognise what somebody tells with an approval without changing it: "была на совещании", "I was on leave"."""

from __future__ import annotations

from collections.abc import Sequence

from daemon.mail.interpret.lexicon import APPROVING, Lexicon, Meaning
from daemon.mail.interpret.phrase_matcher import PhraseMatch
from daemon.mail.interpret.tokenizer import Word

_LEAST = 3  # words of an aside: shorter ones are as often mockery
_OUGHT = 3  # words of a request after a full stop, at least
_PAST = ("ал", "ял", "ил", "ел", "ул", "ёл", "ла", "лся", "лась")
_IMPERATIVE = ("йте", "ите", "ьте", "йтесь", "итесь")
_FUTURE = ("ю", "у", "юсь", "усь")  # also nouns, as objects: what may be a promise counts as one
_THIRD = ("ит", "ет", "ёт", "ят", "ют", "ут", "ат", "тся", "ем", "им")


def is_aside(match: PhraseMatch, lexicon: Lexicon) -> bool:
    """Return True if it tells what happened, without a denial, condition, demand, doubt, or another person's word."""
    words, marks = match.clause.words, lexicon.marks
    if match.meaning is not Meaning.UNKNOWN or match.clause.is_asked or _is_risky(match, lexicon):
        return False
    if any(word.is_capitalised for word in words[1:]) or lexicon.marks_any("post_stems", match.clause.said):
        return False
    if any(word.said in marks["first_person"] for word in words):
        return len(words) >= _LEAST
    return _is_past(words[0])


def is_excuse(match: PhraseMatch, before: Sequence[PhraseMatch], lexicon: Lexicon) -> bool:
    """Return True for an aside that leads to the approval: no remark, nobody has to read it with the contract."""
    # After an approval it may be how somebody takes it back: "согласовано, извините, поторопился".
    if any(each.meaning in APPROVING for each in before) or not is_aside(match, lexicon):
        return False
    parsed = any(word.said in lexicon.marks["first_person"] or _is_past(word) for word in match.clause.words)
    return parsed and ":" not in match.clause.after


def is_request(match: PhraseMatch, lexicon: Lexicon) -> bool:
    """Return True for a sentence that asks somebody to do something: "Напомните поставщику про сертификаты"."""
    words = match.clause.words
    if match.meaning is not Meaning.UNKNOWN or match.clause.is_asked or not match.clause.begins_sentence:
        return False
    begins = words[0].said.endswith(_IMPERATIVE) or words[0].said in lexicon.marks["requesting"]
    return begins and len(words) >= _OUGHT


def _is_risky(match: PhraseMatch, lexicon: Lexicon) -> bool:
    said = match.clause.said
    heavy = ("risky", "denying", "splitting", "restricting", "conditional", "conditional_first", "negative_cue")
    return any(lexicon.marks_any(each, said) for each in heavy) or any(_may_promise(match.clause.words, lexicon))


def _may_promise(words: Sequence[Word], lexicon: Lexicon) -> list[bool]:
    """Return, for each word, True if it may be a verb of what somebody will do, or is asked to do."""
    ends = (*_FUTURE, *_THIRD, *_IMPERATIVE)
    return [
        word.said.endswith(ends)
        and len(word.said) > 2
        and word.said not in lexicon.known
        and not any(lexicon.marks_any(each, [word.said]) for each in ("matter", "neutral", "checked"))
        and not (at and words[at - 1].said in lexicon.marks["prepositions"])
        for at, word in enumerate(words)
    ]


def _is_past(word: Word) -> bool:
    return len(word.said) > 2 and word.said.endswith(_PAST)

"""Judge the words of a clause that belong to no phrase: courtesy, a signature, a code, or not understood."""

from __future__ import annotations

import re

from daemon.mail.interpret.lexicon import APPROVING, COURTESY, VERDICTS, Meaning
from daemon.mail.interpret.person_names import LINE_OF_SIGNATURE, matters
from daemon.mail.interpret.phrase_finder import PhrasedClause
from daemon.mail.interpret.told_clauses import has_verdict, is_announcing, is_of_another_thing

_CODE = re.compile(r"\d{4,8}")
_CYRILLIC = re.compile("[а-я]")
_FOR = ("за", "for")
_SPEAKER = 4  # words that name who speaks, at most
_HEAVY = ("risky", "denying", "conditional", "negative_cue", "splitting", "restricting")
# Of several phrases beside words that are not understood, the first of these says what the clause is.
_UNDERSTOOD = (Meaning.MEND_FIRST, Meaning.PROMISE, Meaning.MEND, Meaning.SUGGEST, Meaning.ABSENCE)
_DOUBTED = VERDICTS - {Meaning.MEND_FIRST, Meaning.PROMISE, Meaning.ABSENCE}


def is_wished(phrases: PhrasedClause) -> bool:
    """Return True if an approval is only wished for: "лучше бы согласовано"."""
    words = phrases.words
    wish = next((at for at, word in enumerate(words) if word in ("бы", "б")), len(words))
    return any(each.start > wish and each.meaning in APPROVING for each in phrases.found)


def is_thanked_for(phrases: PhrasedClause) -> bool:
    """Return True if somebody is thanked for an approval: "thanks for approving"."""
    words, found = phrases.words, phrases.found
    polite = bool(found) and found[0].meaning in COURTESY
    thanked = (words[each.start - 1 : each.start + 1] for each in found if each.start and each.meaning in APPROVING)
    return polite and any(word in _FOR for pair in thanked for word in pair)


def is_courtesy(phrases: PhrasedClause) -> bool:
    """Return True for thanks or an apology with one unknown word: "спасибо за звонок", "sorry for the mess"."""
    words, found, marks_any = phrases.words, phrases.found, phrases.lexicon.marks_any
    if not phrases.gaps or not found or found[0].start or any(each.meaning not in COURTESY for each in found):
        return False
    courteous = found[0].meaning is Meaning.THANKS or words[0] in phrases.lexicon.marks["apology"]
    reasoned = any(word in _FOR for word in words[: found[0].end + 1])
    few = sum(words[at] not in _FOR for at in phrases.gaps) == 1
    return courteous and reasoned and few and not any(marks_any(each, words[found[0].end :]) for each in _HEAVY)


def is_signed(phrases: PhrasedClause) -> bool:
    """Return True if a name follows a closing, or one small word: "с уважением орлова"."""
    gaps, words, marks = phrases.gaps, phrases.words, phrases.lexicon.marks
    if len(gaps) > LINE_OF_SIGNATURE or matters(gaps, words, phrases.lexicon):
        return False
    known = marks["signing"] | marks["posts"]
    small = [at for at in gaps if not phrases.clause.words[at].is_capitalised and words[at] not in known]
    return not small or len(gaps) == 1


def meaning_of_gaps(phrases: PhrasedClause) -> Meaning:
    """Return the meaning of a clause in which not all words are understood."""
    if _is_code(phrases):
        return Meaning.CODE
    doubtful = _has_negative_cue(phrases)
    kinds = _kinds(phrases)
    understood = next((each for each in _UNDERSTOOD if each in kinds), None)
    doubted = kinds & _DOUBTED - ({Meaning.RETURN} if understood is Meaning.MEND else set())  # "fix it and resubmit"
    if understood and not doubtful and not doubted:
        return understood
    if doubtful or kinds & VERDICTS:
        return Meaning.NEGATIVE_CUE
    if _is_neutral(phrases):
        return Meaning.CONSIDERED
    return Meaning.NEGATIVE_CUE if _is_others_word(phrases) else Meaning.UNKNOWN


def _kinds(phrases: PhrasedClause) -> set[Meaning]:
    """Return the meanings of the phrases but for passives of another thing: "протокол разногласий подписан"."""
    these = phrases.said
    told = {at for at in range(len(these.said)) if is_of_another_thing(these, at)}
    return {each.meaning for each in phrases.found if told.isdisjoint(range(each.start, each.end))}


def _is_others_word(phrases: PhrasedClause) -> bool:
    """Return True for who speaks: "юрист: согласовано", "согласовано: Иванов"."""
    words, clause = phrases.words, phrases.clause
    about = matters(range(len(words)), words, phrases.lexicon) or any(word[0].isdigit() for word in words)
    speaker = ":" in clause.after and len(words) <= _SPEAKER and not about and not is_announcing(phrases.said)
    return speaker or (":" in clause.before and all(word.is_capitalised for word in clause.words))


def _is_neutral(phrases: PhrasedClause) -> bool:
    """Return True if known words only say how somebody came to a verdict: "суммы сходятся"."""
    filler, marks_any = phrases.lexicon.marks["filler"], phrases.lexicon.marks_any
    sound = [word for word in phrases.words if marks_any("checked", [word])]
    return bool(sound) and all(
        word in filler or word in sound or marks_any("neutral", [word]) for word in phrases.words
    )


def _is_code(phrases: PhrasedClause) -> bool:
    """Return True for a number of 4 to 8 digits and nothing else; it may be parted: "код 482 913"."""
    digits = "".join(word for word in phrases.words if word.isdigit())
    allowed = phrases.lexicon.marks["code"]
    return bool(_CODE.fullmatch(digits)) and all(word.isdigit() or word in allowed for word in phrases.words)


def _has_negative_cue(phrases: PhrasedClause) -> bool:
    lexicon = phrases.lexicon
    harmless = lexicon.marks["no_negative_cue"]
    english = (word for word in phrases.words if word not in harmless and not _CYRILLIC.search(word))
    these = phrases.said
    things = {word for at, word in enumerate(these.said) if is_of_another_thing(these, at)}
    own = lexicon.marks["negative_cue"] & frozenset(phrases.words) - harmless - things
    return bool(own) or bool(lexicon.marks_any("negative_cue", english)) or has_verdict(phrases.said)

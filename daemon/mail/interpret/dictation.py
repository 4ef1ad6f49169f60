"""Words without signs, as people dictate them, cut into thoughts: "цена рыночная | согласовано"."""

from __future__ import annotations

from collections.abc import Iterator

from daemon.mail.interpret.approval_acts import is_approving
from daemon.mail.interpret.clause_words import ClauseWords
from daemon.mail.interpret.lexicon import Lexicon, Meaning
from daemon.mail.interpret.morphology import lemmas, may_be, may_be_any
from daemon.mail.interpret.phrase_finder import phrased
from daemon.mail.interpret.tokenizer import Clause

_LEAST = 4  # words: fewer are one thought
_AFTER = 2  # words of a thought behind an approval, at least


def thoughts(clause: Clause, lexicon: Lexicon) -> Iterator[int]:
    """Yield where a new thought begins around the one approval of a clause.

    "Цена рыночная сравнил с двумя кп | согласовано"; what belongs to the approval has no predicate of its own.
    """
    these = ClauseWords(clause.said, lexicon, clause.words)
    if len(these.said) < _LEAST or clause.is_asked or these.says("asks"):
        return
    approval = _approval(clause, these)
    if approval is None:
        return
    start = approval.start
    while these.is_form(start - 1, "leads_in"):
        start -= 1
    if (_is_own_thought(these, 0, start) or _is_called(these, start)) and not _governs(these, start, approval.start):
        yield start
    if _follows(these, approval.stop):
        yield approval.stop


def _approval(clause: Clause, these: ClauseWords) -> range | None:
    """Return where the only approval of a clause stands, said once or several times in a row; None if none does."""
    if any(word.is_quoted for word in clause.words):
        return None
    at = {at for at in range(len(these.said)) if is_approving(these, at)}
    if not at and not any(map(these.lexicon.begins_approval, these.said)):  # most clauses: `phrased` costs time
        return None
    phrases = phrased(clause, these.lexicon)
    if len(phrases.words) == len(these.said):
        at.update(
            each
            for found in phrases.found
            if found.meaning is Meaning.APPROVE
            for each in range(found.start, found.end)
        )
    if not at or len(at) != max(at) - min(at) + 1 or these.is_form(min(at) - 1, "denial"):
        return None
    return range(min(at), max(at) + 1)


def _is_called(these: ClauseWords, end: int) -> bool:
    """Return True if the words before are somebody's name: "ольга николаевна | согласовано"."""
    return end > 0 and all(may_be_any(word, "Name", "Patr") for word in these.said[:end])


def _governs(these: ClauseWords, start: int, approval: int) -> bool:
    """Return True if the words before `start` say how the approval is meant: "скажу что", "не могу", "завтра буду"."""
    last = start - 1
    promised = may_be(these.said[approval], "futr") and any(may_be(word, "1per", "futr") for word in these.said[:start])
    joined = these.is_form(last, "denial") or these.is_form(last, "subordinate") or these.is_a(last, "auxiliary")
    then = any(
        these.is_form(at, "then") for at in range(max(0, start - 1), approval)
    )  # "исправьте сумму потом согласую"
    demands = any(these.is_a(at, "rework", "mend", "send") and may_be(these.said[at], "impr") for at in range(start))
    demanded = may_be(these.said[approval], "futr") and demands
    return promised or joined or then or demanded


def _follows(these: ClauseWords, start: int) -> bool:
    """Return True if what stands behind the approval is a thought of its own, and does not go on with it."""
    after = these.said[start:]
    promised = any("быть" in lemmas(word) and may_be(word, "futr") for word in after)
    if len(after) < _AFTER or these.is_form(start, "belongs_to_act") or "быть" in lemmas(after[0]) or promised:
        return False
    return _is_own_thought(these, start, len(these.said))


def _is_own_thought(these: ClauseWords, start: int, end: int) -> bool:
    """Return True if the words hold a predicate of their own: a finite verb, "нет", "сошлось", "цена рыночная"."""
    if start >= end or these.is_form(start, "subordinate"):
        return False
    return any(_is_predicate(these, at) for at in range(start, end) if not these.is_form(at, "leads_in"))


def _is_predicate(these: ClauseWords, at: int) -> bool:
    described = may_be(these.said[at], "ADJF", "nomn") and may_be(these.before(at), "NOUN", "nomn")
    return described or may_be_any(these.said[at], "VERB", "PRED", "PRTS", "ADJS", "INFN")

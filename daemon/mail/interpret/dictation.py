"""Words without signs, as people dictate them, cut into thoughts: "цена рыночная | согласовано"."""

from __future__ import annotations

from collections.abc import Iterator

from daemon.mail.interpret.approval_acts import is_approving
from daemon.mail.interpret.clause_words import TELLING, ClauseWords
from daemon.mail.interpret.lexicon import Lexicon
from daemon.mail.interpret.morphology import lemmas, may_be, may_be_any
from daemon.mail.interpret.tokenizer import Clause

_LEAST = 4  # words: fewer are one thought


def thoughts(clause: Clause, lexicon: Lexicon) -> Iterator[int]:
    """Yield where a new thought begins around the one approval of a clause.

    "Цена рыночная сравнил с двумя кп | согласовано"; what belongs to the approval has no predicate of its own.
    """
    these = ClauseWords(clause.said, lexicon)
    if len(these.said) < _LEAST or clause.is_asked or these.says("asks"):
        return
    own = [at for at, word in enumerate(clause.words) if not word.is_quoted and is_approving(these, at)]
    if len(own) != 1 or these.is_form(own[0] - 1, "denial"):
        return
    start = own[0]
    while these.is_form(start - 1, "leads_in"):
        start -= 1
    if _is_own_thought(these, 0, start) and not _governs(these, start, own[0]):
        yield start
    if _follows(these, own[0] + 1):
        yield own[0] + 1


def _governs(these: ClauseWords, start: int, approval: int) -> bool:
    """Return True if the words before `start` say how the approval is meant: "скажу что", "не могу", "завтра буду"."""
    last = start - 1
    promised = may_be(these.said[approval], "futr") and any(may_be(word, "1per", "futr") for word in these.said[:start])
    joined = these.is_form(last, "denial") or these.is_form(last, "subordinate") or these.is_a(last, "auxiliary")
    return promised or joined


def _follows(these: ClauseWords, start: int) -> bool:
    after = these.said[start:]
    if len(after) < TELLING or these.is_form(start, "belongs_to_act") or any("быть" in lemmas(word) for word in after):
        return False
    return _is_own_thought(these, start, len(these.said))


def _is_own_thought(these: ClauseWords, start: int, end: int) -> bool:
    """Return True if the words hold a predicate of their own: a finite verb, "нет", "сошлось", "рыночная"."""
    predicates = (
        may_be_any(these.said[at], "VERB", "PRED", "PRTS", "ADJS", "INFN") and not these.is_form(at, "leads_in")
        for at in range(start, end)
    )
    return start < end and not these.is_form(start, "subordinate") and any(predicates)

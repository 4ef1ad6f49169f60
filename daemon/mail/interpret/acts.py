"""What a clause does that is no known phrase: its act, with polarity, mood, subject and object, by lemmas.

Whoever wrote it performs it now: another subject, tense, mood or object makes it none. `words/lemmas.yaml` says which
word does what, `risks.py` what stands beside an approval.
"""

from __future__ import annotations

from itertools import pairwise

from daemon.mail.interpret.approval_acts import approved, approves, consented, lets_pass, onwards, ordered
from daemon.mail.interpret.clause_words import Act, ClauseWords
from daemon.mail.interpret.departments import spoken_for
from daemon.mail.interpret.findings import found, over
from daemon.mail.interpret.lexicon import APPROVING, Meaning
from daemon.mail.interpret.morphology import is_verb, may_be, may_be_any
from daemon.mail.interpret.refusal_acts import declined, denied, dropped, objected, refused, withheld
from daemon.mail.interpret.return_acts import demanded, sent_back
from daemon.mail.interpret.risks import unsettles_finding


def act_of(these: ClauseWords) -> Act | None:
    """Return the act that a clause performs, or a finding in favour; None if it performs none. It must not be asked."""
    act = next((found for rule in _ACTS if (found := rule(these))), None)
    if act is None or (act.meaning in _FAVOURABLE and _is_denied_as_whole(these)):
        return None
    if act.meaning in APPROVING:
        return act
    if approves(these):  # "согласовал, вернул юристам" does two things
        return act if act.meaning is Meaning.APPROVE_WITH_REMARKS else None
    return None if act.meaning is Meaning.CONSIDERED and _unsettled(these) else act


def _is_denied_as_whole(these: ClauseWords) -> bool:
    """Return True if the clause begins with a denial of no verb or quality: "не все замечания учтены"."""
    if these.said[0] not in ("не", "not") or len(these.said) < 2:
        return False
    after = these.said[1]
    return after in ("нет", "против") or not (is_verb(after) or may_be_any(after, "PRED", "ADJS", "PRTS"))


def _unsettled(these: ClauseWords) -> bool:
    """Return True if a finding hangs on something, or holds a word that no dictionary has, which may be anything."""
    return not these.is_readable or unsettles_finding(these)


def _handed_over(these: ClauseWords) -> Act | None:
    """A handing over said as a fact: "этим теперь занимается Чернов", "за меня Мишин"."""
    name = _last_name(these)
    if name is None:
        return None
    in_charge = (at for at in these.all_of("in_charge") if may_be(these.said[at], "3per") and not these.is_denied(at))
    charged = next(in_charge, None) is not None and these.says("duty")
    return Act(Meaning.DELEGATE, name - 1) if charged or these.says("instead_of_me") else None


def _last_name(these: ClauseWords) -> int | None:
    """Return the index at which the capitalised words begin that end the clause; None if there are others before."""
    filler = these.lexicon.marks["filler"]
    named = [
        at
        for at, word in enumerate(these.written)
        if at and word.is_capitalised and (word.said not in filler or len(word.written) == 1)
    ]
    in_a_row = all(after - before == 1 for before, after in pairwise(named))
    return named[0] if named and in_a_row and named[-1] == len(these.written) - 1 else None


_FAVOURABLE = APPROVING | {Meaning.CONSIDERED}
# The first rule that finds an act decides. What is over is no objection any more, so it comes before the acts that it
# is no longer; a return, a demand and a refusal come before an approval, because they hold its words denied or beside
# another verb ("вернуть на согласование"); findings come after the acts, which say more; at the end, what only denies.
_ACTS = (
    _handed_over, spoken_for, over, dropped, sent_back, demanded, refused, withheld, objected, declined, approved,
    ordered, consented, onwards, lets_pass, found, denied,
)  # fmt: skip

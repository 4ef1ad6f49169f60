"""Say what every clause of a text means: by the phrases in it, by what it does, and by the words that are left."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from daemon.mail.interpret.acts import act_of
from daemon.mail.interpret.dictation import thoughts
from daemon.mail.interpret.gap_words import is_courtesy, is_signed, is_thanked_for, is_wished, meaning_of_gaps
from daemon.mail.interpret.lexicon import APPROVING, COURTESY, LEADING, OPENING, VERDICTS, Lexicon, Meaning
from daemon.mail.interpret.person_names import is_address, is_called, is_signature, is_surname, signs
from daemon.mail.interpret.phrase_finder import FoundPhrase, PhrasedClause, first_carried, phrased
from daemon.mail.interpret.tokenizer import Clause, Word

_ASKING = ("please", "пожалуйста")
_NUMBERED = re.compile(r"\d{1,2}")
# A finding that there is none of these any more goes before the phrase: "вопрос снят", "отказа не будет".
_OVERCOME = frozenset({Meaning.QUESTION, Meaning.DECLINE, Meaning.RETURN, Meaning.REFUSE, Meaning.WITHDRAW})
# A return or a demand goes before these: "отправьте обратно исполнителю", "замечания прошу устранить".
_YIELDING = frozenset({Meaning.DELEGATE, Meaning.REMARK, Meaning.SUGGEST})


@dataclass(frozen=True, slots=True, eq=False)
class PhraseMatch:
    """Words of a clause with their meaning. `rest` are the words after a phrase that leads (see `LEADING`)."""

    clause: Clause
    meaning: Meaning
    rest: tuple[Word, ...] = ()
    mistyped: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(word.written for word in self.clause.words[:12])

    @property
    def is_number(self) -> bool:
        """True if the clause is nothing but the number of an item: "1)"."""
        return len(self.clause.words) == 1 and bool(_NUMBERED.fullmatch(self.clause.words[0].said))

    @property
    def end(self) -> int:
        """The offset in the text at which the known words end."""
        return self.clause.words[-len(self.rest) - 1].end if self.rest else self.clause.words[-1].end


def match_phrases(clauses: Sequence[Clause], lexicon: Lexicon) -> tuple[PhraseMatch, ...]:
    """Return the matches of every clause of a text, in order.

    What stands below a closing is taken for a signature where it can be one; not so if nothing was said before it.
    """
    out: list[PhraseMatch] = []
    closed = False
    for clause in clauses:
        # A line of "-- " begins a signature (RFC 3676, 4.3).
        closed = closed or ("--" in clause.before and _says_something(out))
        for part in _split(clause, lexicon):
            said = list(_say(part, lexicon))
            if all(each.meaning in (Meaning.UNKNOWN, Meaning.CODE) for each in said):
                naming = _naming(part, out, closed, lexicon)
                said = [PhraseMatch(part, naming)] if naming else said
            out += said
            closed = closed or (any(each.meaning is Meaning.CLOSING for each in said) and _says_something(out))
    return tuple(out)


def _says_something(matches: Sequence[PhraseMatch]) -> bool:
    return any(each.meaning not in COURTESY for each in matches)


def _naming(clause: Clause, out: Sequence[PhraseMatch], closed: bool, lexicon: Lexicon) -> Meaning | None:
    """Return POLITE for a name that is called, CLOSING for who signed what stands before; None if it is neither."""
    approved = any(each.meaning in APPROVING for each in out)
    if is_called(clause, lexicon) and all(each.meaning in COURTESY | APPROVING for each in out):
        return Meaning.CLOSING if approved else Meaning.POLITE
    signed = approved and signs(clause, lexicon)
    named = (closed and is_signature(clause, lexicon)) or (bool(out) and is_surname(clause, lexicon))
    return Meaning.CLOSING if signed or named else None


def _split(clause: Clause, lexicon: Lexicon) -> Iterator[Clause]:
    """Yield the clause, cut before words such as "но"; before "только" only after an approval."""
    splitting, restricting = lexicon.marks["splitting"], lexicon.marks["restricting"]
    said = clause.said
    carried = first_carried(said, lexicon) if any(word in restricting for word in said) else len(said)
    cuts = [
        at
        for at, word in enumerate(said)
        if at and word in splitting and (word not in restricting or (at >= carried and said[at - 1] not in _ASKING))
    ]
    yield from clause.parted({*cuts, *thoughts(clause, lexicon)})


def _say(clause: Clause, lexicon: Lexicon) -> Iterator[PhraseMatch]:
    if is_address(clause, lexicon):
        yield PhraseMatch(clause, Meaning.CLOSING if clause.before else Meaning.POLITE)
        return
    if len(clause.words) == 1 and clause.words[0].said in lexicon.marks["splitting"] and "," in clause.after:
        yield PhraseMatch(clause, Meaning.POLITE)
        return
    phrases = phrased(clause, lexicon)
    if len(phrases.words) == 1 and _NUMBERED.fullmatch(phrases.words[0]):
        yield PhraseMatch(phrases.clause, Meaning.POLITE)
    elif is_wished(phrases) or is_thanked_for(phrases):
        yield PhraseMatch(phrases.clause, Meaning.NEGATIVE_CUE)
    elif is_courtesy(phrases):
        yield PhraseMatch(phrases.clause, phrases.found[0].meaning)
    elif phrases.gaps:
        yield from next(said for rule in _WITH_GAPS if (said := rule(phrases)))
    else:
        yield from _understood(phrases)


def _understood(phrases: PhrasedClause) -> list[PhraseMatch]:
    """Return the phrases of a clause without gaps, each as a match of its own."""
    clause, found = phrases.clause, phrases.found
    if phrases.kinds <= COURTESY and (acted := _acted(phrases)):
        return acted
    if not found:
        dangling = clause.words[0].said in phrases.lexicon.marks["splitting"]
        return [PhraseMatch(clause, Meaning.UNKNOWN if dangling else Meaning.POLITE)]
    parts = clause.parted({each.start for each in found[1:]})
    return [PhraseMatch(part, each.meaning, mistyped=phrases.mistyped) for part, each in zip(parts, found, strict=True)]


def _acted(phrases: PhrasedClause) -> list[PhraseMatch]:
    """Return the act or the finding that no phrase holds; nothing if the clause performs none."""
    act = None if phrases.clause.is_asked else act_of(phrases.said)
    if act is None:
        return []
    rest = phrases.clause.words[act.at + 1 :] if act.meaning in LEADING else ()
    return [PhraseMatch(phrases.clause, act.meaning, rest, phrases.mistyped)]


def _overcome(phrases: PhrasedClause) -> list[PhraseMatch]:
    """Return the act that goes before the phrases of its clause: "вопрос снят"."""
    kinds = phrases.kinds
    acted = _acted(phrases) if kinds & (_OVERCOME | _YIELDING) else []
    finding = kinds & _OVERCOME and any(each.meaning is Meaning.CONSIDERED for each in acted)
    yields = kinds & _YIELDING and not kinds & VERDICTS - _YIELDING
    demand = yields and any(each.meaning in (Meaning.RETURN, Meaning.MEND) for each in acted)
    return acted if finding or demand else []


def _opened(phrases: PhrasedClause) -> list[PhraseMatch]:
    """Return what stands before and behind the place at which a remark begins without a sign."""
    if not (cut := _where_it_opens(phrases)):
        return []
    return [said for part in phrases.clause.parted({cut}) for said in _say(part, phrases.lexicon)]


def _where_it_opens(phrases: PhrasedClause) -> int:
    """Return the index at which a remark begins right after an approval or politeness; 0 if none does.

    "Согласовано прошу поправить ИНН": people leave out the sign between the two.
    """
    words, first_gap = phrases.words, phrases.gaps[0]
    if condition := _condition_of(phrases.found):
        return condition
    before = tuple(reversed(phrases.before_gaps))
    carried = next((each for each in before if each.meaning in APPROVING), None)
    last = carried or next((each for each in before if each.meaning in COURTESY - {Meaning.CLOSING}), None)
    if last is None:
        return 0
    following = next((each for each in phrases.found if each.start >= last.end), None)
    nearest = min(first_gap, following.start) if following else first_gap
    if following and nearest == following.start and following.meaning in OPENING:
        return nearest
    # "Согласована сумма" is not all of it.
    if carried and words[first_gap] in phrases.lexicon.marks["opening"] and nearest == first_gap < len(words) - 1:
        return first_gap
    return 0


def _condition_of(found: Sequence[FoundPhrase]) -> int:
    """Return the index at which a condition begins right behind an approval, whoever approves in it; 0 if none does."""
    pairs = pairwise(found)
    said = (next_ for last, next_ in pairs if last.meaning in APPROVING and last.end == next_.start)
    return next((each.start for each in said if each.meaning is Meaning.PROVIDED), 0)


def _left_alone(phrases: PhrasedClause) -> list[PhraseMatch]:
    """Return what "пусть …" without a name says: it hands nothing over."""
    lets = any(
        each.meaning is Meaning.DELEGATE and phrases.words[each.start] == "пусть" for each in phrases.before_gaps
    )
    if not lets or any(word.is_capitalised for word in phrases.clause.words[1:]):
        return []
    return _acted(phrases) or [PhraseMatch(phrases.clause, Meaning.UNKNOWN, (), phrases.mistyped)]


def _led(phrases: PhrasedClause) -> list[PhraseMatch]:
    """Return the phrase that leads the clause, with the words that it is about."""
    lead = next((each for each in phrases.before_gaps if each.meaning not in _WEAK), None)
    if lead is None or lead.meaning not in LEADING or not lead.phrase.leads:
        return []
    start = lead.start if lead.start != phrases.found[0].start else 0
    *before, clause = phrases.clause.parted({start})
    said = [each for part in before for each in _say(part, phrases.lexicon)]
    last = phrases.found[-1]
    # "При условии … согласовано": the approval ends the clause, and is a match of its own.
    if lead.meaning is Meaning.PROVIDED and _ends_approving(phrases):
        condition, approval = clause.parted({last.start - start})
        return [*said, _with_rest(condition, lead, start, phrases.mistyped), PhraseMatch(approval, last.meaning)]
    return [*said, _with_rest(clause, lead, start, phrases.mistyped)]


_WEAK = COURTESY | {Meaning.APPROVE_ALONE}


def _ends_approving(phrases: PhrasedClause) -> bool:
    last = phrases.found[-1]
    return last.meaning in APPROVING and last.end == len(phrases.words) and phrases.gaps[-1] < last.start


def _with_rest(clause: Clause, lead: FoundPhrase, start: int, mistyped: tuple[str, ...]) -> PhraseMatch:
    return PhraseMatch(clause, lead.meaning, clause.words[lead.end - start :], mistyped)


def _signed(phrases: PhrasedClause) -> list[PhraseMatch]:
    """Return a closing with the name behind it, and what stands before."""
    before = phrases.before_gaps
    if not before or before[-1].meaning is not Meaning.CLOSING or not is_signed(phrases):
        return []
    *first, closing = phrases.clause.parted({before[-1].start})
    said = [each for part in first for each in _say(part, phrases.lexicon)]
    return [*said, PhraseMatch(closing, Meaning.CLOSING)]


def _handed_to(phrases: PhrasedClause) -> list[PhraseMatch]:
    """Return a handing over that ends the clause, with the name before it: "Чернову передайте"."""
    last = phrases.found[-1] if phrases.found else None
    if last is None or last.meaning is not Meaning.DELEGATE or last.end != len(phrases.words):
        return []
    who = phrases.clause.words[: last.start]
    named = all(word.is_capitalised and word.said not in phrases.lexicon.known for word in who)
    return [PhraseMatch(phrases.clause, Meaning.DELEGATE, who)] if named else []


def _left_over(phrases: PhrasedClause) -> list[PhraseMatch]:
    return [PhraseMatch(phrases.clause, meaning_of_gaps(phrases), mistyped=phrases.mistyped)]


# The first rule that returns matches says what a clause with unknown words means: an act that overcomes its phrases,
# then its phrases, then an act that the lemmas tell; what is left is judged word by word.
_WITH_GAPS = (_overcome, _opened, _left_alone, _led, _signed, _handed_to, _acted, _left_over)

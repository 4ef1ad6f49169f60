"""Match the known phrases of a clause, one after the other, and judge the words that belong to none of them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from daemon.mail.interpret.clause_meaning import act_of, has_cue, is_announcing, signs, thoughts
from daemon.mail.interpret.lexicon import APPROVING, COURTESY, LEADING, OPENING, VERDICTS, Lexicon, Meaning, Phrase
from daemon.mail.interpret.person_names import (
    LINE_OF_SIGNATURE,
    PATRONYMIC,
    is_address,
    is_called,
    is_signature,
    is_surname,
    matters,
)
from daemon.mail.interpret.stop_words import is_filler
from daemon.mail.interpret.tokenizer import Clause, Word
from daemon.mail.interpret.typos import spelled

_ASKING = ("please", "пожалуйста")
_NUMBERED = re.compile(r"\d{1,2}")
_CODE = re.compile(r"\d{4,8}")
_CYRILLIC = re.compile("[а-я]")
_FOR = ("за", "for")
# A finding that there is none of these any more goes before the phrase: "вопрос снят", "отказа не будет".
_OVERCOME = frozenset({Meaning.QUESTION, Meaning.DECLINE, Meaning.RETURN, Meaning.REFUSE, Meaning.WITHDRAW})
# A return or a demand goes before these: "отправьте обратно исполнителю", "замечания прошу устранить".
_YIELDING = frozenset({Meaning.DELEGATE, Meaning.REMARK, Meaning.SUGGEST})
_SKIPPED = 3  # filler words inside a phrase, at most


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


@dataclass(frozen=True, slots=True)
class _Found:
    """A phrase at its place in a clause: from the word at `start` up to the one before `end`."""

    phrase: Phrase
    start: int
    end: int

    @property
    def meaning(self) -> Meaning:
        return self.phrase.meaning


def match_phrases(clauses: Sequence[Clause], lexicon: Lexicon) -> tuple[PhraseMatch, ...]:
    """Return the matches of every clause of a text, in order.

    What stands below a closing is taken for a signature where it can be one; not so if nothing was said before it.
    """
    out: list[PhraseMatch] = []
    closed = False
    for clause in clauses:
        # A line of "-- " begins a signature (RFC 3676, 4.3).
        closed = closed or ("--" in clause.before and any(each.meaning not in COURTESY for each in out))
        for part in _split(clause, lexicon):
            said = list(_say(part, lexicon))
            signed = bool(out) and signs(part, lexicon) and any(each.meaning in APPROVING for each in out)
            quiet = all(each.meaning in (Meaning.UNKNOWN, Meaning.CODE) for each in said)
            if quiet and is_called(part, lexicon) and all(each.meaning in COURTESY | APPROVING for each in out):
                said = [
                    PhraseMatch(
                        part, Meaning.CLOSING if any(each.meaning in APPROVING for each in out) else Meaning.POLITE
                    )
                ]
            elif quiet and signed:
                said = [PhraseMatch(part, Meaning.CLOSING)]
            elif quiet and ((closed and is_signature(part, lexicon)) or (out and is_surname(part, lexicon))):
                said = [PhraseMatch(part, Meaning.CLOSING)]
            out += said
            ended = any(each.meaning is Meaning.CLOSING for each in said)
            closed = closed or (ended and any(each.meaning not in COURTESY for each in out))
    return tuple(out)


def _split(clause: Clause, lexicon: Lexicon) -> Iterator[Clause]:
    """Yield the clause, cut before words such as "но"; before "только" only after an approval."""
    splitting, restricting = lexicon.marks["splitting"], lexicon.marks["restricting"]
    said = clause.said
    carried = _first_carried(said, lexicon) if any(word in restricting for word in said) else len(said)
    cuts = [
        at
        for at, word in enumerate(said)
        if at and word in splitting and (word not in restricting or (at >= carried and said[at - 1] not in _ASKING))
    ]
    yield from _cut(clause, sorted({*cuts, *thoughts(clause, lexicon)}))


def _first_carried(words: Sequence[str], lexicon: Lexicon) -> int:
    """Return the index after the first approval; the number of words if there is none."""
    found = (_longest(words, at, lexicon) for at in range(len(words)))
    return next((each.end for each in found if each is not None and each.meaning in APPROVING), len(words))


def _cut(clause: Clause, cuts: Sequence[int]) -> Iterator[Clause]:
    edges = [0, *cuts, len(clause.words)]
    for start, end in itertools.pairwise(edges):
        yield replace(
            clause,
            words=clause.words[start:end],
            before=clause.before if start == 0 else " ",
            after=clause.after if end == len(clause.words) else ("?" if clause.is_asked else " "),
        )


def _say(clause: Clause, lexicon: Lexicon) -> Iterator[PhraseMatch]:
    if is_address(clause, lexicon):
        yield PhraseMatch(clause, Meaning.CLOSING if clause.before else Meaning.POLITE)
        return
    if len(clause.words) == 1 and clause.words[0].said in lexicon.marks["splitting"] and "," in clause.after:
        yield PhraseMatch(clause, Meaning.POLITE)
        return
    clause, words, mistyped = spelled(clause, lexicon)
    if len(words) == 1 and _NUMBERED.fullmatch(words[0]):
        yield PhraseMatch(clause, Meaning.POLITE)
        return
    found, gaps = _phrases(words, clause, lexicon)
    if _is_wished(words, found) or _is_thanked_for(words, found):
        yield PhraseMatch(clause, Meaning.NEGATIVE_CUE)
    elif _is_courtesy(words, found, gaps, lexicon):
        yield PhraseMatch(clause, found[0].meaning)
    elif not gaps and all(each.meaning in COURTESY for each in found) and (act := _act(words, clause, lexicon)):
        yield replace(act, mistyped=mistyped)
    elif not gaps:
        yield from _understood(clause, found, mistyped, lexicon.marks["splitting"])
    else:
        yield from _with_gaps(clause, words, found, gaps, mistyped, lexicon)


def _is_wished(words: Sequence[str], found: Sequence[_Found]) -> bool:
    """Return True if an approval is only wished for: "лучше бы согласовано"."""
    wish = next((at for at, word in enumerate(words) if word in ("бы", "б")), len(words))
    return any(each.start > wish and each.meaning in APPROVING for each in found)


def _is_thanked_for(words: Sequence[str], found: Sequence[_Found]) -> bool:
    """Return True if somebody is thanked for an approval: "thanks for approving"."""
    polite = bool(found) and found[0].meaning in COURTESY
    thanked = (words[each.start - 1 : each.start + 1] for each in found if each.start and each.meaning in APPROVING)
    return polite and any(word in _FOR for pair in thanked for word in pair)


def _is_courtesy(words: Sequence[str], found: Sequence[_Found], gaps: Sequence[int], lexicon: Lexicon) -> bool:
    """Return True for thanks or an apology with one unknown word: "спасибо за звонок", "sorry for the mess"."""
    if not gaps or not found or found[0].start or any(each.meaning not in COURTESY for each in found):
        return False
    courteous = found[0].meaning is Meaning.THANKS or words[0] in lexicon.marks["apology"]
    heavy, after = (
        ("risky", "denying", "conditional", "negative_cue", "splitting", "restricting"),
        words[found[0].end :],
    )
    reasoned = any(word in _FOR for word in words[: found[0].end + 1])
    few = sum(words[at] not in _FOR for at in gaps) == 1
    return courteous and reasoned and few and not any(lexicon.marks_any(each, after) for each in heavy)


def _phrases(words: Sequence[str], clause: Clause, lexicon: Lexicon) -> tuple[list[_Found], list[int]]:
    """Return the longest phrases, one after the other, and the indexes of words that belong to none."""
    found: list[_Found] = []
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
    return found, gaps


def _is_called(words: Sequence[str], at: int, found: Sequence[_Found], lexicon: Lexicon) -> bool:
    """Return True for a name after a greeting; but "привет ольга согласовала" says what she did.

    A "но" that begins a clause counts, too: it says nothing by itself.
    """
    if not at and words[at] in lexicon.marks["splitting"] and words[at] not in lexicon.marks["restricting"]:
        return len(words) > 1
    near = [each for each in found if at - 2 <= each.end <= at and each.meaning in COURTESY - {Meaning.CONSIDERED}]
    named = words[at] in lexicon.marks["names"] or (at and PATRONYMIC.fullmatch(words[at]))
    after = words[at + 1 : at + 3]
    return bool(near and named) and not any(word.endswith(("л", "ла", "ли")) for word in after)


def _longest(words: Sequence[str], at: int, lexicon: Lexicon) -> _Found | None:
    best: _Found | None = None
    for phrase in lexicon.phrases_at(words[at]):
        end = _end(phrase, words, at, lexicon)
        if end > (best.end if best else at) and (not phrase.whole or (at == 0 and end == len(words))):
            best = _Found(phrase, at, end)
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


def _understood(
    clause: Clause, found: Sequence[_Found], mistyped: tuple[str, ...], splitting: frozenset[str]
) -> Iterator[PhraseMatch]:
    """Yield the phrases of a clause without gaps, each as a match of its own."""
    if not found:
        dangling = clause.words[0].said in splitting
        yield PhraseMatch(clause, Meaning.UNKNOWN if dangling else Meaning.POLITE)
        return
    for part, phrase in zip(_cut(clause, [each.start for each in found[1:]]), found, strict=True):
        yield PhraseMatch(part, phrase.meaning, mistyped=mistyped)


def _with_gaps(
    clause: Clause,
    words: Sequence[str],
    found: Sequence[_Found],
    gaps: Sequence[int],
    mistyped: tuple[str, ...],
    lexicon: Lexicon,
) -> Iterator[PhraseMatch]:
    act = _act(words, clause, lexicon)
    kinds = {each.meaning for each in found}
    if act is not None and (
        (act.meaning is Meaning.CONSIDERED and kinds & _OVERCOME)
        or (act.meaning in (Meaning.RETURN, Meaning.MEND) and kinds & _YIELDING and not kinds & VERDICTS - _YIELDING)
    ):
        yield replace(act, mistyped=mistyped)
        return
    before = [each for each in found if each.start < gaps[0]]
    cut = _where_it_opens(words, before, gaps, found, lexicon)
    if cut:
        first, second = _cut(clause, [cut])
        yield from _say(first, lexicon)
        yield from _say(second, lexicon)
        return
    if any(each.meaning is Meaning.DELEGATE and words[each.start] == "пусть" for each in before) and not any(
        word.is_capitalised for word in clause.words[1:]
    ):
        yield _act(words, clause, lexicon) or PhraseMatch(clause, Meaning.UNKNOWN, (), mistyped)
        return
    lead = next(
        (each for each in before if each.meaning not in COURTESY and each.meaning is not Meaning.APPROVE_ALONE), None
    )
    if lead and lead.meaning in LEADING and lead.phrase.leads:
        if lead.start and lead.start != found[0].start:
            first, second = _cut(clause, [lead.start])
            yield from _say(first, lexicon)
            clause = second
        yield from _led(clause, lead, words, found, gaps, mistyped)
        return
    if before and before[-1].meaning is Meaning.CLOSING and _is_signed(gaps, words, clause, lexicon):
        start = before[-1].start
        if start:
            first, clause = _cut(clause, [start])
            yield from _say(first, lexicon)
        yield PhraseMatch(clause, Meaning.CLOSING)
        return
    if found and found[-1].meaning is Meaning.DELEGATE and found[-1].end == len(words):
        who = clause.words[: found[-1].start]
        if all(word.is_capitalised and word.said not in lexicon.known for word in who):
            yield PhraseMatch(clause, Meaning.DELEGATE, who)
            return
    if act is not None:
        yield replace(act, mistyped=mistyped)
        return
    yield PhraseMatch(clause, _meaning_of_gaps(clause, words, found, lexicon), mistyped=mistyped)


def _act(words: Sequence[str], clause: Clause, lexicon: Lexicon) -> PhraseMatch | None:
    """Return the match of an act or a finding that no phrase holds; None if the clause performs none."""
    offset = len(words) - len(clause.words)  # `clause` may have lost words at its beginning
    act = act_of(words[offset:], clause, lexicon)
    if act is None:
        return None
    return PhraseMatch(clause, act.meaning, clause.words[act.at + 1 :] if act.meaning in LEADING else ())


def _where_it_opens(
    words: Sequence[str], before: Sequence[_Found], gaps: Sequence[int], found: Sequence[_Found], lexicon: Lexicon
) -> int:
    """Return the index at which a remark begins right after an approval or politeness; 0 if none does.

    "Согласовано прошу поправить ИНН": people leave out the sign between the two.
    """
    carried = next((each for each in reversed(before) if each.meaning in APPROVING), None)
    polite = next((each for each in reversed(before) if each.meaning in COURTESY - {Meaning.CLOSING}), None)
    last = carried or polite
    if last is None:
        return 0
    following = next((each for each in found if each.start >= last.end), None)
    nearest = min(gaps[0], following.start) if following else gaps[0]
    if following and nearest == following.start and following.meaning in OPENING:
        return nearest
    # "Согласована сумма" is not all of it.
    if carried and words[gaps[0]] in lexicon.marks["opening"] and nearest == gaps[0] < len(words) - 1:
        return gaps[0]
    return 0


def _led(
    clause: Clause,
    lead: _Found,
    words: Sequence[str],
    found: Sequence[_Found],
    gaps: Sequence[int],
    mistyped: tuple[str, ...],
) -> Iterator[PhraseMatch]:
    offset = len(words) - len(clause.words)  # `clause` may have lost words at its beginning, `words` has them all
    last = found[-1]
    # "При условии … согласовано": the approval ends the clause, and is a match of its own.
    if (
        lead.meaning is Meaning.PROVIDED
        and last.meaning in APPROVING
        and last.end == len(words)
        and gaps[-1] < last.start
    ):
        condition, approval = _cut(clause, [last.start - offset])
        yield PhraseMatch(condition, Meaning.PROVIDED, condition.words[lead.end - offset :], mistyped)
        yield PhraseMatch(approval, last.meaning)
        return
    yield PhraseMatch(clause, lead.meaning, clause.words[lead.end - offset :], mistyped)


def _meaning_of_gaps(clause: Clause, words: Sequence[str], found: Sequence[_Found], lexicon: Lexicon) -> Meaning:
    if _is_code(words, lexicon):
        return Meaning.CODE
    meanings = {each.meaning for each in found}
    for meaning in (Meaning.MEND_FIRST, Meaning.PROMISE, Meaning.MEND, Meaning.SUGGEST, Meaning.ABSENCE):
        if (
            meaning in meanings
            and not meanings & (VERDICTS - {Meaning.MEND_FIRST, Meaning.PROMISE, Meaning.ABSENCE})
            and not _has_negative_cue(words, lexicon)
        ):
            return meaning
    if meanings & VERDICTS or _has_negative_cue(words, lexicon):
        return Meaning.NEGATIVE_CUE
    if _is_neutral(words, lexicon):
        return Meaning.CONSIDERED
    # "Юрист: согласовано" says what another one said, and so does "Согласовано: Иванов".
    about = matters(range(len(words)), words, lexicon) or any(word[0].isdigit() for word in words)
    speaker = ":" in clause.after and len(words) <= 4 and not about and not is_announcing(words, lexicon)
    named = ":" in clause.before and all(word.is_capitalised for word in clause.words)
    return Meaning.NEGATIVE_CUE if speaker or named else Meaning.UNKNOWN


def _is_neutral(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Return True if known words only say how somebody came to a verdict: "суммы сходятся"."""
    filler = lexicon.marks["filler"]
    sound = [word for word in words if lexicon.marks_any("checked", [word])]
    return bool(sound) and all(
        word in filler or word in sound or lexicon.marks_any("neutral", [word]) for word in words
    )


def _is_signed(gaps: Sequence[int], words: Sequence[str], clause: Clause, lexicon: Lexicon) -> bool:
    """Return True if a name follows a closing, or one small word: "с уважением орлова"."""
    if len(gaps) > LINE_OF_SIGNATURE or matters(gaps, words, lexicon):
        return False
    known = lexicon.marks["signing"] | lexicon.marks["posts"]
    small = [at for at in gaps if not clause.words[at].is_capitalised and words[at] not in known]
    return not small or len(gaps) == 1


def _is_code(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Return True for a number of 4 to 8 digits and nothing else; it may be parted: "код 482 913"."""
    digits = "".join(word for word in words if word.isdigit())
    allowed = lexicon.marks["code"]
    return bool(_CODE.fullmatch(digits)) and all(word.isdigit() or word in allowed for word in words)


def _has_negative_cue(words: Sequence[str], lexicon: Lexicon) -> bool:
    harmless = lexicon.marks["no_negative_cue"]
    english = (word for word in words if word not in harmless and not _CYRILLIC.search(word))
    own = lexicon.marks["negative_cue"] & frozenset(words) - harmless
    return bool(own) or bool(lexicon.marks_any("negative_cue", english)) or has_cue(words, lexicon)

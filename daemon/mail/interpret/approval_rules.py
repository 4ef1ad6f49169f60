"""The rules of approvals: plain, or with remarks; and all that may make one doubtful."""

from __future__ import annotations

from daemon.mail.interpret.clause_words import TELLING
from daemon.mail.interpret.condition_rules import conditions_of, is_of_others, no_condition
from daemon.mail.interpret.entities import person_of
from daemon.mail.interpret.intent import Intent, ParsedReply, Reading
from daemon.mail.interpret.lexicon import ACTIONS, APPROVING, CLEAR, COURTESY, REWORK, Meaning
from daemon.mail.interpret.phrase_matcher import PhraseMatch
from daemon.mail.interpret.told_clauses import is_plain_fact, is_told

_REMARKS = frozenset({Meaning.UNKNOWN, Meaning.MEND, Meaning.SUGGEST, Meaning.ASK, Meaning.REMARK, Meaning.ABSENCE})
_VERDICTS = CLEAR | {Meaning.NEGATIVE_CUE, Meaning.REFUSE, Meaning.NOT_YET}
_ANNOUNCING = (Meaning.APPROVE_WITH_REMARKS, Meaning.REMARK, Meaning.PROVIDED)


# Of several words of approval the strongest is the basis: "да, согласовано" stands on "согласовано".
_STRENGTH = (Meaning.APPROVE, Meaning.APPROVE_IF_UNDERSTOOD, Meaning.APPROVE_ALONE, Meaning.APPROVE_UNLESS_THANKED)


def announced(parsed: ParsedReply) -> Reading | None:
    """Return APPROVE_WITH_REMARKS where remarks are announced; what follows the announcement is free text.

    "Согласовано с замечанием: …", "Согласен при условии …".
    """
    announcing = next((s for s in parsed.weighty if s.meaning in _ANNOUNCING), None)
    if announcing is None:
        return None
    before = parsed.matches[: parsed.matches.index(announcing)]
    basis = next((s for s in before if s.meaning in (Meaning.APPROVE, Meaning.APPROVE_IF_UNDERSTOOD)), None)
    if announcing.meaning is Meaning.APPROVE_WITH_REMARKS:
        basis = basis or announcing
    elif announcing.meaning is Meaning.PROVIDED and basis is None:
        basis = next(
            (s for s in parsed.after(announcing) if s.meaning in (Meaning.APPROVE, Meaning.APPROVE_IF_UNDERSTOOD)), None
        )
    if basis is None:
        return None
    doubt = parsed.first_doubt(s for s in before if s.meaning not in (*COURTESY, *APPROVING))
    if doubt or any(s.meaning in REWORK | ACTIONS for s in before) or parsed.asked(parsed.matches):
        return parsed.unclear(doubt or f"not understood beside «{announcing.text}»")
    if other := parsed.alone(parsed.after(announcing), REWORK | ACTIONS | {Meaning.NO}):
        return parsed.unclear(f"both «{announcing.text}» and «{other.text}»")
    if not _says_what(parsed, announcing):
        return parsed.unclear(f"on what condition: «{announcing.text}»")
    if wrong := no_condition(parsed, announcing):
        return parsed.unclear(f"{wrong}: «{announcing.text}»")
    remarks = parsed.remarks_after(basis) or parsed.trimmed(0)
    conditions = conditions_of(parsed, announcing, remarks)
    return parsed.reading(Intent.APPROVE_WITH_REMARKS, announcing, remarks, conditions=conditions)


def _says_what(parsed: ParsedReply, announcing: PhraseMatch) -> bool:
    if announcing.meaning is Meaning.APPROVE_WITH_REMARKS:
        # "Согласен с замечаниями Орловой" agrees with another one.
        first = announcing.rest[0].said if announcing.rest else ""
        mending = any(phrase.meaning in (Meaning.MEND, Meaning.SUGGEST) for phrase in parsed.lexicon.phrases_at(first))
        reckoned = "учетом" in announcing.clause.said
        return not first or first in parsed.lexicon.marks["about"] or mending or reckoned
    if announcing.meaning is Meaning.PROVIDED:
        after, approved = parsed.after(announcing), announcing is not parsed.weighty[0]
        followed = any(s.meaning not in (*COURTESY, *APPROVING) for s in after)
        return (
            bool(announcing.rest) or followed or (approved and any(is_of_others(parsed, announcing, s) for s in after))
        )
    return True


def approval(parsed: ParsedReply) -> Reading | None:
    carrying = tuple(s for s in parsed.weighty if s.meaning in APPROVING)
    basis = min(carrying, key=lambda s: _STRENGTH.index(s.meaning), default=None)
    if basis is None:
        return None
    rest = tuple(s for s in parsed.weighty if s not in carrying and not _adds_nothing(s, basis, parsed))
    if doubt := _doubt(parsed, basis, carrying[0], rest):
        return parsed.unclear(doubt)
    if not rest and parsed.words(basis).says("rest"):
        return parsed.unclear(f"not all of it: «{basis.text}»")
    if not rest:
        thanked = basis.meaning is Meaning.APPROVE_UNLESS_THANKED and parsed.has(Meaning.THANKS)
        return (
            parsed.unclear(f"thanks, or a verdict: «{basis.text}»")
            if thanked
            else parsed.reading(Intent.APPROVE, basis)
        )
    weak = basis.meaning in (Meaning.APPROVE_ALONE, Meaning.APPROVE_UNLESS_THANKED)
    if weak and not _concedes(rest, parsed) and not _states_facts(basis, rest, parsed):
        return parsed.unclear(f"more than «{basis.text}»: «{rest[0].text}»")
    return parsed.reading(Intent.APPROVE_WITH_REMARKS, basis, parsed.remarks_after(basis))


def _is_figure(match: PhraseMatch, parsed: ParsedReply) -> bool:
    """Return True for a number within a sentence that says more: "583 333,33 + 116 666,67, всё сходится"."""
    same = (each for each in parsed.matches if each.clause.sentence == match.clause.sentence and each is not match)
    return match.meaning is Meaning.CODE and any(each.meaning not in APPROVING | {Meaning.CODE} for each in same)


def _reminds(match: PhraseMatch, _: ParsedReply) -> bool:
    """Return True for a demand to remind others: "напомните поставщику про сертификаты" is no command to us."""
    return match.meaning is Meaning.REMIND and len(match.rest) > 1


def _passes_on(match: PhraseMatch, parsed: ParsedReply) -> bool:
    """Return True for "но передайте закупкам: …", which hands over no request."""
    return match.meaning is Meaning.DELEGATE and not person_of(match.rest, parsed.lexicon, parsed.tokens.text)


_HARMLESS = (_reminds, _passes_on, _is_figure)


def _by_the_way(match: PhraseMatch, basis: PhraseMatch, parsed: ParsedReply) -> bool:
    """Return True for a clause of a later sentence that is about something else: "кстати, …?", "когда ждать копию?".

    Who, when and where is asked by the way; "why" and "whether" doubt what was approved.
    """
    sentence = match.clause.sentence
    if sentence <= basis.clause.sentence or basis.meaning is not Meaning.APPROVE:
        return False
    same = [each for each in parsed.matches if each.clause.sentence == sentence]
    if any(parsed.words(each).says("by_the_way") for each in same):
        return True
    if match.meaning is Meaning.MEND and match.clause.said[0] in ("could", "can", "would"):
        return True  # "could someone fix the numbering?" demands
    doubting = any(each.meaning in _VERDICTS or parsed.words(each).says("why") for each in same)
    return not doubting and any(_asks_aside(each, parsed) for each in same)


def _asks_aside(match: PhraseMatch, parsed: ParsedReply) -> bool:
    """Return True for "когда ждать копию?"; "кому это нужно?", "когда исправите?" are about the contract."""
    words = parsed.words(match)
    return words.asks("when_and_where") and not words.has("bad", "mock", "doubt", "needed", "mend", "rework", "fault")


def _only_seen(parsed: ParsedReply, basis: PhraseMatch) -> PhraseMatch | None:
    """Return the clause that says what was done with the letter after a weak word ("Да, вижу"), or None."""
    if basis.meaning not in (Meaning.APPROVE_ALONE, Meaning.APPROVE_UNLESS_THANKED):
        return None
    return next(
        (s for s in parsed.after(basis) if s.meaning in COURTESY and parsed.words(s).has("seen", "consider")), None
    )


def _doubt(parsed: ParsedReply, basis: PhraseMatch, first: PhraseMatch, rest: tuple[PhraseMatch, ...]) -> str:
    """Return why it may be no approval of the writer's own, or not of everything; "" if there is no doubt."""
    if asked := parsed.asked(s for s in parsed.matches if not _by_the_way(s, basis, parsed)):
        return f"asked: «{asked.text}»"
    if parsed.is_cut_short(basis):
        return f"the beginning of a word: «{basis.text}»"
    if parsed.tokens.cut:
        return "too long to be read to its end"
    if other := next(
        (s for s in rest if s.meaning not in _REMARKS and not any(rule(s, parsed) for rule in _HARMLESS)), None
    ):
        return f"beside «{basis.text}» not understood: «{other.text}»"
    aside = [s for s in rest if _asks_aside(s, parsed) and _by_the_way(s, basis, parsed)]
    judged = (s for s in rest if s not in aside)
    if doubt := parsed.first_doubt(judged) or parsed.denied_before(first):
        return doubt
    if not_own := parsed.mocked(basis) or parsed.attributed(first):
        return f"an approval of the writer's own, or not: «{not_own.text}»"
    seen = _only_seen(parsed, basis)
    return f"an approval, or a word that it was seen: «{seen.text}»" if seen else ""


def _adds_nothing(match: PhraseMatch, basis: PhraseMatch, parsed: ParsedReply) -> bool:
    before = parsed.matches.index(match) < parsed.matches.index(basis) and basis.meaning is Meaning.APPROVE
    before = before and not parsed.words(basis).concedes  # "цена кусается, но согласовано" finds fault
    told = match.meaning is Meaning.UNKNOWN and is_told(parsed.words(match))
    reason = before and told and is_plain_fact(parsed.words(match))
    if reason and not parsed.conditional(match):
        return True
    told_apart = parsed.goes_on_with(match) or parsed.contrasts(match)
    return told_apart or _echoes(match, basis) or _answers_no(match, parsed)


def _answers_no(match: PhraseMatch, parsed: ParsedReply) -> bool:
    """Return True for the no before a finding that there is nothing against it: "нет, замечаний не имею"."""
    if match.meaning is not Meaning.NO:
        return False
    following = parsed.after(match)[:1]
    finding = (Meaning.CONSIDERED, Meaning.APPROVE_IF_UNDERSTOOD)
    same = following and following[0].clause.sentence == match.clause.sentence and following[0].meaning in finding
    return bool(same) and len(following[0].clause.said) >= TELLING and parsed.words(following[0]).says("answering_no")


def _echoes(match: PhraseMatch, basis: PhraseMatch) -> bool:
    """Return True for a yes together with an approval: "верно, согласовано"."""
    return match.meaning is Meaning.YES and basis.meaning in (Meaning.APPROVE, Meaning.APPROVE_IF_UNDERSTOOD)


def _concedes(rest: tuple[PhraseMatch, ...], parsed: ParsedReply) -> bool:
    """Return True for a weak approval in spite of what is to be mended: "ок, только поправьте ИНН"."""
    first = rest[0]
    words, splitting = first.clause.said, parsed.lexicon.marks["splitting"]
    concession = words[0] in splitting or any(word in parsed.lexicon.marks["restricting"] for word in words)
    if first.meaning in (Meaning.MEND, Meaning.SUGGEST):
        return concession or first.clause.begins_sentence
    waits = parsed.words(first).has("seen", "consider") or parsed.words(first).says("awaiting")
    return concession and first.meaning is Meaning.UNKNOWN and parsed.matters(first) and not waits


def _states_facts(basis: PhraseMatch, rest: tuple[PhraseMatch, ...], parsed: ParsedReply) -> bool:
    """Return True for a yes in a sentence of its own with facts about the contract: "Ок. Деньги в бюджете есть"."""
    alone = basis.meaning is Meaning.APPROVE_ALONE and not basis.clause.before
    apart = all(each.clause.sentence != basis.clause.sentence for each in rest)
    facts = all(
        each.meaning is Meaning.UNKNOWN
        and parsed.matters(each)
        and is_plain_fact(parsed.words(each))
        and not parsed.words(each).has("seen", "consider")
        for each in rest
    )
    return alone and apart and facts

"""Read a person's own words: a closed grammar, in which whatever is not understood counts against a verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from daemon.mail.interpret.clause_meaning import (
    is_by_the_way,
    is_defect,
    is_mistaken,
    is_plain_fact,
    is_seen,
    is_told,
    mends_something,
    opposes,
)
from daemon.mail.interpret.entities import absence_of, deadline_of, named, person_of
from daemon.mail.interpret.intent import Intent, ParsedReply, Reading
from daemon.mail.interpret.lexicon import APPROVING, COMMANDS, COURTESY, Lexicon, Meaning
from daemon.mail.interpret.phrase_matcher import PhraseMatch, match_phrases
from daemon.mail.interpret.side_remarks import is_excuse
from daemon.mail.interpret.tokenizer import tokenize

__all__ = ["Intent", "Lexicon", "Reading", "read"]

_REWORK = frozenset({Meaning.RETURN, Meaning.REFUSE, Meaning.DECLINE})
_APPROVALS = frozenset({Meaning.APPROVE, Meaning.APPROVE_IF_UNDERSTOOD, Meaning.APPROVE_WITH_REMARKS})
_ACTIONS = frozenset({Meaning.QUESTION, Meaning.UNDO, Meaning.DELEGATE, *COMMANDS})
_REMARKS = frozenset({Meaning.UNKNOWN, Meaning.MEND, Meaning.SUGGEST, Meaning.ASK, Meaning.REMARK, Meaning.ABSENCE})
_CLEAR = frozenset({*APPROVING, *_REWORK, *_ACTIONS, Meaning.APPROVE_WITH_REMARKS, Meaning.YES, Meaning.NO})


def read(text: str, lexicon: Lexicon) -> Reading:
    """Return what a person's own words say; unclear rather than a guess."""
    tokens = tokenize(text, lexicon)
    matches = match_phrases(tokens.clauses, lexicon)
    parsed = ParsedReply(tokens, matches, lexicon, tuple(each for each in matches if each.meaning not in COURTESY))
    reading = next((found for rule in _RULES if (found := rule(parsed))), None) or parsed.unclear(
        "no word of a verdict"
    )
    return replace(reading, answer=_answer(parsed), code=_code(parsed), contracts=parsed.contracts)


def _answer(parsed: ParsedReply) -> str:
    """Return "yes" or "no" if the text can answer a question of ours so, else ""; apart from its verdict."""
    words = parsed.lexicon.marks
    if not parsed.weighty or any(each.clause.is_asked for each in parsed.weighty):
        return ""
    if all(s.meaning is Meaning.NO for s in parsed.weighty):
        return "no"
    agreeing = words["yes"] | words["filler"]
    yes = all(
        s.meaning is Meaning.YES or (s.meaning in APPROVING and all(word in agreeing for word in s.clause.said))
        for s in parsed.weighty
    )
    return "yes" if yes else ""


def _code(parsed: ParsedReply) -> str:
    codes = [s for s in parsed.matches if s.meaning is Meaning.CODE]
    if len(codes) != 1 or any(s.meaning not in (*COURTESY, Meaning.CODE) for s in parsed.matches):
        return ""
    return "".join(word.said for word in codes[0].clause.words if word.said.isdigit())


def _nothing(parsed: ParsedReply) -> Reading | None:
    if not parsed.matches:
        return parsed.unclear("no words")
    if not parsed.weighty:
        asked = parsed.asked(s for s in parsed.matches if s.meaning is Meaning.CONSIDERED)
        return (
            parsed.reading(Intent.QUESTION, asked, parsed.tokens.text)
            if asked
            else parsed.unclear("nothing but politeness")
        )
    if len(parsed.contracts) > 1:
        return parsed.unclear(f"several contracts: {', '.join(parsed.contracts)}")
    return None


def _absence(parsed: ParsedReply) -> Reading | None:
    away = next((s for s in parsed.weighty if s.meaning is Meaning.ABSENCE), None)
    if away is None or parsed.weighty[0].meaning in _REWORK | {Meaning.QUESTION}:
        return None
    apart = away.clause.before.strip(" ")
    if parsed.weighty[0].meaning is Meaning.APPROVE and apart and not absence_of(parsed.tokens.text).until:
        return None  # "Согласовано. Ухожу в отпуск": the other way round it may be a machine's notice
    found = absence_of(parsed.tokens.text)
    if parsed.has(Meaning.DELEGATE) and not found.until:
        return None  # "Я в отпуске, за меня Лукин"
    if parsed.has(Meaning.APPROVE) and not found.until and parsed.weighty[-1].meaning is Meaning.APPROVE:
        return None  # "Я в отпуске, но отвечу: согласовано"
    other = _CLEAR - {Meaning.ABSENCE} - ({Meaning.DELEGATE} if found.person else frozenset())
    if any(s.meaning in other or s.clause.is_asked for s in parsed.weighty):
        return parsed.unclear(f"away, and more: «{away.text}»")
    if not found.until:
        return parsed.unclear(f"away until when: «{away.text}»")
    return parsed.reading(
        Intent.COMMAND, away, command="absence", since=found.since, until=found.until, person=found.person
    )


def _command(parsed: ParsedReply) -> Reading | None:
    lead = parsed.lead
    if lead is None or lead.meaning not in COMMANDS or lead.meaning is Meaning.ABSENCE:
        return None
    others = parsed.others(lead)
    ending = {Meaning.DECLINE} if lead.meaning is Meaning.WITHDRAW else set()
    verdicts = [s for s in others if s.meaning in _CLEAR - ending]
    plain = lead.meaning in (Meaning.STATUS, Meaning.HELP)
    if verdicts or (plain and others) or (lead.clause.is_asked and not plain):
        return parsed.unclear(f"a command with other words: «{lead.text}»")
    return _ordered(parsed, lead, others)


def _ordered(parsed: ParsedReply, lead: PhraseMatch, others: tuple[PhraseMatch, ...]) -> Reading | None:
    """Return a command with the person or the date that it needs; unclear if that is missing or more was said."""
    command = lead.meaning.value
    if lead.meaning is Meaning.EXTEND:
        until = deadline_of(parsed.tokens.text[lead.clause.words[0].start :])
        return (
            parsed.reading(Intent.COMMAND, lead, command=command, until=until)
            if until
            else parsed.unclear("until when")
        )
    person = ""
    if lead.meaning is Meaning.REMIND and lead.rest:
        person = person_of(lead.rest, parsed.lexicon, parsed.tokens.text)
    if lead.rest and not person:
        return parsed.unclear(f"a command with other words: «{lead.text}»")
    remarks = parsed.remarks_after(lead) if others else ""
    return parsed.reading(Intent.COMMAND, lead, remarks, command=command, person=person)


def _undo(parsed: ParsedReply) -> Reading | None:
    undo = next((s for s in parsed.weighty if s.meaning is Meaning.UNDO), None)
    if undo is None or any(
        s.meaning in _CLEAR and s is not undo for s in parsed.weighty if s.meaning is not Meaning.UNDO
    ):
        return None
    others = tuple(s for s in parsed.others(undo) if s.meaning not in (Meaning.UNDO, Meaning.MISTAKEN))
    contract = any(word.startswith(("договор", "контракт", "закупк", "contract")) for word in undo.clause.said)
    known = [s for s in others if s.meaning is not Meaning.UNKNOWN and not is_mistaken(s.clause.said, parsed.lexicon)]
    if contract or undo.rest or undo.clause.is_asked or known:
        return parsed.unclear(f"taken back, and more: «{undo.text}»")
    if any(map(_depends, others)) or (others and parsed.weighty[0] in others):
        return parsed.unclear(f"«{undo.text}» beside what is not understood")
    return parsed.reading(Intent.UNDO, undo, parsed.remarks_after(undo) if others else "")


def _depends(match: PhraseMatch) -> bool:
    """Return True if the clause makes an order hang on something."""
    return bool({"если", "когда", "или", "if", "unless", "when", "or"} & set(match.clause.said))


def _delegate(parsed: ParsedReply) -> Reading | None:
    found = [s for s in parsed.weighty if s.meaning is Meaning.DELEGATE]
    leads = parsed.lead if parsed.lead is None or parsed.lead.meaning is not Meaning.ABSENCE else found[:1] and found[0]
    if not found or leads is not found[0]:
        return None
    lead = found[-1]
    text = parsed.tokens.text
    who = next((who for s in found if (who := person_of(s.rest, parsed.lexicon, text))), "")
    after = parsed.after(lead)
    if not who and after and after[0].clause.said[0] in ("к", "ко"):
        who, after = named(after[0].clause.words[1:], text), after[1:]
    politely = lead.clause.said[0] in ("could", "can", "would")
    if not who or (not politely and any(s.clause.is_asked for s in parsed.weighty)):
        return parsed.unclear(f"to whom: «{lead.text}»")
    others = tuple(s for s in after if s.meaning not in COURTESY)
    if wrong := next((s for s in others if s.meaning is not Meaning.UNKNOWN or _depends(s)), None):
        return parsed.unclear(f"handed over, and «{wrong.text}»")
    remarks = parsed.trimmed(parsed.tokens.text.find(who) + len(who)) if others else ""
    return parsed.reading(Intent.DELEGATE, lead, remarks, delegate_to=who)


def _question(parsed: ParsedReply) -> Reading | None:
    lead = parsed.lead
    if lead is None or lead.meaning is not Meaning.QUESTION:
        return None
    if any(word.said in parsed.lexicon.marks["no_question"] for word in lead.rest[:2]):
        return parsed.unclear(f"a question that is none: «{lead.text}»")
    if against := _clean(parsed.after(lead), _APPROVALS | _REWORK | {Meaning.UNDO}):
        return parsed.unclear(f"a question and a verdict: «{against.text}»")
    remarks = parsed.remarks_after(lead)
    if not remarks:
        return parsed.unclear("a question without its words")
    return parsed.reading(Intent.QUESTION, lead, remarks)


def _clean(matches: Iterable[PhraseMatch], meanings: frozenset[Meaning]) -> PhraseMatch | None:
    """Return the first clause that has one of the meanings all by itself, and is not asked; None if there is none."""
    return next((s for s in matches if s.meaning in meanings and not s.rest and not s.clause.is_asked), None)


def _rework(parsed: ParsedReply) -> Reading | None:
    """Return RETURN or DECLINE if the text begins with it: what follows are its remarks, whatever they say."""
    lead = parsed.lead
    if lead is None or lead.meaning not in _REWORK:
        return None
    if lead.clause.is_asked:
        return parsed.unclear(f"for rework or not: «{lead.text}»")
    if not parsed.gives_reason(lead):
        return None
    against = _APPROVALS | {Meaning.UNDO, Meaning.DELEGATE, Meaning.APPROVE_UNLESS_THANKED, Meaning.NO}
    against |= {Meaning.RETURN} if lead.meaning is Meaning.DECLINE else {Meaning.DECLINE}
    after = parsed.after(lead)
    if other := _clean(after, against):
        return parsed.unclear(f"both «{lead.text}» and «{other.text}»")
    if takes_back := next((s for s in after if parsed.takes_back(s)), None):
        return parsed.unclear(f"taken back: «{takes_back.text}»")
    remarks = parsed.trimmed(0) if lead.meaning is Meaning.REFUSE else parsed.remarks_after(lead)
    return parsed.reading(Intent.DECLINE if lead.meaning is Meaning.DECLINE else Intent.RETURN, lead, remarks)


def _announced(parsed: ParsedReply) -> Reading | None:
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
    if doubt or any(s.meaning in _REWORK | _ACTIONS for s in before) or parsed.asked(parsed.matches):
        return parsed.unclear(doubt or f"not understood beside «{announcing.text}»")
    if other := _clean(parsed.after(announcing), _REWORK | _ACTIONS | {Meaning.NO}):
        return parsed.unclear(f"both «{announcing.text}» and «{other.text}»")
    if not _says_what(parsed, announcing):
        return parsed.unclear(f"on what condition: «{announcing.text}»")
    remarks = parsed.remarks_after(basis) or parsed.trimmed(0)
    return parsed.reading(Intent.APPROVE_WITH_REMARKS, announcing, remarks)


_ANNOUNCING = (Meaning.APPROVE_WITH_REMARKS, Meaning.REMARK, Meaning.PROVIDED)


def _says_what(parsed: ParsedReply, announcing: PhraseMatch) -> bool:
    if announcing.meaning is Meaning.APPROVE_WITH_REMARKS:
        # "Согласен с замечаниями Орловой" agrees with another one.
        first = announcing.rest[0].said if announcing.rest else ""
        mending = any(phrase.meaning in (Meaning.MEND, Meaning.SUGGEST) for phrase in parsed.lexicon.phrases_at(first))
        reckoned = "учетом" in announcing.clause.said
        return not first or first in parsed.lexicon.marks["about"] or mending or reckoned
    if announcing.meaning is Meaning.PROVIDED:
        followed = any(s.meaning not in (*COURTESY, *APPROVING) for s in parsed.after(announcing))
        return bool(announcing.rest) or followed
    return True


def _approval(parsed: ParsedReply) -> Reading | None:
    carrying = tuple(s for s in parsed.weighty if s.meaning in APPROVING)
    basis = min(carrying, key=lambda s: _STRENGTH.index(s.meaning), default=None)
    if basis is None:
        return None
    rest = tuple(s for s in parsed.weighty if s not in carrying and not _adds_nothing(s, basis, parsed))
    if doubt := _doubt(parsed, basis, carrying[0], rest):
        return parsed.unclear(doubt)
    if not rest and (limit := next((word for word in basis.clause.said if word in _LIMITING), "")):
        return parsed.unclear(f"not all of it, «{limit}»: «{basis.text}»")
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


# An approval of the rest wants to know of what there is none.
_LIMITING = frozenset({"остальное", "остальной", "остальном", "остальному", "целом"})


def _reminds(match: PhraseMatch) -> bool:
    """Return True for a demand to remind others: "напомните поставщику про сертификаты" is no command to us."""
    return match.meaning is Meaning.REMIND and len(match.rest) > 1


def _passes_on(match: PhraseMatch, parsed: ParsedReply) -> bool:
    """Return True for "но передайте закупкам: …", which hands over no request."""
    return match.meaning is Meaning.DELEGATE and not person_of(match.rest, parsed.lexicon, parsed.tokens.text)


def _by_the_way(match: PhraseMatch, basis: PhraseMatch, parsed: ParsedReply) -> bool:
    """Return True for a clause of a later sentence that is said to be about something else: "кстати, …?"."""
    sentence = match.clause.sentence
    if sentence <= basis.clause.sentence or basis.meaning is not Meaning.APPROVE:
        return False
    said = [word for each in parsed.matches if each.clause.sentence == sentence for word in each.clause.said]
    return is_by_the_way(said)


def _excuses(match: PhraseMatch, basis: PhraseMatch, parsed: ParsedReply) -> bool:
    before = parsed.matches[: parsed.matches.index(match)]
    return basis.meaning is Meaning.APPROVE and not parsed.matters(match) and is_excuse(match, before, parsed.lexicon)


def _only_seen(parsed: ParsedReply, basis: PhraseMatch) -> PhraseMatch | None:
    """Return the clause that says what was done with the letter after a weak word ("Да, вижу"), or None."""
    if basis.meaning not in (Meaning.APPROVE_ALONE, Meaning.APPROVE_UNLESS_THANKED):
        return None
    return next(
        (s for s in parsed.after(basis) if s.meaning in COURTESY and is_seen(s.clause.said, parsed.lexicon)), None
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
        (s for s in rest if s.meaning not in _REMARKS and not _reminds(s) and not _passes_on(s, parsed)), None
    ):
        return f"beside «{basis.text}» not understood: «{other.text}»"
    if doubt := parsed.first_doubt(rest) or parsed.denied_before(first):
        return doubt
    if not_own := parsed.mocked(basis) or parsed.attributed(first):
        return f"an approval of the writer's own, or not: «{not_own.text}»"
    seen = _only_seen(parsed, basis)
    return f"an approval, or a word that it was seen: «{seen.text}»" if seen else ""


def _adds_nothing(match: PhraseMatch, basis: PhraseMatch, parsed: ParsedReply) -> bool:
    before = parsed.matches.index(match) < parsed.matches.index(basis) and basis.meaning is Meaning.APPROVE
    told = match.meaning is Meaning.UNKNOWN and is_told(match.clause.said, parsed.lexicon)
    reason = before and told and is_plain_fact(match.clause.said, parsed.lexicon)
    if reason and not parsed.conditional(match):
        return True
    return _echoes(match, basis) or _excuses(match, basis, parsed) or _answers_no(match, parsed)


def _answers_no(match: PhraseMatch, parsed: ParsedReply) -> bool:
    """Return True for the no before a finding that there is nothing against it: "нет, замечаний не имею"."""
    if match.meaning is not Meaning.NO:
        return False
    following = parsed.after(match)[:1]
    finding = (Meaning.CONSIDERED, Meaning.APPROVE_IF_UNDERSTOOD)
    same = following and following[0].clause.sentence == match.clause.sentence and following[0].meaning in finding
    said = following[0].clause.said if same else ()
    return bool({"не", "нет", "ничего"} & set(said)) and len(said) > 2


def _echoes(match: PhraseMatch, basis: PhraseMatch) -> bool:
    """Return True for a yes together with an approval: "верно, согласовано"."""
    return match.meaning is Meaning.YES and basis.meaning in (Meaning.APPROVE, Meaning.APPROVE_IF_UNDERSTOOD)


# Of several words of approval the strongest is the basis: "да, согласовано" stands on "согласовано".
_STRENGTH = (Meaning.APPROVE, Meaning.APPROVE_IF_UNDERSTOOD, Meaning.APPROVE_ALONE, Meaning.APPROVE_UNLESS_THANKED)


def _concedes(rest: tuple[PhraseMatch, ...], parsed: ParsedReply) -> bool:
    """Return True for a weak approval in spite of what is to be mended: "ок, только поправьте ИНН"."""
    first = rest[0]
    words, splitting = first.clause.said, parsed.lexicon.marks["splitting"]
    concession = words[0] in splitting or any(word in parsed.lexicon.marks["restricting"] for word in words)
    if first.meaning in (Meaning.MEND, Meaning.SUGGEST):
        return concession or first.clause.begins_sentence
    waits = is_seen(words, parsed.lexicon) or bool({"жду", "ждем"} & set(words))
    return concession and first.meaning is Meaning.UNKNOWN and parsed.matters(first) and not waits


def _states_facts(basis: PhraseMatch, rest: tuple[PhraseMatch, ...], parsed: ParsedReply) -> bool:
    """Return True for a yes in a sentence of its own with plain facts about the contract: "Ок. Деньги в бюджете есть"."""
    alone = basis.meaning is Meaning.APPROVE_ALONE and not basis.clause.before
    apart = all(each.clause.sentence != basis.clause.sentence for each in rest)
    facts = all(
        each.meaning is Meaning.UNKNOWN
        and parsed.matters(each)
        and is_plain_fact(each.clause.said, parsed.lexicon)
        and not is_seen(each.clause.said, parsed.lexicon)
        for each in rest
    )
    return alone and apart and facts


def _late_rework(parsed: ParsedReply) -> Reading | None:
    """Return RETURN or DECLINE where the reasons come before the word: "Нет сметы. Вернуть.".

    It can afford what an approval cannot: with no approval beside it, it stands whatever its reason.
    """
    found = min(
        (s for s in parsed.weighty if s.meaning in _REWORK), key=lambda s: _FIRMEST.index(s.meaning), default=None
    )
    if found is None or found.clause.is_asked or not parsed.gives_reason(found):
        return None
    others = parsed.others(found)
    known = next((s for s in others if s.meaning in _AGAINST_RETURN or parsed.takes_back(s)), None)
    doubtful = next(
        (s for s in others if s.meaning is Meaning.NEGATIVE_CUE and not opposes(s.clause.said, parsed.lexicon)), None
    )
    hanging = next((s for s in others if s.clause.sentence == found.clause.sentence and _depends(s)), None)
    if wrong := known or doubtful or hanging or parsed.denied_after(found):
        return parsed.unclear(f"«{found.text}» beside what is not understood: «{wrong.text}»")
    return parsed.reading(
        Intent.DECLINE if found.meaning is Meaning.DECLINE else Intent.RETURN, found, parsed.trimmed(0)
    )


# Of several words of a return the firmest decides: "не согласовано, отклонить" declines.
_FIRMEST = (Meaning.DECLINE, Meaning.RETURN, Meaning.REFUSE)
_AGAINST_RETURN = frozenset({*APPROVING, Meaning.APPROVE_WITH_REMARKS, Meaning.DELEGATE, Meaning.UNDO})


def _mend(parsed: ParsedReply) -> Reading | None:
    """Return RETURN for a clear demand to mend something, also if an approval is promised for it."""
    first = next((s for s in parsed.weighty if s.meaning in (Meaning.MEND, Meaning.MEND_FIRST)), None)
    if first is None:
        return None
    around = {*_REASONS, Meaning.MEND_FIRST, Meaning.PROMISE, Meaning.REFUSE}
    others = [s for s in parsed.weighty if s.meaning not in around and not opposes(s.clause.said, parsed.lexicon)]
    asked = [s for s in parsed.weighty if s.clause.is_asked and s.meaning is not Meaning.UNKNOWN]
    if wrong := next((s for s in parsed.weighty if s in asked or s in others or parsed.takes_back(s)), None):
        return parsed.unclear(f"to mend, and «{wrong.text}»")
    named = [s for s in parsed.weighty if s is not first or s.rest or s.meaning is Meaning.MEND]
    said = any(parsed.says_matter(s) or mends_something(s.clause.said, parsed.lexicon) for s in named)
    if not said and not parsed.has(Meaning.NO, Meaning.NOT_YET, Meaning.REFUSE):
        return parsed.unclear(f"what to mend: «{first.text}»")
    conditions = {"если", "if", "unless", "либо", "или", "or"}
    if conditional := next((word for s in parsed.weighty for word in s.clause.said if word in conditions), ""):
        return parsed.unclear(f"to mend, and «{conditional}»")
    return parsed.reading(Intent.RETURN, first, parsed.trimmed(0))


_REASONS = frozenset(
    {Meaning.UNKNOWN, Meaning.ASIDE, Meaning.MEND, Meaning.SUGGEST, Meaning.REMARK, Meaning.NOT_YET, Meaning.NO}
)


def _reasoned(parsed: ParsedReply) -> Reading | None:
    """Return RETURN for a defect said as a fact, or an approval denied for now with a reason beside it."""
    defect = next((s for s in parsed.weighty if is_defect(s.clause.said, parsed.lexicon)), None)
    not_yet = next((s for s in parsed.weighty if s.meaning is Meaning.NOT_YET), None)
    why = not_yet or defect
    if why is None or len(parsed.weighty) < 2:
        return None
    around = {
        Meaning.UNKNOWN,
        Meaning.MEND,
        Meaning.SUGGEST,
        Meaning.REMARK,
        Meaning.NOT_YET,
        Meaning.NO,
        Meaning.REFUSE,
    }
    if not_yet and not any(_explains(s, parsed) for s in parsed.weighty if s is not not_yet):
        return None
    if any(s.meaning not in around or s.clause.is_asked or parsed.takes_back(s) for s in parsed.weighty):
        return None
    if any(
        parsed.lexicon.marks_any("conditional", s.clause.said) for s in parsed.weighty if s.meaning is Meaning.UNKNOWN
    ):
        return None
    return parsed.reading(Intent.RETURN, why, parsed.trimmed(0))


def _explains(match: PhraseMatch, parsed: ParsedReply) -> bool:
    """Return True if a clause says why something is not approved: a defect, a demand, or what is missing."""
    said = match.clause.said
    demanding = match.meaning in (Meaning.MEND, Meaning.SUGGEST, Meaning.REFUSE, Meaning.REMARK)
    return (
        demanding
        or is_defect(said, parsed.lexicon)
        or (parsed.matters(match) and bool({"нет", "не", "без"} & set(said)))
    )


def _asks(parsed: ParsedReply) -> Reading | None:
    """Return QUESTION for a question that is not called so: no verdict is near, and it is no mere "согласовано?"."""
    asking = next((s for s in parsed.weighty if _is_question(s, parsed)), None)
    if any(s.clause.said[:2] == ("не", "знаю") for s in parsed.weighty):
        return None
    if asking is None or any(s.meaning in _CLEAR and not s.clause.is_asked for s in parsed.weighty):
        return None
    if all(s.meaning in _CLEAR for s in parsed.weighty):
        return None
    if any(s.meaning is Meaning.NEGATIVE_CUE and not s.clause.is_asked for s in parsed.weighty):
        return None
    if any(s.meaning in (Meaning.MEND, Meaning.MEND_FIRST) and not s.clause.is_asked for s in parsed.weighty):
        return None
    return parsed.reading(Intent.QUESTION, asking, parsed.trimmed(0))


def _is_question(match: PhraseMatch, parsed: ParsedReply) -> bool:
    if match.meaning is Meaning.ASK:
        return match.clause.is_asked or any(parsed.says_matter(s) for s in parsed.weighty)
    if match.meaning is Meaning.NEGATIVE_CUE:
        return match.clause.is_asked and len(match.clause.words) > 2
    if match.meaning not in (Meaning.UNKNOWN, Meaning.SUGGEST, Meaning.MEND, Meaning.YES):
        return False
    begins = next((word for word in match.clause.said if word not in ("а", "и", "and", "so", "ну")), "")
    return match.clause.is_asked or (begins in parsed.lexicon.marks["asking"] and parsed.matters(match))


def _not_understood(parsed: ParsedReply) -> Reading | None:
    alert = next((s for s in parsed.weighty if s.meaning in (Meaning.NEGATIVE_CUE, *_ACTIONS)), None)
    return parsed.unclear(f"not understood: «{alert.text}»") if alert else None


# The first rule that returns a reading decides. So whatever would make an approval doubtful, or leads the text to
# something else, stands before `_approval`, and what is only inferred from a demand or a question after it.
_RULES: tuple[Callable[[ParsedReply], Reading | None], ...] = (
    _nothing,
    _absence,
    _command,
    _undo,
    _delegate,
    _question,
    _rework,
    _announced,
    _approval,
    _late_rework,
    _asks,
    _mend,
    _reasoned,
    _not_understood,
)

"""The rules of returns: for rework, or declined; by their own word, a demand, or a defect."""

from __future__ import annotations

from daemon.mail.interpret.approval_acts import approves
from daemon.mail.interpret.intent import Intent, ParsedReply, Reading
from daemon.mail.interpret.lexicon import APPROVALS, APPROVING, REWORK, Meaning
from daemon.mail.interpret.phrase_matcher import PhraseMatch
from daemon.mail.interpret.return_acts import mends_something
from daemon.mail.interpret.told_clauses import is_defect, is_told

# Of several words of a return the firmest decides: "не согласовано, отклонить" declines.
_FIRMEST = (Meaning.DECLINE, Meaning.RETURN, Meaning.REFUSE)

_AGAINST_RETURN = frozenset({*APPROVING, Meaning.APPROVE_WITH_REMARKS, Meaning.DELEGATE, Meaning.UNDO})

_REASONS = frozenset({Meaning.UNKNOWN, Meaning.MEND, Meaning.SUGGEST, Meaning.REMARK, Meaning.NOT_YET, Meaning.NO})


def rework(parsed: ParsedReply) -> Reading | None:
    """Return RETURN or DECLINE if the text begins with it: what follows are its remarks, whatever they say."""
    lead = parsed.lead
    if lead is None or lead.meaning not in REWORK:
        return None
    if lead.clause.is_asked:
        return parsed.unclear(f"for rework or not: «{lead.text}»")
    if any(word.is_quoted for word in lead.clause.words) and parsed.words(lead).says("taken_back"):
        return parsed.unclear(f"taken back: «{lead.text}»")  # "моё «вернуть» прошу не учитывать"
    if not parsed.gives_reason(lead):
        return None
    against = APPROVALS | {Meaning.UNDO, Meaning.DELEGATE, Meaning.APPROVE_UNLESS_THANKED, Meaning.NO}
    after = parsed.after(lead)
    again = (s for s in after if s.meaning is not Meaning.DELEGATE or not _comes_back(s, parsed))
    if other := parsed.alone(again, against):
        return parsed.unclear(f"both «{lead.text}» and «{other.text}»")
    if takes_back := next((s for s in after if parsed.takes_back(s)), None):
        return parsed.unclear(f"taken back: «{takes_back.text}»")
    whole = lead.meaning is Meaning.REFUSE
    remarks = parsed.trimmed(0) if whole else parsed.remarks_after(lead) or parsed.findings_after(lead)
    return parsed.reading(_refusal(lead, after, parsed), lead, remarks)


def _comes_back(match: PhraseMatch, parsed: ParsedReply) -> bool:
    """Return True for "направьте повторно", which hands nothing over."""
    return parsed.words(match).has("again")


def _refusal(lead: PhraseMatch, after: tuple[PhraseMatch, ...], parsed: ParsedReply) -> Intent:
    """Return what a text means that refuses twice: "не согласовано, отклонить", "отклоняю на доработку".

    A return can be followed by a decline, a decline by nothing: beside a return or a demand to mend, it returns.
    """
    told = (each for each in after if not each.clause.is_asked and not parsed.words(each).has("seek"))
    said = {lead.meaning, *(each.meaning for each in told)}
    declined = Meaning.DECLINE in said and said.isdisjoint((Meaning.RETURN, Meaning.MEND))
    return Intent.DECLINE if declined else Intent.RETURN


def late_rework(parsed: ParsedReply) -> Reading | None:
    """Return RETURN or DECLINE where the reasons come before the word: "Нет сметы. Вернуть.".

    It can afford what an approval cannot: with no approval beside it, it stands whatever its reason.
    """
    found = min(
        (s for s in parsed.weighty if s.meaning in REWORK), key=lambda s: _FIRMEST.index(s.meaning), default=None
    )
    if found is None or found.clause.is_asked or not parsed.gives_reason(found):
        return None
    others = parsed.others(found)
    known = next(
        (s for s in others if (s.meaning in _AGAINST_RETURN and not _comes_back(s, parsed)) or parsed.takes_back(s)),
        None,
    )
    doubtful = next((s for s in others if s.meaning is Meaning.NEGATIVE_CUE and approves(parsed.words(s))), None)
    hanging = next((s for s in others if s.clause.sentence == found.clause.sentence and parsed.hangs(s)), None)
    if wrong := known or doubtful or hanging or parsed.denied_after(found):
        return parsed.unclear(f"«{found.text}» beside what is not understood: «{wrong.text}»")
    return parsed.reading(
        Intent.DECLINE if found.meaning is Meaning.DECLINE else Intent.RETURN, found, parsed.trimmed(0)
    )


def mend(parsed: ParsedReply) -> Reading | None:
    """Return RETURN for a clear demand to mend something, also if an approval is promised for it."""
    first = next((s for s in parsed.weighty if s.meaning in (Meaning.MEND, Meaning.MEND_FIRST)), None)
    if first is None:
        return None
    around = {*_REASONS, Meaning.MEND_FIRST, Meaning.PROMISE, Meaning.REFUSE}
    others = [s for s in parsed.weighty if s.meaning not in around and approves(parsed.words(s))]
    asked = [s for s in parsed.weighty if s.clause.is_asked and s.meaning is not Meaning.UNKNOWN]
    if wrong := next((s for s in parsed.weighty if s in asked or s in others or parsed.takes_back(s)), None):
        return parsed.unclear(f"to mend, and «{wrong.text}»")
    named = [s for s in parsed.weighty if s is not first or s.rest or s.meaning is Meaning.MEND]
    said = any(parsed.says_matter(s) or mends_something(parsed.words(s)) for s in named)
    if not said and not parsed.has(Meaning.NO, Meaning.NOT_YET, Meaning.REFUSE):
        return parsed.unclear(f"what to mend: «{first.text}»")
    if conditional := next(
        (s for s in parsed.weighty if parsed.words(s).says("if_or") and not _chooses(s, parsed)), None
    ):
        return parsed.unclear(f"to mend or not: «{conditional.text}»")
    return parsed.reading(Intent.RETURN, first, parsed.trimmed(0))


def _chooses(match: PhraseMatch, parsed: ParsedReply) -> bool:
    """Return True for "или" between two ways to mend: "замените на 1 кВт или диод", "reduce the amount or amend"."""
    words = parsed.words(match)
    return not words.has("condition") and not words.has("approve", "sign", "consent") and match.meaning is Meaning.MEND


def reasoned(parsed: ParsedReply) -> Reading | None:
    """Return RETURN for a defect said as a fact, or an approval denied for now with a reason beside it."""
    defect = next((s for s in parsed.weighty if is_defect(parsed.words(s))), None)
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


def denied(parsed: ParsedReply) -> Reading | None:
    """Return RETURN for a "no" with a reason about the contract: "нет, у поставщика суды"."""
    first = parsed.weighty[0]
    others = parsed.weighty[1:]
    if first.meaning is not Meaning.NO or first.clause.is_asked or not others:
        return None
    if any(s.meaning not in _REASONS or s.clause.is_asked or parsed.takes_back(s) for s in others):
        return None
    undecided = any(parsed.words(s).has("seen", "consider", "wait", "doubt") or parsed.hangs(s) for s in others)
    reason = any(_explains(s, parsed) or (parsed.matters(s) and is_told(parsed.words(s))) for s in others)
    return parsed.reading(Intent.RETURN, first, parsed.trimmed(0)) if reason and not undecided else None


def _explains(match: PhraseMatch, parsed: ParsedReply) -> bool:
    """Return True if a clause says why something is not approved: a defect, a demand, or what is missing."""
    words = parsed.words(match)
    demanding = match.meaning in (Meaning.MEND, Meaning.SUGGEST, Meaning.REFUSE, Meaning.REMARK)
    return demanding or is_defect(words) or (parsed.matters(match) and words.says("lacking"))

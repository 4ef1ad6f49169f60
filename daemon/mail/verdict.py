"""What a person's own words say: a closed grammar, in which whatever is not understood counts against a verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from daemon.mail.clauses import Clause, Spoken, Word, spoken
from daemon.mail.lexicon import COMMANDS, Lexicon, Meaning
from daemon.mail.saying import Saying, say
from daemon.workflow.model import Verdict

__all__ = ["Lexicon", "Reading", "Said", "read"]

_AROUND = frozenset({Meaning.POLITE, Meaning.THANKS, Meaning.CONSIDERED})
_APPROVALS = frozenset({Meaning.APPROVE, Meaning.MILD, Meaning.APPROVE_WITH_REMARKS})
_REWORK = frozenset({Meaning.RETURN, Meaning.REFUSE, Meaning.DECLINE})
_ACTIONS = frozenset({Meaning.QUESTION, Meaning.UNDO, Meaning.DELEGATE, *COMMANDS})
_TRIMMED = " \t\n.,;:!?…–—-«»\"'“”)("


class Said(StrEnum):
    """What a mail says. The first four are verdicts."""

    APPROVE = "approve"
    APPROVE_WITH_REMARKS = "approve_with_remarks"
    RETURN = "return"
    DECLINE = "decline"
    QUESTION = "question"
    DELEGATE = "delegate"
    UNDO = "undo"
    COMMAND = "command"
    UNCLEAR = "unclear"

    @property
    def verdict(self) -> Verdict | None:
        return _VERDICTS.get(self)


_VERDICTS = {Said(each.value): each for each in Verdict}


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood, and by what. `remarks` are the person's words but for the verdict's own.

    `command` is status, help, withdraw or remind; `delegate_to` is the person as written, in any case ("Павловой").
    """

    said: Said
    remarks: str = ""
    evidence: tuple[str, ...] = ()
    delegate_to: str = ""
    command: str = ""


def read(text: str, lexicon: Lexicon) -> Reading:
    """Read a person's own words. Unclear is an answer: never a guess."""
    heard = spoken(text)
    told = _Told(heard, tuple(say(clause, lexicon) for clause in heard.clauses), lexicon)
    for judge in _JUDGES:
        if reading := judge(told):
            return reading
    return told.unclear("no word of a verdict")


@dataclass(frozen=True, slots=True)
class _Told:
    """A text with what its clauses say; each judge looks at it and answers, or leaves it to the next."""

    heard: Spoken
    sayings: tuple[Saying, ...]
    lexicon: Lexicon

    @property
    def weighty(self) -> tuple[Saying, ...]:
        """Without politeness."""
        return tuple(each for each in self.sayings if each.meaning not in _AROUND)

    @property
    def lead(self) -> Saying | None:
        """The first that is neither politeness nor a weak word: "Да, вернуть"."""
        return next((each for each in self.weighty if each.meaning is not Meaning.WEAK), None)

    def has(self, *meanings: Meaning) -> bool:
        return any(each.meaning in meanings for each in self.sayings)

    def behind(self, saying: Saying) -> tuple[Saying, ...]:
        return self.sayings[self.sayings.index(saying) + 1 :]

    def others(self, saying: Saying) -> tuple[Saying, ...]:
        return tuple(each for each in self.weighty if each is not saying and each.meaning is not Meaning.WEAK)

    def first_doubt(self, sayings: tuple[Saying, ...], verdicts: frozenset[int] = frozenset()) -> str:
        """Why these clauses cannot be taken for mere remarks; `verdicts` are the sentences that hold the verdict."""
        for each in sayings:
            if each.meaning is Meaning.ALERT:
                return f"not understood: «{each.text}»"
            if each.clause.is_asked:
                return f"asked: «{each.text}»"
            if word := self._condition(each.clause, each.clause.sentence in verdicts):
                return f"a condition or a denial, «{word}»: «{each.text}»"
        return ""

    def _condition(self, clause: Clause, near: bool) -> str:
        begins = clause.said[:2] if clause.begins_sentence else ()
        for word in clause.said:
            if word in self.lexicon.condition or (word in self.lexicon.condition_near and (near or word in begins)):
                return word
        return ""

    def reading(self, said: Said, why: Saying, remarks: str = "", **more: str) -> Reading:
        evidence = (f"{why.meaning.value}: «{why.text}»", *(f"mistyped: {each}" for each in why.mistyped))
        return Reading(said, remarks, evidence, **more)

    def unclear(self, *why: str) -> Reading:
        return Reading(Said.UNCLEAR, self.heard.text, why)

    def remarks_behind(self, saying: Saying) -> str:
        """The words but for the verdict's own, when it begins them; else all of them."""
        first = next((each for each in self.sayings if each.meaning is not Meaning.POLITE), None)
        if first is not saying:
            return self.heard.text
        rest = self.heard.text[saying.end :].strip().lstrip(_TRIMMED).rstrip()
        last = next((each for each in reversed(self.sayings) if each.meaning not in _AROUND), saying)
        if last is saying and not saying.rest:
            return ""
        return rest


def _nothing(told: _Told) -> Reading | None:
    if not told.sayings:
        return told.unclear("no words")
    if not told.weighty:
        return told.unclear("nothing but politeness")
    return None


def _command(told: _Told) -> Reading | None:
    lead = told.lead
    if lead is None or lead.meaning not in COMMANDS:
        return None
    others = told.others(lead)
    if lead.meaning in (Meaning.STATUS, Meaning.HELP) or not others:
        if others or lead.rest or (lead.clause.is_asked and lead.meaning is not Meaning.STATUS):
            return told.unclear(f"a command with other words: «{lead.text}»")
        return told.reading(Said.COMMAND, lead, command=lead.meaning.value)
    reasoned = lead.clause.behind[:1] in (":", ".", "!", "\n", ";") and not lead.rest
    if not reasoned or lead.clause.is_asked or any(each.meaning in _APPROVALS | _REWORK for each in others):
        return told.unclear(f"a command with other words: «{lead.text}»")
    return told.reading(Said.COMMAND, lead, told.remarks_behind(lead), command=lead.meaning.value)


def _undo(told: _Told) -> Reading | None:
    lead = told.lead
    if lead is None or lead.meaning is not Meaning.UNDO:
        return None
    others = told.others(lead)
    if lead.rest or lead.clause.is_asked or any(each.meaning is not Meaning.UNKNOWN for each in others):
        return told.unclear(f"taken back, and more: «{lead.text}»")
    if doubt := told.first_doubt(others):
        return told.unclear(doubt)
    return told.reading(Said.UNDO, lead, told.remarks_behind(lead))


def _delegate(told: _Told) -> Reading | None:
    lead = told.lead
    if lead is None or lead.meaning is not Meaning.DELEGATE:
        return None
    who = _named(lead.rest, told.lexicon)
    if not who or lead.clause.is_asked:
        return told.unclear(f"to whom: «{lead.text}»")
    others = told.others(lead)
    doubt = told.first_doubt(others, frozenset({lead.clause.sentence}))
    if doubt or any(each.meaning is not Meaning.UNKNOWN for each in others):
        return told.unclear(doubt or "handed over, and a verdict")
    remarks = told.heard.text[lead.end :].partition(who)[2].strip(_TRIMMED)
    return told.reading(Said.DELEGATE, lead, remarks if others else "", delegate_to=who)


def _named(words: tuple[Word, ...], lexicon: Lexicon) -> str:
    """The person in these words, as written; nothing else may be among them."""
    kept = [word for word in words if word.is_capitalised or word.said not in lexicon.filler]
    if not 1 <= len(kept) <= 4:
        return ""
    if len(kept) > 1 and not all(word.is_capitalised for word in kept):
        return ""
    if len(kept[0].said) < 4 and "@" not in kept[0].said:
        return ""
    return " ".join(word.written for word in kept)


def _question(told: _Told) -> Reading | None:
    lead = told.lead
    if lead is None or lead.meaning is not Meaning.QUESTION:
        return None
    if any(word.said in told.lexicon.no_question for word in lead.rest[:2]):
        return told.unclear(f"a question that is none: «{lead.text}»")
    if against := _clean(told.behind(lead), _APPROVALS | _REWORK | {Meaning.UNDO}):
        return told.unclear(f"a question and a verdict: «{against.text}»")
    remarks = told.remarks_behind(lead)
    if not remarks:
        return told.unclear("a question without its words")
    return told.reading(Said.QUESTION, lead, remarks)


def _clean(sayings: tuple[Saying, ...], meanings: frozenset[Meaning]) -> Saying | None:
    """A clause that would be a verdict by itself."""
    return next((s for s in sayings if s.meaning in meanings and not s.rest and not s.clause.is_asked), None)


def _rework(told: _Told) -> Reading | None:
    """A return or a refusal that begins the words: what follows is what to mend, whatever it says."""
    lead = told.lead
    if lead is None or lead.meaning not in _REWORK:
        return None
    if lead.clause.is_asked or _is_taken_back(lead, told.lexicon):
        return told.unclear(f"for rework or not: «{lead.text}»")
    against = _APPROVALS | {Meaning.UNDO, Meaning.DELEGATE}
    against |= _REWORK - {lead.meaning} if lead.meaning is Meaning.DECLINE else {Meaning.DECLINE}
    if other := _clean(told.behind(lead), against):
        return told.unclear(f"both «{lead.text}» and «{other.text}»")
    remarks = told.heard.text if lead.meaning is Meaning.REFUSE else told.remarks_behind(lead)
    return told.reading(Said.DECLINE if lead.meaning is Meaning.DECLINE else Said.RETURN, lead, remarks)


def _is_taken_back(lead: Saying, lexicon: Lexicon) -> bool:
    near = [word.said for word in lead.rest[:3]]
    if any(word in lexicon.unless_rework for word in near):
        return True
    if lead.meaning is not Meaning.RETURN:
        unfinished = lead.meaning is Meaning.REFUSE and "еще" in lead.clause.said
        return unfinished or (near != [] and near[0] not in lexicon.reason)
    if near[:1] in (["не"], ["not"]) and len(near) > 1:
        return near[1] in lexicon.needless
    return False


def _announced(told: _Told) -> Reading | None:
    """ "Согласовано с замечанием: …": the remark is free."""
    announcing = next((s for s in told.weighty if s.meaning in (Meaning.APPROVE_WITH_REMARKS, Meaning.REMARK)), None)
    if announcing is None:
        return None
    before = told.sayings[: told.sayings.index(announcing)]
    begun = announcing.meaning is Meaning.APPROVE_WITH_REMARKS or any(s.meaning is Meaning.APPROVE for s in before)
    if not begun:
        return None
    doubtful = tuple(s for s in before if s.meaning not in (*_AROUND, *_APPROVALS, Meaning.WEAK))
    doubt = told.first_doubt(doubtful, frozenset(s.clause.sentence for s in before))
    if doubt or any(s.meaning in _REWORK | _ACTIONS for s in doubtful) or announcing.clause.is_asked:
        return told.unclear(doubt or f"not understood beside «{announcing.text}»")
    if other := _clean(told.behind(announcing), _REWORK | _ACTIONS):
        return told.unclear(f"both «{announcing.text}» and «{other.text}»")
    own = next((s for s in before if s.meaning is Meaning.APPROVE), announcing)
    remarks = told.remarks_behind(announcing if own is announcing else own) or told.heard.text
    return told.reading(Said.APPROVE_WITH_REMARKS, announcing, remarks)


def _approval(told: _Told) -> Reading | None:
    basis = next(
        (s for m in (Meaning.APPROVE, Meaning.MILD, Meaning.WEAK) for s in told.weighty if s.meaning is m), None
    )
    if basis is None:
        return None
    if basis.meaning is Meaning.WEAK and (len(told.sayings) > 1 and not _stands_alone(told)):
        return told.unclear(f"«{basis.text}» is a verdict only when it stands alone") if not told.lead else None
    carrying = tuple(s for s in told.weighty if s.meaning in (Meaning.APPROVE, Meaning.MILD, Meaning.WEAK))
    rest = tuple(s for s in told.weighty if s not in carrying)
    doubt = told.first_doubt(rest, frozenset(s.clause.sentence for s in carrying))
    asked = next((s for s in carrying if s.clause.is_asked), None)
    if doubt or asked or told.heard.cut:
        return told.unclear(doubt or (f"asked: «{asked.text}»" if asked else "too long to be read to its end"))
    if other := next((s for s in rest if s.meaning is not Meaning.UNKNOWN), None):
        return told.unclear(f"both «{basis.text}» and «{other.text}»")
    if not rest:
        return told.reading(Said.APPROVE, basis)
    if basis.meaning is not Meaning.APPROVE:
        return told.unclear(f"more than «{basis.text}»: «{rest[0].text}»")
    return told.reading(Said.APPROVE_WITH_REMARKS, basis, told.remarks_behind(basis))


def _stands_alone(told: _Told) -> bool:
    return len(told.weighty) == 1 and all(s.meaning in (Meaning.WEAK, Meaning.POLITE) for s in told.sayings)


def _late_rework(told: _Told) -> Reading | None:
    """The reasons first, then the word: "Нет сметы. Вернуть."."""
    found = next((s for s in told.weighty if s.meaning in _REWORK), None)
    if found is None:
        return None
    others = told.others(found)
    known = next((s for s in others if s.meaning is not Meaning.UNKNOWN and s.meaning is not found.meaning), None)
    hanging = next((w for s in others for w in s.clause.said if w in told.lexicon.condition), "")
    if found.rest or found.clause.is_asked or known or hanging or _is_taken_back(found, told.lexicon):
        return told.unclear(f"«{found.text}» beside what is not understood")
    return told.reading(Said.DECLINE if found.meaning is Meaning.DECLINE else Said.RETURN, found, told.heard.text)


def _asks(told: _Told) -> Reading | None:
    """A question without the word: only where no word of a verdict is near."""
    if told.has(Meaning.ALERT) or not told.weighty[-1].clause.is_asked:
        return None
    if any(s.meaning is not Meaning.UNKNOWN for s in told.weighty):
        return None
    return told.reading(Said.QUESTION, told.weighty[-1], told.heard.text)


def _not_understood(told: _Told) -> Reading | None:
    alert = next((s for s in told.weighty if s.meaning in (Meaning.ALERT, *_ACTIONS)), None)
    return told.unclear(f"not understood: «{alert.text}»") if alert else None


_JUDGES: tuple[Callable[[_Told], Reading | None], ...] = (
    _nothing,
    _command,
    _undo,
    _delegate,
    _question,
    _rework,
    _announced,
    _approval,
    _late_rework,
    _asks,
    _not_understood,
)

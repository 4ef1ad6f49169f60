"""What a person's own words say: a closed grammar, in which whatever is not understood counts against a verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from daemon.mail.interpret.entities import absence_of, deadline_of, named, person_of
from daemon.mail.interpret.intent import Reading, Said, Told
from daemon.mail.interpret.lexicon import COMMANDS, Lexicon, Meaning
from daemon.mail.interpret.phrase_matcher import AROUND, CARRYING, Saying, say_all
from daemon.mail.interpret.side_remarks import is_excuse
from daemon.mail.interpret.tokenizer import spoken

__all__ = ["Lexicon", "Reading", "Said", "read"]

_REWORK = frozenset({Meaning.RETURN, Meaning.REFUSE, Meaning.DECLINE})
_APPROVALS = frozenset({Meaning.APPROVE, Meaning.MILD, Meaning.APPROVE_WITH_REMARKS})
_ACTIONS = frozenset({Meaning.QUESTION, Meaning.UNDO, Meaning.DELEGATE, *COMMANDS})
_REMARKS = frozenset({Meaning.UNKNOWN, Meaning.MEND, Meaning.SUGGEST, Meaning.ASK, Meaning.REMARK, Meaning.ABSENCE})
_CLEAR = frozenset({*CARRYING, *_REWORK, *_ACTIONS, Meaning.APPROVE_WITH_REMARKS, Meaning.YES, Meaning.NO})


def read(text: str, lexicon: Lexicon) -> Reading:
    """Read a person's own words. Unclear is an answer: never a guess."""
    heard = spoken(text, lexicon)
    sayings = say_all(heard.clauses, lexicon)
    told = Told(heard, sayings, lexicon, tuple(each for each in sayings if each.meaning not in AROUND))
    reading = next((found for judge in _JUDGES if (found := judge(told))), None) or told.unclear("no word of a verdict")
    return replace(reading, answer=_answer(told), code=_code(told), contracts=told.contracts)


def _answer(told: Told) -> str:
    """Yes or no, as it answers a question of ours; whatever else it may say."""
    words = told.lexicon.marks
    if not told.weighty or any(each.clause.is_asked for each in told.weighty):
        return ""
    if all(s.meaning is Meaning.NO for s in told.weighty):
        return "no"
    agreeing = words["yes"] | words["filler"]
    yes = all(
        s.meaning is Meaning.YES or (s.meaning in CARRYING and all(word in agreeing for word in s.clause.said))
        for s in told.weighty
    )
    return "yes" if yes else ""


def _code(told: Told) -> str:
    codes = [s for s in told.sayings if s.meaning is Meaning.CODE]
    if len(codes) != 1 or any(s.meaning not in (*AROUND, Meaning.CODE) for s in told.sayings):
        return ""
    return "".join(word.said for word in codes[0].clause.words if word.said.isdigit())


def _nothing(told: Told) -> Reading | None:
    if not told.sayings:
        return told.unclear("no words")
    if not told.weighty:
        asked = told.asked(s for s in told.sayings if s.meaning is Meaning.CONSIDERED)
        return told.reading(Said.QUESTION, asked, told.heard.text) if asked else told.unclear("nothing but politeness")
    if len(told.contracts) > 1:
        return told.unclear(f"several contracts: {', '.join(told.contracts)}")
    return None


def _absence(told: Told) -> Reading | None:
    away = next((s for s in told.weighty if s.meaning is Meaning.ABSENCE), None)
    if away is None or told.weighty[0].meaning in _REWORK | {Meaning.QUESTION}:
        return None
    apart = away.clause.before.strip(" ")
    if told.weighty[0].meaning is Meaning.APPROVE and apart and not absence_of(told.heard.text).until:
        return None  # "Согласовано. Ухожу в отпуск": the other way round it may be a machine's notice
    if any(s.meaning in _CLEAR - {Meaning.ABSENCE} or s.clause.is_asked for s in told.weighty):
        return told.unclear(f"away, and more: «{away.text}»")
    found = absence_of(told.heard.text)
    if not found.until:
        return told.unclear(f"away until when: «{away.text}»")
    return told.reading(
        Said.COMMAND, away, command="absence", since=found.since, until=found.until, person=found.person
    )


def _command(told: Told) -> Reading | None:
    lead = told.lead
    if lead is None or lead.meaning not in COMMANDS:
        return None
    others = told.others(lead)
    verdicts = [s for s in others if s.meaning in _CLEAR]
    plain = lead.meaning in (Meaning.STATUS, Meaning.HELP)
    if verdicts or (plain and others) or (lead.clause.is_asked and not plain):
        return told.unclear(f"a command with other words: «{lead.text}»")
    return _ordered(told, lead, others)


def _ordered(told: Told, lead: Saying, others: tuple[Saying, ...]) -> Reading | None:
    """A command with the person or the date it needs, and nothing else."""
    command = lead.meaning.value
    if lead.meaning is Meaning.EXTEND:
        until = deadline_of(told.heard.text[lead.clause.words[0].start :])
        return told.reading(Said.COMMAND, lead, command=command, until=until) if until else told.unclear("until when")
    person = ""
    if lead.meaning is Meaning.REMIND and lead.rest:
        person = person_of(lead.rest, told.lexicon, told.heard.text)
    if lead.rest and not person:
        return told.unclear(f"a command with other words: «{lead.text}»")
    remarks = told.remarks_behind(lead) if others else ""
    return told.reading(Said.COMMAND, lead, remarks, command=command, person=person)


def _undo(told: Told) -> Reading | None:
    undo = next((s for s in told.weighty if s.meaning is Meaning.UNDO), None)
    if undo is None or any(
        s.meaning in _CLEAR and s is not undo for s in told.weighty if s.meaning is not Meaning.UNDO
    ):
        return None
    others = tuple(s for s in told.others(undo) if s.meaning not in (Meaning.UNDO, Meaning.MISTAKEN))
    contract = any(word.startswith(("договор", "контракт", "закупк", "contract")) for word in undo.clause.said)
    if contract or undo.rest or undo.clause.is_asked or any(s.meaning is not Meaning.UNKNOWN for s in others):
        return told.unclear(f"taken back, and more: «{undo.text}»")
    hanging = next((word for s in others if (word := told.hanging(s))), "")
    if hanging or (others and told.weighty[0] in others):
        return told.unclear(f"«{undo.text}» beside what is not understood")
    return told.reading(Said.UNDO, undo, told.remarks_behind(undo) if others else "")


def _delegate(told: Told) -> Reading | None:
    found = [s for s in told.weighty if s.meaning is Meaning.DELEGATE]
    if not found or told.lead is not found[0]:
        return None
    lead = found[-1]
    text = told.heard.text
    who = next((who for s in found if (who := person_of(s.rest, told.lexicon, text))), "")
    behind = told.behind(lead)
    if not who and behind and behind[0].clause.said[0] in ("к", "ко"):
        who, behind = named(behind[0].clause.words[1:], text), behind[1:]
    politely = lead.clause.said[0] in ("could", "can", "would")
    if not who or (not politely and any(s.clause.is_asked for s in told.weighty)):
        return told.unclear(f"to whom: «{lead.text}»")
    others = tuple(s for s in behind if s.meaning not in AROUND)
    if wrong := next((s for s in others if s.meaning is not Meaning.UNKNOWN or told.hanging(s)), None):
        return told.unclear(f"handed over, and «{wrong.text}»")
    remarks = told.trimmed(told.heard.text.find(who) + len(who)) if others else ""
    return told.reading(Said.DELEGATE, lead, remarks, delegate_to=who)


def _question(told: Told) -> Reading | None:
    lead = told.lead
    if lead is None or lead.meaning is not Meaning.QUESTION:
        return None
    if any(word.said in told.lexicon.marks["no_question"] for word in lead.rest[:2]):
        return told.unclear(f"a question that is none: «{lead.text}»")
    if against := _clean(told.behind(lead), _APPROVALS | _REWORK | {Meaning.UNDO}):
        return told.unclear(f"a question and a verdict: «{against.text}»")
    remarks = told.remarks_behind(lead)
    if not remarks:
        return told.unclear("a question without its words")
    return told.reading(Said.QUESTION, lead, remarks)


def _clean(sayings: Iterable[Saying], meanings: frozenset[Meaning]) -> Saying | None:
    """A clause that would be a verdict by itself."""
    return next((s for s in sayings if s.meaning in meanings and not s.rest and not s.clause.is_asked), None)


def _rework(told: Told) -> Reading | None:
    """A return or a refusal that begins the words: what follows is what to mend, whatever it says."""
    lead = told.lead
    if lead is None or lead.meaning not in _REWORK:
        return None
    if lead.clause.is_asked or not told.gives_reason(lead):
        return told.unclear(f"for rework or not: «{lead.text}»")
    against = _APPROVALS | {Meaning.UNDO, Meaning.DELEGATE, Meaning.FAINT, Meaning.NO}
    against |= _REWORK - {lead.meaning} if lead.meaning is Meaning.DECLINE else {Meaning.DECLINE}
    behind = told.behind(lead)
    if other := _clean(behind, against):
        return told.unclear(f"both «{lead.text}» and «{other.text}»")
    if takes_back := next((s for s in behind if told.takes_back(s)), None):
        return told.unclear(f"taken back: «{takes_back.text}»")
    remarks = told.trimmed(0) if lead.meaning is Meaning.REFUSE else told.remarks_behind(lead)
    return told.reading(Said.DECLINE if lead.meaning is Meaning.DECLINE else Said.RETURN, lead, remarks)


def _announced(told: Told) -> Reading | None:
    """ "Согласовано с замечанием: …", "Согласен при условии …": what is announced is free."""
    announcing = next((s for s in told.weighty if s.meaning in _ANNOUNCING), None)
    if announcing is None:
        return None
    before = told.sayings[: told.sayings.index(announcing)]
    basis = next((s for s in before if s.meaning in (Meaning.APPROVE, Meaning.MILD)), None)
    if announcing.meaning is Meaning.APPROVE_WITH_REMARKS:
        basis = basis or announcing
    elif announcing.meaning is Meaning.PROVIDED and basis is None:
        basis = next((s for s in told.behind(announcing) if s.meaning in (Meaning.APPROVE, Meaning.MILD)), None)
    if basis is None:
        return None
    doubt = told.first_doubt(s for s in before if s.meaning not in (*AROUND, *CARRYING))
    if doubt or any(s.meaning in _REWORK | _ACTIONS for s in before) or told.asked(told.sayings):
        return told.unclear(doubt or f"not understood beside «{announcing.text}»")
    if other := _clean(told.behind(announcing), _REWORK | _ACTIONS | {Meaning.NO}):
        return told.unclear(f"both «{announcing.text}» and «{other.text}»")
    if not _says_what(told, announcing):
        return told.unclear(f"on what condition: «{announcing.text}»")
    remarks = told.remarks_behind(basis) or told.trimmed(0)
    return told.reading(Said.APPROVE_WITH_REMARKS, announcing, remarks)


_ANNOUNCING = (Meaning.APPROVE_WITH_REMARKS, Meaning.REMARK, Meaning.PROVIDED)


def _says_what(told: Told, announcing: Saying) -> bool:
    if announcing.meaning is Meaning.APPROVE_WITH_REMARKS:
        # "Согласен с замечаниями Орловой" agrees with another one.
        first = announcing.rest[0].said if announcing.rest else ""
        mending = any(phrase.meaning in (Meaning.MEND, Meaning.SUGGEST) for phrase in told.lexicon.phrases_at(first))
        reckoned = "учетом" in announcing.clause.said
        return not first or first in told.lexicon.marks["about"] or mending or reckoned
    if announcing.meaning is Meaning.PROVIDED:
        followed = any(s.meaning not in (*AROUND, *CARRYING) for s in told.behind(announcing))
        return bool(announcing.rest) or followed
    return True


def _approval(told: Told) -> Reading | None:
    carrying = tuple(s for s in told.weighty if s.meaning in CARRYING)
    basis = min(carrying, key=lambda s: _STRENGTH.index(s.meaning), default=None)
    if basis is None:
        return None
    rest = tuple(s for s in told.weighty if s not in carrying and not _adds_nothing(s, basis, told))
    if doubt := _doubt(told, basis, carrying[0], rest):
        return told.unclear(doubt)
    if not rest:
        thanked = basis.meaning is Meaning.FAINT and told.has(Meaning.THANKS)
        return told.unclear(f"thanks, or a verdict: «{basis.text}»") if thanked else told.reading(Said.APPROVE, basis)
    if basis.meaning in (Meaning.WEAK, Meaning.FAINT) and not _concedes(rest, told):
        return told.unclear(f"more than «{basis.text}»: «{rest[0].text}»")
    return told.reading(Said.APPROVE_WITH_REMARKS, basis, told.remarks_behind(basis))


def _reminds(saying: Saying) -> bool:
    """ "Напомните поставщику про сертификаты" is no command to us."""
    return saying.meaning is Meaning.REMIND and len(saying.rest) > 1


def _excuses(saying: Saying, basis: Saying, told: Told) -> bool:
    before = told.sayings[: told.sayings.index(saying)]
    return basis.meaning is Meaning.APPROVE and not told.matters(saying) and is_excuse(saying, before, told.lexicon)


def _only_seen(told: Told, basis: Saying) -> Saying | None:
    """ "Да, вижу": a weak word, and then what was done with the letter."""
    if basis.meaning not in (Meaning.WEAK, Meaning.FAINT):
        return None
    return next((s for s in told.behind(basis) if s.meaning is Meaning.CONSIDERED), None)


def _doubt(told: Told, basis: Saying, first: Saying, rest: tuple[Saying, ...]) -> str:
    """Why it may be no approval of the writer's own, or not of all; or ""."""
    if asked := told.asked(told.sayings):
        return f"asked: «{asked.text}»"
    if told.is_cut_short(basis):
        return f"the beginning of a word: «{basis.text}»"
    if told.heard.cut:
        return "too long to be read to its end"
    if other := next((s for s in rest if s.meaning not in _REMARKS and not _reminds(s)), None):
        return f"beside «{basis.text}» not understood: «{other.text}»"
    if doubt := told.first_doubt(rest) or told.denied_before(first):
        return doubt
    if not_own := told.mocked(basis) or told.attributed(first):
        return f"an approval of the writer's own, or not: «{not_own.text}»"
    seen = _only_seen(told, basis)
    return f"an approval, or a word that it was seen: «{seen.text}»" if seen else ""


def _adds_nothing(saying: Saying, basis: Saying, told: Told) -> bool:
    return _echoes(saying, basis) or _excuses(saying, basis, told)


def _echoes(saying: Saying, basis: Saying) -> bool:
    """ "Верно, согласовано": yes beside an approval."""
    return saying.meaning is Meaning.YES and basis.meaning in (Meaning.APPROVE, Meaning.MILD)


_STRENGTH = (Meaning.APPROVE, Meaning.MILD, Meaning.WEAK, Meaning.FAINT)


def _concedes(rest: tuple[Saying, ...], told: Told) -> bool:
    """ "Ок, только поправьте ИНН": an approval in spite of what is to be mended."""
    first = rest[0]
    words, splitting = first.clause.said, told.lexicon.marks["splitting"]
    concession = words[0] in splitting or any(word in told.lexicon.marks["restricting"] for word in words)
    return first.meaning in (Meaning.MEND, Meaning.SUGGEST) and concession


def _late_rework(told: Told) -> Reading | None:
    """The reasons first, then the word: "Нет сметы. Вернуть."."""
    found = next((s for s in told.weighty if s.meaning in _REWORK), None)
    if found is None:
        return None
    others = told.others(found)
    reasons = {Meaning.UNKNOWN, Meaning.MEND, Meaning.SUGGEST, Meaning.REMARK, Meaning.NO, found.meaning}
    known = next((s for s in others if s.meaning not in reasons), None) or told.denied_behind(found)
    hanging = next((word for s in others if (word := told.lexicon.marks_any("hanging", s.clause.said))), "")
    if not told.gives_reason(found) or found.clause.is_asked or known or hanging:
        return told.unclear(f"«{found.text}» beside what is not understood")
    return told.reading(Said.DECLINE if found.meaning is Meaning.DECLINE else Said.RETURN, found, told.trimmed(0))


def _mend(told: Told) -> Reading | None:
    """What is to be mended, clearly demanded, is a return; also where an approval is promised for it."""
    first = next((s for s in told.weighty if s.meaning in (Meaning.MEND, Meaning.MEND_FIRST)), None)
    if first is None:
        return None
    around = {
        Meaning.NO,
        Meaning.UNKNOWN,
        Meaning.MEND,
        Meaning.MEND_FIRST,
        Meaning.PROMISE,
        Meaning.SUGGEST,
        Meaning.REMARK,
    }
    others = [s for s in told.weighty if s.meaning not in around]
    if wrong := next((s for s in told.weighty if s.clause.is_asked or s in others or told.takes_back(s)), None):
        return told.unclear(f"to mend, and «{wrong.text}»")
    named = [s for s in told.weighty if s is not first or s.rest or s.meaning is Meaning.MEND]
    if not any(told.says_matter(s) for s in named):
        return told.unclear(f"what to mend: «{first.text}»")
    conditions = {"если", "if", "unless", "либо", "или", "or"}
    if hanging := next((word for s in told.weighty for word in s.clause.said if word in conditions), ""):
        return told.unclear(f"to mend, and «{hanging}»")
    return told.reading(Said.RETURN, first, told.trimmed(0))


def _asks(told: Told) -> Reading | None:
    """A question without the word: where no verdict is near, and it is more than a verdict with its sign."""
    asking = next((s for s in told.weighty if _is_question(s, told)), None)
    if asking is None or any(s.meaning in _CLEAR and not s.clause.is_asked for s in told.weighty):
        return None
    if all(s.meaning in _CLEAR for s in told.weighty):
        return None
    if any(s.meaning is Meaning.ALERT and not s.clause.is_asked for s in told.weighty):
        return None
    if any(s.meaning in (Meaning.MEND, Meaning.MEND_FIRST) and not s.clause.is_asked for s in told.weighty):
        return None
    return told.reading(Said.QUESTION, asking, told.trimmed(0))


def _is_question(saying: Saying, told: Told) -> bool:
    if saying.meaning is Meaning.ASK:
        return saying.clause.is_asked or any(told.says_matter(s) for s in told.weighty)
    if saying.meaning is Meaning.ALERT:
        return saying.clause.is_asked and len(saying.clause.words) > 2
    if saying.meaning not in (Meaning.UNKNOWN, Meaning.SUGGEST, Meaning.MEND, Meaning.YES):
        return False
    begins = next((word for word in saying.clause.said if word not in ("а", "и", "and", "so", "ну")), "")
    return saying.clause.is_asked or (begins in told.lexicon.marks["asking"] and told.matters(saying))


def _not_understood(told: Told) -> Reading | None:
    alert = next((s for s in told.weighty if s.meaning in (Meaning.ALERT, *_ACTIONS)), None)
    return told.unclear(f"not understood: «{alert.text}»") if alert else None


_JUDGES: tuple[Callable[[Told], Reading | None], ...] = (
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
    _not_understood,
)

"""Read a person's own words: every word is looked at, and what is not understood counts against a verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from daemon.mail.interpret.approval_rules import announced, approval
from daemon.mail.interpret.condition_rules import hanging_words
from daemon.mail.interpret.entities import absence_of, deadline_of, named, person_of
from daemon.mail.interpret.intent import Intent, ParsedReply, Reading
from daemon.mail.interpret.lexicon import (
    ACTIONS,
    APPROVALS,
    APPROVING,
    CLEAR,
    COMMANDS,
    COURTESY,
    REWORK,
    Lexicon,
    Meaning,
)
from daemon.mail.interpret.phrase_matcher import PhraseMatch, match_phrases
from daemon.mail.interpret.return_rules import denied, late_rework, mend, reasoned, rework
from daemon.mail.interpret.tokenizer import tokenize

__all__ = ["Intent", "Lexicon", "Reading", "read"]


def read(text: str, lexicon: Lexicon) -> Reading:
    """Return what a person's own words say; unclear rather than a guess."""
    return reading_of(parsed_reply(text, lexicon))


@lru_cache(maxsize=16)  # of the few texts of a mail each is asked for several times
def parsed_reply(text: str, lexicon: Lexicon) -> ParsedReply:
    """Return a text as matched clauses, for the rules and for the second reader."""
    tokens = tokenize(text, lexicon)
    matches = match_phrases(tokens.clauses, lexicon)
    return ParsedReply(tokens, matches, lexicon, tuple(each for each in matches if each.meaning not in COURTESY))


def holds_condition(text: str, lexicon: Lexicon) -> bool:
    """Return True if words that were not understood say on what an approval would hang: "если исправите срок"."""
    return hanging_words(parsed_reply(text, lexicon))


def reading_of(parsed: ParsedReply) -> Reading:
    """Return what a reply says by the first rule that knows it; unclear rather than a guess."""
    reading = next((found for rule in _RULES if (found := rule(parsed))), None) or parsed.unclear(
        "no word of a verdict"
    )
    return replace(reading, answer=_answer(parsed), code=_code(parsed), contracts=parsed.contracts)


def says_nothing(text: str, lexicon: Lexicon) -> bool:
    """Return True for a text without words, or with nothing but politeness."""
    return not parsed_reply(text, lexicon).weighty


def says_one_word(text: str, reading: Reading, lexicon: Lexicon) -> Intent | None:
    """Return the verdict that a text says, or QUESTION, if it says nothing beside it; None otherwise.

    "Не согласовано" is no more of a reason than "вернуть", though its reading keeps the words.
    """
    weighty = parsed_reply(text, lexicon).weighty
    if weighty and all(each.meaning is Meaning.QUESTION and not each.rest for each in weighty):
        return Intent.QUESTION
    alone = bool(weighty) and all(each.meaning is Meaning.REFUSE and not each.rest for each in weighty)
    return reading.intent if reading.intent.verdict and (alone or not reading.remarks) else None


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
    if away is None or parsed.weighty[0].meaning in REWORK | {Meaning.QUESTION}:
        return None
    apart = away.clause.before.strip(" ")
    if parsed.weighty[0].meaning is Meaning.APPROVE and apart and not absence_of(parsed.tokens.text).until:
        return None  # "Согласовано. Ухожу в отпуск": the other way round it may be a machine's notice
    found = absence_of(parsed.tokens.text)
    if parsed.has(Meaning.DELEGATE) and not found.until:
        return None  # "Я в отпуске, за меня Лукин"
    if parsed.has(Meaning.APPROVE) and not found.until and parsed.weighty[-1].meaning is Meaning.APPROVE:
        return None  # "Я в отпуске, но отвечу: согласовано"
    other = CLEAR - {Meaning.ABSENCE} - ({Meaning.DELEGATE} if found.person else frozenset())
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
    if lead.meaning is Meaning.RECALL or _is_withdrawn_to_correct(parsed, lead):
        return _recall(parsed, lead, others)
    ending = {Meaning.DECLINE} if lead.meaning is Meaning.WITHDRAW else set()
    if ending and any(parsed.words(each).has("correcting") for each in (lead, *others)):
        return parsed.reading(Intent.COMMAND, lead, command="recall_or_withdraw")
    verdicts = [s for s in others if s.meaning in CLEAR - ending]
    plain = lead.meaning in (Meaning.STATUS, Meaning.HELP)
    if verdicts or (plain and others) or (lead.clause.is_asked and not plain):
        return parsed.unclear(f"a command with other words: «{lead.text}»")
    return _ordered(parsed, lead, others)


def _recall(parsed: ParsedReply, lead: PhraseMatch, others: tuple[PhraseMatch, ...]) -> Reading:
    """Return the order to take a contract back to correct it; what is wrong with it may follow."""
    approvals = [each for each in others if each.meaning in (*APPROVING, Meaning.APPROVE_WITH_REMARKS, Meaning.NO)]
    if approvals or lead.clause.is_asked or any(map(parsed.hangs, (lead, *others))):
        return parsed.unclear(f"a command with other words: «{lead.text}»")
    remarks = parsed.remarks_after(lead) if others or lead.rest else ""
    return parsed.reading(Intent.COMMAND, lead, remarks, command=Meaning.RECALL.value)


def _is_withdrawn_to_correct(parsed: ParsedReply, lead: PhraseMatch) -> bool:
    """Return True for a withdrawal whose purpose follows: "отозвать, чтобы исправить сумму"."""
    after = parsed.after(lead)[:1] if lead.meaning is Meaning.WITHDRAW and not lead.rest else ()
    return any(parsed.words(each).is_form(0, "purpose_of") and parsed.words(each).has("correcting") for each in after)


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
        s.meaning in CLEAR and s is not undo for s in parsed.weighty if s.meaning is not Meaning.UNDO
    ):
        return None
    others = tuple(s for s in parsed.others(undo) if s.meaning not in (Meaning.UNDO, Meaning.MISTAKEN))
    contract = parsed.words(undo).has("whole_contract")
    known = [s for s in others if s.meaning is not Meaning.UNKNOWN and not parsed.words(s).has("take_back")]
    if contract or undo.rest or undo.clause.is_asked or known:
        return parsed.unclear(f"taken back, and more: «{undo.text}»")
    if any(map(parsed.hangs, others)) or (others and parsed.weighty[0] in others):
        return parsed.unclear(f"«{undo.text}» beside what is not understood")
    return parsed.reading(Intent.UNDO, undo, parsed.remarks_after(undo) if others else "")


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
    if wrong := next((s for s in others if s.meaning is not Meaning.UNKNOWN or parsed.hangs(s)), None):
        return parsed.unclear(f"handed over, and «{wrong.text}»")
    remarks = parsed.trimmed(parsed.tokens.text.find(who) + len(who)) if others else ""
    return parsed.reading(Intent.DELEGATE, lead, remarks, delegate_to=who)


def _question(parsed: ParsedReply) -> Reading | None:
    lead = parsed.lead
    if lead is None or lead.meaning is not Meaning.QUESTION:
        return None
    if any(word.said in parsed.lexicon.marks["no_question"] for word in lead.rest[:2]):
        return parsed.unclear(f"a question that is none: «{lead.text}»")
    if against := parsed.alone(parsed.after(lead), APPROVALS | REWORK | {Meaning.UNDO}):
        return parsed.unclear(f"a question and a verdict: «{against.text}»")
    remarks = parsed.remarks_after(lead)
    if not remarks:
        return parsed.unclear("a question without its words")
    return parsed.reading(Intent.QUESTION, lead, remarks)


def _asks(parsed: ParsedReply) -> Reading | None:
    """Return QUESTION for a question that is not called so: no verdict is near, and it is no mere "согласовано?"."""
    asking = next((s for s in parsed.weighty if _is_question(s, parsed)), None)
    if any(s.clause.said[:2] == ("не", "знаю") for s in parsed.weighty):
        return None
    if asking is None or any(s.meaning in CLEAR and not s.clause.is_asked for s in parsed.weighty):
        return None
    if all(s.meaning in CLEAR for s in parsed.weighty):
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
    alert = next((s for s in parsed.weighty if s.meaning in (Meaning.NEGATIVE_CUE, *ACTIONS)), None)
    return parsed.unclear(f"not understood: «{alert.text}»") if alert else None


# The first rule that returns a reading decides. So whatever would make an approval doubtful, or leads the text to
# something else, stands before `approval`, and what is only inferred from a demand or a question after it.
_RULES: tuple[Callable[[ParsedReply], Reading | None], ...] = (
    _nothing,
    _absence,
    _command,
    _undo,
    _delegate,
    _question,
    rework,
    announced,
    approval,
    late_rework,
    _asks,
    mend,
    reasoned,
    denied,
    _not_understood,
)

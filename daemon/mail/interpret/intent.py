"""The parsed reply that the rules look at, and the reading that they make of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import Any

from daemon.mail.interpret.clause_words import ClauseWords
from daemon.mail.interpret.lexicon import APPROVING, COURTESY, Lexicon, Meaning
from daemon.mail.interpret.morphology import is_english, is_verb, may_be
from daemon.mail.interpret.phrase_matcher import PhraseMatch
from daemon.mail.interpret.remark_text import after_verdict, with_opening, without_parting
from daemon.mail.interpret.return_acts import returns_contract
from daemon.mail.interpret.risks import risk_of
from daemon.mail.interpret.tokenizer import Clause, Tokens
from daemon.mail.interpret.told_clauses import (
    denies_something,
    holds_passive_verdict,
    is_announcing,
    is_missing,
    is_told,
)
from daemon.workflow.model import Verdict

# A contract's number such as З-2026-0042: up to four letters, a year, a counter.
_CONTRACT = re.compile(r"(?<![\w-])[^\W\d_]{1,4}-\d{4}-\d{1,8}(?![\w-])")
_DASHES = ("-", "–", "—")
# What asks for something, or tells of a defect: a purpose or a consequence may follow.
_ASKED_FOR = frozenset({Meaning.MEND, Meaning.SUGGEST, Meaning.ASK, Meaning.REMARK, Meaning.UNKNOWN, Meaning.REMIND})
_SHORT = 4  # words of "но бухгалтерия нет"


class Intent(StrEnum):
    """The intent of a mail. The first four are verdicts."""

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


_VERDICTS = {Intent(each.value): each for each in Verdict}
APPROVES = frozenset({Intent.APPROVE, Intent.APPROVE_WITH_REMARKS})


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of a text. `remarks` are the person's words but for the verdict's own.

    `evidence` names the words that the intent was read from, or why it is unclear. `conditions` are those of an
    approval, as written; its remarks hold them, too. Of an unclear reading they would be the guessed approval's.

    `command` is status, help, withdraw, recall, remind, hold, resume, extend, absence, or recall_or_withdraw (words of
    both); `person`, `since` and `until` belong to it, as written ("14 декабря"). `delegate_to` is the person as
    written, in any case ("Павловой"). `answer` is yes or no, and `code` a number of 4 to 8 digits, if that is all that
    was said: what they mean depends on what was asked. `contracts` are the numbers that the words name. `guess` is the
    verdict that an unclear reading probably means: it counts for nothing until the person says so.
    """

    intent: Intent
    remarks: str = ""
    evidence: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    delegate_to: str = ""
    command: str = ""
    person: str = ""
    since: str = ""
    until: str = ""
    answer: str = ""
    code: str = ""
    contracts: tuple[str, ...] = ()
    guess: Intent | None = None


@lru_cache(maxsize=256)  # each rule asks the same few clauses
def _words_of(clause: Clause, lexicon: Lexicon) -> ClauseWords:
    return ClauseWords(clause.said, lexicon, clause.words)


@dataclass(frozen=True, slots=True)
class ParsedReply:
    """A reply as matched clauses, with the questions that the rules of `rules.py` ask of them."""

    tokens: Tokens
    matches: tuple[PhraseMatch, ...]
    lexicon: Lexicon
    weighty: tuple[PhraseMatch, ...]  # without politeness

    @property
    def lead(self) -> PhraseMatch | None:
        """The first match that is neither politeness nor a weak word: "вернуть" in "Да, вернуть"."""
        return next((each for each in self.weighty if each.meaning is not Meaning.APPROVE_ALONE), None)

    @property
    def contracts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.upper() for each in _CONTRACT.findall(self.tokens.text)))

    def words(self, match: PhraseMatch) -> ClauseWords:
        """Return the words of a match, to ask them about their grammar."""
        return _words_of(match.clause, self.lexicon)

    def has(self, *meanings: Meaning) -> bool:
        return any(each.meaning in meanings for each in self.matches)

    def after(self, match: PhraseMatch) -> tuple[PhraseMatch, ...]:
        return self.matches[self.matches.index(match) + 1 :]

    def others(self, match: PhraseMatch) -> tuple[PhraseMatch, ...]:
        return tuple(each for each in self.weighty if each is not match and each.meaning is not Meaning.APPROVE_ALONE)

    def alone(self, matches: Iterable[PhraseMatch], meanings: frozenset[Meaning]) -> PhraseMatch | None:
        """Return the first clause that has one of the meanings all by itself, and is not asked; or None."""
        return next((s for s in matches if s.meaning in meanings and not s.rest and not s.clause.is_asked), None)

    def hangs(self, match: PhraseMatch) -> bool:
        """Return True if the clause makes an order hang on something."""
        return self.words(match).says("hanging")

    def asked(self, matches: Iterable[PhraseMatch]) -> PhraseMatch | None:
        return next((each for each in matches if each.clause.is_asked), None)

    def first_doubt(self, matches: Iterable[PhraseMatch]) -> str:
        """Return why these clauses cannot be mere remarks to an approval; "" if they can."""
        for each in matches:
            if each.meaning is Meaning.NEGATIVE_CUE:
                return f"not understood: «{each.text}»"
            if word := self.conditional(each):
                return f"a condition or a denial, «{word}»: «{each.text}»"
            if each.meaning is Meaning.UNKNOWN and not self._is_remark(each):
                return f"not understood: «{each.text}»"
        return ""

    def _before_in_sentence(self, match: PhraseMatch) -> PhraseMatch | None:
        """Return the match right before, if it stands in the same sentence."""
        at = self.matches.index(match)
        last = self.matches[at - 1] if at else None
        return last if last is not None and last.clause.sentence == match.clause.sentence else None

    def _stated(self, match: PhraseMatch) -> str:
        """Return the word that turns an agreement into one with a statement, or "".

        "Согласен, что срок горит" agrees with what is said, not with the contract.
        """
        said, last = match.clause.said, self._before_in_sentence(match)
        if last is None or last.meaning not in APPROVING:
            return ""
        agreeing = self.lexicon.marks_any("agreeing", last.clause.said)
        return said[0] if agreeing and said[0] in self.lexicon.marks["stating"] else ""

    def conditional(self, match: PhraseMatch) -> str:
        """Return the word by which the clause makes an approval conditional, limits it or takes it back; or ""."""
        said, words = match.clause.said, self.words(match)
        near = any(each.clause.sentence == match.clause.sentence for each in self.matches if each.meaning in APPROVING)
        same = (each for each in self.matches if each.clause.sentence == match.clause.sentence and each is not match)
        if not near and words.is_form(0, "if") and any(self.words(each).has("help") for each in same):
            return ""
        if word := risk_of(words, attached=near and not self._is_listed(match)):
            return word
        if word := self._another(said) or self._stated(match):
            return word
        demands = match.meaning in (Meaning.MEND, Meaning.SUGGEST, Meaning.ASK, Meaning.REMARK)
        ends = (
            len(said) <= _SHORT and said[-1] in self.lexicon.marks["ending"] and not demands and not is_missing(words)
        )
        return said[-1] if ends else ""

    def _is_listed(self, match: PhraseMatch) -> bool:
        """Return True after words such as "прошу учесть:": it is what somebody asks for, no limit of the approval."""
        at = self.matches.index(match)
        before = self.matches[at - 1] if at else None
        announcing = before is not None and before.meaning in (Meaning.SUGGEST, Meaning.REMARK, Meaning.MEND)
        return announcing and ":" in match.clause.before

    def mocked(self, match: PhraseMatch) -> PhraseMatch | None:
        """Return a later sentence that begins with mockery such as "ага"; None if there is none."""
        after = self.after(match)
        return next((each for each in after if each.clause.said[0] in self.lexicon.marks["mocking"]), None)

    def attributed(self, match: PhraseMatch) -> PhraseMatch | None:
        """Return the clause that makes the words another one's, or a thought; None if there is none.

        "Из письма Орловой: согласовано", "это не значит, что я согласовал", "думал, согласовано".
        """
        words = self.words(match)
        behind = self.tokens.text[match.clause.words[-1].end :].lstrip()
        if words.is_form(0, "that") and self._is_declared(match):
            return None
        quoted = match.clause.words[0].is_quoted
        motto = quoted and (behind.startswith(_DASHES) or self._is_reported(match))  # «Согласовано – значит сделано»
        if motto or words.is_form(0, "that"):
            return match
        before = self.matches[: self.matches.index(match)]
        last = before[-1] if before else None
        if last is None:
            return None
        unknown = last.meaning in (Meaning.UNKNOWN, Meaning.NEGATIVE_CUE)
        if unknown and ":" in last.clause.after and not is_announcing(self.words(last)):
            return last
        joined = last.clause.sentence == match.clause.sentence and not words.is_form(0, "own_again")
        thought = last.meaning is Meaning.UNKNOWN and self.words(last).has("think")
        return last if joined and thought else None

    def _is_reported(self, match: PhraseMatch) -> bool:
        """Return True for what somebody does with a word of another's: "«согласовано» – отметил(а)"."""
        after = self.after(match)[:1]
        said = self.words(after[0]) if after and after[0].clause.sentence == match.clause.sentence else None
        return said is not None and said.is_a(0, "report", "announce") and may_be(said.said[0], "past")

    def _is_declared(self, match: PhraseMatch) -> bool:
        """Return True after "сообщаю, что …", "можете считать, что я …": it is the writer's own word."""
        last = self._before_in_sentence(match)
        if last is None:
            return False
        before = self.words(last)
        told = any(may_be(before.said[each], "1per", "pres") for each in before.all_of("declare"))
        ordered = any(may_be(before.said[each], "impr") or before.says("may") for each in before.all_of("reckon"))
        return told or ordered

    def goes_on_with(self, match: PhraseMatch) -> bool:
        """Return True for the purpose or the consequence of what was asked for before: "чтобы …", "иначе …".

        Not so if the writer then denies something of their own: "иначе не подпишу".
        """
        words, before = self.words(match), self._before_in_sentence(match)
        if before is None or not words.is_form(0, "purpose_of"):
            return False
        own = any(may_be(words.after(each), "1per") for each in words.places("denial"))
        return before.meaning in _ASKED_FOR and not own and not words.says("me")

    def contrasts(self, match: PhraseMatch) -> bool:
        """Return True for one half of "не «Соколов», а «Сокалов»", "8 channels, not 6": it denies no verdict."""
        at, words = self.matches.index(match), self.words(match)
        begins = 1 if words.said[0] in ("а", "and") else 0
        if not words.is_form(begins, "bare_denial") or any(map(is_verb, words.said)) or words.says("me"):
            return False
        if words.is_form(begins + 1, "elsewhere"):  # "не то письмо"
            return False
        near = [each for each in (at - 1, at + 1) if 0 <= each < len(self.matches)]
        same = [self.matches[each] for each in near if self.matches[each].clause.sentence == match.clause.sentence]
        halves = [each for each in same if each.meaning in _ASKED_FOR]
        english = is_english(words.said[0]) and any(self.matches.index(each) < at for each in halves)
        return english or any(begins or self.words(each).said[0] == "а" for each in halves)

    def _another(self, said: Sequence[str]) -> str:
        """Return the word of a denial that points to something else, or to a part: "не то письмо"; or ""."""
        marks = self.lexicon.marks
        begins = next((word for word in said if word not in marks["splitting"]), "")
        if begins not in marks["denying"]:
            return ""
        after = marks["pointing"] | marks["limiting"]
        return begins if any(word == begins and next_ in after for word, next_ in pairwise(said)) else ""

    def _is_remark(self, match: PhraseMatch) -> bool:
        """Return True if it is about the contract, goes on with a remark, or tells something."""
        return self.matters(match) or self._goes_on(match) or is_told(self.words(match)) or self._is_head(match)

    def _is_head(self, match: PhraseMatch) -> bool:
        """Return True for what a colon stands behind: "к сведению:", "источник:"; not for who speaks."""
        return ":" in match.clause.after and is_announcing(self.words(match))

    def _goes_on(self, match: PhraseMatch) -> bool:
        """Return True if it continues a remark of its sentence: "читать трудно" in "шрифт мелкий, читать трудно"."""
        before = self.matches[: self.matches.index(match)]
        same = [each for each in before if each.clause.sentence == match.clause.sentence]
        if same and match.clause.before[-1:] in (":", "–", "—") and same[-1].meaning not in APPROVING:
            return self._is_remark(same[-1])  # "ответственный за приёмку – Назаров"
        return (
            bool(same)
            and same[-1].meaning in (Meaning.UNKNOWN, Meaning.SUGGEST, Meaning.MEND, Meaning.REMARK)
            and (self.matters(same[-1]))
        )

    def matters(self, match: PhraseMatch) -> bool:
        """Return True if it is about something in a contract, or in how contracts are made."""
        said = match.clause.said
        # A number is an amount, a date or a clause ("п4").
        return bool(self.lexicon.marks_any("matter", said)) or any(re.match(r"п?\d", word) for word in said)

    def says_matter(self, match: PhraseMatch) -> bool:
        """Return True if the words after its phrase are about the contract; without any, all its words count."""
        return self._name_matter([word.said for word in match.rest] or match.clause.said)

    def _name_matter(self, words: Sequence[str]) -> bool:
        return bool(self.lexicon.marks_any("matter", words)) or any(word[:1].isdigit() for word in words)

    def denied_after(self, match: PhraseMatch) -> PhraseMatch | None:
        """Return the first "no" after the match, or None. One before it says the same: "нет, вернуть"."""
        return next((each for each in self.after(match) if each.meaning is Meaning.NO), None)

    def denied_before(self, match: PhraseMatch) -> str:
        """Return a doubt if the text begins with a denial of a thing ("не сумма верная, согласовано"); or ""."""
        first = self.weighty[0]
        said = [word for word in first.clause.said if word not in self.lexicon.marks["splitting"]]
        denied = first.meaning not in APPROVING and said[:1] and said[0] in self.lexicon.marks["denying"]
        conceded = any(self.words(each).concedes for each in self.after(first)[:1])  # "не идеально, но согласовано"
        something = denied and not conceded and denies_something(ClauseWords(tuple(said), self.lexicon))
        return f"a denial first: «{first.text}»" if something and first is not match else ""

    def is_cut_short(self, match: PhraseMatch) -> bool:
        """Return True for an abbreviation ("согл") after more than politeness: it may be a word cut off there."""
        if not set(match.clause.said) & self.lexicon.marks["short"]:
            return False
        if (
            match.clause.before.strip(" ")[:1] in (".", "!", "\n")
            and len(match.clause.words) == 1
            and match.clause.before
        ):
            return False
        before = _CONTRACT.sub("", self.tokens.text[: match.clause.words[-1].start])
        return any(map(str.isdigit, before)) or self.lead is not match

    def takes_back(self, match: PhraseMatch) -> bool:
        return bool(self.lexicon.marks_any("taking_back", match.clause.said))

    def gives_reason(self, match: PhraseMatch) -> bool:
        """Return True if the words after "вернуть" or "не согласовано" say why, to whom or how, or there are none.

        "Верните деньги" returns no contract, "вернуть не надо" nothing, "не согласовано юристом" is another one's.
        """
        said = tuple(word.said for word in match.rest)
        if not said:
            return True
        if said[0] in ("и", "and") and said[1:2] and said[1] not in ("не", "not"):  # "верните и исправьте индекс"
            said = said[1:]
        marks, rest = self.lexicon.marks, ClauseWords(said, self.lexicon)
        if holds_passive_verdict(rest):  # "мной не согласовано и не отклонено"
            return False
        if said[0] in ("не", "not") and said[1:2] and said[1] in marks["needless"]:
            return False
        if said[0] in marks["reason"]:
            return True
        if said[0] in marks["about"] and self._name_matter(said[1:]):
            return True
        alone = match.meaning is Meaning.REFUSE or len(said) > 1
        matter = bool(self.lexicon.marks_any("matter", said[:1])) and alone
        head = match.clause.words[-len(match.rest) - 1].said
        if match.meaning is Meaning.DECLINE and not is_verb(head):
            return matter
        return matter or returns_contract(head, rest)

    def reading(self, said: Intent, why: PhraseMatch, remarks: str = "", **more: Any) -> Reading:
        evidence = (f"{why.meaning.value}: «{why.text}»", *(f"mistyped: {each}" for each in why.mistyped))
        return Reading(said, remarks, evidence, **more)

    def unclear(self, *why: str) -> Reading:
        return Reading(Intent.UNCLEAR, self.tokens.written, why)

    def remarks_after(self, match: PhraseMatch) -> str:
        """Return the text without the verdict's own words if it begins with them; else the whole text."""
        first = next((each for each in self.matches if each.meaning not in COURTESY), None)
        return self.trimmed(match.end if first is match else 0)

    def findings_after(self, match: PhraseMatch) -> str:
        """Return the findings behind a return: they are its reason, "возвращаю: «возражений нет» должно быть"."""
        found = [each for each in self.after(match) if each.meaning is Meaning.CONSIDERED]
        if not found:
            return ""
        return self.tokens.as_written(found[0].clause.words[0].start, found[-1].clause.words[-1].end)

    def trimmed(self, start: int) -> str:
        """Return the text from the offset `start`, as typed and without the politeness around it."""
        kept = [
            s for s in self.matches if s.clause.words[-1].end > start and (s.meaning not in COURTESY or s.is_number)
        ]
        if not kept:
            return ""
        first = kept[0].clause.words[0].start
        before = max((s.clause.words[-1].end for s in self.matches if s.clause.words[-1].end <= first), default=0)
        begin = max(start and after_verdict(self.tokens.text, start), with_opening(self.tokens.text, first, before))
        after = next(
            (s for s in self.matches if s.clause.words[0].start > kept[-1].clause.words[0].start and s not in kept),
            None,
        )
        end = after.clause.words[0].start if after else len(self.tokens.text)
        return without_parting(self.tokens.as_written(begin, end), cut=after is not None)

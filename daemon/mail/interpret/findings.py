"""Findings in favour of a contract: no objection, which approves, no fault, all is well; or an objection that was."""

from __future__ import annotations

from daemon.mail.interpret.clause_words import Act, ClauseWords
from daemon.mail.interpret.harmless_words import nothing_else
from daemon.mail.interpret.lexicon import Meaning
from daemon.mail.interpret.morphology import is_english, may_be, may_be_any
from daemon.mail.interpret.risks import risk_of, unsettles_rest
from daemon.mail.interpret.told_clauses import is_stated

_AGAINST = ("objection", "fault", "object", "return", "decline", "doubt", "rework", "take_back")


def over(these: ClauseWords) -> Act | None:
    """An objection, a return or a doubt that was, and is no more: "раньше возражала", "возражение снимаю"."""
    enough = (at for at in these.all_of("reminding") if these.is_denied(at) or these.says("enough"))
    if (reminded := next(enough, None)) is not None:
        return Act(Meaning.CONSIDERED, reminded)
    if these.has("verdict_word") and is_stated(these):  # "отказ от договора прописан"
        return Act(Meaning.CONSIDERED, len(these.said) - 1)
    about = these.first(*_AGAINST)
    if about is None and "против" in these.said:
        about = these.said.index("против")
    if about is None or these.says("again_now"):
        return None
    return Act(Meaning.CONSIDERED, about) if _is_ended(these, about) or _is_past(these, about) else None


def _is_ended(these: ClauseWords, about: int) -> bool:
    if not these.is_a(about, "objection", "fault", "doubt"):
        return False
    ended = next((at for at in these.all_of("over") if at != about and not these.is_denied(at)), None)
    return ended is not None and not may_be_any(these.said[ended], "INFN", "impr", "futr")


def _is_past(these: ClauseWords, about: int) -> bool:
    word = these.said[about]
    beside = any(at != about and not may_be(these.said[at], "futr") for at in these.all_of("past"))
    if not beside or these.is_denied(about):
        return False
    done, thing = may_be(word, "VERB", "past"), these.is_a(about, "objection", "fault", "doubt")
    if not done and may_be(word, "1per"):
        return False
    was = done or thing or word == "против" or may_be(word, "INFN")
    return was and (these.any_may_be("past") or these.says("earlier"))


def found(these: ClauseWords) -> Act | None:
    """A finding in favour: no objection, which approves, no fault, or that all is well."""
    if these.says("denial") and "без" in these.said:
        return None
    none = (these.says("none") and "без" not in these.said) or these.says("denial", "impossible")
    for name in ("objection", "fault") if none else ():
        if (at := these.first(name)) is not None:
            return _none_found(these, at, name)
    suits = these.first("suits")
    if suits is not None and not these.says("denial") and nothing_else(these, {suits, *these.all_of("verdict_noun")}):
        return Act(Meaning.APPROVE_IF_UNDERSTOOD, suits)
    return _praised(these)


def _none_found(these: ClauseWords, at: int, name: str) -> Act | None:
    """Return what it means that there is none of the objections or faults named at `at`."""
    if these.says("of_weight") and "особых" not in these.said and not these.has("partial", "condition"):
        return Act(Meaning.SUGGEST, at)  # "принципиальных возражений нет" leaves others
    if not _is_none(these, at):
        return None
    denials = {*these.places("denial"), *these.places("none")}
    gone = {at, *denials, *these.all_of("find")}
    plain = not is_english(these.said[at]) and not these.is_a(at, "query")
    if name == "objection" and plain and nothing_else(these, gone):
        return Act(Meaning.APPROVE_IF_UNDERSTOOD, at)
    rest = ClauseWords(tuple(word for each, word in enumerate(these.said) if each not in gone), these.lexicon)
    return None if rest.said and unsettles_rest(rest) else Act(Meaning.CONSIDERED, at)


def _is_none(these: ClauseWords, at: int) -> bool:
    """Return True if the denial is about the objection or the fault at `at`, and nothing is left over."""
    limited = these.has("partial", "condition")
    if limited or these.says("of_weight"):
        return not limited and "особых" in these.said
    if (
        these.is_a(at, "mending") and not these.has("needed") and not these.says("none")
    ):  # "не вижу исправления": it is what was not done
        return False
    denied = (each for each in range(len(these.said)) if each != at and these.is_a(each, "find", "fits"))
    return these.says("none") or any(map(these.is_denied, denied))


def _praised(these: ClauseWords) -> Act | None:
    """All is well: "проект составлен корректно", "цифры бьются"."""
    good = these.first("good", "fits")
    if good is None or may_be(these.said[good], "INFN") or not _is_fact(these, good) or these.before(good) == "ничего":
        return None
    denied = these.says("denial", "none", "impossible", "due")  # "хорошо бы", "must be correct" want something
    if denied or these.any_may_be("futr") or these.any_may_be("impr") or risk_of(these, attached=True):
        return None
    return None if these.has("fault", "objection", "mend", "rework") else Act(Meaning.CONSIDERED, good)


def _is_fact(these: ClauseWords, at: int) -> bool:
    """Return True unless an English verb stands in its first form: "please check" is no finding."""
    word = these.said[at]
    return not is_english(word) or not these.is_a(at, "fits") or word.endswith(("ed", "s")) or word == "read"

"""Returns and demands: "прошу вернуть", "отправляю обратно", "переделывайте", "нужно убрать аванс"."""

from __future__ import annotations

from daemon.mail.interpret.clause_words import Act, ClauseWords
from daemon.mail.interpret.lexicon import Meaning
from daemon.mail.interpret.morphology import is_english, is_verb, may_be

_NEAR = 4  # words behind a return that say what comes back
_ELLIPTIC = 4  # words of a demand without a verb, or with nothing but an infinitive, at most


def sent_back(these: ClauseWords) -> Act | None:
    """A return: "прошу вернуть", "отправляю обратно", "на второй круг"."""
    for at in these.all_of("return"):
        if these.is_denied(at):
            return Act(Meaning.CONSIDERED, at)
        if len(these.said) < 2 or is_english(these.said[at]) or these.says("or") or _is_given_back(these, at):
            return None
        if _returns(these, at, "return"):
            return Act(Meaning.RETURN, at)
    to_rework = any(_is_for_rework(these, at) for at in these.all_of("for_rework"))
    for at in these.all_of("send") if to_rework or these.says("back") else ():
        if not these.is_denied(at) and _returns(these, at, "send"):
            return Act(Meaning.RETURN, at)
    if to_rework and len(these.said) <= _ELLIPTIC and not any(map(is_verb, these.said)):
        return Act(Meaning.RETURN, len(these.said) - 1)
    return None


def _is_given_back(these: ClauseWords, at: int) -> bool:
    """Return True for "исправить и вернуть мне", which demands to mend."""
    return these.after(at) == "мне" and any(these.is_a(each, "rework", "mend") for each in range(at))


def _is_for_rework(these: ClauseWords, at: int) -> bool:
    return at > 0 and not these.lexicon.forms["to"].isdisjoint(these.said[max(0, at - 2) : at])


def _returns(these: ClauseWords, at: int, name: str) -> bool:
    return _is_performed(these, at, name) and not _is_about_other_thing(these, at)


def _is_performed(these: ClauseWords, at: int, name: str) -> bool:
    """Return True if the writer does it or demands it: first person, imperative, infinitive, done."""
    for form in these.forms(at, name):
        if form.has("1per") or form.has("impr") or form.has("INFN") or form.has("PRTS"):
            return True
        if form.has("VERB", "perf", "past", "sing") and not these.is_others_doing(at):
            return True
    return False


def _is_about_other_thing(these: ClauseWords, at: int) -> bool:
    """Return True if the next words name money or a paper as what is returned: "верните аванс"."""
    for each in range(at + 1, min(len(these.said), at + _NEAR)):
        if may_be(these.said[each], "PREP") or these.is_a(each, "contract"):
            return False
        if _is_other_thing(these, each):
            return True
    return False


def _is_other_thing(these: ClauseWords, at: int) -> bool:
    return these.is_a(at, "other_thing") and may_be(these.said[at], "accs")


def demanded(these: ClauseWords) -> Act | None:
    """A demand to mend: "переделывайте", "нужно убрать аванс", "жду исправленную версию"."""
    for name in ("rework", "mend"):
        for at in these.all_of(name):
            if these.is_denied(at):
                return Act(Meaning.CONSIDERED, at) if name == "rework" else None
            if _is_demand(these, at, name):
                return Act(Meaning.MEND, at)
    for at in these.all_of("send") if these.has("again") else ():
        if not these.is_denied(at) and (may_be(these.said[at], "impr") or may_be(these.said[at], "INFN")):
            return Act(Meaning.MEND, at)
    awaits = these.says("awaiting") and not these.says("denial") and these.has("awaited", "for_rework")
    return Act(Meaning.MEND, 0) if awaits else None


def _is_demand(these: ClauseWords, at: int, name: str) -> bool:
    for form in these.forms(at, name):
        if form.has("impr") or (form.has("3per", "futr") and "пусть" in these.said):
            return True
        if form.has("INFN") and not these.says("own_plan"):
            last = at == len(these.said) - 1 and at < _ELLIPTIC
            thing_first = at == 1 and may_be(these.said[0], "NOUN", "accs")  # "сумму исправить на 698 400"
            return last or at == 0 or these.says("must") or these.before(at) == "и" or thing_first
    return False


def mends_something(these: ClauseWords) -> bool:
    """Return True for a demand that needs no object ("переделывайте"), has one, or wants it back."""
    return these.has("rework", "again") or (
        these.has("mend") and "меня" not in these.said and these.any_may_be("NOUN", "accs")
    )


def returns_contract(head: str, rest: ClauseWords) -> bool:
    """Return True if the words after a return are to whom, what for or how it comes back: "Сергею", "на пересмотр".

    Another thing ("деньги"), another doer ("юристом"), the writer ("мне") or a later time make it something else.
    """
    if all(map(is_english, rest.said)) or may_be(head, "futr"):
        return False
    if rest.has("again", "for_rework", "for_review"):
        return True
    for at, word in enumerate(rest.said):
        doer = may_be(word, "NOUN", "anim", "ablt") and not may_be(word, "datv")
        if doer or _is_other_thing(rest, at) or rest.is_form(at, "no_return") or rest.is_a(at, *_VERDICTS):
            return False
        if may_be(word, "PREP"):
            break
    return True


_VERDICTS = ("approve", "sign", "decline")

"""Approvals denied, by the writer, for good or for the time being; and what is not wanted as a whole."""

from __future__ import annotations

from daemon.mail.interpret.clause_words import TELLING, Act, ClauseWords
from daemon.mail.interpret.harmless_words import nothing_else
from daemon.mail.interpret.lexicon import Meaning
from daemon.mail.interpret.morphology import may_be, may_be_any
from daemon.mail.interpret.risks import denies_act

_NEAR = 5  # words behind a consent that may deny it


def _whole(meaning: Meaning, these: ClauseWords) -> Act:
    """Return an act that is about nothing else in its clause."""
    return Act(meaning, len(these.said) - 1)


def refused(these: ClauseWords) -> Act | None:
    """A verdict denied: "не подпишу", "не может быть согласован", "рано согласовывать"."""
    for name in ("approve", "sign", "permit"):
        for at in these.all_of(name):
            if these.is_denied(at) and not these.is_others_doing(at) and (meaning := _denied_by_writer(these, at)):
                return _whole(meaning, these)
    return None


def _denied_by_writer(these: ClauseWords, at: int) -> Meaning | None:
    """Return REFUSE if the writer denies it for good, NOT_YET if for the time being; None if the writer does not.

    "Не подпишу", "не может быть согласован"; "рано согласовывать", "до этого не подпишу".
    """
    word = these.said[at]
    own = may_be(word, "1per", "sing") or (may_be(word, "1per", "plur") and may_be(word, "pres"))
    passive = may_be(word, "PRTS") and these.says("can_be")
    modal = may_be(word, "INFN") and these.says("own_will", "impossible")
    if not (own or passive or modal):
        return None
    return Meaning.NOT_YET if these.says("yet") else Meaning.REFUSE


def withheld(these: ClauseWords) -> Act | None:
    """A consent that is not given: "не даю визу", "визы нет", "согласование преждевременно"."""
    for at in these.all_of("consent"):
        given = next((each for each in these.all_of("give_consent") if each != at), None)
        denied = given is not None and these.is_denied(given) and may_be(these.said[given], "1per")
        if denied and given is not None and given < at:
            return _whole(Meaning.REFUSE, these)
        missing = these.before(at) == "нет" and len(these.said) <= TELLING
        refused = any(may_be(these.said[each], "futr") and these.is_denied(each) for each in these.all_of("be"))
        if refused and may_be(these.said[at], "gent"):  # "моей визы не будет"
            return _whole(Meaning.REFUSE, these)
        impossible = these.says("not_possible") and len(these.said) <= at + _NEAR
        if denied or missing or impossible:
            return _whole(Meaning.NOT_YET, these)
    return None


def objected(these: ClauseWords) -> Act | None:
    """An objection, which refuses; denied by the writer, it approves: "возражаю", "возражать не буду"."""
    for at in these.all_of("object"):
        if these.is_denied(at):
            own = may_be(these.said[at], "1per", "pres") or may_be(these.said[at], "INFN")
            known = {at, *these.places("denial"), *these.places("none")}
            plain = own and nothing_else(these, known)
            return Act(Meaning.APPROVE_IF_UNDERSTOOD if plain else Meaning.CONSIDERED, at)
        if may_be(these.said[at], "1per") and all(these.is_form(each, "firmly") for each in range(at)):
            return Act(Meaning.REFUSE, at)
    return None


def declined(these: ClauseWords) -> Act | None:
    """A refusal in its own words: "отклоняем"; denied, it is in favour: "отказывать причин нет"."""
    for at in these.all_of("decline"):
        if these.is_denied(at):
            return Act(Meaning.CONSIDERED, at)
        if may_be(these.said[at], "1per", "pres"):
            return Act(Meaning.DECLINE, at)
    return None


def dropped(these: ClauseWords) -> Act | None:
    """The whole thing is not wanted: "закупку отменяем", "категорически против", "оборудование не требуется"."""
    whole = these.has("undertaking")
    if whole and not these.has("consent", "over_what"):
        for at in these.all_of("drop"):
            if may_be_any(these.said[at], "1per", "INFN", "PRTS", "impr") and not these.is_denied(at):
                return _whole(Meaning.DECLINE, these)
    against = these.says("categorically") or (these.says("me") and these.says("entering"))
    for at, word in enumerate(these.said):
        objects = not these.is_denied(at) and not any(map(these.is_denied, these.all_of("object")))
        if word == "против" and against and objects and not these.is_others_doing(at):
            return _whole(Meaning.DECLINE, these)
        if _is_unwanted(these, at) and (whole or these.says("any_more")):
            return _whole(Meaning.DECLINE, these)
    return None


def _is_unwanted(these: ClauseWords, at: int) -> bool:
    denied = these.is_form(at - 1, "denial") and these.is_a(at, "needed")
    return denied and not these.has("objection", "fault", "rework", "mend")


def denied(these: ClauseWords) -> Act | None:
    """An approval denied in any other way: "ни в коем случае не подписывайте", "против такой редакции"."""
    fails = any(
        these.is_denied(at) and not may_be(these.said[at], "past") and not these.is_others_doing(at)
        for at in these.all_of("pass")
    )
    if fails or (these.has("unacceptable") and not these.says("denial")):
        return _whole(Meaning.NOT_YET, these)
    word = denies_act(these)
    return _whole(Meaning.NOT_YET, these) if word and not these.lexicon.is_a(word, "pay") else None

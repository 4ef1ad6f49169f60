"""Approvals of the writer's own: "как экономист согласовываю", "виза проставлена", "можете подписывать"."""

from __future__ import annotations

from daemon.mail.interpret.clause_words import Act, ClauseWords
from daemon.mail.interpret.harmless_words import nothing_else
from daemon.mail.interpret.lexicon import Meaning
from daemon.mail.interpret.morphology import may_be, may_be_any

_NEAR = 4  # words behind an approval among which "с" begins what it comes with


def is_approving(these: ClauseWords, at: int) -> bool:
    """Return True for a form by which the writer approves: "согласна", "согласовываю"."""
    return these.is_a(at, "approve") and may_be_any(these.said[at], "1per", "ADJS", "PRTS")


def approves(these: ClauseWords) -> bool:
    """Return True if a word of the clause approves as the writer's own."""
    return any(is_approving(these, at) and not these.is_denied(at) for at in these.all_of("approve"))


def approved(these: ClauseWords) -> Act | None:
    """An approval now, of all of it or with remarks: "одобряем", "согласую с учётом правки в п. 6"."""
    for name in ("approve", "permit"):
        now = {at for at in these.all_of(name) if _is_now(these, at, name)}
        for at in sorted(now):
            if these.is_denied(at):
                continue
            if nothing_else(these, now):
                return Act(Meaning.APPROVE, at)
            if (remarks := _with_remarks(these, at)) is not None:
                return Act(Meaning.APPROVE_WITH_REMARKS, remarks)
    return None


def _is_now(these: ClauseWords, at: int, name: str) -> bool:
    """Return True if the word says that the writer approves now, or has."""
    for form in these.forms(at, name):
        if form.has("1per", "pres") or (form.has("1per", "sing") and form.lemma == "согласовать"):
            return True
        if name == "permit" or (these.said[0] == "как" and form.has("past", "VERB")):
            continue
        done = form.has("VERB", "past", "sing") and not form.has("neut")
        if done or form.has("PRTS") or form.has("ADJS"):
            return not these.is_others_doing(at)
    return False


def _with_remarks(these: ClauseWords, at: int) -> int | None:
    """Return the index of what an approval comes with: "согласую с учётом правки в п. 6"; None if without."""
    if these.has("condition", "doubt"):
        return None
    begins = next((each for each in range(at + 1, at + _NEAR) if these.is_form(each - 1, "with")), None)
    if begins is None:
        return None
    return next((each for each in range(begins, begins + 3) if these.is_a(each, "with_what")), None)


def ordered(these: ClauseWords) -> Act | None:
    """An order that leads on: "подписывайте", "отправляйте на подпись", "можно заключать"."""
    for name in ("sign", "proceed"):
        for at in these.all_of(name):
            if not these.is_denied(at) and _is_order(these, at, name) and _leads_on(these, at, name):
                return Act(Meaning.APPROVE_IF_UNDERSTOOD, at)
    return None


def _is_order(these: ClauseWords, at: int, name: str) -> bool:
    return any(
        form.has("impr", "2per")
        or form.has("impr", "plur")
        or form.has("impr", "sing")
        or form.has("1per", "plur", "pres")
        or (name == "proceed" and form.has("1per", "sing", "pres"))
        or ((form.has("INFN") or form.has("PRTS")) and these.says("may"))
        or (form.has("3per", "plur") and "пусть" in these.said)
        for form in these.forms(at, name)
    )


def _leads_on(these: ClauseWords, at: int, name: str) -> bool:
    """Return True if the order is about the contract, and leads on: to the signature, not back."""
    if these.has("for_rework", "again", "wait", "partial", "doubt") or these.says("denial"):
        return False
    onwards = set(these.all_of("onwards"))
    places = set(these.all_of("destination"))
    if name == "proceed" and not onwards and not any(these.is_form(each - 1, "to") for each in places):
        return False
    known = {at, *onwards, *places, *these.places("may"), *these.all_of("role"), *these.all_of("sign")}
    return nothing_else(these, known)


def consented(these: ClauseWords) -> Act | None:
    """A consent that is given or there: "виза есть", "ставлю визу"; not "добро будет"."""
    for at in these.all_of("consent"):
        given = next((each for each in these.all_of("give_consent") if each != at and not these.is_denied(each)), None)
        if given is not None and _is_given(these, given) and nothing_else(these, {at, given}):
            return Act(Meaning.APPROVE, at)
    return None


def _is_given(these: ClauseWords, at: int) -> bool:
    return these.is_form(at, "there") or not may_be_any(these.said[at], "futr", "impr", "INFN", "3per")


def onwards(these: ClauseWords) -> Act | None:
    """Where to it goes, without a verb: "в печать", "к исполнению", "можно на подпись"."""
    places = {at for at in these.all_of("destination") if _is_place(these, at)}
    if not places or these.says("denial") or these.has("for_rework", "again"):
        return None
    if any(at not in places and not _is_on_the_way(these, at) for at in range(len(these.said))):
        return None
    allowed = these.says("allowed")
    return Act(Meaning.APPROVE_IF_UNDERSTOOD if allowed else Meaning.CONSIDERED, max(places))


def _is_place(these: ClauseWords, at: int) -> bool:
    return these.before(at) == "к" or (these.is_form(at - 1, "to") and may_be(these.said[at], "accs"))


def _is_on_the_way(these: ClauseWords, at: int) -> bool:
    return these.is_form(at, "to") or these.is_form(at, "on_the_way")


def lets_pass(these: ClauseWords) -> Act | None:
    """What the writer does not do to hold it up: "не задерживаю", "блокировать не буду"; or others do not object."""
    helping = {*these.places("denial"), *these.places("none"), *these.places("will")}
    for at in these.all_of("hold_up"):
        if these.is_denied(at) and nothing_else(these, {at, *helping}):
            return Act(Meaning.APPROVE_IF_UNDERSTOOD, at)
    others = (at for at in these.places("others_object") if these.before(at) == "не")
    return next((Act(Meaning.CONSIDERED, at) for at in others), None)

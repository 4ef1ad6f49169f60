"""What stands beside an approval and may overturn it: a denial, a condition, a delay, a limit, mockery.

Each risk is a rule that returns the word by which it knows, or "". `attached`: the clause stands in the sentence of the
approval, so that a condition may govern it.
"""

from __future__ import annotations

from collections.abc import Callable

from daemon.mail.interpret.clause_words import TELLING, ClauseWords
from daemon.mail.interpret.morphology import forms, is_english, is_verb, may_be, may_be_any

Risk = Callable[[ClauseWords, bool], str]
_SHORT_ASIDE = 2  # words: so short a sentence is said of the one before
_PREDICATES = frozenset({"VERB", "INFN", "PRTS", "ADJS", "PRED"})


def risk_of(these: ClauseWords, *, attached: bool) -> str:
    """Return the word by which a clause beside an approval denies, conditions, defers, limits or mocks it; or ""."""
    short = len(these.said) <= _SHORT_ASIDE
    return _first(_RISKS if attached or short else _RISKS_APART, these, attached)


def hangs_on(these: ClauseWords) -> bool:
    """Return True if a clause of an approval says on what it hangs: "если исправите", "но только после оплаты"."""
    return bool(_first(_CONDITIONAL, these, True))


def unsettles_finding(these: ClauseWords) -> bool:
    """Return True if a finding hangs on something, was not seen, is mocked, or another one's: "если всё верно"."""
    return these.is_form(0, "subordinate") or bool(_first(_RISKS_OF_FINDINGS, these, True))


def unsettles_rest(these: ClauseWords) -> bool:
    """Return True for a risk in what is left of a clause without its denied objection."""
    return bool(_first(tuple(rule for rule in _RISKS if rule is not _wishes), these, False))


def _first(rules: tuple[Risk, ...], these: ClauseWords, attached: bool) -> str:
    return next((word for rule in rules if (word := rule(these, attached))), "")


def denies_act(these: ClauseWords, _: bool = False) -> str:
    """A verdict, a signature or a payment denied: "но подпись не ставлю", "прошу не подписывать"."""
    unfit = [at for at in these.all_of("fits") if these.is_denied(at) and not may_be(these.said[at], "1per")]
    if unfit and len(these.said) <= TELLING and not these.is_about_contract:
        return these.said[unfit[0]]
    return next((word for at, word in enumerate(these.said) if _is_against(these, at)), "")


def _is_against(these: ClauseWords, at: int) -> bool:
    denied = these.is_denied(at)
    if these.is_form(at, "against") and not denied:
        return True
    missing = (these.concedes and "тоже" in these.said) or these.before(at) == "из"
    if missing and these.is_a(at, "consent") and may_be(these.said[at], "gent"):  # "но согласия тоже нет"
        return True
    if denied and these.is_a(at, "approve", "sign", "permit", "consent", "give_consent"):
        return True
    return these.is_a(at, "pay") and (these.says("none") or _denies_own(these))


def _denies_own(these: ClauseWords) -> bool:
    return any(_is_own_verb(these.after(at)) for at in these.places("denial"))


def _unresolved(these: ClauseWords, _: bool) -> str:
    """A word of a verdict that is no act: "юрист отклонил"."""
    for at in these.all_of("approve"):
        word = these.said[at]
        others = may_be_any(word, "PRTS", "3per", "past") and not is_english(word)
        if not others or "как" in these.said:
            return word
    taken_back = next((these.said[at] for at in these.all_of("take_back") if not _is_no_act(these.said[at])), "")
    return taken_back or _word(these, "return", "decline", "object")


def _is_no_act(word: str) -> bool:
    """Return True for "отозвано", and for a noun that is no subject: "в черновике"."""
    return may_be(word, "PRTS") or (may_be(word, "NOUN") and not may_be_any(word, "nomn", "VERB", "INFN"))


def _word(these: ClauseWords, *names: str) -> str:
    at = these.first(*names)
    return "" if at is None else these.said[at]


def _disowns(these: ClauseWords, _: bool) -> str:
    """The writer denies something of themselves: "я не при делах"."""
    denied = (at for at in these.places("denial") if these.after(at) and not these.is_form(at + 1, "waved_off"))
    me = these.says("me") and not ("мне" in these.said and these.is_about_contract)  # "пункт 5 мне не нравится"
    own = (these.said[at] for at in denied if me or _is_own_verb(these.after(at)))
    disowned = "" if these.has("yielding", "no_choice", "fault") else next(own, "")
    return disowned or ("нет" if {"нет", "меня"} <= set(these.said) else "")


def _belongs_elsewhere(these: ClauseWords, _: bool) -> str:
    """The answer went to the wrong place: "не туда", "это было не вам"."""
    if these.is_about_contract or _is_thing_wrong(these):
        return ""
    return next((these.said[at] for at in these.places("denial") if these.is_form(at + 1, "elsewhere")), "")


def _is_thing_wrong(these: ClauseWords) -> bool:
    """Return True for a defect in a denial of "the right one": "на титуле не тот герб", "отчество не то"."""
    denials = [at for at in these.places("denial") if these.is_form(at + 1, "right_one")]
    beside = (each for at in denials for each in (at - 1, at + 2) if 0 <= each < len(these.said))
    return any(
        may_be(these.said[each], "NOUN", "inan", "nomn") and not these.is_a(each, "contract", "enclosure", "writing")
        for each in beside
    )


def _forwards(these: ClauseWords, _: bool) -> str:
    """Somebody else's words follow, or the writer is away: "пересылаю ответ Орловой", "меня нет в офисе"."""
    return these.said[0] if these.says("away") else _word(these, "forward")


def _conditions(these: ClauseWords, attached: bool) -> str:
    """A condition in words: "если исправите", "при условии оплаты"; "если можно" is politeness."""
    begins = _begins(these)
    for at in these.all_of("condition"):
        if not attached and (these.is_form(at, "in_time") or these.has("help")):
            continue
        first_only = these.is_a(at, "since") or (these.is_a(at, "term") and not these.is_form(at - 1, "on_term"))
        polite = at + 2 if these.after(at) == "не" else at + 1  # "если не трудно"
        if these.is_form(polite, "polite_if") or (first_only and at != begins):
            continue
        return these.said[at]
    return ""


def _begins(these: ClauseWords) -> int:
    """Return the index of the first word behind "но" and the like."""
    splitting = these.lexicon.marks["splitting"]
    return next((at for at, word in enumerate(these.said) if word not in splitting), 0)


def _awaits(these: ClauseWords, attached: bool) -> str:
    """What is to happen first, without a verb: "после исправления", "как только придёт акт"."""
    begins = _begins(these)
    if not attached:
        return ""
    if these.said[begins] == "как" and (these.says("as_soon") or these.any_may_be("futr")):
        return these.said[begins]
    if any(is_verb(word) or may_be_any(word, "PRTS", "PRED") for word in these.said):
        return ""
    if these.is_form(begins, "after"):
        return these.said[begins]
    after = these.lexicon.forms["after"]
    events = (at for at in these.all_of("on_event") if not after.isdisjoint(these.said[max(0, at - 2) : at]))
    return next((these.said[at] for at in events), "")


def _demands_first(these: ClauseWords, _: bool) -> str:
    """What others are to do first: "сначала исправьте"."""
    ordered = these.any_may_be("impr") or these.any_may_be("INFN")
    return these.said[_begins(these)] if ordered and these.says("first_of_all") else ""


def _defers(these: ClauseWords, _: bool) -> str:
    """A delay, or what the writer is yet to do: "подождите", "завтра ещё раз посмотрю"."""
    for at in these.all_of("wait"):
        word = these.said[at]
        told = may_be(word, "1per", "pres") or may_be_any(word, "past", "3per")
        if not told and not these.is_denied(at):
            return word
    considered = (these.said[at] for at in these.all_of("consider") if _is_yet_to_come(these, at))
    return next(considered, "") or next((these.said[at] for at in these.places("later")), "")


def _is_yet_to_come(these: ClauseWords, at: int) -> bool:
    word = these.said[at]
    now = may_be(word, "1per", "pres") and not these.is_a(at, "answering")
    wanted = these.says("wanted") and (may_be(word, "INFN") or is_english(word))
    return now or wanted or may_be(word, "1per", "futr") or may_be(word, "impr", "1per")


def _is_unseen(these: ClauseWords, _: bool) -> str:
    """The writer has not seen it: "договор не читал"."""
    if these.has("fault", "objection", "no_choice"):
        return ""
    unseen = (these.said[at] for at in these.all_of("unseen") if these.is_denied(at))
    return next((word for word in unseen if not may_be(word, "futr")), "")


def _is_missing(these: ClauseWords, _: bool) -> str:
    """What was to be read is not there: "договора во вложении нет", "файл пустой"."""
    for at in these.all_of("enclosure"):
        brief = len(these.said) <= TELLING
        missing = "нет" in these.said[max(0, at - 1) : at + 4] and may_be(these.said[at], "gent")
        if (brief and these.says("empty")) or (missing and (brief or "вложении" in these.said)):
            return these.said[at]
    return ""


def _doubts(these: ClauseWords, _: bool) -> str:
    """A doubt, but none about what stands in the contract: "цена кажется высокой"."""
    doubts = (
        at
        for at in these.all_of("doubt")
        if these.after(at) != "бы" and not these.is_denied(at) and not these.is_form(at, "turned_out")
    )
    at = next(doubts, None)
    if at is None:
        return these.said[-1] if these.says("in_question") else ""
    return "" if these.is_about_contract else these.said[at]


def _mocks(these: ClauseWords, _: bool) -> str:
    """Mockery, or a bad word about the contract: "ага, сейчас", "это безобразие"."""
    if " ".join(these.said[-2:]) in these.lexicon.forms["mocking_end"] or these.says("mocking_pair"):
        return these.said[-1]
    things = (at for at, word in enumerate(these.said) if may_be(word, "NOUN"))
    about_thing = any(not these.is_a(at, "contract", "bad") for at in things)
    return _word(these, "mock") if about_thing else _word(these, "mock", "bad")


def _is_another(these: ClauseWords, _: bool) -> str:
    """Another contract than the one asked about: "это про другой договор"; not "тот же текст"."""
    if these.has("past", "over") or these.any_may_be("COMP"):  # "вторая версия лучше первой"
        return ""
    for at in these.all_of("another"):
        near = these.is_a(at + 1, "contract") or these.is_a(at + 2, "contract")
        if near and these.after(at) != "же" and not these.is_a(at, "coming"):
            return these.said[at]
    return ""


def _wishes(these: ClauseWords, _: bool) -> str:
    """An English clause with a word beside which it is no mere aside."""
    if not is_english(these.said[0]) or these.is_about_contract or "please" in these.said:
        return ""
    return these.lexicon.marks_any("risky", filter(is_english, these.said))


def _reports(these: ClauseWords, _: bool) -> str:
    """Another one's word: "шеф сказал"."""
    for at in these.all_of("report"):
        word = these.said[at]
        if "я" in these.said[:at] and may_be(word, "past", "sing"):
            continue  # "что я просила поправить", "я вчера устно говорила"
        if may_be(word, "VERB", "past") or may_be(word, "3per") or these.is_form(at, "told"):
            return word
    return _word(these, "forward")


def _limits(these: ClauseWords, attached: bool) -> str:
    """A limit without a predicate of its own: "только с ценой", "кроме п. 4"."""
    if not attached:
        return ""
    for at in these.all_of("partial"):
        english_inside = is_english(these.said[at]) and at > 1
        if these.is_a(at, "own_side") or english_inside or these.after(at) == "того":
            continue
        after = these.said[at + 1 :]
        stated = _has_predicate(these) or (len(after) >= TELLING and may_be(after[0], "NOUN", "nomn"))
        if not stated or not these.is_form(at, "only"):
            return these.said[at]
    return ""


def _excepts(these: ClauseWords, attached: bool) -> str:
    """A denial of a part: "но не сумма"."""
    harmless = these.has("yielding", "no_choice", "fault", "not_grave") or these.says("brushed_off")
    forbidden = (at for at in these.places("denial") if may_be(these.after(at), "VERB", "impr"))
    friendly = these.has("yielding") or these.says("brushed_off")
    if attached and these.concedes and not friendly and (at := next(forbidden, None)) is not None:
        return these.after(at)  # "но не печатайте" holds it up
    if not attached or not these.concedes or harmless or (_has_predicate(these) and these.is_about_contract):
        return ""
    return next((these.said[at] for at in these.places("denial")), "")


def _leaves_out(these: ClauseWords, attached: bool) -> str:
    """A limit that is a sentence of its own, without a verb: "Кроме п. 5", "Без аванса"; or "не всё" anywhere."""
    if " ".join(these.said[-2:]) in these.lexicon.forms["not_all"]:
        return these.said[-1]
    at = _begins(these)
    excepted = (
        these.is_a(0, "partial")
        or these.is_a(at, "partial")
        or (these.is_form(at, "from") and these.is_a(at + 1, "partial"))
    )
    described = at + 2 == len(these.said) and may_be(these.after(at), "ADJF") and not may_be(these.after(at), "Apro")
    plain = described or these.has("not_grave")  # "но не принципиальные", "not urgent"
    limited = excepted or (these.is_form(at, "bare_denial") and not plain)
    stated = any(is_verb(word) or may_be_any(word, "PRED", "PRTS", "ADJS", "COMP") for word in these.said)
    part = these.is_form(at, "bare_denial") and these.is_about_contract and not plain  # "сумма верная, не срок"
    return these.said[at] if limited and not stated and (part or not attached) else ""


def _has_predicate(these: ClauseWords) -> bool:
    return any(forms(word)[0].tags & _PREDICATES for word in these.said)


def _is_own_verb(word: str) -> bool:
    return may_be(word, "1per") and not may_be(word, "impr")


_CONDITIONAL = (_conditions, _awaits, _demands_first)
_RISKS_OF_FINDINGS: tuple[Risk, ...] = (*_CONDITIONAL, _is_unseen, _mocks, _reports)
# A sentence apart from the approval takes it back, or puts it off; a mere limit, doubt or report in it is about itself.
_RISKS_APART: tuple[Risk, ...] = (
    _forwards, denies_act, _unresolved, _belongs_elsewhere, *_CONDITIONAL, _defers, _is_unseen, _mocks, _is_another,
    _leaves_out,
)  # fmt: skip
_RISKS: tuple[Risk, ...] = (
    denies_act, _unresolved, _belongs_elsewhere, _disowns, *_CONDITIONAL, _defers, _is_unseen, _is_missing, _doubts,
    _mocks, _reports, _limits, _excepts, _leaves_out, _is_another, _wishes,
)  # fmt: skip

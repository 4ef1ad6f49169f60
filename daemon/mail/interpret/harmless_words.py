"""The words of a clause that change nothing in an approval: what it is about, whose it is, how it was done."""

from __future__ import annotations

from collections.abc import Set

from daemon.mail.interpret.clause_words import ClauseWords
from daemon.mail.interpret.morphology import lemmas, may_be, may_be_any

_HEAVY = ("doubt", "partial", "condition", "mock", "wait", "another", "report")
_JOINED = ("цех", "отдел", "служба", "дирекция", "управление")  # ends of "звукоцех", "финотдел"
_ABOUT = ("на", "по")
_SUBJECT = 5  # words of what a contract is about, at most
_NO_MATTER = (
    "objection",
    "fault",
    "with_what",
    "partial",
    "rework",
    "annex",
    "approve",
    "sign",
    "decline",
    "object",
    "return",
)
_NEAR = 3  # words before a word that say how it belongs to the clause


def nothing_else(these: ClauseWords, known: Set[int]) -> bool:
    """Return True if all words but those at `known` are about the contract, the writer, or how it was done."""
    return all(_is_harmless(these, at, known) for at in range(len(these.said)) if at not in known)


def _is_harmless(these: ClauseWords, at: int, known: Set[int]) -> bool:
    if these.is_a(at, *_HEAVY):
        return _is_light(these, at)
    if these.said[at] == "как":
        return these.is_a(at + 1, "role")
    if _is_plain(these, at):
        return True
    if these.is_form(at, "denial"):
        return False
    signs = any(each < at for each in known) and _is_signature(these, at)
    return signs or any(rule(these, at) for rule in _HARMLESS)


def _is_light(these: ClauseWords, at: int) -> bool:
    """Return True for a heavy word that limits nothing here: "на прежних условиях", "с моей стороны"."""
    if these.is_form(at, "may") or _is_terms(these, at):
        return True
    return these.is_a(at, "own_side") and these.before(at) != "в"


def _is_terms(these: ClauseWords, at: int) -> bool:
    return these.is_form(at, "terms") and "на" in these.said[max(0, at - 2) : at]


def _is_plain(these: ClauseWords, at: int) -> bool:
    word = these.said[at]
    numbered = word.isdigit() and (these.is_a(at - 1, "contract") or these.is_form(at - 1, "number"))
    plain = word in these.lexicon.marks["filler"] or these.is_form(at, "may")
    return numbered or plain or these.is_a(at, "contract", "manner")


def _is_own_side(these: ClauseWords, at: int) -> bool:
    """Return True for "от бухгалтерии", "нашим отделом"; "у бухгалтерии" says what others have."""
    before = _words_before(these, at)
    ours = any(these.is_a(each, "our") for each in range(max(0, at - _NEAR), at)) and may_be(these.said[at], "ablt")
    by_it = _is_agent(these, at)
    side = these.is_a(at, "own_side", "department") or by_it
    return side and "у" not in before and (ours or by_it or _comes_from(these, at) or these.is_a(at, "our"))


def _is_agent(these: ClauseWords, at: int) -> bool:
    """Return True for the department by which it is approved: "согласовано юридической службой", "бухгалтерией"."""
    passive = any(may_be(word, "PRTS") for word in these.said)
    by_it = may_be(these.said[at], "NOUN", "ablt") and not may_be(these.before(at), "PREP")
    return passive and by_it and is_department(these, at)


def is_department(these: ClauseWords, at: int) -> bool:
    """Return True for a part of the house, in any case, also as one word: "бухгалтерия", "звукоцехом"."""
    return these.is_a(at, "department") or any(each.endswith(_JOINED) for each in lemmas(these.said[at]))


def _is_sides_business(these: ClauseWords, at: int) -> bool:
    """Return True for what a department is for: "отделом материально-технического снабжения"."""
    for start in range(at - 1, -1, -1):
        if not (may_be(these.said[start + 1], "gent") or these.said[start + 1] == "и"):
            return False
        if _is_agent(these, start) or _is_own_side(these, start):
            return True
    return False


def _is_own_role(these: ClauseWords, at: int) -> bool:
    """Return True for "как куратор", "от руководителя"."""
    return these.is_a(at, "role") and ("как" in _words_before(these, at) or _comes_from(these, at))


def _is_manner(these: ClauseWords, at: int) -> bool:
    """Return True for "с удовольствием", "в полном объёме", "без возражений"."""
    return these.is_a(at, "manner_noun") or (these.is_a(at, "objection") and "без" in _words_before(these, at))


def _is_joint(these: ClauseWords, at: int) -> bool:
    passing_by = these.said[at] == "мимо"  # "пропускаем мимо"
    return may_be_any(these.said[at], "CONJ", "PREP", "INTJ") and not may_be(these.said[at], "VERB") and not passing_by


def _is_subject_matter(these: ClauseWords, at: int) -> bool:
    """Return True for what a contract is about: "договор на прожекторы". With whom it is says which one is meant."""
    start = next((each for each in range(at, max(0, at - _SUBJECT) - 1, -1) if these.said[each] in _ABOUT), 0)
    if not start or not these.is_a(start - 1, "contract"):
        return False
    between = range(start + 1, at + 1)
    return all(_names_matter(these, each) for each in between) and not these.is_a(at, *_NO_MATTER)


def _names_matter(these: ClauseWords, at: int) -> bool:
    word = these.said[at]
    return not may_be(word, "nomn") or may_be_any(word, "accs", "loct") or not may_be_any(word, "VERB", "PRTS", "INFN")


def _is_attribute(these: ClauseWords, at: int) -> bool:
    """Return True for an adjective of something harmless: "на взаимовыгодных условиях", "юридический отдел"."""
    described = these.is_a(at + 1, "contract", "objection", "own_side", "department", "role") or these.is_form(
        at + 1, "terms"
    )
    return may_be(these.said[at], "ADJF") and (described or may_be(these.after(at), "ADJF"))


def _is_pronoun(these: ClauseWords, at: int) -> bool:
    return may_be(these.said[at], "NPRO") and not may_be(these.said[at], "3per", "nomn")


def _is_purpose(these: ClauseWords, at: int) -> bool:
    """Return True for "к подписанию", "против оплаты"."""
    purposes = these.lexicon.forms["purpose"]
    return these.is_a(at, "signing") and not purposes.isdisjoint(_words_before(these, at))


def _is_signature(these: ClauseWords, at: int) -> bool:
    post = these.is_a(at, "role", "own_side") or bool(these.lexicon.marks_any("post_stems", these.said[at : at + 1]))
    return post and may_be(these.said[at], "nomn") and not _comes_from(these, at)


def _words_before(these: ClauseWords, at: int) -> tuple[str, ...]:
    return these.said[max(0, at - _NEAR) : at]


def _comes_from(these: ClauseWords, at: int) -> bool:
    return not these.lexicon.forms["from"].isdisjoint(_words_before(these, at))


_HARMLESS = (
    _is_own_side, _is_sides_business, _is_subject_matter,
    ClauseWords.is_annex, _is_own_role, _is_manner, _is_joint, _is_attribute, _is_pronoun, _is_purpose,
)  # fmt: skip

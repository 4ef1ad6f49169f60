"""A department that speaks for its writer: "бухгалтерия согласовывает", "юридическая служба возражений не имеет"."""

from __future__ import annotations

from daemon.mail.interpret.clause_words import Act, ClauseWords
from daemon.mail.interpret.harmless_words import is_department, nothing_else
from daemon.mail.interpret.lexicon import Meaning
from daemon.mail.interpret.morphology import may_be, may_be_any

_ABBREVIATED = range(2, 6)  # letters of "ПЭО", "ОМТС"


def spoken_for(these: ClauseWords) -> Act | None:
    """What a department says as the subject of its clause: that it approves, does not object, or is against it.

    It is the writer's own: other departments' words are told in the past ("юристы согласовали").
    """
    side = department(these)
    if side is None:
        return None
    said = _without(these, side)
    if not said.said:
        return None
    meaning = Meaning.APPROVE_IF_UNDERSTOOD if _agrees(said) else Meaning.REFUSE if _refuses(said) else None
    return Act(meaning, len(these.said) - 1) if meaning else None


def department(these: ClauseWords) -> range | None:
    """Return where a department stands as the subject: "отдел материально-технического снабжения"; or None."""
    for at in range(len(these.said)):
        if _is_named(these, at):
            start = _first_attribute(these, at)
            return range(start, _last_complement(these, at) + 1) if _is_subject(these, start) else None
    return None


def _is_named(these: ClauseWords, at: int) -> bool:
    """Return True for a part of the house as a subject: "бухгалтерия", "звукоцех", "ПЭО"."""
    if is_department(these, at):
        return may_be(these.said[at], "nomn")
    word = these.written[at].written if at < len(these.written) else ""
    shouting = all(each.written.isupper() for each in these.written)
    return not shouting and word.isupper() and word.isalpha() and len(word) in _ABBREVIATED and _is_strange(these, at)


def _is_strange(these: ClauseWords, at: int) -> bool:
    """Return True for letters that are no word in capitals, such as "ЗА", "НЕТ", "ОК"."""
    marks = these.lexicon.marks
    return not any(these.said[at] in marks[each] for each in ("filler", "denying", "yes")) and not may_be_any(
        these.said[at], "PREP", "CONJ", "PRCL", "NPRO", "PRED"
    )


def _is_subject(these: ClauseWords, start: int) -> bool:
    """Return True if nothing but a colleague's greeting or "наш" stands before: "из письма: отдел" does not."""
    return all(these.is_a(each, "our") or these.is_form(each, "leads_in") for each in range(start))


def _first_attribute(these: ClauseWords, at: int) -> int:
    while at and may_be(these.said[at - 1], "ADJF", "nomn"):
        at -= 1
    return at


def _last_complement(these: ClauseWords, at: int) -> int:
    """Return the last word of what the department is for: nouns and adjectives in the genitive."""
    while at + 1 < len(these.said) and _is_complement(these, at + 1):
        at += 1
    return at


def _is_complement(these: ClauseWords, at: int) -> bool:
    word = these.said[at]
    if these.is_a(at, "objection", "fault", "approve", "object"):
        return False
    joined = word == "и" and at + 1 < len(these.said) and may_be(these.said[at + 1], "gent")
    named = may_be(word, "NOUN", "gent") or may_be(word, "ADJF", "gent")
    return (named and not may_be_any(word, "VERB", "PRTS")) or joined


def _without(these: ClauseWords, side: range) -> ClauseWords:
    """Return the clause without its subject, as its writer would say it: "согласовывает", "возражений не имеет"."""
    said = tuple(word for at, word in enumerate(these.said) if at not in side)
    return ClauseWords(said, these.lexicon)


def _agrees(these: ClauseWords) -> bool:
    if these.said in (("за",), ("не", "против")):
        return True
    if "пусть" in these.said or these.says("due"):
        return False
    for at in these.all_of("approve"):
        if not these.is_denied(at) and _is_performed(these, at) and nothing_else(these, {at, *_examined(these)}):
            return True
    for at in these.all_of("object"):
        if these.is_denied(at) and may_be(these.said[at], "3per", "pres"):
            return nothing_else(these, {at, *these.places("denial"), *these.places("none")})
    return _has_none(these)


def _is_performed(these: ClauseWords, at: int) -> bool:
    """Return True for "согласовывает", "согласует", "согласна"; "согласовала" tells of what was."""
    return may_be(these.said[at], "3per", "sing") or may_be_any(these.said[at], "ADJS")


def _examined(these: ClauseWords) -> list[int]:
    """Return the words that say what the department did before: "рассмотрела проект и согласовывает его"."""
    return [at for name in ("fits", "consider") for at in these.all_of(name) if may_be(these.said[at], "past")]


def _has_none(these: ClauseWords) -> bool:
    """Return True for "возражений не имеет"; that there is no question is no approval by itself."""
    at = these.first("objection")
    if at is None or these.is_a(at, "query") or these.has("partial", "condition") or these.says("of_weight"):
        return False
    has = {each for each in these.all_of("find") if these.is_denied(each)}
    none = {*these.places("none")}
    return bool(has or none) and nothing_else(these, {at, *has, *none, *these.places("denial")})


def _refuses(these: ClauseWords) -> bool:
    against = these.said[0] == "против" or these.said[-1:] == ("против",)
    if against and not these.says("denial") and not these.concedes:
        return True
    acts = (at for name in ("decline", "object") for at in these.all_of(name) if not these.is_denied(at))
    return any(may_be(these.said[at], "3per", "pres") for at in acts)

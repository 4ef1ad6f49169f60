"""What a clause tells that does nothing: a fact, a defect, an aside, whose words follow."""

from __future__ import annotations

from daemon.mail.interpret.clause_words import TELLING, ClauseWords
from daemon.mail.interpret.morphology import is_english, is_in_dictionary, is_verb, may_be, may_be_any

_RATHER = ("оват", "овата", "овато", "оваты")  # "дороговато" finds fault
_HARMLESS = ("yielding", "not_grave", "hold_up", "reminding", "announce")
_VERDICTS = ("approve", "sign", "return", "decline", "object", "rework", "take_back", "permit")
_NEITHER_FACT_NOR_AIDE = (
    "fault", "objection", "mend", "rework", "wrong", "bad", "announce", "another", "no_choice", "condition",
)  # fmt: skip


def is_told(these: ClauseWords) -> bool:
    """Return True if a clause without a risk tells something: three words, or one that happened or is so.

    One or two other words may be mockery: "согласовано, мечтайте". Words that no dictionary knows tell nothing.
    """
    words = [word for word in these.said if word not in these.lexicon.marks["splitting"]]
    unknown = sum(not is_english(word) and not is_in_dictionary(word) for word in words)
    if unknown > max(1, len(words) // 2):
        return False
    if len(words) >= TELLING or these.has("yielding", "announce", "help", "reckon"):
        return True
    if not words or is_english(words[0]) or all(may_be(word, "NOUN", "anim") for word in words):
        return False
    ordering = any(is_verb(word) and not may_be(word, "3per") for word in words)
    return not ordering or any(may_be_any(word, "past", "ADJS") for word in words)


def is_plain_fact(these: ClauseWords) -> bool:
    """Return True for a reason that stands before an approval and asks for nothing: "лимиты есть", "цена рыночная"."""
    if these.concedes or these.says("denial", "none", "must", "due", "excess") or these.has(*_NEITHER_FACT_NOR_AIDE):
        return False
    if these.any_may_be("impr") or these.any_may_be("COMP") or any(word.endswith(_RATHER) for word in these.said):
        return False
    if is_english(these.said[0]):
        return not these.lexicon.marks_any("risky", these.said)
    return these.is_readable


def is_defect(these: ClauseWords) -> bool:
    """Return True for a defect of the contract, said as a fact: "реквизиты не наши", "контрагент указан неверно"."""
    if any(_is_other(these, at) for at in range(1, len(these.said) - 1)):
        return True
    wrong = any(not these.is_form(at - 1, "denial") for at in these.all_of("wrong"))
    unlike = any(these.is_a(at + 1, "agreeing_with") for at in these.places("denial"))
    return these.is_about_contract and (wrong or unlike)


def _is_other(these: ClauseWords, at: int) -> bool:
    """Return True for the denial in "реквизиты не наши", "адрес не тот"."""
    thing = may_be(these.before(at), "NOUN", "inan", "nomn")
    return these.said[at] == "не" and these.is_form(at + 1, "right_one") and thing


def is_missing(these: ClauseWords) -> bool:
    """Return True for "альтернатив нет", where something is not there; "бухгалтерия нет" says who does not agree."""
    if these.said[-1] != "нет" or these.concedes or these.has("consent", "verdict_word"):
        return False
    if any(map(these.is_subject, range(len(these.said) - 1))):
        return False
    return any(may_be(word, "NOUN", "gent") for word in these.said[:-1])


def denies_something(these: ClauseWords) -> bool:
    """Return True if a denial begins the clause and what it denies is not known to be harmless: "не сумма верная".

    Harmless is what holds nothing up: "не настаиваю", "не критично", "не вижу смысла затягивать".
    """
    if these.said in (("нет",), ("no",)):
        return False
    if these.said[0] == "ничего" and may_be(these.after(0), "ADJF", "gent") and not these.is_a(1, "good"):
        return False  # "ничего нового", "ничего криминального"
    if these.said[0] in ("не", "ни") and _is_told_of_thing(these):
        return False  # "не содержит персональных данных"
    no_choice = these.has("find") and these.has("no_choice")
    return not no_choice and not any(these.is_denied(at) for name in _HARMLESS for at in these.all_of(name))


def _is_told_of_thing(these: ClauseWords) -> bool:
    """Return True for a denied verb of the third person that is none of a verdict's, nor of what fits."""
    return may_be(these.after(0), "VERB", "3per") and not these.is_a(
        1, *_VERDICTS, "fits", "agreeing_with", "pass", "permit"
    )


def is_announcing(these: ClauseWords) -> bool:
    """Return True if what stands before a colon is the writer's own side: "костюмерный цех"."""
    if these.has("report", "forward", "think", "writing"):
        return False
    return not any(may_be(word, "NOUN", "anim") or word[:1].isdigit() or is_english(word) for word in these.said)


def has_verdict(these: ClauseWords) -> bool:
    """Return True if a word of a verdict is a verb of the clause, or its subject: "юрист отклонил", "отказ"."""
    said = any(_is_said(these, at, name) for name in _VERDICTS for at in these.all_of(name))
    nouns = () if is_stated(these) else tuple(these.said[at] for at in these.all_of("verdict_word"))
    subject = any(may_be(word, "nomn") and not may_be(word, "gent") for word in nouns)
    return said or subject or "против" in these.said


def is_stated(these: ClauseWords) -> bool:
    """Return True for what the contract says of a refusal ("отказ прописан"), or that it needs no consent."""
    needless = any(these.is_denied(at) for at in these.all_of("needed"))
    return needless or (these.has("stated") and not these.says("me", "denial"))


def is_of_another_thing(these: ClauseWords, at: int) -> bool:
    """Return True for a passive that another thing has: "протокол подписан", "цена согласована сторонами"."""
    if not (may_be(these.said[at], "PRTS") and these.is_a(at, "approve", "sign", "permit")) or these.is_denied(at):
        return False
    subjects = [each for each in range(len(these.said)) if each != at and these.is_subject(each)]
    things = [each for each in subjects if may_be(these.said[each], "NOUN", "inan")]
    own = any(these.is_a(each, "contract", "consent", "verdict_word", "enclosure") for each in range(len(these.said)))
    return bool(things) and things == subjects and not own


def _is_said(these: ClauseWords, at: int, name: str) -> bool:
    word = these.said[at]
    if is_of_another_thing(these, at):
        return False
    own = name != "sign" or may_be_any(word, "1per", "past")
    return own and (is_english(word) or is_verb(word) or may_be_any(word, "PRTS", "ADJS"))


def holds_passive_verdict(these: ClauseWords) -> bool:
    """Return True for a passive form of a verdict: "отклонено"."""
    return any(may_be(word, "PRTS") and these.is_a(at, "approve", "decline") for at, word in enumerate(these.said))

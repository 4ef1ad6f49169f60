"""The condition of an approval: what it says, whether it is one, and that a guess at an approval keeps its own."""

from __future__ import annotations

import re

from daemon.mail.interpret.clause_words import ClauseWords
from daemon.mail.interpret.intent import ParsedReply
from daemon.mail.interpret.lexicon import COURTESY, Lexicon, Meaning
from daemon.mail.interpret.morphology import may_be
from daemon.mail.interpret.phrase_matcher import PhraseMatch
from daemon.mail.interpret.risks import denies_act, hangs_on
from daemon.mail.interpret.sides import sides

_ME = frozenset({"я", "мне", "меня", "me", "i", "i've", "i'm", "i'll"})
_WE = frozenset({"мы", "we", "us", "we've", "we'll"})
_SAYS_NOTHING = frozenset({"что", "чтобы", "that", "a", "an", "the"})
# The number of an item at the beginning of a line or behind a sign: "1) …; 2) …". A number such as "п. 1." is none.
_ITEM = re.compile(r"(?:(?<=\n)|(?<=[:;,] )|(?<=[:;,])|\A)[ \t]*(\d{1,2})[.)](?=\s|[^\W\d])")


def conditions_of(parsed: ParsedReply, announcing: PhraseMatch, remarks: str) -> tuple[str, ...]:
    """Return the conditions that an approval's remarks hold: numbered ones each by itself, else all words as one.

    Empty if the remarks are announced as mere remarks.
    """
    following = parsed.after(announcing)[:1]
    stated = announcing.meaning is Meaning.PROVIDED or any(each.meaning is Meaning.PROVIDED for each in following)
    return (_items(remarks) or (remarks,)) if stated and remarks else ()


def _items(remarks: str) -> tuple[str, ...]:
    """Return the items of a list that counts 1, 2, … without its numbers; nothing if it is no such list."""
    found = list(_ITEM.finditer(remarks))
    if len(found) < 2 or [int(each[1]) for each in found] != list(range(1, len(found) + 1)):
        return ()
    ends = [*(each.start() for each in found[1:]), len(remarks)]
    return tuple(remarks[each.end() : end].strip(" \t\n;,") for each, end in zip(found, ends, strict=True))


def no_condition(parsed: ParsedReply, announcing: PhraseMatch) -> str:
    """Return why what is announced as a condition is none that others could meet; "" if it is one.

    It speaks of what the writer themself is yet to do, of a review and not whose, or says a verdict once more.
    """
    if announcing.meaning is not Meaning.PROVIDED:
        return ""
    said = [parsed.words(each) for each in (announcing, *parsed.after(announcing)) if each.meaning not in COURTESY]
    spoken = [word.said for word in announcing.rest]
    spoken += [word for each in parsed.after(announcing) if each.meaning not in COURTESY for word in each.clause.said]
    if set(spoken) <= _SAYS_NOTHING:
        return "on what condition"
    if any(map(_is_of_own_state, said)):
        return "a condition of the writer's own"
    if all(parsed.lexicon.is_a(word, "review") or _is_vague(word, parsed.lexicon) for word in spoken):
        return "whose review"
    verdict = denies_act(said[0]) or any(said[0].all_of("decline")) or any(_decides(each) for each in said[1:])
    return "a condition, and a verdict" if verdict else ""


def is_of_others(parsed: ParsedReply, announcing: PhraseMatch, match: PhraseMatch) -> bool:
    """Return True for a condition that another one approves: "provided that legal agrees"."""
    words = parsed.words(match)
    same = match.clause.sentence == announcing.clause.sentence
    return same and bool(sides(words.said, parsed.lexicon)) and not (_ME | _WE) & set(words.said)


def _is_of_own_state(these: ClauseWords) -> bool:
    """Return True for "что я успею прочитать", "моей проверки": nobody else can meet it."""
    considered, said = these.has("consider", "review"), set(these.said)
    me = bool(_ME & said) or any(may_be(word, "VERB", "1per", "sing") for word in these.said)
    own_review = any(_is_reviewed(these, at + 1) for at in these.places("possessive"))
    return own_review or (me and (considered or these.has("unseen", "wait"))) or (bool(_WE & said) and considered)


def _is_reviewed(these: ClauseWords, at: int) -> bool:
    """Return True for a review at `at`, or behind a word such as "final"; not so for "our lawyer's review"."""
    vague = at < len(these.said) and _is_vague(these.said[at], these.lexicon)
    return these.is_a(at + 1 if vague else at, "review")


def _is_vague(word: str, lexicon: Lexicon) -> bool:
    return word in _SAYS_NOTHING or lexicon.is_a(word, "which_review")


def _decides(these: ClauseWords) -> bool:
    return bool(denies_act(these)) or any(
        these.is_a(at, "return", "decline") and may_be(these.said[at], "VERB") for at in range(len(these.said))
    )


def hanging_words(parsed: ParsedReply) -> bool:
    """Return True if words that were not understood hold a condition: an approval that is guessed in them keeps it."""
    return any(hangs_on(parsed.words(each)) for each in parsed.weighty)

"""The condition of an approval: what it says, whether it is one, and that a guess at an approval keeps its own."""

from __future__ import annotations

import re

from daemon.mail.interpret.clause_words import ClauseWords
from daemon.mail.interpret.intent import ParsedReply
from daemon.mail.interpret.lexicon import COURTESY, Meaning
from daemon.mail.interpret.morphology import may_be
from daemon.mail.interpret.phrase_matcher import PhraseMatch
from daemon.mail.interpret.risks import denies_act, hangs_on

_ME = frozenset({"я", "мне", "меня", "i", "i've", "i'm", "i'll"})
_SAYS_NOTHING = frozenset({"что", "чтобы", "that"})
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

    It speaks of what the writer themself is yet to do, or says a verdict once more.
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
    return "a condition, and a verdict" if any(_decides(each) for each in said[1:]) else ""


def _is_of_own_state(these: ClauseWords) -> bool:
    """Return True for "что я успею прочитать": nobody else can meet it."""
    looked = [*these.all_of("consider"), *these.all_of("unseen")]
    own = bool(_ME & set(these.said)) or any(may_be(word, "VERB", "1per", "sing") for word in these.said)
    return own and bool(looked)


def _decides(these: ClauseWords) -> bool:
    return bool(denies_act(these)) or any(
        these.is_a(at, "return", "decline") and may_be(these.said[at], "VERB") for at in range(len(these.said))
    )


def hanging_words(parsed: ParsedReply) -> bool:
    """Return True if words that were not understood hold a condition: an approval that is guessed in them keeps it."""
    return any(hangs_on(parsed.words(each)) for each in parsed.weighty)

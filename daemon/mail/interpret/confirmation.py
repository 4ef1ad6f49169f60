"""What somebody says of the conditions of an approval: which are met, with which words, or that they are not."""

from __future__ import annotations

import re
from dataclasses import dataclass

from daemon.mail.interpret.lexicon import Lexicon
from daemon.mail.interpret.rules import parsed_reply

_DONE = (
    r"(?:выполнен[оаы]?|исполнен[оаы]?|соблюден[оаы]?|учтен[оаы]?|сделан[оаы]?|подтверждаю|подтверждаем"
    r"|confirmed|done|met|fulfilled|satisfied|completed)"
)
_ALL = r"(?:(?:да|yes|все|всё|оба|both|all)\W+)?(?:(?:услови[ея]|conditions?)\W+)?(?:(?:is|are|has been|have been)\s+)?"
_NUMBERS = r"(?:услови[ея]|пункты?|пп?\.|№|conditions?)?\s*(\d{1,2}(?:\s*(?:,|и|and|&)\s*\d{1,2})*)\s*[.):–—-]?\s*"
_EACH = re.compile(rf"(?:\A|(?<=[\n;,.])|\bи\b|\band\b)\s*{_NUMBERS}(?:is\s+|are\s+)?{_DONE}(?!\w)")
_WHOLE = re.compile(rf"\A\W*{_ALL}{_DONE}(?!\w)")
_NOT = re.compile(rf"\A\W*(?:(?:услови[ея]|conditions?|нет|no)\W+)?(?:(?:is|are)\s+)?(?:не|not)\s+{_DONE}(?!\w)")
# What makes "выполнено" less than that, unless it stands behind a colon.
_LESS = re.compile(
    r"\b(?:не|нет|но|кроме|частично|почти|пока|будет|если|кажется|вроде|not|but|except|partly|almost|will|if|later)\b|\?"
)
_DENIED = re.compile(rf"\b(?:не|not)\s+{_DONE}(?!\w)")
_DENIALS = ("нет", "no", "не", "not")
_SIGNS = " \t\n.,;:–—-"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A condition that is said to be met: its number (0: every one that is asked about), with the words about it."""

    number: int
    words: str = ""


def confirmed_in(text: str, lexicon: Lexicon) -> tuple[Confirmed, ...]:
    """Return the conditions that a text says are met; empty unless that is all it says.

    "Выполнено", "выполнено: срок 10 дней", "1 выполнено: срок 10 дней, 2 выполнено", "1 и 2 выполнены".
    """
    said = _without_courtesy(text, lexicon)
    plain = _plain(said)
    if whole := _WHOLE.match(plain):
        words = said[whole.end() :]
        return () if _takes_away(words) else (Confirmed(0, words.strip(_SIGNS)),)
    found = list(_EACH.finditer(plain))
    if not found or plain[: found[0].start()].strip(_SIGNS):
        return ()
    confirmed: list[Confirmed] = []
    for at, each in enumerate(found):
        words = said[each.end() : found[at + 1].start() if at + 1 < len(found) else len(said)]
        if _takes_away(words):
            return ()
        numbers = dict.fromkeys(map(int, re.findall(r"\d+", each[1])))
        confirmed += [Confirmed(number, words.strip(_SIGNS)) for number in numbers]
    once = len({each.number for each in confirmed}) == len(confirmed)
    return tuple(confirmed) if once and all(each.number for each in confirmed) else ()


def is_disputed_in(text: str, lexicon: Lexicon) -> bool:
    """Return True if a text begins by saying that a condition is not met: "не выполнено: в договоре 20 дней"."""
    return bool(_NOT.match(_plain(_without_courtesy(text, lexicon))))


def _without_courtesy(text: str, lexicon: Lexicon) -> str:
    return parsed_reply(text, lexicon).trimmed(0) or text.strip()


def _plain(text: str) -> str:
    return text.lower().replace("ё", "е")


def _takes_away(words: str) -> bool:
    """Return True for "выполнено, но не всё"; what stands behind a colon says how it was met, unless it denies it."""
    plain = _plain(words)
    if plain.strip(_SIGNS) in _DENIALS or _DENIED.search(plain):
        return True
    return not plain.lstrip(" ").startswith(":") and bool(_LESS.search(plain))

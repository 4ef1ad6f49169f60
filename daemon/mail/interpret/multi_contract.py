"""Read a mail about several contracts: which numbers the words name, and what they say of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from daemon.mail.interpret.rules import Intent, Lexicon, Reading, read

_GENERAL = r"(?<![\w-])[A-Za-zА-Яа-я0-9]{1,4}-\d{4}-\d{1,8}(?![\w-])"
_ABOUT = re.compile(
    r"(?:\b(?:по|о|об|for|on|re)\s+)?(?:\b(?:договор\w*|контракт\w*|номер\w*|contracts?|numbers?|no)\b\.?\s*)?[№#]?\s*$",
    re.IGNORECASE,
)
_JOINS = re.compile(r"^[\s,;&/]*(?:(?:и|а также|and|плюс)\s)?\s*(?:договор\w*|№|contract)?\s*$", re.IGNORECASE)
_LEADS = re.compile(r"^[\s:–—.,;-]+")
_ALIKE = str.maketrans("ABCEHKMOPTXYZ3", "АВСЕНКМОРТХУЗЗ")
_LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True)
class NumberMention:
    """A contract's number as it stands in a text."""

    number: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ContractReading:
    """What the words say of one contract."""

    number: str
    reading: Reading


def named(text: str, like: str | None) -> list[NumberMention]:
    """Return the contract numbers in a text: of the shape of `like`, or of З-2026-0042."""
    pattern = f"{_shape(like)}|{_GENERAL}" if like and any(each.isdigit() for each in like) else _GENERAL
    return [NumberMention(found[0], found.start(), found.end()) for found in re.finditer(pattern, text, re.IGNORECASE)]


def same_number(one: str, other: str) -> bool:
    """Return True if two numbers look the same to a person: in any case, with letters that look alike."""
    return _plain(one) == _plain(other)


def parts(text: str, numbers: Sequence[NumberMention], lexicon: Lexicon) -> tuple[ContractReading, ...]:
    """Return the reading of each number; unclear if words before the first one might be about any of them."""
    if not numbers:
        return ()
    groups = _groups(text, numbers)
    shared = _without_lead(text[: groups[0][0].start]).strip(" \n:–—-,;")
    found: list[ContractReading] = []
    for at, group in enumerate(groups):
        end = groups[at + 1][0].start if at + 1 < len(groups) else len(text)
        said = _about(text[group[-1].end : end], is_last=at + 1 == len(groups))
        found += [ContractReading(each.number, _reading(shared, said, len(groups), lexicon)) for each in group]
    return tuple(found)


def _groups(text: str, numbers: Sequence[NumberMention]) -> list[list[NumberMention]]:
    """Return the numbers in groups: those named in a row share what is said after them."""
    groups: list[list[NumberMention]] = []
    for each in numbers:
        if groups and _JOINS.match(text[groups[-1][-1].end : each.start]):
            groups[-1].append(each)
        else:
            groups.append([each])
    return groups


def _about(text: str, *, is_last: bool) -> str:
    """Return what is said after a number, without the words that lead to the next one."""
    said = _LEADS.sub("", text)
    return (said if is_last else _without_lead(said)).strip().rstrip(",;–—-").strip()


def _without_lead(text: str) -> str:
    """Return the text without a "по договору №" at its end, which leads to a number."""
    leading = _ABOUT.search(text)
    return text[: leading.start()] if leading else text


def _reading(shared: str, said: str, groups: int, lexicon: Lexicon) -> Reading:
    """Return the reading of one group. Words before the first number belong to it if it is the only one.

    With several groups they must be mere politeness; else the reading is unclear.
    """
    if shared and read(shared, lexicon).evidence != ("nothing but politeness",):
        if groups == 1:
            return read(f"{shared}\n{said}" if said else shared, lexicon)
        return Reading(Intent.UNCLEAR, said, ("several contracts, and words before them",))
    return read(said, lexicon)


def _shape(like: str) -> str:
    """Return a pattern for numbers of the shape of this one, in which "З" may be typed as 3."""
    signs = like[:_LONGEST_NUMBER]
    kinds = (r"\d" if s.isdigit() else r"[A-Za-zА-Яа-яЁё3]" if s.isalpha() else re.escape(s) for s in signs)
    return rf"(?<![\w-]){''.join(kinds)}(?![\w-])"


def _plain(number: str) -> str:
    head = re.match(r"[^\W\d_]*3?", number.upper())
    letters = head[0] if head else ""
    return letters.translate(_ALIKE) + number.upper()[len(letters) :].replace(" ", "")

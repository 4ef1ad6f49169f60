"""What changed in words: the sentences that were, and what became of them, as a letter can say it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from daemon.documents.alignment import pairs

# a sentence ends before a capital or quote, not a number ("тел. 1"); not after initials and short words ("г. Пермь")
_END = re.compile(r"(?<=[.!?;…])(?<!\b\w\.)(?<!\b\w\w\.)(?<!\bруб\.)(?<!\bтыс\.)(?<!\bмлн\.)\s+(?=[A-ZА-ЯЁ«(—–-])|\n+")
_WORD = re.compile(r"\S+\s*")
_MOST = 600  # characters of one side that are kept
_AROUND = 60  # characters before and after what differs in a sentence that is too long
_CUT = "…"


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence that was and what it became, either may be empty; `shown`: the redline marks it."""

    place: str
    was: str
    became: str
    shown: bool = True


@dataclass(slots=True)
class Changes:
    """The changes of a document in their order, collected while it is compared."""

    found: list[Change] = field(default_factory=list)

    def add(self, place: str, was: str, became: str, *, shown: bool = True) -> None:
        """Add the sentences that differ between two texts of one paragraph or row."""
        self.found += [Change(place, left, right, shown) for left, right in sentences(was, became)]

    def picture(self, *, shown: bool) -> None:
        """Add that a picture or object is another one, which takes one away and brings one."""
        if self.found and self.found[-1].place == "picture":
            shown = shown and self.found.pop().shown
        self.found.append(Change("picture", "", "", shown))


def sentences(was: str, became: str) -> list[tuple[str, str]]:
    """Return the sentences of two texts that differ, each with its counterpart; spaces make no difference."""
    old, new = _split(was), _split(became)
    found = []
    for left, right in pairs(old, new, lambda sentence: Counter(sentence.split())):
        if left is None or right is None or old[left] != new[right]:
            found.append(_shortened("" if left is None else old[left], "" if right is None else new[right]))
    return found


def _split(text: str) -> list[str]:
    return [" ".join(each.split()) for each in _END.split(text) if each.strip()]


def _shortened(was: str, became: str) -> tuple[str, str]:
    """Return both without most of what they share at their ends, if they are long."""
    if max(len(was), len(became)) <= _MOST // 2:
        return was, became
    old, new = _WORD.findall(was), _WORD.findall(became)
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    return _cut(old, head, tail), _cut(new, head, tail)


def _shared(old: list[str], new: list[str]) -> int:
    count = 0
    for left, right in zip(old, new, strict=False):
        if left.strip() != right.strip():
            break
        count += 1
    return count


def _cut(words: list[str], head: int, tail: int) -> str:
    before, middle = "".join(words[:head]), "".join(words[head : len(words) - tail])
    after = "".join(words[len(words) - tail :])
    if len(before) > _AROUND:
        before = _CUT + before[-_AROUND:].partition(" ")[2]
    if len(after) > _AROUND:
        after = after[:_AROUND].rpartition(" ")[0] + _CUT
    text = before + middle + after
    return text if len(text) <= _MOST else text[:_MOST].rpartition(" ")[0] + _CUT

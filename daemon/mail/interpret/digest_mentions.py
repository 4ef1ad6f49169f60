"""Where words name lines of a digest: numbers, ranges, ordinals, contract numbers, "the rest", "all but"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

from daemon.mail.interpret.lexicon import load
from daemon.mail.interpret.multi_contract import named, same_number

_MOST = 99  # a line has two digits; a longer number is something else
_START = re.compile(
    r"(?:^|(?<=[,;.!?:])(?=\s)|(?<=[^\d\s][,;]))[\s•*·>–—-]*|\s+(?=(?:а|но|и|but|and)\s)",
    re.MULTILINE,
)


class Scope(Enum):
    """Which lines a mention is about."""

    NAMED = auto()
    REST = auto()  # all that nothing else is said of
    ALL = auto()  # all but those that are named as exceptions


@dataclass(frozen=True, slots=True)
class Mention:
    """Lines as they are named in a text, from `start` to `end`.

    `lines` are those that are named, of `ALL` the exceptions. `strange` are named, and there is no such line.
    `doubtful`: it may be no line at all, but a clause of the contract or a quantity. `ranged`: some are meant that are
    not written.
    """

    start: int
    end: int
    scope: Scope
    lines: tuple[int, ...] = ()
    strange: tuple[str, ...] = ()
    doubtful: bool = False
    ranged: bool = False


@dataclass(frozen=True, slots=True)
class _Patterns:
    item: re.Pattern[str]
    lead: re.Pattern[str]
    clause: re.Pattern[str]
    joined: re.Pattern[str]
    to: re.Pattern[str]
    rest: re.Pattern[str]
    all: re.Pattern[str]
    but: re.Pattern[str]
    counted: re.Pattern[str]
    unit: re.Pattern[str]
    thing: re.Pattern[str]
    ordinals: tuple[re.Pattern[str], ...]
    last: re.Pattern[str]
    opening: re.Pattern[str]
    counts: Mapping[str, int]


@cache
def patterns() -> _Patterns:
    """Return the patterns of `words/digest.yaml`, compiled."""
    words = load("digest")
    ordinals = "|".join(words["ordinals"])
    item = rf"(?P<digits>(?<!\w)\d{{1,3}})(?:{words['ending']}(?!\w))?(?![\w%₽$€]|[./:]\d|-\d{{3}})"
    return _Patterns(
        re.compile(rf"(?:{item}|(?P<word>(?:{ordinals}|{words['last']}))(?!\w))"),
        re.compile(words["lead"]),
        re.compile(words["clause"]),
        re.compile(words["and"]),
        re.compile(words["to"]),
        re.compile(rf"{words['rest']}(?!\w)"),
        re.compile(rf"{words['all']}(?!\w)"),
        re.compile(words["except"]),
        re.compile(rf"\s*{words['counted']}(?!\w)"),
        re.compile(rf"\s*{words['unit']}(?!\w)"),
        re.compile(rf"(?<!\w){words['thing']}\s*$"),
        tuple(re.compile(each) for each in words["ordinals"]),
        re.compile(words["last"]),
        re.compile(words["opening"]),
        words["counts"],
    )


def flat(text: str) -> str:
    """Return a text of the same length as it is matched: in small letters, ё as е, odd spaces as spaces."""
    small = "".join(each.lower() if len(each.lower()) == 1 else each for each in text)
    return small.replace("ё", "е").replace("\u00a0", " ").replace("\t", " ").replace("\r", " ")


class MentionFinder:
    """Finds mentions in one text. `numbers` are the contracts' by line, `last` is the highest line."""

    def __init__(self, text: str, numbers: Mapping[int, str]) -> None:
        self.text, self.flat = text, flat(text)
        self.numbers, self.last = numbers, max(numbers, default=0)
        like = next(iter(numbers.values()), None)
        self._contracts = {each.start: each for each in named(text, like)}

    def starts(self) -> Iterator[int]:
        """Yield the places where a piece of the text begins: its start, a line's, after a sign, after "and"."""
        seen = -1
        for found in _START.finditer(self.flat):
            if seen < found.end() < len(self.flat) and not patterns().thing.search(self.flat, 0, found.end()):
                seen = found.end()
                yield seen

    def at(self, start: int) -> Mention | None:
        """Return what is named from this place on; None if no line is."""
        return self._all_but(start) or self._rest_or_all(start) or self._listed(start)

    # -- kinds of mentions -------------------------------------------------------------------------------------------

    def _rest_or_all(self, start: int) -> Mention | None:
        known = patterns()
        lead = re.compile(r"(?:(?:а|и|но|and|but)\s+)?").match(self.flat, start)
        at = lead.end() if lead else start
        if found := known.rest.match(self.flat, at):
            return Mention(start, found.end(), Scope.REST)
        if found := known.all.match(self.flat, at):
            counted = [number for word, number in known.counts.items() if word in found[0].split()]
            doubtful = any(number != self.last for number in counted)
            return self.excepted(Mention(start, found.end(), Scope.ALL, doubtful=doubtful))
        return None

    def excepted(self, mention: Mention) -> Mention:
        """Return a mention of all lines with the exceptions that follow it: "все, кроме 2"."""
        but = patterns().but.match(self.flat, mention.end)
        group = self._listed(but.end()) if but else None
        if group is None:
            return mention
        end = group.end
        if self.flat[end : end + 1] in (",", ")"):
            end += 1
        doubtful = mention.doubtful or group.doubtful
        return Mention(mention.start, end, Scope.ALL, group.lines, group.strange, doubtful, group.ranged)

    def _all_but(self, start: int) -> Mention | None:
        """Return "кроме 2, все": the exceptions stand first."""
        known = patterns()
        but = known.but.match(self.flat, start)
        group = self._listed(but.end()) if but else None
        if group is None:
            return None
        at = re.compile(r"[\s,]*").match(self.flat, group.end)
        place = at.end() if at else group.end
        found = known.rest.match(self.flat, place) or known.all.match(self.flat, place)
        if found is None:
            return None
        return Mention(start, found.end(), Scope.ALL, group.lines, group.strange, group.doubtful, group.ranged)

    def _listed(self, start: int) -> Mention | None:
        known = patterns()
        lead, clause = known.lead.match(self.flat, start), known.clause.match(self.flat, start)
        is_clause = clause is not None and known.item.match(self.flat, clause.end()) is not None
        at = clause.end() if clause and is_clause else lead.end() if lead else start
        items = self._items(at)
        if not items:
            return None
        lines: list[int] = []
        strange: list[str] = []
        for numbers, _ in items:
            for each in numbers:
                (lines if isinstance(each, int) and 0 < each <= self.last else strange).append(each)  # type: ignore[arg-type]
        ranged = any(len(numbers) != 1 for numbers, _ in items)
        end = items[-1][1]
        quantity = not is_clause and known.unit.match(self.flat, end) is not None
        named_lines, odd = tuple(dict.fromkeys(lines)), tuple(map(str, strange))
        return Mention(start, end, Scope.NAMED, named_lines, odd, is_clause or quantity, ranged)

    def _items(self, at: int) -> list[tuple[tuple[int | str, ...], int]]:
        """Return the items of an enumeration, each as the lines that it stands for, with where it ends."""
        items: list[tuple[tuple[int | str, ...], int]] = []
        place = at
        while found := self._item(place):
            line, end = found
            span = patterns().to.match(self.flat, end)
            until = self._item(span.end()) if span else None
            if until and isinstance(line, int) and isinstance(until[0], int):
                items.append((tuple(range(line, until[0] + 1)) or (f"{line}-{until[0]}",), until[1]))
            else:
                items.append(((line,), end))
            following = patterns().joined.match(self.flat, items[-1][1])
            if following is None or following.end() == following.start():
                break
            place = self._past_lead(following.end())
        return items

    def _past_lead(self, at: int) -> int:
        lead = patterns().lead.match(self.flat, at)
        return lead.end() if lead and self._item(lead.end()) else at

    def _item(self, at: int) -> tuple[int | str, int] | None:
        """Return one line as it is named here, or the words for one that there is not, and where they end."""
        if contract := self._contracts.get(at):
            mine = (line for line, number in self.numbers.items() if same_number(contract.number, number))
            return next(mine, contract.number), contract.end
        found = patterns().item.match(self.flat, at)
        if found is None:
            return None
        if found["digits"]:
            number = int(found["digits"])
            return (number if number <= _MOST else found["digits"]), found.end()
        return self._ordinal(found)

    def _ordinal(self, found: re.Match[str]) -> tuple[int | str, int] | None:
        known = patterns()
        counted = known.counted.match(self.flat, found.end())
        end = counted.end() if counted else found.end()
        if known.last.fullmatch(found["word"]):
            return self.last, end
        for number, ordinal in enumerate(known.ordinals, 1):
            if ordinal.fullmatch(found["word"]):
                return number, end
        return None

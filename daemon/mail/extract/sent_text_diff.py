"""What we sent, taken out of what came back: word by word, so that no wrapping, mark, table or language hides it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from daemon.mail.parsing.html_text import html_lines
from daemon.mail.parsing.text_lines import Line

_RUN = 3  # words in a row that are looked up
_LONG = 12  # words in a row that are a quote where nothing else says so
_SOON = 60  # words of our letter that a quote may leave out
_CANDIDATES = 12
_END = "\n"  # of a part of a letter, among its words
_WORDS_LIMIT = 30_000
_LINK = re.compile(r"[<(\[]?\s?(?:mailto:|https?:|ftp:)[^\s<>)\]\"]{1,4000}[>)\]\"]?", re.IGNORECASE)
_ENCODED = re.compile(r"(?<!\S)\S*?(?:%[0-9A-Fa-f]{2}){3}\S*")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Run:
    """Words `start` to `end` of the reply are the words of a letter of ours from `source` on."""

    start: int
    end: int
    source: int

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def source_end(self) -> int:
        return self.source + self.length


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A letter of ours as words: its plain text, its HTML, its subject, one behind the other."""

    words: tuple[str, ...]
    places: dict[tuple[str, str, str], list[int]]


@dataclass(frozen=True, slots=True)
class Matched:
    """The words of a reply, the line of each, and where they are the words of our letter."""

    letter: SentLetter
    lines: Sequence[Line]
    words: Sequence[str]
    line_of: Sequence[int]
    runs: Sequence[Run]


@dataclass(frozen=True, slots=True)
class Ours:
    """For each line: `words`, how many of its words are ours; `left`, what remains of it without them.

    `inserted`: what remains stands between words that follow one another in our letter. Somebody wrote it into the
    quote; where words of ours are missing around it, it may be another letter of ours.
    """

    words: Sequence[int]
    left: Sequence[str]
    inserted: Sequence[bool]
    ended: bool = False  # the quote goes on to the letter's end


@lru_cache(maxsize=256)
def letter_of(plain: str, html: str, subject: str) -> SentLetter:
    words: list[str] = []
    for part in (plain.split("\n"), [line.text for line in html_lines(html)] if html else [], [subject]):
        for line in part:
            words += words_of(line)
        words.append(_END)  # no run crosses it
    places: dict[tuple[str, str, str], list[int]] = {}
    for at, three in enumerate(zip(words, words[1:], words[2:], strict=False)):
        found = places.setdefault(three, [])
        if len(found) < _CANDIDATES:
            found.append(at)
    return SentLetter(tuple(words), places)


def words_of(line: str) -> list[str]:
    """Return the words of a line as they are compared; addresses of links are none."""
    return _WORD.findall(without_links(line).lower().replace("ё", "е"))


def without_links(line: str) -> str:
    """Return the line with the addresses of links blanked out: what follows keeps its place."""
    if ":" not in line and "%" not in line:
        return line
    return _ENCODED.sub(_blank, _LINK.sub(_blank, line))


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def matched(lines: Sequence[Line], letter: SentLetter) -> Matched:
    """Where these lines say what the letter says."""
    words: list[str] = []
    line_of: list[int] = []
    for number, line in enumerate(lines):
        if line.text:
            found = words_of(line.text)
            words += found
            line_of += [number] * len(found)
            if len(words) > _WORDS_LIMIT:
                break
    return Matched(letter, lines, words, line_of, list(_runs(words, letter)))


def ours(text: Matched, quoted: Sequence[bool]) -> Ours:
    """What of the lines the letter says. `quoted`: where a few of our words in a row are enough to be a quote."""
    runs = _joined(_trusted(text, quoted), text, quoted)
    covered = bytearray(len(text.words))
    for run in runs:
        covered[run.start : run.end] = b"\x01" * run.length
    same = not _is_another(runs, text, quoted)
    inserted = [same] * len(text.lines)
    for start, end in _doubtful(runs, text):
        for at in range(start, end):
            inserted[text.line_of[at]] = False
    gone = [0] * len(text.lines)
    kept: list[list[int]] = [[] for _ in text.lines]  # which words of each line are not ours
    position, before = 0, -1
    for number, is_ours in zip(text.line_of, covered, strict=True):
        position = position + 1 if number == before else 0
        before = number
        if is_ours:
            gone[number] += 1
        else:
            kept[number].append(position)
    left = [_left(line.text, kept[at], gone[at]) if line.text else "" for at, line in enumerate(text.lines)]
    ended = same and bool(runs) and text.letter.words[runs[-1].source_end] == _END
    return Ours(gone, left, inserted, ended)


def _left(text: str, kept: Sequence[int], gone: int) -> str:
    """Return what remains of a line without our words."""
    if not kept:
        return ""
    bare = without_links(text)
    if not gone:
        return bare.strip()
    found = list(_WORD.finditer(bare))
    if kept[-1] >= len(found) or all(found[at][0].isdigit() for at in kept):
        return ""
    end = len(bare) if kept[-1] == len(found) - 1 else found[kept[-1]].end()
    return bare[found[kept[0]].start() : end].strip()


def _is_another(runs: Sequence[Run], text: Matched, quoted: Sequence[bool]) -> bool:
    """Return whether it is another letter of ours that is quoted: other words stand where the known one has its own."""
    for one, other in pairwise(runs):
        missing = text.letter.words[one.source_end : max(other.source, one.source_end)]
        replaced = missing and one.end < other.start and _END not in missing
        if replaced and quoted[text.line_of[one.end]] and not _is_glued(one, other, text):
            return True
    return False


def _is_glued(one: Run, other: Run, text: Matched) -> bool:
    """Return whether the one word that is missing here stands in one with what was written beside it."""
    if other.source != one.source_end + 1:
        return False
    word = text.letter.words[one.source_end]
    return any(each.startswith(word) or each.endswith(word) for each in text.words[one.end : other.start])


def _doubtful(runs: Sequence[Run], text: Matched) -> list[tuple[int, int]]:
    """Words of the reply around which our letter does not go on without a gap."""
    if not runs:
        return [(0, len(text.words))]
    found = [
        (one.end, other.start)
        for one, other in pairwise(runs)
        if other.source != one.source_end and not _is_glued(one, other, text)
    ]
    if text.letter.words[runs[-1].source_end] != _END:
        found.append((runs[-1].end, len(text.words)))
    return [(0, runs[0].start), *found]


def _runs(words: Sequence[str], letter: SentLetter) -> Iterator[Run]:
    """Yield the longest runs of our words, from left to right; one that goes on where the last one ended goes first."""
    at, expected, last = 0, -1, len(words) - _RUN
    places = letter.places
    while at <= last:
        found = places.get((words[at], words[at + 1], words[at + 2]))
        if found is None:
            at += 1
            continue
        place = expected if expected in found else max(found, key=lambda each: _length(words, at, letter, each))
        run = Run(at, at + _length(words, at, letter, place), place)
        yield run
        at, expected = run.end, run.source_end


def _length(words: Sequence[str], at: int, letter: SentLetter, place: int) -> int:
    end, count = min(len(words) - at, len(letter.words) - place), _RUN
    while count < end and words[at + count] == letter.words[place + count]:
        count += 1
    return count


def _trusted(text: Matched, quoted: Sequence[bool]) -> list[Run]:
    """Where nothing else marks a quote, only long runs that begin a line are one: people repeat our words, too."""
    whole = len(text.words) >= _LONG and sum(run.length for run in text.runs) == len(text.words)
    if whole and all(0 <= other.source - one.source_end <= _RUN for one, other in pairwise(text.runs)):
        return list(text.runs)  # nothing but our letter
    line_of = text.line_of
    trusted: list[Run] = []
    for run in text.runs:
        begins = run.start == 0 or line_of[run.start - 1] != line_of[run.start]
        if run.length >= _LONG:
            if begins or quoted[line_of[run.start]]:
                trusted.append(run)
        elif quoted[line_of[run.start]] and _goes_on(trusted, run):
            trusted.append(run)
    return trusted


def _goes_on(before: Sequence[Run], run: Run) -> bool:
    """A few of our words are a quote where our letter has them soon; elsewhere somebody repeats them."""
    return not before or 0 <= run.source - before[-1].source_end <= _SOON


def _joined(runs: list[Run], text: Matched, quoted: Sequence[bool]) -> list[Run]:
    """Return the runs, and the few words between and behind them that our letter has at just that place."""
    out: list[Run] = []
    for number, run in enumerate(runs):
        following = runs[number + 1] if number + 1 < len(runs) else None
        out += [run, *_behind(run, following, text, quoted)]
    return out


def _behind(run: Run, following: Run | None, text: Matched, quoted: Sequence[bool]) -> list[Run]:
    """Whole lines behind a run that follow in our letter, too."""
    line_of, words = text.line_of, text.words
    end = following.start if following else len(words)
    limit = following.source if following and following.source >= run.source_end else run.source_end
    out: list[Run] = []
    at, source = run.end, run.source_end
    while at < min(end, run.end + 40) and quoted[line_of[at]]:
        line_end = at
        while line_end < end and line_of[line_end] == line_of[at]:
            line_end += 1
        count = line_end - at
        place = _find(tuple(words[at:line_end]), text.letter.words, source, max(limit, source + count))
        if place < 0:
            break
        out.append(Run(at, line_end, place))
        source, at = place + count, line_end
    return out


def _find(words: tuple[str, ...], among: tuple[str, ...], start: int, end: int) -> int:
    for at in range(start, min(end, len(among), start + 60) - len(words) + 1):
        if among[at : at + len(words)] == words:
            return at
    return -1

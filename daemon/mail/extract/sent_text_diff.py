"""Subtraction of a letter that we sent from a reply, word by word: wrapping, marks, tables and languages hide nothing.

The reply is searched for runs of the letter's words in their order; what no run covers may be the writer's own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter

from daemon.mail.parsing.html_text import html_lines
from daemon.mail.parsing.text_lines import Line

_MANY = 32  # words that are compared at a time
_RUN = 3  # words in a row that are looked up: the shortest run
_LONG = 12  # words in a row that are a quote where nothing else says so; people repeat fewer
_SOON = 60  # words of our letter that a quote may leave out
_CANDIDATES = 12  # places kept of three words that a letter has often: each is tried, so they bound the time
_END = "\n"  # ends a part of a letter, among its words; no word of a reply equals it
_WORDS_LIMIT = 30_000  # of a reply; the words after the line that exceeds it are not compared
_SCHEMES = ("mailto:", "http:", "https:", "ftp:")
_LINK = re.compile(r"[<(\[]?\s?(?:mailto:|https?:|ftp:)[^\s<>)\]\"]{1,4000}[>)\]\"]?", re.IGNORECASE)
# Three percent-encoded bytes in a row: a piece of a link that has lost its scheme.
_ENCODED = re.compile(r"(?<!\S)\S*?(?:%[0-9A-Fa-f]{2}){3}\S*")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Run:
    """Words `start` to `end` (not included) of the reply, which equal those of our letter from `source` on."""

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
    """A letter of ours as words: its plain text, its HTML and its subject, each ended by `_END`.

    `places` has for each three words in a row where they stand.
    """

    words: tuple[str, ...]
    places: dict[tuple[str, str, str], list[int]]
    subject: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MatchedLines:
    """The words of a reply, the line of each (`line_of`), and the runs that our letter has, too."""

    letter: SentLetter
    lines: Sequence[Line]
    words: tuple[str, ...]
    line_of: Sequence[int]
    runs: Sequence[Run]


@dataclass(frozen=True, slots=True)
class OurText:
    """For each line: `words`, how many of its words are ours; `left`, what remains of it without them.

    `inserted`: what remains stands between words that follow one another in our letter, so that somebody wrote it into
    the quote. Where words of ours are missing around it, it may be from another letter of ours, and is False.
    """

    words: Sequence[int]
    left: Sequence[str]
    inserted: Sequence[bool]
    ended: bool = False  # the quote goes on to the letter's end
    after: Sequence[int] = ()  # of each line, the place in our letter up to which it was quoted by then; -1: nowhere


@lru_cache(maxsize=100)
def letter_of(plain: str, html: str, subject: str) -> SentLetter:
    """Return the letter with these bodies and this subject as words; cached."""
    words: list[str] = []
    for part in (plain.split("\n"), [line.text for line in html_lines(html).lines] if html else [], [subject]):
        for line in part:
            words += words_of(line)
        words.append(_END)  # no run crosses it
    places: dict[tuple[str, str, str], list[int]] = {}
    for at, three in enumerate(zip(words, words[1:], words[2:], strict=False)):
        found = places.setdefault(three, [])
        if len(found) < _CANDIDATES:
            found.append(at)
    return SentLetter(tuple(words), places, tuple(words_of(subject)))


def words_of(line: str) -> list[str]:
    """Return the words of a line as they are compared: in small letters, ё as е, without addresses of links."""
    return _WORD.findall(without_links(line).lower().replace("ё", "е"))


def without_links(line: str) -> str:
    """Return the line with the addresses of links replaced by as many spaces, so that what follows keeps its place."""
    small = line.lower() if ":" in line else ""
    if small and any(each in small for each in _SCHEMES):
        line = _LINK.sub(_blank, line)
    return _ENCODED.sub(_blank, line) if "%" in line else line


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def matched(lines: Sequence[Line], letter: SentLetter) -> MatchedLines:
    """Return the words of these lines with the runs that they share with the letter."""
    words: list[str] = []
    line_of: list[int] = []
    for number, line in enumerate(lines):
        if line.text:
            found = words_of(line.text)
            words += found
            line_of += [number] * len(found)
            if len(words) > _WORDS_LIMIT:
                break
    compared = tuple(words)
    return MatchedLines(letter, lines, compared, line_of, list(_runs(compared, letter)))


def ours(text: MatchedLines, quoted: Sequence[bool]) -> OurText:
    """Return for each line how much of it is the letter's and what is left.

    `quoted` says for each line whether it is known to be a quote: there a few of our words in a row count, elsewhere
    only long runs.
    """
    runs = _joined(_trusted(text, quoted), text, quoted)
    covered = bytearray(len(text.words))
    for run in runs:
        covered[run.start : run.end] = b"\x01" * run.length
    same = not _is_another(runs, text, quoted)
    inserted = [same] * len(text.lines)
    for start, end in _doubtful(runs, text):
        for at in range(start, end):
            inserted[text.line_of[at]] = False
    of_line = _by_line(covered, text)
    gone = [each.count(1) for each in of_line]
    left = [_left(line.text, each) if each else "" for line, each in zip(text.lines, of_line, strict=True)]
    ended = same and bool(runs) and text.letter.words[runs[-1].source_end] == _END
    return OurText(gone, left, inserted, ended, _quoted_up_to(runs, text))


def _quoted_up_to(runs: Sequence[Run], text: MatchedLines) -> list[int]:
    """Return for each line where in our letter the last run ends that begins on it or above; -1 if none does."""
    ends = {text.line_of[run.start]: run.source_end for run in runs}
    found, last = [], -1
    for number in range(len(text.lines)):
        last = ends.get(number, last)
        found.append(last)
    return found


def _by_line(covered: bytearray, text: MatchedLines) -> list[bytearray]:
    """Return of each line a byte for each word: 1 for one of ours."""
    counts = Counter(text.line_of)
    found: list[bytearray] = []
    start = 0
    for number in range(len(text.lines)):
        end = start + counts[number]
        found.append(covered[start:end])
        start = end
    return found


def without_ours(text: str, letter: SentLetter) -> str:
    """Return a text that came beside the mail's own, such as a mail inside the mail, without our letter's words."""
    lines = [Line(each) for each in text.split("\n")]
    found = ours(matched(lines, letter), [True] * len(lines))
    left = (found.left[at] if found.words[at] else line.text for at, line in enumerate(lines))
    return "\n".join(each for each in left if each.strip())


def _left(text: str, covered: bytearray) -> str:
    """Return the text from the first word that is not ours to the last; empty if only numbers remain.

    `covered` has a byte for each word, 1 for one of ours; if none is, the whole line is returned.
    """
    if 0 not in covered:
        return ""
    bare = without_links(text)
    if 1 not in covered:
        return bare.strip()
    kept = [at for at, is_ours in enumerate(covered) if not is_ours]
    found = list(_WORD.finditer(bare))
    if kept[-1] >= len(found) or all(found[at][0].isdigit() for at in kept):
        return ""
    end = len(bare) if kept[-1] == len(found) - 1 else found[kept[-1]].end()
    return bare[found[kept[0]].start() : end].strip()


def _is_another(runs: Sequence[Run], text: MatchedLines, quoted: Sequence[bool]) -> bool:
    """Return True if another letter of ours is quoted: other words stand where the known one has its own."""
    for one, other in pairwise(runs):
        missing = text.letter.words[one.source_end : max(other.source, one.source_end)]
        replaced = missing and one.end < other.start and _END not in missing
        if replaced and quoted[text.line_of[one.end]] and not _is_glued(one, other, text):
            return True
    return False


def _is_glued(one: Run, other: Run, text: MatchedLines) -> bool:
    """Return True if the one word missing between two runs is written together with an answer: "условиямсогласен"."""
    if other.source != one.source_end + 1:
        return False
    word = text.letter.words[one.source_end]
    return any(each.startswith(word) or each.endswith(word) for each in text.words[one.end : other.start])


def _doubtful(runs: Sequence[Run], text: MatchedLines) -> list[tuple[int, int]]:
    """Return the spans of the reply's words between runs that do not follow one another in our letter.

    What stands there may be from another letter of ours, not inserted into this one.
    """
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


def _runs(words: tuple[str, ...], letter: SentLetter) -> Iterator[Run]:
    """Yield the runs of our words in the reply, from left to right, as long as possible.

    Where the same words stand at several places of the letter, the place right after the last run is preferred, then
    the one of the longest run.
    """
    at, expected, last = 0, -1, len(words) - _RUN
    places = letter.places
    while at <= last:
        found = places.get((words[at], words[at + 1], words[at + 2]))
        if found is None:
            at += 1
            continue
        near = (expected,) if expected in found else found
        length, place = max(((_length(words, at, letter, each), each) for each in near), key=itemgetter(0))
        run = Run(at, at + length, place)
        yield run
        at, expected = run.end, run.source_end


def _length(words: tuple[str, ...], at: int, letter: SentLetter, place: int) -> int:
    """Return how many words in a row are the same from both places on; they are compared many at a time first."""
    end, count = min(len(words) - at, len(letter.words) - place), _RUN
    while count + _MANY <= end and _are_same(words, at + count, letter, place + count):
        count += _MANY
    while count < end and words[at + count] == letter.words[place + count]:
        count += 1
    return count


def _are_same(words: tuple[str, ...], at: int, letter: SentLetter, place: int) -> bool:
    return words[at : at + _MANY] == letter.words[place : place + _MANY]


def _trusted(text: MatchedLines, quoted: Sequence[bool]) -> list[Run]:
    """Return the runs that are a quote, not the writer repeating our words.

    They are all runs of a text that is our letter and nothing else; long runs that begin a line or stand in a known
    quote; and short ones in a known quote, where our letter goes on soon after the run before.
    """
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
        elif quoted[line_of[run.start]] and _goes_on(trusted, run, text.letter.words):
            trusted.append(run)
    return trusted


def _goes_on(before: Sequence[Run], run: Run, ours: Sequence[str]) -> bool:
    """Return True if our letter has the run at most `_SOON` words after the run before; else somebody repeats them.

    The letter's text, its HTML and its subject do not follow one another.
    """
    if not before:
        return True
    end = before[-1].source_end
    return 0 <= run.source - end <= _SOON and _END not in ours[end : run.source]


def _joined(runs: list[Run], text: MatchedLines, quoted: Sequence[bool]) -> list[Run]:
    """Return the runs, and the lines between and after them that are too short to be runs but follow in our letter."""
    out: list[Run] = []
    for number, run in enumerate(runs):
        following = runs[number + 1] if number + 1 < len(runs) else None
        out += [run, *_behind(run, following, text, quoted)]
    return out


def _behind(run: Run, following: Run | None, text: MatchedLines, quoted: Sequence[bool]) -> list[Run]:
    """Return the whole quoted lines after a run that our letter has, too, up to the following run, as runs.

    At most 40 words of them, since each line is looked for among the letter's next words.
    """
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
    """Return where `words` stand in `among` between `start` and `end`, at most 60 words on; -1 if nowhere."""
    for at in range(start, min(end, len(among), start + 60) - len(words) + 1):
        if among[at : at + len(words)] == words:
            return at
    return -1

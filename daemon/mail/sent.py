"""What we sent, taken out of what came back: word by word, so that no wrapping, mark, table or language hides it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from daemon.mail.html_lines import html_lines
from daemon.mail.lines import Line

_RUN = 3  # words in a row that are looked up
_CANDIDATES = 12
_END = "\n"  # of a part of a letter, among its words
_WORDS_LIMIT = 30_000
_LINK = re.compile(r"[<(\[]?\s?(?:mailto:|https?:|ftp:)[^\s<>)\]\"]{1,4000}[>)\]\"]?", re.IGNORECASE)
_ENCODED = re.compile(r"\S*(?:%[0-9A-Fa-f]{2}){3}\S*")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: how it is compared, in which line, and where it stands there."""

    word: str
    line: int
    start: int
    end: int


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
class Ours:
    """For each line: `words`, how many of its words are ours; `left`, what remains of it without them.

    `inserted`: what remains stands between words that follow one another in our letter. Somebody wrote it into the
    quote; where words of ours are missing around it, it may be another letter of ours.
    """

    words: tuple[int, ...]
    left: tuple[str, ...]
    inserted: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of ours as words: its plain text, its HTML, its subject, one behind the other."""

    words: tuple[str, ...]
    places: dict[tuple[str, ...], tuple[int, ...]]


@lru_cache(maxsize=256)
def letter_of(plain: str, html: str, subject: str) -> Letter:
    words: list[str] = []
    for lines in (plain.split("\n"), [line.text for line in html_lines(html)] if html else [], [subject]):
        words += [token.word for token in tokens(lines)]
        words.append(_END)  # no run crosses it
    places: dict[tuple[str, ...], list[int]] = {}
    for at in range(len(words) - _RUN + 1):
        found = places.setdefault(tuple(words[at : at + _RUN]), [])
        if len(found) < _CANDIDATES:
            found.append(at)
    return Letter(tuple(words), {key: tuple(found) for key, found in places.items()})


def tokens(lines: Sequence[str]) -> list[Token]:
    """The words of these lines; addresses of links are none."""
    out: list[Token] = []
    for number, line in enumerate(lines):
        text = without_links(line)
        out += [Token(_plain(found[0]), number, found.start(), found.end()) for found in _WORD.finditer(text)]
        if len(out) > _WORDS_LIMIT:
            break
    return out


def without_links(line: str) -> str:
    """The line with the addresses of links blanked out: what follows keeps its place."""
    if ":" not in line and "%" not in line:
        return line
    return _ENCODED.sub(_blank, _LINK.sub(_blank, line))


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _plain(word: str) -> str:
    return word.casefold().replace("ё", "е")


def ours(lines: Sequence[Line], letter: Letter, quoted: Sequence[bool]) -> Ours:
    """What of these lines the letter says. `quoted`: where a few of our words in a row are enough to be a quote."""
    said = tokens([line.text for line in lines])
    runs = _joined(_trusted(_runs(said, letter), said, quoted), said, letter, quoted)
    covered = bytearray(len(said))
    for run in runs:
        covered[run.start : run.end] = b"\x01" * run.length
    inserted = [True] * len(lines)
    for start, end in _doubtful(runs, letter, len(said)):
        for token in said[start:end]:
            inserted[token.line] = False
    words = [0] * len(lines)
    left: list[list[Token]] = [[] for _ in lines]
    for token, is_ours in zip(said, covered, strict=True):
        if is_ours:
            words[token.line] += 1
        else:
            left[token.line].append(token)
    rest = tuple(_left(line.text, left[at], words[at]) for at, line in enumerate(lines))
    return Ours(tuple(words), rest, tuple(inserted))


def _doubtful(runs: Sequence[Run], letter: Letter, count: int) -> list[tuple[int, int]]:
    """Words of the reply around which our letter does not go on without a gap."""
    if not runs:
        return [(0, count)]
    ends = pairwise(runs)
    found = [(one.end, other.start) for one, other in ends if other.source != one.source_end]
    last = runs[-1]
    if letter.words[last.source_end] != _END:
        found.append((last.end, count))
    return [(0, runs[0].start), *found]


def _left(text: str, kept: Sequence[Token], gone: int) -> str:
    """What remains of a line without our words."""
    if not gone:
        return without_links(text).strip() if kept else ""
    if all(token.word.isdigit() for token in kept):
        return ""
    behind = text[kept[-1].end :]
    return text[kept[0].start : kept[-1].end] + (behind if not _WORD.search(without_links(behind)) else "")


def _runs(said: Sequence[Token], letter: Letter) -> list[Run]:
    """The longest runs of our words, from left to right."""
    found: list[Run] = []
    at, expected = 0, -1
    while at <= len(said) - _RUN:
        places = letter.places.get((said[at].word, said[at + 1].word, said[at + 2].word), ())
        best = (
            max((place == expected, _length(said, at, letter, place), -place) for place in places) if places else None
        )
        if best is None:
            at += 1
            continue
        found.append(Run(at, at + best[1], -best[2]))
        at += best[1]
        expected = found[-1].source_end
    return found


def _length(said: Sequence[Token], at: int, letter: Letter, place: int) -> int:
    count = _RUN
    while (
        at + count < len(said)
        and place + count < len(letter.words)
        and said[at + count].word == letter.words[place + count]
    ):
        count += 1
    return count


def _trusted(runs: Sequence[Run], said: Sequence[Token], quoted: Sequence[bool]) -> list[Run]:
    """Where nothing else marks a quote, only long runs that begin a line are one: people repeat our words, too."""
    whole = len(said) > 0 and sum(run.length for run in runs) == len(said)
    out = []
    for run in runs:
        first = said[run.start]
        begins = run.start == 0 or said[run.start - 1].line != first.line
        if quoted[first.line] or (begins and run.length >= 12) or whole:
            out.append(run)
    return out


def _joined(runs: list[Run], said: Sequence[Token], letter: Letter, quoted: Sequence[bool]) -> list[Run]:
    """The runs, and the few words between and behind them that our letter has at just that place."""
    out: list[Run] = []
    for number, run in enumerate(runs):
        following = runs[number + 1] if number + 1 < len(runs) else None
        out += [run, *_behind(run, following, said, letter, quoted)]
    return out


def _behind(
    run: Run, following: Run | None, said: Sequence[Token], letter: Letter, quoted: Sequence[bool]
) -> list[Run]:
    """Whole lines behind a run that follow in our letter, too."""
    end = following.start if following else len(said)
    limit = following.source if following and following.source >= run.source_end else run.source_end
    out: list[Run] = []
    at, source = run.end, run.source_end
    while at < min(end, run.end + 40) and quoted[said[at].line]:
        line_end = at
        while line_end < end and said[line_end].line == said[at].line:
            line_end += 1
        words = tuple(token.word for token in said[at:line_end])
        place = _find(words, letter.words, source, max(limit, source + len(words)))
        if place < 0:
            break
        out.append(Run(at, line_end, place))
        source, at = place + line_end - at, line_end
    return out


def _find(words: tuple[str, ...], among: tuple[str, ...], start: int, end: int) -> int:
    for at in range(start, min(end, len(among), start + 60) - len(words) + 1):
        if among[at : at + len(words)] == words:
            return at
    return -1

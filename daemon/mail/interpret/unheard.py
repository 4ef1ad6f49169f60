"""What was dropped of a mail and yet speaks: a verdict is believed only if there is nothing of that kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from daemon.mail.interpret.lexicon import Lexicon, load, plain
from daemon.mail.interpret.morphology import analyzer
from daemon.mail.interpret.rules import Intent, read
from daemon.mail.parsing.account import Fate, Piece

_UNKNOWN = frozenset({Fate.LIMIT, Fate.UNREADABLE})  # without a text nobody knows what they said
_UNREAD = _UNKNOWN | {Fate.FILE}
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_LINK = re.compile(r"(?:https?://|www\.|mailto:|cid:)\S+|[\w.+-]{1,64}@[\w.-]{1,100}\w", re.IGNORECASE)
_CYRILLIC = re.compile(r"[а-яё-]{3,}\Z")
_CUES = ("conditional", "denying")
_LINE_LIMIT = 400  # characters of a line that is read as a reply; a longer one is only searched for words
_LETTERS = 4  # of a word that is read by itself, mistyped or in other letters
_LINES_LIMIT = 300  # of a piece; one with more speaks: nobody has looked at its end; of all pieces twice as many
_CUT = 1_900  # characters; a piece beyond a limit is kept up to about as many, and its end is not known
_SURE = 0.3  # of a word's readings, so many at least must be such verbs
_MOODS = frozenset({"impr", "1per", "INFN"})


@dataclass(frozen=True, slots=True)
class _Cues:
    """The lists of `words/heard.yaml` together, as words and as stems."""

    exact: frozenset[str]
    stems: tuple[str, ...]

    def holds(self, word: str) -> bool:
        return word in self.exact or word.startswith(self.stems)


def unheard(account: Iterable[Piece], lexicon: Lexicon) -> tuple[Piece, ...]:
    """Return the dropped pieces that are not proved inert and speak, each with the lines that do.

    They hold a word of a verdict, denial, condition, doubt, demand or defect, a verb in the first person, an
    imperative, an infinitive, or a question; or nobody could read them.
    """
    room = _LINES_LIMIT * 2
    found: list[Piece] = []
    for each in account:
        if each.fate is Fate.OWN or each.inert:
            continue
        lines = each.text.split("\n")
        if len(lines) > min(room, _LINES_LIMIT):
            found.append(each)
        elif said := _said(each, lines, lexicon):
            found.append(said)
        room -= len(lines)
    return tuple(found)


def _said(piece: Piece, lines: Sequence[str], lexicon: Lexicon) -> Piece | None:
    """Return the piece with those of its lines that speak; None if it says nothing."""
    if not piece.text.strip():
        return piece if piece.fate in _UNKNOWN else None
    if piece.fate in _UNREAD and len(piece.text) > _CUT:
        return piece
    speaking = {line: _speaks(line, lexicon) for line in dict.fromkeys(lines)}
    spoken = [line.strip() for line in lines if speaking[line]]
    return replace(piece, text="\n".join(spoken)) if spoken else None


def _speaks(line: str, lexicon: Lexicon) -> bool:
    bare = _LINK.sub(" ", line)
    said = [plain(each) for each in _WORD.findall(bare)]
    if said and "?" in bare:
        return True
    if any(_is_cue(each, lexicon) for each in said) or any(map(_orders_or_tells, said)):
        return True
    return len(bare) <= _LINE_LIMIT and _is_reply(bare, said, lexicon)


def _is_cue(word: str, lexicon: Lexicon) -> bool:
    if lexicon.marks_any("negative_cue", [word]):
        return not lexicon.marks_any("no_negative_cue", [word])
    return _cues().holds(word) or any(lexicon.marks_any(each, [word]) for each in _CUES)


def _is_reply(line: str, said: Sequence[str], lexicon: Lexicon) -> bool:
    """Return True if the line, or a word of it, would be read as an answer or an order: "+", "ок", "lf", "otkaz"."""
    reading = read(line, lexicon)
    if reading.intent is not Intent.UNCLEAR or (said and reading.answer):
        return True
    return any(_is_verdict(each, lexicon) for each in said if len(each) >= _LETTERS)


@lru_cache(maxsize=4096)
def _is_verdict(word: str, lexicon: Lexicon) -> bool:
    return read(word, lexicon).intent.verdict is not None


@cache
def _cues() -> _Cues:
    words = [plain(str(each)) for listed in load("heard").values() for each in listed]
    stems = tuple(each[:-1] for each in words if each.endswith("*"))
    return _Cues(frozenset(each for each in words if not each.endswith("*")), stems)


@lru_cache(maxsize=4096)
def _orders_or_tells(word: str) -> bool:
    """Return True for a Russian verb of the first person, an imperative or an infinitive."""
    if not _CYRILLIC.match(word):
        return False
    known = [each for each in analyzer().parse(word) if each.is_known]
    said = [float(each.score) for each in known if _MOODS & set(map(str, each.tag.grammemes))]
    return sum(said) >= _SURE

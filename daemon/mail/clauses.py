"""Text to clauses: words with their places, cut at every sign that people put between thoughts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from daemon.mail.lexicon import plain

LINES_LIMIT = 200
TEXT_LIMIT = 65_536

# In their order: an address, an initial with its dot, a word (dots only before digits: "п.4.2", "24.11.2026"), plus
# signs, a sign that is a picture, and what separates.
_TOKEN = re.compile(
    r"(?P<address>[\w.+-]{1,64}@[\w.-]{1,64}\w)"
    r"|(?P<initial>(?<!\w)[A-ZА-ЯЁ]\.(?=\s?[A-ZА-ЯЁ]))"
    r"|(?P<word>[^\W_]+(?:[-'’.](?=\d)[^\W_]+|[-'’][^\W_]+)*)"
    r"|(?P<plus>\+{1,3}1?(?!\w))"
    r"|(?P<picture>[\u203c-\u2bff\U0001f000-\U0001faff])"
    r"|(?P<stop>[.!?…;\n]+)"
    r"|(?P<pause>[,:()\[\]]|(?<!\w)[-–—]+|[–—]+)"
)
_SKIN = re.compile("[\U0001f3fb-\U0001f3ff\ufe0e\ufe0f\u200d]")
_ALIKE = str.maketrans("aceopxykmtbhACEOPXYKMTBH", "асеорхукмтвнАСЕОРХУКМТВН")
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_LATIN = re.compile("[a-z]", re.IGNORECASE)
_ALIKE_ONLY = re.compile("[aceopxykmtbhACEOPXYKMTBH]{1,2}")


@dataclass(frozen=True, slots=True)
class Word:
    """`said` is how words are compared, `written` how it stands in the text."""

    said: str
    written: str
    start: int
    end: int

    @property
    def is_capitalised(self) -> bool:
        return self.written[:1].isupper()

    @property
    def is_initial(self) -> bool:
        return self.written.endswith(".")


@dataclass(frozen=True, slots=True)
class Clause:
    """Words between two signs. `sentence` counts; `before` and `behind` are the signs around it."""

    words: tuple[Word, ...]
    sentence: int
    before: str
    behind: str

    @property
    def said(self) -> tuple[str, ...]:
        return tuple(word.said for word in self.words)

    @property
    def begins_sentence(self) -> bool:
        return not self.before or self.before[:1] in ".!?…;\n"

    @property
    def is_asked(self) -> bool:
        return "?" in self.behind


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text and its clauses. `cut` says that it went on beyond what is read."""

    text: str
    clauses: tuple[Clause, ...]
    cut: bool = False


def spoken(text: str) -> Spoken:
    lines = text[:TEXT_LIMIT].splitlines()
    whole = _SKIN.sub("", _unwrapped(lines[:LINES_LIMIT]))
    cut = len(text) > TEXT_LIMIT or len(lines) > LINES_LIMIT
    return Spoken(whole, tuple(_clauses(whole)), cut)


def _unwrapped(lines: list[str]) -> str:
    """Lines that a mail program broke are one again: the next goes on in small letters."""
    out: list[str] = []
    for line in (each.strip() for each in lines):
        if out and out[-1] and out[-1][-1] not in ".!?:;…" and line[:1].islower():
            out[-1] = f"{out[-1]} {line}"
        else:
            out.append(line)
    return "\n".join(out).strip()


def _clauses(text: str) -> list[Clause]:
    found: list[Clause] = []
    words: list[Word] = []
    cyrillic = bool(_CYRILLIC.search(text))
    sentence, before = 0, ""

    def close(sign: str) -> None:
        """A clause ends here. Signs in a row belong together: "согласовано?!" is asked."""
        nonlocal before
        if words:
            found.append(Clause(tuple(words), sentence, before, sign))
            words.clear()
            before = sign
        elif found and found[-1].sentence == sentence:
            last = found[-1]
            before = last.behind + sign
            found[-1] = Clause(last.words, last.sentence, last.before, before)

    for token in _TOKEN.finditer(text):
        kind, written = token.lastgroup, token[0]
        if kind in ("stop", "pause"):
            close(written)
            sentence += kind == "stop"
        else:
            words.append(Word(_said(written, cyrillic), written, token.start(), token.end()))
    close("")
    return _whole_sentences(found)


def _whole_sentences(clauses: list[Clause]) -> list[Clause]:
    """A question mark asks all clauses of its sentence."""
    asked = {each.sentence for each in clauses if each.is_asked}
    return [
        Clause(each.words, each.sentence, each.before, each.behind + "?")
        if each.sentence in asked and not each.is_asked
        else each
        for each in clauses
    ]


def _said(written: str, cyrillic: bool) -> str:
    """Latin letters that look Cyrillic are, in a Cyrillic word: phones and layouts mix them up."""
    mixed = _CYRILLIC.search(written) and _LATIN.search(written)
    if mixed or (cyrillic and _ALIKE_ONLY.fullmatch(written) and written.lower() != "ok"):
        written = written.translate(_ALIKE)
    return plain(written)

"""Cut a text into clauses: words with their offsets, parted at every sign that people put between thoughts."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass, replace
from itertools import pairwise

from daemon.mail.interpret.keyboard_layout import respelled
from daemon.mail.interpret.lexicon import Lexicon, plain

# Far more than anybody writes about a contract; what lies beyond would only cost time.
LINES_LIMIT = 200
TEXT_LIMIT = 65_536
WORDS_LIMIT = 2_000

# The first that fits decides: an address, an abbreviation with its dot, an initial with its dot, a word (dots only
# before digits: "п.4.2", "24.11.2026"), plus signs, a sign that is a picture, and what separates.
_TOKEN = re.compile(
    r"(?P<address>[\w.+-]{1,64}@[\w.-]{1,64}\w)"
    r"|(?P<short>(?i:(?<!\w)(?:(?-i:т|Т(?=\.\s?[а-я]))\.\s?[еокдпнч]\.|[oо]\.\s?[kк]\.?|(?:п|пп|ст|стр|разд|гл|табл|рис|прил|абз|cl|sec|art|no|p)\.(?=\s?\d)"
    r"|(?:см|гл|зам|зав|ген|нач|рук|отд|руб|тыс|млн|г|д|ул|им|тел|доб|моб|approx)\.(?=\s{0,2}(?-i:[a-zа-яё])|\s{0,2}\d))))"
    r"|(?P<initial>(?<!\w)[A-ZА-ЯЁ]\.(?=[ ]?[A-ZА-ЯЁ]))"
    r"|(?P<word>[^\W_]+(?:(?:[-'’.]|(?<=\d),)(?=\d)[^\W_]+|[-'’][^\W_]+)*)"
    r"|(?P<plus>\+{1,3}1?(?![\w/]))"
    r"|(?P<picture>[\u203c-\u2bff\U0001f000-\U0001faff])"
    r"|(?P<stop>[.!?…;\n|]+)"
    r"|(?P<pause>[,:()\[\]]|(?<!\w)[-–—]+(?!\d)|[–—]+|(?<=\s)/|/(?=\s)|(?<=\w\w\w\w)/(?=\w\w\w\w))"
)
_SMILEY = re.compile(r"(?<![\d:;=])[:;=]-?[)(D]+|(?<=[\w!.,])\){1,4}(?=\s*(?:$|\n))|\){2,}", re.MULTILINE)
_SPACED_OUT = re.compile(r"(?<!\w)[^\W\d](?: [^\W\d]){5,30}(?!\w)")  # "с о г л а с о в а н о"
_DICTATED = ("запятая", ","), ("восклицательный знак", "!"), ("вопросительный знак", "?"), ("точка", ".")
_DOUBTING = frozenset({"разве", "неужели", "ужель"})  # a sentence that begins so asks, also without the sign
_PICTURE = re.compile("[\u203c-\u2bff\U0001f000-\U0001faff]")
_OPENING_QUOTES = ("«", "“", "„", '"')
_SPACED = re.compile(r"\S+")
_SIGNS = re.compile(r"[.,!?;:]")
_BETWEEN_COMMAS = re.compile(r",(\s*(?:пожалуйста|please|будьте добры)\s*),", re.IGNORECASE)
# A sign within what is one thought.
# "Моё решение: согласовать", "если что, я на связи", "извините, что задержал".
_ONE_THOUGHT = re.compile(
    r"(?:(?:мо[её]|наше) )?(?:решение|вердикт|ответ)\s*[—–:-]+(?=\s*(?:согласовать|утвердить|одобрить|подписать)\b)"
    r"|(?<!\w)yeah\s*,(?=\s*right\b)"
    r"|(?<!\w)если что\s*,(?=\s*(?:я|буду|на связи|пишите|звоните|обращайтесь)\b)"
    r"|(?:извините|простите|извиняюсь|прошу прощения|сорри)\s*,(?=\s*(?:что|если)\b)",
    re.IGNORECASE,
)
_SKIN = re.compile("[\U0001f3fb-\U0001f3ff\ufe0e\ufe0f\u200d]")
_ALIKE = str.maketrans("aceopxykmtbhACEOPXYKMTBH", "асеорхукмтвнАСЕОРХУКМТВН")
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_LATIN = re.compile("[a-z]", re.IGNORECASE)
_ENGLISH = frozenset(
    {"ok", "to", "me", "my", "by", "be", "at", "he", "a", "am", "pm", "oh", "et"}
)  # though they look Cyrillic
_ALIKE_ONLY = re.compile("[aceopxykmtbhACEOPXYKMTBH]{1,2}")


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A word: `said` as words are compared, `written` as it stands in the text from `start` to `end`."""

    said: str
    written: str
    start: int
    end: int
    is_quoted: bool = False  # it stands right behind an opening quotation mark: a word that is spoken of

    @property
    def is_capitalised(self) -> bool:
        return self.written[:1].isupper()

    @property
    def is_initial(self) -> bool:
        return len(self.written) == 2 and self.written.endswith(".")


@dataclass(frozen=True, slots=True, eq=False)
class Clause:
    """Words between two signs. `sentence` counts the sentences from 0; `before` and `after` are the signs around."""

    words: tuple[Word, ...]
    sentence: int
    before: str
    after: str

    @property
    def said(self) -> tuple[str, ...]:
        return tuple(word.said for word in self.words)

    @property
    def begins_sentence(self) -> bool:
        return not self.before or self.before[:1] in ".!?…;\n"

    @property
    def is_asked(self) -> bool:
        return (
            "?" in self.after
            or self.words[0].said in _DOUBTING
            or any(word.written == "ли" for word in self.words[1:3])
        )

    def parted(self, cuts: Set[int]) -> tuple[Clause, ...]:
        """Return the parts of the clause that begin at these words; a cut at 0 parts nothing."""
        edges = sorted({0, *cuts, len(self.words)})
        asked_after = "?" if self.is_asked else " "
        return tuple(
            replace(
                self,
                words=self.words[start:end],
                before=self.before if start == 0 else " ",
                after=self.after if end == len(self.words) else asked_after,
            )
            for start, end in pairwise(edges)
        )


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text and its clauses. `cut` is True if it went on beyond what is read."""

    text: str
    clauses: tuple[Clause, ...]
    cut: bool = False
    written: str = ""  # the same words as they were typed, in another layout or alphabet

    def as_written(self, begin: int, end: int) -> str:
        """Return a part of `text` as it was typed: a guessed spelling is no word of the person's."""
        if self.written == self.text:
            return self.text[begin:end]
        meant, typed = list(_SPACED.finditer(self.text)), list(_SPACED.finditer(self.written))
        held = [
            (a, b)
            for a, b in zip(meant, typed, strict=False)
            if any(map(str.isalnum, self.text[max(begin, a.start()) : min(end, a.end())]))
        ]
        if len(meant) != len(typed) or not held:
            return self.text[begin:end]
        (first, start), (last, stop) = held[0], held[-1]
        skipped = max(0, begin - first.start()) if first[0] == start[0] else 0
        left = max(0, last.end() - end) if last[0] == stop[0] else 0
        return self.written[start.start() + skipped : stop.end() - left]


def tokenize(text: str, lexicon: Lexicon) -> Tokens:
    """Return a text as it was meant, within the limits above, and its clauses."""
    lines = text[:TEXT_LIMIT].splitlines()
    whole = _SKIN.sub("", _unwrapped(lines[:LINES_LIMIT]))
    whole = _SPACED_OUT.sub(lambda spaced: spaced[0].replace(" ", ""), whole)
    typed, whole = _punctuated(whole), _punctuated(respelled(whole, lexicon))
    shown = _without_pictures(whole, lexicon)
    shown = _SMILEY.sub(lambda smiley: " " * len(smiley[0]), shown)
    shown = _BETWEEN_COMMAS.sub(r" \1 ", shown)
    shown = _ONE_THOUGHT.sub(lambda said: re.sub(r"[,:—–-]", " ", said[0]), shown)
    clauses, words = _clauses(shown)
    cut = len(text) > TEXT_LIMIT or len(lines) > LINES_LIMIT or words > WORDS_LIMIT
    return Tokens(whole, tuple(clauses), cut, typed)


def _without_pictures(text: str, lexicon: Lexicon) -> str:
    """Return the text with blanks for pictures that mean nothing: a fir, a rocket; a thumb means something."""
    known, mocking = lexicon.known, lexicon.lemmas["mock"]
    return _PICTURE.sub(lambda sign: sign[0] if sign[0] in known or sign[0] in mocking else " ", text)


def _punctuated(text: str) -> str:
    """Return the text with dictated signs as signs ("согласовано точка"), in lines that have no others."""
    return "\n".join(line if _SIGNS.search(line) else _dictated(line) for line in text.split("\n"))


def _dictated(line: str) -> str:
    for name, sign in _DICTATED:
        line = re.sub(rf"\s{name}(?!\w)", sign, line, flags=re.IGNORECASE)
    return line


def _unwrapped(lines: list[str]) -> str:
    """Return the text with lines joined that a mail program broke: the next goes on in small letters."""
    out: list[str] = []
    for line in (each.strip() for each in lines):
        if out and out[-1] and out[-1][-1] not in ".!?:;…" and line[:1].islower():
            out[-1] = f"{out[-1]} {line}"
        else:
            out.append(line)
    return "\n".join(out).strip()


def _clauses(text: str) -> tuple[list[Clause], int]:
    found: list[Clause] = []
    words: list[Word] = []
    cyrillic = bool(_CYRILLIC.search(text))
    sentence, before = 0, ""

    def close(sign: str) -> None:
        """End the clause at a sign. Signs in a row belong together: "согласовано?!" is asked."""
        nonlocal before
        if words:
            found.append(Clause(tuple(words), sentence, before, sign))
            words.clear()
            before = sign
        elif found:
            last = found[-1]
            before = last.after + sign
            found[-1] = Clause(last.words, last.sentence, last.before, before)

    count = 0
    for token in _TOKEN.finditer(text):
        kind, written = token.lastgroup, token[0]
        if kind in ("stop", "pause"):
            close(written)
            sentence += kind == "stop"
        else:
            count += 1
            if count > WORDS_LIMIT:
                break
            said = re.sub(r"[.\s]", "", written) if kind == "short" else written
            quoted = text[max(0, token.start() - 1) : token.start()] in _OPENING_QUOTES
            words.append(Word(_said(said, cyrillic), written, token.start(), token.end(), quoted))
    close("")
    return _whole_sentences(found), count


def _whole_sentences(clauses: list[Clause]) -> list[Clause]:
    """Return the clauses with a question mark after every clause of a sentence that has one."""
    asked = {each.sentence for each in clauses if each.is_asked}
    return [
        Clause(each.words, each.sentence, each.before, each.after + "?")
        if each.sentence in asked and not each.is_asked
        else each
        for each in clauses
    ]


def _said(written: str, cyrillic: bool) -> str:
    """Return a word as it is compared.

    Latin letters that look Cyrillic count as such in a Cyrillic word or text: phones and layouts mix them up.
    """
    mixed = _CYRILLIC.search(written) and _LATIN.search(written)
    if mixed or (cyrillic and _ALIKE_ONLY.fullmatch(written) and written.lower() not in _ENGLISH):
        written = written.translate(_ALIKE)
    return plain(written)

"""A second reader: it has read some thousand replies, and weighs words and what the rules found in them.

It may doubt an approval of the rules, and say what an unclear reply probably means. It never approves.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import fsum, sqrt
from zlib import crc32

from daemon.mail.interpret.intent import APPROVES, Intent, ParsedReply, Reading
from daemon.mail.interpret.lexicon import APPROVING, Lexicon, Meaning
from daemon.mail.interpret.morphology import is_in_dictionary, lemmas
from daemon.mail.interpret.rules import holds_condition, parsed_reply, reading_of

CLASSES = tuple(Intent)  # each has a row of weights in the file, in this order
ROW = 1 << 15  # weights of a class; features share them by their hash
ONE = 1 << 16  # weights are whole numbers while they are summed: the same sums on every machine
_MAGIC = b"contractd second reader 1\n"
_UNIT_BYTES = 4
_LETTERS = (3, 4, 5)  # letters of a piece of a word, its borders among them
# Lemmas that approve a contract where nothing else was asked.
_AGREEING = frozenset({"согласный", "поддержать", "поддерживать", "благословить", "благословлять", "endorse"})

_SAYS_NOTHING = frozenset({Meaning.POLITE, Meaning.CLOSING, Meaning.THANKS})
_SIDES = {True: APPROVES, False: frozenset({Intent.RETURN, Intent.DECLINE})}

# Chosen by cross-validation: `make reader` prints what others would do.
DOUBTED_BELOW = 0.2  # the share of both approvals below which the rules' approval is doubted
GUESSED_FROM = 0.3  # the share of a side, approvals or returns, from which its verdict is guessed
GUESSED_PART = 0.6  # and its part of all that is not unclear
DOUBT_LIMIT = 2_000  # characters of a text that is weighed at all: those it has learned from are short
GUESS_LIMIT = 400  # characters of a text that is guessed at
_STRANGE_PART = 2  # one of so many words may be in no dictionary


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned: for each class a row of small whole numbers, each worth `unit` of ONE."""

    rows: tuple[memoryview, ...]
    unit: int
    version: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the second reader takes a text for, how likely that is, and how likely either approval, by its reckoning.

    `guess` is the verdict that is meant if any is, where one side is likely enough; an unclear text may have one.
    """

    intent: Intent
    share: float
    approving: float
    guess: Intent | None = None


def second_opinion(text: str, reading: Reading, lexicon: Lexicon) -> Reading:
    """Return the rules' reading of a person's words after a second look: doubted, with a guess, or as it was.

    An approval becomes unclear where the second reader is sure of something else; an unclear reading gets the verdict
    that is probably meant as its `guess`, and its words as that approval's condition where they hold one. No reading
    ever becomes a verdict here.
    """
    if reading.intent in APPROVES and len(text) <= DOUBT_LIMIT:
        return _doubted(text, reading, lexicon)
    if reading.intent is not Intent.UNCLEAR:
        return reading
    if reading.answer == "no":  # to a request that asks for a verdict it is none in favour
        return replace(reading, guess=Intent.RETURN)
    if not is_fit_to_guess(text, reading, lexicon):
        return reading
    guess = _guess(text, lexicon)
    kept = (text,) if guess in APPROVES and holds_condition(text, lexicon) else ()
    return replace(reading, guess=guess, conditions=kept)


def _guess(text: str, lexicon: Lexicon) -> Intent | None:
    guess = opinion_of(text, lexicon, built_in()).guess
    return None if guess in APPROVES and denies_approval(text, lexicon) else guess


def denies_approval(text: str, lexicon: Lexicon) -> bool:
    """Return True if a "not" or "no" stands right before a word of approval: nobody is asked whether they approved."""
    pairs = pairwise(each.said for clause in parsed_reply(text, lexicon).tokens.clauses for each in clause.words)
    return any(
        word in lexicon.marks["denying"] and any(each.meaning in APPROVING for each in lexicon.phrases_at(next_))
        for word, next_ in pairs
    )


def _doubted(text: str, reading: Reading, lexicon: Lexicon) -> Reading:
    opinion = opinion_of(text, lexicon, built_in())
    if opinion.approving >= DOUBTED_BELOW:
        return reading
    why = f"the rules read {reading.intent.value}, the second reader takes it for {opinion.intent.value}"
    return Reading(Intent.UNCLEAR, text, (why, *reading.evidence), contracts=reading.contracts)


def is_fit_to_guess(text: str, reading: Reading, lexicon: Lexicon) -> bool:
    """Return True for a short text that does more than ask, of common words, which alone is why it is unclear.

    What else the mail shows (a dropped piece that speaks, two texts that differ, a button, another contract) says more
    than the words do: nothing is guessed beside it. "Yes", "no" and a code answer a question of ours.
    """
    if not text.strip() or len(text) > GUESS_LIMIT or reading.answer or reading.code:
        return False
    parsed = parsed_reply(text, lexicon)
    clauses = parsed.tokens.clauses
    if all(each.is_asked for each in clauses):
        return False
    if all(each.meaning in _SAYS_NOTHING for each in parsed.matches):
        return False
    said = [each.said for clause in clauses for each in clause.words]
    strange = sum(not _is_common(each, lexicon) for each in said)
    return strange * _STRANGE_PART <= len(said) and reading_of(parsed).evidence == reading.evidence


def _is_common(word: str, lexicon: Lexicon) -> bool:
    return word in lexicon.known or not word.isalpha() or is_in_dictionary(word)


def names_approval(text: str, lexicon: Lexicon) -> bool:
    """Return True if a text approves in so many words: "да" and "согласен" may agree with whatever was asked."""
    said = (each.said for clause in parsed_reply(text, lexicon).tokens.clauses for each in clause.words)
    return any(
        (lexicon.is_a(each, "approve") or lexicon.is_a(each, "sign"))
        and lemmas(each).isdisjoint(_AGREEING)
        and each not in lexicon.marks["agreeing"]
        for each in said
    )


def opinion_of(text: str, lexicon: Lexicon, weights: Weights) -> Opinion:
    """Return what the second reader takes a person's words for."""
    return opinion_at(features(text, lexicon), weights)


def opinion_at(places: Sequence[int], weights: Weights) -> Opinion:
    """Return the opinion of a text that stands for these places."""
    shares = shares_of(scores(places, weights.rows, weights.unit))
    likeliest = max(range(len(CLASSES)), key=shares.__getitem__)
    approving = sum(share for intent, share in zip(CLASSES, shares, strict=True) if intent in APPROVES)
    return Opinion(CLASSES[likeliest], shares[likeliest], approving, _likeliest_verdict(shares))


def _likeliest_verdict(shares: Sequence[float]) -> Intent | None:
    """Return the verdict of the likelier side, approvals or returns, if it is likely beside all that is not unclear."""
    of = dict(zip(CLASSES, shares, strict=True))
    best = max((each for each in CLASSES if each.verdict is not None), key=of.__getitem__)
    side = sum(of[each] for each in _SIDES[best in APPROVES])
    return best if side >= max(GUESSED_FROM, GUESSED_PART * (1 - of[Intent.UNCLEAR])) else None


# -- what it looks at --------------------------------------------------------------------------------------------------


def features(text: str, lexicon: Lexicon) -> list[int]:
    """Return the places in a row of weights that a text stands for: each once, in order.

    The rules' verdict is not among them: the rules were made with most of the texts that this reader learns from, so
    it would learn to agree with them, and guess half as often.
    """
    parsed = parsed_reply(text, lexicon)
    said = [each.said for clause in parsed.tokens.clauses for each in clause.words]
    found = {*_of_words(said), *_of_letters(said), *_of_findings(parsed)}
    return sorted({crc32(each.encode()) % ROW for each in found})


def _of_words(said: Sequence[str]) -> Iterator[str]:
    yield from (f"w {each}" for each in said)
    yield from (f"ww {one} {next_}" for one, next_ in pairwise(["^", *said, "$"]))


def _of_letters(said: Sequence[str]) -> Iterator[str]:
    for word in dict.fromkeys(said):
        bordered = f" {word} "
        for size in _LETTERS:
            yield from (f"l {bordered[at : at + size]}" for at in range(max(1, len(bordered) - size + 1)))


def _of_findings(parsed: ParsedReply) -> Iterator[str]:
    """Yield what the rules found in the clauses: their meanings, what is asked, what limits or denies."""
    meanings = [each.meaning.value for each in parsed.weighty]
    for each in parsed.weighty:
        asked, risk = each.clause.is_asked, parsed.conditional(each)
        yield f"m {each.meaning.value}"
        yield f"m {each.meaning.value} {asked} {bool(risk)} {bool(each.rest)}"
        if risk:
            yield f"risk {risk}"
    yield from (f"mm {one} {next_}" for one, next_ in pairwise(["^", *meanings, "$"]))
    yield f"n {min(len(meanings), 5)}"
    yield "asked" if "?" in parsed.tokens.text else "told"


# -- how it weighs -----------------------------------------------------------------------------------------------------


def scores(places: Sequence[int], rows: Sequence[Sequence[int]], unit: int = 1) -> list[float]:
    """Return a score for each class: its weights at these places, by the root of how many they are."""
    worth = unit / (ONE * sqrt(len(places) or 1))
    return [sum(map(row.__getitem__, places)) * worth for row in rows]


def shares_of(scored: Sequence[float]) -> list[float]:
    """Return the scores as shares of one."""
    top = max(scored)
    powers = [_power(each - top) for each in scored]
    whole = fsum(powers)
    return [each / whole for each in powers]


def _power(exponent: float) -> float:
    """Return e to a power of at most 0, nearly: by products alone, which are the same on every machine."""
    if exponent < -500:
        return 0.0
    result = 1 + exponent / 1024
    for _ in range(10):
        result *= result
    return result


# -- the file ----------------------------------------------------------------------------------------------------------


@cache
def built_in() -> Weights:
    """Return the weights that come with the program."""
    return loaded(files(__package__).joinpath("words/second_reader.bin").read_bytes())


def loaded(content: bytes) -> Weights:
    """Return the weights of a file. Raises ValueError if it is none."""
    begin = len(_MAGIC) + _UNIT_BYTES
    if not content.startswith(_MAGIC) or len(content) != begin + len(CLASSES) * ROW:
        raise ValueError("no weights of the second reader, or of another version: make them anew with `make reader`")
    signed = memoryview(content)[begin:].cast("b")
    rows = tuple(signed[at * ROW : (at + 1) * ROW] for at in range(len(CLASSES)))
    unit = int.from_bytes(content[len(_MAGIC) : begin], "big")
    return Weights(rows, unit, hashlib.sha256(content).hexdigest()[:12])


def written(rows: Sequence[Sequence[int]]) -> bytes:
    """Return the file of these rows of whole numbers, each rounded to one byte."""
    top = max(1, *(abs(each) for row in rows for each in row))
    unit = -(-top // 127)
    small = array("b", ((each + unit // 2) // unit for row in rows for each in row))
    return _MAGIC + unit.to_bytes(_UNIT_BYTES, "big") + small.tobytes()

"""The lexicon: what words mean, as data. Built in are the words of `words/*.yaml`; a house adds its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from daemon.mail.interpret.morphology import lemmas, may_be

FILES = ("parts", "approval", "rework", "orders", "around", "marks", "lemmas", "forms")
_NONE: frozenset[str] = frozenset()
_STEM = 3  # letters of a stem, at least: stems are looked up by so many


class Meaning(StrEnum):
    """The meaning of a clause, as the files under `words/` give it to phrases.

    NEGATIVE_CUE is also a clause that only sounds like a verdict; UNKNOWN one that holds nothing known.
    """

    APPROVE = "approve"
    APPROVE_IF_UNDERSTOOD = "approve_if_understood"  # an approval if everything around it is understood
    APPROVE_ALONE = "approve_alone"  # an approval if it stands alone
    APPROVE_UNLESS_THANKED = "approve_unless_thanked"  # the same, but with thanks it is thanks for the letter
    APPROVE_WITH_REMARKS = "approve_with_remarks"
    PROVIDED = "provided"
    REMARK = "remark"
    RETURN = "return"
    REFUSE = "refuse"
    NOT_YET = "not_yet"  # an approval denied for the time being: beside a demand it is for rework
    DECLINE = "decline"
    MEND = "mend"
    MEND_FIRST = "mend_first"
    PROMISE = "promise"
    SUGGEST = "suggest"
    QUESTION = "question"
    ASK = "ask"
    UNDO = "undo"
    MISTAKEN = "mistaken"
    DELEGATE = "delegate"
    STATUS = "status"
    HELP = "help"
    WITHDRAW = "withdraw"
    RECALL = "recall"
    REMIND = "remind"
    HOLD = "hold"
    RESUME = "resume"
    EXTEND = "extend"
    ABSENCE = "absence"
    YES = "yes"
    NO = "no"
    CODE = "code"
    POLITE = "polite"
    CLOSING = "closing"  # what follows is a signature
    THANKS = "thanks"
    CONSIDERED = "considered"
    NEGATIVE_CUE = "negative_cue"
    UNKNOWN = "unknown"


COMMANDS = frozenset(
    {
        Meaning.STATUS,
        Meaning.HELP,
        Meaning.WITHDRAW,
        Meaning.RECALL,
        Meaning.REMIND,
        Meaning.HOLD,
        Meaning.RESUME,
        Meaning.EXTEND,
        Meaning.ABSENCE,
    }
)

# With these, further words of the clause may be what they are about.
LEADING = frozenset(
    {
        Meaning.APPROVE_WITH_REMARKS,
        Meaning.PROVIDED,
        Meaning.REMARK,
        Meaning.RETURN,
        Meaning.REFUSE,
        Meaning.DECLINE,
        Meaning.MEND_FIRST,
        Meaning.PROMISE,
        Meaning.QUESTION,
        Meaning.ASK,
        Meaning.UNDO,
        Meaning.DELEGATE,
        Meaning.STATUS,
        Meaning.HELP,
        Meaning.WITHDRAW,
        Meaning.RECALL,
        Meaning.REMIND,
        Meaning.HOLD,
        Meaning.EXTEND,
        Meaning.ABSENCE,
    }
)
COURTESY = frozenset({Meaning.POLITE, Meaning.CLOSING, Meaning.THANKS, Meaning.CONSIDERED})
APPROVING = frozenset(
    {Meaning.APPROVE, Meaning.APPROVE_IF_UNDERSTOOD, Meaning.APPROVE_ALONE, Meaning.APPROVE_UNLESS_THANKED}
)
# A remark may begin with these right after an approval, without a sign between.
OPENING = frozenset(
    {
        Meaning.MEND,
        Meaning.SUGGEST,
        Meaning.ASK,
        Meaning.PROVIDED,
        Meaning.RETURN,
        Meaning.REFUSE,
        Meaning.DECLINE,
        Meaning.UNDO,
        Meaning.DELEGATE,
    }
)
# An approval that stands by itself, also with remarks.
APPROVALS = frozenset({Meaning.APPROVE, Meaning.APPROVE_IF_UNDERSTOOD, Meaning.APPROVE_WITH_REMARKS})
REWORK = frozenset({Meaning.RETURN, Meaning.REFUSE, Meaning.DECLINE})
ACTIONS = frozenset({Meaning.QUESTION, Meaning.UNDO, Meaning.DELEGATE, *COMMANDS})
# Each of these says by itself what is wanted.
CLEAR = frozenset({*APPROVING, *REWORK, *ACTIONS, Meaning.APPROVE_WITH_REMARKS, Meaning.YES, Meaning.NO})
# Phrases of verdicts: words around them that are not understood make them doubtful.
_ORDERS = COMMANDS | {Meaning.DELEGATE, Meaning.ASK}
VERDICTS = (APPROVING - {Meaning.APPROVE_ALONE, Meaning.APPROVE_UNLESS_THANKED}) | (LEADING - _ORDERS)


@dataclass(frozen=True, slots=True)
class PhraseSlot:
    """One word of a phrase: any of `words`, or one that begins with a stem."""

    words: frozenset[str]
    stems: tuple[str, ...] = ()
    optional: bool = False

    def holds(self, word: str) -> bool:
        return word in self.words or word.startswith(self.stems)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in their order. `leads`: further words may follow it; `whole`: it must be all of its clause."""

    meaning: Meaning
    places: tuple[PhraseSlot, ...]
    leads: bool = True
    whole: bool = False


@dataclass(frozen=True, slots=True, eq=False, repr=False)  # its thousands of words would drown any message
class Lexicon:
    """Phrases by the words that may begin them, and lists of words by what they mark (`words/marks.yaml`).

    A lexicon equals nothing but itself, so that what it says of a word can be remembered.
    """

    by_word: Mapping[str, tuple[Phrase, ...]]
    by_stem: Mapping[str, tuple[tuple[str, Phrase], ...]]
    marks: Mapping[str, frozenset[str]]
    stems: Mapping[str, tuple[str, ...]]
    lemmas: Mapping[str, frozenset[str]]  # of the words of `words/lemmas.yaml`
    forms: Mapping[str, frozenset[str]]  # words that count as they are written, and pairs of them: `words/forms.yaml`
    by_form: Mapping[str, frozenset[str]]  # the names of those lists, by what is in them
    known: frozenset[str]  # every word of a phrase or a list: none of them is another word mistyped

    @staticmethod
    def built_in() -> Lexicon:
        return _built_in()

    @staticmethod
    def with_words(replies: Mapping[str, Iterable[str]]) -> Lexicon:
        """Return the built-in lexicon with the house's own words: `{"approve": ["добро"], "return": ["завернуть"]}`.

        The keys are approve, return, decline and question; another one raises ValueError.
        """
        built_in = _built_in()
        own: list[Phrase] = []
        for name, words in replies.items():
            if name not in ("approve", "return", "decline", "question"):
                raise ValueError(f"found words for {name!r}, expected approve, return, decline or question")
            own += [_own(Meaning(name), each) for each in words if _heads(each)]
        if not own:
            return built_in
        heads = frozenset(word for phrase in own for place in phrase.places for word in place.words)
        first = frozenset(word for phrase in own for word in phrase.places[0].words)
        # A house's word is no filler; where the clause around it is not understood, it makes the clause doubtful.
        marks = {
            **built_in.marks,
            "filler": built_in.marks["filler"] - heads,
            "negative_cue": built_in.marks["negative_cue"] | first,
        }
        by_word = {word: (*found, *built_in.by_word.get(word, ())) for word, found in _by_word(own).items()}
        return replace(built_in, by_word={**built_in.by_word, **by_word}, marks=marks, known=built_in.known | heads)

    def phrases_at(self, word: str) -> Iterator[Phrase]:
        """Yield the phrases that may begin with this word."""
        yield from self.by_word.get(word, ())
        for stem, phrase in self.by_stem.get(word[:_STEM], ()):
            if word.startswith(stem):
                yield phrase

    def begins_approval(self, word: str) -> bool:
        """Return True if a phrase that approves may begin with this word."""
        return any(each.meaning is Meaning.APPROVE for each in self.phrases_at(word))

    def is_a(self, word: str, name: str) -> bool:
        """Return True if the word is in the list of `words/lemmas.yaml`, or may be of one of its lemmas."""
        return name in self.lemma_lists(word)

    def lemma_lists(self, word: str) -> frozenset[str]:
        """Return the names of the lists of `words/lemmas.yaml` that have the word, or one of its lemmas."""
        return _lemma_lists(self, word)

    def form_lists(self, said: str) -> frozenset[str]:
        """Return the names of the lists of `words/forms.yaml` that have the word, or the two, as they are written."""
        return self.by_form.get(said, _NONE)

    def marks_any(self, name: str, words: Iterable[str]) -> str:
        """Return the first of the words that the list holds, or that begins with one of its stems; or ""."""
        return next((word for word in words if name in _marks(self, word)), "")


@lru_cache(maxsize=4096)
def _lemma_lists(lexicon: Lexicon, word: str) -> frozenset[str]:
    own = {word, *lemmas(word)}
    found = {name for name, held in lexicon.lemmas.items() if not held.isdisjoint(own)}
    return frozenset(found - {"good"} if may_be(word, "COMP") else found)  # "лучше" is no praise


@lru_cache(maxsize=4096)
def _marks(lexicon: Lexicon, word: str) -> frozenset[str]:
    """Return the names of the lists of `words/marks.yaml` that hold the word, or a stem that it begins with."""
    lists = lexicon.marks.items()
    return frozenset(name for name, held in lists if word in held or word.startswith(lexicon.stems[name]))


def plain(text: str) -> str:
    """Return a text as words are compared: case-folded, "е" for "ё", one kind of apostrophe."""
    return text.casefold().replace("ё", "е").replace("\u2019", "'").replace("`", "'")


def load(name: str) -> dict[str, Any]:
    """Return the data of `words/{name}.yaml`."""
    found: dict[str, Any] = YAML(typ="safe", pure=True).load(
        files(__package__).joinpath(f"words/{name}.yaml").read_bytes()
    )
    return found


@cache
def _built_in() -> Lexicon:
    data = {name: load(name) for name in FILES}
    held = {name: _words_of(data.pop(name)) for name in ("lemmas", "forms")}
    parts: dict[str, str] = {}
    for name, written in data.pop("parts").items():
        parts[name] = "|".join(_alternatives(str(written), parts))
    marks = {name: [plain(str(word)) for word in group["words"]] for name, group in data.pop("marks").items()}
    phrases = [
        _phrase(str(line), Meaning(group["means"]), parts, group)
        for each in data.values()
        for group in each["groups"]
        for line in group["say"]
    ]
    words = {word for phrase in phrases for place in phrase.places for word in place.words}
    exact = {name: frozenset(each for each in found if not each.endswith("*")) for name, found in marks.items()}
    return Lexicon(
        by_word=_by_word(phrases),
        by_stem=_by_stem(phrases),
        marks=exact,
        stems={name: tuple(w[:-1] for w in found if w.endswith("*")) for name, found in marks.items()},
        lemmas=held["lemmas"],
        forms=held["forms"],
        by_form=_by_form(held["forms"]),
        known=frozenset(words.union(*exact.values())),
    )


def _words_of(groups: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    return {name: frozenset(map(str, group["words"])) for name, group in groups.items()}


def _by_form(lists: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    forms = frozenset().union(*lists.values())
    return {form: frozenset(name for name, held in lists.items() if form in held) for form in forms}


def _phrase(line: str, meaning: Meaning, parts: Mapping[str, str], group: Mapping[str, Any]) -> Phrase:
    places = tuple(_place(each, parts) for each in line.split())
    if all(place.optional for place in places):
        raise ValueError(f"every word of {line!r} may be missing: it would be any of them")
    return Phrase(meaning, places, group.get("leads", True), group.get("whole", False))


def _place(written: str, parts: Mapping[str, str]) -> PhraseSlot:
    """Return the slot that one word of a phrase stands for.

    Written "согласен|согласн*?" or "$agreed": "|" parts alternatives, "*" ends a stem, "?" makes the slot optional,
    "$" names a part of `parts.yaml`. Raises ValueError for a stem that is too short, or a part that is not there.
    """
    required = written.removesuffix("?")
    words = _alternatives(required, parts)
    stems = tuple(each[:-1] for each in words if each.endswith("*"))
    if short := [each for each in stems if len(each) < _STEM]:
        raise ValueError(f"the stem {short[0]!r} is too short")
    exact = frozenset(each for each in words if not each.endswith("*"))
    return PhraseSlot(exact, stems, optional=required != written)


def _alternatives(written: str, parts: Mapping[str, str]) -> list[str]:
    found: list[str] = []
    for each in written.split("|"):
        if each.startswith("$") and each[1:] not in parts:
            raise ValueError(f"{written!r}: parts.yaml has no {each[1:]} above it")
        found += parts[each[1:]].split("|") if each.startswith("$") else [plain(each)]
    return found


def _own(meaning: Meaning, written: str) -> Phrase:
    return Phrase(meaning, tuple(PhraseSlot(frozenset({word})) for word in _heads(written)))


def _heads(written: str) -> list[str]:
    return [word for each in plain(written).split() if (word := each.strip(".,;:!?«»\"'()"))]


def _first_places(phrase: Phrase) -> Iterator[PhraseSlot]:
    for place in phrase.places:
        yield place
        if not place.optional:
            return


def _by_word(phrases: Sequence[Phrase]) -> dict[str, tuple[Phrase, ...]]:
    found: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        for word in {word for place in _first_places(phrase) for word in place.words}:
            found.setdefault(word, []).append(phrase)
    return {word: tuple(each) for word, each in found.items()}


def _by_stem(phrases: Sequence[Phrase]) -> dict[str, tuple[tuple[str, Phrase], ...]]:
    found: dict[str, list[tuple[str, Phrase]]] = {}
    for phrase in phrases:
        for stem in {stem for place in _first_places(phrase) for stem in place.stems}:
            found.setdefault(stem[:_STEM], []).append((stem, phrase))
    return {start: tuple(each) for start, each in found.items()}

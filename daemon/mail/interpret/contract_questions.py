"""Questions to the program: where a contract is, what waits for them, a link; a question to the initiator is none.

Nothing here is a verdict, and no words that decide anything are taken for a question: whoever answers a request is
read by `rules` first, and what is found here only says which of their sentences ask where a contract stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from daemon.mail.interpret.morphology import lemmas, may_be, may_be_any

_AFTER_A_COMMA = re.compile(
    r"[,:–—-]\s+(?=(?:(?:а|и|но|and|but)\s+)?(?:где|у кого|на как(?:ом|ой)|кто|кого|что с|where|who|what)\b)",
    re.IGNORECASE,
)
_MOST_POLITE = 7  # words at either end of a sentence
_MOST_WORDS = 12  # by which anybody names a contract
_LONGEST = 1_500  # characters; who writes more tells something
_SENTENCE = re.compile(r"(?<=[?!…])\s+|\n+|(?<=\.)\s+(?=[^\W\d_])|;\s+")
_INITIAL = re.compile(r"(?:^|\W)[^\W\d_]\.$|\b(?:г|ул|им|т|д|№|no)\.$", re.IGNORECASE)
_WORD = re.compile(r"\w+(?:[-–’'.&/]\w+)*", re.UNICODE)
_QUOTED = re.compile(r"[«\"“„‟']([^«»\"“”„‟\n]{2,80})[»\"”“‟']")
_NUMBER = re.compile(r"\b20\d\d\W{0,3}\d")  # of a contract, whatever its letters
_OUTER = " \t\r\n.,;:!?…–—-()[]'*>#№"
_CLOSING = re.compile(
    r"(?:^|\n|[.!?]\s+)\s*(?:с уважением|best regards|kind regards|regards|-- ?$)", re.IGNORECASE | re.MULTILINE
)


class Asked(Enum):
    """What is asked for."""

    WHERE = auto()  # where a contract stands
    MINE = auto()  # what waits for the writer, and what they have handed in
    OF_PERSON = auto()  # what waits for somebody else
    UNDER_WAY = auto()  # all that is under way
    OVERDUE = auto()
    BOARD = auto()  # a link that signs the writer in


# what is asked with nothing said of what it is about, by the patterns of `asking.yaml`
_WITHOUT_OBJECT = {
    "board": Asked.BOARD,
    "mine": Asked.MINE,
    "overdue": Asked.OVERDUE,
    "under_way": Asked.UNDER_WAY,
    "board_perhaps": Asked.BOARD,
    "mine_perhaps": Asked.MINE,
}


@dataclass(frozen=True, slots=True)
class ContractQuestion:
    """A question to the program. `about` is what it is about, as typed; empty for the contract that is spoken of.

    `sure`: it can be nothing else, also in answer to a request; otherwise it may as well be for the initiator.
    `if_known`: so it may where no such contract is known, "согласован ли договор с бухгалтерией?" `rest` is what is
    said beside it and is no mere politeness.
    """

    asked: Asked
    about: str = ""
    sure: bool = True
    if_known: bool = False
    rest: str = ""

    @property
    def whole(self) -> bool:
        """Whether nothing is said beside it but politeness."""
        return not self.rest


@cache
def _phrases() -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load(
        files("daemon.mail.interpret").joinpath("words", "asking.yaml").read_text(encoding="utf-8")
    )
    return found


@cache
def _patterns(kind: str) -> tuple[re.Pattern[str], ...]:
    """Return what questions of a kind begin with; `(?P<about>…)` is the rest."""
    return tuple(re.compile(rf"(?:{each})\Z", re.DOTALL) for each in _phrases()[kind])


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(word for line in _phrases()[kind] for word in str(line).split())


def contract_question(text: str) -> ContractQuestion | None:
    """Return what a text asks the program; None where it asks nothing of it."""
    if not text.strip() or len(text) > _LONGEST:
        return None
    found: list[ContractQuestion] = []
    rest: list[str] = []
    closing = _CLOSING.search(text)
    for sentence in _sentences(text[: closing.start() + 1] if closing else text):
        question, before = _question(sentence), sentence
        if question is None and sentence.endswith("?") and (comma := _AFTER_A_COMMA.search(sentence)):
            question, before = _question(sentence[comma.end() :]), sentence[: comma.start()]
        elif question:
            before = ""
        found += [question] if question else []
        rest += [before if question else sentence] if not is_polite(before if question else sentence) else []
    if not found:
        return None
    first = next((each for each in found if each.about), found[0])
    return replace(first, rest=" ".join(rest))


def words_sought(text: str) -> tuple[str, ...]:
    """Return the words of a text by which a contract can be found, as typed: without those that any question has."""
    return tuple(dict.fromkeys(each for each in _WORD.findall(text) if not _says_nothing(each)))


def names_contract(text: str) -> bool:
    """Return True if words speak of a contract as such: "договор с Лучом"."""
    return any(map(_is_contract, _WORD.findall(text)))


def names_one(text: str, *, begins: bool = False) -> bool:
    """Return True if words name a contract, not merely something of one: "договор аренды", «Луч», ООО Ромашка.

    `begins`: a sentence begins with them, so that its first capital letter says nothing.
    """
    written = [each for each in _WORD.findall(text) if _plain(each) not in _words("filler")]
    if not written or _is_of_contract(text, written):
        return False
    quoted = bool(_QUOTED.search(text)) or any(_plain(each) in _words("legal_form") for each in written)
    capital = any(each[:1].isupper() and not _says_nothing(each) for each in written[begins:])
    return quoted or capital or bool(_NUMBER.search(text)) or any(map(_is_contract, written))


def _is_of_contract(text: str, written: Sequence[str]) -> bool:
    """Return True for something of a contract: "приложение к договору", "the annex of the contract"."""
    at = next((n for n, each in enumerate(written) if _is_contract(each)), 0)
    before = [each for each in written[:at] if each[0].islower() and may_be(_plain(each), "NOUN")]
    return bool(before) or bool(
        at and re.search(r"\b(?:of|to|in|for)\s+(?:the\s+|our\s+)?(?:contract|agreement)", text, re.IGNORECASE)
    )


def _is_contract(word: str) -> bool:
    plain = _plain(word)
    return plain in _words("contract") or bool(lemmas(plain) & _words("contract"))


def is_polite(sentence: str) -> bool:
    """Return True for a sentence that greets, thanks or signs with a name, or says nothing."""
    return all(_plain(each) in _words("polite") or _is_persons_name(each) for each in _WORD.findall(sentence))


def _is_persons_name(word: str) -> bool:
    return word[:1].isupper() and (len(word) == 1 or may_be_any(_plain(word), "Surn", "Name", "Patr"))


def _sentences(text: str) -> Iterator[str]:
    begun = ""
    for part in _SENTENCE.split(text):
        begun = f"{begun} {part}".strip() if begun else part.strip()
        if _INITIAL.search(begun):
            continue
        if begun:
            yield begun
        begun = ""
    if begun:
        yield begun


def _question(sentence: str) -> ContractQuestion | None:
    asked = sentence.rstrip(" )»\"'").endswith("?")
    lines = dict.fromkeys(_without_politeness(sentence))
    found = [found for each in lines if (found := _asked(each, _plain(each), asked=asked))]
    return next((each for each in found if each.sure), found[0] if found else None)


def _asked(bare: str, flat: str, *, asked: bool) -> ContractQuestion | None:
    for kind, what in _WITHOUT_OBJECT.items():
        if any(each.match(flat) for each in _patterns(kind)):
            return ContractQuestion(what, sure=not kind.endswith("_perhaps"))
    if found := _matched("of_person", bare, flat):
        return ContractQuestion(Asked.OF_PERSON, found)
    return _where(bare, flat, asked=asked)


def _where(bare: str, flat: str, *, asked: bool) -> ContractQuestion | None:
    about = _matched("where", bare, flat)
    if about is not None:
        sure = not words_sought(about) or _is_sure(about, bare)
        return ContractQuestion(Asked.WHERE, about, sure=sure and not _goes_on(about))
    about = _matched("where_asked", bare, flat) if asked else None
    if about is not None and words_sought(about):
        return ContractQuestion(Asked.WHERE, about, sure=_is_sure(about, bare), if_known=True)
    for kind in ("find", "find_perhaps"):
        about = _matched(kind, bare, flat)
        if about is not None and words_sought(about):
            return ContractQuestion(Asked.WHERE, about, sure=kind == "find" and _is_sure(about, bare))
    return None


def _is_sure(about: str, bare: str) -> bool:
    named = names_one(about, begins=bare.startswith(about))
    return named and not _goes_on(about) and len(_WORD.findall(about)) <= _MOST_WORDS


def _goes_on(about: str) -> bool:
    """Return True where the words ask something more: "по договору с Лучом, кто платит"."""
    return bool({_plain(each) for each in _WORD.findall(about)} & _words("asks_more"))


def _matched(kind: str, bare: str, flat: str) -> str | None:
    """Return what a question of this kind is about, as typed; None if it is none."""
    for each in _patterns(kind):
        match = each.match(flat)
        start, end = match.span("about") if match else (0, 0)
        if match and not (0 < start < len(flat) and flat[start].isalnum() and flat[start - 1].isalnum()):
            return bare[start:end].strip(_OUTER)
    return None


def _on_one_line(sentence: str) -> str:
    return " ".join(sentence.split()).strip(_OUTER)


def _without_politeness(sentence: str) -> Iterator[str]:
    """Yield a sentence on one line with more and more of the polite words at both ends left out.

    Some of them may belong to the question: "что на мне", "all contracts".
    """
    line = _on_one_line(sentence)
    found = list(_WORD.finditer(line))
    polite = [_plain(each[0]) in _words("polite") for each in found]
    begins = [0, *(n + 1 for n in range(len(found)) if all(polite[: n + 1]))][:_MOST_POLITE]
    ends = [len(found), *(n for n in range(len(found) - 1, 0, -1) if all(polite[n:]))][:_MOST_POLITE]
    for first in begins:
        for end in ends:
            if first < end:
                start, stop = found[first].start() if first else 0, found[end - 1].end() if end < len(found) else None
                opening = line[start - 1] if start and line[start - 1] in '«"“„(' else ""
                yield f"{opening}{line[start:stop]}"


def _says_nothing(word: str) -> bool:
    plain = _plain(word)
    if any(plain in _words(kind) for kind in ("polite", "legal_form", "filler")) or _is_contract(word):
        return True
    return len(plain) < 2 and not plain.isdigit()


def _plain(text: str) -> str:
    """Return a text in small letters, ё as е: as long as it was, so that places in both are the same."""
    flat = "".join(each.lower() if len(each.lower()) == 1 else each for each in text)
    return flat.replace("ё", "е").replace("’", "'")

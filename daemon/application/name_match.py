"""Who is meant by a name as people write it: a surname in any case, alone or with name and patronymic or initials."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from daemon.mail.compose.russian_names import in_latin
from daemon.name_cases import PartOfName, all_cases, likely_gender, plain
from daemon.workflow.model import Person

Forms = frozenset[str]

_BETWEEN = re.compile(r"[\s.,;:]+")
_NAMES_KEPT = 10_000  # far more than a house has people: their forms are made once
# Longer ones first: "shch" is no "sh" and "ch".
_BY_SOUND = (
    ("shch", "щ"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"), ("sh", "ш"), ("yu", "ю"), ("ya", "я"),
    ("yo", "е"), ("iu", "ю"), ("ia", "ия"), ("ye", "е"), ("ph", "ф"), ("ck", "к"), ("oy", "ой"), ("ay", "ай"),
    ("ey", "ей"), ("iy", "ий"),
    *zip("abvgdezijklmnoprstufhcywqx", "абвгдезийклмнопрстуфхкывкх", strict=True),
)  # fmt: skip
_ALIKE = 0.7  # of 1: how much of two words is the same in those that a hint offers
_POSSESSIVE = re.compile(r"['’]s\b")


@dataclass(frozen=True, slots=True)
class _Name:
    """A name by the forms of its parts; `given` are the name and what follows it."""

    surname: Forms
    given: tuple[Forms, ...]


def called(written: str, people: Iterable[Person]) -> tuple[Person, ...]:
    """Return everybody whom these words may mean; nobody for words that are no name of theirs."""
    latin = written.isascii()
    words = _words(in_latin(_POSSESSIVE.sub("", written)) if latin else written)
    readings = _readings_in_latin if latin else _readings
    return tuple(each for each in people if words and any(_fits(words, name) for name in readings(each.name)))


def in_cyrillic(word: str) -> str:
    """Return a word that was typed by its sound in Latin letters, "Romashka", in Cyrillic ones; others as they are."""
    if not word.isascii() or not word.isalpha():
        return word
    small = word.lower()
    for latin, cyrillic in _BY_SOUND:
        small = small.replace(latin, cyrillic)
    return small.capitalize() if word[:1].isupper() else small


def nearest(written: str, people: Iterable[Person]) -> list[Person]:
    """Return those whose key, name or address is like these words, the likest first: a slip of the pen is found."""
    sought = in_latin(plain(written))
    found = [(max(_likeness(sought, word) for word in _words_of(each)), each) for each in people]
    near = [(likeness, each) for likeness, each in found if likeness >= _ALIKE]
    return [each for _, each in sorted(near, key=lambda pair: -pair[0])]


def _likeness(sought: str, word: str) -> float:
    return SequenceMatcher(None, sought, word).ratio()


def _words_of(person: Person) -> Iterator[str]:
    """Yield what a person may be called by, in Latin letters: what was typed in the other alphabet is found, too."""
    for each in (person.key, person.name, *person.name.split()[:1], *person.addresses):
        yield in_latin(plain(each))
    yield in_latin(plain(person.email.partition("@")[0]))


def _words(written: str) -> list[str]:
    return [plain(each) for each in _BETWEEN.split(written) if each]


def _fits(words: Sequence[str], name: _Name) -> bool:
    """Surname first or last, or a name with its patronymic, which is as good as a surname."""
    if len(words) == 2 and len(name.given) > 1 and all(map(_is_whole, words, name.given)):
        return True
    orders = [(words[0], words[1:]), (words[-1], words[:-1])]
    return any(surname in name.surname and _fits_given(given, name.given) for surname, given in orders)


def _fits_given(words: Sequence[str], given: Sequence[Forms]) -> bool:
    return len(words) <= len(given) and all(map(_is_form, words, given))


def _is_form(word: str, forms: Forms) -> bool:
    """Also an initial, on either side."""
    return word in forms or any(len(word) == 1 or len(form) == 1 for form in forms if form[:1] == word[:1])


def _is_whole(word: str, forms: Forms) -> bool:
    return len(word) > 1 and word in forms


@lru_cache(maxsize=_NAMES_KEPT)
def _readings(name: str) -> tuple[_Name, ...]:
    """Return the ways to read a name; one of two words may begin with the given one: John Reed."""
    parts = [each for each in re.split(r"[\s.]+", name) if each]
    orders = [parts] if len(parts) != 2 else [parts, parts[::-1]]
    return tuple(_declined(order) for order in orders if order)


@lru_cache(maxsize=_NAMES_KEPT)
def _readings_in_latin(name: str) -> tuple[_Name, ...]:
    return tuple(_in_latin(each) for each in _readings(name))


def _declined(parts: Sequence[str]) -> _Name:
    surname, *given = parts
    gender = likely_gender(surname, "".join(given[:1]), " ".join(given[1:]))
    kinds = (PartOfName.GIVEN, *[PartOfName.PATRONYMIC] * len(given))
    forms = tuple(all_cases(word, kind, gender) for word, kind in zip(given, kinds, strict=False))
    return _Name(all_cases(surname, PartOfName.SURNAME, gender), forms)


def _in_latin(name: _Name) -> _Name:
    surname, *given = (frozenset(map(in_latin, forms)) for forms in (name.surname, *name.given))
    return _Name(surname, tuple(given))

"""The people of a house: as the configuration knows them, and as history keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

PersonKey = str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the house, as the configuration knows them."""

    key: PersonKey
    name: str  # surname first: "Белова Ирина Олеговна"
    email: str  # like the aliases in its one form: the domain in small letters, as A-labels
    post: str = ""
    language: str = "ru"
    aliases: tuple[str, ...] = ()
    manager: PersonKey | None = None
    substitute: PersonKey | None = None
    calendar: str | None = None

    @property
    def addresses(self) -> frozenset[str]:
        return frozenset(address.lower() for address in (self.email, *self.aliases))

    def is_human(self, recorded: Participant) -> bool:
        """Return True if this is whom a history has recorded, under whatever key."""
        return _is_same_human(self.name, self.addresses, recorded.name, {recorded.email.lower()})


@dataclass(frozen=True, slots=True)
class Participant:
    """A person as history keeps them: readable when the configuration knows them no more."""

    key: PersonKey
    name: str
    post: str = ""
    email: str = ""
    language: str = "ru"

    def is_same(self, other: Participant) -> bool:
        """Return True for the same human: a key may have passed to another, a name or an address may have changed."""
        return self.key == other.key and _is_same_human(self.name, {self.email}, other.name, {other.email})


@dataclass(frozen=True, slots=True)
class Absence:
    """From the `first` to the `last` day, both included. `substitute` None: the one that the person has anyway."""

    person: PersonKey
    first: date
    last: date
    substitute: PersonKey | None = None


def distinct(people: Iterable[Participant]) -> tuple[Participant, ...]:
    """Return each person once, as they come first."""
    found: list[Participant] = []
    for each in people:
        if not any(each.is_same(known) for known in found):
            found.append(each)
    return tuple(found)


def _is_same_human(name: str, addresses: Set[str], other: str, others: Set[str]) -> bool:
    """Return True for the same name, or for one address with names that are alike: some addresses are a post's."""
    return name == other or (not addresses.isdisjoint(others) and _are_alike(name, other))


def _are_alike(name: str, other: str) -> bool:
    """Return True if half of the words are the same, or their initials: people marry, and spellings are mended."""
    words, others = (written.lower().replace("ё", "е").replace(".", " ").split() for written in (name, other))
    same = sum(any(_is_initial(one, two) or _is_initial(two, one) for two in others) for one in words)
    return 2 * same >= min(len(words), len(others))


def _is_initial(short: str, word: str) -> bool:
    return short == word or (len(short) == 1 and word.startswith(short))


class StandInWhy(StrEnum):
    """Why somebody is asked in the place of another."""

    AWAY = "away"
    OWN_CONTRACT = "own_contract"  # the other has handed the contract in
    ASKED_ALREADY = "asked_already"  # the other has answered on another place of the stage

"""The people of a house: as the configuration knows them, and as history keeps them."""

from __future__ import annotations

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
        return self.key == other.key and (self.name == other.name or self.email == other.email)


@dataclass(frozen=True, slots=True)
class Absence:
    """From the `first` to the `last` day, both included. `substitute` None: the one that the person has anyway."""

    person: PersonKey
    first: date
    last: date
    substitute: PersonKey | None = None


class StandInWhy(StrEnum):
    """Why somebody is asked in the place of another."""

    AWAY = "away"
    OWN_CONTRACT = "own_contract"  # the other has handed the contract in
    ASKED_ALREADY = "asked_already"  # the other has answered on another place of the stage

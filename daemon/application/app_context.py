"""What everybody at the desk needs, put together once by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from daemon.addresses import one_form
from daemon.application.letters import LetterWriter
from daemon.config import Settings
from daemon.config.settings import Delegation, Sees
from daemon.documents.render import Renderer
from daemon.mail.classify.authentication import Lookup
from daemon.mail.classify.dns import text_record
from daemon.mail.compose.russian_names import in_latin as names_in_latin
from daemon.mail.interpret.rules import Lexicon
from daemon.store.database import Database
from daemon.workflow.model import Contract, Person
from daemon.workflow.route import Directory

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class AppContext:
    """`now` gives the time, aware; the core never asks for it. `lookup` asks the DNS for a text record."""

    settings: Settings
    database: Database
    letters: LetterWriter
    renderer: Renderer
    lexicon: Lexicon
    now: Callable[[], datetime]
    lookup: Lookup = text_record

    @property
    def directory(self) -> Directory:
        return self.settings.directory

    @property
    def archive(self) -> Path:
        return self.settings.folders.contracts

    @property
    def own_addresses(self) -> frozenset[str]:
        return frozenset({self.settings.mail.address.lower()})

    def may_see(self, person: Person, contract: Contract) -> bool:
        """Whoever takes part may ask where a contract stands; so may those who see everything."""
        places = {each.person.key for stage in contract.route.stages for each in stage.approvers}
        takes_part = person.key in places or person.key in {each.key for each in contract.participants()}
        return takes_part or self.may_steer(person, contract) or self.settings.sees.get(person.key) is Sees.ALL

    def may_steer(self, person: Person, contract: Contract) -> bool:
        """The initiator and the administrators may withdraw a contract and hurry its approvers."""
        return person.key in (contract.initiator.key, *self.settings.organisation.administrators)

    def may_delegate(self, sender: Person, to: Person) -> bool:
        match self.settings.delegation:
            case Delegation.ANYONE:
                return True
            case Delegation.SUBORDINATES:
                return to.manager == sender.key
            case Delegation.NOBODY:
                return False

    def find_by_surname(self, text: str) -> tuple[Person, ...]:
        """Who is meant by a surname in any case ("Павловой"), with or without name and patronymic."""
        words = text.casefold().replace(".", " ").split()
        if not words:
            return ()
        if "@" in text and (known := self.directory.by_address(one_form(text))):
            return (known,)
        latin = text.isascii()
        people = self.directory.people
        names = {key: names_in_latin(each.name) if latin else each.name for key, each in people.items()}
        if latin:
            words = names_in_latin(text).casefold().replace(".", " ").split()
        return tuple(people[key] for key, name in names.items() if _is_called(words, name))

    def people(self) -> tuple[tuple[str, str], ...]:
        """Keys and names of everybody, for a form's list."""
        return tuple((key, person.name) for key, person in self.directory.people.items())

    def find_person(self, text: str) -> Person | None:
        """Who is meant by a key, an address or a full name."""
        people = self.directory.people
        by_name = (person for person in people.values() if person.name.casefold() == text.strip().casefold())
        return people.get(text) or self.directory.by_address(one_form(text)) or next(by_name, None)

    def administrators(self) -> tuple[Person, ...]:
        return tuple(self.directory.people[key] for key in self.settings.organisation.administrators)


class CurrentContext:
    """The office by the configuration in force, as a function that gives it.

    A reload puts another in its place. Who works on something asks once and ends with the office that they began
    with: nothing is done half by one configuration and half by another.
    """

    __slots__ = ("_office",)

    def __init__(self, app: AppContext) -> None:
        self._office = app

    def __call__(self) -> AppContext:
        return self._office

    def becomes(self, app: AppContext) -> None:
        self._office = app


def _is_called(words: Sequence[str], name: str) -> bool:
    """Whether these words mean somebody of this name. A name of two words may begin with the given one: John Reed."""
    orders = [name] if len(name.split()) != 2 else [name, " ".join(reversed(name.split()))]
    said = [words] if len(words) != 2 else [words, words[::-1]]
    return any(_is_form_of(each[0], order) and _fits_given_names(each[1:], order) for order in orders for each in said)


def _fits_given_names(words: Sequence[str], name: str) -> bool:
    """Whether given names, in any case or as initials, are those of a name."""
    given = name.casefold().split()[1:]
    return len(words) <= len(given) and all(
        own[0] == said[0] and (len(said) == 1 or _is_form_of(said, own))
        for said, own in zip(words, given, strict=False)
    )


def _is_form_of(word: str, name: str) -> bool:
    """Whether a word is a case of the surname that a name begins with: the same but for an ending of up to three."""
    surname = name.casefold().split()[0] if name.split() else ""
    stem = surname.rstrip("аяйьоеиы")
    return len(stem) >= 2 and word.startswith(stem) and len(word) - len(stem) <= 3

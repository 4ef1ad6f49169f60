"""What every handler needs, put together once by the composition root."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import structlog

from daemon.addresses import one_form
from daemon.application.letters import LetterWriter
from daemon.application.name_match import called
from daemon.config import Settings
from daemon.config.settings import Delegation, Sees
from daemon.documents.render import Renderer
from daemon.mail.classify.authentication import Lookup
from daemon.mail.classify.dns import text_record
from daemon.mail.interpret.rules import Lexicon
from daemon.mail.interpret.sent_letters import SentLetters
from daemon.store.contract_queries import Viewer
from daemon.store.database import Database
from daemon.workflow.model import Contract, Person, PersonKey
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
    sent_letters: SentLetters = field(default_factory=SentLetters)

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
        """Return whether somebody may look at a contract: whoever takes part, and whom the configuration lets."""
        return person.key in contract.concerned() or self.viewer(person).sees_kind(contract.kind)

    def viewer(self, person: Person) -> Viewer:
        """Return what somebody may look at, as queries understand it: the same contracts for which `may_see` holds."""
        sees = self.settings.sees.get(person.key, Sees.OWN)
        if sees is Sees.ALL or person.key in self.settings.organisation.administrators:
            return Viewer(person.key, everything=True)
        return Viewer(person.key, kind="" if sees is Sees.OWN else sees.value)

    def may_steer(self, person: Person, contract: Contract) -> bool:
        """The initiator, who stands in for them, and the administrators may withdraw a contract and hurry approvers."""
        return person.key in (contract.initiator.key, contract.acting.key, *self.settings.organisation.administrators)

    def may_hand_over(self, person: Person, contract: Contract) -> bool:
        """Return whether somebody may give the contract another initiator: the initiator's managers, administrators."""
        return person.key in (*self._managers(contract.initiator.key), *self.settings.organisation.administrators)

    def _managers(self, key: PersonKey) -> tuple[PersonKey, ...]:
        """Return the managers of somebody, one above the other."""
        people, found = self.directory.people, [key]
        while (person := people.get(found[-1])) and person.manager and person.manager not in found:
            found.append(person.manager)
        return tuple(found[1:])

    def may_delegate(self, sender: Person, to: Person) -> bool:
        match self.settings.delegation:
            case Delegation.ANYONE:
                return True
            case Delegation.SUBORDINATES:
                return to.manager == sender.key
            case Delegation.NOBODY:
                return False

    def find_by_surname(self, text: str) -> tuple[Person, ...]:
        """Return who is meant by a surname in any case ("Павловой"), with or without name and patronymic."""
        if "@" in text and (known := self.directory.by_address(one_form(text))):
            return (known,)
        return called(text, self.directory.people.values())

    def people(self) -> tuple[tuple[str, str], ...]:
        """Keys and names of everybody, for a form's list."""
        return tuple((key, person.name) for key, person in self.directory.people.items())

    def find_person(self, text: str) -> Person | None:
        """Return who is meant by a key, an address or a full name."""
        people = self.directory.people
        by_name = (person for person in people.values() if person.name.casefold() == text.strip().casefold())
        return people.get(text) or self.directory.by_address(one_form(text)) or next(by_name, None)

    def administrators(self) -> tuple[Person, ...]:
        return tuple(self.directory.people[key] for key in self.settings.organisation.administrators)


class CurrentContext:
    """The app context by the configuration in force, as a function that gives it.

    A reload puts another in its place. Who works on something asks once and ends with the context that they began
    with: nothing is done half by one configuration and half by another.
    """

    __slots__ = ("_context",)

    def __init__(self, app: AppContext) -> None:
        self._context = app

    def __call__(self) -> AppContext:
        return self._context

    def becomes(self, app: AppContext) -> None:
        self._context = app

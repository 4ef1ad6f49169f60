"""Everybody's mailbox in one place, for the person who plays them all."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from daemon.documents.naming import file_name
from daemon.workflow.model import Person
from demo.clock import Clock, next_morning
from demo.house import House, blank_form
from demo.letters import Attachment, Letter, Reader, send
from demo.mail_server import Ports
from demo.programs import program_of, reply
from demo.standings import Standing

_READING_SECONDS = 15  # a reply that the daemon acknowledges to nobody is taken for read
_LOOKING_SECONDS = 5  # from an acknowledgement until it is known where the contracts stand


class PostRoom:
    """Reads all mailboxes from entering to leaving, and sends what people write."""

    def __init__(self, house: House, ports: Ports, clock: Clock, on_letter: Callable[[Letter], None]) -> None:
        self.house = house
        self.people: dict[str, Person] = dict(house.settings.directory.people)
        self.standings: Sequence[Standing] = ()
        self._ports = ports
        self._clock = clock
        self._on_letter = on_letter
        self._letters: dict[str, list[Letter]] = {key: [] for key in self.people}
        self._opened: set[tuple[str, int]] = set()
        self._answered: set[tuple[str, int]] = set()
        self._replier = ""  # whose reply is being read
        self._read_by = 0.0  # at the latest
        self._lock = threading.Lock()
        self._readers = [Reader(person, ports, self._take_in) for person in self.people.values()]

    def __enter__(self) -> PostRoom:
        for reader in self._readers:
            reader.start()
        return self

    def __exit__(self, *_: object) -> None:
        for reader in self._readers:
            reader.stop()
        for reader in self._readers:
            reader.join(10)

    @property
    def now(self) -> datetime:
        """What the demo's clock shows, in the house's time zone."""
        return self._clock.now().astimezone(self.house.settings.organisation.timezone)

    @property
    def has_answered(self) -> bool:
        """Whether anybody has replied to anything yet."""
        return bool(self._answered)

    @property
    def is_being_read(self) -> bool:
        """Whether the last reply may still change who is asked."""
        return time.monotonic() < self._read_by

    def take_standings(self, standings: Sequence[Standing]) -> None:
        """Show that the contracts stand otherwise now; whatever was replied has been read."""
        with self._lock:
            self.standings, self._replier, self._read_by = standings, "", 0.0

    def next_day(self) -> None:
        """Put the demo's clock forward to the next morning on which people come to work."""
        self._clock.put_forward(next_morning(self.house.settings.directory.calendar, self._clock.now()))

    def check(self) -> None:
        """Raises what ended a reader."""
        for reader in self._readers:
            if reader.failure:
                raise RuntimeError(f"a mailbox cannot be read: {reader.failure}") from reader.failure

    def letters(self, key: str) -> list[Letter]:
        """A person's letters, the newest first. Raises KeyError."""
        with self._lock:
            return list(reversed(self._letters[key]))

    def letter(self, key: str, number: int) -> Letter:
        """Raises KeyError or IndexError."""
        if number < 1:
            raise IndexError(number)
        with self._lock:
            return self._letters[key][number - 1]

    def open(self, key: str, number: int) -> Letter:
        letter = self.letter(key, number)
        with self._lock:
            self._opened.add((key, number))
        return letter

    def is_new(self, letter: Letter) -> bool:
        return (letter.owner.key, letter.number) not in self._opened

    def is_answered(self, letter: Letter) -> bool:
        return (letter.owner.key, letter.number) in self._answered

    def unread(self, key: str) -> int:
        return sum(map(self.is_new, self.letters(key)))

    def busiest(self) -> str:
        """Whose mailbox to open first: the one with the newest unread letter, else anybody's."""
        newest = {key: letters[0].date for key in self.people if (letters := self.letters(key)) and self.unread(key)}
        return max(newest, key=lambda key: newest[key], default=next(iter(self.people)))

    def reply(self, letter: Letter, words: str, attachments: Sequence[Attachment]) -> None:
        """Answer a letter as its owner's mail program does."""
        zone = self.house.settings.organisation.timezone
        program = program_of(letter.owner)
        raw = reply(program, letter, words, zone=zone, now=self._clock.now(), attachments=attachments)
        with self._lock:
            self._replier, self._read_by = letter.owner.key, time.monotonic() + _READING_SECONDS
        send(raw, letter.owner, letter.answer_to, self._ports)
        with self._lock:
            self._answered.add((letter.owner.key, letter.number))

    def drop(self, type_: str, name: str, content: bytes) -> None:
        """Put a form into the watched folder. Raises KeyError when there is no such type."""
        if type_ not in self.house.settings.contract_types:
            raise KeyError(type_)
        self.house.drop(type_, file_name(name), content)

    def form(self, type_: str) -> bytes:
        """A blank form. Raises KeyError."""
        return blank_form(self.house.settings, type_)

    def _take_in(self, letter: Letter) -> None:
        with self._lock:
            self._letters[letter.owner.key].append(letter)
            if self._replier == letter.owner.key:
                self._replier, self._read_by = "", time.monotonic() + _LOOKING_SECONDS
        self._on_letter(letter)

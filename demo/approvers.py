"""The simulated approvers: each has a mailbox and a mail program, reads by IMAP and answers over SMTP by the script."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from daemon.workflow.model import Person
from demo.board_link import link_in
from demo.chronicle import Chronicle, Sign, short_name
from demo.letters import Letter, Reader, send
from demo.mail_server import Ports
from demo.programs import away, program_of, reply
from demo.script import SCRIPT, How, Reaction

_THINKING_SECONDS = 1.0  # long enough to be seen, short enough to be waited for
_CALL_SECONDS = 90


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What people of the demo live in."""

    ports: Ports
    zone: ZoneInfo
    now: Callable[[], datetime]
    chronicle: Chronicle
    board: str  # its address


class Approver:
    """One person at their mail program."""

    def __init__(self, person: Person, around: Surroundings, called: threading.Event) -> None:
        self.person = person
        self.letters: list[Letter] = []
        self.board_link = ""
        self._around = around
        self._called = called
        self._script = [each for each in SCRIPT if each.person == person.key]
        self._stopping = threading.Event()
        self._reader = Reader(person, around.ports, self._read)

    def start(self) -> None:
        self._reader.start()

    def stop(self) -> None:
        self._stopping.set()
        self._reader.stop()

    def join(self) -> None:
        self._reader.join(10)

    @property
    def failure(self) -> BaseException | None:
        return self._reader.failure

    @property
    def unanswered(self) -> list[Reaction]:
        """What of the script has not happened."""
        return list(self._script)

    def _read(self, letter: Letter) -> None:
        self.letters.append(letter)
        link = link_in(letter, self._around.board)
        self.board_link = link or self.board_link
        said = f"{letter.subject}  →  {link}" if link else letter.subject
        self._around.chronicle.add(Sign.LETTER, short_name(self.person), said)
        reaction = next((each for each in self._script if each.meets(letter)), None)
        if reaction is None or self._stopping.wait(_THINKING_SECONDS):
            return
        if reaction.after_call and not self._is_called():
            return
        self._react(letter, reaction)
        self._script.remove(reaction)

    def _is_called(self) -> bool:
        for _ in range(_CALL_SECONDS * 10):
            if self._called.wait(0.1):
                return True
            if self._stopping.is_set():
                return False
        return False

    def _react(self, letter: Letter, reaction: Reaction) -> None:
        who = short_name(self.person)
        around = self._around
        match reaction.how:
            case How.CALL:
                around.chronicle.add(Sign.ELSE, who, f"reaches for the telephone: «{reaction.words}»")
                self._called.set()
            case How.AWAY:
                raw = away(letter, reaction.words, zone=around.zone, now=around.now())
                around.chronicle.add(Sign.REPLY, who, f"is away, a machine answers: «{reaction.words}»")
                send(raw, self.person, letter.answer_to, around.ports)
            case How.REPLY:
                program = program_of(self.person)
                files = tuple(reaction.enclose(letter))
                raw = reply(program, letter, reaction.words, zone=around.zone, now=around.now(), attachments=files)
                with_files = "".join(f" + {each.name}" for each in files)
                around.chronicle.add(Sign.REPLY, who, f"({program.name}) «{reaction.words}»{with_files}")
                send(raw, self.person, letter.answer_to, around.ports)


class Approvers:
    """All people of the house. A context manager: they read their mail from entering to leaving."""

    def __init__(self, people: list[Person], around: Surroundings) -> None:
        called = threading.Event()
        self.all = [Approver(each, around, called) for each in people]

    def __enter__(self) -> Approvers:
        for each in self.all:
            each.start()
        return self

    def __exit__(self, *_: object) -> None:
        for each in self.all:
            each.stop()
        for each in self.all:
            each.join()

    def letters_of(self, key: str) -> list[Letter]:
        return next(each.letters for each in self.all if each.person.key == key)

    def board_link_of(self, key: str) -> str:
        """The link into the board that somebody got by mail; empty when none came."""
        return next(each.board_link for each in self.all if each.person.key == key)

    def check(self) -> None:
        """Raises what went wrong with one of them."""
        for each in self.all:
            if each.failure:
                raise RuntimeError(f"{each.person.key} cannot go on: {each.failure}") from each.failure

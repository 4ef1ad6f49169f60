"""The context of a letter: from whom, to whom, about what, and the values that its texts can hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from daemon.mail.compose.catalogue import Wording
from daemon.mail.compose.layout import Block, Composed, Footer, Text, compose
from daemon.workflow.attribution import Attribution, answered, asked
from daemon.workflow.model import (
    Answer,
    Contract,
    Duty,
    File,
    Participant,
    PersonKey,
    Request,
    StageKind,
    Status,
    Verdict,
)
from daemon.workflow.summary import cut

_SUBJECT = 150  # characters of a subject without its tag: mail programs cut what is much longer
_UNBRACKETED = str.maketrans("[]", "()")  # in brackets stands our tag, and nothing that a value holds
_LEAST = 30  # of them that are left of the contract


@dataclass(frozen=True, slots=True)
class LetterSettings:
    """The sender of all letters, and how they are written.

    `address` is our mailbox; `plus_address`: its server delivers mail to `name+token@domain`. `catalogues` has the
    texts by language, `language` is for readers whose own has none. `board` is the address of the pages; empty: none.
    """

    organisation: str
    address: str
    plus_address: bool
    zone: ZoneInfo
    language: str
    catalogues: Mapping[str, dict[str, Any]]
    board: str = ""

    def page_of(self, number: str) -> str:
        """Return the address of a contract's page on the board; empty if there is no board."""
        return f"{self.board.rstrip('/')}/contracts/{quote(number)}" if self.board else ""

    def wording(self, language: str) -> Wording:
        """Return the texts in a language, or in the default one if there are none."""
        known = language if language in self.catalogues else self.language
        return Wording(known, self.catalogues[known], self.zone)

    def reply_address(self, token: str) -> str:
        """Return the address for answers to a request: ours with the token, if the mail server has plus-addresses."""
        name, _, domain = self.address.partition("@")
        return f"{name}+{token}@{domain}" if self.plus_address and token else self.address


@dataclass(frozen=True, slots=True)
class Matter:
    """A contract as a letter shows it: its state, and the end of its history.

    `seq` and `hash` are the last entry's of the history. `unreached` are the people whose letters come back.
    `shows_proof`: letters say how senders were verified.
    """

    contract: Contract
    seq: int
    hash: str
    now: datetime
    unreached: frozenset[PersonKey] = frozenset()
    shows_proof: bool = False


@dataclass(frozen=True, slots=True)
class FiledFile:
    """A file of the final set, and the folder where it lies, with the archive's name: contracts/2026/З-2026-0042 …"""

    file: File
    folder: str


@dataclass(frozen=True, slots=True)
class About:
    """What a letter is about within its matter.

    `token` is the request's; `step` the number of an escalation's step, from 1. `worked` is the working time
    between now and the request's deadline; `until` the end of the time in which its verdict can be taken back, or
    in which `code` confirms one. `lacking` is why a code is needed: dmarc or policy. `own`: the reader caused the
    letter themself. `marked` are the names of the files that came with the answers, `kept_back` of those that are
    not attached, and why; `filed` is the final set. `late` is the request whose latest late words the letter tells.
    `duty` is what the initiator is to do, where the letter is about that; `worked` is then the working time between
    now and its deadline.
    """

    request: Request | None = None
    token: str = ""
    step: int = 0
    worked: timedelta = field(default_factory=timedelta)
    until: datetime | None = None
    own: bool = False
    code: str = ""
    lacking: str | None = None
    marked: tuple[str, ...] = ()
    kept_back: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()
    filed: tuple[FiledFile, ...] = ()
    late: Request | None = None
    duty: Duty | None = None


class LetterContext:
    """A letter to `to` about a contract: what its blocks are made from."""

    def __init__(self, settings: LetterSettings, to: Participant, matter: Matter, about: About) -> None:
        self.settings, self.to, self.matter, self.about = settings, to, matter, about
        self.contract = matter.contract
        self.words = settings.wording(to.language)

    @property
    def request(self) -> Request:
        """The request that the letter is about. Raises ValueError if it is about none."""
        if self.about.request is None:
            raise ValueError("this letter is about a request")
        return self.about.request

    @property
    def signing(self) -> bool:
        """True if the letter is about a request for a signature."""
        request = self.about.request
        return request is not None and self.contract.stage_of(request).kind is StageKind.SIGNATURE

    @property
    def tag(self) -> str:
        """The text in brackets in the subject: the number, with the token where the address for answers has none.

        The token binds an answer to the request if its program drops In-Reply-To.
        """
        in_address = self.settings.plus_address or not self.about.token
        return self.contract.number if in_address else f"{self.contract.number}/{self.about.token}"

    def say(self, key: str, /, **more: object) -> str:
        """Return a text of the catalogue with this letter's values and `more` put in. Raises KeyError if missing."""
        return self.words.say(key, **{**self._values(), **more})

    def finished(
        self, subject: str, blocks: Sequence[Block], *, replying: bool = False, asks: bool = False, **more: object
    ) -> Composed:
        """Return the letter with its footer; `subject` is a key of the catalogue, `more` are values for its text.

        `replying` puts "Re:" before the subject. A letter that `asks` begins with what it asks, and ends with the tag.
        """
        said, tag = self._subject(subject, more), f"[{self.tag}]"
        line = f"{said} {tag}" if asks or self.tag != self.contract.number else f"{tag} {said}"
        blocks = [*blocks[:1], *self._stands_in(), *self._missing(), *blocks[1:]]
        return compose(f"{'Re: ' if replying else ''}{line}", [*blocks, self.footer()], self.words.language)

    def _subject(self, key: str, more: Mapping[str, object]) -> str:
        """Return the text of the subject; if it is too long for a list of mails, with the contract in fewer words."""
        said = self.say(key, **more)
        over = len(said) - _SUBJECT
        said = said if over <= 0 else self.say(key, **{**more, "what": describe(self.contract, over)})
        return said.translate(_UNBRACKETED)

    def _stands_in(self) -> list[Block]:
        """Why the reader gets what is the initiator's to read: they stand in for them."""
        stand_in, request = self.contract.stand_in, self.about.request
        asked = request is not None and self.is_to(request.assignee)
        if stand_in is None or stand_in.key != self.to.key or asked:
            return []
        return [Text(self.say("initiator.stands_in", behalf=self.words.behalf(self.contract.initiator)))]

    def _missing(self) -> list[Block]:
        """What should be attached and is not; who is asked about it is told to wait for it."""
        if not self.about.missing:
            return []
        asked = self.about.request is not None and self.about.request.waits
        told: list[Block] = [Text(self.say("missing_files.told", files="; ".join(self.about.missing)))]
        return [*told, Text(self.say("missing_files.wait"))] if asked else told

    def footer(self) -> Footer:
        """Return the footer: the organisation, the version with its hash, the end of the history, the request."""
        version = self.contract.version
        lines = [self.words.say("footer.house", organisation=self.settings.organisation)]
        if version.sha256:
            lines.append(self.words.say("footer.version", version=version.number, sha256=short(version.sha256)))
        lines.append(self.words.say("footer.entry", seq=self.matter.seq, hash=short(self.matter.hash)))
        if self.about.token and self.settings.plus_address:  # for programs that answer to no Reply-To, but quote
            lines.append(self.words.say("footer.request", number=self.contract.number, token=self.about.token))
        page = self.settings.page_of(self.contract.number)
        return Footer([*lines, self.words.say("footer.board", page=page)] if page else lines, page)

    # -- people ------------------------------------------------------------------------------------------------------

    def who(self, request: Request) -> str:
        """Return the assignee, and for whom they stand in: Зайцев О. Ю. (за Орлову М. П.)."""
        return self.attributed(asked(self.contract, request))

    def behalf(self, request: Request) -> str:
        """Return for whom the assignee stands in, "за Орлову М. П."; empty if for nobody."""
        owner = asked(self.contract, request).behalf
        return self.words.behalf(owner) if owner else ""

    def who_answered(self, request: Request) -> str:
        """Return who wrote the answer to a request that counts, and for whom; without one, who is asked."""
        return self.attributed(answered(self.contract, request, author(request)))

    def attributed(self, word: Attribution) -> str:
        """Return whose word it is: Зайцев О. Ю. (за Орлову М. П.)."""
        name = self.words.name(word.by)
        return f"{name} ({self.words.behalf(word.behalf)})" if word.behalf else name

    def is_to(self, person: Participant) -> bool:
        """Return True if the reader is this person, and not somebody who has their key now."""
        return person.is_same(self.to)

    def acting(self) -> str:
        """Return the initiator, or who stands in for them: Зайцев О. Ю. (за Титову О. Н.)."""
        name = self.words.name(self.contract.acting)
        return f"{name} ({self.words.behalf(self.contract.initiator)})" if self.contract.stand_in else name

    def by_gender(self, key: str, person: Participant, /, **more: object) -> str:
        """Return a text that says what a person did: "вернула", "вернул", or a form without gender if it is unknown."""
        return self.say(f"{key}.{self.words.gender(person)}", person=self.words.name(person), **more)

    def verdict(self, request: Request, verdict: str) -> str:
        """Return a recorded verdict in words; an approval in a stage of signatures is called a signature."""
        signs = self.contract.stage_of(request).kind is StageKind.SIGNATURE
        signed = self.words.table("signing_verdicts") if signs else {}
        return signed.get(verdict) or self.words.table("verdicts")[verdict]

    # -- values ------------------------------------------------------------------------------------------------------

    def _values(self) -> dict[str, object]:
        contract = self.contract
        values: dict[str, object] = {
            "number": contract.number,
            "what": describe(contract),
            "lead": lead(contract),
            "title": contract.title,
            "type": contract.type,
            "version": contract.version.number,
            "round": contract.round,
            "to": self.words.address(self.to),
            "initiator": self.words.name(contract.initiator),
            "by": stopped.by if (stopped := contract.held or contract.recalled) else "",
            "acting": self.acting(),
            "objectors": ", ".join(self.who_answered(each) for each in objectors(contract)),
            "status": self.words.table("statuses")[outcome(contract)],
            "took": self.words.span((contract.closed_at or self.matter.now) - contract.opened_at),
            "closed": self.words.when(contract.closed_at) if contract.closed_at else "",
        }
        if self.about.request:
            values |= self._request_values(self.about.request)
        return values | self._duty_values(self.about.duty) if self.about.duty else values

    def _duty_values(self, duty: Duty) -> dict[str, object]:
        """Return the deadline of what the initiator is to do, in the place of a request's."""
        values: dict[str, object] = {"reminded": duty.reminded}
        if duty.due_at:
            values |= {
                "due": self.words.when(duty.due_at),
                "due_long": self.words.when_long(duty.due_at),
                "worked": self.words.working_span(self.about.worked),
            }
        return values

    def _request_values(self, request: Request) -> dict[str, object]:
        answer = request.answer or (request.answers[-1] if request.answers else None)
        return {
            "person": self.who(request),
            "behalf": f" {behalf}" if (behalf := self.behalf(request)) else "",
            "due": self.words.when(request.due_at),
            "due_long": self.words.when_long(request.due_at),
            "worked": self.words.working_span(self.about.worked),
            "reminded": request.reminded,
            "verdict": self.verdict(request, said_as(answer) if answer else "none"),
            "stage": self.contract.stage_of(request).title,
            "until": self.words.when_soon(self.about.until, self.matter.now) if self.about.until else "",
            "who": self.words.name(request.proposal.proposed_by) if request.proposal else "",
        }


def said_as(answer: Answer) -> str:
    """Return an answer's verdict as the catalogues name it: an approval with a condition has a name of its own."""
    return "with_condition" if answer.conditions and answer.verdict.approves else answer.verdict.value


def describe(contract: Contract, fewer: int = 0) -> str:
    """Return the contract in a line: Договор закупки ООО «Ромашка», световое оборудование, 700 000,00 ₽.

    `fewer`: by so many characters shorter, which are taken from before a sum at its end.
    """
    summary = contract.summary
    what = summary if contract.title in summary else f"{contract.title} {summary}"
    if not fewer:
        return what
    end = f", {contract.amount}"
    end = end if what.endswith(end) else ""
    return cut(what.removesuffix(end), max(_LEAST, len(what) - len(end) - fewer)) + end


def lead(contract: Contract) -> str:
    """Return the contract as the first line of a request: what it is, with the other side and the sum."""
    what = describe(contract)
    return what if contract.amount in what else f"{what}, {contract.amount}"


def outcome(contract: Contract) -> str:
    """Return the contract's status as the catalogues name it: one that was approved by a signature is signed."""
    return "signed" if contract.signed and contract.status is Status.APPROVED else contract.status.value


def short(digest: str) -> str:
    """Return the first six and the last four characters of a hash."""
    return f"{digest[:6]}…{digest[-4:]}"


def author(request: Request) -> Participant:
    """Return who wrote the answer to a request that counts; without one, who is asked."""
    return request.answer.actor if request.answer else request.assignee


def objectors(contract: Contract) -> Sequence[Request]:
    """Return the requests that were not approved in this round; of a declined contract those that declined it."""
    requests = contract.in_round(contract.round)
    against = [each for each in requests if each.answer and not each.answer.verdict.approves]
    if contract.status is Status.DECLINED:
        declined = [each for each in against if each.answer and each.answer.verdict is Verdict.DECLINE]
        against = declined or against
    return tuple(against)

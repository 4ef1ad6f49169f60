"""Letters into the outbox: composed, made into bytes and recorded within the transaction that causes them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes

from daemon.config import Settings
from daemon.documents import archive
from daemon.documents.forms import filled_from, make_form
from daemon.documents.naming import file_name
from daemon.mail import answers, mime
from daemon.mail.blocks import Composed
from daemon.mail.charset import decode_header
from daemon.mail.compose import About, House, Matter, write
from daemon.mail.message import Message, parse
from daemon.mail.wording import load_catalogues
from daemon.store import archive_index, history, inbox, numbering, outbox
from daemon.store.database import Transaction
from daemon.store.draftbox import StoredDraft
from daemon.store.history import Kept
from daemon.store.outbox import Letter, Sending
from daemon.workflow.effects import LetterKind, SendLetter
from daemon.workflow.model import Contract, File, Participant, Person, Request
from daemon.workflow.refused import Reason
from daemon.workflow.route import participant

_WITH_DOCUMENT = frozenset({LetterKind.REQUEST, LetterKind.REMINDER, LetterKind.ANSWER, LetterKind.REGISTERED})


@dataclass(frozen=True, slots=True)
class Answering:
    """The mail that a letter answers: its row, its Message-ID and References, and who wrote it."""

    mail_id: int
    message_id: str
    references: tuple[str, ...]
    sender: str


class Correspondence:
    def __init__(self, settings: Settings) -> None:
        """Reads the letters' texts. Raises ValueError when a language lacks some."""
        organisation = settings.organisation
        self._settings = settings
        self.house = House(
            organisation.name,
            settings.mail.address,
            settings.mail.plus_address,
            organisation.timezone,
            organisation.language,
            load_catalogues(settings.folders.templates.parent / "mail"),
        )

    # -- what events cause -------------------------------------------------------------------------------------------

    def send(
        self, tx: Transaction, kept: Kept, effect: SendLetter, seq: int, now: datetime, answering: Answering | None
    ) -> None:
        """Record the letter that an effect of history entry `seq` asks for."""
        to = self._present(effect.to)
        about = self._about(tx, kept, effect.request, to, effect.step)
        composed = write(self.house, effect.kind, to, _matter(kept, now), about)
        replying = answering if effect.kind is LetterKind.RECEIPT else None
        key = f"{kept.id}/{seq}/{effect.kind.value}/{effect.to.key}/{effect.request}/{effect.step}"
        attachments = self._attachments(tx, kept.contract, effect.kind, about.request)
        self._put(tx, key, effect.kind.value, to, composed, now, kept, about, attachments, replying)

    # -- what mails cause --------------------------------------------------------------------------------------------

    def unclear(
        self, tx: Transaction, kept: Kept, request: int, to: Participant, wrote: str, now: datetime, mail: Answering
    ) -> None:
        about = self._about(tx, kept, request, to)
        composed = answers.unclear(self.house, to, _matter(kept, now), about, wrote)
        self._answer(tx, "unclear", to, composed, now, mail, kept, about)

    def refused(
        self,
        tx: Transaction,
        kept: Kept,
        request: int,
        to: Participant,
        reason: Reason,
        detail: str,
        now: datetime,
        mail: Answering,
    ) -> None:
        about = self._about(tx, kept, request, to)
        composed = answers.refused(self.house, to, _matter(kept, now), about, reason, detail)
        self._answer(tx, "refused", to, composed, now, mail, kept, about)

    def status(
        self, tx: Transaction, kept: Kept, request: int, to: Participant, now: datetime, mail: Answering
    ) -> None:
        about = self._about(tx, kept, request, to)
        composed = answers.status(self.house, to, _matter(kept, now), about)
        self._answer(tx, "status", to, composed, now, mail, kept, about)

    def colleague(
        self, tx: Transaction, kept: Kept, request: int, who: str, wrote: str, now: datetime, mail: Answering
    ) -> None:
        """Tell the owner of a request that somebody else answered it."""
        to = self._present(kept.contract.request(request).asked)
        about = self._about(tx, kept, request, to)
        composed = answers.colleague(self.house, to, _matter(kept, now), about, who, wrote)
        key = f"mail:{mail.mail_id}/colleague"
        self._put(tx, key, "colleague", to, composed, now, kept, about)

    def helping(self, tx: Transaction, to: Participant, now: datetime, mail: Answering) -> None:
        self._answer(tx, "help", to, answers.helping(self.house, to), now, mail)

    def unbound(self, tx: Transaction, to: Participant, now: datetime, mail: Answering) -> None:
        self._answer(tx, "unbound", to, answers.unbound(self.house, to), now, mail)

    # -- what drafts and failures cause ------------------------------------------------------------------------------

    def draft_accepted(self, tx: Transaction, to: Person, draft: StoredDraft, kept: Kept, now: datetime) -> None:
        """A receipt for a draft that came by mail: which contract and version it has become."""
        reader, mail = participant(to), _mail_of(tx, draft)
        if mail is not None:
            composed = answers.draft_accepted(self.house, reader, _matter(kept, now), draft.name)
            key = f"draft:{draft.id}/accepted/{to.key}"
            self._put(tx, key, "draft_accepted", reader, composed, now, kept, replying=mail)

    def draft_rejected(
        self,
        tx: Transaction,
        to: Person,
        draft: StoredDraft,
        mistakes: Sequence[str],
        marked: bytes | None,
        now: datetime,
    ) -> None:
        reader = participant(to)
        composed = answers.draft_rejected(self.house, reader, draft.name, mistakes, marked=marked is not None)
        attachments = [(file_name(draft.name.rpartition(".")[0], ".xlsx"), marked)] if marked else []
        mail = _mail_of(tx, draft) if draft.sender == to.key else None
        known = numbering.find_number(tx.connection, draft.about) if draft.about else None
        kept = history.load(tx.connection, known) if known else None  # an answer to this letter is about it, too
        key = f"draft:{draft.id}/{to.key}"
        self._put(tx, key, "draft_rejected", reader, composed, now, kept, attachments=attachments, replying=mail)

    def not_delivered(self, tx: Transaction, letter: Sending, why: str, now: datetime) -> None:
        """Tell the administrators, and the contract's initiator if the letter was not theirs, who was not reached."""
        if letter.kind == "not_delivered":
            return  # a letter about a letter about a letter helps nobody; the log and the outbox have it
        subject = decode_header(str(message_from_bytes(letter.raw)["Subject"]))
        for to in self._concerned(tx, letter):
            composed = answers.not_delivered(self.house, to, letter.recipient, subject, why)
            self._put(tx, f"letter:{letter.id}/{to.key}", "not_delivered", to, composed, now)

    def tell_administrators(
        self, tx: Transaction, people: Sequence[Person], key: str, reason: str, now: datetime
    ) -> None:
        for person in people:
            to = participant(person)
            composed = answers.set_aside(self.house, to, key, reason)
            self._put(tx, f"aside:{key}/{now.isoformat()}/{to.key}", "aside", to, composed, now)

    def configuration_refused(
        self, tx: Transaction, people: Sequence[Person], mistakes: Sequence[str], now: datetime
    ) -> None:
        for person in people:
            to = participant(person)
            composed = answers.configuration_refused(self.house, to, mistakes)
            self._put(tx, f"configuration/{now.isoformat()}/{to.key}", "configuration", to, composed, now)

    def configuration_taken_over(
        self, tx: Transaction, people: Sequence[Person], waiting: Sequence[str], now: datetime, *, mended: bool
    ) -> None:
        for person in people:
            to = participant(person)
            composed = answers.configuration_taken_over(self.house, to, waiting, mended=mended)
            self._put(tx, f"configuration/{now.isoformat()}/{to.key}", "configuration", to, composed, now)

    # -- inside ------------------------------------------------------------------------------------------------------

    def _concerned(self, tx: Transaction, letter: Sending) -> list[Participant]:
        keys = list(self._settings.organisation.administrators)
        if letter.contract_id is not None:
            keys.insert(0, history.load(tx.connection, letter.contract_id).contract.initiator.key)
        people = [
            self._settings.directory.people[key]
            for key in dict.fromkeys(keys)
            if key in self._settings.directory.people
        ]
        return [participant(person) for person in people if letter.recipient not in person.addresses]

    def _present(self, person: Participant) -> Participant:
        """The person as the configuration has them now: addresses change while a contract is under way."""
        known = self._settings.directory.people.get(person.key)
        return participant(known) if known else person

    def _about(self, tx: Transaction, kept: Kept, request: int, to: Participant, step: int = 0) -> About:
        """The token is shown to the one who was asked, and for a question to the initiator who is to answer it."""
        if not request:
            return About()
        found = kept.contract.request(request)
        token = numbering.token_of(tx, kept.id, request) if found.asked.key == to.key else ""
        return About(found, token, step)

    def _attachments(
        self, tx: Transaction, contract: Contract, kind: LetterKind, request: Request | None
    ) -> list[tuple[str, bytes]]:
        if kind in _WITH_DOCUMENT:
            sheet = (request.sheet,) if request and request.sheet else ()
            return [self._load(tx, each) for each in (*contract.version.files, *sheet)]
        if kind is LetterKind.FINISHED:
            return [
                self._load(tx, each) for each in (*contract.version.files, *contract.signed, *(contract.final or ()))
            ]
        if kind is LetterKind.RETURNED:
            return [self._form(contract), *(self._load(tx, each) for each in contract.version.files)]
        return []

    def _load(self, tx: Transaction, file: File) -> tuple[str, bytes]:
        path = archive_index.path_of(tx.connection, file.sha256)
        if path is None:
            raise FileNotFoundError(f"{file.name} ({file.sha256[:12]}…) is not known to the archive")
        return file.name, archive.read(self._settings.folders.contracts, path, file.sha256)

    def _form(self, contract: Contract) -> tuple[str, bytes]:
        """The form for rework: filled in, and it names its contract."""
        type_ = self._settings.contract_types[contract.type]
        people = tuple((key, person.name) for key, person in self._settings.directory.people.items())
        filled = filled_from(contract.facts, contract.number, contract.initiator.key)
        return file_name(contract.name, ".xlsx"), make_form(type_, people, contract.initiator.language, filled)

    def _answer(
        self,
        tx: Transaction,
        kind: str,
        to: Participant,
        composed: Composed,
        now: datetime,
        mail: Answering,
        kept: Kept | None = None,
        about: About | None = None,
    ) -> None:
        self._put(tx, f"mail:{mail.mail_id}/{kind}", kind, to, composed, now, kept, about, replying=mail)

    def _put(
        self,
        tx: Transaction,
        key: str,
        kind: str,
        to: Participant,
        composed: Composed,
        now: datetime,
        kept: Kept | None = None,
        about: About | None = None,
        attachments: Sequence[tuple[str, bytes]] = (),
        replying: Answering | None = None,
    ) -> None:
        address = self.house.address
        references = replying.references if replying else ()
        if kept and not replying:
            references = outbox.thread(tx.connection, kept.id, to.email)
        token = about.token if about else ""
        envelope = mime.Envelope(
            sender=(self._settings.mail.display_name or self._settings.organisation.name, address),
            to=(to.name, replying.sender if replying and replying.sender else to.email),
            reply_to=self.house.reply_address(token),
            message_id=mime.message_id(address, secrets.token_hex(16)),
            date=now.astimezone(self.house.zone),
            references=references,
            in_reply_to=replying.message_id if replying else next(iter(reversed(references)), ""),
            replying=replying is not None,
        )
        raw = mime.build(composed, envelope, attachments)
        number = about.request.id if about and about.request else 0
        contract_id = kept.id if kept else None
        outbox.put(tx, Letter(key, envelope.message_id, kind, envelope.to[1], raw, contract_id, number), now)


def _mail_of(tx: Transaction, draft: StoredDraft) -> Answering | None:
    """The mail that a draft came with, so that it is answered in its thread."""
    source, _, number = draft.source.partition(":")
    if source != "mail":
        return None
    message = parse(inbox.load(tx.connection, int(number)).raw)
    return answering(int(number), message)


def answering(mail_id: int, message: Message) -> Answering:
    references = (*message.references[-9:], message.message_id) if message.message_id else ()
    return Answering(mail_id, message.message_id, references, message.sender.email)


def _matter(kept: Kept, now: datetime) -> Matter:
    return Matter(kept.contract, kept.seq, kept.hash, now)

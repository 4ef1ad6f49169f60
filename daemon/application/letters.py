"""Letters into the outbox: composed, made into bytes and recorded within the transaction that causes them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from daemon.application import archived_files, sender_policy, still_needed
from daemon.application.archived_files import Collected, Missing
from daemon.application.letter_post import AnsweredMail, LetterPost, mail_of
from daemon.application.reviewer_documents import Enclosures, of_round
from daemon.config import Settings
from daemon.documents.forms import filled_from, make_form
from daemon.documents.naming import file_name
from daemon.mail.compose import leaver_letters, reply_letters
from daemon.mail.compose.catalogue import load_catalogues
from daemon.mail.compose.layout import Composed
from daemon.mail.compose.letter_composer import duty_told, is_receipt, write
from daemon.mail.compose.letter_context import About, FiledFile, LetterContext, LetterSettings, Matter
from daemon.mail.compose.letter_traits import TRAITS, Files
from daemon.store import archive_index, confirmations, history, sequences, unreachable_addresses
from daemon.store.cause import Cause
from daemon.store.database import Transaction
from daemon.store.drafts import StoredDraft
from daemon.store.history import StoredContract
from daemon.store.job_key import JobKey
from daemon.workflow import working_time
from daemon.workflow.decide.taking_back import undo_until
from daemon.workflow.effects import SendLetter
from daemon.workflow.identity import IdentityPolicy
from daemon.workflow.leavers import Concern, concerns
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Contract, File, Participant, Person, Request, StageKind
from daemon.workflow.route import participant

log = structlog.get_logger()

CODE_LIFE = timedelta(days=3)


def letter_settings(settings: Settings) -> LetterSettings:
    """Return who writes and with which texts, which are read. Raises ValueError when a language lacks some."""
    organisation = settings.organisation
    return LetterSettings(
        organisation.name,
        settings.mail.address,
        settings.mail.plus_address,
        organisation.timezone,
        organisation.language,
        load_catalogues(settings.folders.templates.parent / "mail"),
        settings.board.address if settings.board else "",
    )


class LetterWriter:
    def __init__(self, settings: Settings) -> None:
        """Reads the letters' texts. Raises ValueError when a language lacks some."""
        self._settings = settings
        self.letter_settings = letter_settings(settings)
        self._put = LetterPost(self.letter_settings, settings.mail.display_name or settings.organisation.name).put

    # -- what events cause -------------------------------------------------------------------------------------------

    def send(
        self,
        tx: Transaction,
        stored: StoredContract,
        effect: SendLetter,
        seq: int,
        now: datetime,
        answering: AnsweredMail | None,
    ) -> None:
        """Record the letter that an effect of history entry `seq` asks for; none to somebody who has left."""
        to = self._present(effect.to, stored.contract)
        if to is None:
            self._tell_of_leaver(tx, stored, effect.to, effect.kind, now)
            return
        own = answering is not None and self._wrote(to, answering)
        late = stored.contract.request(effect.late) if effect.late else None
        found = self._about(tx, stored, effect.request, to, now, effect.kind)
        about = replace(found, step=effect.step, own=own, late=late)
        if effect.kind is LetterKind.PROPOSED and own:
            about = self._with_code(tx, stored, about, now, answering)
            answering = replace(answering, sender=to.email) if answering else None  # to the known address
        enclosed = self._enclosed(tx, stored.contract, effect, to)
        files = self._collect(tx, stored, _files(stored.contract, effect.kind, about.request, to), now)
        if effect.kind is LetterKind.REQUEST and files.missing and _signs(stored.contract, about.request):
            raise archived_files.FileMissing(f"nobody can sign {stored.contract.number}: {files.missing[0].why}")
        filed = self._filed(tx, stored.contract) if effect.kind is LetterKind.FINISHED else ()
        marked, kept = tuple(name for name, _ in enclosed.passed), enclosed.why(to.language)
        about = replace(about, marked=marked, kept_back=kept, missing=files.missing_names, filed=filed)
        composed = write(self.letter_settings, effect.kind, to, self._matter(tx, stored, now), about)
        replying = answering if own and is_receipt(effect.kind, about) else None
        cause = Cause.of_entry(stored.id, seq).within(effect.kind, to.key, effect.request or 0, effect.step)
        form = self._form(stored.contract) if effect.kind is LetterKind.RETURNED else []
        attachments = [*form, *files.files, *enclosed.passed]
        self._put(tx, cause, effect.kind, to, composed, now, stored, about, attachments, replying)

    # -- what mails cause --------------------------------------------------------------------------------------------

    def reply(
        self,
        tx: Transaction,
        stored: StoredContract,
        request: int | None,
        to: Participant,
        kind: LetterKind,
        compose: Callable[[LetterContext], Composed],
        now: datetime,
        mail: AnsweredMail,
    ) -> None:
        """Answer a mail with a letter about a contract and one of its requests (None: about the contract)."""
        about = self._about(tx, stored, request, to, now, kind)
        files = self._collect(tx, stored, _files(stored.contract, kind, about.request, to), now)
        about = replace(about, missing=files.missing_names)
        composed = compose(LetterContext(self.letter_settings, to, self._matter(tx, stored, now), about))
        cause = Cause.of_mail(mail.mail_id).within(kind, stored.id)
        self._put(tx, cause, kind, to, composed, now, stored, about, files.files, mail)

    def tell(
        self,
        tx: Transaction,
        stored: StoredContract,
        request: int | None,
        to: Participant,
        kind: LetterKind,
        compose: Callable[[LetterContext], Composed],
        now: datetime,
        cause: Cause,
        attachments: Sequence[tuple[str, bytes]] = (),
    ) -> None:
        """A letter about a contract to somebody else than the one who wrote; none to somebody who has left."""
        reader = self._present(to, stored.contract)
        if reader is None:
            self._tell_of_leaver(tx, stored, to, kind, now)
            return
        to = reader
        about = self._about(tx, stored, request, to, now, kind)
        composed = compose(LetterContext(self.letter_settings, to, self._matter(tx, stored, now), about))
        self._put(tx, cause.within(kind, to.key), kind, to, composed, now, stored, about, attachments)

    def note(
        self,
        tx: Transaction,
        to: Participant,
        kind: LetterKind,
        composed: Composed,
        now: datetime,
        mail: AnsweredMail,
        absence_id: int | None = None,
        cause: Cause | None = None,
    ) -> None:
        """Answer a mail with a letter about no contract, but about an absence if one is named.

        Each mail makes one letter of a kind; with a `cause`, that makes one.
        """
        by_mail = Cause.of_mail(mail.mail_id)
        cause = cause or (by_mail.within(kind) if absence_id is None else by_mail.about_absence(absence_id))
        self._put(tx, cause, kind, to, composed, now, replying=mail)

    def inform(
        self,
        tx: Transaction,
        to: Participant,
        kind: LetterKind,
        composed: Composed,
        now: datetime,
        cause: Cause,
        attachments: Sequence[tuple[str, bytes]] = (),
    ) -> None:
        """A letter about no contract that answers no mail of its reader."""
        self._put(tx, cause.within(to.key), kind, to, composed, now, attachments=attachments)

    # -- what drafts and failures cause ------------------------------------------------------------------------------

    def draft_accepted(
        self, tx: Transaction, to: Person, draft: StoredDraft, stored: StoredContract, now: datetime
    ) -> None:
        """A receipt for a draft that came by mail: which contract and version it has become."""
        reader, mail = participant(to), mail_of(tx, draft)
        if mail is not None:
            composed = reply_letters.draft_accepted(
                LetterContext(self.letter_settings, reader, self._matter(tx, stored, now), About()), draft.name
            )
            cause = Cause.of_draft(draft.id).within("accepted", to.key)
            self._put(tx, cause, LetterKind.DRAFT_ACCEPTED, reader, composed, now, stored, replying=mail)

    def unchanged(
        self,
        tx: Transaction,
        to: Participant,
        draft: StoredDraft,
        stored: StoredContract,
        told: Sequence[Participant],
        now: datetime,
    ) -> None:
        """Ask whether a form or text that came back as it was is meant as a new version."""
        reader, mail = self._present(to, stored.contract), mail_of(tx, draft)
        if reader is None:
            self._tell_of_leaver(tx, stored, to, LetterKind.UNCHANGED, now)
            return
        composed = reply_letters.unchanged(
            LetterContext(self.letter_settings, reader, self._matter(tx, stored, now), About()),
            draft.name,
            told,
            by_mail=mail is not None,
        )
        cause = Cause.of_draft(draft.id).within("unchanged", to.key)
        self._put(tx, cause, LetterKind.UNCHANGED, reader, composed, now, stored, replying=mail)

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
        composed = reply_letters.draft_rejected(
            self.letter_settings, reader, draft.name, mistakes, marked=marked is not None
        )
        attachments = [(file_name(draft.name.rpartition(".")[0], ".xlsx"), marked)] if marked else []
        mail = mail_of(tx, draft) if draft.sender == to.key else None
        known = sequences.find_number(tx.connection, draft.about) if draft.about else None
        stored = history.load(tx.connection, known) if known else None  # an answer to this letter is about it, too
        cause = Cause.of_draft(draft.id).within(to.key)
        self._put(
            tx, cause, LetterKind.DRAFT_REJECTED, reader, composed, now, stored, attachments=attachments, replying=mail
        )

    def tell_administrators(
        self, tx: Transaction, people: Sequence[Person], key: JobKey, reason: str, now: datetime
    ) -> None:
        for person in people:
            to = participant(person)
            composed = reply_letters.quarantined(self.letter_settings, to, str(key), reason)
            self._put(tx, Cause.of_quarantined(key, now).within(to.key), LetterKind.QUARANTINED, to, composed, now)

    def _tell_of_missing(self, tx: Transaction, stored: StoredContract, missing: Missing, now: datetime) -> None:
        """Tell the administrators of a file, once for each: its name and place, and that letters go without it."""
        for to in self._administrators():
            composed = reply_letters.file_missing(
                self.letter_settings, to, stored.contract.number, missing.file.name, missing.why
            )
            cause = Cause.of_missing_file(missing.file.sha256).within(to.key)
            self._put(tx, cause, LetterKind.FILE_MISSING, to, composed, now)

    def configuration_refused(
        self, tx: Transaction, people: Sequence[Person], mistakes: Sequence[str], now: datetime
    ) -> None:
        for person in people:
            to = participant(person)
            composed = reply_letters.configuration_refused(self.letter_settings, to, mistakes)
            self._put(tx, Cause.of_configuration(now).within(to.key), LetterKind.CONFIGURATION, to, composed, now)

    def configuration_reloaded(
        self, tx: Transaction, people: Sequence[Person], waiting: Sequence[str], now: datetime, *, mended: bool
    ) -> None:
        for person in people:
            to = participant(person)
            composed = reply_letters.configuration_reloaded(self.letter_settings, to, waiting, mended=mended)
            self._put(tx, Cause.of_configuration(now).within(to.key), LetterKind.CONFIGURATION, to, composed, now)

    # -- digests -----------------------------------------------------------------------------------------------------

    def about_request(
        self, tx: Transaction, stored: StoredContract, request: int, to: Participant, now: datetime
    ) -> LetterContext:
        """Return what a line of a digest, or of the receipt for one, is made from."""
        about = self._about(tx, stored, request, to, now, LetterKind.REQUEST)
        return LetterContext(self.letter_settings, to, self._matter(tx, stored, now), about)

    def documents_of(
        self, tx: Transaction, stored: StoredContract, request: Request, to: Participant, now: datetime
    ) -> Collected:
        """Return the documents that the letter of a request takes along."""
        return self._collect(tx, stored, _files(stored.contract, LetterKind.REQUEST, request, to), now)

    def put_digest(
        self,
        tx: Transaction,
        to: Participant,
        composed: Composed,
        now: datetime,
        cause: Cause,
        token: str,
        attachments: Sequence[tuple[str, bytes]] = (),
        answering: AnsweredMail | None = None,
    ) -> None:
        """Record a digest, or the answer to a reply to it."""
        kind = LetterKind.DIGEST_RECEIPT if answering else LetterKind.DIGEST
        about = About(token=token)
        self._put(tx, cause, kind, to, composed, now, about=about, attachments=attachments, replying=answering)

    # -- inside ------------------------------------------------------------------------------------------------------

    def _present(self, person: Participant, contract: Contract) -> Participant | None:
        """Return the person as the configuration has them now: addresses change while a contract is under way.

        None for somebody who has left: neither their key is theirs still nor, under another key, their address. What
        the initiator is to read goes to whoever has their key.
        """
        directory = self._settings.directory
        named = (directory.people.get(person.key), directory.by_address(person.email) if person.email else None)
        if known := next((each for each in named if each and each.is_human(person)), None):
            return participant(known)
        holder = directory.holder(person)
        return None if holder is person or not person.is_same(contract.initiator) else holder

    def _tell_of_leaver(
        self, tx: Transaction, stored: StoredContract, gone: Participant, kind: LetterKind, now: datetime
    ) -> None:
        """Tell the administrators, once for each contract, what of it hangs on the reader of a letter who has left."""
        contract = stored.contract
        log.warning("no letter to somebody who has left", contract=contract.number, person=gone.key, kind=kind.value)
        hanging = [each for each in concerns(contract, self._settings.directory) if each.person.key == gone.key]
        if hanging:
            self.tell_of_leavers(tx, hanging, now, Cause.of_leavers(f"{contract.number}/{gone.key}"))

    def tell_of_leavers(self, tx: Transaction, hanging: Sequence[Concern], now: datetime, cause: Cause) -> None:
        """Tell the administrators what hangs on people who have left, each with the command that cures it."""
        directory = self._settings.directory
        cured = [(each, still_needed.cure(each)) for each in hanging]
        keys = {each.person.key: still_needed.renamed_to(each.person, directory) for each in hanging}
        renamed = {key: directory.people[new] for key, new in keys.items() if new}
        for to in self._administrators():
            composed = leaver_letters.leavers(self.letter_settings, to, cured, renamed)
            self._put(tx, cause.within(to.key), LetterKind.LEAVERS, to, composed, now)

    def _administrators(self) -> tuple[Participant, ...]:
        people = self._settings.directory.people
        return tuple(participant(people[key]) for key in self._settings.organisation.administrators)

    def _wrote(self, person: Participant, mail: AnsweredMail) -> bool:
        """Return whether this person wrote the mail that is being answered."""
        known = self._settings.directory.people.get(person.key)
        return mail.sender.lower() in (known.addresses if known else (person.email.lower(),))

    def _about(
        self,
        tx: Transaction,
        stored: StoredContract,
        request: int | None,
        to: Participant,
        now: datetime,
        kind: LetterKind,
    ) -> About:
        """The token is shown to the one who was asked."""
        duty = duty_told(kind, stored.contract, request)
        if request is None:
            return About(duty=duty, worked=self._worked(stored.contract.acting, duty.due_at if duty else None, now))
        found = stored.contract.request(request)
        own = found.assignee.key == to.key and not self._settings.directory.has_passed(found.assignee)
        token = sequences.token_of(tx, stored.id, request) if own else ""
        due = duty.due_at if duty else found.due_at
        worked = self._worked(stored.contract.acting if duty else found.assignee, due, now)
        until = undo_until(stored.contract, found, now, self._settings.directory) if found.answer else None
        return About(found, token, worked=worked, until=until, duty=duty)

    def _worked(self, person: Participant, due_at: datetime | None, now: datetime) -> timedelta:
        """Return the working time of a person between now and a deadline, whichever comes first."""
        early, late = sorted((now, due_at or now))
        return working_time.between(self._settings.directory.calendar_of(person.key), early, late)

    def _with_code(
        self, tx: Transaction, stored: StoredContract, about: About, now: datetime, mail: AnsweredMail | None
    ) -> About:
        """Make the code that has to come back from the known address; only its hash is kept."""
        if about.request is None:
            raise ValueError("a code confirms an answer to a request")
        code, until = f"{secrets.randbelow(10**6):06}", now + CODE_LIFE
        confirmations.expect(tx, stored.id, about.request.id, code, until)
        return replace(about, code=code, until=until, lacking=mail.lacking if mail else None)

    def _matter(self, tx: Transaction, stored: StoredContract, now: datetime) -> Matter:
        return self.matter(tx.connection, stored, now)

    def matter(self, connection: Connection, stored: StoredContract, now: datetime) -> Matter:
        """Return a contract as letters show it now."""
        marked = unreachable_addresses.addresses(connection)
        people = self._settings.directory.people.values() if marked else ()
        unreached = frozenset(each.key for each in people if each.email.lower() in marked)
        proof = sender_policy.needed(self._settings, stored.contract) is not IdentityPolicy.TOKEN_AND_ADDRESS
        return Matter(stored.contract, stored.seq, stored.hash, now, unreached, proof)

    def _collect(self, tx: Transaction, stored: StoredContract, files: Sequence[File], now: datetime) -> Collected:
        """The files that a letter takes along. What is missing costs the attachment, never what the letter tells of."""
        found = archived_files.collect(tx.connection, self._settings.folders.contracts, files)
        for each in found.missing:
            self._tell_of_missing(tx, stored, each, now)
        return found

    def _enclosed(self, tx: Transaction, contract: Contract, effect: SendLetter, to: Participant) -> Enclosures:
        """The files of this round's answers, to whoever reads their words: in a return, or when asked after them."""
        if effect.kind is LetterKind.RETURNED:
            return of_round(tx, contract)
        request = contract.request(effect.request) if effect.request else None
        if effect.kind is LetterKind.REQUEST and not _signs(contract, request):
            return of_round(tx, contract, but=to)
        return Enclosures()

    def _filed(self, tx: Transaction, contract: Contract) -> tuple[FiledFile, ...]:
        """The final set as it lies in the archive, whose folder is named as people see it from beside it."""
        archive = self._settings.folders.contracts.name
        paths = [(each, archive_index.path_of(tx.connection, each.sha256)) for each in _final_set(contract)]
        return tuple(FiledFile(each, f"{archive}/{path.rpartition('/')[0]}") for each, path in paths if path)

    def _form(self, contract: Contract) -> list[tuple[str, bytes]]:
        """The form for rework: filled in, and it names its contract. None when the type is configured no more."""
        type_ = self._settings.contract_types.get(contract.type)
        if type_ is None:
            return []
        people = tuple((key, person.name) for key, person in self._settings.directory.people.items())
        filled = filled_from(contract.facts, contract.number, contract.initiator.key)
        return [(file_name(contract.name, ".xlsx"), make_form(type_, people, contract.acting.language, filled))]


def _files(contract: Contract, kind: LetterKind, request: Request | None, to: Participant) -> list[File]:
    """Return the files that a letter of this kind takes along; what changed in the text since its reader saw it."""
    final = _documents(contract)
    # who signs gets the sheet, and has no use any more for what has changed on the way
    redlines = [each.file("redline") for each in contract.unseen_by(to)]
    to_decide = [*final, request.sheet] if request and request.sheet else [*final, *filter(None, redlines)]
    match TRAITS[kind].files:
        case Files.TO_DECIDE:
            return to_decide
        case Files.TO_DECIDE_IF_ASKED:
            return to_decide if request else []
        case Files.TO_REWORK:
            return final
        case Files.FINAL:
            return _final_set(contract)
        case Files.NONE:
            return []


def _documents(contract: Contract) -> list[File]:
    return [each for each in contract.version.files if each.purpose != "redline"]


def _final_set(contract: Contract) -> list[File]:
    return [*_documents(contract), *contract.signed, *(contract.final or ())]


def _signs(contract: Contract, request: Request | None) -> bool:
    return request is not None and contract.stage_of(request).kind is StageKind.SIGNATURE

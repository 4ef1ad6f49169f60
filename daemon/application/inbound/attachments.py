"""What comes along with a mail: forms and edited texts that are drafts, and signed copies."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from daemon.application.app_context import AppContext
from daemon.application.inbound.outcome import Outcome, OutcomeKind, outcome
from daemon.application.reviewer_documents import OF_MAIL
from daemon.application.submissions.document_production import folder_of
from daemon.documents import archive, naming
from daemon.documents.form_parser import type_of_form
from daemon.documents.safety import WORKBOOK_SUFFIXES
from daemon.documents.signed_copy import is_signed_copy
from daemon.documents.texts import say
from daemon.documents.yaml_draft import SUFFIXES
from daemon.mail.compose.letter_traits import TRAITS
from daemon.mail.parsing.body_builder import Attachment
from daemon.mail.parsing.message import Message
from daemon.store import archive_index, drafts
from daemon.store.cause import Cause
from daemon.store.database import Transaction
from daemon.store.history import StoredContract
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Contract, File, Person, StageKind, Status
from daemon.workflow.refusal import Reason, Refused

# In a mail about nothing else, somebody means one of these as a form.
_TABLES = tuple(each.removeprefix(".") for each in WORKBOOK_SUFFIXES)
_FORMS = ("xlsx", "xltx", *(each.removeprefix(".") for each in SUFFIXES))
_TEXTS = ("docx", "docm", "doc", "odt", "rtf")
_NO_ATTACHMENTS = (*OF_MAIL, "ics", "dat", "gif", "htm", "html")  # what mail programs put beside a mail by themselves
_ASIDE = ("xls", "xlsm", "xltm", "xlsb", "ods", "pdf")  # cannot be taken; when nothing else came, that is said


@dataclass(frozen=True, slots=True)
class IncomingFiles:
    """A mail as one that may hand something in: what it answers, its words, and whether they want something else."""

    mail_id: int
    message: Message
    sender: Person
    stored: StoredContract | None
    answers: LetterKind | None  # the kind of our letter
    sent: Message | None  # our letter itself
    words: str
    is_command: bool
    recalls: bool  # the contract under way, to be corrected: what came along is its next version, once it is recalled


def take_drafts(app: AppContext, tx: Transaction, handed: IncomingFiles, now: datetime) -> Outcome | None:
    """Hand in what came with a mail; None when there is nothing to hand in: then the mail's words are read.

    In answer to a letter about a contract that is in rework, forms and texts are its new version. Elsewhere a form
    of ours says its type itself, and a text names its contract in its name: that much does not make it a version
    yet, but its sender is told how.
    """
    if handed.recalls or _only_ours_came_back(handed):
        return None
    found = _with_others(handed, _new_version(app, handed) or _new_contracts(app, handed))
    together = len(found) > 1 and len({(type_, about) for type_, about, _ in found}) == 1
    one = together and (found[0][1] or sum(_is_form(each) for _, _, each in found) == 1)
    for type_, about, each in found:
        source = Cause.of_mail(handed.mail_id)
        sender, words, hand_in = handed.sender.key, handed.words, str(source) if one else ""
        drafts.store(
            tx, type_, each.name, each.content, source, now, sender=sender, about=about, words=words, hand_in=hand_in
        )
    names = ", ".join(each.name for _, _, each in found)
    return outcome(OutcomeKind.DRAFTS_TAKEN, names=names) if found else None


def _with_others(handed: IncomingFiles, found: _Found) -> _Found:
    """Return what is handed in with all other files of the mail: they go with its only form, or with a new version."""
    about = {number for _, number, _ in found}
    forms = [(type_, number) for type_, number, each in found if _is_form(each)]
    if len(about) != 1 or (about == {""} and len(forms) != 1) or all(_suffix(each) in _ASIDE for _, _, each in found):
        return found
    type_, number = forms[0] if forms else found[0][:2]
    ours = {each.content for each in handed.sent.attachments} if handed.sent else set()
    mine = [each for each in handed.message.attachments if not each.inline and _suffix(each) not in _NO_ATTACHMENTS]
    named = [each for _, _, each in found]
    others = [each for each in mine if each not in named and each.content not in ours]
    return [*((type_, number, each) for each in named), *((type_, number, each) for each in others)]


def _is_form(file: Attachment) -> bool:
    return _suffix(file) in _FORMS and bool(type_of_form(file.name, file.content))


def holds_form(message: Message) -> bool:
    """Return whether a mail brings a form along, or what somebody means as one."""
    mine = [each for each in message.attachments if not each.inline]
    return any(
        _suffix(each) in _TABLES or (_suffix(each) in _FORMS and type_of_form(each.name, each.content)) for each in mine
    )


def take_corrected(tx: Transaction, handed: IncomingFiles, now: datetime) -> None:
    """Hand in what came with a recall as the contract's next version; nothing of what we had sent ourselves."""
    if handed.stored is None:
        return
    contract, ours = handed.stored.contract, {each.content for each in handed.sent.attachments} if handed.sent else ()
    mine = [each for each in handed.message.attachments if not each.inline and each.content not in ours]
    for each in (file for file in mine if _suffix(file) in (*_FORMS, *_TEXTS)):
        source, sender = Cause.of_mail(handed.mail_id), handed.sender.key
        drafts.store(
            tx,
            contract.type,
            each.name,
            each.content,
            source,
            now,
            sender=sender,
            about=contract.number,
            words=handed.words,
        )


_Found = Sequence[tuple[str, str, Attachment]]  # the type, the number of the contract, the file


def _new_version(app: AppContext, handed: IncomingFiles) -> _Found:
    contract = handed.stored.contract if handed.stored else None
    if contract is None or not app.may_steer(handed.sender, contract):
        return ()
    mine = [each for each in handed.message.attachments if not each.inline]
    files = [each for each in mine if _suffix(each) in (*_FORMS, *_TEXTS)]
    if contract.status is not Status.IN_REWORK:  # told so, unless the mail is an answer or a command
        elsewhere = (handed.answers is not None and TRAITS[handed.answers].asks) or handed.is_command
        files = [] if elsewhere else [each for each in files if _suffix(each) in _TEXTS]
    elif not files and not handed.is_command:
        files = [each for each in mine if _suffix(each) in _ASIDE]
    return [(contract.type, contract.number, each) for each in files]


def _only_ours_came_back(handed: IncomingFiles) -> bool:
    """Return whether a command came with the very files that we sent: some programs attach them to the answer."""
    ours = {each.content for each in handed.sent.attachments} if handed.sent else set()
    return handed.is_command and all(each.content in ours for each in handed.message.attachments)


def _new_contracts(app: AppContext, handed: IncomingFiles) -> _Found:
    found = [each for file in handed.message.attachments if not file.inline and (each := _named(app, file))]
    if not found and handed.stored is None and not handed.is_command:
        found = [("", "", each) for each in handed.message.attachments if _suffix(each) in _TABLES]
    return found


def _named(app: AppContext, file: Attachment) -> tuple[str, str, Attachment] | None:
    """Return a form that says its type, or a text whose name begins with a contract's number."""
    if _suffix(file) in _FORMS and (type_ := type_of_form(file.name, file.content)):
        return type_, "", file
    if _suffix(file) in _TEXTS:
        for each in app.settings.contract_types.values():
            if naming.number_in(each.number, file.name):
                return each.key, "", file
    return None


# -- signed copies -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SignedCopy:
    """A signed copy under its standard name; `path` is relative to the archive."""

    file: File
    path: Path
    content: bytes


def signed_copies(app: AppContext, stored: StoredContract, request: int, message: Message) -> tuple[SignedCopy, ...]:
    """Return the signed copies that came with an answer to a signature's request; nothing for other stages.

    Raises Refused when what came is the very document that was sent to be signed.
    """
    contract = stored.contract
    if contract.stage_of(contract.request(request)).kind is not StageKind.SIGNATURE:
        return ()
    sent = {each.sha256 for each in (*contract.version.files, *_sheets(contract))}
    came = [each for each in message.attachments if each.content]
    fresh = [each for each in came if hashlib.sha256(each.content).hexdigest() not in sent]
    copies = [each for each in fresh if is_signed_copy(each.name, each.content, shown_in_text=_is_shown(each, message))]
    if not copies and any(_suffix(each) in _TEXTS for each in came):
        raise Refused(Reason.STILL_UNSIGNED, next(each.name for each in came if _suffix(each) in _TEXTS))
    return tuple(_copy(app, contract, number, each) for number, each in enumerate(copies, 1))


def lay(app: AppContext, tx: Transaction, copies: Sequence[SignedCopy]) -> None:
    """Write the copies of an answer that was accepted, within its transaction: done again, it changes nothing."""
    for each in copies:
        archive.write(app.archive / each.path, each.content)
        archive_index.remember(tx, each.file.sha256, str(each.path), each.file.size)


def _copy(app: AppContext, contract: Contract, number: int, attachment: Attachment) -> SignedCopy:
    """Its name is free, or bears these very bytes: what was filed before is never replaced."""
    mark = say(app.settings.organisation.language, "signed_mark") + (f" {number}" if number > 1 else "")
    folder = folder_of(app, contract)
    name = naming.file_name(f"{contract.name} {mark}", f".{_suffix(attachment)}")
    name = archive.free_name(app.archive / folder / name, attachment.content).name
    sha256 = hashlib.sha256(attachment.content).hexdigest()
    return SignedCopy(File("signed", name, sha256, len(attachment.content)), folder / name, attachment.content)


def _sheets(contract: Contract) -> list[File]:
    return [each.sheet for each in contract.requests if each.sheet]


def _is_shown(attachment: Attachment, message: Message) -> bool:
    """Whether a picture is part of the text, such as the logo of a mail signature, rather than a file that came along.

    Phones send photographs inline, too; but these no text refers to.
    """
    return attachment.inline and "cid:" in message.html.lower()


def _suffix(attachment: Attachment) -> str:
    return attachment.name.rpartition(".")[2].lower()

"""What comes along with a mail: forms that are drafts, and signed copies."""

from __future__ import annotations

import hashlib
from datetime import datetime

from daemon.desk.office import Office
from daemon.desk.production import folder_of
from daemon.documents import archive, naming
from daemon.documents.drafts import type_of_form
from daemon.documents.texts import say
from daemon.mail.message import Attachment, Message
from daemon.store import archive_index, draftbox
from daemon.store.database import Transaction
from daemon.store.history import Kept
from daemon.workflow.model import File, Person, StageKind, Status

_FORMS = ("xlsx", "yaml", "yml")
_COPIES = ("pdf", "docx", "jpg", "jpeg", "png", "tif", "tiff", "p7m", "sig", "zip")


def take_drafts(
    tx: Transaction, mail_id: int, message: Message, sender: Person, kept: Kept | None, now: datetime
) -> str:
    """Hand the forms in a mail to the intake. Empty when there are none: then the mail's words are read.

    A form of ours says its type itself. Any other table is one only in answer to a letter that asks for a new version.
    """
    wanted = kept is not None and kept.contract.status is Status.IN_REWORK and _is_initiator(kept, sender)
    taken = []
    for each in message.attachments:
        if _suffix(each) not in _FORMS:
            continue
        type_ = type_of_form(each.content) if _suffix(each) == "xlsx" else ""
        if not type_ and kept is not None and wanted:
            type_ = kept.contract.type
        if type_:
            about = kept.contract.number if kept is not None and wanted else ""
            source = f"mail:{mail_id}"
            draftbox.store(tx, type_, each.name, each.content, source, now, sender=sender.key, about=about)
            taken.append(each.name)
    return f"drafts taken: {', '.join(taken)}" if taken else ""


def signed_copies(office: Office, tx: Transaction, kept: Kept, request: int, message: Message) -> tuple[File, ...]:
    """Lay the copies that came with a signature into the contract's folder; nothing for other stages."""
    contract = kept.contract
    if contract.stage_of(contract.request(request)).kind is not StageKind.SIGNATURE:
        return ()
    files = []
    copies = [each for each in message.attachments if not each.inline and _suffix(each) in _COPIES and each.content]
    for number, each in enumerate(copies, 1):
        mark = say(office.settings.organisation.language, "signed_mark") + (f" {number}" if number > 1 else "")
        name = naming.file_name(f"{contract.name} {mark}", f".{_suffix(each)}")
        path = folder_of(office, contract) / name
        archive.write(office.archive / path, each.content)
        sha256 = hashlib.sha256(each.content).hexdigest()
        archive_index.remember(tx, sha256, str(path), len(each.content))
        files.append(File("signed", name, sha256, len(each.content)))
    return tuple(files)


def _is_initiator(kept: Kept, sender: Person) -> bool:
    return kept.contract.initiator.key == sender.key


def _suffix(attachment: Attachment) -> str:
    return attachment.name.rpartition(".")[2].lower()

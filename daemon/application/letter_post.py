"""Composed letters become bytes with an envelope and are recorded in the outbox; the mails that they answer."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from daemon.mail.compose import mime
from daemon.mail.compose.layout import Composed
from daemon.mail.compose.letter_context import About, LetterSettings
from daemon.mail.parsing.message import Message, parse
from daemon.store import inbox, outbox
from daemon.store.cause import Cause
from daemon.store.database import Transaction
from daemon.store.drafts import StoredDraft
from daemon.store.history import StoredContract
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Participant, PersonKey


@dataclass(frozen=True, slots=True)
class AnsweredMail:
    """The mail that a letter answers: its row, its Message-ID and References, and who wrote it.

    `in_rows` is who is told what came of it in the rows of one receipt, as of an answer to a digest; empty: nobody.
    """

    mail_id: int
    message_id: str
    references: tuple[str, ...]
    sender: str
    lacking: str | None = None  # why its verdict needs a code: dmarc, policy
    in_rows: PersonKey = ""


class LetterPost:
    def __init__(self, letter_settings: LetterSettings, sender: str) -> None:
        """`sender` is the name that letters come from."""
        self._letter_settings, self._sender = letter_settings, sender

    def put(
        self,
        tx: Transaction,
        cause: Cause,
        kind: LetterKind,
        to: Participant,
        composed: Composed,
        now: datetime,
        stored: StoredContract | None = None,
        about: About | None = None,
        attachments: Sequence[tuple[str, bytes]] = (),
        replying: AnsweredMail | None = None,
    ) -> None:
        """Record a letter for sending; it stands in the thread of the letters about its contract to the same reader."""
        address = self._letter_settings.address
        references = replying.references if replying else ()
        if stored and not replying:
            references = outbox.thread(tx.connection, stored.id, to.email)
        token = about.token if about else ""
        envelope = mime.Envelope(
            sender=(self._sender, address),
            to=(to.name, replying.sender if replying and replying.sender else to.email),
            reply_to=self._letter_settings.reply_address(token),
            message_id=mime.message_id(address, secrets.token_hex(16)),
            date=now.astimezone(self._letter_settings.zone),
            references=references,
            in_reply_to=replying.message_id if replying else next(iter(reversed(references)), ""),
            replying=replying is not None,
        )
        raw = mime.build(composed, envelope, attachments)
        number = about.request.id if about and about.request else None
        contract_id = stored.id if stored else None
        letter = outbox.OutgoingLetter(cause, envelope.message_id, kind, envelope.to[1], raw, contract_id, number)
        outbox.put(tx, letter, now)


def mail_of(tx: Transaction, draft: StoredDraft) -> AnsweredMail | None:
    """Return the mail that a draft came with, so that it is answered in its thread."""
    if draft.mail_id is None:
        return None
    return answering(draft.mail_id, parse(inbox.load(tx.connection, draft.mail_id).raw))


def answering(mail_id: int, message: Message) -> AnsweredMail:
    references = (
        (*message.references[-(outbox.MOST_REFERENCES - 1) :], message.message_id) if message.message_id else ()
    )
    return AnsweredMail(mail_id, message.message_id, references, message.sender.email)

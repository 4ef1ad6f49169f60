"""What a mail brings along, as `attachments` judges it: in answer to which letter, with which words and order."""

from __future__ import annotations

from daemon.application.inbound.attachments import IncomingFiles
from daemon.application.inbound.mail_context import MailContext
from daemon.mail.interpret.pipeline import sent_letter
from daemon.mail.interpret.rules import Intent
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Status

_MAY_BE_RECALLED = frozenset({Status.PREPARING, Status.IN_APPROVAL, Status.ON_HOLD})


def handed_in(context: MailContext) -> IncomingFiles:
    """Return the files of a mail with what tells whether they are handed in.

    Beside a recall the words are the reason, without the order.
    """
    correlation, reading = context.correlation, context.interpretation.reading
    is_command, recalls = reading.intent is Intent.COMMAND, _recalls(context)
    sent = sent_letter(correlation.raw) if correlation and correlation.raw and (is_command or recalls) else None
    # only what answers a letter of ours to its sender is a new version
    stored = context.stored if context.is_in_answer else None
    return IncomingFiles(
        context.mail.id,
        context.interpretation.message,
        context.writer,
        stored,
        correlation.letter_kind if correlation else None,
        sent,
        reading.remarks if recalls else context.words.strip(),
        is_command,
        recalls,
    )


def _recalls(context: MailContext) -> bool:
    """Return whether the mail takes the contract back to be corrected, by an order or as one who decides about it."""
    if not context.is_in_answer or context.stored is None or context.correlation is None:
        return False
    reading, asked = context.interpretation.reading, context.correlation.letter_kind is LetterKind.LATE_ASKED
    order = reading.intent is Intent.COMMAND and reading.command == "recall"
    may_be = context.contract.status in _MAY_BE_RECALLED and context.app.may_steer(context.writer, context.contract)
    return may_be and (order or (asked and reading.intent is Intent.RETURN))

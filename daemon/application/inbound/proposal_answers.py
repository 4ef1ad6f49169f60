"""What the initiator answers to a text that an approver has proposed: it becomes the next version, or not."""

from __future__ import annotations

import hashlib
import re

from daemon.application.inbound import comment_mails, person_lookup
from daemon.application.inbound.mail_context import MailContext, by_whom, execute_order
from daemon.application.inbound.outcome import Outcome, OutcomeKind, outcome
from daemon.mail.interpret.rules import Intent
from daemon.mail.parsing.message import parse
from daemon.store import drafts
from daemon.store.cause import Cause
from daemon.workflow import commands as c
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Status
from daemon.workflow.refusal import Reason, Refused

# what follows a comma may be a condition: such words are passed on, and nothing is accepted
_ACCEPTS = re.compile(
    r"\W*(принять|принимаю|принимаем|принято|accept|accepted)"
    r"(\s+(правки|предложение|редакцию|изменения|текст|the changes|the proposal|it))?\s*([.!:\n]\s*(?P<rest>.*))?",
    re.IGNORECASE | re.DOTALL,
)


def answer(context: MailContext) -> Outcome | None:
    """Take the proposed text as the next version, or tell its author what is said; None if the mail is no such answer.

    Raises Refused where a version came meanwhile, or none can.
    """
    correlation = context.correlation
    if correlation is None or correlation.letter_kind is not LetterKind.TEXT_PROPOSED or not context.is_in_answer:
        return None
    steers = context.app.may_steer(context.writer, context.contract)
    if not steers or context.interpretation.reading.intent is Intent.COMMAND:
        return None
    if accepts := _ACCEPTS.fullmatch(context.words.strip()):
        with context.tx.savepoint():
            return _accept(context, (accepts["rest"] or "").strip())
    if not context.words.strip():
        return comment_mails.of_who_is_not_asked(context)  # asks for words
    return comment_mails.comment(context, context.answered_request)


def _accept(context: MailContext, words: str) -> Outcome:
    person_lookup.check_proved(context)
    contract, correlation = context.contract, context.correlation
    written_at = correlation.written_at if correlation else None
    if correlation is None or written_at is None or written_at < contract.version.at or contract.is_closed:
        raise Refused(Reason.NOT_ALLOWED, person_lookup.why_not(context, "proposal_outdated"))
    text = parse(correlation.raw).attachments[0]  # the first file of our letter is the proposed text
    taken = [each.document.sha256 for each in contract.versions if each.document]
    if hashlib.sha256(text.content).hexdigest() in taken:
        raise Refused(Reason.NOT_ALLOWED, person_lookup.why_not(context, "proposal_outdated"))
    request = context.answered_request
    author = request.assignee.name if request else ""
    house = context.app.letters.letter_settings.wording(context.app.settings.organisation.language)
    said = " ".join(filter(None, [house.say("text_proposed.accepted", author=author), words]))
    if contract.status is not Status.IN_REWORK:
        execute_order(context, c.Recall(by_whom(context), said, context.mail.sha256))
    source, sender = Cause.of_mail(context.mail.id), context.writer.key
    drafts.store(
        context.tx,
        contract.type,
        text.name,
        text.content,
        source,
        context.now,
        sender=sender,
        about=contract.number,
        words=said,
    )
    return outcome(OutcomeKind.DRAFTS_TAKEN, names=text.name)

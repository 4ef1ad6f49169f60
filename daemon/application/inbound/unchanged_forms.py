"""What is answered to the question whether a form that came back unchanged is meant as a new version."""

from __future__ import annotations

from functools import partial

from daemon.application.inbound import comment_mails, person_lookup
from daemon.application.inbound.mail_context import MailContext, execute_order, executed, reply
from daemon.application.inbound.outcome import Outcome, OutcomeKind, outcome
from daemon.mail.compose import reply_letters
from daemon.mail.interpret.as_it_is import means_as_it_is
from daemon.mail.interpret.rules import Intent, says_nothing
from daemon.workflow import commands as c
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Status


def answer(context: MailContext) -> Outcome | None:
    """Do what the answer says: yes, no, or words for those who wait; None if the mail answers no such question.

    The question is void once a newer version was handed in. Orders are executed as ever.
    """
    if not _is_asked(context) or context.interpretation.reading.intent in (Intent.COMMAND, Intent.DELEGATE):
        return None
    if context.interpretation.reading.answer == "yes" or means_as_it_is(context.words):
        return _submit(context)
    if context.interpretation.reading.answer == "no" or says_nothing(context.words, context.app.lexicon):
        reply(context, LetterKind.DONE, None, partial(reply_letters.done, what="not_unchanged", values={}))
        return outcome(OutcomeKind.TOLD, what="the mended form is awaited")
    return comment_mails.comment(context)


def _is_asked(context: MailContext) -> bool:
    correlation = context.correlation
    if correlation is None or correlation.letter_kind is not LetterKind.UNCHANGED or not context.is_in_answer:
        return False
    contract, written_at = context.contract, correlation.written_at
    valid = contract.status is Status.IN_REWORK and written_at is not None and written_at >= contract.version.at
    return valid and context.app.may_steer(context.writer, contract)


def _submit(context: MailContext) -> Outcome:
    person_lookup.check_proved(context)
    version = context.contract.version
    words = "" if context.interpretation.reading.answer == "yes" else context.words
    command = c.SubmitVersion(
        version.facts,
        version.draft,
        context.contract.name,
        version.document,
        words,
        context.me,
        identity=version.identity,
        attachments=version.attachments,
    )
    execute_order(context, command)
    return executed(command)

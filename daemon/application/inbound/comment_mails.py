"""Words about a contract that decide nothing: kept in its history, told to those whom they concern."""

from __future__ import annotations

from functools import partial

from daemon.application.inbound import other_contracts, person_lookup
from daemon.application.inbound.mail_context import MailContext, asked_back, execute_order, executed, reply
from daemon.application.inbound.outcome import Outcome, OutcomeKind, outcome
from daemon.mail.compose import reply_letters
from daemon.mail.interpret.rules import Intent, says_nothing
from daemon.workflow import commands as c
from daemon.workflow.decide.comments import who_waits_for_words
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Request
from daemon.workflow.refusal import Reason, Refused


def comment(context: MailContext, about: Request | None = None) -> Outcome:
    """Keep words that decide nothing, tell them to those who wait for them, and tell the writer to whom.

    `about` is the request whose letter they answer: who was asked there is told, too.
    """
    number = about.id if about else 0
    command = c.AddComment(context.words, context.me, context.mail.sha256, number)
    told = who_waits_for_words(context.contract, context.me, number)
    after = execute_order(context, command)
    people = context.app.letters.letter_settings.wording(context.me.language).names(told)
    what = "comment" if told else "comment_kept"
    done = partial(reply_letters.done, what=what, values={"people": people})
    reply(context, LetterKind.DONE, None, done, after)
    return executed(command)


def of_who_is_not_asked(context: MailContext, about: Request | None = None) -> Outcome:
    """Keep what somebody writes in answer to a letter about a contract that does not wait for them.

    Politeness is no news to anybody, and is answered all the same. Raises Refused for what would decide something: it
    must not pass for a remark.
    """
    reading = context.interpretation.reading
    if sent := other_contracts.send_requests(context):
        return outcome(OutcomeKind.REQUESTS_SENT, number=sent)
    if not context.words.strip():
        reply(context, LetterKind.ASK_BACK, None, partial(reply_letters.ask_back, what="words", values={}))
        return asked_back("words")
    if reading.answer == "yes" or says_nothing(context.words, context.app.lexicon):
        reply(context, LetterKind.DONE, None, partial(reply_letters.done, what="courtesy", values={}))
        return outcome(OutcomeKind.COURTESY)
    if reading.intent is Intent.UNDO:
        raise Refused(Reason.NOTHING_TO_UNDO)
    verdict = reading.intent.verdict
    if verdict is not None and verdict.approves and not reading.remarks:
        raise Refused(Reason.NOT_ALLOWED, person_lookup.why_not(context, "not_asked"))
    return comment(context, about)

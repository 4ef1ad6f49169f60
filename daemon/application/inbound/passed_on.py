"""Mails about a request to somebody whose key of `people` is another person's now: theirs, and the new holder's."""

from __future__ import annotations

from functools import partial

from daemon.addresses import one_form
from daemon.application.execute import execute
from daemon.application.inbound.mail_context import MailContext, reply
from daemon.application.inbound.outcome import Outcome, OutcomeKind, outcome
from daemon.mail.compose import reply_letters
from daemon.mail.interpret.rules import says_nothing
from daemon.store.cause import Cause
from daemon.workflow import commands as c
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Participant, Request


def is_another_s(context: MailContext, request: Request) -> bool:
    """Return whether the request was another's whose key or address the writer has now: it is not theirs to answer."""
    asked, directory = request.assignee, context.app.directory
    has_left = not directory.knows(asked.key) or directory.has_passed(asked)
    if not has_left or context.writer.is_human(asked):
        return False
    return asked.key == context.writer.key or one_form(asked.email).lower() in context.writer.addresses


def told_whose_it_is(context: MailContext, request: Request) -> Outcome:
    """Tell the writer that nothing of it counts, for them or for who was asked, with the request that waits for them.

    It may be words of the one before, sent late, or their own in answer to an old letter: nobody can tell.
    """
    who = context.app.letters.letter_settings.wording(context.me.language).name(request.assignee)
    reply(context, LetterKind.ANOTHER_S, context.waiting_request, partial(reply_letters.another_s, who=who))
    return outcome(OutcomeKind.ANOTHER_S, person=request.assignee.name)


def former(context: MailContext, address: str) -> Participant | None:
    """Return who took part and wrote from the address that our letter went to, if another has their key now."""
    correlation = context.correlation
    if correlation is None or correlation.recipient != address:
        return None
    found = (each for each in context.contract.participants() if one_form(each.email).lower() == address)
    return next((each for each in found if context.app.directory.has_passed(each)), None)


def of_former(context: MailContext, who: Participant) -> Outcome:
    """Keep what somebody wrote who has their place no more, under their name: it decides nothing. They are told so."""
    after = context.about
    if context.words.strip() and not says_nothing(context.words, context.app.lexicon):
        command = c.AddComment(context.words, who, context.mail.sha256)
        cause = Cause.of_mail(context.mail.id)
        after = execute(context.app, context.tx, after, command, cause, context.now, context.answering)
    if not context.muted:
        kept = len(after.contract.comments) > len(context.contract.comments)
        settings = context.app.letters.letter_settings
        letter = reply_letters.former(settings, who, context.contract.number, kept=kept)
        context.app.letters.note(context.tx, who, LetterKind.FORMER, letter, context.now, context.answering)
    return outcome(OutcomeKind.FORMER, person=who.name)

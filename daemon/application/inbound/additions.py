"""What somebody writes after an answer of theirs that still waits for a code or a yes: it is put to that answer."""

from __future__ import annotations

import re

from daemon.application.inbound import attachments, earlier_copies
from daemon.application.inbound.mail_context import MailContext, execute_order, executed, reply
from daemon.application.inbound.outcome import Outcome, OutcomeKind, outcome
from daemon.mail.compose import reply_letters
from daemon.mail.interpret.rules import Intent, says_nothing
from daemon.store import confirmations
from daemon.workflow import commands as c
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Proposal, Request, Verdict

# So begins what is put to an answer: a demand after these asks for no rework where the answer was an approval.
_ADDING = re.compile(
    r"\W*(?:(?:а )?также|(?:и |а )?ещ[её]|плюс|забыл[аи]?|добавл(?:ю|яю)|дополн(?:ю|яю)|в дополнение|p\.? ?s|з\.? ?ы"
    r"|also|and also|plus|i forgot|forgot|one more thing)\b",
    re.IGNORECASE,
)
_IN_SO_MANY_WORDS = ("return", "refuse", "decline")  # meanings with which evidence begins


def to_what_waits(context: MailContext, request: Request) -> Outcome | None:
    """Put what the writer adds, words or a signed copy, to their answer that waits; None if there is no such answer.

    What confirms it stays the same: the code that was sent, or a yes of the one who was asked. Who only says the same
    again is told that it waits.
    """
    proposal = request.proposal
    if proposal is None or proposal.guessed_from or not request.waits or proposal.proposed_by.key != context.writer.key:
        return None
    added = _added(context, proposal)
    copies = earlier_copies.in_this_mail(context, request) if proposal.verdict.approves and added is not None else ()
    if not added and not copies:
        return _said_again(context, request, proposal)
    remarks = "\n".join(dict.fromkeys(filter(None, (proposal.remarks, added))))
    verdict = Verdict.APPROVE_WITH_REMARKS if remarks and proposal.verdict.approves else proposal.verdict
    files = tuple(each.file for each in copies)
    conditions = tuple(dict.fromkeys((*proposal.conditions, *context.interpretation.reading.conditions)))
    command = c.AmendProposal(request.id, verdict, remarks, context.me, context.mail.sha256, files, conditions)
    after = execute_order(context, command)
    attachments.lay(context.app, context.tx, copies)
    if request.assignee.key == context.writer.key:
        values = {"words": remarks, "files": "; ".join(each.name for each in files)}
        what = "added_to_code" if added else "copy_added_to_code"
        reply(context, LetterKind.DONE, request, lambda letter: reply_letters.done(letter, what, values), after)
    else:
        compose = lambda letter: reply_letters.assignee_was_asked(letter, verdict)  # noqa: E731
        reply(context, LetterKind.OWNER_ASKED, request, compose, after)
    return executed(command)


def _said_again(context: MailContext, request: Request, proposal: Proposal) -> Outcome | None:
    """Tell who gives the same answer once more that it is there, and what confirms it; None if this is no such word.

    None, too, where its code is not good any more: a new one has to be made.
    """
    verdict = context.interpretation.reading.intent.verdict
    if verdict is None or verdict.approves is not proposal.verdict.approves:
        return None
    if request.assignee.key != context.writer.key:
        compose = lambda letter: reply_letters.assignee_was_asked(letter, proposal.verdict)  # noqa: E731
        reply(context, LetterKind.OWNER_ASKED, request, compose)
        return outcome(OutcomeKind.TOLD, what="its owner is asked already")
    until = confirmations.good_until(context.tx.connection, context.about.id, request.id, context.now)
    if until is None:
        return None
    words = context.app.letters.letter_settings.wording(context.me.language)
    values = {"address": request.assignee.email, "until": words.when(until)}
    reply(context, LetterKind.DONE, request, lambda letter: reply_letters.done(letter, "code_waits", values))
    return outcome(OutcomeKind.TOLD, what="a code is awaited already")


def _added(context: MailContext, proposal: Proposal) -> str | None:
    """Return the words that are put to the answer, "" where the mail adds none; None if it says something else."""
    reading, words = context.interpretation.reading, context.words.strip()
    if reading.answer or reading.code:
        return None
    if reading.intent is Intent.UNCLEAR:
        return "" if says_nothing(words, context.app.lexicon) else words
    verdict = reading.intent.verdict
    if verdict is None:
        return None
    if verdict.approves == proposal.verdict.approves and (verdict.approves or verdict is proposal.verdict):
        return reading.remarks
    demanded = not reading.evidence[:1] or not reading.evidence[0].startswith(_IN_SO_MANY_WORDS)
    return words if proposal.verdict.approves and demanded and _ADDING.match(words) else None

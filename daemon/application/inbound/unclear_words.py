"""Words of the one who was asked that are not clear: asked back, and what they answer to what was probably meant."""

from __future__ import annotations

from functools import partial

from daemon.application import sender_policy
from daemon.application.inbound import earlier_copies, unconfirmed_verdicts
from daemon.application.inbound.mail_context import MailContext, asked_back, execute_order, reply
from daemon.application.inbound.outcome import Outcome
from daemon.mail.compose import reply_letters
from daemon.mail.interpret import second_reader
from daemon.mail.interpret.rules import Intent
from daemon.store.history import StoredContract
from daemon.workflow import commands as c
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Proposal, Request, StageKind, Status, Verdict


def ask_back(context: MailContext, request: Request | None, stored: StoredContract | None = None) -> Outcome:
    """Ask what was meant by words that are not clear. `stored` is the contract after what the mail did."""
    copies = earlier_copies.in_this_mail(context, request) if request else ()
    names = [each.name for each in context.interpretation.message.attachments] if copies else []
    compose = lambda letter: reply_letters.unclear(letter, context.words, names)  # noqa: E731
    reply(context, LetterKind.UNCLEAR, request, compose, stored)
    return asked_back("unclear")


def ask_whether(context: MailContext, request: Request) -> Outcome:
    """Ask whether the likeliest verdict is what unclear words mean; merely what they mean where nothing is guessed.

    It is guessed once: who answers a guess with words that are not clear either is asked for a word.
    """
    if request.proposal and request.proposal.guessed_from:
        return ask_back(context, request, _dropped(context, request))
    guess = context.interpretation.reading.guess
    verdict = guess.verdict if guess else None
    if verdict is None or not _can_be_guessed(context, request, verdict):
        return ask_back(context, request)
    words = context.words
    conditions = context.interpretation.reading.conditions if verdict.approves else ()
    if conditions:  # a condition is never lost, nor taken for less
        verdict = Verdict.APPROVE_WITH_REMARKS
    command = c.ProposeVerdict(
        request.id,
        verdict,
        "" if verdict is Verdict.APPROVE else words,
        context.me,
        context.mail.sha256,
        guessed_from=words,
        reader=second_reader.built_in().version,
        conditions=conditions,
    )
    after = execute_order(context, command)
    ask = partial(reply_letters.guessed, verdict=verdict, wrote=words, conditional=bool(conditions))
    reply(context, LetterKind.GUESSED, request, ask, after)
    return asked_back("guessed")


def _can_be_guessed(context: MailContext, request: Request, verdict: Verdict) -> bool:
    """Return whether a yes could make this verdict count: a signature wants its copy, a proposal its own answer."""
    contract = context.contract
    signs = verdict.approves and contract.stage_of(request).kind is StageKind.SIGNATURE
    waits = contract.status is Status.IN_APPROVAL and request.waits and request.round == contract.round
    return waits and not signs and request.proposal is None


def of_guess(context: MailContext, request: Request) -> Outcome | None:
    """Do what is said to a guess: yes or no; None when it is something else, as a verdict in so many words is.

    A yes counts only for the guess of the letter that it answers, as long as that stands: no verdict, no other guess
    and no new version has come in between. A bare yes, or "right", beside a guess that it does not clearly confirm, is
    no approval.
    """
    standing, asked = _standing(context, request), _is_asked(context)
    if standing is None and not asked:
        return None
    reading = context.interpretation.reading
    if reading.answer == "no":
        return ask_back(context, request, _dropped(context, request)) if standing else ask_back(context, request)
    if reading.answer == "yes" or _agrees_without_saying(context):
        if standing and _is_meant(context, standing):
            proof = context.proof or sender_policy.ADDRESS
            return unconfirmed_verdicts.confirm(context, request, standing, proof)
        return ask_back(context, request)
    return None


def _agrees_without_saying(context: MailContext) -> bool:
    """Return whether the words were read as an approval, and may as well agree with what was guessed: "согласен"."""
    verdict = context.interpretation.reading.intent.verdict
    approves = verdict is not None and verdict.approves
    return approves and not second_reader.names_approval(context.words, context.app.lexicon)


def _is_meant(context: MailContext, guess: Proposal) -> bool:
    """Return whether agreeing words are about this guess, or can do no harm: it is an approval, and so are they.

    To a letter that asks for a guess they are about that one, and not about a later one. A guess at a return wants a
    yes; "согласен" may be said of the contract.
    """
    reading = context.interpretation.reading
    if reading.intent is Intent.APPROVE_WITH_REMARKS or (reading.answer != "yes" and not guess.verdict.approves):
        return False
    written_at = context.correlation.written_at if context.correlation else None
    if _is_asked(context):
        return written_at is not None and written_at >= guess.at
    return guess.verdict.approves


def _standing(context: MailContext, request: Request) -> Proposal | None:
    """Return the guess at the writer's words that waits for their yes; None if there is none."""
    proposal = request.proposal
    own = proposal is not None and proposal.proposed_by.key == context.writer.key
    return proposal if proposal and own and proposal.guessed_from and request.answer is None else None


def _is_asked(context: MailContext) -> bool:
    return context.correlation is not None and context.correlation.letter_kind is LetterKind.GUESSED


def _dropped(context: MailContext, request: Request) -> StoredContract:
    return execute_order(context, c.DropProposal(request.id, context.me, context.mail.sha256))

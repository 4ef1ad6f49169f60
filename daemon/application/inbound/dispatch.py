"""Mails: from a stored mail to a command, an answer, or nothing; once, with the reasons kept."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial

from daemon.addresses import one_form, shown
from daemon.application import sender_policy
from daemon.application.app_context import AppContext, log
from daemon.application.deadline_gate import PATIENCE
from daemon.application.inbound import (
    absence_mails,
    answer_limits,
    attachments,
    bounces,
    comment_mails,
    condition_mails,
    digest_answers,
    enclosed_files,
    initiator_orders,
    mail_commands,
    other_contracts,
    passed_on,
    proposal_answers,
    request_answers,
    status_questions,
    strangers,
    too_late,
    unchanged_forms,
    unclear_words,
    unconfirmed_verdicts,
)
from daemon.application.inbound.correlate import correlate
from daemon.application.inbound.incoming_files import handed_in
from daemon.application.inbound.mail_context import (
    AnsweredDigest,
    Correlation,
    MailContext,
    asked_back,
    execute_order,
    executed,
    note,
    reply,
)
from daemon.application.inbound.outcome import UNMATCHED, Outcome, OutcomeKind, outcome
from daemon.application.letter_post import answering
from daemon.application.proposed_texts import proposed_texts
from daemon.application.quarantine import NeedsAdmin
from daemon.mail.classify.sender_kind import Kind, kind_of
from daemon.mail.compose import reply_letters
from daemon.mail.interpret.delegation import Replacement, hand_over_of, new_initiator_of
from daemon.mail.interpret.pipeline import Interpretation, interpret
from daemon.mail.interpret.rules import Intent
from daemon.mail.parsing.message import Message, parse
from daemon.mail.transport.imap import LARGEST
from daemon.store import contract_queries, history, inbox, outbox, unreachable_addresses
from daemon.store.database import Transaction
from daemon.store.inbox import StoredMail
from daemon.workflow import commands as c
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Request
from daemon.workflow.refusal import Refused

MOST_WAITING = 20  # contracts that one letter lists; each has a request of its own as well
_MOST_TOLD_AN_HOUR = 30  # letters to the owner of a request about what strangers write
_ANSWERED = frozenset({OutcomeKind.TOLD, OutcomeKind.LISTED, OutcomeKind.NOT_FOUND})  # a question was answered already


def read_mail(app: AppContext, mail_id: int) -> None:
    """Interpret a mail that waits and do what it says, in one transaction with "this mail is done"."""
    with app.database.read() as connection:
        mail = inbox.load(connection, mail_id)
        if mail.state != "waiting" or inbox.has_earlier(connection, mail, app.now() - PATIENCE):
            return  # the earlier one wakes the next when it is done
        message = parse(mail.raw)
        correlation = correlate(connection, message)
    interpretation = interpret(
        mail.raw,
        own_addresses=app.own_addresses,
        sent=_answered_letter(app, correlation),
        lexicon=app.lexicon,
        message=message,
        post=_post(app, message),
    )
    contract_id = correlation.contract_id if correlation else None
    digest = digest_answers.read(app, correlation, interpretation)
    proof = _proof(app, contract_id, digest, interpretation, mail.raw)
    proposed = proposed_texts(app, contract_id, message) if interpretation.kind is Kind.PERSON else ()
    with app.database.transaction() as tx:
        if not inbox.is_waiting(tx.connection, mail_id, lock=True):
            return
        context = _context(app, tx, mail, interpretation, correlation, proof)
        led_to = _act(replace(context, digest=digest, proposed=proposed))
        fits_nothing = {"unmatched": True} if led_to.kind in UNMATCHED else {}
        record = {"outcome": led_to.as_json(), **fits_nothing, **interpretation.explanation()}
        inbox.finish(tx, mail_id, json.dumps(record, ensure_ascii=False), contract_id)
        inbox.wake_waiting(tx, most=1)
    sender = message.sender.email
    log.info("mail read", mail=mail_id, kind=interpretation.kind.value, outcome=led_to.sentence(), sender=sender)


def _post(app: AppContext, message: Message) -> str:
    person = app.directory.by_address(message.sender.email)
    return person.post if person else ""


def _answered_letter(app: AppContext, correlation: Correlation | None) -> Message | None:
    """Return the letter of ours that a mail answers, without its files; None if it answers none."""
    if correlation is None or correlation.letter_id is None or not correlation.raw:
        return None
    return app.sent_letters.of(correlation.letter_id, correlation.raw)


def _context(
    app: AppContext,
    tx: Transaction,
    mail: StoredMail,
    interpretation: Interpretation,
    correlation: Correlation | None,
    proof: str | None,
) -> MailContext:
    message, now = interpretation.message, app.now()
    contract_id = correlation.contract_id if correlation else None
    return MailContext(
        app,
        tx,
        mail,
        interpretation,
        correlation,
        history.load(tx.connection, contract_id, lock=True) if contract_id is not None else None,
        now,
        answering(mail.id, message),
        app.directory.by_address(message.sender.email),
        proof,
        muted=answer_limits.is_loop(tx.connection, interpretation, now),
    )


def _proof(
    app: AppContext,
    contract_id: int | None,
    digest: AnsweredDigest | None,
    interpretation: Interpretation,
    raw: bytes,
) -> str | None:
    """Return what proves the sender, found out before the transaction: the DNS may have to be asked."""
    if interpretation.kind not in (Kind.PERSON, Kind.AUTO_REPLY):
        return None
    concerned = [each.contract_id for each in digest.digest.lines] if digest else []
    with app.database.read() as connection:
        ids = concerned if contract_id is None else [contract_id]
        policy = sender_policy.strictest(app.settings, (history.load(connection, each).contract for each in ids))
    return sender_policy.proved(app.settings, policy, interpretation.message, raw, app.lookup)


def _act(context: MailContext) -> Outcome:
    kind = context.interpretation.kind
    if kind is Kind.BOUNCE:
        return bounces.came_back(context)
    if kind is not Kind.PERSON:
        return _of_machine(context)
    if context.sender is None:
        return _of_stranger(context)
    unreachable_addresses.clear(context.tx, context.interpretation.message.sender.email)
    if answered := digest_answers.answer(context, _with_files):
        return answered
    if context.muted and context.interpretation.reading.intent.verdict is None:
        return outcome(OutcomeKind.TOO_MANY)  # what somebody clearly decides counts all the same
    if context.mail.truncated:
        megabytes = LARGEST // 2**20
        settings = context.app.letters.letter_settings
        note(context, LetterKind.TOO_LARGE, reply_letters.too_large(settings, context.me, megabytes))
        return outcome(OutcomeKind.TOO_LARGE)
    if taken := attachments.take_drafts(context.app, context.tx, handed_in(context), context.now):
        return taken
    led_to = _answered_or_refused(context)
    if led_to.kind not in _ANSWERED:
        status_questions.answer_beside(context)
    return led_to


def _answered_or_refused(context: MailContext) -> Outcome:
    try:
        return _with_files(context)
    except Refused as refused:
        if context.stored is None or not (
            context.is_in_answer or context.app.may_see(context.writer, context.contract)
        ):
            return _unbound(context)
        if not context.muted:
            compose = partial(reply_letters.refused, reason=refused.reason, detail=refused.detail)
            reply(context, LetterKind.REFUSED, context.own_request, compose)
            enclosed_files.not_taken(context)
        return outcome(OutcomeKind.REFUSED, reason=refused.reason.value, detail=refused.detail)


def _of_machine(context: MailContext) -> Outcome:
    interpretation = context.interpretation
    kept = outcome(OutcomeKind.MACHINE, mail_kind=interpretation.kind.value)
    if interpretation.kind is not Kind.AUTO_REPLY or context.sender is None:
        return kept
    if context.correlation is None and kind_of(interpretation.message, context.app.own_addresses).kind is Kind.PERSON:
        return absence_mails.told_alone(context) or kept
    return absence_mails.propose(context, context.sender) or kept


def _of_stranger(context: MailContext) -> Outcome:
    """Tell a request's owner what an unknown address answered to it; a stranger hears of nothing but their own form."""
    strangers.answer_form(context)
    correlation, address = context.correlation, context.interpretation.message.sender.email
    if of_digest := digest_answers.of_stranger(context, _of_stranger):
        return of_digest
    if correlation is None or correlation.weak or context.stored is None or context.contract.is_closed:
        return outcome(OutcomeKind.STRANGER)
    _check_no_former(context, address)
    if former := passed_on.former(context, address):
        return passed_on.of_former(context, former)
    request = context.answered_request
    if request is None:
        return outcome(OutcomeKind.STRANGER)
    since = context.now - timedelta(hours=1)
    told = outbox.count_replies_since(context.tx.connection, request.assignee.email, since)
    if request.waits and told < _MOST_TOLD_AN_HOUR:
        who = shown(address) if address else context.interpretation.message.sender.name
        unconfirmed_verdicts.tell_owner(context, request, who)
    return outcome(OutcomeKind.STRANGER_TOLD_OWNER)


def _check_no_former(context: MailContext, address: str) -> None:
    """Raise NeedsAdmin when the sender takes part and the configuration has lost them: their word waits."""
    lost = [each for each in context.contract.participants() if one_form(each.email).lower() == address]
    if lost and not context.app.directory.knows(lost[0].key):
        raise NeedsAdmin(
            f"{lost[0].name} <{address}> wrote about {context.contract.number} and is not in the configuration "
            f'any more ("{lost[0].key}"). Nothing of it counts. Put them back and retry this mail, or hand over what '
            f"waits for them: contractd reassign {context.contract.number}"
        )


def _with_files(context: MailContext) -> Outcome:
    """Do what a mail says, and pass on the files that came with it."""
    led_to = _of_person(context)
    enclosed_files.pass_on(context, led_to)
    return led_to


def _of_person(context: MailContext) -> Outcome:
    reading = context.interpretation.reading
    if absence_mails.is_about(context) and (answered := absence_mails.answer(context)):
        return answered
    if reading.intent is Intent.COMMAND and reading.command == "help":
        return _help(context)
    if reading.intent is Intent.COMMAND and reading.command == "absence":
        return absence_mails.told(context) or _not_understood(context)
    if answered := status_questions.answer(context):
        return answered
    if context.stored is None or context.correlation is None:
        return digest_answers.ask_which(context) or _unbound(context)
    if context.correlation.weak:
        return _by_number_alone(context)
    return _about_contract(context)


def _about_contract(context: MailContext) -> Outcome:
    """Do what the mail says about the contract whose letter it answers."""
    reading = context.interpretation.reading
    answered = proposal_answers.answer(context) or unchanged_forms.answer(context) or condition_mails.answer(context)
    answered = answered or too_late.decision(context) or too_late.reason_given(context)
    if answered:
        return answered
    request = _request_meant(context)
    own = request is not None and context.is_asked(request)
    if (to := new_initiator_of(context.words)) is not None and context.is_in_answer:
        return initiator_orders.hand_over(context, to)
    order = None if own else hand_over_of(context.words, reading)
    if reading.intent is Intent.COMMAND or order or _question_answered(context):
        return _of_who_steers(context, order)
    if request is None:
        return _not_asked(context)
    if own and not _is_sure(context, request):
        return _by_number_alone(context)
    if passed_on.is_another_s(context, request):
        return passed_on.told_whose_it_is(context, request)
    other_contracts.send_requests(context)
    return request_answers.answer_request(context, request)


def _not_asked(context: MailContext) -> Outcome:
    """Keep what somebody writes who is not asked now; who answers another's letter is sent one that they can answer."""
    if context.is_in_answer:
        return comment_mails.of_who_is_not_asked(context)
    return _by_number_alone(context)


def _help(context: MailContext) -> Outcome:
    """Answer with the help letter; about the contract it was asked about, so that an answer to it is, too."""
    if context.stored is not None and context.is_in_answer and context.app.may_see(context.writer, context.contract):
        help_letter = lambda letter: reply_letters.help_letter(letter.settings, letter.to)  # noqa: E731
        reply(context, LetterKind.HELP, context.own_request, help_letter)
    else:
        note(context, LetterKind.HELP, reply_letters.help_letter(context.app.letters.letter_settings, context.me))
    return outcome(OutcomeKind.TOLD, what="help")


def _of_who_steers(context: MailContext, order: Replacement | None) -> Outcome:
    """Execute an order about the contract, or record what its initiator answers to a question."""
    reading = context.interpretation.reading
    if not context.is_in_answer and context.app.may_steer(context.writer, context.contract):
        return _by_number_alone(context)
    if reading.intent is Intent.COMMAND:
        return mail_commands.command(context, reading.command)
    if order:
        return mail_commands.hand_over(context, order)
    return _answer_question(context)


def _answer_question(context: MailContext) -> Outcome:
    request = _question_answered(context)
    if request is None:
        raise ValueError("the mail answers no question")
    if not context.words.strip():
        ask = partial(reply_letters.ask_back, what="answer", values={})
        reply(context, LetterKind.ASK_BACK, None, ask)
        return asked_back("the answer to a question")
    command = c.AnswerQuestion(request.id, context.words, context.me, context.mail.sha256)
    execute_order(context, command)
    return executed(command)


def _question_answered(context: MailContext) -> Request | None:
    """Return the request about which its initiator was asked something, if the mail is the answer."""
    correlation, request = context.correlation, context.answered_request
    if correlation is None or correlation.letter_kind is not LetterKind.QUESTION:
        return None
    is_initiator = context.writer.key in (context.contract.initiator.key, context.contract.acting.key)
    return request if is_initiator and request and request.question is not None else None


def _is_sure(context: MailContext, request: Request) -> bool:
    """Return whether the mail shows that the one who was asked means this request, not merely its contract.

    It bears the request's secret, or answers a letter that they got since they were asked.
    """
    correlation = context.correlation
    if correlation is None:
        return False
    if correlation.request == request.id:
        return correlation.token or context.is_in_answer
    written_at = correlation.written_at
    return context.is_in_answer and written_at is not None and written_at >= request.opened_at


def _not_understood(context: MailContext) -> Outcome:
    if context.stored is None or context.correlation is None or context.correlation.weak:
        return _unbound(context)
    return unclear_words.ask_back(context, context.own_request)


def _request_meant(context: MailContext) -> Request | None:
    """Return the request that is answered; for a letter about the contract, the only one that waits for this sender."""
    if context.answered_request:
        return context.answered_request
    mine = [each for each in context.contract.requests if each.waits and context.is_asked(each)]
    return mine[0] if len(mine) == 1 else None


def _by_number_alone(context: MailContext) -> Outcome:
    """Send a letter that can be answered: a number in a subject is no secret, nor is another's letter.

    The answer, which goes to the known address, can be replied to.
    """
    if not context.app.may_see(context.writer, context.contract):
        return _unbound(context)
    mine = context.waiting_request
    reply(context, LetterKind.NUMBER_ALONE, mine, reply_letters.number_alone)
    return outcome(OutcomeKind.NUMBER_ALONE)


def _unbound(context: MailContext) -> Outcome:
    """Answer a mail that fits no request with the contract that it names, else with what waits for its sender."""
    if sent := other_contracts.send_requests(context):
        return outcome(OutcomeKind.REQUESTS_SENT, number=sent)
    if answered := status_questions.of_few_words(context):
        return answered
    waiting = contract_queries.waiting_for(context.tx.connection, (context.writer.key,))
    rows = [(each.number, each.name.removeprefix(each.number).strip()) for each in waiting[:MOST_WAITING]]
    note(context, LetterKind.UNBOUND, reply_letters.unbound(context.app.letters.letter_settings, context.me, rows))
    return outcome(OutcomeKind.UNBOUND)

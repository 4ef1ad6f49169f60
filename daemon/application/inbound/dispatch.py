"""Mails: from a stored mail to a command, an answer, or nothing; once, with the reasons kept."""

from __future__ import annotations

import json
from datetime import timedelta

from daemon.application import sender_policy
from daemon.application.app_context import AppContext, log
from daemon.application.inbound import (
    absence_mails,
    attachments,
    bounces,
    mail_commands,
    other_contracts,
    request_answers,
    unconfirmed_verdicts,
)
from daemon.application.inbound.correlate import correlate
from daemon.application.inbound.mail_context import Correlation, MailContext, execute_order, note, reply
from daemon.application.letters import answering
from daemon.application.quarantine import NeedsAdmin
from daemon.mail.classify.sender_kind import Kind, kind_of
from daemon.mail.compose import reply_letters
from daemon.mail.interpret.delegation import HandOver, hand_over_of
from daemon.mail.interpret.pipeline import Interpretation, interpret, sent_letter
from daemon.mail.interpret.rules import Intent
from daemon.mail.parsing.message import parse
from daemon.mail.transport.imap import LARGEST
from daemon.store import contract_queries, history, inbox, outbox, unreachable_addresses
from daemon.workflow import commands as c
from daemon.workflow.refusal import Refused

ANSWERS_AN_HOUR = 30  # to one sender: a loop that we do not recognise ends here


def read_mail(app: AppContext, mail_id: int) -> None:
    """Judge a mail that waits and do what it says, in one transaction with "this mail is done"."""
    with app.database.read() as connection:
        mail = inbox.load(connection, mail_id)
        if mail.state != "waiting" or inbox.has_earlier(connection, mail_id):
            return  # of two that wait the sweep wakes the earlier one first
        message = parse(mail.raw)
        correlation = correlate(connection, message)
    sent = sent_letter(correlation.raw) if correlation and correlation.raw else None
    interpretation = interpret(
        mail.raw, own_addresses=app.own_addresses, sent=sent, lexicon=app.lexicon, message=message
    )
    contract_id = correlation.contract_id if correlation else None
    proof = _proof(app, contract_id, interpretation, mail.raw)
    with app.database.transaction() as tx:
        if not inbox.is_waiting(tx.connection, mail_id, lock=True):
            return
        stored = history.load(tx.connection, contract_id, lock=True) if contract_id is not None else None
        sender = app.directory.by_address(message.sender.email)
        context = MailContext(
            app, tx, mail, interpretation, correlation, stored, app.now(), answering(mail_id, message), sender, proof
        )
        did = _act(context)
        outcome = {"did": did, **interpretation.explanation()}
        inbox.finish(tx, mail_id, json.dumps(outcome, ensure_ascii=False), contract_id)
    log.info("mail read", mail=mail_id, kind=interpretation.kind.value, did=did, sender=message.sender.email)


def _proof(app: AppContext, contract_id: int | None, interpretation: Interpretation, raw: bytes) -> str:
    """What proves the sender, found out before the transaction: the DNS may have to be asked."""
    if interpretation.kind not in (Kind.PERSON, Kind.AUTO_REPLY):
        return ""
    policy = app.settings.identity
    if contract_id is not None:
        with app.database.read() as connection:
            policy = sender_policy.needed(app.settings, history.load(connection, contract_id).contract)
    return sender_policy.proved(app.settings, policy, interpretation.message, raw, app.lookup)


def _act(context: MailContext) -> str:
    """What the mail led to, in a few words for its record."""
    kind = context.interpretation.kind
    if kind is Kind.BOUNCE:
        return bounces.came_back(context)
    if kind is not Kind.PERSON:
        return _of_machine(context)
    if context.sender is None:
        return _of_stranger(context)
    unreachable_addresses.clear(context.tx, context.interpretation.message.sender.email)
    enough = _has_had_enough(context, context.interpretation.message.sender.email)
    if (
        enough and context.interpretation.reading.said.verdict is None
    ):  # what somebody clearly decides counts all the same
        return "kept; this sender has had too many answers within the hour"
    if context.mail.truncated:
        note(
            context,
            "too_large",
            reply_letters.too_large(context.app.letters.letter_settings, context.me, LARGEST // 2**20),
        )
        return "kept; it is too large, only its header was fetched; told its sender"
    if taken := attachments.take_drafts(context.app, context.tx, _handed(context), context.now):
        return taken
    try:
        return _of_person(context)
    except Refused as refused:
        if context.stored is None or enough:
            return f"refused: {refused}"
        request, reason, detail = _own_request(context), refused.reason, refused.detail
        reply(context, "refused", request, lambda letter: reply_letters.refused(letter, reason, detail))
        return f"refused: {refused}"


def _has_had_enough(context: MailContext, address: str) -> bool:
    """So many answers within the hour: this may be a loop that nothing else recognises."""
    since = context.now - timedelta(hours=1)
    return outbox.count_replies_since(context.tx.connection, address, since) >= ANSWERS_AN_HOUR


def _handed(context: MailContext) -> attachments.IncomingFiles:
    correlation = context.correlation
    is_command = context.interpretation.reading.said is Intent.COMMAND
    sent = sent_letter(correlation.raw) if correlation and correlation.raw and is_command else None
    kind = correlation.letter_kind if correlation else ""
    stored = (
        context.stored if context.is_in_answer else None
    )  # only what answers a letter of ours to its sender is a new version
    return attachments.IncomingFiles(
        context.mail.id, context.interpretation.message, context.writer, stored, kind, sent, is_command
    )


def _of_machine(context: MailContext) -> str:
    stored = f"kept; it is no person's reply but {context.interpretation.kind.value}"
    if context.interpretation.kind is not Kind.AUTO_REPLY or context.sender is None:
        return stored
    if (
        context.correlation is None
        and kind_of(context.interpretation.message, context.app.own_addresses).kind is Kind.PERSON
    ):
        return absence_mails.told_alone(context) or stored
    return absence_mails.propose(context, context.sender) or stored


def _of_stranger(context: MailContext) -> str:
    """An address that we do not know answers a request: its owner is told, the stranger gets nothing."""
    correlation = context.correlation
    if correlation is None or correlation.weak or context.stored is None or context.contract.is_closed:
        return "kept; the sender is not in the directory"
    _check_no_former(context, context.interpretation.message.sender.email)
    if not correlation.request:
        return "kept; the sender is not in the directory"
    request = context.request(correlation.request)
    if request.waits and not _has_had_enough(context, request.asked.email):
        unconfirmed_verdicts.tell_owner(context, request, context.interpretation.message.sender.email)
    return "kept; the sender is not in the directory, the one who was asked was told"


def _check_no_former(context: MailContext, address: str) -> None:
    """Raises NeedsAdmin when the sender takes part and the configuration has lost them: their word waits."""
    lost = [each for each in context.contract.participants() if each.email.lower() == address.lower()]
    if lost and lost[0].key not in context.app.directory.people:
        raise NeedsAdmin(
            f"{lost[0].name} <{address}> wrote about {context.contract.number} and is not in the configuration "
            f'any more ("{lost[0].key}"). Nothing of it counts. Put them back and retry this mail, or hand over what '
            f"waits for them: contractd reassign {context.contract.number}"
        )


def _of_person(context: MailContext) -> str:
    reading = context.interpretation.reading
    if absence_mails.is_about(context) and (answered := absence_mails.answer(context)):
        return answered
    if reading.said is Intent.COMMAND and reading.command == "help":
        return _help(context)
    if reading.said is Intent.COMMAND and reading.command == "absence":
        return absence_mails.told(context) or _not_understood(context)
    if context.stored is None or context.correlation is None:
        return _unbound(context)
    if context.correlation.weak and not (reading.said is Intent.COMMAND and reading.command == "status"):
        return _by_number_alone(context)
    order = None if _is_to_own_request(context) else hand_over_of(context.words, reading)
    if reading.said is Intent.COMMAND or order or _is_answer_to_question(context):
        return _of_who_steers(context, order)
    if request := _request_of(context):
        if context.request(request).asked.key == context.writer.key and not _is_sure(context, request):
            return _by_number_alone(context)
        other_contracts.send_requests(context)
        return request_answers.answer_request(context, request)
    return _unbound(context)


def _help(context: MailContext) -> str:
    """Everything that can be written. It is about the contract it was asked about, so that it can be answered, too."""
    if context.stored is not None and context.is_in_answer and context.app.may_see(context.writer, context.contract):
        reply(
            context,
            "help",
            _own_request(context),
            lambda letter: reply_letters.helping(letter.settings, letter.to),
        )
    else:
        note(context, "help", reply_letters.helping(context.app.letters.letter_settings, context.me))
    return "help sent"


def _of_who_steers(context: MailContext, order: HandOver | None) -> str:
    """An order about the contract, or what its initiator answers to a question."""
    reading = context.interpretation.reading
    looks = reading.said is Intent.COMMAND and reading.command == "status"
    if not looks and not context.is_in_answer and context.app.may_steer(context.writer, context.contract):
        return _by_number_alone(context)
    if reading.said is Intent.COMMAND:
        return mail_commands.command(context, reading.command)
    if order:
        return mail_commands.hand_over(context, order)
    if not context.words.strip():
        reply(context, "ask_back", 0, lambda letter: reply_letters.ask_back(letter, "answer", {}))
        return "an empty answer to a question; asked back"
    return execute_order(
        context, c.AnswerQuestion(_bound(context).request, context.words, context.me, context.mail.sha256)
    )


def _is_sure(context: MailContext, request: int) -> bool:
    """Whether the mail shows that the one who was asked means this request, not merely its contract.

    It bears the request's secret, or answers a letter that they got since they were asked.
    """
    correlation = _bound(context)
    if correlation.request == request:
        return correlation.token or context.is_in_answer
    return (
        context.is_in_answer
        and correlation.written_at is not None
        and correlation.written_at >= context.request(request).opened_at
    )


def _bound(context: MailContext) -> Correlation:
    if context.correlation is None:
        raise ValueError("the mail answers nothing")
    return context.correlation


def _is_to_own_request(context: MailContext) -> bool:
    number = _request_of(context)
    return bool(number) and context.request(number).asked.key == context.writer.key


def _not_understood(context: MailContext) -> str:
    if context.stored is None or context.correlation is None or context.correlation.weak:
        return _unbound(context)
    return request_answers.ask_back(context, _own_request(context))


def _is_answer_to_question(context: MailContext) -> bool:
    correlation = context.correlation
    if (
        correlation is None
        or correlation.letter_kind != "question"
        or context.writer.key != context.contract.initiator.key
    ):
        return False
    return context.request(correlation.request).question is not None


def _request_of(context: MailContext) -> int:
    """The request that is answered; for a letter about the contract, the one that waits for this sender."""
    if context.correlation and context.correlation.request:
        return context.correlation.request
    mine = [each.id for each in context.contract.requests if each.waits and each.asked.key == context.writer.key]
    return mine[0] if len(mine) == 1 else 0


def _own_request(context: MailContext) -> int:
    """The request that was answered if it is the sender's: an answer to our answer is bound to it, too."""
    number = context.correlation.request if context.correlation else 0
    return number if number and context.request(number).asked.key == context.writer.key else 0


def _by_number_alone(context: MailContext) -> str:
    """A number in a subject is no secret, and so is another's letter: they let one look, not decide.

    The answer, which goes to the known address, can be replied to.
    """
    if not context.app.may_see(context.writer, context.contract):
        return _unbound(context)
    mine = request_answers.waiting_of_writer(context)
    reply(context, "number_alone", mine.id if mine else 0, reply_letters.number_alone)
    return "only a number says what it is about; asked to reply to a letter"


def _unbound(context: MailContext) -> str:
    """A helpful answer to a mail that fits no request: what waits for its sender.

    Who decided or ordered something must learn each time that nothing of it counts; the rest is told once a day.
    """
    if sent := other_contracts.send_requests(context):
        return f"several contracts; their requests were sent again: {sent}"
    address = context.interpretation.message.sender.email
    idle = context.interpretation.reading.said is Intent.UNCLEAR
    if idle and outbox.is_there_since(context.tx.connection, address, "unbound", context.now - timedelta(days=1)):
        return "kept; it fits no request, and its sender was told so within a day"
    waiting = contract_queries.waiting_for(context.tx.connection, (context.writer.key,))
    rows = [(each.number, each.name.removeprefix(each.number).strip()) for each in waiting[:20]]
    note(context, "unbound", reply_letters.unbound(context.app.letters.letter_settings, context.me, rows))
    return "asked which request is meant"

"""Mails: from a stored mail to a command, an answer, or nothing; once, with the reasons kept."""

from __future__ import annotations

import json
from datetime import timedelta

from daemon.application import sender_policy
from daemon.application.app_context import Office, log
from daemon.application.inbound import (
    absence_mails,
    attachments,
    bounces,
    mail_commands,
    other_contracts,
    request_answers,
    unconfirmed_verdicts,
)
from daemon.application.inbound.correlate import bind
from daemon.application.inbound.mail_context import Bound, Case, carry_out, note, reply
from daemon.application.letters import answering
from daemon.application.quarantine import Unworkable
from daemon.mail.classify.sender_kind import Kind, kind_of
from daemon.mail.compose import reply_letters
from daemon.mail.interpret.delegation import HandOver, hand_over_of
from daemon.mail.interpret.pipeline import Judged, judge, sent_letter
from daemon.mail.interpret.rules import Said
from daemon.mail.parsing.message import parse
from daemon.mail.transport.imap import LARGEST
from daemon.store import contract_queries, history, inbox, outbox, unreachable_addresses
from daemon.workflow import commands as c
from daemon.workflow.refusal import Refused

ANSWERS_AN_HOUR = 30  # to one sender: a loop that we do not recognise ends here


def read_mail(office: Office, mail_id: int) -> None:
    """Judge a mail that waits and do what it says, in one transaction with "this mail is done"."""
    with office.database.read() as connection:
        mail = inbox.load(connection, mail_id)
        if mail.state != "waiting" or inbox.has_earlier(connection, mail_id):
            return  # of two that wait the sweep wakes the earlier one first
        message = parse(mail.raw)
        bound = bind(connection, message)
    sent = sent_letter(bound.raw) if bound and bound.raw else None
    judged = judge(mail.raw, own_addresses=office.own_addresses, sent=sent, lexicon=office.lexicon, message=message)
    contract_id = bound.contract_id if bound else None
    proof = _proof(office, contract_id, judged, mail.raw)
    with office.database.transaction() as tx:
        if not inbox.is_waiting(tx.connection, mail_id, lock=True):
            return
        kept = history.load(tx.connection, contract_id, lock=True) if contract_id is not None else None
        sender = office.directory.by_address(message.sender.email)
        case = Case(office, tx, mail, judged, bound, kept, office.now(), answering(mail_id, message), sender, proof)
        did = _act(case)
        outcome = {"did": did, **judged.explanation()}
        inbox.finish(tx, mail_id, json.dumps(outcome, ensure_ascii=False), contract_id)
    log.info("mail read", mail=mail_id, kind=judged.kind.value, did=did, sender=message.sender.email)


def _proof(office: Office, contract_id: int | None, judged: Judged, raw: bytes) -> str:
    """What proves the sender, found out before the transaction: the DNS may have to be asked."""
    if judged.kind not in (Kind.PERSON, Kind.AUTO_REPLY):
        return ""
    policy = office.settings.identity
    if contract_id is not None:
        with office.database.read() as connection:
            policy = sender_policy.needed(office.settings, history.load(connection, contract_id).contract)
    return sender_policy.proved(office.settings, policy, judged.message, raw, office.lookup)


def _act(case: Case) -> str:
    """What the mail led to, in a few words for its record."""
    kind = case.judged.kind
    if kind is Kind.BOUNCE:
        return bounces.came_back(case)
    if kind is not Kind.PERSON:
        return _of_machine(case)
    if case.sender is None:
        return _of_stranger(case)
    unreachable_addresses.clear(case.tx, case.judged.message.sender.email)
    enough = _has_had_enough(case, case.judged.message.sender.email)
    if enough and case.judged.reading.said.verdict is None:  # what somebody clearly decides counts all the same
        return "kept; this sender has had too many answers within the hour"
    if case.mail.truncated:
        note(case, "too_large", reply_letters.too_large(case.office.correspondence.house, case.me, LARGEST // 2**20))
        return "kept; it is too large, only its header was fetched; told its sender"
    if taken := attachments.take_drafts(case.office, case.tx, _handed(case), case.now):
        return taken
    try:
        return _of_person(case)
    except Refused as refused:
        if case.kept is None or enough:
            return f"refused: {refused}"
        request, reason, detail = _own_request(case), refused.reason, refused.detail
        reply(case, "refused", request, lambda letter: reply_letters.refused(letter, reason, detail))
        return f"refused: {refused}"


def _has_had_enough(case: Case, address: str) -> bool:
    """So many answers within the hour: this may be a loop that nothing else recognises."""
    since = case.now - timedelta(hours=1)
    return outbox.count_replies_since(case.tx.connection, address, since) >= ANSWERS_AN_HOUR


def _handed(case: Case) -> attachments.Handed:
    bound = case.bound
    is_command = case.judged.reading.said is Said.COMMAND
    sent = sent_letter(bound.raw) if bound and bound.raw and is_command else None
    kind = bound.letter_kind if bound else ""
    kept = case.kept if case.is_in_answer else None  # only what answers a letter of ours to its sender is a new version
    return attachments.Handed(case.mail.id, case.judged.message, case.writer, kept, kind, sent, is_command)


def _of_machine(case: Case) -> str:
    kept = f"kept; it is no person's reply but {case.judged.kind.value}"
    if case.judged.kind is not Kind.AUTO_REPLY or case.sender is None:
        return kept
    if case.bound is None and kind_of(case.judged.message, case.office.own_addresses).kind is Kind.PERSON:
        return absence_mails.told_alone(case) or kept
    return absence_mails.propose(case, case.sender) or kept


def _of_stranger(case: Case) -> str:
    """An address that we do not know answers a request: its owner is told, the stranger gets nothing."""
    bound = case.bound
    if bound is None or bound.weak or case.kept is None or case.contract.is_closed:
        return "kept; the sender is not in the directory"
    _check_no_former(case, case.judged.message.sender.email)
    if not bound.request:
        return "kept; the sender is not in the directory"
    request = case.request(bound.request)
    if request.waits and not _has_had_enough(case, request.asked.email):
        unconfirmed_verdicts.tell_owner(case, request, case.judged.message.sender.email)
    return "kept; the sender is not in the directory, the one who was asked was told"


def _check_no_former(case: Case, address: str) -> None:
    """Raises Unworkable when the sender takes part and the configuration has lost them: their word waits."""
    lost = [each for each in case.contract.participants() if each.email.lower() == address.lower()]
    if lost and lost[0].key not in case.office.directory.people:
        raise Unworkable(
            f"{lost[0].name} <{address}> wrote about {case.contract.number} and is not in the configuration any more "
            f'("{lost[0].key}"). Nothing of it counts. Put them back and replay this mail, or hand over what waits for '
            f"them: contractd reassign {case.contract.number}"
        )


def _of_person(case: Case) -> str:
    reading = case.judged.reading
    if absence_mails.is_about(case) and (answered := absence_mails.answer(case)):
        return answered
    if reading.said is Said.COMMAND and reading.command == "help":
        return _help(case)
    if reading.said is Said.COMMAND and reading.command == "absence":
        return absence_mails.told(case) or _not_understood(case)
    if case.kept is None or case.bound is None:
        return _unbound(case)
    if case.bound.weak and not (reading.said is Said.COMMAND and reading.command == "status"):
        return _by_number_alone(case)
    order = None if _is_to_own_request(case) else hand_over_of(case.words, reading)
    if reading.said is Said.COMMAND or order or _is_answer_to_question(case):
        return _of_who_steers(case, order)
    if request := _request_of(case):
        if case.request(request).asked.key == case.writer.key and not _is_sure(case, request):
            return _by_number_alone(case)
        other_contracts.send_requests(case)
        return request_answers.answer_request(case, request)
    return _unbound(case)


def _help(case: Case) -> str:
    """Everything that can be written. It is about the contract it was asked about, so that it can be answered, too."""
    if case.kept is not None and case.is_in_answer and case.office.may_see(case.writer, case.contract):
        reply(case, "help", _own_request(case), lambda letter: reply_letters.helping(letter.house, letter.to))
    else:
        note(case, "help", reply_letters.helping(case.office.correspondence.house, case.me))
    return "help sent"


def _of_who_steers(case: Case, order: HandOver | None) -> str:
    """An order about the contract, or what its initiator answers to a question."""
    reading = case.judged.reading
    looks = reading.said is Said.COMMAND and reading.command == "status"
    if not looks and not case.is_in_answer and case.office.may_steer(case.writer, case.contract):
        return _by_number_alone(case)
    if reading.said is Said.COMMAND:
        return mail_commands.command(case, reading.command)
    if order:
        return mail_commands.hand_over(case, order)
    if not case.words.strip():
        reply(case, "ask_back", 0, lambda letter: reply_letters.ask_back(letter, "answer", {}))
        return "an empty answer to a question; asked back"
    return carry_out(case, c.AnswerQuestion(_bound(case).request, case.words, case.me, case.mail.sha256))


def _is_sure(case: Case, request: int) -> bool:
    """Whether the mail shows that the one who was asked means this request, not merely its contract.

    It bears the request's secret, or answers a letter that they got since they were asked.
    """
    bound = _bound(case)
    if bound.request == request:
        return bound.token or case.is_in_answer
    return case.is_in_answer and bound.written_at is not None and bound.written_at >= case.request(request).opened_at


def _bound(case: Case) -> Bound:
    if case.bound is None:
        raise ValueError("the mail answers nothing")
    return case.bound


def _is_to_own_request(case: Case) -> bool:
    number = _request_of(case)
    return bool(number) and case.request(number).asked.key == case.writer.key


def _not_understood(case: Case) -> str:
    if case.kept is None or case.bound is None or case.bound.weak:
        return _unbound(case)
    return request_answers.ask_back(case, _own_request(case))


def _is_answer_to_question(case: Case) -> bool:
    bound = case.bound
    if bound is None or bound.letter_kind != "question" or case.writer.key != case.contract.initiator.key:
        return False
    return case.request(bound.request).question is not None


def _request_of(case: Case) -> int:
    """The request that is answered; for a letter about the contract, the one that waits for this sender."""
    if case.bound and case.bound.request:
        return case.bound.request
    mine = [each.id for each in case.contract.requests if each.waits and each.asked.key == case.writer.key]
    return mine[0] if len(mine) == 1 else 0


def _own_request(case: Case) -> int:
    """The request that was answered if it is the sender's: an answer to our answer is bound to it, too."""
    number = case.bound.request if case.bound else 0
    return number if number and case.request(number).asked.key == case.writer.key else 0


def _by_number_alone(case: Case) -> str:
    """A number in a subject is no secret, and so is another's letter: they let one look, not decide.

    The answer, which goes to the known address, can be replied to.
    """
    if not case.office.may_see(case.writer, case.contract):
        return _unbound(case)
    mine = request_answers.waiting_of_writer(case)
    reply(case, "number_alone", mine.id if mine else 0, reply_letters.number_alone)
    return "only a number says what it is about; asked to reply to a letter"


def _unbound(case: Case) -> str:
    """A helpful answer to a mail that fits no request: what waits for its sender.

    Who decided or ordered something must learn each time that nothing of it counts; the rest is told once a day.
    """
    if sent := other_contracts.send_requests(case):
        return f"several contracts; their requests were sent again: {sent}"
    address = case.judged.message.sender.email
    idle = case.judged.reading.said is Said.UNCLEAR
    if idle and outbox.is_there_since(case.tx.connection, address, "unbound", case.now - timedelta(days=1)):
        return "kept; it fits no request, and its sender was told so within a day"
    waiting = contract_queries.waiting_for(case.tx.connection, (case.writer.key,))
    rows = [(each.number, each.name.removeprefix(each.number).strip()) for each in waiting[:20]]
    note(case, "unbound", reply_letters.unbound(case.office.correspondence.house, case.me, rows))
    return "asked which request is meant"

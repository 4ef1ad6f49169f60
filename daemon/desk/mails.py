"""Mails: from a stored mail to a command, an answer, or nothing; once, with the reasons kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from daemon.desk import attachments
from daemon.desk.casework import carry_out
from daemon.desk.correspondence import Answering, answering
from daemon.desk.office import Office, log
from daemon.mail.kind import Kind
from daemon.mail.message import Message, parse
from daemon.mail.reading import Judged, judge, sent_letter
from daemon.mail.thread import thread_of
from daemon.mail.verdict import Said
from daemon.store import history, inbox, numbering, outbox
from daemon.store.database import Transaction
from daemon.store.history import Kept
from daemon.store.inbox import StoredMail
from daemon.workflow import commands as c
from daemon.workflow.model import Contract, Person, Verdict
from daemon.workflow.refused import Reason, Refused
from daemon.workflow.route import participant

ANSWERS_AN_HOUR = 30  # to one sender: a loop that we do not recognise ends here
_VERDICTS = {
    Said.APPROVE: Verdict.APPROVE,
    Said.APPROVE_WITH_REMARKS: Verdict.APPROVE_WITH_REMARKS,
    Said.RETURN: Verdict.RETURN,
    Said.DECLINE: Verdict.DECLINE,
}


@dataclass(frozen=True, slots=True)
class Bound:
    """What a mail answers. `request` 0: a letter about the contract; `weak`: only the number in the subject says so."""

    contract_id: int
    request: int = 0
    letter_kind: str = ""
    raw: bytes = b""
    weak: bool = False


@dataclass(slots=True)
class Case:
    """A mail on the desk."""

    office: Office
    tx: Transaction
    mail: StoredMail
    judged: Judged
    bound: Bound | None
    kept: Kept | None
    now: datetime
    answering: Answering

    @property
    def contract(self) -> Contract:
        if self.kept is None:
            raise ValueError("the mail is about no contract")
        return self.kept.contract


def read_mail(office: Office, mail_id: int) -> None:
    """Judge a mail that waits and do what it says, in one transaction with "this mail is done"."""
    with office.database.read() as connection:
        mail = inbox.load(connection, mail_id)
        if mail.state != "waiting":
            return
        message = parse(mail.raw)
        bound = _bind(connection, message)
    sent = sent_letter(bound.raw) if bound and bound.raw else None
    judged = judge(mail.raw, own_addresses=office.own_addresses, sent=sent, lexicon=office.lexicon)
    with office.database.transaction() as tx:
        if not inbox.is_waiting(tx.connection, mail_id, lock=True):
            return
        kept = history.load(tx.connection, bound.contract_id, lock=True) if bound else None
        case = Case(office, tx, mail, judged, bound, kept, office.now(), answering(mail_id, message))
        did = _act(case)
        outcome = {"did": did, **judged.explanation()}
        inbox.finish(tx, mail_id, json.dumps(outcome, ensure_ascii=False), bound.contract_id if bound else None)
    log.info("mail read", mail=mail_id, kind=judged.kind.value, did=did, sender=message.sender.email)


def _bind(connection: Connection, message: Message) -> Bound | None:
    """Which letter is answered: by the Message-IDs we gave out, else by the token, else weakly by the number."""
    thread = thread_of(message)
    returned = (message.returned_id,) if message.returned_id else ()
    if found := outbox.find(connection, (*thread.message_ids, *returned)):
        contract_id, request, kind, raw = found
        if contract_id is not None:
            return Bound(contract_id, request, kind, raw)
    if thread.token and (known := numbering.find_token(connection, thread.token)):
        person = history.load(connection, known[0]).contract.request(known[1]).asked
        last = outbox.last_about(connection, known[0], known[1], person.email)
        return Bound(known[0], known[1], "request", last[1] if last else b"")
    if thread.number and (contract := numbering.find_number(connection, thread.number)):
        return Bound(contract, weak=True)
    return None


def _act(case: Case) -> str:
    """What the mail led to, in a few words for its record."""
    judged = case.judged
    if judged.kind is Kind.BOUNCE:
        return _bounced(case)
    if judged.kind is not Kind.PERSON:
        return f"kept; it is no person's reply but {judged.kind.value}"
    sender = case.office.directory.by_address(judged.message.sender.email)
    if sender is None:
        return _stranger(case)
    since = case.now - timedelta(hours=1)
    if outbox.count_replies_since(case.tx.connection, judged.message.sender.email, since) >= ANSWERS_AN_HOUR:
        return "kept; this sender has had too many answers within the hour"
    if taken := attachments.take_drafts(case.office, case.tx, _handed(case, sender), case.now):
        return taken
    try:
        return _of_person(case, sender)
    except Refused as refused:
        request = case.bound.request if case.bound else 0
        if case.kept is None:
            return f"refused: {refused}"
        case.office.correspondence.refused(
            case.tx, case.kept, request, participant(sender), refused.reason, refused.detail, case.now, case.answering
        )
        return f"refused: {refused}"


def _of_person(case: Case, sender: Person) -> str:
    reading = case.judged.reading
    correspondence = case.office.correspondence
    if reading.said is Said.COMMAND and reading.command == "help":
        correspondence.helping(case.tx, participant(sender), case.now, case.answering)
        return "help sent"
    if case.kept is None or case.bound is None:
        correspondence.unbound(case.tx, participant(sender), case.now, case.answering)
        return "asked which contract is meant"
    if reading.said is Said.COMMAND:
        return _command(case, sender, reading.command)
    if _is_answer_to_question(case, sender):
        words = case.judged.words.text or reading.remarks
        answer = c.AnswerQuestion(case.bound.request, words, participant(sender), case.mail.sha256)
        return _carry_out(case, answer)
    request = _request_of(case, sender)
    if request == 0:
        correspondence.unbound(case.tx, participant(sender), case.now, case.answering)
        return "asked which request is meant"
    return _answer_to_request(case, sender, request)


def _answer_to_request(case: Case, sender: Person, request: int) -> str:
    reading = case.judged.reading
    me = participant(sender)
    asked = case.contract.request(request).asked
    if asked.key != sender.key:
        case.office.correspondence.colleague(
            case.tx, _kept(case), request, sender.name, case.judged.words.text, case.now, case.answering
        )
        raise Refused(Reason.NOT_YOURS, asked.name)
    match reading.said:
        case Said.QUESTION:
            return _carry_out(case, c.AskQuestion(request, reading.remarks, me, case.mail.sha256))
        case Said.DELEGATE:
            return _delegate(case, sender, request)
        case said if said in _VERDICTS:
            signed = _signed(case, request, _VERDICTS[said])
            files = tuple(each.file for each in signed)
            did = _carry_out(
                case, c.GiveVerdict(request, _VERDICTS[said], reading.remarks, me, case.mail.sha256, files)
            )
            attachments.lay(case.office, case.tx, signed)
            return did
        case _:
            case.office.correspondence.unclear(
                case.tx, _kept(case), request, me, case.judged.words.text, case.now, case.answering
            )
            return "unclear; asked back"


def _handed(case: Case, sender: Person) -> attachments.Handed:
    bound = case.bound
    is_command = case.judged.reading.said is Said.COMMAND
    sent = sent_letter(bound.raw) if bound and bound.raw and is_command else None
    kind = bound.letter_kind if bound else ""
    return attachments.Handed(case.mail.id, case.judged.message, sender, case.kept, kind, sent, is_command)


def _signed(case: Case, request: int, verdict: Verdict) -> tuple[attachments.SignedCopy, ...]:
    if not verdict.approves:
        return ()
    return attachments.signed_copies(case.office, _kept(case), request, case.judged.message)


def _command(case: Case, sender: Person, command: str) -> str:
    contract = case.contract
    if not case.office.may_see(sender, contract):
        raise Refused(Reason.NOT_ALLOWED, sender.name)
    if command == "status":
        request = case.bound.request if case.bound else 0
        case.office.correspondence.status(case.tx, _kept(case), request, participant(sender), case.now, case.answering)
        return "status sent"
    if not case.office.may_steer(sender, contract):
        raise Refused(Reason.NOT_ALLOWED, contract.initiator.name)
    if command == "withdraw":
        return _carry_out(case, c.Withdraw(sender.name, mail=case.mail.sha256))
    if command == "remind":
        return _carry_out(case, c.Remind(sender.name))
    case.office.correspondence.unclear(
        case.tx, _kept(case), 0, participant(sender), case.judged.words.text, case.now, case.answering
    )
    return f"unknown command {command}; asked back"


def _delegate(case: Case, sender: Person, request: int) -> str:
    found = case.office.find_by_surname(case.judged.reading.delegate_to)
    if len(found) != 1:
        case.office.correspondence.unclear(
            case.tx, _kept(case), request, participant(sender), case.judged.words.text, case.now, case.answering
        )
        return "nobody, or more than one, is meant by the delegation; asked back"
    if not case.office.may_delegate(sender, found[0]):
        raise Refused(Reason.NOT_ALLOWED, found[0].name)
    return _carry_out(case, c.Reassign(request, found[0], sender.name))


def _carry_out(case: Case, command: c.Command) -> str:
    cause = f"mail:{case.mail.id}"
    carry_out(case.office, case.tx, _kept(case), command, cause, case.now, case.answering)
    return type(command).__name__


def _is_answer_to_question(case: Case, sender: Person) -> bool:
    bound = case.bound
    if bound is None or bound.letter_kind != "question" or sender.key != case.contract.initiator.key:
        return False
    return case.contract.request(bound.request).question is not None


def _request_of(case: Case, sender: Person) -> int:
    """The request that is answered; for a letter about the contract, the one that waits for this sender.

    The number in a subject alone is no secret: it lets one look, not decide.
    """
    if case.bound is None or case.bound.weak:
        return 0
    if case.bound.request:
        return case.bound.request
    mine = [each.id for each in case.contract.requests if each.waits and each.asked.key == sender.key]
    return mine[0] if len(mine) == 1 else 0


def _stranger(case: Case) -> str:
    """An address that we do not know answers a request: its owner is asked, the stranger gets nothing."""
    bound = case.bound
    if bound is None or bound.weak or not bound.request or case.contract.is_closed:
        return "kept; the sender is not in the directory"
    request = case.contract.request(bound.request)
    if request.waits:
        case.office.correspondence.colleague(
            case.tx,
            _kept(case),
            bound.request,
            case.judged.message.sender.email,
            case.judged.words.text,
            case.now,
            case.answering,
        )
    return "kept; the sender is not in the directory, the one who was asked was told"


def _bounced(case: Case) -> str:
    returned = case.judged.message.returned_id
    letter = outbox.by_message_id(case.tx.connection, (returned, *thread_of(case.judged.message).message_ids))
    if letter is None:
        return "kept; a bounce of no letter that we know"
    why = case.judged.message.plain.strip() or case.judged.message.subject
    case.office.correspondence.not_delivered(case.tx, letter, why, case.now)
    return f"letter {letter.id} was not delivered; told those who can mend it"


def _kept(case: Case) -> Kept:
    if case.kept is None:
        raise ValueError("the mail is about no contract")
    return case.kept

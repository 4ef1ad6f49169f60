"""Answers to a digest: each line is an answer to its own request, and one receipt has a row for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from daemon.application.app_context import AppContext
from daemon.application.inbound.mail_context import AnsweredDigest, Correlation, MailContext
from daemon.application.inbound.outcome import Outcome, OutcomeKind, outcome
from daemon.mail.classify.sender_kind import Kind
from daemon.mail.compose import digest_letters
from daemon.mail.compose.digest_letters import ReceiptRow
from daemon.mail.compose.layout import Block, Composed
from daemon.mail.compose.letter_context import LetterContext
from daemon.mail.interpret.digest_answer import DigestAnswer, LineReading, read_digest_answer
from daemon.mail.interpret.pipeline import Interpretation
from daemon.store import contract_queries, digests, history
from daemon.store.cause import Cause
from daemon.store.digests import DigestLine, StoredDigest
from daemon.store.history import StoredContract
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Request
from daemon.workflow.quorum import successor
from daemon.workflow.refusal import Reason, Refused

Handle = Callable[[MailContext], Outcome]

_RECORDED = frozenset({"GiveVerdict", "ConfirmProposal", "AskQuestion", "KeepBareReturn"})
# the program was spoken to, and has answered in a letter of its own
_TO_PROGRAM = frozenset(
    {
        OutcomeKind.TOLD,
        OutcomeKind.LISTED,
        OutcomeKind.NOT_FOUND,
        OutcomeKind.ABSENCE_RECORDED,
        OutcomeKind.ABSENCE_KNOWN,
        OutcomeKind.ABSENCE_PROPOSED,
        OutcomeKind.ABSENCE_PAST,
    }
)
_ASKED = {"unclear": "unclear", "guessed": "guessed"}  # by what was asked back: a text of `digest_receipt`
_SAID = {"UndoVerdict": "undone", "Reassign": "delegated", "ProposeVerdict": "code", "AmendProposal": "code"}


@dataclass(frozen=True, slots=True)
class _Done:
    """A line that was worked on."""

    line: DigestLine
    did: Outcome
    said: LineReading


def read(app: AppContext, correlation: Correlation | None, interpretation: Interpretation) -> AnsweredDigest | None:
    """Return the digest that a person's mail answers, with what it says of each line; None if it answers none."""
    if correlation is None or correlation.digest_id is None or interpretation.kind is not Kind.PERSON:
        return None
    with app.database.read() as connection:
        digest = digests.load(connection, correlation.digest_id)
        known = contract_queries.numbers(connection, [each.contract_id for each in digest.lines])
    numbers = {each.line: known[each.contract_id] for each in digest.lines}
    sent = None
    if correlation.letter_id is not None and correlation.raw:
        sent = app.sent_letters.of(correlation.letter_id, correlation.raw)
    person = app.directory.by_address(interpretation.message.sender.email)
    post = person.post if person else ""
    return AnsweredDigest(digest, read_digest_answer(interpretation, sent, numbers, app.lexicon, post))


def answer(context: MailContext, handle: Handle) -> Outcome | None:
    """Do what a mail says of each line of a digest, and answer with one receipt; None if it says nothing of any.

    `handle` does what a mail says in answer to one request. No receipt is wanted where the program was asked something
    and nothing else was said. Somebody else than the digest's reader gets the letters that they
    would for each request alone.
    """
    if context.digest is None or not context.digest.answer.lines:
        return None
    digest, said = context.digest.digest, context.digest.answer
    if context.muted and not said.decides:
        return outcome(OutcomeKind.TOO_MANY)
    theirs = context.writer.key == digest.person
    done = [_do(context, digest, each, handle, in_rows=theirs) for each in _in_lock_order(digest, said)]
    if len(done) == 1 and done[0].did.kind in _TO_PROGRAM and not said.loose and not said.strange:
        return done[0].did
    if theirs and not context.muted:
        _receipt(context, digest, said, sorted(done, key=lambda each: each.line.line))
    rows = "; ".join(f"{each.line.line} {each.did.sentence()}" for each in sorted(done, key=lambda d: d.line.line))
    return outcome(OutcomeKind.DIGEST_ANSWERED, lines=rows or "no line of it")


def ask_which(context: MailContext) -> Outcome | None:
    """Ask the reader of a digest which line is meant, where their words name none; None if the mail answers none.

    An approval of one of several is no approval of any.
    """
    if context.digest is None or context.writer.key != context.digest.digest.person:
        return None
    digest, said = context.digest.digest, context.digest.answer
    if said.strange:
        _receipt(context, digest, said, [])
        return outcome(OutcomeKind.ASKED_BACK, what="which line of the digest")
    items = [
        (each.line, _letter(context, history.load(context.tx.connection, each.contract_id), each.request))
        for each in digest.lines
        if _waits(context, each)
    ]
    settings = context.app.letters.letter_settings
    _put(context, digest, digest_letters.which(settings, context.me, items, context.words, digest.token))
    return outcome(OutcomeKind.ASKED_BACK, what="which line of the digest")


def of_stranger(context: MailContext, handle: Handle) -> Outcome | None:
    """Tell the reader of a digest what an unknown address answered to each line; None if the mail answers none."""
    if context.digest is None or context.stored is not None:
        return None
    digest, said = context.digest.digest, context.digest.answer
    done = [_do(context, digest, each, handle, in_rows=False) for each in _in_lock_order(digest, said)]
    told = any(each.did.kind is OutcomeKind.STRANGER_TOLD_OWNER for each in done)
    return outcome(OutcomeKind.STRANGER_TOLD_OWNER if told else OutcomeKind.STRANGER)


def _in_lock_order(digest: StoredDigest, said: DigestAnswer) -> list[LineReading]:
    """Return the lines in the order of their contracts: who locks several does it in one order."""
    contracts = {each.line: each.contract_id for each in digest.lines}
    return sorted(said.lines, key=lambda each: contracts[each.line])


def _do(context: MailContext, digest: StoredDigest, said: LineReading, handle: Handle, *, in_rows: bool) -> _Done:
    """Do what is said of a line, as if a mail had said it in answer to its request alone."""
    line = next(each for each in digest.lines if each.line == said.line)
    own = _of_line(context, digest, line, said, in_rows=in_rows)
    try:
        with context.tx.savepoint():
            return _Done(line, handle(own), said)
    except Refused as refused:
        did = outcome(OutcomeKind.REFUSED, reason=refused.reason.value, detail=refused.detail)
        return _Done(line, did, said)


def _of_line(
    context: MailContext, digest: StoredDigest, line: DigestLine, said: LineReading, *, in_rows: bool
) -> MailContext:
    """Return the mail as far as it is about one line. Its files, and what it says of an absence, go with the only line
    that is answered, or with none.
    """
    interpretation, answered = context.interpretation, context.digest
    alone = answered is not None and len(answered.answer.lines) == 1
    message = interpretation.message if alone else replace(interpretation.message, attachments=())
    words = replace(interpretation.words, text=said.text)
    absent = interpretation.absent if alone else None
    own = replace(interpretation, message=message, words=words, reading=said.reading, absent=absent, parts=())
    correlation = context.correlation
    if correlation is None:
        raise ValueError("the mail answers no letter")
    about = replace(
        correlation,
        contract_id=line.contract_id,
        request=line.request,
        letter_kind=LetterKind.REQUEST,
        written_at=digest.made_at,
        digest_id=None,
        raw=b"",
        letter_id=None,
    )
    stored = history.load(context.tx.connection, line.contract_id, lock=True)
    answering = replace(context.answering, in_rows=context.writer.key) if in_rows else context.answering
    return replace(
        context, interpretation=own, correlation=about, stored=stored, answering=answering, digest=None, muted=False
    )


# -- the receipt ------------------------------------------------------------------------------------------------------


def _receipt(context: MailContext, digest: StoredDigest, said: DigestAnswer, done: list[_Done]) -> None:
    settings, rows = context.app.letters.letter_settings, [_row(context, each) for each in done]
    aside = digest_letters.Aside(said.loose, said.strange, tuple(_silent(context, digest, done)))
    _put(context, digest, digest_letters.receipt(settings, context.me, rows, aside, digest.token))


def _row(context: MailContext, done: _Done) -> ReceiptRow:
    stored = history.load(context.tx.connection, done.line.contract_id)
    letter = _letter(context, stored, done.line.request)
    return ReceiptRow(done.line.line, letter, _said_of(letter, stored, done))


def _said_of(letter: LetterContext, stored: StoredContract, done: _Done) -> list[Block]:
    did, request = done.did, stored.contract.request(done.line.request)
    number, data = done.line.line, done.did.data
    match did.kind:
        case OutcomeKind.REFUSED | OutcomeKind.LATE:
            kept = did.kind is OutcomeKind.LATE
            return digest_letters.refused_row(letter, Reason(str(data["reason"])), str(data["detail"]), kept=kept)
        case OutcomeKind.ASKED_BACK:
            what = _ASKED.get(str(data["what"]), "asked")
            return digest_letters.said_row(letter, what, done.said.text)
        case OutcomeKind.EXECUTED if data["command"] in _RECORDED and (request.answer or request.question):
            return digest_letters.recorded_row(letter, number)
        case OutcomeKind.EXECUTED if data["command"] in _SAID:
            return digest_letters.said_row(letter, _SAID[str(data["command"])], heir=_heir(letter, stored, request))
        case OutcomeKind.EXECUTED if data["command"] == "AddComment":
            return digest_letters.said_row(letter, "comment")
        case _:
            return digest_letters.said_row(letter, "other")


def _heir(letter: LetterContext, stored: StoredContract, request: Request) -> str:
    """Return to whom a request was handed over, and until when they are asked; empty if it was not."""
    heir = successor(stored.contract, request)
    return f"{letter.who(heir)}, {letter.words.when(heir.due_at)}" if heir else ""


def _silent(context: MailContext, digest: StoredDigest, done: list[_Done]) -> list[int]:
    """Return the lines that nothing was said of, and that still wait."""
    said = {each.line.line for each in done}
    others = [each for each in digest.lines if each.line not in said]
    return [each.line for each in others if _waits(context, each)]


def _waits(context: MailContext, line: DigestLine) -> bool:
    """Return whether the line's request waits for an answer, and not for that to its question."""
    request = history.load(context.tx.connection, line.contract_id).contract.request(line.request)
    return request.waits and request.question is None


def _letter(context: MailContext, stored: StoredContract, request: int) -> LetterContext:
    return context.app.letters.about_request(context.tx, stored, request, context.me, context.now)


def _put(context: MailContext, digest: StoredDigest, composed: Composed) -> None:
    cause = Cause.of_mail(context.mail.id).about_digest(digest.id)
    context.app.letters.put_digest(
        context.tx, context.me, composed, context.now, cause, digest.token, answering=context.answering
    )

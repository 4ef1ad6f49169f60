"""Answers that are a word and nothing else: the word takes what was asked back about; a return is asked its reason."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from daemon.application import sender_policy
from daemon.application.inbound.correlate import correlate
from daemon.application.inbound.mail_context import Correlation, MailContext, asked_back, execute_order, reply
from daemon.application.inbound.outcome import Outcome
from daemon.mail.compose import reply_letters
from daemon.mail.interpret.rules import Intent, Reading, holds_condition, says_nothing, says_one_word
from daemon.mail.interpret.rules import read as read_words
from daemon.mail.interpret.second_reader import names_approval
from daemon.mail.parsing.message import parse
from daemon.store import inbox, outbox
from daemon.workflow import commands as c
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Request, Status, Verdict
from daemon.workflow.refusal import Reason, Refused

_ASKS_BACK = frozenset({LetterKind.UNCLEAR, LetterKind.GUESSED})
_LONGEST_CHAIN = 5  # mails that were asked back about one after the other


def completed(context: MailContext, request: Request) -> Reading:
    """Return the reading with what an earlier mail, or our letter about it, adds to a word that stands alone.

    To "Согласовано или вернуть?" a bare word takes the words that were asked back about, once. To "что исправить?" a
    phrase is the reason of a return. Whatever else was said stays as it was read.
    """
    reading = context.interpretation.reading
    if not context.is_in_answer or context.correlation is None or context.correlation.request != request.id:
        return reading
    if context.correlation.letter_kind is LetterKind.REASON_ASKED:
        return with_reason(context)
    word = says_one_word(context.words, reading, context.app.lexicon)
    if word is None or _is_guessed_so(request, word) or not (earlier := _asked_about(context, request)):
        return reading
    intent = Intent.APPROVE_WITH_REMARKS if word is Intent.APPROVE else word
    evidence = (*reading.evidence, f"its words are those of the mail that was asked back about: «{earlier[:200]}»")
    kept = intent is Intent.APPROVE_WITH_REMARKS and holds_condition(earlier, context.app.lexicon)
    conditions = (earlier,) if kept else ()
    return replace(reading, intent=intent, remarks=earlier, conditions=conditions, evidence=evidence)


def _is_guessed_so(request: Request, word: Intent) -> bool:
    """Return whether the words were taken for an approval without a remark already, and this says so."""
    guess = request.proposal
    return guess is not None and bool(guess.guessed_from) and guess.verdict is Verdict.APPROVE is word.verdict


def with_reason(context: MailContext) -> Reading:
    """Return the return that a phrase completes; an approval in so many words stays one, and "да" is none."""
    reading, lexicon = context.interpretation.reading, context.app.lexicon
    if reading.intent.verdict and reading.intent.verdict.approves and not names_approval(context.words, lexicon):
        return replace(reading, intent=Intent.UNCLEAR, remarks=context.words)
    if reading.intent is not Intent.UNCLEAR or reading.answer or says_nothing(context.words, lexicon):
        return reading
    whole = read_words(f"вернуть: {context.words}", lexicon)
    if whole.intent is not Intent.RETURN or not whole.remarks:
        return reading
    return replace(whole, evidence=("what is to be mended was asked, and this answers it", *whole.evidence))


# -- the words that were asked back about ------------------------------------------------------------------------------


def _asked_about(context: MailContext, request: Request) -> str:
    """Return the words of the mails that led to the letter which is answered, the earliest first; "" if there are none.

    They are taken once: not after an answer that was given since that letter.
    """
    written_at = context.correlation.written_at if context.correlation else None
    if written_at is None or any(each.at >= written_at for each in request.answers):
        return ""
    found: list[str] = []
    correlation = context.correlation
    while correlation and correlation.letter_kind in _ASKS_BACK and len(found) < _LONGEST_CHAIN:
        words, correlation = _before(context, correlation)
        found.append(words)
    said = [each for each in reversed(found) if not _says_little(context, each)]
    return "\n".join(said)


def _before(context: MailContext, correlation: Correlation) -> tuple[str, Correlation | None]:
    """Return the words of the mail that a letter answered, and what that mail had answered itself."""
    connection = context.tx.connection
    mail_id = outbox.mail_answered(connection, correlation.letter_id) if correlation.letter_id else None
    if mail_id is None:
        return "", None
    return inbox.words_of(connection, mail_id), correlate(connection, parse(inbox.load(connection, mail_id).raw))


def _says_little(context: MailContext, words: str) -> bool:
    """Return whether words can be no remark: politeness, a yes or no to our letter, a word that stood alone then."""
    lexicon = context.app.lexicon
    reading = read_words(words, lexicon)
    return says_nothing(words, lexicon) or bool(reading.answer) or says_one_word(words, reading, lexicon) is not None


# -- a return without a reason -----------------------------------------------------------------------------------------


def lacks_reason(context: MailContext, request: Request, verdict: Verdict, remarks: str) -> bool:
    """Return whether a return says nothing of what to mend, could count, and has time to be asked for it, once.

    What came along may say it: a text with somebody's marks. Raises Refused for one that adds nothing to the return
    that stands.
    """
    if verdict is not Verdict.RETURN or not _is_bare(context, remarks):
        return False
    contract, answer = context.contract, request.answer
    if contract.status is not Status.IN_APPROVAL or request.round != contract.round or not request.is_open:
        return False
    if answer and answer.verdict is Verdict.RETURN and not request.kept_from:
        raise Refused(Reason.ALREADY_ANSWERED, verdict)
    if request.overdue_since or not says_no_reason(context, verdict, remarks):
        return False
    return not outbox.is_there_about(context.tx.connection, context.about.id, request.id, LetterKind.REASON_ASKED)


def _is_bare(context: MailContext, remarks: str) -> bool:
    reading = context.interpretation.reading
    same = not remarks or remarks == reading.remarks
    return same and says_one_word(context.words, reading, context.app.lexicon) is Intent.RETURN


def says_no_reason(context: MailContext, verdict: Verdict | None, remarks: str) -> bool:
    """Return whether a return says nothing of what to mend, neither in words nor by a file that came along."""
    if verdict is not Verdict.RETURN or not _is_bare(context, remarks):
        return False
    return all(each.inline for each in context.interpretation.message.attachments)


def ask_reason(context: MailContext, request: Request) -> Outcome:
    """Ask what is to be mended; the return counts without it in the end, if it is proved whose it is."""
    after, proved = context.about, context.lacking is None
    if proved:
        kept = c.KeepBareReturn(request.id, context.me, context.mail.sha256, context.proof or sender_policy.ADDRESS)
        after = execute_order(context, kept)
    reply(context, LetterKind.REASON_ASKED, request, partial(reply_letters.reason_asked, kept=proved), after)
    return asked_back("what to mend")

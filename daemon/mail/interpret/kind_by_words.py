"""Which machine wrote a mail that shows it only by its words, once they were read."""

from __future__ import annotations

from daemon.mail.classify.answered_letter import AnsweredLetter
from daemon.mail.classify.machine_words import are_calendars, are_receipts, speak_of_contract, text_of
from daemon.mail.classify.sender_kind import (
    Judgement,
    Kind,
    asks_to_prove,
    begins_like_calendar,
    begins_like_receipt,
    is_in_place_of_calendar,
    is_sent_to_many,
)
from daemon.mail.classify.vacation import begins_with_absence, is_machine_like, is_notice, is_only_absence
from daemon.mail.extract.reply_text import Words
from daemon.mail.interpret.intent import Intent, Reading
from daemon.mail.parsing.message import Message
from daemon.mail.parsing.thread_refs import thread_of

NOTICE_LIMIT = 3_000  # characters of the words in which a notice is looked for: no machine says more before it
_PROOF_LIMIT = 1_500  # the same of a demand to prove that we are no spammer


def kind_by_words(
    message: Message, words: Words, reading: Reading, judgement: Judgement, letter: AnsweredLetter
) -> Judgement | None:
    """Return the kind of a machine's mail that only its words give away; None for a person's.

    Words that are a verdict are a person's, unless they begin as a notice of absence and a header fits to it; so are
    those of the person asked that speak of the contract.
    """
    if calendar := _by_calendar(message, words, reading, judgement):
        return calendar
    if not words.text and judgement.doubt:
        return Judgement(Kind.AUTO_REPLY, (judgement.doubt, "no words"))
    if (judgement.doubt or is_sent_to_many(message)) and begins_with_absence(words.text[:NOTICE_LIMIT]):
        return Judgement(Kind.AUTO_REPLY, ("the words begin with an absence", *judgement.why))
    if begins_like_receipt(message.subject) and not words.text:
        return Judgement(Kind.RECEIPT, (f"its subject: {message.subject[:60]}", "no words"))
    if (reading.intent is not Intent.UNCLEAR and reading.command != "absence") or not words.text:
        return None
    if begins_like_receipt(message.subject) and are_receipts(text_of(message)):
        return Judgement(Kind.RECEIPT, (f"its subject: {message.subject[:60]}", "the words are a receipt's"))
    if letter.by_reader and not is_sent_to_many(message) and speak_of_contract(words.text[:NOTICE_LIMIT]):
        return None
    return _by_notice(message, words)


def _by_calendar(message: Message, words: Words, reading: Reading, judgement: Judgement) -> Judgement | None:
    """Return that a mail is a calendar's if its part or its subject says so and no words deny it.

    Those that stand in an alternative to the calendar are about the meeting, unless they say what no calendar does.
    """
    their_own = reading.intent in (Intent.UNCLEAR, Intent.APPROVE) or are_calendars(words.text)
    about_meeting = is_in_place_of_calendar(message) and their_own
    part = any(each.media_type == "text/calendar" and each.method for each in message.parts)
    if (part and not words.text) or (judgement.doubt and about_meeting):
        return Judgement(Kind.CALENDAR, ("a calendar, no words of a person's own",))
    if not begins_like_calendar(message.subject):
        return None
    of_calendar = message.has_part("text/calendar") and not judgement.doubt
    if not words.text or of_calendar or (len(words.text.split()) > 1 and are_calendars(words.text)):
        return Judgement(Kind.CALENDAR, (f"its subject: {message.subject[:60]}", "no words"))
    return None


def _by_notice(message: Message, words: Words) -> Judgement | None:
    """Return the kind of a machine that words without a verdict give away."""
    if asks_to_prove(words.text[:_PROOF_LIMIT]):
        return Judgement(Kind.BULK, ("it asks to prove that we are no spammer",))
    if is_machine_like(words.text[:NOTICE_LIMIT]):
        return Judgement(Kind.AUTO_REPLY, ("the words are a machine's",))
    answers = bool(message.in_reply_to or message.references or thread_of(message).number)
    if is_notice(words.text[:NOTICE_LIMIT]) or (
        answers and is_only_absence(words.text[:NOTICE_LIMIT]) and not words.has_quote
    ):
        return Judgement(Kind.AUTO_REPLY, ("the words announce an absence",))
    return None

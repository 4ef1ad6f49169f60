"""Interpret a whole mail: its kind, the person's own words, what they say, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from daemon.mail.classify.dsn import Bounce, bounce_of
from daemon.mail.classify.sender_kind import (
    Judgement,
    Kind,
    asks_to_prove,
    begins_like_calendar,
    begins_like_receipt,
    is_reaction,
    kind_of,
)
from daemon.mail.classify.vacation import (
    VacationNotice,
    absence,
    before_absence,
    is_away,
    is_machine_like,
    is_notice,
    without_absence,
)
from daemon.mail.extract.reply_text import Words, own_words
from daemon.mail.extract.sent_text_diff import letter_of, words_of
from daemon.mail.extract.signature_block import Writer
from daemon.mail.interpret.mailto_replies import MailtoButton, pressed, vote
from daemon.mail.interpret.multi_contract import ContractReading, named, parts, same_number
from daemon.mail.interpret.object_check import asked_about, other_object
from daemon.mail.interpret.rules import Intent, Lexicon, Reading
from daemon.mail.interpret.rules import read as read_words
from daemon.mail.interpret.second_reader import built_in as weights
from daemon.mail.interpret.second_reader import second_opinion
from daemon.mail.parsing.html_text import html_lines
from daemon.mail.parsing.message import Message, parse
from daemon.mail.parsing.text_lines import joined, plain_lines
from daemon.mail.parsing.thread_refs import Thread, thread_of

_APPROVES = frozenset({Intent.APPROVE, Intent.APPROVE_WITH_REMARKS})
_FIRST = re.compile(r"[^.!\n]*")  # the first sentence
_READ_LIMIT = 8_000  # characters; more than anybody says about a contract without being asked back
_OUR_MARK = re.compile(r"SHA-256 [0-9a-f]{6}\W[0-9a-f]{4}\b")


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A mail with everything that was understood of it. `reading` is unclear unless a person wrote it."""

    message: Message
    kind: Kind
    words: Words
    reading: Reading
    thread: Thread = field(default_factory=Thread)
    absent: VacationNotice | None = None
    bounce: Bounce | None = None
    parts: tuple[ContractReading, ...] = ()  # of each contract, where the words name several
    evidence: tuple[str, ...] = ()

    @property
    def verdict(self) -> Intent | None:
        """The intent of a person's words; None for a machine's mail."""
        return self.reading.intent if self.kind is Kind.PERSON else None

    def explanation(self) -> dict[str, object]:
        """Return what was understood and from which words, for records and `explain`."""
        verdict, guess = self.verdict, self.reading.guess
        return {
            "kind": self.kind.value,
            "words": self.words.text if verdict else "",
            "verdict": verdict.value if verdict else None,
            "comment": self.reading.remarks if verdict else "",
            "delegate_to": self.reading.delegate_to or None,
            "guess": guess.value if verdict and guess else None,
            "second_reader": weights().version,
            "evidence": [*self.evidence, *(self.reading.evidence if verdict else ())],
        }


def sent_letter(raw: bytes) -> Message:
    """Return a letter of ours as a message, for `interpret` to tell it from what its reader wrote."""
    return parse(raw)


def interpret(
    raw: bytes,
    *,
    own_addresses: frozenset[str],
    sent: Message | None,
    lexicon: Lexicon,
    message: Message | None = None,
) -> Interpretation:
    """Return what a mail says. Never raises.

    `sent` is the letter that it answers, `message` the mail if it was parsed before.
    """
    message = message or parse(raw)
    judgement = kind_of(message, own_addresses)
    thread = thread_of(message)
    if judgement.kind is Kind.BOUNCE:
        return _bounced(raw, message, thread, judgement)
    if judgement.kind is not Kind.PERSON:
        words = _words(message, sent, lexicon)[0] if judgement.kind is Kind.AUTO_REPLY else Words()
        absent = absence(f"{message.subject}\n{words.text}", _day(message)) if words.text else None
        return Interpretation(
            message, judgement.kind, words, Reading(Intent.UNCLEAR), thread, absent, evidence=judgement.why
        )
    words, reading = _words(message, sent, lexicon)
    reading = _beside_absence(words.text, reading, lexicon)
    judgement = _by_words(message, words, reading) or judgement
    absent = absence(words.text, _day(message)) if words.text else None
    if judgement.kind is not Kind.PERSON:
        return Interpretation(
            message, judgement.kind, words, Reading(Intent.UNCLEAR), thread, absent, evidence=judgement.why
        )
    reading = _weighed(message, sent, words, reading, lexicon)
    reading = _of_what_was_asked(sent, words.text, reading)
    reading, several = _of_this_contract(thread.number, words.text, reading, lexicon)
    reading = reading if several else second_opinion(words.text, reading, lexicon)
    evidence = (*judgement.why, *words.evidence)
    return Interpretation(message, Kind.PERSON, words, reading, thread, absent, parts=several, evidence=evidence)


def _bounced(raw: bytes, message: Message, thread: Thread, judgement: Judgement) -> Interpretation:
    """Return what a delivery report says; one that all went well is a receipt, no bounce."""
    bounce = bounce_of(raw, message)
    kind = Kind.RECEIPT if bounce.delivered else Kind.BOUNCE
    parsed = [f"not reached: {each.address} {each.status} {each.why}".strip() for each in bounce.failed]
    evidence = (*judgement.why, *parsed, *([] if bounce.permanent else ["not for good"]))
    return Interpretation(message, kind, Words(), Reading(Intent.UNCLEAR), thread, bounce=bounce, evidence=evidence)


def _day(message: Message) -> date:
    return (message.date or datetime.now(UTC)).date()


def _by_words(message: Message, words: Words, reading: Reading) -> Judgement | None:
    """Return the kind of a machine's mail that only its words give away; None for a person's.

    Words that are a verdict are a person's.
    """
    if begins_like_receipt(message.subject) and not words.text:
        return Judgement(Kind.RECEIPT, (f"its subject: {message.subject[:60]}", "no words"))
    if begins_like_calendar(message.subject) and (not words.text or message.has_part("text/calendar")):
        return Judgement(Kind.CALENDAR, (f"its subject: {message.subject[:60]}", "no words"))
    if (reading.intent is not Intent.UNCLEAR and reading.command != "absence") or not words.text:
        return None
    if asks_to_prove(words.text[:1500]):
        return Judgement(Kind.BULK, ("it asks to prove that we are no spammer",))
    if is_machine_like(words.text[:3000]):
        return Judgement(Kind.AUTO_REPLY, ("the words are a machine's",))
    answers = bool(message.in_reply_to or message.references or thread_of(message).number)
    if is_notice(words.text[:3000]) or (answers and is_away(words.text[:3000]) and not words.has_quote):
        return Judgement(Kind.AUTO_REPLY, ("the words announce an absence",))
    return None


def _beside_absence(text: str, reading: Reading, lexicon: Lexicon) -> Reading:
    """Return the verdict given together with an absence, or `reading` if there is none.

    "Согласовано. С завтрашнего дня я в отпуске" is a person's verdict; a notice begins with the absence.
    """
    if reading.intent is not Intent.UNCLEAR or not is_away(text[:3000]) or is_machine_like(text[:3000]):
        return reading
    first = _FIRST.match(text.strip())
    if first and is_away(first[0]):
        return reading
    other = read(without_absence(text[:3000]), lexicon)
    if other.intent.verdict is None:
        return reading
    # After an absence a word of approval may be anything: the end of a notice, a house's motto.
    if other.intent in _APPROVES and read(before_absence(text[:3000]), lexicon).intent not in _APPROVES:
        return reading
    return replace(other, evidence=(*other.evidence, "beside it, an absence"))


def read(text: str, lexicon: Lexicon) -> Reading:
    """Return what words say. Of more than _READ_LIMIT characters only those are read, and never as an approval."""
    if len(text) <= _READ_LIMIT:
        return read_words(text, lexicon)
    reading = read_words(text[:_READ_LIMIT], lexicon)
    if reading.intent in _APPROVES:
        return Reading(Intent.UNCLEAR, text, ("too long to be read to its end",))
    return replace(reading, remarks=reading.remarks and text)


# -- words ------------------------------------------------------------------------------------------------------------


def _words(message: Message, sent: Message | None, lexicon: Lexicon) -> tuple[Words, Reading]:
    """Return the person's own words, of the HTML or of the plain text, and what they say.

    The HTML is preferred, for it shows its structure; the plain text is taken if only it has some of the words. If
    the two say different things, the reading is unclear.
    """
    letter = letter_of(sent.plain, sent.html, sent.subject) if sent else None
    greeted = [each.name for each in message.to] + ([sent.sender.name] if sent else [])
    writer = Writer(message.sender.name, message.sender.email, tuple(filter(None, greeted)))
    shown = html_lines(message.html) if message.html.strip() else []
    by_html = own_words(shown, letter, writer, html=True) if shown else Words()
    by_plain = own_words(plain_lines(message.plain), letter, writer, html=False) if message.plain.strip() else Words()
    if not by_plain.text:
        return by_html, read(by_html.text, lexicon)
    if not by_html.text:
        return by_plain, read(by_plain.text, lexicon)
    if joined(by_html.text.split("\n")).split() == by_plain.text.split():
        return by_html, read(by_html.text, lexicon)
    in_html, in_plain = read(by_html.text, lexicon), read(by_plain.text, lexicon)
    if _differ(in_html, in_plain):
        why = f"the HTML says {in_html.intent.value}, the plain text says {in_plain.intent.value}"
        return by_html, Reading(Intent.UNCLEAR, by_html.text, (why,))
    seen = {word for line in shown for word in words_of(line.text)}
    more = [word for line in by_plain.text.split("\n") for word in words_of(line) if word not in seen]
    inside = by_plain.has_ours and by_plain.places > by_html.places  # answers between our lines
    return (by_plain, in_plain) if more or inside else (by_html, in_html)


def _differ(one: Reading, other: Reading) -> bool:
    if Intent.UNCLEAR in (one.intent, other.intent) or one.intent is other.intent:
        return False
    return not {one.intent, other.intent} <= _APPROVES


def _of_what_was_asked(sent: Message | None, text: str, reading: Reading) -> Reading:
    """Return the reading, unclear if the words are about something else than the letter that they answer."""
    if sent is None or reading.intent.verdict is None:
        return reading
    asked = asked_about(f"{sent.subject}\n{sent.plain}")
    other = other_object(text, asked, approving=reading.intent in _APPROVES)
    return Reading(Intent.UNCLEAR, text, (f"the letter did not ask about «{other}»",)) if other else reading


def _of_this_contract(
    number: str | None, text: str, reading: Reading, lexicon: Lexicon
) -> tuple[Reading, tuple[ContractReading, ...]]:
    """Return the reading for the letter's contract, and one for each contract if the words name others.

    A return, a decline or a question may mention another contract in its remarks; anything else is then unclear.
    """
    numbers = named(text, number)
    others = {each.number for each in numbers if not number or not same_number(each.number, number)}
    if not others or (number is None and len(others) == 1):
        return reading, ()
    found = parts(text, numbers, lexicon)
    if own := next((each for each in found if number and same_number(each.number, number)), None):
        return own.reading, found
    in_remark = any(each in reading.remarks for each in others) and len(reading.remarks.split()) > len(others) + 1
    if reading.intent in (Intent.RETURN, Intent.DECLINE, Intent.QUESTION) and in_remark:
        return reading, ()
    why = f"the words speak of {', '.join(sorted(others))}" + (f", not of {number}" if number else "")
    return Reading(Intent.UNCLEAR, text, (why,)), found


# -- weighing ---------------------------------------------------------------------------------------------------------


def _weighed(message: Message, sent: Message | None, words: Words, reading: Reading, lexicon: Lexicon) -> Reading:
    """Return the reading after what else the mail shows: a reaction, a button, a vote, more text than was read."""
    if is_reaction(message):
        return Reading(Intent.UNCLEAR, words.text, ("a reaction is no word",))
    if sent is None and _OUR_MARK.search(words.text):
        return Reading(Intent.UNCLEAR, words.text, ("a letter of ours stands among the words, and nothing marks it",))
    if words.cut and reading.intent in _APPROVES:
        return Reading(Intent.UNCLEAR, words.text, ("too long to be read to its end",))
    button = pressed(message, sent)
    if button is not None:
        return _with_button(button, words, reading, lexicon)
    if voted := vote(message):
        by_vote = read(voted, lexicon)
        if not words.text or _differ(by_vote, reading):
            return Reading(Intent.UNCLEAR, words.text, (f"a voting button «{voted}» is no word of ours",))
    return reading


def _with_button(button: MailtoButton, words: Words, reading: Reading, lexicon: Lexicon) -> Reading:
    """Return the reading of a mail that one of our buttons opened.

    Its subject alone is no word of the person's: they may have deleted the line that the button wrote.
    """
    if not words.text:
        return Reading(
            Intent.UNCLEAR, "", (f"our button «{button.subject}» is in the subject, but the mail says nothing",)
        )
    meant = read(button.body or button.subject, lexicon)
    # A first line such as "Вернуть:" announces remarks: people delete it and write them in its place.
    if reading.intent is Intent.UNCLEAR and button.body.endswith(":") and not words.text.startswith(button.body):
        whole = read(f"{button.body} {words.text}", lexicon)
        if whole.intent in (Intent.RETURN, Intent.QUESTION):
            by_subject = f"our button «{button.subject}» in the subject, with the request's token"
            return replace(whole, evidence=(by_subject, *whole.evidence))
    if _differ(meant, reading):
        why = f"the button says {meant.intent.value}, the words say {reading.intent.value}"
        return Reading(Intent.UNCLEAR, words.text, (why,))
    return reading

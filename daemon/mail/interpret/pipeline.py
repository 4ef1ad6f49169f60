"""Interpret a whole mail: its kind, the person's own words, what they say, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from daemon.mail.classify.answered_letter import answered_letter
from daemon.mail.classify.dsn import Bounce, FailedRecipient, bounce_of
from daemon.mail.classify.sender_kind import Judgement, Kind, is_reaction, kind_of
from daemon.mail.classify.vacation import (
    VacationNotice,
    absence,
    before_absence,
    is_away,
    is_machine_like,
    without_absence,
)
from daemon.mail.extract.reply_text import Words, own_words
from daemon.mail.extract.sent_text_diff import SentLetter, letter_of, without_ours, words_of
from daemon.mail.extract.signature_block import Writer
from daemon.mail.interpret.beside_body import beside_body
from daemon.mail.interpret.intent import APPROVES, Intent, Reading
from daemon.mail.interpret.kind_by_words import NOTICE_LIMIT, kind_by_words
from daemon.mail.interpret.lexicon import Lexicon
from daemon.mail.interpret.mailto_replies import MailtoButton, pressed, vote
from daemon.mail.interpret.multi_contract import ContractReading, named, parts, same_number
from daemon.mail.interpret.object_check import asked_about, other_object
from daemon.mail.interpret.rules import read as read_words
from daemon.mail.interpret.second_reader import built_in as weights
from daemon.mail.interpret.second_reader import second_opinion
from daemon.mail.interpret.unheard import unheard
from daemon.mail.interpret.writer_side import another_side
from daemon.mail.parsing.account import Fate, Piece
from daemon.mail.parsing.body_lines import shown_lines
from daemon.mail.parsing.message import Message, parse
from daemon.mail.parsing.text_lines import ReadLines, joined, plain_lines
from daemon.mail.parsing.thread_refs import Thread, thread_of

_FIRST = re.compile(r"[^.!\n]*")  # the first sentence
_LETTERS = frozenset({Fate.OURS, Fate.QUOTED, Fate.ATTRIBUTION})
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
    doubt: str = ""  # why a person may not have written it

    @property
    def verdict(self) -> Intent | None:
        """The intent of a person's words; None for a machine's mail."""
        return self.reading.intent if self.kind is Kind.PERSON else None

    def explanation(self) -> dict[str, object]:
        """Return what was understood and from which words, for records and `explain`."""
        verdict, guess = self.verdict, self.reading.guess
        conditions = {"conditions": list(self.reading.conditions)} if verdict and self.reading.conditions else {}
        return {
            "kind": self.kind.value,
            "words": self.words.text if verdict else "",
            "verdict": verdict.value if verdict else None,
            "comment": self.reading.remarks if verdict else "",
            **conditions,
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
    post: str = "",
) -> Interpretation:
    """Return what a mail says. Never raises.

    `sent` is the letter that it answers, `message` the mail if it was parsed before, `post` what its writer is in the
    house, where that is known ("Юрисконсульт").
    """
    message = message or parse(raw)
    letter = answered_letter(message, own_addresses, sent)
    judgement = _with_authors(kind_of(message, own_addresses, letter), message)
    thread = thread_of(message)
    if judgement.kind is Kind.BOUNCE:
        return _bounced(raw, message, thread, judgement)
    if judgement.kind is not Kind.PERSON:
        words = _words(message, sent, own_addresses, lexicon)[0] if judgement.kind is Kind.AUTO_REPLY else Words()
        absent = absence(f"{message.subject}\n{words.text}", _day(message)) if words.text else None
        return Interpretation(
            message, judgement.kind, words, Reading(Intent.UNCLEAR), thread, absent, evidence=judgement.why
        )
    words, reading = _words(message, sent, own_addresses, lexicon)
    beside = beside_body(message, sent, words.text, reading, lexicon)
    words = replace(words, account=(*words.account, *beside))
    in_body = _heard(_without_files(words), sent, reading, lexicon) if message.has_part("text/calendar") else None
    words, reading = _heard(words, sent, reading, lexicon)
    reading = _beside_absence(words.text, reading, lexicon)
    judgement = kind_by_words(message, *(in_body or (words, reading)), judgement, letter) or judgement
    absent = absence(words.text, _day(message)) if words.text else None
    if judgement.kind is not Kind.PERSON:
        return Interpretation(
            message, judgement.kind, words, Reading(Intent.UNCLEAR), thread, absent, evidence=judgement.why
        )
    reading = _weighed(message, sent, words, reading, lexicon)
    reading = _of_what_was_asked(_asked_in(sent), words.text, reading)
    reading = _of_own_side(post, words.text, reading, lexicon)
    reading, several = _of_this_contract(thread.number, words.text, reading, lexicon)
    if judgement.doubt:
        reading, several = Reading(Intent.UNCLEAR, words.text, (judgement.doubt,)), ()
    elif not several:
        reading = second_opinion(words.text, reading, lexicon)
    evidence = (*judgement.why, *words.evidence)
    return Interpretation(
        message,
        Kind.PERSON,
        words,
        reading,
        thread,
        absent,
        parts=several,
        evidence=evidence,
        doubt=judgement.doubt,
    )


def interpret_part(text: str, asked: str, number: str, lexicon: Lexicon, post: str = "") -> Reading:
    """Return what words of a mail say that are about one contract of several, as if they were all that it holds.

    `asked` is what our letter says of that contract.
    """
    reading = _beside_absence(text, read(text, lexicon), lexicon)
    reading = _of_what_was_asked(asked, text, reading)
    reading = _of_own_side(post, text, reading, lexicon)
    reading, several = _of_this_contract(number, text, reading, lexicon)
    return reading if several else second_opinion(text, reading, lexicon)


def mistrusted(interpretation: Interpretation, sent: Message | None, lexicon: Lexicon) -> str:
    """Return why no approval in a mail is believed, whatever its words: what was dropped speaks, or was not read."""
    message, words = interpretation.message, interpretation.words
    waiting = words.account if sent else (each for each in words.account if each.fate is not Fate.QUOTED)
    if pieces := unheard(waiting, lexicon):
        return _why_unheard(pieces[0])
    if words.cut or len(words.text) > _READ_LIMIT:
        return "too long to be read to its end"
    return "a reaction is no word" if is_reaction(message) else interpretation.doubt


def _with_authors(judgement: Judgement, message: Message) -> Judgement:
    """Return the judgement with the reason why a mail has no sender, if it has none."""
    if message.sender.email or judgement.kind is not Kind.PERSON:
        return judgement
    named = ", ".join(each.email for each in message.authors) or "no address"
    return Judgement(Kind.PERSON, (*judgement.why, f"From names {named}: nobody is its one author"))


def _bounced(raw: bytes, message: Message, thread: Thread, judgement: Judgement) -> Interpretation:
    """Return what a delivery report says; one that all went well is a receipt, no bounce."""
    bounce = bounce_of(raw, message)
    kind = Kind.RECEIPT if bounce.delivered else Kind.BOUNCE
    parsed = [_not_reached(each) for each in bounce.failed]
    evidence = (*judgement.why, *parsed, *([] if bounce.permanent else ["not for good"]))
    return Interpretation(message, kind, Words(), Reading(Intent.UNCLEAR), thread, bounce=bounce, evidence=evidence)


def _not_reached(recipient: FailedRecipient) -> str:
    said = f"not reached: {recipient.address} {recipient.status} {recipient.why}".strip()
    return said if recipient.permanent else f"{said} (still tried)"


def _day(message: Message) -> date:
    return (message.date or datetime.now(UTC)).date()


def _beside_absence(text: str, reading: Reading, lexicon: Lexicon) -> Reading:
    """Return the verdict given together with an absence, or `reading` if there is none.

    "Согласовано. С завтрашнего дня я в отпуске" is a person's verdict; a notice begins with the absence.
    """
    if reading.intent is not Intent.UNCLEAR or not is_away(text[:NOTICE_LIMIT]) or is_machine_like(text[:NOTICE_LIMIT]):
        return reading
    first = _FIRST.match(text.strip())
    if first and is_away(first[0]):
        return reading
    other = read(without_absence(text[:NOTICE_LIMIT]), lexicon)
    if other.intent.verdict is None:
        return reading
    # After an absence a word of approval may be anything: the end of a notice, a house's motto.
    if other.intent in APPROVES and read(before_absence(text[:NOTICE_LIMIT]), lexicon).intent not in APPROVES:
        return reading
    return replace(other, evidence=(*other.evidence, "beside it, an absence"))


def read(text: str, lexicon: Lexicon) -> Reading:
    """Return what words say. Of more than _READ_LIMIT characters only those are read, and never as an approval."""
    if len(text) <= _READ_LIMIT:
        return read_words(text, lexicon)
    reading = read_words(text[:_READ_LIMIT], lexicon)
    if reading.intent in APPROVES:
        return Reading(Intent.UNCLEAR, text, ("too long to be read to its end",))
    return replace(reading, remarks=reading.remarks and text)


# -- words ------------------------------------------------------------------------------------------------------------


def _words(message: Message, sent: Message | None, own: frozenset[str], lexicon: Lexicon) -> tuple[Words, Reading]:
    """Return the person's own words, of the HTML or of the plain text, and what they say.

    The HTML is preferred, for it shows its structure; the plain text is taken if only it has some of the words. If
    the two say different things, the reading is unclear. The account of the words has everything else that the mail
    holds: what only the other text has, and what was not read.
    """
    letter = letter_of(sent.plain, sent.html, sent.subject) if sent else None
    writer = _writer(message, sent, own)
    shown = shown_lines(message.shown) if message.html.strip() else ReadLines()
    by_html = own_words(shown.lines, letter, writer, html=True) if shown.lines else Words()
    plain = plain_lines(message.plain) if message.plain.strip() else ReadLines()
    by_plain = own_words(plain.lines, letter, writer, html=False) if plain.lines else Words()
    words, other, reading = _chosen(by_html, by_plain, lexicon)
    unread = dict.fromkeys((*shown.unread, *plain.unread, *_beside(message.unread, letter)))
    return replace(words, account=(*words.account, *_only_in(other, words), *unread)), reading


def _beside(pieces: Iterable[Piece], letter: SentLetter | None) -> Iterator[Piece]:
    """Yield the pieces; of texts in files without our letter's words, for many programs attach what they answer."""
    for each in pieces:
        if letter is None or each.fate is not Fate.FILE:
            yield each
        elif left := without_ours(each.text, letter):
            yield replace(each, text=left)


def _writer(message: Message, sent: Message | None, own: frozenset[str]) -> Writer:
    greeted = [each.name for each in message.to] + ([sent.sender.name] if sent else [])
    we = [*own, *([sent.sender.email, sent.sender.name] if sent else [])]
    return Writer(message.sender.name, message.sender.email, tuple(filter(None, greeted)), tuple(filter(None, we)))


def _chosen(by_html: Words, by_plain: Words, lexicon: Lexicon) -> tuple[Words, Words, Reading]:
    """Return the words that count, the other text's, and what the first say."""
    if not by_plain.text and by_html.account:
        return by_html, by_plain, read(by_html.text, lexicon)
    if not by_html.text:
        return by_plain, by_html, read(by_plain.text, lexicon)
    if joined(by_html.text.split("\n")).split() == by_plain.text.split():
        return by_html, by_plain, read(by_html.text, lexicon)
    in_html, in_plain = read(by_html.text, lexicon), read(by_plain.text, lexicon)
    if _differ(in_html, in_plain):
        why = f"the HTML says {in_html.intent.value}, the plain text says {in_plain.intent.value}"
        return by_html, by_plain, Reading(Intent.UNCLEAR, by_html.text, (why,))
    inside = by_plain.has_ours and by_plain.places > by_html.places  # answers between our lines
    if inside or not set(words_of(by_plain.text)) <= _seen(by_html):
        return by_plain, by_html, in_plain
    return by_html, by_plain, in_html


def _seen(words: Words) -> set[str]:
    """Return the words of a text that are not of a letter that was quoted."""
    return {word for each in words.account if each.fate not in _LETTERS for word in words_of(each.text)}


def _only_in(other: Words, words: Words) -> Iterator[Piece]:
    """Yield the pieces of the other text that hold words which the chosen one has nowhere outside a quote."""
    seen = _seen(words)
    for each in other.account:
        if not each.inert and not set(words_of(each.text)) <= seen:
            yield replace(
                each, fate=Fate.HIDDEN if each.fate is Fate.OWN else each.fate, why="in one of two texts only"
            )


def _differ(one: Reading, other: Reading) -> bool:
    if Intent.UNCLEAR in (one.intent, other.intent) or one.intent is other.intent:
        return False
    return not {one.intent, other.intent} <= APPROVES


def _asked_in(sent: Message | None) -> str:
    return f"{sent.subject}\n{sent.plain}" if sent else ""


def _of_what_was_asked(letter: str, text: str, reading: Reading) -> Reading:
    """Return the reading, unclear if the words are about something else than the letter that they answer."""
    if not letter or reading.intent.verdict is None:
        return reading
    other = other_object(text, asked_about(letter), approving=reading.intent in APPROVES)
    return Reading(Intent.UNCLEAR, text, (f"the letter did not ask about «{other}»",)) if other else reading


def _of_own_side(post: str, text: str, reading: Reading, lexicon: Lexicon) -> Reading:
    """Return the reading, unclear if it approves in the name of another department than the writer's."""
    other = another_side(text, post, lexicon) if post and reading.intent in APPROVES else ""
    why = f"«{other}» speaks for another side of the house than {post}"
    return Reading(Intent.UNCLEAR, text, (why,)) if other else reading


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


def _without_files(words: Words) -> Words:
    """Return the words without what files say: an entry of a calendar makes no person of who sends it, nor unmakes."""
    return replace(words, account=tuple(each for each in words.account if each.fate is not Fate.FILE))


def _heard(words: Words, sent: Message | None, reading: Reading, lexicon: Lexicon) -> tuple[Words, Reading]:
    """Return the words and the reading after a look at what was dropped of the mail and yet speaks.

    Beside it no approval is believed, and no "yes"; where there are no words, it is what the person is asked about.
    """
    # Without the letter nobody can say whether a quote is ours, so none is looked at again.
    waiting = words.account if sent else (each for each in words.account if each.fate is not Fate.QUOTED)
    pieces = unheard(waiting, lexicon)
    if not pieces:
        return words, reading
    why = tuple(map(_why_unheard, pieces))
    if words.text and reading.intent not in APPROVES and reading.answer != "yes":
        return words, replace(reading, evidence=(*reading.evidence, *why))
    text = joined([*words.text.split("\n"), "", *(line for each in pieces for line in each.text.split("\n"))])
    return replace(words, text=text[:_READ_LIMIT]), Reading(Intent.UNCLEAR, text, why)


def _why_unheard(piece: Piece) -> str:
    return f"dropped, but it speaks ({piece.fate.value}; {piece.why}): «{piece.text[:200]}»"


# -- weighing ---------------------------------------------------------------------------------------------------------


def _weighed(message: Message, sent: Message | None, words: Words, reading: Reading, lexicon: Lexicon) -> Reading:
    """Return the reading after what else the mail shows: a reaction, a button, a vote, more text than was read."""
    if is_reaction(message):
        return Reading(Intent.UNCLEAR, words.text, ("a reaction is no word",))
    if sent is None and _OUR_MARK.search(words.text):
        return Reading(Intent.UNCLEAR, words.text, ("a letter of ours stands among the words, and nothing marks it",))
    if words.cut and reading.intent in APPROVES:
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

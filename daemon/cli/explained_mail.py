"""What is known of one mail that is explained: who wrote it, every piece of it with its fate, and what decided."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from daemon.mail.interpret.digest_answer import DigestAnswer, LineReading
    from daemon.mail.interpret.intent import Reading
    from daemon.mail.interpret.lexicon import Lexicon
    from daemon.mail.interpret.pipeline import Interpretation
    from daemon.mail.parsing.account import Piece
    from daemon.mail.parsing.message import Message

_NO_SIGN = "no sign of a machine"
_SHOWN_APART = frozenset({"kind", "verdict", "comment", "delegate_to", "evidence"})


@dataclass(frozen=True, slots=True)
class FoundLetter:
    """The letter of ours that a mail is taken to answer, and by which sign it was found.

    `lines` are the contracts' numbers by line, where it is a digest.
    """

    message: Message
    by: str
    lines: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AccountedPiece:
    """A piece of a mail. `unheard` has the lines of it that speak although it was dropped; None if none do."""

    piece: Piece
    unheard: Piece | None = None


@dataclass(frozen=True, slots=True)
class ExplainedMail:
    """A mail with what was understood of it. `request` is the number and the token of the letter that it answers.

    `by_line` is what it says of each line of a digest; None where it answers none, or names no line.
    """

    path: Path
    interpretation: Interpretation
    letter: FoundLetter | None
    request: str | None
    account: tuple[AccountedPiece, ...]
    second_reader: str | None = None
    by_line: DigestAnswer | None = None

    @property
    def sender(self) -> str:
        """Return who wrote, as programs show it; empty if nobody is the one author."""
        sender = self.interpretation.message.sender
        return f"{sender.name} <{sender.email}>" if sender.email and sender.name else sender.email

    @property
    def sender_why(self) -> tuple[str, ...]:
        """Return why this is the sender, and whether the letter went to them."""
        message = self.interpretation.message
        written = " ".join(message.header("from").split())
        reasons = [_author_why(message)]
        if self.verdict and self.letter and message.sender.email:
            reasons.append(_reader_why(message, self.letter.message))
        if written.casefold() not in ("", self.sender.casefold(), f"<{self.sender.casefold()}>"):
            reasons.append(f"as it is written: {written}")
        return tuple(reasons)

    @property
    def kind_why(self) -> tuple[str, ...]:
        """Return the signs that the kind was known by."""
        told = (*self.interpretation.words.evidence, *self.sender_why)
        return tuple(each for each in self.interpretation.evidence if each not in told) or (_NO_SIGN,)

    @property
    def found(self) -> tuple[str, ...]:
        """Return the signs that the person's own words were found by."""
        return self.interpretation.words.evidence

    @property
    def because(self) -> tuple[str, ...]:
        """Return what the rules read the verdict from, or why it is unclear."""
        return self.interpretation.reading.evidence if self.interpretation.verdict else ()

    @property
    def verdict(self) -> str:
        verdict = self.interpretation.verdict
        return verdict.value if verdict else ""

    @property
    def remark(self) -> str:
        """Return the remark that would be recorded with the verdict."""
        return self.interpretation.reading.remarks if self.verdict else ""

    @property
    def remark_is(self) -> str:
        """Return what the remark is called: of what is unclear nothing is recorded, the person is asked about it."""
        return "asked about" if self.verdict == "unclear" else "remark"

    @property
    def details(self) -> dict[str, str]:
        """Return what belongs to the verdict or to an order, and what answers a question of ours."""
        contracts = ", ".join(f"{each.number}: {each.reading.intent.value}" for each in self.interpretation.parts)
        return {**_details(self.interpretation.reading), **({"contracts": contracts} if contracts else {})}

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Return what is said of each line of a digest: which contract, the words, what they mean, and why."""
        return [self._line(each) for each in self.by_line.lines] if self.by_line else []

    def _line(self, said: LineReading) -> dict[str, Any]:
        reading = said.reading
        return {
            "line": said.line,
            "contract": self.letter.lines.get(said.line, "") if self.letter else "",
            "words": said.text,
            "verdict": reading.intent.value,
            "comment": reading.remarks,
            "details": _details(reading),
            "evidence": list(reading.evidence),
        }

    @property
    def absence(self) -> str:
        """Return the absence that the words announce."""
        absent = self.interpretation.absent
        if absent is None:
            return ""
        first, last = absent.first or "…", absent.last or "…"
        return f"{first} – {last}" + (f", {absent.substitute_words}" if absent.substitute_words else "")

    @property
    def further(self) -> dict[str, str]:
        """Return whatever else the interpretation tells of itself, such as what a second reader says."""
        told = {**self.interpretation.explanation(), "second_reader": self.second_reader}
        return {name: _told(value) for name, value in told.items() if name not in _SHOWN_APART and value}

    @property
    def unheard(self) -> tuple[Piece, ...]:
        return tuple(each.unheard for each in self.account if each.unheard)

    @property
    def unjudged(self) -> str:
        """Return the body of a mail whose words nobody looks for: a machine's; empty where it is told in pieces."""
        from daemon.mail.parsing.body_lines import shown_lines

        if self.interpretation.words.account:
            return ""
        return "\n".join(each.text for each in shown_lines(self.interpretation.message.shown).lines).strip()

    def row(self) -> dict[str, object]:
        """Return the mail for programs; keys are only ever added."""
        letter = self.letter
        return {
            "file": str(self.path),
            **self.interpretation.explanation(),
            "second_reader": self.second_reader,
            "sender": self.interpretation.message.sender.email,
            "request": self.request,
            "sender_name": self.interpretation.message.sender.name,
            "sender_why": list(self.sender_why),
            "kind_why": list(self.kind_why),
            "letter": letter
            and {"subject": letter.message.subject, "message_id": letter.message.message_id, "by": letter.by},
            "details": self.details,
            "absence": self.absence,
            "account": [_entry(each) for each in self.account],
            "lines": self.lines,
            "loose": list(self.by_line.loose) if self.by_line else [],
            "no_such_line": list(self.by_line.strange) if self.by_line else [],
            "unheard": [{"fate": each.fate.value, "why": each.why, "text": each.text} for each in self.unheard],
        }


def said_by_line(
    interpretation: Interpretation, letter: FoundLetter | None, lexicon: Lexicon, post: str
) -> DigestAnswer | None:
    """Return what a person's mail says of each line of the digest that it answers; None if it says nothing of any."""
    if not letter or not letter.lines or not interpretation.verdict:
        return None
    from daemon.mail.interpret.digest_answer import read_digest_answer

    answer = read_digest_answer(interpretation, letter.message, letter.lines, lexicon, post)
    return answer if answer.lines or answer.strange else None


def accounted(interpretation: Interpretation, lexicon: Lexicon) -> tuple[AccountedPiece, ...]:
    """Return every piece of a mail in its order, what was not read last; only a person's can go unheard."""
    from daemon.mail.classify.sender_kind import Kind
    from daemon.mail.interpret.unheard import unheard

    account = interpretation.words.account or interpretation.message.unread
    if interpretation.kind is not Kind.PERSON:
        return tuple(AccountedPiece(each) for each in account)
    return tuple(AccountedPiece(each, next(iter(unheard([each], lexicon)), None)) for each in account)


def second_reading(interpretation: Interpretation, lexicon: Lexicon) -> str | None:
    """Return what the second reader takes a person's words for, whether or not its opinion counts for anything."""
    from daemon.mail.interpret.second_reader import built_in, opinion_of

    if not interpretation.verdict or not interpretation.words.text:
        return None
    opinion = opinion_of(interpretation.words.text, lexicon, built_in())
    return f"{opinion.intent.value}, {opinion.share:.0%} (weights {built_in().version})"


def _details(reading: Reading) -> dict[str, str]:
    said = {
        "to": reading.delegate_to,
        "command": reading.command,
        "person": reading.person,
        "since": reading.since,
        "until": reading.until,
        "answer": reading.answer,
        "code": reading.code,
    }
    return {name: value for name, value in said.items() if value}


def _author_why(message: Message) -> str:
    if message.sender.email:
        return "From names this address alone"
    named = ", ".join(each.email for each in message.authors) or "no address"
    return f"From names {named}: nobody is its one author"


def _reader_why(message: Message, letter: Message) -> str:
    readers = [each.email for each in letter.to]
    if message.sender.email in readers:
        return "the letter went to this address"
    return f"the letter went to {', '.join(readers) or 'nobody who is known'}, not to this address"


def _entry(each: AccountedPiece) -> dict[str, object]:
    piece = each.piece
    return {
        "fate": piece.fate.value,
        "why": piece.why,
        "inert": piece.inert,
        "unheard": each.unheard is not None,
        "text": piece.text,
    }


def _told(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_told(each)}" for name, each in value.items() if each)
    if isinstance(value, list | tuple):
        return "\n".join(map(_told, value))
    return str(value)


def json_line(row: Mapping[str, object]) -> str:
    """Return a line of JSON that a terminal shows as it is: its controls and hidden signs are escaped, as JSON does."""
    line = json.dumps(row, ensure_ascii=False)
    return "".join(each if each.isprintable() else json.dumps(each)[1:-1] for each in line)


def printable(text: str) -> str:
    """Return the text with every sign that steers a terminal, turns the writing or cannot be seen as its escape.

    Line ends stay; every other blank is a space.
    """
    return "".join(map(_visible, text))


def _visible(sign: str) -> str:
    if sign.isprintable() or sign == "\n":
        return sign
    if sign == "\t" or unicodedata.category(sign).startswith("Z"):
        return " "
    return sign.encode("unicode_escape").decode("ascii")

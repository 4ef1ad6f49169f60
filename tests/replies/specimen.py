"""A mail of the corpus and how a careful secretary reads it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from replies.letters import FOLDER as REQUESTS
from replies.program import Program
from replies.programs import PROGRAMS
from replies.quote import Quote, Said, Where
from replies.writing import File, reply

MAILS = Path(__file__).parent / "mails"
APPROVALS = ("approve", "approve_with_remarks")
AGAINST = ("return", "decline")


@dataclass(frozen=True)
class Expected:
    """The reading. `verdict`: any of these; empty: none, for it is no person's. `comment`: the remark's own words.

    `words` are all the person's words; a comment may hold no others. `without`: verdicts that will do, too, where the
    request is not known. `dangerous`: those that would do harm; what is not said follows from the verdict.
    """

    verdict: tuple[str, ...] = ()
    comment: str = ""
    kind: tuple[str, ...] = ("person",)
    words: str = ""
    delegate_to: str = ""
    sender: str = ""
    trap: str = ""  # why it is one
    without: tuple[str, ...] = ()
    dangerous: tuple[str, ...] = ()
    bound: bool = True
    tellable: bool = True  # its words can be told from the quote without the request

    def as_json(self, program: str, title: str, request: str) -> str:
        data = {
            "program": program,
            "title": title,
            "request": request,
            "kind": _one(self.kind),
            "verdict": _one(self.verdict),
            "comment": self.comment,
            "delegate_to": self.delegate_to or None,
            "words": self.words,
            "sender": self.sender,
            "bound": self.bound,
            "trap": bool(self.trap),
            "why": self.trap,
            "dangerous": list(self.dangerous or harm(self.verdict)),
            "without_request": list(self.without),
            "comment_needs_request": not self.tellable,
        }
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def harm(verdicts: Sequence[str]) -> tuple[str, ...]:
    """What must never be read where these are right."""
    if not verdicts or "unclear" in verdicts:
        acting = (*APPROVALS, *AGAINST, "delegate", "undo")
        return tuple(each for each in acting if each not in verdicts)
    harmful = []
    if not set(verdicts) & set(APPROVALS):
        harmful += APPROVALS
    if not set(verdicts) & set(AGAINST):
        harmful += AGAINST
    return tuple(harmful)


def _one(values: Sequence[str]) -> object:
    if not values:
        return None
    return values[0] if len(values) == 1 else list(values)


@dataclass(frozen=True)
class Specimen:
    """A finished mail with its reading."""

    name: str
    program: str
    title: str
    request: str
    raw: bytes = field(repr=False)
    expected: Expected

    def write(self, folder: Path = MAILS) -> None:
        place = folder / self.program
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{self.name}.eml").write_bytes(self.raw)
        text = self.expected.as_json(self.program, self.title, self.request)
        (place / f"{self.name}.json").write_text(text, encoding="utf-8")


@cache
def request(name: str) -> bytes:
    return (REQUESTS / f"{name}.eml").read_bytes()


def quote_of(name: str, program: Program) -> Quote:
    return Quote(request(name), program.language)


def answered(
    name: str,
    program: str,
    letter: str,
    said: Said | str,
    verdict: str | tuple[str, ...],
    comment: str = "",
    *,
    trap: str = "",
    words: str | None = None,
    delegate_to: str = "",
    without: tuple[str, ...] = (),
    dangerous: tuple[str, ...] = (),
    bound: bool = True,
    tellable: bool = True,
    kind: tuple[str, ...] = ("person",),
    sender: tuple[str, str] | None = None,
    subject: str | None = None,
    files: Sequence[File] = (),
    headers: Sequence[tuple[str, str]] = (),
    to: str = "",
) -> Specimen:
    """A person's reply to a letter, as that program writes it."""
    told = Said(said) if isinstance(said, str) else said
    writer = PROGRAMS[program]
    quote = quote_of(letter, writer)
    raw = reply(writer, quote, told, sender=sender, subject=subject, files=files, headers=headers, to=to)
    address = (sender or quote.reader)[1]
    verdicts = (verdict,) if isinstance(verdict, str) else verdict
    expected = Expected(
        verdicts, comment, kind, told.words if words is None else words, delegate_to, address, trap, without, dangerous,
        bound, tellable,
    )  # fmt: skip
    return Specimen(name, program, writer.title, letter, raw, expected)


def by_button(said: Said | str) -> Said:
    """A mail that a mailto button opened: nothing is quoted."""
    told = Said(said) if isinstance(said, str) else said
    return Said(told.text, Where.NO_QUOTE, signature=told.signature, device=told.device)

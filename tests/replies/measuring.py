"""The product reads the corpus: what came out beside what should have, one outcome for each mail."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from daemon.mail.classify.sender_kind import Kind
from daemon.mail.interpret.pipeline import interpret, sent_letter
from daemon.mail.interpret.rules import Lexicon
from daemon.mail.parsing.thread_refs import thread_of
from replies.letters import settings
from replies.specimen import MAILS, REQUESTS

OWN = frozenset({"contracts@scena.example"})


class Outcome(Enum):
    RIGHT = "right"
    ASKED_BACK = "asked back"  # unclear, where it could be understood: no harm, but a bother
    WORDS = "words"  # the verdict is right; the remark, the sender, the delegate or the thread is not
    OTHER = "other"  # another verdict, harmless
    KIND = "wrong kind"
    DANGEROUS = "dangerous"


@dataclass(frozen=True)
class Mail:
    """A mail with its JSON."""

    path: Path
    expected: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def program(self) -> str:
        return str(self.expected["program"])

    @property
    def raw(self) -> bytes:
        return self.path.read_bytes()

    @property
    def is_persons(self) -> bool:
        return "person" in _many(self.expected["kind"])


@dataclass(frozen=True)
class Got:
    """What the product understood."""

    kind: str
    verdict: str | None
    comment: str
    delegate_to: str
    sender: str
    bound: bool
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    mail: Mail
    got: Got
    outcome: Outcome
    why: str = ""


def corpus(folder: Path = MAILS) -> list[Mail]:
    return [
        Mail(path, json.loads(path.with_suffix(".json").read_text(encoding="utf-8")))
        for path in sorted(folder.glob("*/*.eml"))
    ]


@cache
def lexicon() -> Lexicon:
    return Lexicon.with_words(settings().replies)


def read(raw: bytes, letter: bytes | None) -> Got:
    """Read a mail with the letter that it answers, or without."""
    sent = sent_letter(letter) if letter else None
    interpretation = interpret(raw, own_addresses=OWN, sent=sent, lexicon=lexicon())
    person = interpretation.kind is Kind.PERSON
    reading = interpretation.reading
    return Got(
        interpretation.kind.value,
        reading.intent.value if person else None,
        reading.remarks if person else "",
        reading.delegate_to if person else "",
        interpretation.message.sender.email,
        _is_bound(interpretation.message, letter),
        tuple(reading.evidence),
    )


def _is_bound(message: Any, letter: bytes | None) -> bool:
    if letter is None:
        return False
    thread, ours = thread_of(message), thread_of(sent_letter(letter))
    own_id = sent_letter(letter).message_id
    return own_id in thread.message_ids or bool(set(ours.tokens) & set(thread.tokens))


def measure(mails: Sequence[Mail], *, knowing: bool, requests: Path = REQUESTS) -> list[Result]:
    return [result(mail, knowing=knowing, requests=requests) for mail in mails]


def result(mail: Mail, *, knowing: bool, requests: Path = REQUESTS) -> Result:
    letter = (requests / f"{mail.expected['request']}.eml").read_bytes() if knowing else None
    got = read(mail.raw, letter)
    outcome, why = _compare(mail.expected, got, knowing)
    return Result(mail, got, outcome, why)


def _compare(expected: dict[str, Any], got: Got, knowing: bool) -> tuple[Outcome, str]:
    if got.verdict in expected["dangerous"]:
        return Outcome.DANGEROUS, f"{got.verdict} instead of {expected['verdict']}"
    if got.kind not in _many(expected["kind"]):
        return Outcome.KIND, f"{got.kind} instead of {expected['kind']}"
    if got.kind != "person":
        return Outcome.RIGHT, ""
    verdicts = [*_many(expected["verdict"]), *([] if knowing else expected["without_request"])]
    if got.verdict not in verdicts:
        outcome = Outcome.ASKED_BACK if got.verdict == "unclear" else Outcome.OTHER
        return outcome, f"{got.verdict} instead of {expected['verdict']}"
    why = _words(expected, got, knowing)
    return (Outcome.WORDS, why) if why else (Outcome.RIGHT, "")


def _words(expected: dict[str, Any], got: Got, knowing: bool) -> str:
    """What is wrong beside the verdict; empty when nothing is."""
    if got.sender != expected["sender"]:
        return f"sender {got.sender} instead of {expected['sender']}"
    if knowing and expected["bound"] and not got.bound:
        return "not bound to its request"
    if got.verdict == "delegate" and not _same_person(got.delegate_to, expected["delegate_to"] or ""):
        return f"delegated to {got.delegate_to!r} instead of {expected['delegate_to']!r}"
    if got.verdict not in ("approve_with_remarks", "return", "decline", "question"):
        return ""
    comment, core, words = _plain(got.comment), _plain(expected["comment"]), _plain(expected["words"])
    if core not in comment and (knowing or not expected.get("comment_needs_request")):
        return f"the remark is {got.comment!r}, it lacks {expected['comment']!r}"
    if expected["words"] and comment not in words:
        return f"the remark is {got.comment!r}, and not all of it is the person's"
    return ""


def _same_person(got: str, wanted: str) -> bool:
    stem = wanted.lower()[:5]
    return bool(stem) and stem in got.lower()


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower().replace("ё", "е")))


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


# -- the table ----------------------------------------------------------------------------------------------------------


def table(results: Sequence[Result]) -> Iterator[str]:
    """Lines: for each program how its mails were read, and the sum."""
    outcomes = list(Outcome)
    programs = list(dict.fromkeys(each.mail.program for each in results))
    width = max(len(each) for each in programs)
    yield f"{'program':<{width}}  mails " + " ".join(f"{each.value:>11}" for each in outcomes)
    for program in programs:
        yield _line(program, [each for each in results if each.mail.program == program], width)
    yield _line("all", results, width)


def _line(label: str, results: Sequence[Result], width: int) -> str:
    counted = Counter(each.outcome for each in results)
    cells = " ".join(f"{counted[each] or '·':>11}" for each in Outcome)
    return f"{label:<{width}}  {len(results):>5} {cells}"


def confusion(results: Sequence[Result]) -> Iterator[str]:
    """Lines: what was expected (rows, the first acceptable) against what was read (columns)."""
    rows = Counter((_first(each.mail.expected), each.got.verdict or each.got.kind) for each in results)
    columns = sorted({got for _, got in rows})
    width = max(len(expected) for expected, _ in rows)
    yield f"{'expected':<{width}} " + " ".join(f"{each[:11]:>11}" for each in columns)
    for expected in sorted({each for each, _ in rows}):
        yield f"{expected:<{width}} " + " ".join(f"{rows[expected, each] or '·':>11}" for each in columns)


def _first(expected: dict[str, Any]) -> str:
    verdict = _many(expected["verdict"])[0]
    return str(verdict or _many(expected["kind"])[0])


def totals(results: Sequence[Result]) -> Iterator[str]:
    counted = Counter(each.outcome for each in results)
    wanted = [
        each for each in results if each.mail.is_persons and "unclear" not in _many(each.mail.expected["verdict"])
    ]
    understood = sum(each.outcome in (Outcome.RIGHT, Outcome.WORDS) for each in wanted)
    traps = [each for each in results if each.mail.expected["trap"]]
    yield f"dangerous {counted[Outcome.DANGEROUS]}, wrong kind {counted[Outcome.KIND]}, other {counted[Outcome.OTHER]}, " \
          f"words {counted[Outcome.WORDS]}, asked back {counted[Outcome.ASKED_BACK]}, right {counted[Outcome.RIGHT]} of {len(results)}"  # fmt: skip
    yield f"people's clear replies understood: {understood} of {len(wanted)} ({100 * understood / max(1, len(wanted)):.1f} %)"
    yield f"traps: {len(traps)}, of them dangerous: {sum(each.outcome is Outcome.DANGEROUS for each in traps)}"

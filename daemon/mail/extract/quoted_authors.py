"""Whose mail follows a boundary, by the names and addresses that stand in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache

from daemon.mail.classify.machine_phrases import phrases, source
from daemon.mail.extract.inert_lines import attribution_rest
from daemon.mail.extract.quote_boundaries import Boundary
from daemon.mail.extract.sent_text_diff import words_of
from daemon.mail.extract.signature_block import Writer
from daemon.mail.parsing.text_lines import Line

_ADDRESS = re.compile(r"[\w.+=-]{1,64}@[\w.-]{1,100}\w")
_TITLED = re.compile(r"[A-ZА-ЯЁ][a-zа-яё]{2,}")
_SENDERS = frozenset({"от", "from", "von", "de", "da", "od", "fra", "від", "отправитель", "от кого", "sender"})
_SUBJECTS = frozenset({"тема", "subject", "betreff", "objet", "asunto", "oggetto", "temat"})
_PREFIXES = frozenset({"re", "fw", "fwd", "ha", "отв", "на", "пер", "external", "aw", "wg", "отвт"})
_MATCHES = 2  # names that make somebody with another address the writer


@cache
def _calendar() -> re.Pattern[str]:
    days = r"понедельник|вторник|сред|четверг|пятниц|суббот|воскресень|\w+day\b"
    return re.compile(rf"(?:{source('month')}|{days})", re.IGNORECASE)


class Author(StrEnum):
    """Who wrote what is quoted."""

    OURS = "ours"
    WRITER = "writer"
    OTHER = "other"
    UNKNOWN = "unknown"


def author_of(lines: Sequence[Line], boundary: Boundary, writer: Writer) -> Author:
    """Return whom the lines of a boundary name as the author of what follows it."""
    written = [line.text for line in lines[boundary.start : boundary.end]]
    senders = [line for line in written if (label := phrases("label").match(line)) and _is_sender(label["label"])]
    if boundary.why.startswith("separator") and not senders:
        return Author.UNKNOWN
    text = " ".join(senders[:1] or written)
    addresses = [each.lower() for each in _ADDRESS.findall(text)]
    if any(map(writer.is_ours, addresses)) or (not addresses and _names_us(text, writer)):
        return Author.OURS
    names = [word for word in _TITLED.findall(_ADDRESS.sub(" ", text)) if not _calendar().match(word)]
    names = [word for word in names if word.lower() not in _SENDERS]
    same = sum(map(writer.is_named, names))
    if writer.email.lower() in addresses or same >= (_MATCHES if addresses else 1):
        return Author.WRITER
    return Author.OTHER if addresses or names else Author.UNKNOWN


def boundary_rest(line: str, writer: Writer, subject: Sequence[str]) -> str:
    """Return what a line of a boundary says beside who wrote when, to whom and about our letter; often nothing."""
    label = phrases("label").match(line)
    said = words_of(line[label.end() :]) if label else []
    while said and said[0] in _PREFIXES:
        said = said[1:]
    if said and _is_inside(said, subject):
        return ""
    if label and label["label"].lower() in _SUBJECTS:
        return line if said else ""
    return attribution_rest(line, lambda word: writer.is_named(word) or _is_our_name(word, writer))


def _is_sender(label: str) -> bool:
    return label.strip().lower() in _SENDERS


def _is_inside(words: Sequence[str], among: Sequence[str]) -> bool:
    return any(list(among[at : at + len(words)]) == list(words) for at in range(len(among) - len(words) + 1))


def _names_us(text: str, writer: Writer) -> bool:
    return any(name.casefold() in text.casefold() for name in writer.we if len(name) > 5)


def _is_our_name(word: str, writer: Writer) -> bool:
    return any(word.casefold() in name.casefold().split() for name in writer.we)

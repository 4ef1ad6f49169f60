"""A mail and how it was read, for a terminal."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby

from rich.cells import cell_len, set_cell_size

from daemon.cli.explained_mail import AccountedPiece, ExplainedMail, printable
from daemon.mail.parsing.account import Fate

_LABEL = 14  # columns of a label, the margin included
_FATE = 14  # columns of a fate
_RUN = 8  # pieces that follow each other and are proved to hold nothing of the person's, shown without -v
_SHOWN_PIECES = 3  # of a longer run
_SHOWN_LINES = 12  # of a remark, a reason or whatever else
_UNBOUNDED = sys.maxsize
_NARROWEST = 60


def shown(mail: ExplainedMail, *, width: int, verbose: bool) -> str:
    """Return the mail for people's eyes in so many columns; `verbose`: with every piece, and whole."""
    room = max(width, _NARROWEST) - _LABEL
    lines = partial(_lines, columns=room, limit=_UNBOUNDED if verbose else _SHOWN_LINES)
    unheard = (f"{each.fate.value}: {each.text or each.why}" for each in mail.unheard)
    blocks = [
        ("who", lines([mail.sender or "nobody", *mail.sender_why])),
        ("kind", lines([f"{mail.interpretation.kind.value}: {mail.kind_why[0]}", *mail.kind_why[1:]])),
        ("answers", lines(_letter(mail))),
        ("found by", lines(mail.found)),
        ("pieces", _pieces(mail.account, room, verbose=verbose)),
        ("not read", lines([mail.unjudged])),
        ("unheard", lines(unheard)),
        *((name, lines(values)) for name, values in (_by_line(mail) if mail.by_line else _verdict(mail))),
    ]
    labelled = [line for label, values in blocks for line in _labelled(label, values)]
    return "\n".join([_plain(str(mail.path)), *labelled, ""])


def _verdict(mail: ExplainedMail) -> Iterator[tuple[str, Iterable[str]]]:
    """Yield what was read of the whole mail, each with its label."""
    yield "verdict", [mail.verdict]
    yield mail.remark_is, [mail.remark]
    yield from ((name, [value]) for name, value in {**mail.details, "absence": mail.absence, **mail.further}.items())
    yield "because", mail.because


def _by_line(mail: ExplainedMail) -> Iterator[tuple[str, Iterable[str]]]:
    """Yield what was read of each line of a digest, and what is of none; the mail as a whole then says nothing."""
    for each in mail.lines:
        yield f"line {each['line']}", [f"{each['contract']}: {each['verdict']}".removeprefix(": ")]
        yield "words", [each["words"]]
        yield ("asked about" if each["verdict"] == "unclear" else "remark"), [each["comment"]]
        yield from ((name, [value]) for name, value in each["details"].items())
        yield "because", each["evidence"]
    if mail.by_line:
        yield "of no line", mail.by_line.loose
        yield "no such line", mail.by_line.strange


def _letter(mail: ExplainedMail) -> list[str]:
    if mail.letter is None:
        return [f"{mail.request}, of which no letter is known here"] if mail.request else []
    return [": ".join(filter(None, [mail.request, mail.letter.by])), mail.letter.message.subject]


def _labelled(label: str, lines: Iterable[str]) -> Iterator[str]:
    margin = f"  {label}".ljust(_LABEL - 1) + " "
    for line in lines:
        yield f"{margin}{line}".rstrip()
        margin = " " * _LABEL


def _lines(values: Iterable[str], columns: int, limit: int) -> Iterator[str]:
    """Yield the lines of the values, empty values left out: none longer than so many columns, of each up to a limit."""
    for wrapped in (list(_wrapped(value, columns)) for value in values if value):
        yield from wrapped[:limit]
        if len(wrapped) > limit:
            yield f"… {len(wrapped) - limit} lines more (-v shows them)"


def _wrapped(value: str, columns: int) -> Iterator[str]:
    for line in printable(value).split("\n"):
        yield from textwrap.wrap(line, columns) or [""]


def _pieces(account: Iterable[AccountedPiece], columns: int, *, verbose: bool) -> Iterator[str]:
    """Yield a line for each piece, or all its lines; a long run of what was dropped and does not speak is folded."""
    for silent, run in groupby(account, key=lambda each: each.piece.fate is not Fate.OWN and not each.unheard):
        pieces = list(run)
        folded = len(pieces) - _SHOWN_PIECES if silent and len(pieces) > _RUN and not verbose else 0
        for each in pieces[: len(pieces) - folded]:
            yield from _whole(each, columns) if verbose else [_line(each, columns)]
        if folded:
            yield f"{'…':<{_FATE}}{folded} more, none of which speaks (-v)"


def _fate(each: AccountedPiece) -> str:
    return f"{each.piece.fate.value}{' !' if each.unheard else ''}".ljust(_FATE)


def _line(each: AccountedPiece, columns: int) -> str:
    """Return the piece in one line: its fate, its text and the reason, each in its column."""
    text, why = _plain(each.piece.text), _plain(each.piece.why)
    room = columns - _FATE
    of_text = room * 2 // 5 if why else room
    return f"{_fate(each)}{_cut(text, of_text)}  {_cut(why, room - of_text - 2) if why else ''}".rstrip()


def _whole(each: AccountedPiece, columns: int) -> Iterator[str]:
    proved = "proved to hold no words of the person's" if each.piece.inert else ""
    why = "; ".join(filter(None, [each.piece.why, proved]))
    margin = _fate(each)
    for line in _lines([each.piece.text, why and f"({why})"], columns - _FATE, _UNBOUNDED):
        yield margin + line
        margin = " " * _FATE


def _plain(text: str) -> str:
    """Return the text as one line."""
    return " ".join(printable(text).split())


def _cut(text: str, columns: int) -> str:
    """Return the text in so many columns, filled up with spaces or cut with an ellipsis."""
    return set_cell_size(text, columns) if cell_len(text) <= columns else set_cell_size(text, columns - 1) + "…"

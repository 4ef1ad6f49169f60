"""The account of a body: every line of it as pieces, with what became of each and whether that is proved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from daemon.mail.classify.machine_phrases import phrases
from daemon.mail.extract.inert_lines import PROVED, dropped
from daemon.mail.extract.quote_boundaries import Boundary
from daemon.mail.extract.quoted_authors import Author, author_of, boundary_rest
from daemon.mail.extract.reply_body import ReplyBody, Role
from daemon.mail.extract.sent_text_diff import SentLetter
from daemon.mail.extract.signature_block import Writer
from daemon.mail.parsing.account import Fate, Piece

_PROOFS_LIMIT = 600  # lines of quotes that a proof is looked for; the rest may say anything
_NOT_OURS = "in a quote, but not of the letter that was sent"


_PROVED_OURS = "of the letter that was sent"
_BLANK = Piece("", Fate.OWN)


class _Proof(StrEnum):
    UNKNOWN = "a quote, and the letter that was sent is not known"
    OTHER = "of somebody else's mail"
    WRITER = "of an earlier mail of the writer's"


def account_of(
    body: ReplyBody, trimmed: Mapping[int, tuple[Piece, ...]], writer: Writer, letter: SentLetter | None
) -> tuple[Piece, ...]:
    """Return every piece of a body in its order; `trimmed` has the pieces of the lines that were taken as own words.

    Where `letter` is None, nothing can be proved of a quote, and its marks and attributions are believed.
    """
    authors, proved = _authors(body, writer), _wholly_ours(body)
    found: list[Piece] = []
    tried = 0
    for at, line in enumerate(body.lines):
        if at in trimmed:
            ours = Piece(line.text, Fate.OURS, "beside it, words of the letter that was sent", inert=True)
            found += [*([ours] if body.is_ours(at) else []), *trimmed[at]]
        elif line.is_blank:
            found.append(_BLANK)
        elif body.roles[at] is Role.SIGNATURE:
            found += dropped(line.text, Fate.SIGNATURE, "marked as a signature", writer.is_named)
        elif body.roles[at] is Role.HIDDEN:
            found.append(Piece(line.text, Fate.HIDDEN, "struck, or not to be seen"))
        elif proved[at]:
            found.append(Piece(line.text, Fate.OURS, _PROVED_OURS, inert=True))
        elif (tried := tried + 1) <= _PROOFS_LIMIT:
            found += _quoted(body, at, authors[at], writer, letter)
        else:
            found.append(Piece(line.text, _fate(body, at), _NOT_OURS))
    return tuple(_merged(found))


def _merged(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield the pieces, those that follow each other with one fate as one; blank ones join what stands above them."""
    texts: list[str] = []
    last = _BLANK
    for each in pieces:
        blank = not each.text.strip()
        if not blank and (each.fate, each.why, each.inert) != (last.fate, last.why, last.inert):
            yield from _together(texts, last)
            texts, last = [], each
        texts.append("" if blank else each.text)
    yield from _together(texts, last)


def _together(texts: Sequence[str], last: Piece) -> Iterator[Piece]:
    if text := "\n".join(texts).strip():
        yield Piece(text, last.fate, last.why, last.inert)


def _wholly_ours(body: ReplyBody) -> list[bool]:
    """Return for each line whether every word of it, and there is one, is of the letter that was sent."""
    if body.ours is None:
        return [False] * len(body.lines)
    return [count > 0 and not left for count, left in zip(body.ours.words, body.ours.left, strict=True)]


def _quoted(body: ReplyBody, at: int, author: Author, writer: Writer, letter: SentLetter | None) -> Iterator[Piece]:
    """Yield the pieces that a line of a quote, or of its attribution, is."""
    text, fate = body.lines[at].text, _fate(body, at)
    if proof := _proof(body, at, author, letter):
        yield Piece(text, fate, proof.value, inert=True)
        return
    rest = boundary_rest(text, writer, letter.subject if letter else ())
    if not rest:
        yield Piece(text, fate, PROVED, inert=True)
    elif rest != text:
        yield Piece(rest, fate, _NOT_OURS)
    else:
        left = body.ours.left[at] if body.ours and body.is_ours(at) else text
        yield from dropped(left, fate, _NOT_OURS, writer.is_named)


def _fate(body: ReplyBody, at: int) -> Fate:
    return Fate.ATTRIBUTION if body.roles[at] is Role.BOUNDARY else Fate.QUOTED


def _proof(body: ReplyBody, at: int, author: Author, letter: SentLetter | None) -> _Proof | None:
    """Return why a line of a quote, not wholly ours, is known to be no words of the writer's; None if it is not."""
    if letter is None:
        return _Proof.UNKNOWN
    theirs = body.roles[at] is not Role.BOUNDARY or phrases("label").match(body.lines[at].text)
    if theirs and author is Author.OTHER:
        return _Proof.OTHER
    return _Proof.WRITER if theirs and author is Author.WRITER else None


def _authors(body: ReplyBody, writer: Writer) -> list[Author]:
    """Return for each line who wrote it, as the boundaries above it say.

    A boundary holds for the marks deeper than its own; without marks it holds up to the next one.
    """
    starts = {each.start: each for each in body.boundaries}
    within: list[tuple[int, Author]] = []
    governing: dict[int, Author] = {}  # by depth, up to the next boundary
    out: list[Author] = []
    for at, line in enumerate(body.lines):
        if boundary := starts.get(at):
            within = [each for each in within if each[0] < line.depth]
            within.append((line.depth, _author(body, boundary, writer)))
            governing.clear()
        if line.depth not in governing:
            near = (author for depth, author in reversed(within) if depth <= line.depth)
            governing[line.depth] = next(near, Author.UNKNOWN)
        out.append(governing[line.depth])
    return out


def _author(body: ReplyBody, boundary: Boundary, writer: Writer) -> Author:
    if boundary.start == boundary.end:
        return Author.OURS  # our own words begin there
    return author_of(body.lines, boundary, writer)

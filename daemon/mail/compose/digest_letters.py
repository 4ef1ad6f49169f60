"""The digest, one letter with all that waits for its reader, and the receipt for an answer to it, a row to a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from daemon.mail.compose.catalogue import Wording
from daemon.mail.compose.layout import Block, Composed, Footer, Pairs, Quoted, Text, Ways, compose
from daemon.mail.compose.letter_context import LetterContext, LetterSettings, describe
from daemon.mail.compose.order_refusals import why
from daemon.mail.compose.recorded_letters import receipt_opening
from daemon.mail.compose.reply_letters import cut
from daemon.mail.compose.sections import changes, questions, why_you
from daemon.workflow.model import Participant
from daemon.workflow.refusal import Reason


class Documents(StrEnum):
    """Where the documents of a line are."""

    ATTACHED = "attached"
    ON_BOARD = "on_board"
    IN_OWN_LETTER = "in_own_letter"
    TO_SIGN = "to_sign"  # the request to sign has its own letter, with the paper


@dataclass(frozen=True, slots=True)
class DigestItem:
    """A request under its number. `files` are the names of what is attached, `page` is its address on the board."""

    number: int
    letter: LetterContext
    files: tuple[str, ...]
    documents: Documents
    page: str = ""
    missing: tuple[str, ...] = ()  # that should be there, and the archive has them no more


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """What became of one line."""

    number: int
    letter: LetterContext
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Aside:
    """What a receipt says beside its rows.

    `loose` are words that belong to no line, `strange` are lines that were named and that there are not, `silent` those
    that nothing was said of and that still wait.
    """

    loose: Sequence[str] = ()
    strange: Sequence[str] = ()
    silent: Sequence[int] = ()


def heading(number: int, letter: LetterContext) -> str:
    """Return the line that begins an item: 1. З-2026-0042 Договор закупки ООО «Ромашка», …

    An answer that was typed into the quoted letter is known by it (`daemon/mail/interpret/digest_places.py`).
    """
    return f"{number}. {letter.contract.number} {describe(letter.contract)}"


def digest(settings: LetterSettings, to: Participant, items: Sequence[DigestItem], token: str, day: date) -> Composed:
    """Return the digest: how to answer first, then each request under its number."""
    words = settings.wording(to.language)
    count = words.count("contract", len(items))
    first = words.say("digest.first", to=words.address(to), count=count)
    ways = [(row["write"], row["means"]) for row in words.texts["digest"]["ways"][: 4 if len(items) > 1 else 3]]
    blocks: list[Block] = [Text(first, strong=True), Ways(ways, words.say("digest.how"))]
    for each in items:
        blocks += _item(each)
    due = words.when(min(each.letter.request.due_at for each in items))
    subject = words.say("subject.digest", day=words.short_day(day), count=count, due=due)
    return _finished(settings, words, subject, blocks, token)


def receipt(
    settings: LetterSettings,
    to: Participant,
    rows: Sequence[ReceiptRow],
    aside: Aside,
    token: str,
) -> Composed:
    """Return the one receipt for an answer to a digest."""
    words = settings.wording(to.language)
    blocks: list[Block] = [Text(words.say("digest_receipt.first" if rows else "digest_receipt.nothing"), strong=True)]
    for each in rows:
        blocks += [Text(heading(each.number, each.letter), strong=True), *each.blocks]
    for text in aside.loose:
        blocks += [Text(words.say("digest_receipt.loose")), Quoted(cut(text))]
    blocks += [Text(words.say("digest_receipt.no_line", line=each)) for each in aside.strange]
    if aside.silent:
        blocks.append(Text(words.say("digest_receipt.silent", lines=", ".join(map(str, aside.silent)))))
    subject = words.say("subject.digest_receipt")
    return _finished(settings, words, f"Re: {subject}", blocks, token)


def recorded_row(letter: LetterContext, number: int) -> list[Block]:
    """Return what the receipt of a single answer would say, with how this line's is taken back."""
    said = [Text(each.text) if isinstance(each, Text) else each for each in receipt_opening(letter)]
    if letter.request.question:
        return said
    said = said[:-2]  # how it is taken back, and who is waited for
    if letter.about.until:
        said.append(Text(letter.say("digest_receipt.undo", line=number)))
    return said


def refused_row(letter: LetterContext, reason: Reason, detail: str, *, kept: bool) -> list[Block]:
    """Return why a line was not counted; `kept`: its words stand in the history, and those who need them were told."""
    known = letter.words.table("verdicts")
    said: list[Block] = [Text(letter.say(f"refused.{why(reason, detail)}", detail=known.get(detail, detail)))]
    return [*said, Text(letter.say("digest_receipt.kept"))] if kept else said


def said_row(letter: LetterContext, what: str, wrote: str = "", heir: str = "") -> list[Block]:
    """Return a text of the catalogue's `digest_receipt`, with the writer's words where they matter."""
    said: list[Block] = [Text(letter.say(f"digest_receipt.{what}", heir=heir))]
    return [*said, Quoted(cut(wrote))] if wrote else said


def which(
    settings: LetterSettings, to: Participant, items: Sequence[tuple[int, LetterContext]], wrote: str, token: str
) -> Composed:
    """Return the question which of several lines is meant by words that name none."""
    words = settings.wording(to.language)
    blocks: list[Block] = [Text(words.say("digest_which.first"), strong=True)]
    blocks += [Quoted(cut(wrote))] if wrote else []
    blocks.append(Text(words.say("digest_which.how")))
    blocks += [Text(heading(number, letter)) for number, letter in items]
    return _finished(settings, words, f"Re: {words.say('subject.digest_which')}", blocks, token)


def _finished(settings: LetterSettings, words: Wording, subject: str, blocks: Sequence[Block], token: str) -> Composed:
    """Return the letter with its footer and its token, in the subject where the address for answers cannot bear it.

    It binds an answer whose program drops In-Reply-To; in the footer it does, where that heeds no Reply-To either.
    """
    lines = [words.say("digest.end"), words.say("footer.house", organisation=settings.organisation)]
    tag = f"[digest/{token}]"
    if settings.plus_address:
        return compose(subject, [*blocks, Footer([*lines, words.say("digest.tag", tag=tag)])], words.language)
    return compose(f"{subject} {tag}", [*blocks, Footer(lines)], words.language)


def _item(item: DigestItem) -> list[Block]:
    letter = item.letter
    rows = [(letter.say("digest.due"), letter.say("digest.until", left=_left(letter)))]
    if reasons := why_you(letter):
        rows.append((letter.say("digest.why"), reasons))
    if item.files:
        rows.append((letter.say("digest.documents"), "\n".join(item.files)))
    elif item.documents is not Documents.ATTACHED:
        rows.append((letter.say("digest.documents"), letter.say(f"digest.{item.documents.value}")))
    if item.missing:
        rows.append((letter.say("digest.missing"), "\n".join(item.missing)))
    if item.page:
        rows.append((letter.say("digest.page"), item.page))
    return [Pairs(rows, heading(item.number, letter)), *changes(letter), *questions(letter)]


def _left(letter: LetterContext) -> str:
    """Return how much working time is left, or that none is."""
    late = letter.request.due_at <= letter.matter.now
    return letter.say("digest.late" if late else "digest.left")

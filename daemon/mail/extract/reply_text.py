"""A person's own words in a mail: what is neither quoted by structure or attribution nor part of a letter we sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from daemon.mail.extract.body_account import account_of
from daemon.mail.extract.quote_boundaries import Boundary, boundaries
from daemon.mail.extract.reply_body import ReplyBody, Role
from daemon.mail.extract.sent_text_diff import MatchedLines, SentLetter, matched, ours
from daemon.mail.extract.signature_block import LOOKED_AT_LIMIT, TrimmedText, Writer, trim
from daemon.mail.parsing.account import Piece
from daemon.mail.parsing.text_lines import Line, Zone, joined

# An answer in signs alone: "+" up to "+++", or up to four emoji such as a thumb.
_SIGN = re.compile("\\s*(?:\\+{1,3}|[\u2600-\u26ff\u2705\u270a-\u270d\U0001f300-\U0001faff]{1,4}\ufe0f?)\\s*")
OWN_LINES_LIMIT = 200
OWN_CHARACTERS_LIMIT = 65_536


@dataclass(frozen=True, slots=True)
class PlacedWords:
    """Own words in one place. `after` is the place in our letter, counted in words, below which they stand.

    -1: nothing of our letter is quoted above them.
    """

    text: str
    after: int = -1


@dataclass(frozen=True, slots=True)
class Words:
    """The person's own words and how they were found.

    `has_quote`: something is quoted; `has_ours`: words of our letter are; `forwards`: the words stand above a mail that
    was forwarded.
    """

    text: str = ""
    evidence: tuple[str, ...] = ()
    has_quote: bool = False
    has_ours: bool = False
    forwards: bool = False
    cut: bool = False  # there was more than OWN_LINES_LIMIT or OWN_CHARACTERS_LIMIT
    places: int = 0  # how many pieces a quote parts the words into: above, between, below
    account: tuple[Piece, ...] = ()  # every piece of the body in its order, the own ones among them
    passages: tuple[PlacedWords, ...] = ()  # the words by where they stand


def own_words(lines: Sequence[Line], letter: SentLetter | None, writer: Writer, *, html: bool) -> Words:
    """Return the writer's own words among these lines of a body.

    `letter` is the letter of ours that the mail answers; without it only structure and attribution tell what is quoted.
    `html`: the lines come from HTML.
    """
    body = ReplyBody(lines, boundaries(lines))
    _assign(body)
    if letter is not None:
        found = matched(lines, letter)
        if _subtract(body, found):
            _assign(body)  # there is a boundary more, after which short runs of our words count as quoted, too
            body.ours = ours(found, [role is not Role.OWN for role in body.roles])
        _attribute(body, writer)
    regions = _regions(body, html=html)
    trimmed = list(_trimmed(regions, writer))
    text = joined(line for each in trimmed for line in [*each.lines, ""])
    if not text and (inside := _inside_signature(body)):
        regions, trimmed = [*regions, inside], [*trimmed, *_trimmed([inside], writer)]
        text = joined(trimmed[-1].lines)
    kept = text[:OWN_CHARACTERS_LIMIT].split("\n")[:OWN_LINES_LIMIT]
    short = "\n".join(kept)
    return Words(
        short,
        tuple(_evidence(body, trimmed, len(regions))),
        has_quote=any(role is Role.QUOTED for role in body.roles),
        has_ours=body.ours is not None and any(body.ours.words),
        forwards=bool(body.boundaries) and body.boundaries[0].forward,
        cut=short != text,
        places=len(regions),
        account=account_of(body, _by_line(regions, trimmed), writer, letter),
        passages=tuple(_passages(body, regions, trimmed)),
    )


def _passages(
    body: ReplyBody, regions: Sequence[Sequence[tuple[int, str]]], trimmed: Sequence[TrimmedText]
) -> Iterator[PlacedWords]:
    for region, each in zip(regions, trimmed, strict=True):
        if text := joined(each.lines):
            yield PlacedWords(text, body.ours.after[region[0][0]] if body.ours and body.ours.after else -1)


def _trimmed(regions: Sequence[Sequence[tuple[int, str]]], writer: Writer) -> Iterator[TrimmedText]:
    """Yield the regions without what is no word of the writer's; of all of them LOOKED_AT_LIMIT lines are looked at."""
    room = LOOKED_AT_LIMIT
    for region in regions:
        yield trim([text for _, text in region], writer, room)
        room = max(0, room - len(region))


def _subtract(body: ReplyBody, words: MatchedLines) -> bool:
    """Add the boundary of a quote that nothing marks: it begins where our words do. Return True if one was added.

    An attribution right above it belongs to the boundary.
    """
    found = ours(words, [role is not Role.OWN for role in body.roles])
    body.ours = found
    unmarked = [
        at for at, role in enumerate(body.roles) if role is Role.OWN and found.words[at] and not body.lines[at].depth
    ]
    if not unmarked or body.lines[unmarked[0]].zone is not Zone.OPEN:
        return False
    start = _named_above(body, unmarked[0])
    body.boundaries.append(Boundary(start, unmarked[0], "our own letter begins"))
    body.boundaries.sort(key=lambda each: each.start)
    return True


def _named_above(body: ReplyBody, at: int) -> int:
    """Return the line of an attribution in any language above the line `at`; `at` if there is none.

    It ends in a colon and has an address or a digit in it, with at most three lines blank in between.
    """
    above = at - 1
    while above >= 0 and body.lines[above].is_blank and at - above < 4:
        above -= 1
    if above < 0 or body.roles[above] is not Role.OWN:
        return at
    text = body.lines[above].text.strip()
    named = text.endswith(":") and ("@" in text or any(each.isdigit() for each in text))
    return above if named and len(text) < 300 else at


def _attribute(body: ReplyBody, writer: Writer) -> None:
    """Make BOUNDARY of a line that attributes our letter, in any language.

    It begins with one of our names, has a digit or ends in a colon, and a quote or our words follow it.
    """
    # a name of a few letters may begin any word
    names = tuple(name.casefold() for name in writer.to if len(name) > 5)
    for at, line in enumerate(body.lines):
        text = line.text.strip()
        if body.roles[at] is not Role.OWN or body.is_ours(at) or not text or len(text) > 200:
            continue
        says_when = text.endswith(":") or any(each.isdigit() for each in text)
        if says_when and text.casefold().startswith(names) and _is_quoted(body, at + 1):
            body.roles[at] = Role.BOUNDARY


def _is_quoted(body: ReplyBody, start: int) -> bool:
    """Return True if the first line with words from `start` on, at most four lines down, is a quote or ours."""
    below = next((at for at in range(start, min(len(body.lines), start + 4)) if not body.lines[at].is_blank), None)
    return below is not None and (body.roles[below] is Role.QUOTED or body.is_ours(below))


def _assign(body: ReplyBody) -> None:
    """Give each line its role. An unmarked quote goes on to the end; a marked one as long as its marks."""
    roles = [Role.OWN] * len(body.lines)
    starts = {each.start: each for each in body.boundaries}
    unmarked, end = False, 0
    for at, line in enumerate(body.lines):
        if boundary := starts.get(at):
            end = boundary.end
            unmarked = unmarked or _is_unmarked(body.lines, boundary)
        if at < end:
            roles[at] = Role.BOUNDARY
        elif line.depth or unmarked:
            roles[at] = Role.QUOTED
        elif line.zone is Zone.HIDDEN:
            roles[at] = Role.HIDDEN
        elif line.zone is Zone.SIGNATURE:
            roles[at] = Role.SIGNATURE
        elif line.zone is Zone.QUOTED and not _between_marked(body.lines, at):
            roles[at] = Role.QUOTED
    body.roles = roles


def _is_unmarked(lines: Sequence[Line], boundary: Boundary) -> bool:
    """Return True if the mail after the boundary has no quote marks: it then goes on to the end of the body."""
    if lines[boundary.start].depth:
        return False
    first = next((line for line in lines[boundary.end : boundary.end + 12] if not line.is_blank), None)
    return first is not None and first.depth == 0


def _between_marked(lines: Sequence[Line], at: int) -> bool:
    """Return True if a line with quote marks stands before the line `at`, at most 40 lines up.

    A line without marks in the container of a quote is then an answer that was written into the quote.
    """
    before = next((line for line in reversed(lines[max(0, at - 40) : at]) if not line.is_blank and line.depth), None)
    return before is not None


def _regions(body: ReplyBody, *, html: bool) -> list[list[tuple[int, str]]]:
    """Return the own words of lines, with their numbers, in pieces as quotes part them: above, between and below."""
    regions: list[list[tuple[int, str]]] = [[]]
    strays = _strays(body, html=html)
    for at, line in enumerate(body.lines):
        if at in strays:
            regions[-1].append((at, strays[at]))
        elif body.roles[at] is Role.OWN:
            regions[-1].append((at, body.ours.left[at] if body.is_ours(at) and body.ours else line.text))
        elif regions[-1] and body.roles[at] in (Role.QUOTED, Role.BOUNDARY) and not line.is_blank:
            regions.append([])
    return [each for each in regions if any(text.strip() for _, text in each)]


def _strays(body: ReplyBody, *, html: bool) -> dict[int, str]:
    """Return the answers that were written into a quote of our letter without leaving it, by line.

    They count only after our first words, at the same depth and before the next boundary: elsewhere in a quote the
    words are another person's.
    """
    if body.ours is None:
        return {}
    found: dict[int, str] = {}
    depth = -1
    for at, line in enumerate(body.lines):
        if body.roles[at] is Role.BOUNDARY:
            depth = -1
        elif body.is_ours(at):
            depth = line.depth if depth < 0 else min(depth, line.depth)
        if (
            body.roles[at] is not Role.QUOTED
            or line.is_blank
            or depth != line.depth
            or line.zone in (Zone.SIGNATURE, Zone.HIDDEN)
        ):
            continue
        left = body.ours.left[at]
        # in plain text a marked line was quoted whole; in HTML an answer has the depth of what it is written into
        if left and body.ours.inserted[at] and (html or not line.depth):
            found[at] = left
    return found | _signs_below(body)


def _signs_below(body: ReplyBody) -> dict[int, str]:
    """Return the lines that are signs alone ("+", a thumb) below a whole quote of our letter, by line."""
    if body.ours is None or not body.ours.ended:
        return {}
    last = max(at for at, count in enumerate(body.ours.words) if count)
    below = range(last + 1, len(body.lines))
    signs = (at for at in below if _SIGN.fullmatch(body.lines[at].text))
    return {at: body.lines[at].text for at in signs if body.lines[at].zone is not Zone.HIDDEN}


def _by_line(
    regions: Sequence[Sequence[tuple[int, str]]], trimmed: Sequence[TrimmedText]
) -> dict[int, tuple[Piece, ...]]:
    """Return the pieces of each line that was trimmed, by its number."""
    numbers = (at for region in regions for at, _ in region)
    return dict(zip(numbers, (line for each in trimmed for line in each.pieces), strict=True))


def _inside_signature(body: ReplyBody) -> list[tuple[int, str]]:
    """Return the lines in the element of the signature, with their numbers.

    Some programs let people write into that element; a caller looks there only if there are no other words.
    """
    return [(at, line.text) for at, line in enumerate(body.lines) if body.roles[at] is Role.SIGNATURE]


def _evidence(body: ReplyBody, trimmed: Sequence[TrimmedText], regions: int) -> list[str]:
    """Return what was found, for the history; each finding once."""
    out = [each.why for each in body.boundaries[:3]]
    if body.ours is not None and (count := sum(1 for each in body.ours.words if each)):
        out.append(f"{count} lines are of the letter that was sent")
    if any(line.depth for line in body.lines):
        out.append("quoted by marks")
    if any(line.zone is Zone.QUOTED for line in body.lines):
        out.append("quoted by the structure of the HTML")
    if regions > 1:
        out.append(f"own words in {regions} places")
    out += [why for each in trimmed for why in each.why]
    return list(dict.fromkeys(out))

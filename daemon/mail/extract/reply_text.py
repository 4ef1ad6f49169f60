"""A person's own words in a mail: what no quote's structure, attribution or letter of ours accounts for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from daemon.mail.extract.quote_boundaries import Boundary, boundaries
from daemon.mail.extract.sent_text_diff import Matched, Ours, SentLetter, matched, ours
from daemon.mail.extract.signature_block import Trimmed, Writer, trim
from daemon.mail.parsing.text_lines import Line, Zone, joined

_SIGN = re.compile("\\s*(?:\\+{1,3}|[\u2600-\u26ff\u2705\u270a-\u270d\U0001f300-\U0001faff]{1,4}\ufe0f?)\\s*")
OWN_LINES_LIMIT = 200
OWN_CHARACTERS_LIMIT = 65_536


class Role(StrEnum):
    OWN = "own"
    QUOTED = "quoted"
    BOUNDARY = "boundary"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Words:
    """The person's own words and how they were found. `forwards`: they stand above a mail that was passed on."""

    text: str = ""
    evidence: tuple[str, ...] = ()
    has_quote: bool = False
    has_ours: bool = False
    forwards: bool = False
    cut: bool = False  # there was more than is read
    places: int = 0  # above, between, below a quote: where there were words


@dataclass(slots=True)
class _ReplyBody:
    """The lines of one body with what is known of each."""

    lines: Sequence[Line]
    boundaries: list[Boundary]
    roles: list[Role] = field(default_factory=list)
    ours: Ours | None = None

    def is_ours(self, at: int) -> bool:
        return self.ours is not None and self.ours.words[at] > 0


def own_words(lines: Sequence[Line], letter: SentLetter | None, writer: Writer, *, html: bool) -> Words:
    """The own words among these lines. Without our letter only structure and attribution tell; nothing is guessed."""
    body = _ReplyBody(lines, boundaries(lines))
    _assign(body)
    if letter is not None:
        found = matched(lines, letter)
        if _subtract(body, found):
            _assign(body)
            body.ours = ours(found, [role is not Role.OWN for role in body.roles])
        _attribute(body, writer)
    regions = _regions(body, html=html)
    trimmed = [trim(region, writer) for region in regions]
    text = joined(line for each in trimmed for line in [*each.lines, ""])
    if not text:
        text, trimmed = _inside_signature(body, writer)
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
    )


def _subtract(body: _ReplyBody, words: Matched) -> bool:
    """A quote that nothing marks begins where our words do; what names us right above it is its attribution.

    Whether there is such a one.
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


def _named_above(body: _ReplyBody, at: int) -> int:
    """Return where an attribution in an unknown language begins: the line above that ends in a colon."""
    above = at - 1
    while above >= 0 and body.lines[above].is_blank and at - above < 4:
        above -= 1
    if above < 0 or body.roles[above] is not Role.OWN:
        return at
    text = body.lines[above].text.strip()
    named = text.endswith(":") and ("@" in text or any(each.isdigit() for each in text))
    return above if named and len(text) < 300 else at


def _attribute(body: _ReplyBody, writer: Writer) -> None:
    """A line that names us and when, or ends in a colon, right above our letter says who wrote it: in any language."""
    names = tuple(name.casefold() for name in writer.to if len(name) > 5)
    for at, line in enumerate(body.lines):
        text = line.text.strip()
        if body.roles[at] is not Role.OWN or body.is_ours(at) or not text or len(text) > 200:
            continue
        says_when = text.endswith(":") or any(each.isdigit() for each in text)
        if says_when and text.casefold().startswith(names) and _is_quoted(body, at + 1):
            body.roles[at] = Role.BOUNDARY


def _is_quoted(body: _ReplyBody, start: int) -> bool:
    """Return whether the next words are a quote, or ours."""
    below = next((at for at in range(start, min(len(body.lines), start + 4)) if not body.lines[at].is_blank), None)
    return below is not None and (body.roles[below] is Role.QUOTED or body.is_ours(below))


def _assign(body: _ReplyBody) -> None:
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
        elif line.zone is Zone.SIGNATURE:
            roles[at] = Role.SIGNATURE
        elif line.zone is Zone.QUOTED and not _between_marked(body.lines, at):
            roles[at] = Role.QUOTED
    body.roles = roles


def _is_unmarked(lines: Sequence[Line], boundary: Boundary) -> bool:
    """Return whether the mail that begins here has no marks of its own: then it goes on to the end."""
    if lines[boundary.start].depth:
        return False
    first = next((line for line in lines[boundary.end : boundary.end + 12] if not line.is_blank), None)
    return first is not None and first.depth == 0


def _between_marked(lines: Sequence[Line], at: int) -> bool:
    """A line in the container of a quote, but outside of the quote itself: an answer written into it."""
    before = next((line for line in reversed(lines[max(0, at - 40) : at]) if not line.is_blank and line.depth), None)
    return before is not None


def _regions(body: _ReplyBody, *, html: bool) -> list[list[str]]:
    """Return the own words, piece by piece: above, between and below."""
    regions: list[list[str]] = [[]]
    strays = _strays(body, html=html)
    for at, line in enumerate(body.lines):
        if at in strays:
            regions[-1].append(strays[at])
        elif body.roles[at] is Role.OWN:
            regions[-1].append(body.ours.left[at] if body.is_ours(at) and body.ours else line.text)
        elif regions[-1] and body.roles[at] is not Role.SIGNATURE and not line.is_blank:
            regions.append([])
    return [each for each in regions if any(line.strip() for line in each)]


def _strays(body: _ReplyBody, *, html: bool) -> dict[int, str]:
    """Words that were written into a quote of our letter which has no marks of its own around each answer.

    Only behind our first words, at the same depth, in the same mail: what stands elsewhere in a quote is another's.
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
        if body.roles[at] is not Role.QUOTED or line.is_blank or depth != line.depth or line.zone is Zone.SIGNATURE:
            continue
        left = body.ours.left[at]
        if left and body.ours.inserted[at] and (html or not line.depth):
            found[at] = left
    return found | _signs_below(body)


def _signs_below(body: _ReplyBody) -> dict[int, str]:
    """Return a sign for a word below the whole of our letter: "+", a thumb."""
    if body.ours is None or not body.ours.ended:
        return {}
    last = max(at for at, count in enumerate(body.ours.words) if count)
    below = range(last + 1, len(body.lines))
    return {at: body.lines[at].text for at in below if _SIGN.fullmatch(body.lines[at].text)}


def _inside_signature(body: _ReplyBody, writer: Writer) -> tuple[str, list[Trimmed]]:
    """Some programs let people write into the element of the signature: looked at when there is nothing else."""
    inside = [line.text for line, role in zip(body.lines, body.roles, strict=True) if role is Role.SIGNATURE]
    trimmed = trim(inside, writer)
    return joined(trimmed.lines), [trimmed]


def _evidence(body: _ReplyBody, trimmed: Sequence[Trimmed], regions: int) -> list[str]:
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

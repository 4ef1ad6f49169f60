"""Where somebody else's mail begins in a text: attribution lines, header blocks and separators, in many languages.

An attribution has no form of its own in Russian or English, so it is told by what it holds: a date, an address, a word
for writing, a colon at its end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from daemon.mail.classify.machine_phrases import phrases, source
from daemon.mail.parsing.text_lines import Line

_LONGEST = 400  # characters of an attribution, joined from its lines; a longer text is a paragraph
_JOINED = 4  # lines that an attribution may be wrapped over

_DASHES = frozenset("*-–—=_")  # what a separator of dashes may begin with
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\b")
_ANY_LABEL = re.compile(r"^[\s*>|]*[^\W\d][\w .-]{1,20}[*]?:[*]?\s+\S")
_ADDRESS = re.compile(r"[\w.+=-]{1,64}@[\w.-]{1,100}\w")
_YOU_WROTE = re.compile(r"^\W*(?:вы писали|ты писал|you wrote)\b", re.IGNORECASE)
_GREETS = re.compile(r"^\W*(?:здравствуй\w*|привет\w*|добр\w+ \w+|hello|hi|dear)\b.{0,80}$", re.IGNORECASE)
_WHO = frozenset({"от", "from", "von", "de", "da", "od", "fra", "från", "від", "отправитель", "от кого", "sender"})
_WHAT = frozenset({"тема", "subject", "betreff", "objet", "asunto", "oggetto", "temat"})
# Forms of their own: GroupWise (>>> Name <a@b> 24.11.26 >>>), Notes (---24.11.2026 10:15:54---), "--- Name wrote ---".
_GROUPWISE = re.compile(r"^>{2,3}\s?.{1,120}\d{1,4}[./-]\d{1,2}[./-]\d{1,4}.{0,30}>{2,3}\s*$")
_NOTES = re.compile(r"-{2,3}\d{1,2}[./]\d{1,2}[./]\d{2,4} \d{1,2}:\d{2}:\d{2}.{0,4}---")
_UNDERSCORES = re.compile(r"^\s*[_]{8,}\s*$")
_RULED = re.compile(r"^-{2,}\s.{0,250}(?:wrote|написал|пишет).{0,60}-{2,}\s*$", re.IGNORECASE)


@cache
def _date() -> re.Pattern[str]:
    months = source("month")
    return re.compile(
        rf"\b\d{{1,2}}(?:st|nd|rd|th|\.)?[ -]?(?:de )?(?:{months})\w*\.?,?(?: de)?[ -]\d{{2,4}}\b"
        rf"|\b(?:{months})\w*\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
        r"|\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b|\b\d{4}[-./]\d{1,2}[-./]\d{1,2}\b|\b\d{4}年\d{1,2}月\d{1,2}日",
        re.IGNORECASE,
    )


@cache
def _opens() -> re.Pattern[str]:
    """Return the pattern of the beginning of a wrapped attribution's first line."""
    return re.compile(
        rf"^(?:on|в|во|le|am|el|il|em|dnia|den|op|на|от|\W*\d|\w{{2,12}},? |{source('month')}|quoting|цитир|zitat|>>>)",
        re.IGNORECASE,
    )


@dataclass(frozen=True, slots=True)
class Boundary:
    """Lines `start` to `end` (not included), after which another mail's text follows.

    `why` names their form, as evidence; `forward`: that mail was forwarded, not answered.
    """

    start: int
    end: int
    why: str
    forward: bool = False


def boundaries(lines: Sequence[Line]) -> list[Boundary]:
    """Return every boundary among the lines, in their order; none overlaps another."""
    found: list[Boundary] = []
    at = 0
    while at < len(lines):
        text = lines[at].text.strip()
        here = _at(lines, at, text) if text and len(text) <= _LONGEST else None
        if here is None:
            at += 1
            continue
        if found and here.start < found[-1].end:
            here = Boundary(found[-1].end, here.end, here.why, here.forward)
        found.append(here)
        at = max(here.end, at + 1)
    return found


def _at(lines: Sequence[Line], at: int, text: str) -> Boundary | None:
    """Return the boundary whose form shows in the line `at`; None if it shows none. `text` is the line's, not blank.

    Most lines are told by their signs to be of no form, without a search for words.
    """
    dashed = phrases("separator").match(text) if text[0] in _DASHES else None
    if dashed := dashed or phrases("separator_alone").match(text):
        block = _block_end(lines, at + 1)
        return Boundary(at, block or at + 1, f"separator: {dashed[0].strip()[:60]}", bool(dashed["forward"]))
    if "--" in text or text.startswith(">>"):
        if _GROUPWISE.match(text) or _NOTES.search(text) or _RULED.match(text):
            return Boundary(at, at + 1, f"attribution: {text[:60]}")
    elif text[0] == "_" and _UNDERSCORES.match(text) and (block := _block_end(lines, at + 1)):
        return Boundary(at, block, "header block")
    return _of_colon(lines, at, text) if ":" in text or "：" in text else None


def _of_colon(lines: Sequence[Line], at: int, text: str) -> Boundary | None:
    """Return the boundary that begins or ends with a line with a colon: headers, or an attribution."""
    if phrases("label").match(text) and (block := _block_end(lines, at)):
        return Boundary(at, block, "header block")
    if "@" in text and _ANY_LABEL.match(text) and (block := _strange_block(lines, at)):
        return Boundary(at, block, "header block in another language")
    return _attribution(lines, at) if text.endswith((":", ":>", "：")) else None


def _block_end(lines: Sequence[Line], start: int) -> int:
    """Return the end of the block of mail headers at `start` or up to four lines below; 0 if there is none.

    Two different labels are enough if one is the sender's, else three with the sender's or the subject's among them:
    a person may begin a line with "Тема:", too.
    """
    at = start
    while at < len(lines) and at < start + 4 and (lines[at].is_blank or _UNDERSCORES.match(lines[at].text)):
        at += 1
    labels: list[str] = []
    end = at
    blanks = 0
    # bounded, since a block is looked for at every line that begins with a label
    while at < len(lines) and at < start + 40 and len(labels) < 14:
        text = lines[at].text
        if label := phrases("label").match(text):
            labels.append(label["label"].lower())
            end, blanks = at + 1, 0
        elif not text.strip():
            blanks += 1
        elif not labels or blanks or at - end > 2:
            break
        if blanks > 1 or (blanks and len(labels) > 3 and not _label_follows(lines, at)):
            break
        at += 1
    several = len(set(labels)) >= 3 or (len(set(labels)) == 2 and bool(_WHO & set(labels)))
    if not several or not (_WHO | _WHAT) & set(labels):
        return 0
    return _folded(lines, end)


def _strange_block(lines: Sequence[Line], start: int) -> int:
    """Return the end of a block of headers in a language that is not in the lists; 0 if there is none.

    The first line has an address (the caller has seen to it), one of the next two a date or a time, and there are
    three lines or more.
    """
    end = start
    while end < min(len(lines), start + 8) and _ANY_LABEL.match(lines[end].text):
        end += 1
    dated = any(_date().search(line.text) or _CLOCK.search(line.text) for line in lines[start + 1 : start + 3])
    return end if end - start >= 3 and dated else 0


def _folded(lines: Sequence[Line], end: int) -> int:
    """Return the end of a header block with the last header's wrapped lines: up to a blank line, less than three.

    Where no blank line is that near, the lines may be the mail's own text, and `end` stays as it is.
    """
    at = end
    while at < len(lines) and at < end + 3 and not lines[at].is_blank and lines[at].depth == lines[end - 1].depth:
        at += 1
    return at if at < len(lines) and at - end < 3 and lines[at].is_blank else end


def _label_follows(lines: Sequence[Line], at: int) -> bool:
    return at + 1 < len(lines) and bool(phrases("label").match(lines[at + 1].text))


def _attribution(lines: Sequence[Line], end: int) -> Boundary | None:
    """Return the attribution that ends in the line `end`, or None; it may begin up to three lines higher."""
    for start in range(end, max(-1, end - _JOINED), -1):
        if lines[start].is_blank or lines[start].depth != lines[end].depth:
            break
        text = " ".join(line.text.strip() for line in lines[start : end + 1])
        if len(text) > _LONGEST:
            break
        if is_attribution(text):
            start = _greeting_above(lines, _wrapped_above(lines, start), text)
            return Boundary(start, end + 1, f"attribution: {text[:60]}")
    # "Name wrote:" has neither date nor address: it counts only if a marked quote follows
    text = lines[end].text.strip()
    if len(text) < 90 and phrases("wrote").search(text) and _quote_follows(lines, end):
        return Boundary(end, end + 1, f"attribution: {text[:60]}")
    return None


def is_attribution(text: str) -> bool:
    """Return True if a text that ends in a colon says who wrote or when.

    It has a word for writing and a date or an address, or an address and a date or a time.
    """
    address = "@" in text and bool(_ADDRESS.search(text))
    date = bool(_date().search(text))
    if address and (date or _CLOCK.search(text)):
        return True
    return (address or date) and bool(phrases("wrote").search(text))


def _quote_follows(lines: Sequence[Line], end: int) -> bool:
    first = next((line for line in lines[end + 1 : end + 5] if not line.is_blank), None)
    return first is not None and first.depth > lines[end].depth


def _greeting_above(lines: Sequence[Line], start: int, text: str) -> int:
    """Return the line of the greeting that The Bat! puts above "Вы писали …:", else `start`.

    The Bat! greets whom it quotes ("Здравствуйте, Имя."), so the greeting is the program's, not the writer's.
    """
    if not _YOU_WROTE.match(text):
        return start
    above = next((at for at in range(start - 1, max(-1, start - 4), -1) if not lines[at].is_blank), -1)
    return above if above >= 0 and _GREETS.match(lines[above].text) else start


def _wrapped_above(lines: Sequence[Line], start: int) -> int:
    """Return the attribution's first line, one above `start` if the text was wrapped between date and name.

    Such a line is "On Tue, 24 Nov 2026 10:15:54 +0500"; one that ends a sentence is the writer's.
    """
    above = lines[start - 1].text.strip() if start else ""
    if (
        above
        and _date().search(above)
        and _opens().match(above)
        and len(above) < 80
        and not above.endswith((".", "!", "?"))
    ):
        return start - 1
    return start

"""A letter as a list of blocks, rendered as plain text and as HTML of equal content.

The HTML is what mail programs understand: tables and inline styles, nothing that is fetched, nothing that runs. It can
be read on a telephone 360 points wide and in dark mode.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from daemon.mail.compose.palette import LINE, style_sheet, styled

WIDTH = 96  # columns of the plain text
# Columns for what stands at the left of tables in plain text; something longer only moves its own line.
_WIDEST_LEFT, _WIDEST_STAGE, _WIDEST_PERSON = 28, 30, 24


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. `strong`: the first line, which a telephone shows in its list."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Lead:
    """The first lines of a request, all that a telephone shows in its list: what it is about, then what is asked."""

    what: str
    asked: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """A person's words, set apart from ours."""

    text: str


@dataclass(frozen=True, slots=True)
class Pairs:
    """A table of two columns: a word and its meaning, a field and its value."""

    rows: Sequence[tuple[str, str]]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Ways:
    """A table of what the reader can write, and what each means."""

    rows: Sequence[tuple[str, str]]
    title: str = ""


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A line of the route: the person and the state. `mark`: + approved, > waited for, - against, empty otherwise."""

    mark: str
    stage: str
    person: str
    state: str
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class SlotTable:
    """The route, a line for each place in it."""

    title: str
    rows: Sequence[SlotRow]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with any number of columns, such as the items of a form."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class BarLine:
    """A line of `Bars`: its name, what it says in words, and its parts: each a share of the width, and a tone."""

    label: str
    said: str
    parts: Sequence[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars made of coloured cells: nothing is fetched for them, and all that they show is said in words, too."""

    title: str
    rows: Sequence[BarLine]


@dataclass(frozen=True, slots=True)
class Button:
    """A link that is shown as a button."""

    label: str
    href: str
    tone: str = "plain"  # good, bad, plain


@dataclass(frozen=True, slots=True)
class Buttons:
    """Links that open ready replies; the plain text leaves them out, since it says what to write."""

    buttons: Sequence[Button]


@dataclass(frozen=True, slots=True)
class Footer:
    """The small lines at the end, in plain text after the signature mark "-- ". `page` is an address in them."""

    lines: Sequence[str]
    page: str = ""


Block = Text | Lead | Quoted | Pairs | Ways | SlotTable | Grid | Bars | Buttons | Footer


@dataclass(frozen=True, slots=True)
class Composed:
    """A finished letter: its subject and both of its bodies."""

    subject: str
    text: str
    html: str


def compose(subject: str, blocks: Sequence[Block], language: str) -> Composed:
    """Return the letter without invisible characters, wherever its values came from."""
    return Composed(plain(" ".join(subject.split())), plain(as_text(blocks)), plain(as_html(blocks, language)))


def plain(text: str) -> str:
    """Return the text without control, invisible, bidi, private and unassigned characters; newlines stay.

    Separators of lines and paragraphs, which mail programs show as they like, are spaces.
    """
    return _LOOKED_AT.sub(lambda found: _plain_character(found[0]), text)


# All but the characters of nearly every letter, which are kept without a look: Latin and Cyrillic letters, signs.
_LOOKED_AT = re.compile(r"[^\n\u0020-\u007e\u00a0-\u00ac\u00ae-\u024f\u0400-\u04ff\u2010-\u2027\u2030-\u205e₽№]")


def _plain_character(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Zl", "Zp"):
        return " "
    return "" if category in ("Cc", "Cf", "Cs", "Co", "Cn") else character


# -- plain text -------------------------------------------------------------------------------------------------------


def as_text(blocks: Sequence[Block]) -> str:
    parts = [text for each in blocks if (text := _text(each))]
    return "\n\n".join(parts) + "\n"


def _text(block: Block) -> str:
    match block:
        case Text(text):
            return _wrap(text)
        case Lead(what, asked):
            return f"{_wrap(what)}\n{_wrap(asked)}"
        case Quoted(text):
            return "\n".join(_wrap(line, "    ") for line in text.splitlines())
        case Pairs() | Ways():
            return _titled(block.title, _columns(block.rows))
        case SlotTable():
            return _titled(block.title, "\n".join(_place_text(block.rows)))
        case Grid():
            rows = [" · ".join(filter(None, row)) for row in (block.head, *block.rows)]
            return _titled(block.title, "\n".join(_wrap(row, "    ") for row in rows))
        case Bars():
            return _titled(block.title, _columns([(each.label, each.said) for each in block.rows]))
        case Footer():
            return "-- \n" + "\n".join(_wrap(line) for line in block.lines)
        case _:
            return ""


def _titled(title: str, body: str) -> str:
    return f"{title}\n{body}" if title else body


def _wrap(text: str, indent: str = "", conditional: str | None = None) -> str:
    """Return the text wrapped at words; addresses and Message-IDs are never broken.

    `indent` begins the first line, `conditional` all others, if it is given.
    """
    rest = indent if conditional is None else conditional
    lines = [
        textwrap.fill(
            line,
            WIDTH,
            initial_indent=rest if number else indent,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for number, line in enumerate(text.splitlines())
    ]
    return "\n".join(lines)


def _columns(rows: Sequence[tuple[str, str]]) -> str:
    width = min(_WIDEST_LEFT, max((len(left) for left, _ in rows), default=0))
    lines = []
    for left, right in rows:
        head = f"    {left:<{width}}  "
        lines.append(_wrap(right, head, " " * len(head)) if right else head.rstrip())
    return "\n".join(lines)


def _place_text(rows: Sequence[SlotRow]) -> list[str]:
    stages = min(_WIDEST_STAGE, max((len(row.stage) for row in rows), default=0))
    people = min(_WIDEST_PERSON, max((len(row.person) for row in rows), default=0))
    lines = []
    for row in rows:
        head = f"  {row.mark or ' '} {row.stage:<{stages}}  {row.person:<{people}}  "
        lines.append(_wrap(row.state, head, " " * len(head)) if row.state else head.rstrip())
        if row.remarks:
            indent = " " * (stages + 6)
            lines += [_wrap(line, indent) for line in f"«{row.remarks}»".splitlines()]
    return lines


# -- HTML -------------------------------------------------------------------------------------------------------------

_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Arial,sans-serif"
_BREAKS = "overflow-wrap:anywhere;word-break:break-word"  # a word longer than its line widens no letter
_WHOLE = "overflow-wrap:normal;word-break:normal"  # for labels: a narrow column must not break their words
_LONGEST_WORD = 20  # characters of a word in a label that is not broken
_TABLE = '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 12px">'
_MARKS = {"+": ("✓", "good"), ">": ("●", "wait"), "-": ("✕", "bad"), "": ("○", "grey")}


def as_html(blocks: Sequence[Block], language: str) -> str:
    body = "\n".join(_html(each) for each in blocks)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">'
        f"{style_sheet()}</head>\n"
        f"<body {styled('page', f'margin:0;padding:0;{_FONT};font-size:15px;line-height:1.45')}>\n"
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="left" '
        'style="padding:16px"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" '
        f'style="max-width:640px"><tr><td {styled("page", f"{_FONT};{_BREAKS};font-size:15px;line-height:1.45")}>'
        f"\n{body}\n"
        "</td></tr></table></td></tr></table></body></html>\n"
    )


def _html(block: Block) -> str:
    match block:
        case Text():
            return _html_text(block)
        case Lead(what, asked):
            return (
                f'<p style="margin:0 0 4px;font-size:17px;font-weight:600">{_lines(what)}</p>'
                f'<p style="margin:0 0 14px">{_lines(asked)}</p>'
            )
        case Quoted(text):
            return f'<div style="margin:0 0 14px;padding:6px 12px;border-left:3px solid {LINE}">{_lines(text)}</div>'
        case Pairs() | Ways() | SlotTable() | Grid() | Bars():
            return _heading(block.title) + _html_rows(block)
        case Buttons():
            return f'<div style="margin:0 0 14px">{" ".join(_html_button(each) for each in block.buttons)}</div>'
        case Footer():
            return _html_footer(block)


def _html_rows(block: Pairs | Ways | SlotTable | Grid | Bars) -> str:
    match block:
        case Pairs():
            return _html_pairs(block.rows)
        case Ways():
            return _html_ways(block.rows)
        case SlotTable():
            return _html_places(block.rows)
        case Grid():
            return _html_grid(block)
        case Bars():
            return "".join(_html_bar(each) for each in block.rows)


def _html_text(block: Text) -> str:
    style = "font-size:17px;font-weight:600;" if block.strong else ""
    return f'<p style="margin:0 0 12px;{style}">{_lines(block.text)}</p>'


def _html_footer(block: Footer) -> str:
    lines = "<br>".join(escape(line) for line in block.lines)
    if block.page:
        page = escape(block.page)
        lines = lines.replace(page, f'<a href="{page}" style="color:inherit">{page}</a>')
    style = f"margin:18px 0 0;padding-top:10px;border-top:1px solid {LINE};font-size:12px"
    return f"<p {styled('grey', style)}>{lines}</p>"


def _heading(title: str) -> str:
    return f'<p style="margin:16px 0 4px;font-weight:600">{escape(title)}</p>' if title else ""


def _html_pairs(rows: Sequence[tuple[str, str]]) -> str:
    cells = "".join(
        f'<tr><td valign="top" {styled("grey", f"padding:3px 14px 3px 0;width:34%;{_whole(left)}")}>{escape(left)}</td>'
        f'<td valign="top" style="padding:3px 0">{_lines(right)}</td></tr>'
        for left, right in rows
    )
    return f"{_TABLE}{cells}</table>"


def _whole(label: str) -> str:
    """Return the style of a label's cell: its words are not broken, unless one is too long for a telephone."""
    return _WHOLE if all(len(word) <= _LONGEST_WORD for word in label.split()) else ""


def _html_ways(rows: Sequence[tuple[str, str]]) -> str:
    cells = "".join(
        f'<tr><td valign="top" style="padding:3px 14px 3px 0;width:34%;font-weight:600;{_whole(write)}">'
        f"{escape(write)}</td>"
        f'<td valign="top" {styled("grey", "padding:3px 0")}>{_lines(means)}</td></tr>'
        for write, means in rows
    )
    return f"{_TABLE}{cells}</table>"


def _html_places(rows: Sequence[SlotRow]) -> str:
    lines = []
    for row in rows:
        sign, role = _MARKS[row.mark]
        remarks = f"<br><i>«{_lines(row.remarks)}»</i>" if row.remarks else ""
        stage = f'<b style="font-weight:600">{escape(row.stage)}</b><br>' if row.stage else ""
        state = f" – {escape(row.state)}" if row.person and row.state else escape(row.state)
        lines.append(
            f'<tr><td valign="top" {styled(role, "padding:4px 10px 4px 0;width:18px")}>{sign}</td>'
            f'<td valign="top" style="padding:4px 0">{stage}{escape(row.person)}'
            f"<span {styled('grey')}>{state}</span>{remarks}</td></tr>"
        )
    return f"{_TABLE}{''.join(lines)}</table>"


def _html_grid(block: Grid) -> str:
    style = f"padding:4px 8px 4px 0;border-bottom:1px solid {LINE}"
    head = "".join(f"<td {styled('grey', f'{style};font-size:13px')}>{escape(each)}</td>" for each in block.head)
    rows = "".join(
        "<tr>" + "".join(f'<td valign="top" style="{style}">{escape(each)}</td>' for each in row) + "</tr>"
        for row in block.rows
    )
    return f'<table width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 12px"><tr>{head}</tr>{rows}</table>'


_BAR_TONES = {"good": "#15803d", "late": "#d97706", "bad": "#dc2626", "plain": "#4b6a9b"}


def _html_bar(bar: BarLine) -> str:
    """Return a bar: name and words in a line, below it a table whose cells are as wide as its parts."""
    widths = [(max(1, round(100 * share)), tone) for share, tone in bar.parts if share > 0]
    rest = 100 - sum(width for width, _ in widths)
    thin = "font-size:1px;line-height:8px;height:8px"
    cells = "".join(
        f'<td width="{width}%" bgcolor="{_BAR_TONES[tone]}" style="{thin};background:{_BAR_TONES[tone]}">&nbsp;</td>'
        for width, tone in widths
    )
    cells += f'<td width="{rest}%" style="{thin}">&nbsp;</td>' if cells and rest > 0 else ""
    if not cells:
        return f'<p style="margin:6px 0"><b style="font-weight:600">{escape(bar.label)}</b> – {escape(bar.said)}</p>'
    return (
        f'<p style="margin:6px 0 2px"><b style="font-weight:600">{escape(bar.label)}</b> – {escape(bar.said)}</p>'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 6px">'
        f"<tr>{cells}</tr></table>"
    )


def _html_button(button: Button) -> str:
    """Return the button as a link.

    The buttons stand in one line: quoted as text in a reply, a label alone in its line would look like an answer.
    """
    shape = "display:inline-block;margin:0 8px 8px 0;padding:10px 16px;border-radius:6px"
    style = styled(f"button-{button.tone}", f"{shape};text-decoration:none;font-weight:600")
    return f'<a href="{escape(button.href)}" {style}>{escape(button.label)}</a>'


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.splitlines())

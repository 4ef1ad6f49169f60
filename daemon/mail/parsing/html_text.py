"""Conversion of HTML to the lines that a reader sees, with what the structure tells of quotes and signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from daemon.mail.parsing.charset import visible
from daemon.mail.parsing.html_colours import Paint, painted
from daemon.mail.parsing.html_tree import parsed
from daemon.mail.parsing.quote_markup import SIGNATURE_FOLLOWS, QuoteMark, mark_of
from daemon.mail.parsing.text_lines import CHARACTERS_LIMIT, LINES_LIMIT, Line, ReadLines, Zone, unread_beyond

if TYPE_CHECKING:
    from lxml.etree import _Element

    _State = tuple[int, Zone, int, Paint]
    _Waiting = tuple[_Element, _State | None]

HTML_LIMIT = 1_500_000  # characters that are parsed
_ELEMENTS_LIMIT = 40_000  # elements that are begun or ended

_UNSEEN = frozenset({"head", "script", "style", "title", "template"})  # no program shows these
# struck words are taken back, and of the others a program shows some or none: nobody knows whether they were seen
_APART_FROM_WORDS = frozenset({"noscript", "object", "svg", "select", "textarea", "s", "strike", "del"})
_BLOCKS = frozenset(
    {
        *("address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "footer", "form"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section"),
        *("table", "tbody", "tfoot", "thead", "tr", "ul"),
    }
)
_APART = frozenset({"td", "th", "a", "button"})  # they stand apart, though not in a line of their own
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|opacity\s*:\s*0?(?:\.[01]\d*)?\s*(?:[;!]|$)"
    r"|font-size\s*:\s*0(?:\.0+)?(?:px|pt|em)?\s*(?:;|!|$)|(?:left|top|text-indent)\s*:\s*-\d{3,}|clip\s*:\s*rect\(0"
    r"|text-decoration[^;]{0,20}:\s*[^;]{0,20}line-through",
    re.IGNORECASE,
)
_PRESERVED = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_INDENT = re.compile(r"border(?:-left)?\s*:\s*(?:none|0)", re.IGNORECASE)
_INK = Paint()
_SPACES = re.compile(r"[ \t\n]+")
# Characters that may be invisible: `visible` costs time, and most lines need none of it.
_ODD = re.compile("[^\t\n -~А-яЁё«»–—№…“”„₽]")


@dataclass(slots=True)
class _LineWriter:
    """The lines written so far and the state at the present element of the tree.

    `held` is the text of the unfinished line, `hidden` what stands in it and is not seen, `preserved` how many elements
    around keep white space, `room` how many characters may still be written.
    """

    lines: list[Line] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    paint: Paint = _INK
    depth: int = 0
    zone: Zone = Zone.OPEN
    everything: Zone = Zone.OPEN  # the zone of the rest of the document
    preserved: int = 0
    room: int = CHARACTERS_LIMIT

    def say(self, text: str) -> None:
        """Add text to the line; where white space is preserved, its newlines end lines."""
        self.room -= len(text)
        if self.paint.hides:
            self.hidden.append(text)
            return
        if not self.preserved:
            self.held.append(text)
            return
        first, *rest = text.split("\n")
        self.held.append(first)
        for each in rest:
            self.end_line()
            self.held.append(each)

    def end_line(self) -> None:
        """Finish the line, blank or not."""
        text = "".join(self.held)
        self.held.clear()
        if _ODD.search(text):
            text = visible(text)
        text = text.rstrip() if self.preserved else _SPACES.sub(" ", text).strip()
        zone = self.zone if self.zone is not Zone.OPEN else self.everything
        self.lines.append(Line(text, self.depth, zone))
        self.end_hidden()

    def hide(self, text: str) -> None:
        """Keep text that a reader does not see, to be a line of its own."""
        self.room -= len(text)
        self.hidden.append(text)

    def end_hidden(self) -> None:
        """Finish the line of what is not seen, below the line that it stands in."""
        text = _SPACES.sub(" ", visible("".join(self.hidden))).strip() if self.hidden else ""
        self.hidden.clear()
        if text:
            self.lines.append(Line(text, self.depth, Zone.HIDDEN))

    def end_block(self) -> None:
        """Finish the line unless it is blank."""
        if self.held:
            if "".join(self.held).strip():
                self.end_line()
            self.held.clear()
        self.end_hidden()

    @property
    def state(self) -> _State:
        return self.depth, self.zone, self.preserved, self.paint


@dataclass(frozen=True, slots=True)
class _Style:
    """What a style attribute says of its element; `indent`: a blockquote only indents, it does not quote."""

    hidden: bool = False
    preserved: bool = False
    indent: bool = False


_PLAIN = _Style()


def html_lines(html: str) -> ReadLines:
    """Return the lines that a reader of this HTML sees; struck and hidden text is Zone.HIDDEN. Never raises.

    At most LINES_LIMIT lines are returned, of at most _ELEMENTS_LIMIT elements; the rest is `unread`.
    """
    tree = parsed(html[:HTML_LIMIT])
    if tree.root is None:
        return ReadLines(unread=(*tree.unread, *unread_beyond(html[HTML_LIMIT:], "characters of HTML")))
    writer = _LineWriter()
    # a stack instead of recursion, since mails nest deeply; an element begins where its state is None, and ends where
    # it has the state from before it
    waiting: list[_Waiting] = [(tree.root, None)]
    steps = 0
    while waiting and writer.room > 0 and len(writer.lines) < LINES_LIMIT and steps < _ELEMENTS_LIMIT:
        element, before = waiting.pop()
        steps += 1
        if before is None:
            before = writer.state
            if _begin(element, writer):
                waiting.append((element, before))
                waiting.extend((child, None) for child in reversed(element))
                continue
        else:
            _end(element, before, writer)
        if element.tail and element is not tree.root:
            writer.say(element.tail)
    writer.end_block()
    beyond = " ".join([*_words_of(waiting), html[HTML_LIMIT:]])
    unread = unread_beyond(beyond, "elements, lines or characters of HTML")
    return ReadLines(tuple(writer.lines), (*unread, *tree.unread))


def _words_of(waiting: Sequence[_Waiting]) -> Iterator[str]:
    """Yield the texts of the elements that were not begun or ended, in the document's order."""
    for element, before in reversed(waiting):
        texts = element.itertext() if before is None else ()
        yield from (str(each).strip() for each in (*texts, element.tail or "") if each.strip())


def _begin(element: _Element, writer: _LineWriter) -> bool:
    """Write what stands before an element's children; return False if nobody sees the element."""
    tag = _tag(element)
    attributes = {str(name): str(value) for name, value in element.items()}
    style = _style(attributes["style"]) if "style" in attributes else _PLAIN
    if _is_unseen(tag, attributes, style):
        writer.hide("" if tag in _UNSEEN else " ".join(map(str, element.itertext())))
        return False
    if tag in _BLOCKS:
        writer.end_block()
    elif tag in _APART:
        writer.held.append(" ")
    elif tag == "br":
        _break(attributes, writer)
    elif tag == "img":
        _picture(attributes, writer)
    if attributes:
        writer.paint = painted(writer.paint, attributes)
        _mark(tag, attributes, style, writer)
    elif tag == "blockquote":
        writer.depth += 1
    if tag == "pre" or style.preserved:
        writer.preserved += 1
    if element.text:
        writer.say(element.text)
    return True


def _is_unseen(tag: str, attributes: Mapping[str, str], style: _Style) -> bool:
    return tag in _UNSEEN or tag in _APART_FROM_WORDS or style.hidden or "hidden" in attributes


def _tag(element: _Element) -> str:
    """Return the tag without a namespace's prefix; "script", which is not shown, for a node that is no element."""
    tag = element.tag
    return tag.rpartition(":")[2] if isinstance(tag, str) else "script"


@lru_cache(maxsize=1024)  # programs repeat the same few styles through a whole mail
def _style(style: str) -> _Style:
    return _Style(bool(_HIDDEN.search(style)), bool(_PRESERVED.search(style)), bool(_INDENT.search(style)))


def _break(attributes: Mapping[str, str], writer: _LineWriter) -> None:
    if attributes.get("id") in SIGNATURE_FOLLOWS:
        writer.end_block()
        writer.everything = Zone.SIGNATURE if writer.everything is Zone.OPEN else writer.everything
    writer.end_line()


def _mark(tag: str, attributes: Mapping[str, str], style: _Style, writer: _LineWriter) -> None:
    mark = mark_of(tag, attributes)
    if mark is not None and tag not in _BLOCKS:
        writer.end_block()
    if tag == "blockquote" and (mark is not None or not style.indent):
        writer.depth += 1
    if mark is QuoteMark.BEHIND:
        writer.everything = Zone.QUOTED
    elif mark is QuoteMark.QUOTE:
        writer.zone = Zone.QUOTED
    elif mark is QuoteMark.SIGNATURE and writer.zone is Zone.OPEN:
        writer.zone = Zone.SIGNATURE


def _end(element: _Element, before: _State, writer: _LineWriter) -> None:
    tag = _tag(element)
    if tag in _BLOCKS or writer.state[:2] != before[:2]:
        writer.end_block()
    elif tag in _APART:
        writer.held.append(" ")
    if tag == "p":
        writer.end_line()
    writer.depth, writer.zone, writer.preserved, writer.paint = before


def _picture(attributes: Mapping[str, str], writer: _LineWriter) -> None:
    """Write the sign that a picture stands for, such as a thumb: an alternative text of at most four signs.

    A longer one is seen only by those who see no pictures.
    """
    shown = attributes.get("alt", "").strip()
    if 0 < len(shown) <= 4 and not any(each.isalnum() for each in shown):
        writer.say(f" {shown} ")
    elif shown:
        writer.hide(f" {shown} ")

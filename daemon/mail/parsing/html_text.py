"""Conversion of HTML to the lines that a reader sees, with what the structure tells of quotes and signatures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from daemon.mail.parsing.charset import visible
from daemon.mail.parsing.html_colours import Coat, Paint, coat_of
from daemon.mail.parsing.html_tree import parsed, words_of_source
from daemon.mail.parsing.quote_markup import SIGNATURE_FOLLOWS, QuoteMark, mark_of
from daemon.mail.parsing.style_sheets import Sheet, names_of, sheet_of
from daemon.mail.parsing.text_lines import (
    CHARACTERS_LIMIT,
    LINES_LIMIT,
    UNREAD_LIMIT,
    Line,
    ReadLines,
    Zone,
    unread_beyond,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

    _State = tuple[int, Zone, int, Paint]
    _Begun = tuple["_Traits", _State] | None  # of an element that nobody sees None, else the state before it

HTML_LIMIT = 1_500_000  # characters that are parsed
_ELEMENTS_LIMIT = 40_000  # elements that are begun or ended
_TAGS_LIMIT = 120_000  # tags that are parsed: those of so many elements, and as many that begin or end none

_UNSEEN = frozenset({"head", "script", "style", "title"})  # no program shows these
# struck words are taken back, and of the others a program shows some or none: nobody knows whether they were seen
_APART_FROM_WORDS = frozenset({"noscript", "object", "svg", "select", "textarea", "s", "strike", "del", "template"})
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
_REMEMBERED = 1_000  # characters of a tag with its attributes that are kept to be met again
_WORDS_IN_A_TAG = 2  # names without a value; more of them are a sentence
_EMPTY = frozenset(
    {"alt", "title", "class", "style", "id", "href", "src", "required", "disabled", "checked", "selected"}
)
_INK = Paint()
_NO_SHEET = Sheet()
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
    sheet: Sheet = _NO_SHEET

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
        odd = bool(_ODD.search(text))
        if odd:
            text = visible(text)
        text = text.rstrip() if self.preserved else _with_single_spaces(text, odd=odd)
        zone = self.zone if self.zone is not Zone.OPEN else self.everything
        self.lines.append(Line(text, self.depth, zone))
        if self.hidden:
            self.end_hidden()

    def hide(self, text: str) -> None:
        """Keep text that a reader does not see, to be a line of its own."""
        self.room -= len(text)
        self.hidden.append(text)

    def end_hidden(self) -> None:
        """Finish the line of what is not seen, below the line that it stands in."""
        text = _SPACES.sub(" ", visible("".join(self.hidden))).strip()
        self.hidden.clear()
        if text:
            self.lines.append(Line(text, self.depth, Zone.HIDDEN))

    def end_block(self) -> None:
        """Finish the line unless it is blank."""
        if self.held:
            if "".join(self.held).strip():
                self.end_line()
            self.held.clear()
        if self.hidden:
            self.end_hidden()

    @property
    def state(self) -> _State:
        return self.depth, self.zone, self.preserved, self.paint


def _with_single_spaces(text: str, *, odd: bool) -> str:
    """Return the text on one line. `odd`: it may hold spaces of other kinds, which stay."""
    return _SPACES.sub(" ", text).strip() if odd else " ".join(text.split())


@dataclass(frozen=True, slots=True)
class _Traits:
    """What an element's tag and attributes say of it, wherever it stands."""

    unseen: bool  # nobody sees the element, or nobody knows whether it was seen
    wordless: bool  # no program shows what stands in it
    backwards: bool  # its letters stand in another order than they are read in
    names: frozenset[str]  # by which a style sheet may hide it
    said: str  # words that it has in its tag
    block: bool
    apart: bool
    ends_line: bool  # at its end, blank or not
    breaks: bool
    ends_body: bool  # what follows is a signature
    picture: str  # the alternative text
    coat: Coat | None
    mark: QuoteMark | None
    quotes: bool  # its text is one quote deeper
    preserved: bool


def html_lines(html: str) -> ReadLines:
    """Return the lines that a reader of this HTML sees; struck and hidden text is Zone.HIDDEN. Never raises.

    At most LINES_LIMIT lines are returned, of at most _ELEMENTS_LIMIT elements; the rest is `unread`.
    """
    kept = _within_limits(html)
    tree = parsed(kept)
    if tree.root is None:
        return ReadLines(unread=(*tree.unread, *unread_beyond(_rest(html, kept), "characters of HTML")))
    from lxml import etree

    writer = _LineWriter(sheet=sheet_of(tree.root, _HIDDEN))
    walk = etree.iterwalk(tree.root, events=("start", "end"))
    around: list[_Begun] = []
    beyond: Iterator[tuple[str, _Element]] = iter(())
    for steps, (event, element) in enumerate(walk):
        if writer.room <= 0 or len(writer.lines) >= LINES_LIMIT or steps >= _ELEMENTS_LIMIT:
            beyond = chain([(event, element)], walk)
            break
        if event == "start":
            traits, before = _traits_of(element), writer.state
            seen = _begin(element, traits, writer)
            around.append((traits, before) if seen else None)
            if not seen:
                walk.skip_subtree()
        else:
            if begun := around.pop():
                _end(*begun, writer)
            if element.tail:
                writer.say(element.tail)
    writer.end_block()
    unread = unread_beyond(" ".join([*_words_of(beyond), _rest(html, kept)]), "elements, lines or characters of HTML")
    return ReadLines(tuple(writer.lines), (*unread, *tree.unread, *writer.sheet.written))


def _within_limits(html: str) -> str:
    """Return the HTML up to HTML_LIMIT and to the tag behind _TAGS_LIMIT: as many are never looked at."""
    kept = html[:HTML_LIMIT]
    if kept.count("<") <= _TAGS_LIMIT:
        return kept
    return kept[: len(kept) - len(kept.split("<", _TAGS_LIMIT)[-1]) - 1]


def _rest(html: str, kept: str) -> str:
    """Return the text of what is not parsed: as much of it as may hold the words that are kept, else its source."""
    source = html[len(kept) :]
    return " ".join(words_of_source(source[: 20 * UNREAD_LIMIT])) or source


def _words_of(events: Iterable[tuple[str, _Element]]) -> Iterator[str]:
    """Yield the texts of the elements that are still to begin or to end, as far as they are kept."""
    room = UNREAD_LIMIT
    for event, element in events:
        text = element.text if event == "start" else element.tail
        if text and text.strip():
            yield text.strip()
            room -= len(text.strip())
        if room < 0:
            return


def _begin(element: _Element, traits: _Traits, writer: _LineWriter) -> bool:
    """Write what stands before an element's children; return False if nobody sees the element."""
    if traits.unseen or not writer.sheet.hidden.isdisjoint(traits.names):
        text = "" if traits.wordless else " ".join(map(str, element.itertext()))
        writer.hide(text[::-1] if traits.backwards else text)
        return False
    if traits.block:
        writer.end_block()
    elif traits.apart:
        writer.held.append(" ")
    elif traits.breaks:
        _break(traits, writer)
    elif traits.picture:
        _picture(traits.picture, writer)
    if traits.said:
        writer.hide(f" {traits.said} ")
    if traits.coat:
        writer.paint = traits.coat.over(writer.paint)
    if traits.mark:
        _mark(traits, writer)
    writer.depth += traits.quotes
    writer.preserved += traits.preserved
    if element.text:
        writer.say(element.text)
    return True


def _traits_of(element: _Element) -> _Traits:
    tag, attributes = _tag(element), tuple(element.items())
    size = len(tag) + sum(map(len, chain.from_iterable(attributes)))
    return _traits(tag, attributes) if size <= _REMEMBERED else _traits.__wrapped__(tag, attributes)


@lru_cache(maxsize=2048)  # programs repeat the same few elements through a whole mail
def _traits(tag: str, written: tuple[tuple[str, str], ...]) -> _Traits:
    attributes = dict(written)
    style = attributes.get("style", "")
    backwards = tag == "bdo" and attributes.get("dir", "").lower() == "rtl"
    unseen = tag in _UNSEEN or tag in _APART_FROM_WORDS or "hidden" in attributes or backwards
    mark = mark_of(tag, attributes)
    indents = bool(_INDENT.search(style)) and mark is None  # such a blockquote does not quote
    return _Traits(
        unseen=unseen or bool(_HIDDEN.search(style)),
        wordless=tag in _UNSEEN,
        backwards=backwards,
        names=names_of(tag, attributes),
        said=_said_in_tag(tag, attributes) if attributes else "",
        block=tag in _BLOCKS,
        apart=tag in _APART,
        ends_line=tag == "p",
        breaks=tag == "br",
        ends_body=attributes.get("id") in SIGNATURE_FOLLOWS,
        picture=attributes.get("alt", "").strip() if tag in ("img", "area") else "",
        coat=coat_of(attributes),
        mark=mark,
        quotes=tag == "blockquote" and not indents,
        preserved=tag == "pre" or bool(_PRESERVED.search(style)),
    )


def _said_in_tag(tag: str, attributes: Mapping[str, str]) -> str:
    """Return what a field holds, and attributes that no program names so: words behind a "<" that nobody escaped.

    A style that lost its quotes, as gateways leave it, says nothing.
    """
    if tag == "input" and attributes.get("type", "text").lower() != "hidden":
        return attributes.get("value", "")
    if all(map(str.isascii, attributes)) and list(attributes.values()).count("") < _WORDS_IN_A_TAG:
        return ""
    bare = [word for name, value in attributes.items() if not (value and name.isascii()) for word in (name, value)]
    said = [each for each in bare if each.strip(".,:!?<").isalnum() and each not in _EMPTY]
    if any(each.endswith(";") for each in bare) or (len(said) < _WORDS_IN_A_TAG and "".join(said).isascii()):
        return ""
    return " ".join(said)


def _tag(element: _Element) -> str:
    """Return the tag without a namespace's prefix; "script", which is not shown, for a node that is no element."""
    tag = element.tag
    return tag.rpartition(":")[2] if isinstance(tag, str) else "script"


def _break(traits: _Traits, writer: _LineWriter) -> None:
    if traits.ends_body:
        writer.end_block()
        writer.everything = Zone.SIGNATURE if writer.everything is Zone.OPEN else writer.everything
    writer.end_line()


def _mark(traits: _Traits, writer: _LineWriter) -> None:
    if not traits.block:
        writer.end_block()
    if traits.mark is QuoteMark.BEHIND:
        writer.everything = Zone.QUOTED
    elif traits.mark is QuoteMark.QUOTE:
        writer.zone = Zone.QUOTED
    elif traits.mark is QuoteMark.SIGNATURE and writer.zone is Zone.OPEN:
        writer.zone = Zone.SIGNATURE


def _end(traits: _Traits, before: _State, writer: _LineWriter) -> None:
    if traits.block or writer.depth != before[0] or writer.zone is not before[1]:
        writer.end_block()
    elif traits.apart:
        writer.held.append(" ")
    if traits.ends_line:
        writer.end_line()
    writer.depth, writer.zone, writer.preserved, writer.paint = before


def _picture(shown: str, writer: _LineWriter) -> None:
    """Write the sign that a picture stands for, such as a thumb: an alternative text of at most four signs.

    A longer one is seen only by those who see no pictures.
    """
    if len(shown) <= 4 and not any(each.isalnum() for each in shown):
        writer.say(f" {shown} ")
    else:
        writer.hide(f" {shown} ")

"""HTML to lines: what a reader sees, line by line, with what the structure tells of quotes and signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from daemon.mail.charset import visible
from daemon.mail.lines import CHARACTERS_LIMIT, LINES_LIMIT, Line, Zone
from daemon.mail.structure import AFTER, SIGNATURE_FOLLOWS, Mark, mark_of

if TYPE_CHECKING:
    from lxml.etree import _Element

HTML_LIMIT = 1_500_000

_UNSEEN = frozenset(
    {"head", "script", "style", "title", "template", "noscript", "object", "svg", "select", "s", "strike", "del"}
)
_BLOCKS = frozenset(
    {
        *("address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "footer", "form"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section"),
        *("table", "tbody", "tfoot", "thead", "tr", "ul"),
    }
)
_APART = frozenset({"td", "th", "a", "button"})  # they stand apart, though not in a line of their own
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|opacity\s*:\s*0?(?:\.0+)?\s*(?:;|$)"
    r"|font-size\s*:\s*0(?:\.0+)?(?:px|pt|em)?\s*(?:;|!|$)|(?:left|top|text-indent)\s*:\s*-\d{3,}|clip\s*:\s*rect\(0",
    re.IGNORECASE,
)
_WHITE = re.compile(r"(?:^|[;\s])color\s*:\s*(?:white|#fff(?:fff)?|rgb\(255,\s*255,\s*255\))", re.IGNORECASE)
_BACKGROUND = re.compile(r"background", re.IGNORECASE)
_STRUCK = re.compile(r"text-decoration[^;]{0,20}:\s*[^;]{0,20}line-through", re.IGNORECASE)
_PRESERVED = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_INDENT = re.compile(r"border(?:-left)?\s*:\s*(?:none|0)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n]+")


@dataclass(slots=True)
class _Writer:
    """Puts text together into lines on the way through the tree."""

    lines: list[Line] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    depth: int = 0
    zone: Zone = Zone.OPEN
    everything: Zone = Zone.OPEN  # what the rest of the document is
    preserved: int = 0
    room: int = CHARACTERS_LIMIT

    def say(self, text: str) -> None:
        self.room -= len(text)
        if not self.preserved:
            self.held.append(_SPACES.sub(" ", text))
            return
        first, *rest = text.split("\n")
        self.held.append(first)
        for each in rest:
            self.end_line()
            self.held.append(each)

    def end_line(self) -> None:
        """Close the line, blank or not."""
        text = "".join(self.held).strip() if not self.preserved else "".join(self.held).rstrip()
        self.held.clear()
        zone = self.zone if self.zone is not Zone.OPEN else self.everything
        self.lines.append(Line(text, self.depth, zone))

    def end_block(self) -> None:
        if "".join(self.held).strip():
            self.end_line()
        self.held.clear()

    @property
    def is_full(self) -> bool:
        return self.room <= 0 or len(self.lines) >= LINES_LIMIT


def html_lines(html: str) -> list[Line]:
    """The lines that a reader of this HTML sees; struck and hidden text is not among them. Never raises."""
    from lxml import etree

    source = html[:HTML_LIMIT].encode("utf-8", "replace")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, recover=True)
    try:
        root = etree.fromstring(source, parser) if source.strip() else None
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        return []
    writer = _Writer()
    for element, begins in _walk(root, writer):
        if begins:
            _begin(element, writer)
        else:
            _end(element, writer)
    writer.end_block()
    return writer.lines


def _walk(root: _Element, writer: _Writer) -> Iterator[tuple[_Element, bool]]:
    """Elements as they begin and end, without those that nobody sees; deep nesting costs no stack."""
    waiting: list[tuple[_Element, bool]] = [(root, True)]
    while waiting and not writer.is_full:
        element, begins = waiting.pop()
        if begins and _is_unseen(element):
            _tail(element, writer)
            continue
        yield element, begins
        if begins:
            waiting.append((element, False))
            waiting.extend((child, True) for child in reversed(element))
        else:
            _tail(element, writer)


def _tail(element: _Element, writer: _Writer) -> None:
    if element.tail and element.getparent() is not None:
        writer.say(visible(element.tail))


def _is_unseen(element: _Element) -> bool:
    tag = _tag(element)
    if tag in _UNSEEN or element.get("hidden") is not None:
        return True
    if (element.get("color") or "").lower() in ("white", "#ffffff", "#fff"):
        return True
    style = element.get("style")
    if not style:
        return False
    white = _WHITE.search(style) and not _BACKGROUND.search(style)
    return bool(_HIDDEN.search(style) or _STRUCK.search(style) or white)


def _tag(element: _Element) -> str:
    tag = element.tag
    return tag.rpartition(":")[2] if isinstance(tag, str) else "script"


def _begin(element: _Element, writer: _Writer) -> None:
    tag = _tag(element)
    if tag == "br":
        if element.get("id") in SIGNATURE_FOLLOWS:
            writer.end_block()
            writer.zone = Zone.SIGNATURE
        writer.end_line()
    elif tag == "img":
        _picture(element, writer)
    elif tag in _APART:
        writer.held.append(" ")
    elif tag in _BLOCKS:
        writer.end_block()
    _mark(element, tag, writer)
    if tag == "pre" or (element.get("style") and _PRESERVED.search(element.get("style") or "")):
        writer.preserved += 1
    if element.text:
        writer.say(visible(element.text))


def _mark(element: _Element, tag: str, writer: _Writer) -> None:
    mark = mark_of(element, tag)
    if mark is not None and tag not in _BLOCKS:
        writer.end_block()
    element.set("was", f"{writer.depth} {writer.zone.value}")
    if tag == "blockquote" and (mark is not None or not _INDENT.search(element.get("style") or "")):
        writer.depth += 1
    if mark in AFTER:
        writer.everything = Zone.QUOTED
    elif mark is Mark.QUOTE:
        writer.zone = Zone.QUOTED
    elif mark is Mark.SIGNATURE and writer.zone is Zone.OPEN:
        writer.zone = Zone.SIGNATURE


def _end(element: _Element, writer: _Writer) -> None:
    tag = _tag(element)
    depth, _, zone = (element.get("was") or "0 open").partition(" ")
    if tag in _APART:
        writer.held.append(" ")
    ends = tag in _BLOCKS or int(depth) != writer.depth or zone != writer.zone.value
    if ends:
        writer.end_block()
    if tag == "p":
        writer.end_line()
    if tag == "pre" or (element.get("style") and _PRESERVED.search(element.get("style") or "")):
        writer.preserved = max(0, writer.preserved - 1)
    writer.depth, writer.zone = int(depth), Zone(zone)


def _picture(element: _Element, writer: _Writer) -> None:
    """A sign that is shown as a picture is a word all the same."""
    shown = (element.get("alt") or "").strip()
    if 0 < len(shown) <= 4 and not any(each.isalnum() for each in shown):
        writer.say(f" {shown} ")

"""The tree of an HTML text, whole: what ends or bends a parser is mended before, and what it cut is told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from daemon.mail.parsing.account import Fate, Piece
from daemon.mail.parsing.text_lines import UNREAD_LIMIT

if TYPE_CHECKING:
    from lxml.etree import _Element

# A picture inside the text (RFC 2397), whose bytes nobody reads: megabytes in one attribute.
_PICTURE = re.compile(
    rb"(?<=[\"'(=])(data:[\w.+-]{1,60}/[\w.+-]{1,60}[^,\"'<>\s]{0,100}),[A-Za-z0-9+/=%\r\n\t_-]{200,}"
)
# libxml2 ends the document here; mail programs and gateways write on behind it.
_ENDS = re.compile(r"</(?:html|body)\b[^<>]*>", re.IGNORECASE)
# A tag that is long, or whose quotation marks hold a bracket or do not end: any other has few attributes.
_TAG = re.compile(r"<[A-Za-z](?!(?=[^>]{0,1000}>)(?:[^<>\"']++|\"[^<>\"]*+\"|'[^<>']*+')*+>)[^\s/>]*+")
_ATTRIBUTE = re.compile(r"[\s/]*+[^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]*+))?")
_ATTRIBUTES_LIMIT = 1_000  # of an element: libxml2 takes quadratic time for them
_SHORT = 20_000  # characters, which hold too few attributes to matter
_MARKUP = re.compile(r"<[^<>]{0,8000}>")
# Word keeps the text of a text box for itself alone, in a comment that other programs pass over.
_FOR_OUTLOOK = re.compile(r"<!--\[if[^\]<>]{0,80}\]>((?:[^-<]|-(?!->)|<(?!!))*+)<!\[endif\]-->", re.IGNORECASE)
_NO_WORDS = re.compile(r"<(xml|style|script|head)\b", re.IGNORECASE)  # elements of settings
_END = '<wbr id="the-end-of-the-text">'  # it is in the tree if the tree is whole


@dataclass(frozen=True, slots=True)
class HtmlTree:
    """A tree, None if there is none, and the piece of the text that it lacks."""

    root: _Element | None = None
    unread: tuple[Piece, ...] = ()


def without_pictures(source: bytes) -> bytes:
    """Return the HTML without the bytes of the pictures in it."""
    return _PICTURE.sub(rb"\1,", source) if b"data:" in source else source


def parsed(html: str) -> HtmlTree:
    """Return the tree of the HTML. Never raises.

    It may nest 2,048 deep, which is libxml2's last limit; Outlook nests more than the 256 levels that are its first.
    """
    if not html.strip():
        return HtmlTree()
    source = _with_few_attributes(_ENDS.sub("<div></div>", _with_conditional(html)))
    whole = _root(source + _END)
    if whole is not None and any(f'id="{each.get("id")}"' in _END for each in whole.iter("wbr")):
        return HtmlTree(whole)
    root = _root(source)  # without the mark, which an open element may show as its text
    words = 0 if root is None else len(" ".join(map(str, root.itertext())).split())
    return HtmlTree(root, _lacking(source, words))


def _with_conditional(html: str) -> str:
    """Return the HTML with the words of Outlook's conditional comments in elements that nobody knows to be shown."""
    if "<!--[" not in html:
        return html

    def again(found: re.Match[str]) -> str:
        words = _MARKUP.sub(" ", _without_settings(found[1])).strip()
        return f"<noscript>{words}</noscript>" if words else ""

    return _FOR_OUTLOOK.sub(again, html)


def _without_settings(source: str) -> str:
    """Return the HTML without the elements in _NO_WORDS that end; in one pass, whatever stands there."""
    kept, at = "", 0
    open_to_the_end: set[str] = set()
    for found in _NO_WORDS.finditer(source):
        tag = found[1].lower()
        if found.start() < at or tag in open_to_the_end:
            continue
        end = re.compile(f"</{tag}", re.IGNORECASE).search(source, found.end())
        if end is None:
            open_to_the_end.add(tag)
            continue
        kept += source[at : found.start()] + " "
        at = end.start()
    return kept + source[at:]


def _root(source: str) -> _Element | None:
    from lxml import etree

    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, recover=True, huge_tree=True
    )
    try:
        return etree.fromstring(source.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _with_few_attributes(source: str) -> str:
    """Return the HTML with all attributes taken out of a tag that has more than _ATTRIBUTES_LIMIT of them."""
    if len(source) < _SHORT:
        return source
    pieces: list[str] = []
    kept, end = 0, 0
    while tag := _TAG.search(source, end):
        end, count = tag.end(), 0
        while source[end : end + 1] not in ("", ">"):
            found = _ATTRIBUTE.match(source, end)
            end, count = max(found.end() if found else 0, end + 1), count + 1
        if count > _ATTRIBUTES_LIMIT:
            pieces.append(source[kept : tag.end()])
            kept = end
    return "".join([*pieces, source[kept:]])


def _lacking(source: str, words: int) -> tuple[Piece, ...]:
    """Return the text behind so many words of the source as a piece; a blank one says only that something is lost."""
    text = words_of_source(source)
    return (Piece(" ".join(text[words:])[:UNREAD_LIMIT], Fate.UNREADABLE, "the tree of the HTML was cut"),)


def words_of_source(source: str) -> list[str]:
    """Return the words of HTML that is not parsed, without its markup and comments."""
    from html import unescape

    begin, *rest = source.split("<!--")
    shown = [begin, *(each.partition("-->")[2] for each in rest if "-->" in each)]
    return unescape(_MARKUP.sub(" ", " ".join(shown))).split()

"""What mail programs make of our HTML when they quote it, and the plain text that they derive from it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import lxml.html
from lxml.html import HtmlElement

_STYLE = re.compile(r'style="([^"]*)"')
_CLASS = re.compile(r"<(div|p|table|td|span)(?=[ >])")


def kept(html: str) -> str:
    """As it came: Apple Mail, Thunderbird's reader and most others."""
    return html


def _spaced_styles(html: str) -> str:
    def again(found: re.Match[str]) -> str:
        parts = [each.strip() for each in found[1].split(";") if each.strip()]
        return 'style="' + "".join(f"{p.replace(':', ': ', 1)}; " for p in parts).strip() + '"'

    return _STYLE.sub(again, html)


def gmail(html: str) -> str:
    """Styles are kept, ours become `0px`; links open in a window of their own; html and body turn into <u></u>."""
    html = re.sub(r"margin:0 0 (\d+px)", r"margin:0px 0px \1", html)
    html = re.sub(r"<a href=", '<a target="_blank" href=', html)
    return f'<u></u><div style="margin:0px;padding:0px;font-family:-apple-system,&quot;Segoe UI&quot;,Roboto,Arial,sans-serif;font-size:15px;line-height:1.45">{html}</div>'


def outlook_web(html: str) -> str:
    """Outlook on the web writes styles with blanks, and every class and id with `x_`."""
    html = _spaced_styles(html).replace('role="presentation"', 'role="presentation" class="x_table"')
    return f'<div class="x_WordSection1 rps_4f1c"><div dir="ltr">{html}</div></div>'


def mail_ru(html: str) -> str:
    html = re.sub(r"<a href=", '<a rel=" noopener noreferrer" target="_blank" href=', html)
    return (
        '<div class="js-helper js-readmsg-msg">\n\t<div>\n\t\t<base target="_self" href="https://e.mail.ru/">\n\t\t'
        '<div id="style_17640012340112233445_BODY"><div class="cl_830721">'
        f'{_spaced_styles(html)}</div></div>\n\t\t<base target="_self" href="https://e.mail.ru/">\n\t</div>\n</div>'
    )


def yandex(html: str) -> str:
    """Classes with a prefix of its own, attributes in an order of its own."""
    html = _CLASS.sub(r'<\1 class="8f3d0a41e2b7c6d5wmi-node"', html, count=8)
    return f'<div class="8f3d0a41e2b7c6d5js-compose-inner"><div style="margin:0;padding:0">{html}</div></div>'


def proton(html: str) -> str:
    return _spaced_styles(html).replace("<a href=", '<a rel="noreferrer nofollow noopener" target="_blank" href=')


def notes(html: str) -> str:
    """Notes knows no style sheets: fonts and plain tables are left."""
    html = _STYLE.sub("", html).replace(' role="presentation"', "")
    html = re.sub(r"<td([^>]*)>", r"<td\1><font size=2 face=sans-serif>", html)
    return html.replace("</td>", "</font></td>")


def folded(html: str, width: int = 76) -> str:
    """Line breaks wherever a blank stood: Word and Thunderbird write their HTML so."""
    return "\n".join(
        textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False) for line in html.splitlines()
    )


def word(html: str) -> str:
    """Word takes everything apart: paragraphs of class MsoNormal, spans with points for pixels, o:p at each end."""
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    return "".join(_word(each) for each in root)


_OP = "<o:p></o:p>"


def _word(node: HtmlElement) -> str:
    inner = escape(node.text or "", quote=False) + "".join(
        _word(child) + escape(child.tail or "", quote=False) for child in node
    )
    return _WORD.get(node.tag, _word_other)(node, inner)


def _word_p(node: HtmlElement, inner: str) -> str:
    bold = "font-weight:600" in (node.get("style") or "")
    inner = f"<b>{inner}</b>" if bold else inner
    return (
        '<p class="MsoNormal" style="mso-margin-top-alt:0cm;margin-right:0cm;margin-bottom:9.0pt;margin-left:0cm;'
        'line-height:145%"><span style="font-size:11.5pt;line-height:145%;font-family:&quot;Segoe UI&quot;,sans-serif;'
        f'color:black">{inner}{_OP}</span></p>\n'
    )


def _word_table(node: HtmlElement, inner: str) -> str:
    return (
        '<table class="MsoNormalTable" border="0" cellspacing="0" cellpadding="0" width="100%" '
        f'style="width:100.0%">\n<tbody>\n{inner}</tbody>\n</table>\n'
    )


def _word_td(node: HtmlElement, inner: str) -> str:
    style = 'style="padding:2.25pt 10.5pt 2.25pt 0cm"'
    if "<p class=" in inner or "<table" in inner:
        return f'<td valign="top" {style}>\n{inner}</td>\n'
    span = (
        f'<span style="font-size:11.5pt;font-family:&quot;Segoe UI&quot;,sans-serif;color:#6B7280">{inner}{_OP}</span>'
    )
    return f'<td valign="top" {style}>\n<p class="MsoNormal">{span}</p>\n</td>\n'


def _word_div(node: HtmlElement, inner: str) -> str:
    return f'<div style="margin-bottom:10.5pt">\n<p class="MsoNormal">{inner}{_OP}</p>\n</div>\n'


def _word_a(node: HtmlElement, inner: str) -> str:
    span = f'<b><span style="color:white;background:#15803D;text-decoration:none">{inner}</span></b>'
    return f'<a href="{escape(node.get("href") or "")}">{span}</a> '


def _word_other(node: HtmlElement, inner: str) -> str:
    if node.tag == "br":
        return "<br>\n"
    return f"<{node.tag}>{inner}</{node.tag}>" + ("\n" if node.tag == "tr" else "")


_WORD: dict[str, Callable[[HtmlElement, str], str]] = {
    "p": _word_p,
    "table": _word_table,
    "td": _word_td,
    "div": _word_div,
    "a": _word_a,
}


@dataclass(frozen=True)
class AsText:
    """How a program turns HTML into the text part: its links, bold words, cells and gaps."""

    link: str = "{text} <{href}>"
    bold: str = "{}"
    cell: str = "\n"
    gap: str = "\n\n"
    mailto: bool = True  # the scheme stands in the link

    def __call__(self, html: str) -> str:
        root = lxml.html.fragment_fromstring(html, create_parent="div")
        text = re.sub(r"[ \xa0]+\n", "\n", self._node(root)).replace("\r", "")
        text = re.sub(r"\n +", "\n", text)
        return re.sub(r"\n{3,}", "\n\n", text).strip()

    def _node(self, node: HtmlElement) -> str:
        if node.tag in ("style", "script", "base", "meta"):
            return ""
        inner = self._words(node.text) + "".join(self._node(child) + self._words(child.tail) for child in node)
        return self._shown(node, inner)

    def _shown(self, node: HtmlElement, inner: str) -> str:
        match node.tag:
            case "br":
                return "\n"
            case "p" | "div" | "table":
                return f"{inner.strip()}{self.gap}" if inner.strip() else ""
            case "tr":
                return f"{inner.strip()}\n"
            case "td":
                return f"{inner.strip()}{self.cell}"
            case "b":
                return self.bold.format(inner)
            case "a":
                href = (node.get("href") or "").removeprefix("" if self.mailto else "mailto:")
                return self.link.format(text=inner, href=href) + " "
            case _:
                return inner

    def _words(self, text: str | None) -> str:
        return re.sub(r"\s+", " ", text or "")


GMAIL_TEXT = AsText(bold="*{}*", mailto=False)
OUTLOOK_TEXT = AsText(link="{text}<{href}>", cell="\n\n", gap="\n\n")
OUTLOOK_TABS = AsText(link="{text}<{href}>", cell="\t", gap="\n\n")
APPLE_TEXT = AsText(link="{text}", cell="\n", gap="\n")
TABLE_TEXT = AsText(link="{text}", cell="\t", gap="\n")

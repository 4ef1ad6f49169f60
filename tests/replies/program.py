"""Mail programs as data: how each lays out text and HTML, quotes, and writes its headers."""

from __future__ import annotations

import hashlib
import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape

from replies.html_ways import folded, kept
from replies.quote import Quote, Said, Where

Head = Callable[[Quote], str]


@dataclass(frozen=True)
class TextWay:
    """A reply as plain text. `source` gives what is quoted; `wrap` the width at which it is broken before."""

    head: Head
    mark: str = "> "
    source: Callable[[Quote], str] = lambda quote: quote.text
    wrap: int = 0
    gap: str = "\n"  # between head and quote
    signature: str = "-- \n{}"
    before: str = ""  # what stands above everything: a salutation
    head_marked: bool = False
    width: int = 0  # own words are broken here, too

    def __call__(self, said: Said, quote: Quote, device: str) -> str:
        own = self._own(said, device)
        if said.where is Where.NO_QUOTE:
            return own + "\n"
        head, quoted = self.head(quote), self._quoted(said, quote)
        if self.head_marked:
            head = "\n".join(f"{self.mark}{line}".rstrip() for line in head.splitlines())
        cited = f"{self.before}{head}{self.gap}{quoted}"
        if said.where is Where.TOP:
            return f"{own}\n\n{cited}\n"
        return f"{cited}\n\n{own}\n" if own else f"{cited}\n"

    def _own(self, said: Said, device: str) -> str:
        text = _filled(said.text, self.width) if self.width else said.text
        parts = [text, self.signature.format(said.signature) if said.signature else "", device, said.disclaimer]
        return "\n\n".join(filter(None, parts))

    def _quoted(self, said: Said, quote: Quote) -> str:
        out: list[str] = []
        waiting = list(said.inside)
        for line in self.source(quote).splitlines():
            for piece in _filled(line, self.wrap).splitlines() or [""] if self.wrap else [line]:
                out += [f"{self.mark}{piece}".rstrip() if self.mark.strip() else f"{self.mark}{piece}"]
            if waiting and waiting[0][0] in line:
                out += ["", *waiting.pop(0)[1].splitlines(), ""]
        assert not waiting, f"{waiting} is not in the letter"
        return "\n".join(out)


def _filled(text: str, width: int) -> str:
    return "\n".join(
        textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False, drop_whitespace=True)
        for line in text.splitlines()
    )


@dataclass(frozen=True)
class HtmlWay:
    """A reply as HTML. In `cite`, {head} and {quote} are put in; `line` holds a line of the person's words."""

    head: Head
    cite: str
    line: str = "<div>{}</div>"
    empty: str = "<div><br></div>"
    mangle: Callable[[str], str] = kept
    body: str = "<html><body>{}</body></html>"
    signature: str = "<div>-- <br>{}</div>"
    device: str = "<div>{}</div>"
    fold: bool = False
    after: str = ""  # always behind the quote
    split: tuple[str, str] | None = None  # closes and opens the quote around words inside

    def __call__(self, said: Said, quote: Quote, device: str) -> str:
        own = self._own(said, device)
        if said.where is Where.NO_QUOTE:
            return self.body.format(own)
        cited = self.cite.format(
            head=self.head(quote), quote=self._quoted(said, quote), id=quote.message_id.strip("<>")
        )
        parts = (own, cited) if said.where is Where.TOP else (cited, own)
        html = self.body.format(f"{self.empty}".join(filter(None, parts)) + self.after)
        return folded(html) if self.fold else html

    def _own(self, said: Said, device: str) -> str:
        html = "".join(self.line.format(escape(line, quote=False)) if line else self.empty for line in said.lines)
        if said.signature:
            html += self.empty + self.signature.format(_lines(said.signature))
        if device:
            html += self.empty + self.device.format(escape(device))
        if said.disclaimer:
            html += self.empty + f'<div style="font-size:9px;color:gray">{_lines(said.disclaimer)}</div>'
        return html

    def _quoted(self, said: Said, quote: Quote) -> str:
        html = self.mangle(quote.html)
        at = 0
        for needle, answer in said.inside:
            found = html.index(escape(needle, quote=False), at)
            ends = re.compile(r"</p>|</font></td>|</td>").search(html, found)
            assert ends
            words = "".join(self.line.format(escape(each, quote=False)) for each in answer.splitlines())
            if self.split and ends[0] == "</p>":
                words = self.split[0] + words + self.split[1]
            at = ends.end() if ends[0] == "</p>" else ends.start()
            html = html[:at] + words + html[at:]
            at += len(words)
        return html


def _lines(text: str) -> str:
    return "<br>".join(escape(line, quote=False) for line in text.splitlines())


def _uuid(seed: str) -> str:
    digest = hashlib.sha256(seed.encode()).hexdigest()
    return "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32]))


@dataclass(frozen=True)
class Program:
    """A mail program. Without `html` it sends text only, without `text` HTML only.

    `binds` says which headers it keeps of: In-Reply-To, References. `message_id` may hold {uuid}, {hex}, {number},
    {domain}.
    """

    key: str
    title: str
    text: TextWay | None
    html: HtmlWay | None
    headers: tuple[tuple[str, str], ...] = ()
    message_id: str = "{uuid}@{domain}"
    language: str = "ru"
    charset: str = "utf-8"
    encoding: str = "base64"  # base64, quoted-printable, 8bit
    flowed: bool = False
    prefix: str = "Re: "
    binds: Sequence[str] = ("In-Reply-To", "References")
    device: str = ""
    word_charset: str = ""  # of encoded words in headers, else `charset`
    extra: dict[str, str] = field(default_factory=dict)  # parameters of the text part

    def next_id(self, seed: str, domain: str) -> str:
        digest = hashlib.sha256(seed.encode()).hexdigest()
        number = str(int(digest[:12], 16) % 10**12)
        return f"<{self.message_id.format(uuid=_uuid(seed), hex=digest[:24], number=number, domain=domain)}>"

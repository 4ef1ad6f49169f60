"""Mails for the tests: letters that the product writes, and answers to them as mail programs lay them out."""

from __future__ import annotations

import re
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from html import escape

from replies.letters import letters

from daemon.mail.interpret.rules import Lexicon
from daemon.mail.parsing.message import Message, parse

OWN = frozenset({"contracts@scena.example"})
LEXICON = Lexicon.built_in()


@cache
def all_letters() -> dict[str, bytes]:
    return dict(letters())


def letter(name: str = "lawyer-request") -> Message:
    return parse(all_letters()[name])


def mail(
    text: str = "",
    html: str = "",
    *,
    subject: str = "Re: [З-2026-0042/pesrq4e82r] На согласование",
    sender: str = "Орлова Мария Петровна <orlova@scena.example>",
    headers: tuple[tuple[str, str], ...] = (),
) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "contracts@scena.example", subject
    message["Date"] = "Tue, 24 Nov 2026 16:00:00 +0500"
    for name, value in headers:
        message[name] = value
    if text or not html:
        message.set_content(text or "\n")
    if html:
        (message.add_alternative if text else message.set_content)(html, subtype="html")
    return message.as_bytes(policy=SMTP)


def body_html(sent: Message) -> str:
    """What programs put into a quote: the inside of our letter's body."""
    found = re.search(r"<body[^>]*>(.*)</body>", sent.html, re.DOTALL)
    assert found
    return found[1]


# -- quotes of a letter, each as some program writes it ----------------------------------------------------------------

HEAD = "24.11.2026 10:15, Согласование договоров <contracts@scena.example> пишет:"
OUTLOOK = (
    "От: Согласование договоров <contracts@scena.example>\nОтправлено: вторник, 24 ноября 2026 г. 10:15\n"
    "Кому: Орлова Мария Петровна <orlova@scena.example>\nТема: На согласование"
)


def marked(sent: Message, mark: str = "> ") -> str:
    return f"{HEAD}\n" + "\n".join(mark + line for line in sent.plain.splitlines())


def rewrapped(sent: Message, width: int) -> str:
    import textwrap

    return f"{HEAD}\n\n" + "\n".join(
        f"> {piece}" for line in sent.plain.splitlines() for piece in textwrap.wrap(line, width) or [""]
    )


def unmarked(sent: Message) -> str:
    return f"{OUTLOOK}\n\n{sent.plain}"


def from_html(sent: Message) -> str:
    """The HTML as a program without HTML shows it: a cell a line, links behind their labels."""
    text = re.sub(r'<a href="([^"]+)"[^>]*>([^<]*)</a>', r"\2<\1> ", body_html(sent))
    text = re.sub(r"</(?:p|div|tr|td|table)>|<br>", "\n", text)
    from html import unescape

    return f"{OUTLOOK}\n\n" + unescape(re.sub(r"<[^>]+>", "", text))


def in_stars(sent: Message) -> str:
    """Converted with *bold* and [label](link)."""
    text = re.sub(r'<a href="([^"]+)"[^>]*>([^<]*)</a>', r" [\2](\1) ", body_html(sent))
    text = re.sub(r"</?b[^>r]*>", "*", text)
    text = re.sub(r"</(?:p|div|tr|table)>|<br>", "\n", text).replace("</td>", " | ")
    from html import unescape

    bare = unescape(re.sub(r"<[^>]+>", "", text))
    return f"{HEAD}\n" + "\n".join(f"> {line}" for line in bare.splitlines())


def nothing_marks_it(sent: Message) -> str:
    return sent.plain


def strange_tongue(sent: Message) -> str:
    return f"2026-11-24 10:15 тӱрлӧ contracts@scena.example возен:\n{sent.plain}"


TEXT_QUOTES = {
    "marks": marked,
    "initials": lambda sent: marked(sent, "СД> "),
    "narrow": lambda sent: rewrapped(sent, 40),
    "wide": lambda sent: rewrapped(sent, 200),
    "header block": unmarked,
    "from HTML": from_html,
    "stars": in_stars,
    "nothing": nothing_marks_it,
    "strange tongue": strange_tongue,
}


def paragraphs(text: str) -> str:
    return "".join(f"<div>{escape(line)}</div>" for line in text.splitlines())


HTML_QUOTES = {
    "gmail": lambda own, body: (
        f'<div dir="ltr">{own}</div><br><div class="gmail_quote gmail_quote_container"><div class="gmail_attr">'
        f'вт, 24 нояб. 2026 г. в 10:15, Согласование договоров &lt;<a href="mailto:contracts@scena.example">'
        f'contracts@scena.example</a>&gt;:<br></div><blockquote class="gmail_quote">{body}</blockquote></div>'
    ),
    "outlook": lambda own, body: (
        f'<div class="WordSection1">{own}<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm">'
        f"<p><b>From:</b> Contracts &lt;contracts@scena.example&gt;<br><b>Sent:</b> Tuesday, November 24, 2026 10:15 AM"
        f"<br><b>To:</b> Orlova<br><b>Subject:</b> Approval</p></div>{body}</div>"
    ),
    "outlook behind a gateway": lambda own, body: (
        f'<div>{own}</div><div id="x_appendonsend"></div><hr><div id="x_divRplyFwdMsg">От: Согласование</div>{body}'
    ),
    "apple": lambda own, body: (
        f'{own}<br><blockquote type="cite"><div>24 нояб. 2026 г., в 10:15, Согласование договоров '
        f"&lt;contracts@scena.example&gt; написал(а):</div><br>{body}</blockquote>"
    ),
    "mail.ru": lambda own, body: (
        f'<div>{own}</div><blockquote style="border-left:1px solid #0857A6;margin:10px;padding:0 0 0 10px">Вторник, 24 '
        f'ноября 2026, 10:15 +05:00 от Согласование &lt;contracts@scena.example&gt;:<br><div class="js-helper '
        f'js-readmsg-msg">{body}</div></blockquote>'
    ),
    "no structure": lambda own, body: f"{own}<p>{body}</p>",
}

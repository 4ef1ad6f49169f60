"""Ways of putting words below, beside or inside other words of a mail, where a reader might not look for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from html import escape

from daemon.mail.interpret.pipeline import sent_letter
from replies.specimen import request

LETTER = "lawyer-request"
NAME = "Орлова Мария Петровна"
SIGNATURE = f"{NAME}\nюрисконсульт\nтел. +7 (342) 200-00-00"
DISCLAIMER = "Настоящее сообщение конфиденциально и предназначено только для адресата."
HEAD = "24.11.2026 10:15, Согласование договоров <contracts@scena.example> пишет:"
OUTLOOK = (
    "От: Согласование договоров <contracts@scena.example>\nОтправлено: вторник, 24 ноября 2026 г. 10:15\n"
    f"Кому: {NAME} <orlova@scena.example>\nТема: На согласование"
)
# No program shows these to anybody, so nobody can have meant them to be read.
UNSEEN = {
    "comment": "a comment of the HTML is shown by no program",
    "script": "a script's text is shown by no program",
    "style element": "nor is a style's",
    "title of the document": "a mail has no window whose title it could be",
    "tooltip": "shown only to who rests the pointer on it",
}

Way = Callable[[str, str], bytes]


@cache
def _letter() -> tuple[str, str]:
    """The plain text of the letter that is answered, and the inside of its HTML."""
    sent = sent_letter(request(LETTER))
    found = re.search(r"<body[^>]*>(.*)</body>", sent.html, re.DOTALL)
    assert found
    return sent.plain, found[1]


def bare_mail() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = f"{NAME} <orlova@scena.example>", "contracts@scena.example"
    message["Subject"] = "Re: " + " ".join(str(sent_letter(request(LETTER)).subject).split())
    message["Date"] = "Tue, 24 Nov 2026 16:00:00 +0500"
    message["In-Reply-To"] = sent_letter(request(LETTER)).message_id
    return message


def _text(form: str) -> Way:
    """A mail of plain text; {above} and {said} are put in."""
    return lambda above, said: _of(form.format(above=above, said=said))


def _html(form: str) -> Way:
    """A mail of HTML alone."""
    return lambda above, said: _of("", form.format(above=escape(above), said=escape(said)))


def _of(text: str = "", html: str = "") -> bytes:
    message = bare_mail()
    if text or not html:
        message.set_content(text or "\n")
    if html:
        (message.add_alternative if text else message.set_content)(html, subtype="html")
    return message.as_bytes(policy=SMTP)


def _parts(*types: str, attached: bool = False) -> Way:
    """Two texts, one behind the other."""

    def way(above: str, said: str) -> bytes:
        message = bare_mail()
        message.make_mixed()
        for media_type, text in zip(types, (above, said), strict=True):
            part = EmailMessage()
            part.set_content(f"<p>{escape(text)}</p>" if media_type == "html" else text + "\n", subtype=media_type)
            if attached and text is said:
                part.add_header("Content-Disposition", "attachment", filename="ATT00001.txt")
            message.attach(part)
        return message.as_bytes(policy=SMTP)

    return way


def _quoted(above: str, said: str, mark: str = "> ") -> bytes:
    """Words between the lines of our letter, with its marks."""
    lines = [mark + line for line in _letter()[0].splitlines()]
    return _of("\n".join([above, "", HEAD, *lines[:9], mark + said, *lines[9:]]))


def _inside_html(above: str, said: str) -> bytes:
    """The same in HTML, in the blockquote of our letter."""
    inner = _letter()[1].replace("</p>", f"</p><p>{escape(said)}</p>", 1)
    return _of("", f'<div>{escape(above)}</div><div>{escape(HEAD)}</div><blockquote type="cite">{inner}</blockquote>')


def _below_quote(above: str, said: str) -> bytes:
    return _of("\n".join([above, "", OUTLOOK, "", _letter()[0], "", said]))


def _charset(above: str, said: str) -> bytes:
    """A second part whose charset the program did not name rightly."""
    body = said.encode("cp1251", "replace").decode("latin-1").encode("latin-1")
    head = bare_mail().as_bytes(policy=SMTP).rstrip() + b"\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    first = b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + above.encode() + b"\r\n"
    second = b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + body + b"\r\n--b--\r\n"
    return head + first + second


TEXT_WAYS: Mapping[str, Way] = {
    "below two dashes": _text("{above}\n--\n{said}\n"),
    "below the delimiter": _text("{above}\n\n-- \n{said}\n"),
    "below the delimiter and a signature": _text("{above}\n\n-- \n" + SIGNATURE + "\n{said}\n"),
    "between delimiter and signature": _text("{above}\n\n-- \n{said}\n" + SIGNATURE + "\n"),
    "below a long dash": _text("{above}\n—\n{said}\n"),
    "below underscores": _text("{above}\n___________________\n{said}\n"),
    "below a rule and above a signature": _text("{above}\n_______\n{said}\n" + SIGNATURE + "\n"),
    "below regards": _text("{above}\n\nС уважением,\n{said}\n"),
    "behind regards": _text("{above}\n\nС уважением, {said}\n"),
    "below regards and a name": _text("{above}\n\nС уважением,\n" + NAME + "\n{said}\n"),
    "below a name": _text("{above}\n\n" + NAME + "\n{said}\n"),
    "between post and telephone": _text("{above}\n\n" + NAME + "\nюрисконсульт\n{said}\nтел. +7 342 200-00-00\n"),
    "behind a post": _text("{above}\n\n" + NAME + "\nюрисконсульт. {said}\n"),
    "behind a telephone": _text("{above}\n\n" + NAME + "\nтел. +7 342 200-00-00, {said}\n"),
    "behind a device": _text("{above}\n\nОтправлено с iPhone. {said}\n"),
    "behind a device and a comma": _text("{above}\n\nОтправлено из мобильной Почты Mail, {said}\n"),
    "below a device": _text("{above}\n\nОтправлено с iPhone\n{said}\n"),
    "behind an English device": _text("{above}\n\nSent from my iPhone. {said}\n"),
    "behind a program's advertisement": _text("{above}\n\nGet Outlook for iOS {said}\n"),
    "behind an apology for typing": _text("{above}\n\nИзвините за опечатки, {said}\n"),
    "in a disclaimer": _text("{above}\n\n" + DISCLAIMER + " {said}\n"),
    "before a disclaimer": _text("{above}\n\nДанное сообщение конфиденциально: {said} " + DISCLAIMER + "\n"),
    "below a disclaimer": _text("{above}\n\n" + DISCLAIMER + "\n\n{said}\n"),
    "below a disclaimer in English": _text(
        "{above}\n\nThis e-mail is confidential and intended solely for the addressee.\n\n{said}\n"
    ),
    "below a plea for trees": _text("{above}\n\nПожалуйста, подумайте о природе, прежде чем печатать.\n{said}\n"),
    "below an antivirus mark": _text("{above}\n\nБез вирусов. www.avast.ru\n{said}\n"),
    "in a banner": _text("ВНИМАНИЕ! Внешнее письмо. {said}\n\n{above}\n"),
    "below a banner": _text("Это письмо получено из внешнего источника.\n{said}\n\n{above}\n"),
    "in a postscript": _text("{above}\n\n-- \n" + SIGNATURE + "\n\nP.S. {said}\n"),
    "in a Russian postscript": _text("{above}\n\nС уважением,\n" + NAME + "\n\nЗ.Ы. {said}\n"),
    "behind a quote's mark": _text("{above}\n\n> {said}\n"),
    "behind marks under our name": _text("{above}\n\n" + HEAD + "\n> {said}\n"),
    "below our name": _text("{above}\n\n" + OUTLOOK + "\n\n{said}\n"),
    "below a separator": _text("{above}\n\n-----Исходное сообщение-----\n{said}\n"),
    "between our lines": _quoted,
    "between our lines with initials": lambda above, said: _quoted(above, said, "СД> "),
    "below our letter": _below_quote,
    "in a line like an attribution": _text("{above}\n\n{said} 24.11.2026 Орлова <orlova@scena.example> пишет:\n"),
    "in a header's subject": _text("{above}\n\nОт: Согласование <contracts@scena.example>\nТема: {said}\n\nтекст\n"),
    "behind many blank lines": _text("{above}" + "\n" * 120 + "{said}\n"),
    "beyond the lines that are read": _text("{above}\n" + "старое\n" * 3100 + "{said}\n"),
    "beyond the characters that are read": _text("{above}\n" + ("старое " * 60 + "\n") * 700 + "{said}\n"),
}

HTML_WAYS: Mapping[str, Way] = {
    "second HTML": _parts("html", "html"),
    "second text": _parts("plain", "plain"),
    "HTML behind text": _parts("plain", "html"),
    "text behind HTML": _parts("html", "plain"),
    "the rest of the body in a file": _parts("plain", "plain", attached=True),
    "only in the HTML": lambda above, said: _of(above, f"<p>{escape(above)}</p><p>{escape(said)}</p>"),
    "only in the text": lambda above, said: _of(f"{above}\n\n{said}", f"<p>{escape(above)}</p>"),
    "another charset": _charset,
    "not displayed": _html('<p>{above}</p><div style="display:none">{said}</div>'),
    "hidden": _html("<p>{above}</p><div hidden>{said}</div>"),
    "invisible": _html('<p>{above}</p><div style="visibility:hidden">{said}</div>'),
    "transparent": _html('<p>{above}</p><div style="opacity:0">{said}</div>'),
    "without size": _html('<p>{above}</p><span style="font-size:0">{said}</span>'),
    "off the screen": _html('<p>{above}</p><div style="position:absolute;left:-9999px">{said}</div>'),
    "hidden by Word": _html('<p>{above}</p><p style="mso-hide:all">{said}</p>'),
    "white on white": _html('<p>{above}</p><p style="color:#ffffff">{said}</p>'),
    "white by font": _html('<p>{above}</p><font color="white">{said}</font>'),
    "nearly white": _html('<p>{above}</p><p style="color:rgb(250,250,250)">{said}</p>'),
    "white on dark": _html(
        '<p>{above}</p><table><tr><td bgcolor="#202020"><font color="#fff">{said}</font></td></tr></table>'
    ),
    "dark mode": _html('<body bgcolor="#000000" text="#ffffff"><p>{above}</p><p style="color:#fff">{said}</p></body>'),
    "white on an ancestor's ground": _html(
        '<div style="background-color:#333">{above}<div><p style="color:white">{said}</p></div></div>'
    ),
    "black on black": _html('<p>{above}</p><div style="background:#000"><p>{said}</p></div>'),
    "struck": _html("<p>{above}</p><p><s>{said}</s></p>"),
    "deleted": _html("<p>{above}</p><del>{said}</del>"),
    "struck by style": _html('<p>{above}</p><span style="text-decoration:line-through">{said}</span>'),
    "blockquote": _html("<p>{above}</p><blockquote>{said}</blockquote>"),
    "cited": _html('<p>{above}</p><blockquote type="cite">{said}</blockquote>'),
    "gmail_quote": _html('<p>{above}</p><div class="gmail_quote">{said}</div>'),
    "behind Outlook's mark": _html('<p>{above}</p><div id="appendonsend"></div><p>{said}</p>'),
    "in our letter": _inside_html,
    "gmail_signature": _html('<p>{above}</p><div class="gmail_signature">{said}</div>'),
    "signature beside a name": _html('<p>{above}</p><div id="Signature">Орлова<br>юрисконсульт<br>{said}</div>'),
    "behind the end": _html("<html><body><p>{above}</p></body></html><p>{said}</p>"),
    "three hundred deep": _html("<p>{above}</p>" + "<div>" * 300 + "{said}" + "</div>" * 300),
    "behind a picture's bytes": _html(
        '<p>{above}</p><img src="data:image/png;base64,' + "A" * 900_000 + '"><p>{said}</p>'
    ),
    "beyond the characters of HTML": _html(
        "<p>{above}</p>" + '<p class="' + "x" * 600 + '">старое</p>' * 2600 + "<p>{said}</p>"
    ),
    "beyond the elements": _html("<p>{above}</p>" + "<i>а</i>" * 45_000 + "<p>{said}</p>"),
    "cell of a table": _html("<table><tr><td>{above}</td><td>{said}</td></tr></table>"),
    "button": _html("<p>{above}</p><button>{said}</button>"),
    "instead of a picture": _html('<p>{above}</p><img src="cid:1" alt="{said}">'),
    "choice": _html("<p>{above}</p><select><option>{said}</option></select>"),
    "where no script runs": _html("<p>{above}</p><noscript>{said}</noscript>"),
    "where no object is shown": _html("<p>{above}</p><object>{said}</object>"),
    "drawing": _html("<p>{above}</p><svg><text>{said}</text></svg>"),
    "text area": _html("<p>{above}</p><textarea>{said}</textarea>"),
    "field": _html('<p>{above}</p><input type="text" value="{said}">'),
    "area of a map": _html('<p>{above}</p><map name="m"><area alt="{said}"></map>'),
    "template": _html("<p>{above}</p><template>{said}</template>"),
    "in letters from right to left": lambda above, said: _of(
        "", f"<p>{escape(above)}</p><bdo dir=rtl>{escape(said[::-1])}</bdo>"
    ),
    "turned round twice": lambda above, said: _of(f"{above}\n\n\u202e{said[::-1]}\u202c"),
    "struck by marks": _text("{above}\n\n~~{said}~~\n"),
    "text box of Word": _html(
        "<p>{above}</p><!--[if gte vml 1]><v:shape><v:textbox><div>{said}</div></v:textbox></v:shape><![endif]-->"
        "<![if !vml]><img src=cid:1><![endif]>"
    ),
    "for Outlook alone": _html("<p>{above}</p><!--[if mso]><p>{said}</p><![endif]-->"),
    "not displayed by a sheet": _html("<style>.k{{display:none}}</style><p>{above}</p><p class=k>{said}</p>"),
    "struck by a sheet": _html(
        "<style>p.a, #k{{text-decoration:line-through}}</style><p>{above}</p><p id=k>{said}</p>"
    ),
    "written by a sheet": _html('<style>.n::after{{content:" {said}"}}</style><p class=n>{above}</p>'),
    "behind a sign that nobody escaped": _html("<p>{above}</p><p {said}</p>"),
    "comment": _html("<p>{above}</p><!-- {said} -->"),
    "script": _html("<p>{above}</p><script>{said}</script>"),
    "style element": _html("<p>{above}</p><style>{said}</style>"),
    "title of the document": _html("<html><head><title>{said}</title></head><body>{above}</body></html>"),
    "tooltip": _html('<p title="{said}">{above}</p>'),
}

WAYS: Mapping[str, Way] = {**TEXT_WAYS, **HTML_WAYS}

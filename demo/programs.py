"""How mail programs write a reply: their words of attribution, their way to quote, text and HTML.

Each makes what its users really send, down to the class names by which others find where the quote begins.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.charset import BASE64, QP, Charset
from email.header import Header
from email.mime.application import MIMEApplication
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.policy import compat32
from email.utils import format_datetime, make_msgid
from html import escape
from zoneinfo import ZoneInfo

from babel.dates import format_datetime as in_words

from daemon.workflow.model import Person
from demo.letters import Attachment, Letter


@dataclass(frozen=True, slots=True)
class Quote:
    """What a reply answers to, as its program sees it."""

    letter: Letter
    zone: ZoneInfo

    @property
    def name(self) -> str:
        return self.letter.sender[0] or self.letter.sender[1]

    @property
    def address(self) -> str:
        return self.letter.sender[1]

    @property
    def lines(self) -> list[str]:
        return self.letter.text.rstrip().splitlines()

    def when(self, pattern: str) -> str:
        """The letter's date as Russian programs write it, in Unicode's date patterns."""
        return in_words(self.letter.date, pattern, tzinfo=self.zone, locale="ru")

    def marked(self, mark: str = "> ") -> str:
        return "\n".join(f"{mark}{line}".rstrip() for line in self.lines)


@dataclass(frozen=True, slots=True)
class Program:
    """A mail program. Without `html` it sends text only, without `text` HTML only."""

    name: str
    agent: str  # the value of X-Mailer or User-Agent
    text: Callable[[str, Quote], str] | None
    html: Callable[[str, Quote], str] | None
    encoding: int = BASE64


def reply(
    program: Program,
    letter: Letter,
    words: str,
    *,
    zone: ZoneInfo,
    now: datetime,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """The reply to a letter as finished bytes, with the whole letter quoted."""
    quote = Quote(letter, zone)
    root = _body(program, words, quote)
    if attachments:
        mixed = MIMEMultipart("mixed")
        mixed.attach(root)
        for each in attachments:
            mixed.attach(_attached(each))
        root = mixed
    subject = letter.subject if letter.subject.lower().startswith("re:") else f"Re: {letter.subject}"
    _address(root, letter.owner, letter, subject, now.astimezone(zone))
    root["User-Agent" if program.text else "X-Mailer"] = program.agent
    return _finished(root)


def away(letter: Letter, words: str, *, zone: ZoneInfo, now: datetime) -> bytes:
    """What a server answers by itself while its owner is away."""
    root = _text(words, "plain", BASE64)
    _address(root, letter.owner, letter, f"Автоматический ответ: {letter.subject}", now.astimezone(zone))
    root["Auto-Submitted"] = "auto-replied"
    root["X-Auto-Response-Suppress"] = "All"
    return _finished(root)


# -- MIME -------------------------------------------------------------------------------------------------------------


def _body(program: Program, words: str, quote: Quote) -> MIMEBase:
    parts = []
    if program.text:
        parts.append(_text(program.text(words, quote), "plain", program.encoding))
    if program.html:
        parts.append(_text(program.html(words, quote), "html", program.encoding))
    if len(parts) == 1:
        return parts[0]
    both = MIMEMultipart("alternative")
    for part in parts:
        both.attach(part)
    return both


def _text(text: str, kind: str, encoding: int) -> MIMEBase:
    charset = Charset("utf-8")
    charset.body_encoding = encoding
    part = MIMENonMultipart("text", kind)
    part.set_payload(text, charset)
    return part


def _attached(attachment: Attachment) -> MIMEBase:
    part = MIMEApplication(attachment.content)
    part.set_type(attachment.media_type)
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", attachment.name))
    return part


def _address(root: MIMEBase, author: Person, letter: Letter, subject: str, now: datetime) -> None:
    references = f"{letter.message['References'] or ''} {letter.message_id}".split()
    root["From"] = f"{Header(author.name, 'utf-8', header_name='From').encode()} <{author.email}>"
    root["To"] = letter.answer_to
    root["Subject"] = Header(subject, "utf-8", header_name="Subject").encode()
    root["Date"] = format_datetime(now)
    root["Message-ID"] = make_msgid(domain=author.email.partition("@")[2])
    root["In-Reply-To"] = letter.message_id
    root["References"] = "\r\n ".join(references)


def _finished(root: MIMEBase) -> bytes:
    # compat32 keeps what is folded already; the default policy would lose a space in a mixed subject
    return root.as_bytes(policy=compat32.clone(linesep="\r\n", max_line_length=None))


def _paragraphs(words: str, line: str = "<div>{}</div>") -> str:
    return "".join(line.format(escape(each) or "<br>") for each in words.splitlines())


# -- the programs -----------------------------------------------------------------------------------------------------


_GMAIL_DATE = "EEE, d MMM y 'г.' 'в' HH:mm"


def _gmail_text(words: str, quote: Quote) -> str:
    head = f"{quote.when(_GMAIL_DATE)}, {quote.name} <{quote.address}>:"
    return f"{words}\n\n{head}\n\n{quote.marked()}\n"


def _gmail_html(words: str, quote: Quote) -> str:
    address = escape(quote.address)
    return (
        f'<div dir="ltr">{_paragraphs(words)}</div><br><div class="gmail_quote gmail_quote_container">'
        f'<div dir="ltr" class="gmail_attr">{quote.when(_GMAIL_DATE)}, {escape(quote.name)} &lt;'
        f'<a href="mailto:{address}">{address}</a>&gt;:<br></div><blockquote class="gmail_quote" style="margin:0px 0px '
        '0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">'
        f"{quote.letter.html_inside}</blockquote></div>"
    )


def _outlook_head(quote: Quote) -> list[tuple[str, str]]:
    return [
        ("От:", f"{quote.name} <{quote.address}>"),
        ("Отправлено:", quote.when("EEEE, d MMMM y 'г.' H:mm")),
        ("Кому:", f"{quote.letter.owner.name} <{quote.letter.owner.email}>"),
        ("Тема:", quote.letter.subject),
    ]


def _outlook_text(words: str, quote: Quote) -> str:
    head = "\n".join(f"{label} {value}" for label, value in _outlook_head(quote))
    return f"{words}\n\n{head}\n\n{quote.letter.text}"


def _outlook_html(words: str, quote: Quote) -> str:
    head = "<br>".join(f"<b>{label}</b> {escape(value)}" for label, value in _outlook_head(quote))
    written = _paragraphs(words, '<p class="MsoNormal">{}<o:p></o:p></p>')
    return (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><body lang="RU"><div class="WordSection1">'
        f'{written}<p class="MsoNormal"><o:p>&nbsp;</o:p></p><div><div style="border:none;border-top:solid #E1E1E1 '
        f'1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">{head}<o:p></o:p></p></div></div>'
        f'<p class="MsoNormal"><o:p>&nbsp;</o:p></p>{quote.letter.html_inside}</div></body></html>'
    )


_APPLE_DATE = "d MMM y 'г.', 'в' HH:mm"
_SENT_FROM = "Отправлено с iPhone"


def _apple_text(words: str, quote: Quote) -> str:
    head = f"{quote.when(_APPLE_DATE)}, {quote.name} <{quote.address}> написал(а):"
    return f"{words}\n\n{_SENT_FROM}\n\n> {head}\n> \n{quote.marked()}\n"


def _apple_html(words: str, quote: Quote) -> str:
    head = f"{quote.when(_APPLE_DATE)}, {escape(quote.name)} &lt;{escape(quote.address)}&gt; написал(а):"
    return (
        '<html><body dir="auto"><div dir="ltr">'
        f'{_paragraphs(words)}<div dir="ltr"><br>{_SENT_FROM}</div><div dir="ltr"><br><blockquote type="cite">{head}'
        f'<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">{quote.letter.html_inside}</div>'
        "</blockquote></div></body></html>"
    )


def _thunderbird_text(words: str, quote: Quote) -> str:
    return f"{quote.when('dd.MM.y HH:mm')}, {quote.name} пишет:\n{quote.marked()}\n\n{words}\n"


def _thunderbird_html(words: str, quote: Quote) -> str:
    cite = escape(quote.letter.message_id.strip("<>"))
    return (
        f'<html><body><div class="moz-cite-prefix">{quote.when("dd.MM.y HH:mm")}, {escape(quote.name)} пишет:<br></div>'
        f'<blockquote type="cite" cite="mid:{cite}">{quote.letter.html_inside}</blockquote>'
        f"{_paragraphs(words, '<p>{}</p>')}</body></html>"
    )


def _yandex_html(words: str, quote: Quote) -> str:
    head = f"{quote.when('dd.MM.y, HH:mm')}, {escape(quote.name)} &lt;{escape(quote.address)}&gt;:"
    return (
        f"{_paragraphs(words)}<div>&nbsp;</div><div>{head}</div>"
        f"<blockquote><div>{quote.letter.html_inside}</div></blockquote>"
    )


_MAILRU_DATE = "EEEE, d MMMM y, HH:mm xxx"


def _mailru_head(quote: Quote) -> str:
    head = quote.when(_MAILRU_DATE)
    return f"{head[:1].upper()}{head[1:]} от {quote.name} <{quote.address}>:"


def _mailru_text(words: str, quote: Quote) -> str:
    return f"{words}\n\n\n>{_mailru_head(quote)}\n> \n{quote.marked('>')}\n"


def _mailru_html(words: str, quote: Quote) -> str:
    return (
        f"<HTML><BODY>{_paragraphs(words)}<div><br></div>"
        '<blockquote style="border-left:1px solid #0857A6; margin:10px; '
        f'padding:0 0 0 10px;">{escape(_mailru_head(quote))}<br><div><div class="js-helper js-readmsg-msg">'
        f"{quote.letter.html_inside}</div></div></blockquote></BODY></HTML>"
    )


_THE_BAT_DATE = "d MMMM y 'г.', H:mm:ss"


def _the_bat_text(words: str, quote: Quote) -> str:
    initials = "".join(word[0] for word in quote.name.split()[:2]).upper()
    head = f"Здравствуйте, {quote.name.split()[0]}.\n\nВы писали {quote.when(_THE_BAT_DATE)}:\n"
    return f"{head}\n{quote.marked(f'{initials}> ')}\n\n{words}\n"


GMAIL = Program("Gmail", "Gmail", _gmail_text, _gmail_html)
OUTLOOK = Program("Outlook", "Microsoft Outlook 16.0", _outlook_text, _outlook_html)
APPLE_MAIL = Program("Apple Mail", "iPhone Mail (23A341)", _apple_text, _apple_html, QP)
THUNDERBIRD = Program("Thunderbird", "Mozilla Thunderbird", _thunderbird_text, _thunderbird_html)
YANDEX = Program("Яндекс Почта", "Yamail [ http://yandex.ru ] 5.0", None, _yandex_html)
MAIL_RU = Program("Mail.ru", "Mail.Ru Mailer 1.0", _mailru_text, _mailru_html)
THE_BAT = Program("The Bat!", "The Bat! (v11.5)", _the_bat_text, None, QP)

PROGRAMS = (GMAIL, OUTLOOK, APPLE_MAIL, THUNDERBIRD, YANDEX, MAIL_RU, THE_BAT)

# Who writes with what; anybody else uses Gmail.
OF = {
    "lawyer": OUTLOOK,
    "commercial": GMAIL,
    "procurement": MAIL_RU,
    "accountant": OUTLOOK,
    "economist": YANDEX,
    "director": APPLE_MAIL,
    "clerk": THUNDERBIRD,
    "artistic": THE_BAT,
    "lawyer_deputy": THE_BAT,
}


def program_of(person: Person) -> Program:
    return OF.get(person.key, GMAIL)

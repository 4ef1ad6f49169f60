"""Programs that are at home in Russia: Yandex, Mail.ru, Rambler, The Bat!, MyOffice, 1C and others."""

from __future__ import annotations

from dataclasses import replace

from replies.html_ways import TABLE_TEXT, mail_ru, yandex
from replies.program import HtmlWay, Program, TextWay
from replies.programs.heads import block, line
from replies.quote import Quote

_YANDEX = HtmlWay(
    line('[[dd.MM.y, HH:mm]], "{name}" &lt;{link}&gt;:', html=True),
    "<div>&nbsp;</div><div>&nbsp;</div><div>{head}</div><blockquote><div>{quote}</div></blockquote>",
    line="<div>{}</div>",
    empty="<div>&nbsp;</div>",
    mangle=yandex,
    body="{}",
    signature="<div>-- <br />{}</div>",
)
_YANDEX_PHONE = replace(
    _YANDEX,
    cite="<div><br></div><div>{head}</div><blockquote>{quote}</blockquote>",
    head=line("[[d MMMM y 'г.' 'в' HH:mm]], {name} &lt;{link}&gt;:", html=True),
    device="<div><br></div><div>{}</div>",
)
_MAIL_RU_HEAD = "[[^EEEE, d MMMM y, HH:mm XXX]] от {name} <{address}>:"
_MAIL_RU = HtmlWay(
    line(_MAIL_RU_HEAD.replace("<{address}>", "&lt;{link}&gt;"), html=True),
    '<blockquote style="border-left:1px solid #0857A6; margin:10px; padding:0 0 0 10px;">\n\t{head}<br>\n\t<div id="">'
    "{quote}</div></blockquote>",
    line="<div>{}</div>",
    empty="<div><br></div>",
    mangle=mail_ru,
    body="\n<HTML><BODY>{}</BODY></HTML>\n",
    signature='<div data-signature-widget="container"><div data-signature-widget="content"><div>--<br>{}</div></div></div>',
)
_MAIL_RU_TEXT = TextWay(
    line(_MAIL_RU_HEAD), mark=">", gap="\n \n", source=lambda quote: TABLE_TEXT(quote.html), head_marked=True,
    signature="--\n{}",
)  # fmt: skip
_MAIL_RU_PHONE = replace(
    _MAIL_RU,
    cite='<br><blockquote style="border-left:1px solid #FC2C38;margin:10px;padding:0 0 0 10px">{head}<br>{quote}'
    "</blockquote>",
    head=line("[[EEEE, d MMMM y 'г.', HH:mm XXX]] от {name} &lt;{link}&gt;:", html=True),
)


def _initials(quote: Quote) -> str:
    return "".join(word[0] for word in quote.name.split()[:2]).upper()


def _bat(said_first: bool) -> TextWay:
    head = line(
        "Здравствуйте, {first}.\n\nВы писали [[d MMMM y 'г.', H:mm:ss]]:",
        "Hello {first},\n\n[[EEEE, MMMM d, y, h:mm:ss a]], you wrote:",
    )
    return TextWay(head, gap="\n\n", wrap=70, signature="-- \n{}", mark="СД> " if not said_first else "> ")


_BAT_END = TextWay(
    line("Здравствуйте, {first}.\n\nВы писали [[d MMMM y 'г.', H:mm:ss]]:"), gap="\n\n", wrap=70, mark="СД> ",
    signature="-- \nС уважением,\n {}",
)  # fmt: skip
_BAT_HTML = HtmlWay(
    line("Вы писали [[d MMMM y 'г.', H:mm:ss]]:", html=True),
    "<p>{head}</p><table><tr><td width=2 bgcolor=#0000ff><br></td><td width=100%>{quote}</td></tr></table>",
    line="<span style=\"font-family:'courier new'; font-size: 9pt;\">{}<br></span>\n",
    empty="<br>\n",
    body="<html><head><title>Re: договор</title></head><body>{}</body></html>\n",
    signature="<i>-- <br>{}</i>",
)
_BAT_HEADERS = (("X-Mailer", "The Bat! (v9.3.4) Professional"), ("X-Priority", "3 (Normal)"))
_1C = TextWay(block("-------- Исходное сообщение --------", ("От", "Дата", "Кому", "Тема"), "dd.MM.y H:mm:ss"), mark="> ",
              gap="\n\n", signature="{}")  # fmt: skip
_MYOFFICE = HtmlWay(
    line("[[d MMMM y 'г.', HH:mm]], {name} &lt;{address}&gt;:", html=True),
    '<div class="replied-message"><div class="replied-message__header">{head}</div><blockquote style="margin:0 0 0 8px;'
    'border-left:2px solid #d7d7d7;padding-left:8px">{quote}</blockquote></div>',
    line='<p style="margin:0">{}</p>',
    empty='<p style="margin:0"><br/></p>',
)
_RAMBLER = HtmlWay(
    line("[[dd.MM.y, HH:mm]], {name} &lt;{address}&gt; написал(а):", html=True),
    '<div class="rambler-quote"><div><i>{head}</i></div><blockquote type="cite" style="margin:0 0 0 10px">{quote}'
    "</blockquote></div>",
)
_CGP = TextWay(
    line('[[EEE, d MMM y HH:mm:ss Z]]\n "{name}" <{address}> пишет:'), mark="> ", gap="\n", wrap=72, signature="{}"
)
_YANDEX_ID = "{number}@mail.yandex.ru"
_MAIL_RU_HEADERS = (("X-Mailer", "Mail.Ru Mailer 1.0"), ("X-Priority", "3 (Normal)"), ("X-SenderField-Remind", "0"))
_MAIL_RU_ID = "1764{number}@f174.i.mail.ru"

PROGRAMS = (
    Program("yandex", "Яндекс Почта", None, _YANDEX, (("X-Mailer", "Yamail [ http://yandex.ru ] 5.0"),), _YANDEX_ID),
    Program("yandex-text", "Яндекс Почта, текст", TextWay(line('[[dd.MM.y, HH:mm]], "{name}" <{address}>:'), gap="\n"),
            None, (("X-Mailer", "Yamail [ http://yandex.ru ] 5.0"),), _YANDEX_ID, encoding="8bit"),
    Program("yandex-android", "Яндекс Почта для Android", None, _YANDEX_PHONE, (("X-Mailer", "Yamail [ http://yandex.ru ]"
            " 5.0"),), _YANDEX_ID, device="Отправлено из мобильной Яндекс Почты"),
    Program("mail-ru", "Mail.ru", _MAIL_RU_TEXT, _MAIL_RU, _MAIL_RU_HEADERS, _MAIL_RU_ID),
    Program("mail-ru-android", "Mail.ru для Android", _MAIL_RU_TEXT, _MAIL_RU_PHONE, _MAIL_RU_HEADERS, _MAIL_RU_ID,
            device="Отправлено из Mail.ru для Android"),
    Program("vk-workspace", "VK WorkSpace", _MAIL_RU_TEXT, _MAIL_RU, _MAIL_RU_HEADERS, "1764{number}@mail.{domain}",
            prefix="Re[2]: "),
    Program("rambler", "Рамблер/почта", None, _RAMBLER, (("X-Mailer", "Ramail 3u, (chameleon), http://mail.rambler.ru"),),
            "1764{number}@mail.rambler.ru"),
    Program("the-bat", "The Bat!", _BAT_END, None, _BAT_HEADERS, "{number}.20261124174502@{domain}",
            charset="windows-1251", encoding="8bit"),
    Program("the-bat-top", "The Bat!, ответ сверху", _bat(True), None, _BAT_HEADERS, "{number}.20261124174502@{domain}",
            charset="koi8-r", encoding="8bit", prefix="Re[2]: "),
    Program("the-bat-html", "The Bat!, HTML", _bat(False), _BAT_HTML, _BAT_HEADERS, "{number}.20261124174502@{domain}",
            charset="windows-1251", encoding="quoted-printable"),
    Program("myoffice", "МойОфис Почта", TextWay(line("[[d MMMM y 'г.', HH:mm]], {name} <{address}>:"), gap="\n"),
            _MYOFFICE, (("X-Mailer", "MyOffice Mail"),)),
    Program("1c", "1С:Документооборот", _1C, None, (("X-Mailer", "1C:Enterprise 8.3"),), "{uuid}@srv-1c",
            prefix="Ответ: ", binds=()),
    Program("communigate", "CommuniGate Pro", _CGP, None, (("X-Mailer", "CommuniGate Pro WebUser v6.3.13"),),
            "web-{number}@{domain}", charset="koi8-r", encoding="8bit", binds=("In-Reply-To",)),
)  # fmt: skip

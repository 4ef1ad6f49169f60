"""Mails in which something looks like a verdict that is none, or like none that is one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from replies.programs import PROGRAMS
from replies.quote import Said, Where
from replies.specimen import Expected, Specimen, answered, by_button, quote_of
from replies.specimens.crafted import crafted, forwarded, html_mail
from replies.writing import File

UNCLEAR = ("unclear",)
_NO_COMMENT = ""


def specimens() -> Iterator[Specimen]:
    yield from chain(
        _empty(), _around(), _subject_only(), _between_ways(), _negations(), _hidden(), _contradictions(), _chains(),
        _strangers(), _other_contracts(), _enclosed(), _banners(), _remarks_that_look_like_verdicts(), _away(), _idioms(),
    )  # fmt: skip


def _empty() -> Iterator[Specimen]:
    """Sent without a word: all that approves is in our own letter."""
    why = "no words of the person's own; «согласовано» is only quoted"
    for at, program in enumerate(PROGRAMS.values()):
        if at % 3:
            continue
        letters = ("procurement-round-2", "commercial-request", "lawyer-request", "director-signing")
        letter = letters[at % 4] if program.language == "ru" else "john-reminder"
        signature = ("", "Орлова М. П.", "С уважением,\nП. А. И.")[at % 3] if program.language == "ru" else "John Reed"
        yield answered("empty", program.key, letter, Said("", signature=signature), UNCLEAR, trap=why, words=signature)
    for program in ("thunderbird", "the-bat", "outlook", "gmail", "yandex", "mail-ru"):
        told = Said("", Where.BOTTOM, signature="Павлова А. И.\nКонтрактный управляющий")
        yield answered("empty-below", program, "procurement-round-2", told, UNCLEAR, trap=why, words=told.signature)


def _around() -> Iterator[Specimen]:
    """Approving words in signatures and disclaimers."""
    signature = "Отдел согласования договоров\n«Согласовано – значит сделано»"
    disclaimer = (
        "Настоящее сообщение не является офертой, акцептом или согласованием. Если вы получили его по ошибке, вернуть "
        "его следует отправителю; всё, что согласовано, оформляется отдельным документом."
    )
    english = (
        "This message does not constitute approval. Nothing in it is agreed or accepted unless confirmed in writing. "
        "If you are not the intended recipient, please return it to the sender."
    )
    rows = (
        ("signature", "outlook", "lawyer-request", Said("", signature=signature), "unclear", ""),
        ("signature", "gmail", "commercial-request", Said("Посмотрю после обеда", signature=signature), "unclear", ""),
        ("signature", "thunderbird", "lawyer-request", Said("Вернуть: нет сметы", Where.BOTTOM, signature=signature),
         "return", "нет сметы"),
        ("signature", "the-bat", "accountant-request", Said("Жду ответа юриста", signature=signature), "unclear", ""),
        ("disclaimer", "outlook-html-only", "commercial-request", Said("Вернуть: не та сумма", disclaimer=disclaimer),
         "return", "не та сумма"),
        ("disclaimer", "owa-2013", "economist-request", Said("", disclaimer=disclaimer), "unclear", ""),
        ("disclaimer", "notes", "lawyer-tickets", Said("Ознакомился", disclaimer=disclaimer), "unclear", ""),
        ("disclaimer", "outlook-en", "john-request", Said("I am out this week", disclaimer=english), "unclear", ""),
        ("disclaimer", "outlook-web", "procurement-request", Said("Согласовано", disclaimer=disclaimer), "approve", ""),
        ("disclaimer", "outlook-com", "john-reminder", Said("Return: wrong VAT", disclaimer=english), "return",
         "wrong VAT"),
        ("disclaimer", "gmail-en", "john-request", Said("Approved", disclaimer=english), "approve", ""),
    )  # fmt: skip
    for at, (name, program, letter, told, verdict, remark) in enumerate(rows):
        why = "an approving word stands in what the program adds to every mail"
        without = ("unclear",) if verdict == "approve" else ()
        yield answered(f"{name}-{at + 1}", program, letter, told, verdict, remark, trap=why, without=without,
                       words="\n".join((told.text, told.signature, told.disclaimer)))  # fmt: skip


def _subject_only() -> Iterator[Specimen]:
    why = "the word stands in the subject alone: a button was pressed and its text deleted, or it was our subject"
    for program, letter, label in (
        ("gmail-android", "commercial-request", "Согласовано"), ("iphone", "lawyer-request", "Согласовано"),
        ("outlook", "accountant-request", "Согласовано"), ("thunderbird", "economist-request", "С замечанием"),
        ("yandex", "procurement-request", "Вернуть"), ("iphone-en", "john-request", "Approve"),
        ("mail-ru", "director-signing", "Подписано"),
    ):  # fmt: skip
        tag = quote_of(letter, PROGRAMS["gmail"]).tag
        yield answered("subject-only", program, letter, by_button(""), UNCLEAR, trap=why, subject=f"Re: {tag} {label}")


def _between_ways() -> Iterator[Specimen]:
    """Words among the lines that say how to answer."""
    rows = (
        ("thunderbird", "commercial-request", "«согласовано»", "здесь не понял, что жать?"),
        ("the-bat", "lawyer-request", "«вернуть» и что исправить", "это мне не подходит"),
        ("claws", "accountant-request", "«согласовано» и замечание", "а где оно будет видно"),
        ("evolution", "procurement-round-2", "«вопрос» и сам вопрос", "так и писать?"),
        ("outlook", "economist-request", "«согласовано»", "не уверен"),
        ("gmail", "lawyer-tickets", "«согласовано»", "пока нет"),
        ("mutt", "john-request", "return", "what does this do"),
        ("apple-mail", "commercial-reminder", "«вернуть» и что исправить", "не знаю ещё"),
    )  # fmt: skip
    why = "the word of a verdict is ours, from the lines that say how to answer"
    for program, letter, behind, answer in rows:
        told = Said("", Where.TOP, ((behind, answer),))
        verdict = ("unclear", "question") if "?" in answer else ("unclear", "return") if "нет" in answer else UNCLEAR
        yield answered("between-ways", program, letter, told, verdict, trap=why)


def _negations() -> Iterator[Specimen]:
    rows: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
        ("outlook", "Не согласовано", ("return",), ""),
        ("iphone", "не согласовано!!", ("return",), ""),
        ("gmail", "Несогласовано", ("return",), ""),
        ("mail-ru", "Пока не согласовано", ("unclear", "return"), ""),
        ("yandex", "Никак не могу согласовать", ("return", "unclear"), ""),
        ("the-bat", "не могу сказать, что согласен", ("unclear", "return"), ""),
        ("outlook-web", "Согласовано не будет", ("unclear", "return"), ""),
        ("thunderbird", "не\nсогласовано", ("return", "unclear"), ""),
        ("k9", "НЕ СОГЛАСОВЫВАЮ", ("return",), ""),
        ("gmail-en", "Not approved", ("return",), ""),
        ("outlook-en", "I cannot approve this", ("return", "unclear"), ""),
        ("proton-text", "I disagree", ("return", "unclear"), ""),
        ("thunderbird-en", "Do not approve", ("return", "unclear"), ""),
        ("iphone-en", "Disapproved", ("return", "decline", "unclear"), ""),
        ("communigate", "Согласования не даю", ("return", "unclear"), ""),
        ("notes", "Возражаю", ("return", "unclear"), ""),
        ("rambler", "Не вижу причин согласовывать", ("return", "unclear"), ""),
        ("zimbra", "не вижу препятствий", ("approve", "unclear"), ""),
        ("myoffice", "Не возражаю против возврата", ("return", "unclear"), ""),
        ("xiaomi", "никаких возражений", ("approve", "unclear"), ""),
    )  # fmt: skip
    letters = {"ru": "commercial-request", "en": "john-request"}
    for at, (program, text, verdict, remark) in enumerate(rows):
        letter = letters[PROGRAMS[program].language]
        dangerous = () if "approve" not in verdict else ("return", "decline")
        yield answered(f"negation-{at + 1:02}", program, letter, text, verdict, remark, dangerous=dangerous,
                       trap="one small word turns the meaning round")  # fmt: skip


def _hidden() -> Iterator[Specimen]:
    """HTML that shows other words than it holds."""
    rows = (
        ("display-none", '<div style="display:none">Согласовано</div><div>Вернуть: нет сметы</div>', "return", "нет сметы"),
        ("font-size-0", '<div><span style="font-size:0px">Согласовано</span></div><div>Посмотрю завтра</div>', "unclear", ""),
        ("white", '<div style="background:#ffffff"><font color="#ffffff">Согласовано</font></div>', "unclear", ""),
        ("white-2", '<p style="color:#fff">Согласовано</p><p>Вернуть: сумма не та</p>', "return", "сумма не та"),
        ("visibility", '<p style="visibility:hidden">Согласовано</p><p>Вопрос: чей фонд?</p>', "question", "чей фонд?"),
        ("opacity", '<p style="opacity:0">Согласовано</p><p>&nbsp;</p>', "unclear", ""),
        ("comment", "<!-- Согласовано --><p>Не понял, что от меня нужно</p>", "unclear", ""),
        ("title", "<title>Согласовано</title><p>Вернуть: нет подписи</p>", "return", "нет подписи"),
        ("alt", '<p><img src="cid:logo" alt="Согласовано"></p>', "unclear", ""),
        ("class", "<style>.x{display:none}</style><p class=\"x\">Согласовано</p><p>Отклоняю</p>", "decline", ""),
        ("mso-hide", '<p style="mso-hide:all;display:none">Согласовано</p><p>Потом отвечу</p>', "unclear", ""),
        ("struck", "<p><s>Согласовано</s></p><p>Вернуть: нет приложения</p>", "return", "нет приложения"),
        ("struck-2", '<p><span style="text-decoration:line-through">Согласовано</span></p>', "unclear", ""),
        ("input", '<input type="hidden" value="Согласовано"><textarea hidden>Согласовано</textarea><p>Подумаю</p>',
         "unclear", ""),
        ("off-screen", '<div style="position:absolute;left:-9999px">Согласовано</div><p>Отвечу в среду</p>', "unclear", ""),
        ("height-0", '<div style="max-height:0;overflow:hidden">Согласовано</div><p>Вернуть: смета старая</p>', "return",
         "смета старая"),
        ("split", "<p>Не<wbr>&shy;</p><p> согласовано</p>", ("return", "unclear"), ""),
        ("reversed", '<p><bdo dir="rtl">онавосалгоС</bdo></p>', ("unclear", "approve"), ""),
    )  # fmt: skip
    for name, html, verdict, remark in rows:
        acceptable = (verdict,) if isinstance(verdict, str) else verdict
        if "unclear" not in acceptable:
            acceptable = (*acceptable, "unclear")
        yield html_mail(f"hidden-{name}", "gmail", "commercial-request", html, acceptable, remark,
                        "HTML holds a word that nobody sees")  # fmt: skip


def _contradictions() -> Iterator[Specimen]:
    why = "the text part and the HTML part say opposite things"
    for at, (text, html) in enumerate((
        ("Согласовано", "<p>Вернуть: нет сметы</p>"),
        ("Вернуть: нет сметы", "<p>Согласовано</p>"),
        ("Согласовано", "<p>Отклоняю</p>"),
        ("Не согласовано", "<p>Согласовано</p>"),
    )):  # fmt: skip
        yield html_mail(f"contradiction-{at + 1}", "outlook", "lawyer-request", html, UNCLEAR, "", why, text=text)
    texts = (
        ("Согласовано. Вернуть на доработку.", ("unclear", "return")),
        ("Вернуть. Хотя нет, согласовано.", ("unclear", "approve", "approve_with_remarks")),
        ("Согласовано\nНе согласовано", ("unclear",)),
        ("Согласовано, но вернуть на доработку приложение 2", ("unclear", "return")),
        ("Одобряю. Отклонить.", ("unclear",)),
        ("Approved. Please return it for rework.", ("unclear", "return")),
        ("Юрист: согласовано\nФинансы: вернуть", ("unclear",)),
    )
    for at, (text, verdict) in enumerate(texts):
        program = ("gmail", "outlook", "thunderbird", "mail-ru", "yandex", "gmail-en", "the-bat")[at]
        letter = "john-request" if PROGRAMS[program].language == "en" else "economist-request"
        yield answered(f"both-{at + 1}", program, letter, text, verdict, trap="two verdicts in one mail")


def _chains() -> Iterator[Specimen]:
    """Longer threads: the last words count, and only the sender's own."""
    why = "the approving word is a colleague's, forwarded below"
    for at, (program, above) in enumerate((
        ("outlook", ""), ("gmail", ""), ("thunderbird", "См. ниже"), ("iphone", ""), ("mail-ru", "Пересылаю"),
        ("yandex", "Олег ответил"), ("outlook-web", "FYI"), ("notes", "для сведения"), ("the-bat", ""),
        ("zimbra", "Вот мнение юриста"),
    )):  # fmt: skip
        yield forwarded(f"forwarded-{at + 1:02}", program, "lawyer-request", above, "Согласовано", UNCLEAR, "", why)
    why = "an earlier answer of the same thread is quoted below the present one"
    for at, (program, above, below, verdict, remark) in enumerate((
        ("outlook", "Вернуть: нашёл ошибку в п. 3", "Согласовано", "return", "нашёл ошибку в п. 3"),
        ("gmail", "Согласовано", "Вернуть: нет сметы", "approve", ""),
        ("thunderbird", "Вернуть: смета старая", "Согласовано", "return", "смета старая"),
        ("iphone", "Отклоняю", "Согласовано", "decline", ""),
        ("yandex", "Согласовано", "Не согласовано", "approve", ""),
        ("mail-ru", "Вопрос: а НДС?", "Согласовано", "question", "а НДС?"),
    )):  # fmt: skip
        yield forwarded(
            f"chain-{at + 1:02}", program, "lawyer-request", above, below, (verdict,), remark, why, chain=True
        )


def _strangers() -> Iterator[Specimen]:
    """Words of approval from somebody who was not asked: who it is must be seen, whatever the name says."""
    rows = (
        ("lookalike-domain", ("Белова Ирина Олеговна", "belova@scena-example.test")),
        ("lookalike-letter", ("Белова Ирина Олеговна", "belоva@scena.example")),
        ("name-is-address", ("belova@scena.example", "mallory@freemail.example")),
        ("name-with-brackets", ("Белова <belova@scena.example>", "mallory@freemail.example")),
        ("colleague", ("Зайцев Олег Юрьевич", "zaitsev@scena.example")),
        ("assistant", ("Секретарь Беловой", "secretary@scena.example")),
        ("other-domain", ("Белова Ирина Олеговна", "belova@mail.example")),
    )
    for at, (name, sender) in enumerate(rows):
        program = ("gmail", "outlook", "yandex", "iphone", "thunderbird", "mail-ru", "k9")[at]
        yield answered(f"stranger-{name}", program, "commercial-request", "Согласовано", ("approve", "unclear"),
                       trap="the sender is not the one who was asked", sender=sender, dangerous=("return", "decline"))  # fmt: skip


def _other_contracts() -> Iterator[Specimen]:
    why = "the words speak of another contract than the letter that is answered"
    for at, (program, text, verdict) in enumerate((
        ("gmail", "По договору З-2026-0041: согласовано", ("unclear", "approve_with_remarks")),
        ("outlook", "З-2026-0041 согласовано, З-2026-0042 вернуть", ("unclear", "return")),
        ("thunderbird", "Согласовано всё, кроме З-2026-0042", ("unclear", "return")),
        ("mail-ru", "Согласовано (это про договор с «Лютиком»)", ("unclear", "approve_with_remarks")),
        ("yandex", "Договор с «Лютиком» согласовано", ("unclear", "approve_with_remarks")),
        ("iphone", "Договор Б-2026-0007 согласован", ("unclear", "approve_with_remarks")),
    )):  # fmt: skip
        yield answered(f"other-contract-{at + 1}", program, "commercial-request", text, verdict, trap=why,
                       dangerous=("approve", "return", "decline") if "return" not in verdict else ("approve",))  # fmt: skip
    subject = "Re: [З-2026-0041/zzzzzzzzzz] На согласование до чт 26.11 18:00: Договор закупки ООО «Лютик»"
    yield answered("other-token", "outlook", "commercial-request", by_button("Согласовано"), ("approve", "unclear"),
                   trap="the token belongs to another request", subject=subject, bound=False,
                   to="contracts@scena.example", dangerous=("return", "decline"))  # fmt: skip


def _enclosed() -> Iterator[Specimen]:
    """The word stands in what is attached."""
    why = "the word stands in an attached mail or file, not in the person's own text"
    inner = (
        b"From: zaitsev@scena.example\r\nTo: orlova@scena.example\r\nSubject: contract\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        + "Согласовано\r\n".encode()
    )
    note = "Согласовано".encode()
    rows = (
        ("mail", "outlook", "", File("Ответ Зайцева.eml", "message/rfc822", inner), "unclear", ""),
        ("mail", "thunderbird", "во вложении ответ Зайцева", File("answer.eml", "message/rfc822", inner), "unclear", ""),
        ("file", "gmail", "Вернуть: замечания в файле", File("Согласовано.txt", "text/plain", note), "return",
         "замечания в файле"),
        ("file", "mail-ru", "", File("Согласовано.txt", "text/plain", note), "unclear", ""),
        ("file", "yandex", "", File("лист согласования, согласовано.html", "text/html", note), "unclear", ""),
        ("picture", "iphone", "", File("согласовано.jpg", "image/jpeg", b"\xff\xd8 a photo"), "unclear", ""),
    )  # fmt: skip
    for at, (name, program, text, file, verdict, remark) in enumerate(rows):
        yield answered(
            f"enclosed-{name}-{at + 1}", program, "lawyer-request", text, verdict, remark, trap=why, files=[file]
        )


def _banners() -> Iterator[Specimen]:
    """What gateways put above or below a person's words."""
    caution = "ВНИМАНИЕ: письмо получено от внешнего отправителя. Не открывайте вложения и ссылки."
    english = "CAUTION: This email originated from outside of the organization. Do not click links or open attachments."
    why = "a gateway wrote something around the words, and rewrote the links of the quote"
    rows = (
        ("outlook", f"{caution}\n\nВернуть: нет сметы", ("return", "unclear"), "нет сметы"),
        ("outlook-web", f"{caution}\n\nСогласовано", ("approve", "approve_with_remarks", "unclear"), ""),
        ("outlook-en", f"{english}\n\nApproved", ("approve", "approve_with_remarks", "unclear"), ""),
        ("gmail", f"Вернуть: нет сметы\n\n{'_' * 40}\nПроверено антивирусом. Угроз не обнаружено, всё согласовано с политикой",
         ("return",), "нет сметы"),
        ("the-bat", f"Подумаю\n\n{'-' * 30}\nThis email has been checked for viruses and approved by the scanner.",
         ("unclear",), ""),
    )  # fmt: skip
    for at, (program, text, verdict, remark) in enumerate(rows):
        letter = "john-request" if PROGRAMS[program].language == "en" else "accountant-request"
        dangerous = ("return", "decline") if "approve" in verdict else ()
        yield answered(f"banner-{at + 1}", program, letter, text, verdict, remark, trap=why, dangerous=dangerous)
    quote = quote_of("commercial-request", PROGRAMS["outlook-web"])
    links = quote.html.replace("mailto:", "https://eur05.safelinks.example/?url=mailto%3A")
    html = f'<div>Отвечу завтра</div><hr><div id="x_divRplyFwdMsg"><b>От:</b> contracts</div><div>{links}</div>'
    yield html_mail("safelinks", "outlook-web", "commercial-request", html, UNCLEAR, "", why)
    yield crafted(
        "scanner-opened", "gateway", "Проверяющий шлюз", "commercial-request",
        headers=(("From", "scanner@gateway.test"), ("Auto-Submitted", "auto-generated"),
                 ("X-Mailer", "LinkScanner 3.1")),
        subject="Re: {tag} Согласовано", text="Согласовано",
        expected=Expected((), kind=("auto_reply", "bulk", "unknown"), sender="scanner@gateway.test",
                          trap="a scanner followed the button of a letter"),
    )  # fmt: skip


def _remarks_that_look_like_verdicts() -> Iterator[Specimen]:
    rows = (
        ("outlook", "Вернуть: в п. 3 написано «согласовано», а подписи нет", "return", "а подписи нет"),
        ("gmail", "Согласовано с замечанием: слово «отклонить» в п. 9 лишнее", "approve_with_remarks",
         "слово «отклонить» в п. 9 лишнее"),
        ("thunderbird", "Вопрос: почему юрист пишет «согласовано», если сметы нет?", "question", "если сметы нет?"),
        ("mail-ru", "На доработку: согласовано было 700 тысяч, а в тексте 900", "return", "а в тексте 900"),
        ("yandex", "Вернуть. Бухгалтерия это не согласовала бы.", "return", "Бухгалтерия это не согласовала бы"),
        ("the-bat", "Возвращаю: фраза «возражений нет» должна быть в протоколе", "return", "должна быть в протоколе"),
        ("iphone", "Отклоняю, хотя юрист и согласовал", "decline", "хотя юрист и согласовал"),
        ("outlook-web", "Вопрос: согласовано ли это с бухгалтерией?", "question", "согласовано ли это с бухгалтерией?"),
        ("gmail-en", "Return: clause 3 says 'approved by both parties', but it is not signed", "return",
         "but it is not signed"),
        ("outlook-en", "Question: has legal approved the price?", "question", "has legal approved the price?"),
    )  # fmt: skip
    for at, (program, text, verdict, remark) in enumerate(rows):
        letter = "john-request" if PROGRAMS[program].language == "en" else "economist-request"
        yield answered(f"remark-{at + 1:02}", program, letter, text, verdict, remark,
                       trap="the remark holds the word of another verdict")  # fmt: skip


def _away() -> Iterator[Specimen]:
    """People who are away, and what they say besides."""
    rows = (
        ("iphone", "Согласовано. С 28 декабря я в отпуске.", ("approve", "approve_with_remarks", "unclear")),
        ("outlook", "Я в отпуске до 11 января, согласовать не могу, спросите Зайцева.", ("unclear", "delegate", "command")),
        ("gmail", "Меня нет на месте, по согласованию договоров обращайтесь к Зайцеву. Согласовано.", ("unclear", "command")),
        ("yandex", "На больничном. Всё, что согласовано Зайцевым, согласовано.", ("unclear", "command")),
        ("gmail-en", "I am on leave until Monday. Anything approved by Oleg is approved.", ("unclear", "command")),
    )  # fmt: skip
    for program, text, verdict in rows:
        letter = "john-request" if PROGRAMS[program].language == "en" else "lawyer-request"
        dangerous = (
            ("return", "decline") if "approve" in verdict else ("approve", "approve_with_remarks", "return", "decline")
        )
        yield answered("away-by-hand", program, letter, text, verdict, trap="an absence and an approving word in one mail",
                       dangerous=dangerous, kind=("person", "auto_reply"))  # fmt: skip


def _idioms() -> Iterator[Specimen]:
    """Sayings that hold a verdict's word and give none."""
    rows = (
        ("gmail-en", "No comment", ("unclear",)),
        ("outlook-en", "The return flight is on Monday", ("unclear",)),
        ("proton-text", "Approved? By whom?", ("unclear", "question")),
        ("outlook", "Вернуться бы к этому в январе", ("unclear",)),
        ("gmail", "Отклонений от плана нет", ("unclear",)),
        ("yandex", "Отмена репетиции в среду", ("unclear",)),
        ("mail-ru", "Вопросов больше, чем ответов", ("unclear", "question")),
        ("iphone", "Передайте всем привет", ("unclear",)),
        ("thunderbird", "Статус-кво меня устраивает", ("unclear",)),
    )  # fmt: skip
    for program, text, verdict in rows:
        letter = "john-request" if PROGRAMS[program].language == "en" else "accountant-request"
        yield answered("idiom", program, letter, text, verdict, trap="the word belongs to another sentence")

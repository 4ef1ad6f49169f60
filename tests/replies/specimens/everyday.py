"""Every program with everyday answers: above the quote, below it, between its lines, by button, with files."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from replies.programs import PROGRAMS
from replies.quote import Said, Where
from replies.specimen import Specimen, answered, by_button
from replies.specimens import said_en, said_ru
from replies.writing import File

_RU_LETTERS = ("commercial-request", "lawyer-request", "procurement-round-2", "accountant-request",
               "commercial-reminder", "economist-request", "procurement-answer", "lawyer-tickets",
               "commercial-unclear")  # fmt: skip
_EN_LETTERS = ("john-request", "john-reminder", "john-unclear")
_SIGNATURES = {
    "commercial": "Белова И. О.\nкоммерческий директор, театр «Сцена»\nтел. +7 (342) 200-00-11",
    "lawyer": "М. П. Орлова\nюрисконсульт",
    "procurement": "Павлова Анна Игоревна\nКонтрактный управляющий\npavlova@scena.example",
    "accountant": "Главный бухгалтер\nКрылова Нина Сергеевна",
    "economist": "Мишин Д. А., экономист",
    "john": "John Reed\nGuest director",
}
_BOTTOM = {"thunderbird", "thunderbird-en", "the-bat", "mutt", "claws", "claws-en", "evolution", "kmail", "seamonkey",
           "squirrelmail", "alpine", "roundcube", "horde", "gnus", "opera-mail", "thunderbird-html", "communigate"}  # fmt: skip


def specimens() -> Iterator[Specimen]:
    yield from _said()
    yield from _subtle()
    yield from _inside()
    yield from _buttons()
    yield from _files()
    yield from _signing()
    yield from _to_the_initiator()
    yield from _to_a_proposal()


def _said() -> Iterator[Specimen]:
    turn = {"ru": count(), "en": count()}
    for program in PROGRAMS.values():
        said = said_ru.SAID if program.language == "ru" else said_en.SAID
        letters = _RU_LETTERS if program.language == "ru" else _EN_LETTERS
        for each in range(2):
            at = next(turn[program.language])
            verdict, text, remark = said[at % len(said)]
            letter = letters[at % len(letters)]
            where = Where.BOTTOM if each and program.key in _BOTTOM else Where.TOP
            signature = _SIGNATURES[letter.partition("-")[0]] if at % 3 == 1 else ""
            told = Said(text, where, signature=signature)
            yield _everyday(f"{each + 1}-{where.value}", program.key, letter, told, verdict, remark)


def _everyday(
    name: str, program: str, letter: str, told: Said, verdict: str | tuple[str, ...], remark: str
) -> Specimen:
    to = {"Прошу передать Зайцеву": "Зайцеву", "Передайте Павловой": "Павловой", "Please forward to Pavlova": "Pavlova"}
    return answered(name, program, letter, told, verdict, remark, delegate_to=to.get(told.text, ""))


def _subtle() -> Iterator[Specimen]:
    """Words that must not be taken for more than they say, in programs by turns."""
    for language, said, letters in (
        ("ru", said_ru.SUBTLE, _RU_LETTERS), ("en", said_en.SUBTLE, _EN_LETTERS)
    ):  # fmt: skip
        programs = [each.key for each in PROGRAMS.values() if each.language == language]
        for at, (verdict, text, remark) in enumerate(said):
            program, letter = programs[at * 5 % len(programs)], letters[at % len(letters)]
            trap = "an approving word that approves nothing, or not without a remark"
            yield answered(f"words-{at + 1:02}", program, letter, text, verdict, remark, trap=trap)


_INSIDE = (
    ("commercial-request", "Сумма договора", "Сумма не та, должна быть 690 000", "вернуть",
     "return", "Сумма не та, должна быть 690 000"),
    ("lawyer-request", "Начало работ", "Дата начала раньше подписания", "Вернуть на доработку.",
     "return", "Дата начала раньше подписания"),
    ("procurement-round-2", "Окончание работ", "лучше до 15 марта", "Согласовано, есть пожелание, см. ниже.",
     ("approve_with_remarks", "approve"), ""),
)  # fmt: skip


def _inside() -> Iterator[Specimen]:
    """Answers between the lines of the quote, and a word above or below it."""
    programs = ("thunderbird", "thunderbird-html", "the-bat", "gmail", "outlook", "apple-mail", "mutt", "mail-ru",
                "yandex", "claws", "evolution", "roundcube", "outlook-web", "kmail", "em-client")  # fmt: skip
    for at, program in enumerate(programs):
        letter, behind, answer, above, verdict, remark = _INSIDE[at % len(_INSIDE)]
        if PROGRAMS[program].language == "en":
            continue
        told = Said(above, Where.TOP, ((behind, answer),))
        way = PROGRAMS[program].html
        tellable = way is None  # only marks tell without the letter
        without = ("unclear", "approve_with_remarks") if at % len(_INSIDE) == 2 else ("unclear",)
        yield answered(f"inside-{letter}", program, letter, told, verdict, remark, without=without, tellable=tellable)


def _buttons() -> Iterator[Specimen]:
    """A mail that a button of ours opened: our subject, a line that is ready, nothing quoted, often no References."""
    rows = (
        ("gmail-android", "commercial-request", "Согласовано", "Согласовано", "approve", ""),
        ("iphone", "lawyer-request", "С замечанием", "Согласовано с замечанием: в п. 5 две точки", "approve_with_remarks",
         "в п. 5 две точки"),
        ("outlook", "accountant-request", "Вернуть", "Вернуть: сумма без НДС", "return", "сумма без НДС"),
        ("yandex-android", "economist-request", "Вопрос", "Вопрос: чей это фонд?", "question", "чей это фонд?"),
        ("mail-ru-android", "procurement-request", "Согласовано", "Согласовано", "approve", ""),
        ("outlook-ios", "commercial-reminder", "Согласовано", "Согласовано", "approve", ""),
        ("samsung", "lawyer-tickets", "Вернуть", "Вернуть: нет срока вознаграждения", "return",
         "нет срока вознаграждения"),
        ("iphone-en", "john-request", "Approve", "Approved", "approve", ""),
        ("outlook-en", "john-reminder", "Return", "Return: no VAT rate", "return", "no VAT rate"),
        ("thunderbird", "procurement-round-2", "Согласовано", "Согласовано", "approve", ""),
        ("the-bat", "accountant-request", "С замечанием", "Согласовано с замечанием: срок поджимает",
         "approve_with_remarks", "срок поджимает"),
        ("xiaomi", "economist-request", "Согласовано", "Согласовано", "approve", ""),
    )  # fmt: skip
    for program, letter, label, text, verdict, remark in rows:
        subject = _button_subject(letter, label)
        yield answered("button", program, letter, by_button(text), verdict, remark, subject=subject)
    for program, letter, label in (("huawei", "commercial-request", "Вернуть"), ("k9", "lawyer-request", "Вопрос")):
        text = {"Вернуть": "Вернуть: ", "Вопрос": "Вопрос: "}[label]
        verdict: tuple[str, ...] = ("return", "unclear") if label == "Вернуть" else ("unclear",)
        trap = "the button's own words with nothing behind them"
        yield answered("button-unfilled", program, letter, by_button(text), verdict, trap=trap,
                       subject=_button_subject(letter, label))  # fmt: skip


def _button_subject(letter: str, label: str) -> str:
    from replies.specimen import quote_of

    return f"Re: {quote_of(letter, PROGRAMS['gmail']).tag} {label}"


def _files() -> Iterator[Specimen]:
    logo = File("image001.png", "image/png", b"\x89PNG a logo", inline=True)
    protocol = File(
        "Протокол разногласий.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    )
    for program, letter, text, verdict, remark, file in (
        ("outlook", "lawyer-request", "Согласовано.", "approve", "", logo),
        ("outlook-web", "lawyer-request", "Вернуть: протокол разногласий во вложении", "return",
         "протокол разногласий во вложении", protocol),
        ("gmail", "accountant-request", "Согласовано, см. вложение", ("approve", "approve_with_remarks"), "", protocol),
        ("thunderbird", "commercial-request", "Согласовано", "approve", "", File("подпись.p7s",
         "application/pkcs7-signature", b"0\x80 signature")),
        ("mail-ru", "procurement-request", "На доработку, замечания в файле", "return", "замечания в файле", protocol),
        ("yandex", "economist-request", "Согласен", "approve", "", logo),
    ):  # fmt: skip
        kind = "logo" if file is logo else "file"
        yield answered(f"with-{kind}", program, letter, text, verdict, remark, files=[file])


def _signing() -> Iterator[Specimen]:
    scan = File("Договор подписан.pdf", "application/pdf")
    for program, text in (("iphone", "Подписано"), ("outlook", "Подписал, скан во вложении"), ("gmail", "подписано"),
                          ("apple-mail", "Подписан"), ("yandex-android", "Подписано, спасибо")):  # fmt: skip
        verdict = ("approve", "approve_with_remarks") if "," in text else ("approve",)
        yield answered("signed", program, "director-signing", text, verdict, files=[scan])
    yield answered("signed-en", "gmail-en", "john-signing", "Signed", "approve", files=[scan])
    yield answered("not-signed", "mail-ru", "director-signing-reminder", "Вернуть: нет листа согласования", "return",
                   "нет листа согласования")  # fmt: skip


def _to_the_initiator() -> Iterator[Specimen]:
    """Answers to questions, commands of the initiator, corrections of a receipt."""
    rows = (
        ("answer", "thunderbird", "clerk-question", "Да, согласовано с Крыловой устно, смета 700 тысяч.",
         ("approve", "approve_with_remarks", "unclear"), "the initiator answers a question: the desk takes it as such"),
        ("withdraw", "outlook", "clerk-returned", "Отозвать", ("command",), ""),
        ("remind", "gmail", "clerk-escalation", "напомнить", ("command",), ""),
        ("status", "yandex", "clerk-escalation", "статус", ("command",), ""),
        ("undo", "mail-ru", "lawyer-receipt", "Отмена", ("undo",), ""),
        ("undo-2", "the-bat", "lawyer-receipt", "Отменить мой ответ", ("undo",), ""),
    )  # fmt: skip
    for name, program, letter, text, verdict, trap in rows:
        yield answered(f"initiator-{name}", program, letter, text, verdict, trap=trap,
                       dangerous=("return", "decline") if trap else ())  # fmt: skip


def _to_a_proposal() -> Iterator[Specimen]:
    """A colleague answered a forwarded request; its owner says whether that counts."""
    rows = (
        ("outlook", "Да", ("approve",), ""),
        ("iphone", "да, засчитать", ("approve", "command", "unclear"), ""),
        ("gmail", "Нет", ("unclear", "return", "command"), ""),
        ("mail-ru", "нет, не засчитывать", ("unclear", "return", "command"), ""),
        ("yandex", "Вернуть: я против такого процента", ("return",), "я против такого процента"),
        ("thunderbird", "Согласовано", ("approve",), ""),
    )  # fmt: skip
    for program, text, verdict, remark in rows:
        trap = "" if "approve" in verdict or "return" in verdict[:1] else "a no to a colleague's answer is no verdict"
        yield answered("to-proposal", program, "lawyer-proposed", text, verdict, remark, trap=trap)

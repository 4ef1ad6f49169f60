"""What we sent is not theirs, whatever program shows it how; what they wrote is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from daemon.mail.extract.reply_text import Words, own_words
from daemon.mail.extract.sent_text_diff import letter_of
from daemon.mail.extract.signature_block import Writer
from daemon.mail.parsing.html_text import html_lines
from daemon.mail.parsing.message import Message
from daemon.mail.parsing.text_lines import joined, plain_lines
from mail.post import HEAD, HTML_QUOTES, OUTLOOK, TEXT_QUOTES, all_letters, body_html, letter, marked, paragraphs

WRITER = Writer("Орлова Мария Петровна", "orlova@scena.example")
LETTERS = ["lawyer-request", "procurement-round-2", "john-request", "lawyer-receipt", "commercial-unclear"]
SAID = [
    "Согласовано",
    "согласовано, если всё в порядке",
    "Вернуть: срок оплаты лучше 10 дней",
    "Замечание увидят все, договор пойдёт дальше? Не понял.",
    "Approved",
    "+",
    "👍",
    "ок",
]
PLAIN = st.lists(st.text("абвгдежзиклмнопрстуф", min_size=2, max_size=9), min_size=1, max_size=12).map(" ".join)


def of_text(text: str, sent: Message | None) -> Words:
    known = letter_of(sent.plain, sent.html, sent.subject) if sent else None
    return own_words(plain_lines(text).lines, known, WRITER, html=False)


def of_html(html: str, sent: Message | None) -> Words:
    known = letter_of(sent.plain, sent.html, sent.subject) if sent else None
    return own_words(html_lines(html).lines, known, WRITER, html=True)


@pytest.mark.parametrize("name", LETTERS)
@pytest.mark.parametrize("quote", TEXT_QUOTES.values(), ids=TEXT_QUOTES.keys())
@pytest.mark.parametrize("said", SAID)
def test_words_above_a_quote_are_found_in_plain_text(name: str, quote: Callable[[Message], str], said: str) -> None:
    sent = letter(name)
    assert of_text(f"{said}\n\n{quote(sent)}", sent).text == said


@pytest.mark.parametrize("name", LETTERS)
@pytest.mark.parametrize("quote", HTML_QUOTES.values(), ids=HTML_QUOTES.keys())
@pytest.mark.parametrize("said", SAID)
def test_words_above_a_quote_are_found_in_html(name: str, quote: Callable[[str, str], str], said: str) -> None:
    sent = letter(name)
    assert of_html(quote(paragraphs(said), body_html(sent)), sent).text == said


@pytest.mark.parametrize("name", list(all_letters()))
def test_what_we_sent_and_nothing_else_leaves_no_words(name: str) -> None:
    sent = letter(name)
    for quote in TEXT_QUOTES.values():
        assert of_text(quote(sent), sent).text == ""
    for show in HTML_QUOTES.values():
        assert of_html(show("", body_html(sent)), sent).text == ""


@pytest.mark.parametrize("quote", ["marks", "initials", "narrow", "wide", "header block", "from HTML", "stars"])
def test_without_the_letter_structure_and_attribution_tell(quote: str) -> None:
    sent = letter()
    assert of_text(f"Согласовано\n\n{TEXT_QUOTES[quote](sent)}", None).text == "Согласовано"


@pytest.mark.parametrize("quote", [name for name in HTML_QUOTES if name != "no structure"])
def test_without_the_letter_the_structure_of_html_tells(quote: str) -> None:
    html = HTML_QUOTES[quote](paragraphs("Вернуть: нет сметы"), body_html(letter()))
    assert of_html(html, None).text == "Вернуть: нет сметы"


def test_words_below_a_marked_quote_are_found() -> None:
    sent = letter()
    assert of_text(f"{marked(sent)}\n\nСогласовано\n", sent).text == "Согласовано"
    assert of_text(f"{marked(sent)}\n\nСогласовано\n", None).text == "Согласовано"


def test_words_below_an_unmarked_quote_are_found_by_subtraction() -> None:
    sent = letter()
    assert of_text(f"{OUTLOOK}\n\n{sent.plain}\n\nСогласовано\n", sent).text == "Согласовано"


def test_answers_between_the_lines_are_found_in_their_order() -> None:
    sent = letter()
    lines = marked(sent).splitlines()
    at = next(number for number, line in enumerate(lines) if "Контрагент" in line)
    text = "\n".join(["Вернуть.", *lines[: at + 1], "не тот", *lines[at + 1 :]])
    for known in (sent, None):
        assert of_text(text, known).text.split() == ["Вернуть.", "не", "тот"]


def test_answers_between_lines_that_nothing_marks_are_found_by_subtraction() -> None:
    sent = letter()
    lines = sent.plain.splitlines()
    at = next(number for number, line in enumerate(lines) if "Контрагент" in line)
    text = "\n".join(["Вернуть.", OUTLOOK, "", *lines[: at + 1], "не тот", *lines[at + 1 :]])
    assert of_text(text, sent).text.split() == ["Вернуть.", "не", "тот"]


def test_a_word_behind_a_quoted_line_is_found() -> None:
    sent = letter()
    html = body_html(sent).replace("ООО «Ромашка»</td>", "ООО «Ромашка» <b>не тот</b></td>")
    shown = HTML_QUOTES["outlook"](paragraphs("Вернуть"), html)
    assert "не тот" in of_html(shown, sent).text


def test_another_letter_of_ours_in_the_quote_is_not_theirs_either() -> None:
    """The letter that is known is not the one that is quoted: what stands differently there is nobody's answer."""
    known, quoted = letter("commercial-request"), letter("commercial-reminder")
    assert of_text(f"Вернуть: дорого\n\n{OUTLOOK}\n\n{quoted.plain}", known).text == "Вернуть: дорого"
    assert of_html(HTML_QUOTES["outlook"](paragraphs("Вернуть: дорого"), body_html(quoted)), known).text == (
        "Вернуть: дорого"
    )


@pytest.mark.parametrize(
    ("known", "quoted"),
    [
        ("lawyer-receipt", "lawyer-request"),
        ("procurement-request", "procurement-round-2"),
        ("john-request", "john-reminder"),
    ],
)
def test_words_of_a_letter_that_is_not_known_are_never_answers(known: str, quoted: str) -> None:
    other = letter(quoted)
    for name in ("gmail", "outlook", "apple", "mail.ru"):
        html = HTML_QUOTES[name](paragraphs("Вернуть: дорого"), body_html(other))
        assert of_html(html, letter(known)).text == "Вернуть: дорого"


def test_what_another_wrote_in_the_thread_is_not_the_writers() -> None:
    sent = letter()
    text = (
        f"Вернуть\n\nОт: Зайцев Олег <zaitsev@scena.example>\nОтправлено: 24 ноября 2026 г. 12:00\nКому: Орлова\n"
        f"Тема: RE: договор\n\nЯ бы согласовал. Согласовано с моей стороны.\n\n{OUTLOOK}\n\n{sent.plain}"
    )
    assert of_text(text, sent).text == "Вернуть"


def test_their_own_earlier_answer_in_the_quote_does_not_count_again() -> None:
    sent = letter()
    inner = "\n".join(f"> {line}" for line in ["Согласовано", "", *marked(sent).splitlines()])
    text = f"Отмена\n\n25.11.2026 9:00, Орлова Мария <orlova@scena.example> пишет:\n{inner}"
    assert of_text(text, sent).text == "Отмена"


def test_a_note_above_a_forward_is_the_only_word() -> None:
    text = (
        "Посмотрите, пожалуйста\n\n---------- Пересылаемое сообщение ----------\nОт: Зайцев <zaitsev@scena.example>\n"
        "Дата: 24.11.2026\nТема: договор\n\nСогласовано"
    )
    words = of_text(text, None)
    assert words.text == "Посмотрите, пожалуйста"
    assert words.forwards


def test_struck_words_are_taken_back() -> None:
    assert of_html("<div><s>Согласовано</s> Вернуть: нет сметы</div>", None).text == "Вернуть: нет сметы"


@pytest.mark.parametrize(
    "style",
    ["display:none", "font-size:0", "opacity:0", "visibility:hidden", "color:#ffffff", "position:absolute;left:-999px"],
)
def test_words_that_nobody_sees_are_not_said(style: str) -> None:
    assert of_html(f'<div style="{style}">Согласовано</div><p>Отвечу в среду</p>', None).text == "Отвечу в среду"


def test_a_sign_that_is_a_picture_is_a_word() -> None:
    assert of_html('<div><img alt="👍" src="cid:1"></div>', None).text == "👍"


def test_words_written_into_the_signature_are_read_when_there_are_no_others() -> None:
    assert of_html('<div></div><div id="Signature">Согласовано</div>', None).text == "Согласовано"
    assert of_html('<div>Вернуть</div><div id="Signature">Театр «Сцена»</div>', None).text == "Вернуть"


@settings(deadline=None)
@given(said=PLAIN, quote=st.sampled_from(sorted(TEXT_QUOTES)))
def test_plain_words_above_a_quote_are_all_found(said: str, quote: str) -> None:
    sent = letter()
    assert of_text(f"{said}\n\n{TEXT_QUOTES[quote](sent)}", sent).text == said


@settings(deadline=None)
@given(said=st.text(st.characters(codec="utf-8"), max_size=200), quote=st.sampled_from(sorted(TEXT_QUOTES)))
def test_a_quote_of_the_letter_never_changes_the_words(said: str, quote: str) -> None:
    sent = letter()
    alone = of_text(said, sent).text
    assume(not any(line.startswith(">") or line.endswith(":") for line in alone.splitlines()))  # no quote itself
    assert of_text(f"{said}\n\n{TEXT_QUOTES[quote](sent)}", sent).text in (alone, joined(alone.splitlines()[:-1]))


@settings(deadline=None)
@given(st.text(max_size=500))
def test_any_text_gives_words(text: str) -> None:
    assert isinstance(of_text(text, letter()).text, str)
    assert isinstance(of_html(text, letter()).text, str)


def test_very_long_words_are_cut_and_say_so() -> None:
    words = of_text("\n".join(f"строка {each} о договоре" for each in range(1000)), None)
    assert words.cut
    assert len(words.text.splitlines()) <= 200
    assert HEAD not in words.text

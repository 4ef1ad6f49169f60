"""Letters as people see them: text and HTML say the same, values do no harm, the first lines say what matters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from functools import cache

import lxml.html
import pytest
from workflow.people import facts, route, someone, stage
from workflow.story import Story

from daemon.mail.compose import mime
from daemon.mail.compose.catalogue import Wording
from daemon.mail.compose.layout import Composed
from daemon.mail.compose.letter_composer import write
from daemon.mail.compose.letter_context import About, LetterContext, Matter
from daemon.mail.compose.russian_names import gender, whom
from daemon.name_cases import Gender
from daemon.workflow.letter_kind import LetterKind
from daemon.workflow.model import Participant
from mail.compose.test_every_letter import HOUSE, Writer, stories

NASTY = 'ООО "<b>Ромашка</b>"\r\nBcc: all@scena.example\u202e & {number} \u200b%s <script>alert(1)</script>'


@cache
def composed() -> tuple[tuple[LetterKind, str, Composed], ...]:
    return tuple(each for story in stories() for each in story.composed)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text.lower()))


def _shown(html: str) -> str:
    tree = lxml.html.fromstring(html)
    for unread in tree.iter("a", "style"):
        unread.text = ""
    return " ".join(tree.itertext())


def test_text_and_html_of_every_letter_say_the_same() -> None:
    for kind, language, letter in composed():
        assert _words(letter.text) == _words(_shown(letter.html)), (kind, language)


def test_subjects_are_short_enough_for_a_list_of_mails() -> None:
    for kind, language, letter in composed():
        what = re.sub(r"\[[^\]]*\]", "", letter.subject.removeprefix("Re: ")).strip()
        assert 5 <= len(what) <= 150, (kind, language, letter.subject)


def test_a_text_with_a_value_that_nobody_fills_in_is_named_with_those_that_are() -> None:
    texts = {"reopened": {"first": "Договор {numer} открыт снова"}}
    with pytest.raises(KeyError, match=r"reopened\.first in ru\.yaml has \{numer\}; known here: number, round"):
        Wording("ru", texts, HOUSE.zone).say("reopened.first", round=2, number="З-2026-0042")


def test_no_letter_shouts() -> None:
    for kind, language, letter in composed():
        assert "!" not in letter.text + letter.subject, (kind, language)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_first_lines_of_a_request_say_who_is_asked_what_until_when(language: str) -> None:
    for kind, written, letter in composed():
        if (kind, written) == (LetterKind.REQUEST, language):
            first = " ".join(letter.text.split("\n\n")[0].split("\n")[:2])
            assert re.search(r"прошу (?:согласовать|подписать)|please (?:approve|sign)", first)
            assert re.search(r"\d{2}:\d{2}", first)


def _nasty() -> Iterator[tuple[str, Composed]]:
    story = Story(route(stage("fund", "commercial")), known=(replace(facts()[0], value=NASTY), *facts()[1:]))
    to = Participant("commercial", "Белова\r\nBcc: x@y.example Ирина", language="ru")
    matter = Matter(story.contract, 3, "a" * 64, story.now)
    for kind in (LetterKind.REQUEST, LetterKind.REMINDER, LetterKind.ESCALATION, LetterKind.REGISTERED):
        yield kind.value, write(HOUSE, kind, to, matter, About(story.contract.request(1), "k7q2mx"))


def test_values_are_values_in_headers_html_and_text() -> None:
    for kind, letter in _nasty():
        assert "<b>" not in letter.html, kind
        assert "<script>" not in letter.html
        assert "\u202e" not in letter.text + letter.html + letter.subject
        assert "{number}" in letter.text  # a value is no text of the catalogue
        assert "\n" not in letter.subject
        envelope = mime.Envelope(
            ("Сцена\nBcc: a@b.example", "contracts@scena.example"),
            ("Белова\r\nBcc: a@b.example", "belova@scena.example"),
            "contracts@scena.example",
            "<1@scena.example>",
            datetime(2026, 11, 23, tzinfo=UTC),
        )
        parsed = message_from_bytes(mime.build(letter, envelope), policy=default)
        assert parsed["Bcc"] is None
        assert set(parsed.keys()) >= {"From", "To", "Subject", "Auto-Submitted"}


def test_a_long_remark_stands_below_the_first_line_and_a_short_one_in_it() -> None:
    for length, inside in ((20, True), (400, False)):
        story = Writer(route(stage("fund", "commercial", "accountant")))
        remark = "слово " * (length // 6)
        story.returns("commercial", remark.strip())
        letter = next(each for kind, language, each in story.composed if (kind, language) == (LetterKind.RECEIPT, "ru"))
        assert (remark.strip() in letter.text.split("\n\n")[0].replace("\n", " ")) is inside
        assert "слово" in letter.text


def test_a_button_s_reply_is_bound_by_its_address_and_its_subject() -> None:
    story = Story(route(stage("fund", "commercial")))
    matter = Matter(story.contract, 3, "a" * 64, story.now)
    letter = write(HOUSE, LetterKind.REQUEST, someone("commercial"), matter, About(story.contract.request(1), "k7q2mx"))
    links = [each.get("href") or "" for each in lxml.html.fromstring(letter.html).iter("a")]
    assert len(links) == 4
    assert all(each.startswith("mailto:contracts+k7q2mx@scena.example?subject=Re%3A%20%5B") for each in links)


@pytest.mark.parametrize(
    ("name", "sex", "form"),
    [
        ("Орлова Мария Петровна", Gender.WOMAN, "Орлову М. П."),
        ("Зайцев Олег Юрьевич", Gender.MAN, "Зайцева О. Ю."),
        ("Громов Пётр Ильич", Gender.MAN, "Громова П. И."),
        ("Крупская Анна Ильинична", Gender.WOMAN, "Крупскую А. И."),
        ("Шевченко Тарас Григорьевич", Gender.MAN, "Шевченко Т. Г."),
        ("Римский-Корсаков Николай Андреевич", Gender.MAN, "Римского-Корсакова Н. А."),
        ("Кравец Павел Иванович", Gender.MAN, "Кравца П. И."),
        ("Цой Павел Иванович", Gender.MAN, "Цоя П. И."),
        ("Толстой Лев Николаевич", Gender.MAN, "Толстого Л. Н."),
        ("Цой Анна Игоревна", Gender.WOMAN, "Цой А. И."),
        ("Заяц Павел Иванович", Gender.MAN, ""),
        ("Соловей Павел Иванович", Gender.MAN, ""),
        ("Загребень Павел Иванович", Gender.MAN, ""),
        ("John Reed", Gender.UNKNOWN, ""),
        ("", Gender.UNKNOWN, ""),
    ],
)
def test_a_name_is_put_into_a_case_only_where_the_rule_is_sure(name: str, sex: Gender, form: str) -> None:
    assert gender(name) is sex
    assert whom(name).replace("\u00a0", " ") == form


def test_somebody_whose_name_cannot_be_inflected_is_stood_in_for_all_the_same() -> None:
    story = Story(route(stage("fund", "commercial")))
    reed = Participant("john", "John Reed")
    request = replace(story.contract.request(1), on_behalf_of=reed)
    letter = LetterContext(HOUSE, someone("commercial"), Matter(story.contract, 3, "a" * 64, story.now), About(request))
    assert letter.who(request).replace("\u00a0", " ") == "Белова И. О. (вместо: John Reed)"

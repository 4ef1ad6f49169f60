"""A digest answered from ten mail programs: above the quote, below it, and between its lines."""

from __future__ import annotations

import pytest

from daemon.mail.interpret.digest_answer import DigestAnswer, read_digest_answer
from daemon.mail.interpret.intent import Intent
from daemon.mail.interpret.lexicon import Lexicon
from daemon.mail.interpret.pipeline import interpret, sent_letter
from replies.digest import NUMBERS, digest_letter
from replies.program import Program
from replies.programs import PROGRAMS
from replies.quote import Quote, Said, Where
from replies.writing import reply

TEN = (
    "outlook",
    "outlook-web",
    "gmail",
    "gmail-android",
    "apple-mail",
    "iphone",
    "yandex",
    "mail-ru",
    "thunderbird",
    "the-bat",
)
MORE = (
    "owa-2013",
    "outlook-text",
    "thunderbird-html",
    "outlook-new",
    "roundcube",
    "evolution",
    "samsung",
    "outlook-ios",
)
OWN = frozenset({"contracts@scena.example"})
LEXICON = Lexicon.with_words({})
WORDS = "1 да, 2 вернуть: нет сметы, остальные согласовано"
SAID = {1: Intent.APPROVE, 2: Intent.RETURN, 3: Intent.APPROVE}


def _programs() -> list[Program]:
    return [PROGRAMS[each] for each in (*TEN, *MORE)]


def _read(program: Program, said: Said) -> DigestAnswer:
    raw = reply(program, Quote(digest_letter()), said)
    sent = sent_letter(digest_letter())
    interpretation = interpret(raw, own_addresses=OWN, sent=sent, lexicon=LEXICON)
    return read_digest_answer(interpretation, sent, NUMBERS, LEXICON)


def _as_words(answer: DigestAnswer) -> dict[int, Intent]:
    return {each.line: each.reading.intent for each in answer.lines}


@pytest.mark.parametrize("program", _programs(), ids=lambda each: each.key)
@pytest.mark.parametrize("words", [WORDS, "1. да\n2. вернуть: нет сметы\n3. согласовано"])
def test_a_digest_is_answered_above_its_quote(program: Program, words: str) -> None:
    answer = _read(program, Said(words, Where.TOP, signature="Орлова М. П., юрисконсульт"))
    assert _as_words(answer) == SAID
    assert (answer.loose, answer.strange) == ((), ())


@pytest.mark.parametrize("program", _programs(), ids=lambda each: each.key)
def test_answers_between_the_lines_of_the_quote_are_of_the_line_above(program: Program) -> None:
    inside = (
        (f"contracts/{NUMBERS[1]}", "согласовано"),
        (f"contracts/{NUMBERS[2]}", "вернуть: нет сметы"),
        (f"contracts/{NUMBERS[3]}", "вопрос: кто платит?"),
    )
    answer = _read(program, Said("", Where.INSIDE, inside))
    assert _as_words(answer) == {1: Intent.APPROVE, 2: Intent.RETURN, 3: Intent.QUESTION}
    assert answer.loose == ()


@pytest.mark.parametrize("program", _programs(), ids=lambda each: each.key)
def test_an_answer_to_one_line_in_the_quote_is_of_no_other(program: Program) -> None:
    answer = _read(program, Said("", Where.INSIDE, ((f"contracts/{NUMBERS[2]}", "согласовано"),)))
    assert _as_words(answer) == {2: Intent.APPROVE}


@pytest.mark.parametrize("program", _programs(), ids=lambda each: each.key)
def test_a_word_of_no_line_above_the_quote_is_asked_about(program: Program) -> None:
    answer = _read(program, Said("Согласовано", Where.TOP, signature="Орлова М. П., юрисконсульт"))
    assert answer.lines == ()
    assert answer.loose == ("Согласовано",)

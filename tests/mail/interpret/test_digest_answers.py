"""What is said of each line of a digest, in people's words; and that no line's verdict lands on another."""

from __future__ import annotations

import itertools
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from daemon.mail.interpret.digest_answer import DigestAnswer, read_digest_answer
from daemon.mail.interpret.intent import Intent
from daemon.mail.interpret.lexicon import Lexicon
from daemon.mail.interpret.pipeline import interpret

CASES: list[dict[str, Any]] = YAML(typ="safe").load(Path(__file__).with_name("digest_answers.yaml"))
NUMBERS = {line: f"З-2026-{40 + line:04}" for line in range(1, 5)}
LEXICON = Lexicon.with_words({})
WORDS = {Intent.APPROVE_WITH_REMARKS: "remarks"}


def answered(text: str, numbers: dict[int, str] = NUMBERS) -> DigestAnswer:
    """What a mail with these words says."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "orlova@scena.example", "contracts@scena.example", "Re: Сводка"
    mail["Message-ID"] = "<1@scena.example>"
    mail.set_content(text)
    own = frozenset({"contracts@scena.example"})
    interpretation = interpret(mail.as_bytes(), own_addresses=own, sent=None, lexicon=LEXICON)
    return read_digest_answer(interpretation, None, numbers, LEXICON)


def as_words(answer: DigestAnswer) -> dict[int, str]:
    return {each.line: WORDS.get(each.reading.intent, each.reading.intent.value) for each in answer.lines}


@pytest.mark.parametrize("case", CASES, ids=[each["text"].replace("\n", " / ") for each in CASES])
def test_each_line_is_read_as_its_writer_meant_it(case: dict[str, Any]) -> None:
    answer = answered(case["text"])
    assert as_words(answer) == case["lines"]
    assert bool(answer.loose) == case.get("loose", False)
    assert list(answer.strange) == case.get("strange", [])


def test_there_are_as_many_answers_as_the_issue_asks_for() -> None:
    assert len(CASES) >= 80


@pytest.mark.parametrize(
    ("text", "said"), [("согласовано", "approve"), ("1 да", "approve"), ("вернуть: срок мал", "return")]
)
def test_of_a_single_line_a_bare_word_is_enough(text: str, said: str) -> None:
    assert as_words(answered(text, {1: NUMBERS[1]})) == {1: said}


def test_a_number_that_is_no_line_is_no_approval_of_the_only_one() -> None:
    answer = answered("2 согласовано", {1: NUMBERS[1]})
    assert (answer.lines, answer.strange) == ((), ("2",))


VERDICTS = {
    "согласовано": Intent.APPROVE,
    "да": Intent.APPROVE,
    "вернуть: нет сметы": Intent.RETURN,
    "отклонить: не нужен": Intent.DECLINE,
    "вопрос: кто платит?": Intent.QUESTION,
}
NAMES = ["{0}", "{0}.", "{0})", "{0} -", "по {0}-му", "№{0}"]


@given(
    said=st.dictionaries(st.integers(1, 4), st.sampled_from(sorted(VERDICTS)), min_size=1),
    order=st.randoms(use_true_random=False),
    name=st.sampled_from(NAMES),
    between=st.sampled_from(["\n", ", ", "; ", "\n\n"]),
)
def test_no_verdict_lands_on_another_line(said: dict[int, str], order: Any, name: str, between: str) -> None:
    lines = list(said)
    order.shuffle(lines)
    text = between.join(f"{name.format(line)} {said[line]}" for line in lines)
    found = {each.line: each.reading.intent for each in answered(text).lines}
    for line, intent in found.items():
        assert intent in (VERDICTS.get(said.get(line, "")), Intent.UNCLEAR), text
    assert set(said) <= set(found), text


@given(
    st.lists(
        st.sampled_from(
            [
                "1",
                "2",
                "3",
                "7",
                "да",
                "нет",
                ",",
                "\n",
                "вернуть",
                "согласовано",
                "остальные",
                "все",
                "кроме",
                "п.",
                "-",
                "и",
                "не",
                "сметы",
                "по",
                "%",
                "с",
                "дня",
            ]
        ),
        max_size=9,
    )
)
def test_whatever_stands_around_an_approval_it_needs_a_name_of_its_line(pieces: list[str]) -> None:
    """An approval is given to a line only where its number, a range, "the rest" or "all" stands in the text."""
    text = " ".join(pieces)
    approved = [each.line for each in answered(text).lines if each.reading.intent is Intent.APPROVE]
    general = {"остальные", "все", "-", "с"} & set(pieces)
    assert all(str(line) in pieces or general for line in approved), text
    if "нет" in pieces or "не" in pieces or "вернуть" in pieces:
        assert len(approved) < 4 or "кроме" in pieces, text


def test_the_ways_to_say_two_lines_agree() -> None:
    """Whatever separates them and in whatever order they stand, two lines are said the same of."""
    for first, second in itertools.permutations((1, 2)):
        for between in (", ", "; ", "\n", ". ", " и ", ", а "):
            text = f"{first} согласовано{between}{second} вернуть: нет сметы"
            assert as_words(answered(text)) == {first: "approve", second: "return"}, text

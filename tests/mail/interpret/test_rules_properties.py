"""What holds for any text: a value in bounded time, and steps that never make an approval of what is none."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.mail.interpret.lexicon import Lexicon, Meaning, Phrase
from daemon.mail.interpret.rules import Intent, read
from mail.interpret.verdicts import NAMES, Sample, samples

LEXICON = Lexicon.built_in()
ALL = [sample for name in NAMES for sample in samples(name)]
APPROVALS = frozenset({Intent.APPROVE, Intent.APPROVE_WITH_REMARKS})
CLEAN = [each.text for each in ALL if each.said == {"approve"}]  # by the word of those who wrote the samples
POLITE = (
    ("Добрый день!\n\n", ""),
    ("", "\n\nС уважением,\nОрлова М. П."),
    ("Здравствуйте, Ольга Николаевна!\n", "\n\n--\nПавлова Анна Игоревна\nКонтрактный управляющий"),
    ("Hello Olga,\n\n", "\n\nBest regards,\nJohn Reed"),
    ("", "\nХорошего дня!"),
)
# Courtesy beside a verdict, and alone an answer to "do you approve?".
ANSWERS = {
    "absolutely", "certainly", "definitely", "of course", "no problem", "no problems", "without problem", "без проблем",
}  # fmt: skip
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
UNKNOWN = st.text(alphabet="бвгджзклмнпрстфхцчшщ", min_size=5, max_size=12)
PIECES = st.sampled_from(
    [word for sample in ALL[::7] for word in sample.text.split()] + ["не", "если", "?", "\n", ".", ",", "но", ":", "🙂"]
)


def _said(text: str) -> Intent:
    return read(text, LEXICON).intent


@given(st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=40).map(" ".join)))
@settings(max_examples=400, deadline=None)
def test_any_text_has_a_reading_with_its_reasons(text: str) -> None:
    reading = read(text, LEXICON)
    assert isinstance(reading.intent, Intent)
    assert reading.evidence


LONG = (
    "не ", "согласовано ", "нет сметы, ", "п. 4.2 срок 10 дней. ", "?", "cjukfcjdfyj ", "согласовнао ", "a", "+ ",
    "1) ", "vernut na ", "при условии ", "Иванов Иван Иванович ", "<", "с 1 по ", "я в отпуске ", "- ", "-", "@", "a.",
    "только ", "прошу только ",
    "\n",
)  # fmt: skip


@pytest.mark.parametrize("piece", LONG)
def test_a_long_text_is_read_in_bounded_time(piece: str) -> None:
    text = (piece * 65_000)[:65_000]
    began = time.process_time()
    assert _said(text) not in APPROVALS
    assert time.process_time() - began < 5, "many times what it takes"


def test_the_approvals_that_the_properties_begin_with_are_read_as_such() -> None:
    """A reader that never approves would have every property below."""
    assert len(CLEAN) > 600
    assert [text for text in CLEAN if _said(text) is not Intent.APPROVE] == []


def test_not_before_an_approval_never_leaves_it_one() -> None:
    assert [text for text in CLEAN if _said(f"не {text[:1].lower()}{text[1:]}") in APPROVALS] == []
    assert [text for text in CLEAN if _said(f"not {text[:1].lower()}{text[1:]}") in APPROVALS] == []


def test_a_question_mark_behind_an_approval_never_leaves_it_one() -> None:
    assert [text for text in CLEAN if _said(f"{text.rstrip(' .!)')}?") in APPROVALS] == []


@pytest.mark.parametrize("condition", ["если юрист не против", "но не мной", "шучу", "if legal agrees", "кроме п. 5"])
def test_a_condition_behind_an_approval_never_leaves_it_one(condition: str) -> None:
    assert [text for text in CLEAN if _said(f"{text}, {condition}") in APPROVALS] == []


@given(
    st.sampled_from(CLEAN), st.lists(UNKNOWN, min_size=2, max_size=5).map(" ".join), st.sampled_from([", ", ". ", "\n"])
)
@settings(max_examples=300, deadline=None)
def test_what_is_not_understood_never_leaves_an_approval_plain(text: str, unknown: str, sign: str) -> None:
    assert _said(f"{text}{sign}{unknown}") is not Intent.APPROVE
    assert _said(f"{unknown}{sign}{text}") is not Intent.APPROVE


@pytest.mark.parametrize(("before", "behind"), POLITE)
def test_politeness_never_changes_what_is_said(before: str, behind: str) -> None:
    changed = [each.text for each in ALL if each.text and _said(f"{before}{each.text}{behind}") not in _may_be(each)]
    assert changed == []


def test_no_words_of_courtesy_alone_are_an_approval() -> None:
    """ "Sent from my iPhone" once was: an alternative too many in a phrase of approval."""
    courteous = {Meaning.POLITE, Meaning.CLOSING, Meaning.THANKS}
    phrases = dict.fromkeys(
        each for held in Lexicon.built_in().by_word.values() for each in held if each.meaning in courteous
    )
    spoken = [text for each in phrases for text in _spoken(each)]
    assert len(spoken) > 1_000
    assert {text for text in spoken if _said(text) in APPROVALS} <= ANSWERS


def _spoken(phrase: Phrase) -> Iterator[str]:
    """Yield the phrase with each of its words at least once."""
    words = [sorted((*each.words, *each.stems)) for each in phrase.places]
    first = [each[0] for each in words]
    for at, others in enumerate(words):
        yield from (" ".join([*first[:at], word, *first[at + 1 :]]) for word in others)


def _may_be(sample: Sample) -> set[Intent]:
    return {Intent(each) for each in sample.said}


def test_remarks_are_the_persons_words_and_hold_every_number_of_them() -> None:
    remarked = [each for each in ALL if each.said == {"approve_with_remarks"}]
    assert len(remarked) > 200
    for each in remarked:
        remarks = read(each.text, LEXICON).remarks
        assert remarks, each
        assert set(_NUMBER.findall(each.text)) <= set(_NUMBER.findall(remarks)), each


def test_the_words_of_a_house_hold_beside_the_built_in_ones() -> None:
    lexicon = Lexicon.with_words({"approve": ["добро", "визирую"], "return": ["завернуть", "на переделку"]})
    said = {
        text: read(text, lexicon).intent.value for text in ("Добро.", "Завернуть: нет сметы", "На переделку", "Добро?")
    }
    assert said == {
        "Добро.": "approve",
        "Завернуть: нет сметы": "return",
        "На переделку": "return",
        "Добро?": "unclear",
    }
    assert read("Добро дадим, когда будет смета", lexicon).intent is Intent.UNCLEAR
    assert read("Добро, но в п. 3 срок 10 дней", lexicon).intent is Intent.APPROVE_WITH_REMARKS
    assert read("Не добро", lexicon).intent is Intent.UNCLEAR
    assert read("Согласовано", lexicon).intent is Intent.APPROVE


def test_a_house_cannot_give_words_another_meaning_than_those_there_are() -> None:
    with pytest.raises(ValueError, match="expected approve, return, decline or question"):
        Lexicon.with_words({"undo": ["назад"]})

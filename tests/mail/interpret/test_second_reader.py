"""The second reader may doubt an approval and guess at what is unclear; nothing is ever approved by it alone."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from replies.texts import FILES, labelled, replies

from daemon.mail.interpret.intent import Intent, Reading
from daemon.mail.interpret.lexicon import Lexicon
from daemon.mail.interpret.pipeline import interpret
from daemon.mail.interpret.reader_training import lessons, merged, trained
from daemon.mail.interpret.rules import read
from daemon.mail.interpret.second_reader import (
    CLASSES,
    GUESS_LIMIT,
    ROW,
    built_in,
    features,
    loaded,
    opinion_of,
    second_opinion,
    written,
)
from mail.interpret.verdicts import NAMES, samples
from mail.post import LEXICON, OWN, letter, mail

WEIGHTS = Path(__file__).parents[3] / "daemon/mail/interpret/words/second_reader.bin"
APPROVALS = frozenset({Intent.APPROVE, Intent.APPROVE_WITH_REMARKS})
TEXTS = merged(labelled())
PIECES = st.sampled_from(sorted({word for text in list(TEXTS)[::9] for word in text.split()}))


@cache
def by_rules(text: str) -> Reading:
    return read(text, LEXICON)


@cache
def opinion(text: str) -> Reading:
    return second_opinion(text, by_rules(text), LEXICON)


@cache
def guessable() -> str:
    """A text of one line at whose meaning the second reader guesses."""
    return next(text for text in TEXTS if "\n" not in text and opinion(text).guess)


def test_the_texts_of_the_repository_give_the_weights_of_the_repository_to_the_byte() -> None:
    """`make reader` after a change of texts, words or rules."""
    same = written(trained(lessons(TEXTS, Lexicon.built_in()))) == WEIGHTS.read_bytes()
    assert same, "the weights are of other texts, words or rules: make them with `make reader`"


def test_the_weights_are_the_same_whatever_hashes_strings_and_wherever_the_texts_stand() -> None:
    """A set's order differs between runs, and so does the order of the files that somebody adds texts to."""
    said = (
        "from daemon.mail.interpret.lexicon import Lexicon; from daemon.mail.interpret.reader_training import *;"
        "from daemon.mail.interpret.second_reader import loaded, written; from replies.texts import replies;"
        "texts = dict(list(merged(replies('hand')).items())[:150][::{step}]);"
        "print(loaded(written(trained(lessons(texts, Lexicon.built_in())))).version)"
    )
    root = str(Path(__file__).parents[3])
    versions = {
        subprocess.run(
            [sys.executable, "-c", said.format(step=step)],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": f"{root}:{root}/tests"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, step in (("1", 1), ("2", -1))
    }
    assert len(versions) == 1


def test_the_weights_are_small_and_know_their_version() -> None:
    content = WEIGHTS.read_bytes()
    assert len(content) < 400_000
    assert len(loaded(content).version) == 12
    changed = bytearray(content)
    changed[-1] ^= 1
    assert loaded(bytes(changed)).version != loaded(content).version
    for broken in (b"", content[:-1], b"x" + content[1:]):
        with pytest.raises(ValueError, match="make reader"):
            loaded(broken)


def test_every_line_of_the_texts_has_classes_that_there_are() -> None:
    counted = {name: len(list(replies(name))) for name in FILES}
    assert sum(counted.values()) > 2_000
    assert all(text.strip() and said for name in FILES for text, said in replies(name))


# -- neither right makes a verdict ------------------------------------------------------------------------------------


@given(
    st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=25).map(" ".join)),
    st.sampled_from(list(Intent)),
    st.sampled_from(["", "yes", "no"]),
)
@settings(max_examples=400, deadline=None)
def test_no_reading_becomes_a_verdict_by_the_second_reader(text: str, said: Intent, answer: str) -> None:
    """Whatever the rules read, what comes out is that or unclear, and only an unclear one has a guess."""
    reading = Reading(said, text, ("some word",), answer=answer)
    second = second_opinion(text, reading, LEXICON)
    assert second.intent in (said, Intent.UNCLEAR)
    assert second.intent is said or said in APPROVALS
    assert second.guess is None or (second.intent is Intent.UNCLEAR and second.guess.verdict is not None)


@given(st.lists(PIECES, max_size=25).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_a_mail_is_approved_only_if_the_rules_approve_its_words(text: str) -> None:
    found = interpret(mail(text or "x"), own_addresses=OWN, sent=letter(), lexicon=LEXICON)
    if found.reading.intent in APPROVALS:
        assert read(found.words.text, LEXICON).intent in APPROVALS


def test_none_of_the_known_traps_is_approved_by_a_guess() -> None:
    traps = [text for text, said in TEXTS.items() if not said & APPROVALS]
    assert len(traps) > 2_000
    approved = [each for each in traps if opinion(each).intent in APPROVALS]
    assert [each for each in approved if by_rules(each).intent not in APPROVALS] == []


# -- doubt ------------------------------------------------------------------------------------------------------------


def test_no_approval_that_the_rules_read_rightly_is_doubted() -> None:
    approvals = [text for text, said in TEXTS.items() if by_rules(text).intent in said & APPROVALS]
    assert len(approvals) > 2_000
    assert [each for each in approvals if opinion(each).intent is Intent.UNCLEAR] == []


@pytest.mark.parametrize(
    "text",
    [
        "Вернуть на доработку: нет сметы",
        "Не согласовано, в п. 4.2 неверный срок",
        "Отклонить, контрагент ненадёжный",
        "Return for rework: the amount is wrong",
        "Вопрос: почему такая сумма?",
    ],
)
@pytest.mark.parametrize("misread", sorted(APPROVALS))
def test_an_approval_that_it_takes_for_something_else_becomes_a_question_with_both_readings(
    text: str, misread: Intent
) -> None:
    """As if the rules had a hole; none of these is one now."""
    doubted = second_opinion(text, Reading(misread, "", ("approve: «…»",), answer="yes"), LEXICON)
    assert (doubted.intent, doubted.remarks, doubted.answer) == (Intent.UNCLEAR, text, "")
    assert f"the rules read {misread.value}" in doubted.evidence[0]


def test_a_house_s_own_word_of_approval_is_not_doubted() -> None:
    lexicon = Lexicon.with_words({"approve": ["добро", "визирую", "одобрямс"]})
    for text in ("Добро.", "Визирую", "Одобрямс", "Визирую, но в п. 3 срок 10 дней"):
        reading = read(text, lexicon)
        assert reading.intent in APPROVALS
        assert second_opinion(text, reading, lexicon) == reading


def test_other_readings_than_approvals_are_left_alone() -> None:
    for text in ("Вернуть: нет сметы", "Отклонить", "Вопрос: почему?", "передать Павловой", "статус", "отмена"):
        assert opinion(text) == read(text, LEXICON)


# -- a guess ----------------------------------------------------------------------------------------------------------


def test_most_guesses_at_what_people_write_are_right() -> None:
    """It has learned from these; `make reader ARGS=--figures` tells how it does with texts that it has not."""
    natural = dict(each for name in ("hand", "office") for each in replies(name))
    guessed = [(said, guess) for text, said in natural.items() if (guess := opinion(text).guess)]
    assert len(guessed) > 20
    assert sum(guess in said for said, guess in guessed) >= 0.9 * len(guessed)


def test_nothing_is_guessed_where_more_than_the_words_makes_it_unclear() -> None:
    text = guessable()
    reading = read(text, LEXICON)
    more = replace(reading, evidence=(*reading.evidence, "dropped, but it speaks"))
    other = Reading(Intent.UNCLEAR, text, ("the HTML says approve, the plain text says return",))
    assert opinion(text).guess is not None
    assert second_opinion(text, more, LEXICON).guess is None
    assert second_opinion(text, other, LEXICON).guess is None


def test_nothing_is_guessed_of_a_question_a_long_text_or_one_of_strange_words() -> None:
    text = guessable()
    for changed in (f"{text}?", f"{text} " + "очень " * (GUESS_LIMIT // 6), f"{text} " + "бвгджз клмнпр стфхц " * 9):
        assert opinion(changed).guess is None, changed


@pytest.mark.parametrize("text", ["Не\n\nсогласовано", "Не согласовано ранее, теперь согласовано", "Нет, согласовано"])
def test_no_approval_is_guessed_where_one_is_denied(text: str) -> None:
    assert opinion(text).guess not in APPROVALS


@pytest.mark.parametrize("text", ["нет", "НЕТ!", "No.", "👎"])
def test_a_bare_no_to_a_request_is_guessed_to_send_it_back(text: str) -> None:
    assert opinion(text).guess is Intent.RETURN


@pytest.mark.parametrize("text", ["", " ", "да", "481920", "Спасибо", "Добрый день!", "xyzzy plugh", "???"])
def test_nothing_is_guessed_of_what_says_nothing(text: str) -> None:
    assert opinion(text).guess is None


def test_a_guess_comes_with_the_mail_and_is_no_verdict() -> None:
    text = guessable()
    found = interpret(mail(text), own_addresses=OWN, sent=letter(), lexicon=LEXICON)
    assert (found.verdict, found.reading.guess) == (Intent.UNCLEAR, opinion(text).guess)


# -- what it costs ----------------------------------------------------------------------------------------------------


def test_an_opinion_costs_little_whatever_the_text() -> None:
    texts = [each.text for name in NAMES for each in samples(name)][:500]
    weights = built_in()
    began = time.process_time()
    for each in texts:
        opinion_of(each, LEXICON, weights)
    assert (time.process_time() - began) / len(texts) < 0.01  # ten times what it takes, for slow machines


@given(st.text(max_size=400))
@settings(deadline=None)
def test_every_text_stands_for_places_of_the_row(text: str) -> None:
    places = features(text, LEXICON)
    assert places == sorted(set(places))
    assert all(0 <= each < ROW for each in places)
    found = opinion_of(text, LEXICON, built_in())
    assert found.intent in CLASSES
    assert 0 <= found.approving <= 1.0001
    assert 0 < found.share <= 1

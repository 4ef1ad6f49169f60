"""The corpus: every mail reads as its JSON says, with and without the letter that it answers."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from replies.measuring import Outcome, Result, corpus, measure
from replies.specimen import MAILS
from replies.specimens import everything

# Mails that are not read right yet, one a line: "with" or "without" (the request), then the mail. It may only shrink.
MISSES = Path(__file__).parent / "known_misses.txt"


def _known(direction: str) -> set[str]:
    lines = (line.split() for line in MISSES.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {words[1] for words in lines if words and words[0] == direction}


@cache
def _read(direction: str) -> list[Result]:
    return measure(corpus(), knowing=direction == "with")


def _told(results: list[Result]) -> str:
    return "\n".join(f"{each.outcome.value}: {each.mail.name}: {each.why}, {each.got.evidence}" for each in results)


@pytest.mark.parametrize("direction", ["with", "without"])
def test_every_mail_reads_as_its_json_says(direction: str) -> None:
    results = _read(direction)
    known = _known(direction)
    wrong = [each for each in results if each.outcome is not Outcome.RIGHT and each.mail.name not in known]
    assert not wrong, f"{len(wrong)} of {len(results)} mails are not read as they should be:\n{_told(wrong)}"


@pytest.mark.parametrize("direction", ["with", "without"])
def test_no_mail_is_taken_for_a_verdict_that_it_is_not(direction: str) -> None:
    results = _read(direction)
    known = _known(direction)
    dangerous = [each for each in results if each.outcome is Outcome.DANGEROUS and each.mail.name not in known]
    assert not dangerous, _told(dangerous)


def test_what_is_known_to_be_missed_is_in_the_corpus() -> None:
    names = {each.name for each in corpus()}
    assert _known("with") | _known("without") <= names


def test_the_corpus_is_large_enough_to_mean_something() -> None:
    mails = corpus()
    programs = {each.program for each in mails if each.is_persons}
    assert len(mails) >= 400
    assert len(programs) >= 36
    assert sum(each.expected["trap"] for each in mails) >= 130


def test_the_corpus_is_what_its_programs_write() -> None:
    """`make corpus` writes these very bytes again."""
    made = {(each.program, each.name): each for each in everything()}
    found = {(path.parent.name, path.stem): path for path in MAILS.glob("*/*.eml")}
    assert made.keys() == found.keys()
    differing = [key for key, path in found.items() if path.read_bytes() != made[key].raw]
    assert not differing

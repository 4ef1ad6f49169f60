"""What people's words say: an examination, the words' own test lines, and what holds for any text."""

from __future__ import annotations

from typing import Any

import pytest

from daemon.mail.interpret.lexicon import FILES, Lexicon, load
from daemon.mail.interpret.rules import read
from mail.interpret.verdicts import NAMES, Sample, samples

LEXICON = Lexicon.built_in()
_WITH_TESTS = [name for name in FILES if name != "parts"]


def _wrong(sample: Sample) -> str:
    reading = read(sample.text, LEXICON)
    more = {key: getattr(reading, key) for key in sample.more if getattr(reading, key) != sample.more[key]}
    if reading.intent.value in sample.said and not more and sample.has in reading.remarks:
        return ""
    expected = "|".join(sorted(sample.said))
    return f"{sample.text!r}: {reading.intent.value}, expected {expected} {more or ''} {reading.evidence}"


@pytest.mark.parametrize("name", NAMES)
def test_every_reply_of_the_examination_is_read_as_a_careful_secretary_would(name: str) -> None:
    assert [wrong for each in samples(name) if (wrong := _wrong(each))] == []


def _groups(name: str) -> list[dict[str, Any]]:
    data = load(name)
    return list(data["groups"]) if "groups" in data else list(data.values())


@pytest.mark.parametrize("name", _WITH_TESTS)
def test_every_group_of_words_has_test_lines_that_hold(name: str) -> None:
    groups = _groups(name)
    assert all(group.get("tests") for group in groups)
    lines = [(text, said) for group in groups for text, said in group["tests"].items()]
    samples = [Sample(str(text), frozenset({said})) for text, said in lines]
    assert [wrong for each in samples if (wrong := _wrong(each))] == []
